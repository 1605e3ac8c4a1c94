//! What the texts of a book are made of, without reading them: how long their pieces are, and how many of those there
//! are that stay in memory.
//!
//! The library that reads a book holds each tag, text and comment whole, however long, and each cell's text.

use memchr::{memchr, memchr3};

use crate::finding::Refusal;
use crate::limits::{
    BOOK_CELLS_MAX, BOOK_THINGS_MAX, CELL_XML_BYTES_MAX, STRINGS_MAX, TOKEN_BYTES_MAX,
};

/// The elements of which the library holds all.
const THINGS: [&[u8]; 10] = [
    b"sheet",
    b"Relationship",
    b"definedName",
    b"xf",
    b"cellStyle",
    b"numFmt",
    b"font",
    b"fill",
    b"border",
    b"color",
];

/// Looks at one entry after the other.
#[derive(Default)]
pub(super) struct Scanner {
    place: Place,
    /// The tag in hand, from behind its `<`.
    tag: Vec<u8>,
    /// The quote within the tag in hand that is open.
    quote: Option<u8>,
    /// The bytes of the text in hand.
    text: usize,
    /// The bytes of the cell or string in hand.
    cell: Option<usize>,
    root: Option<Root>,
    cells: u64,
    strings: u64,
    things: u64,
}

/// Where in an entry it is.
#[derive(Clone, Copy, Default, PartialEq)]
enum Place {
    /// Before the first byte.
    #[default]
    Beginning,
    /// In an entry that is no XML of one byte a sign: a picture, say. It is short.
    Other,
    Text,
    Tag,
}

/// What an entry is.
#[derive(Clone, Copy, PartialEq)]
enum Root {
    Sheet,
    Other,
}

impl Scanner {
    /// Begins an entry. The cells and strings of all are counted together.
    pub fn begin(&mut self) {
        self.place = Place::Beginning;
        self.tag.clear();
        (self.quote, self.text, self.cell, self.root) = (None, 0, None, None);
    }

    /// Whether the entry is a sheet.
    pub fn is_sheet(&self) -> bool {
        self.root == Some(Root::Sheet)
    }

    /// Looks at the next bytes.
    pub fn feed(&mut self, mut bytes: &[u8]) -> Result<(), Refusal> {
        while !bytes.is_empty() {
            let used = match self.place {
                Place::Beginning => {
                    let is_xml = matches!(bytes[0], b'<' | 0xef | b' ' | b'\r' | b'\n' | b'\t');
                    self.place = if is_xml { Place::Text } else { Place::Other };
                    0
                }
                Place::Other => bytes.len(),
                Place::Text => self.take_text(bytes),
                Place::Tag => self.take_tag(bytes)?,
            };
            if let Some(length) = &mut self.cell {
                *length += used;
                if *length > CELL_XML_BYTES_MAX {
                    return Err(Refusal::CellTooLarge);
                }
            }
            if self.text.max(self.tag.len()) > TOKEN_BYTES_MAX {
                return Err(Refusal::CellTooLarge);
            }
            bytes = &bytes[used..];
        }
        Ok(())
    }

    /// Takes bytes up to the next tag.
    fn take_text(&mut self, bytes: &[u8]) -> usize {
        let Some(place) = memchr(b'<', bytes) else {
            self.text += bytes.len();
            return bytes.len();
        };
        self.place = Place::Tag;
        self.tag.clear();
        (self.quote, self.text) = (None, 0);
        place + 1
    }

    /// Takes bytes of the tag up to the next sign that can end it, or a part of it.
    fn take_tag(&mut self, bytes: &[u8]) -> Result<usize, Refusal> {
        let end = match self.quote {
            Some(quote) => memchr(quote, bytes),
            None if self.is_marked() => memchr(b'>', bytes),
            None => memchr3(b'>', b'"', b'\'', bytes),
        };
        let used = end.map_or(bytes.len(), |place| place + 1);
        // A little more than a tag may have is enough to see that it has more.
        let kept = used.min(TOKEN_BYTES_MAX + 1);
        self.tag.extend_from_slice(&bytes[..kept]);
        let Some(place) = end else { return Ok(used) };
        match bytes[place] {
            b'>' if self.quote.is_none() => {
                self.tag.pop();
                if self.is_whole() {
                    self.place = Place::Text;
                    self.note()?;
                } else {
                    self.tag.push(b'>');
                }
            }
            // What it is was not known yet.
            _ if self.is_marked() => {}
            quote => self.quote = self.quote.is_none().then_some(quote),
        }
        Ok(used)
    }

    /// Whether it is a comment or the like, in which quotes are signs like others.
    fn is_marked(&self) -> bool {
        matches!(self.tag.first(), Some(b'!' | b'?'))
    }

    /// Whether the tag that a `>` follows ends with it.
    fn is_whole(&self) -> bool {
        let tag = self.tag.as_slice();
        if tag.starts_with(b"!--") {
            tag.len() >= 5 && tag.ends_with(b"--")
        } else if tag.starts_with(b"![CDATA[") {
            tag.ends_with(b"]]")
        } else if tag.starts_with(b"?") {
            tag.ends_with(b"?")
        } else {
            true
        }
    }

    /// Counts what the tag stands for.
    fn note(&mut self) -> Result<(), Refusal> {
        let tag = self.tag.as_slice();
        match tag.first() {
            // A document type can define texts that grow without end.
            Some(b'!') if tag[1..].starts_with(b"DOCTYPE") => return Err(Refusal::DamagedBook),
            None | Some(b'!' | b'?') => return Ok(()),
            Some(b'/') => {
                if matches!(local_name(&tag[1..]), b"c" | b"si") {
                    self.cell = None;
                }
                return Ok(());
            }
            Some(_) => {}
        }
        let name = local_name(tag);
        let is_empty = tag.ends_with(b"/");
        let is_root = self.root.is_none();
        if is_root {
            let is_sheet = name == b"worksheet";
            self.root = Some(if is_sheet { Root::Sheet } else { Root::Other });
        }
        match name {
            b"c" => {
                self.cells += 1;
                self.cell = (!is_empty).then_some(0);
                if self.cells > BOOK_CELLS_MAX {
                    return Err(Refusal::TooManyCells);
                }
            }
            b"si" => {
                self.strings += 1;
                self.cell = (!is_empty).then_some(0);
                if self.strings > STRINGS_MAX {
                    return Err(Refusal::StringsTooLarge);
                }
            }
            // The library makes room for as many as are declared.
            b"sst" if declares_too_many(tag) => return Err(Refusal::StringsTooLarge),
            name if THINGS.contains(&name) => {
                self.things += 1;
                if self.things > BOOK_THINGS_MAX {
                    return Err(Refusal::BookTooLarge);
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The name of an element without its prefix.
fn local_name(tag: &[u8]) -> &[u8] {
    let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'/';
    let name = &tag[..tag.iter().position(is_end).unwrap_or(tag.len())];
    let prefix = name.iter().rposition(|byte| *byte == b':');
    prefix.map_or(name, |place| &name[place + 1..])
}

/// Whether the tag of the shared strings says that there are more than can be.
fn declares_too_many(tag: &[u8]) -> bool {
    const NAME: &[u8] = b"uniqueCount";
    let places = tag.windows(NAME.len()).enumerate();
    let mut found = places.filter(|(_, window)| *window == NAME);
    found.any(|(place, _)| {
        let rest = tag[place + NAME.len()..].iter();
        let digits = rest
            .skip_while(|byte| matches!(byte, b'=' | b'"' | b'\'' | b'+' | b' '))
            .take_while(|byte| byte.is_ascii_digit());
        let add = |sum: u64, digit: &u8| {
            sum.saturating_mul(10)
                .saturating_add(u64::from(digit - b'0'))
        };
        digits.fold(0, add) > STRINGS_MAX
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::SHEET_BYTES_MAX;

    /// What comes of an entry that is fed in pieces of so many bytes.
    fn fed(entry: &str, piece: usize) -> (Scanner, Result<(), Refusal>) {
        let mut scanner = Scanner::default();
        scanner.begin();
        let result = entry
            .as_bytes()
            .chunks(piece)
            .try_for_each(|bytes| scanner.feed(bytes));
        (scanner, result)
    }

    #[test]
    fn cells_strings_and_sheets_are_counted_however_the_bytes_come() {
        let entry = "<?xml version='1.0'?><!-- <c> --><x:worksheet a='<c>' b=\"'>\"><x:c r=\"A1\"/>\
                     <x:c><v><![CDATA[<c>]]]></v></x:c><cols/><si><t>\u{fc}</t></si></x:worksheet>";
        for piece in [1, 2, 3, 7, 1_000] {
            let (scanner, result) = fed(entry, piece);
            assert_eq!(result, Ok(()));
            assert!(scanner.is_sheet());
            assert_eq!((scanner.cells, scanner.strings), (2, 1), "{piece}");
        }
        assert!(!fed("<sst><worksheet>", 1).0.is_sheet());
    }

    #[test]
    fn what_the_reader_would_hold_whole_is_bounded() {
        let long = "x".repeat(TOKEN_BYTES_MAX + 1);
        let pieces = "<r>text</r>".repeat(CELL_XML_BYTES_MAX / 10);
        for entry in [
            format!("<c>{long}"),
            format!("<c a='{long}"),
            format!("<!-- {long}"),
            format!("<![CDATA[ >{long}"),
            format!("<c>{pieces}</c>"),
            format!("<si>{pieces}</si>"),
        ] {
            for piece in [1_000, entry.len()] {
                assert_eq!(fed(&entry, piece).1, Err(Refusal::CellTooLarge));
            }
        }
        let (_, result) = fed(&format!("<c>1</c>{pieces}{pieces}"), 1_000);
        assert_eq!(result, Ok(()));
    }

    #[test]
    fn more_than_can_be_is_refused_by_its_kind() {
        let with = |set: fn(&mut Scanner), entry: &str| {
            let mut scanner = Scanner::default();
            scanner.begin();
            set(&mut scanner);
            scanner.feed(entry.as_bytes())
        };
        let cells: fn(&mut Scanner) = |scanner| scanner.cells = BOOK_CELLS_MAX - 1;
        assert_eq!(with(cells, "<c/>"), Ok(()));
        assert_eq!(with(cells, "<c/><c/>"), Err(Refusal::TooManyCells));
        let strings: fn(&mut Scanner) = |scanner| scanner.strings = STRINGS_MAX - 1;
        assert_eq!(with(strings, "<si/><si/>"), Err(Refusal::StringsTooLarge));
        let things: fn(&mut Scanner) = |scanner| scanner.things = BOOK_THINGS_MAX - 1;
        assert_eq!(with(things, "<xf/><sheet/>"), Err(Refusal::BookTooLarge));
        let none: fn(&mut Scanner) = |_| ();
        let declared = format!("<sst uniqueCount=\"{SHEET_BYTES_MAX}\">");
        assert_eq!(with(none, &declared), Err(Refusal::StringsTooLarge));
        let endless = format!("<sst uniqueCount = '{}'>", "9".repeat(99));
        assert_eq!(with(none, &endless), Err(Refusal::StringsTooLarge));
        assert_eq!(
            with(none, "<sst count=\"99999999\" uniqueCount=\"2\">"),
            Ok(())
        );
        assert_eq!(
            with(none, "<!DOCTYPE x [<!ENTITY y \"z\">]>"),
            Err(Refusal::DamagedBook)
        );
    }
}
