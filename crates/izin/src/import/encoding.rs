//! How the text of a file is written: told by its mark, then line by line.
//!
//! A line that is UTF-8 is read as that. Of one that is not, the other lines decide: where any of them
//! is UTF-8 beyond ASCII, or the file begins with UTF-8's mark, this one is damaged and refused alone;
//! otherwise the file is in windows-1254, the Turkish code page.

use encoding_rs::WINDOWS_1254;

use super::line::Flaw;

/// The byte order mark, in UTF-8.
pub const MARK: &[u8] = b"\xef\xbb\xbf";

/// How lines that are not UTF-8 are to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// The file is UTF-8 (or was UTF-16), such lines are damaged.
    Utf8,
    /// They are in windows-1254, the Turkish code page.
    Windows1254,
}

/// What lines have said about the file.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence {
    is_utf8: bool,
    is_something_else: bool,
}

impl Evidence {
    /// Takes a line (or the beginning of one that is too long) into account.
    pub fn note(&mut self, line: &[u8]) {
        self.is_utf8 |= line.starts_with(MARK);
        match std::str::from_utf8(line) {
            Ok(text) => self.is_utf8 |= !text.is_ascii(),
            // A long line may be cut within a character.
            Err(error) if error.error_len().is_none() => {
                self.is_something_else |= line.len() < super::line::LINE_BYTES_MAX;
            }
            Err(_) => self.is_something_else = true,
        }
    }

    /// What follows for the file.
    pub const fn encoding(self) -> Encoding {
        if self.is_something_else && !self.is_utf8 {
            Encoding::Windows1254
        } else {
            Encoding::Utf8
        }
    }
}

impl Encoding {
    /// The text of a line, as far as it can be shown, and what is wrong with it.
    pub fn decode(self, bytes: &[u8]) -> (String, Option<Flaw>) {
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) if self == Self::Windows1254 => {
                let (text, _) = WINDOWS_1254.decode_without_bom_handling(bytes);
                text.into_owned()
            }
            Err(_) => String::from_utf8_lossy(bytes).into_owned(),
        };
        let flaw = Flaw::of(&text);
        (text, flaw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoding(lines: &[&[u8]]) -> Encoding {
        let mut evidence = Evidence::default();
        for line in lines {
            evidence.note(line);
        }
        evidence.encoding()
    }

    #[test]
    fn a_file_is_windows_1254_only_where_no_line_is_utf8_beyond_ascii() {
        let (turkish, page, ascii) = (
            "TACİR".as_bytes(),
            b"TAC\xddR".as_slice(),
            b"1;2".as_slice(),
        );
        assert_eq!(encoding(&[ascii, ascii]), Encoding::Utf8);
        assert_eq!(encoding(&[ascii, page]), Encoding::Windows1254);
        assert_eq!(encoding(&[page, turkish]), Encoding::Utf8);
        assert_eq!(encoding(&[b"\xef\xbb\xbftype", page]), Encoding::Utf8);
        assert_eq!(encoding(&[b"\xef\xbb\xbftype\xdd"]), Encoding::Utf8);
        // A line that is too long is looked at as far as it is kept, which may end within a letter.
        let cut = [
            vec![b'a'; super::super::line::LINE_BYTES_MAX - 1],
            vec![0xc4],
        ]
        .concat();
        assert_eq!(encoding(&[&cut]), Encoding::Utf8);
        // The last letter of a line may look like the beginning of a longer one.
        assert_eq!(encoding(&[b"KAYNA\xd0"]), Encoding::Windows1254);
    }

    #[test]
    fn each_line_is_read_by_itself_and_a_damaged_one_is_said_to_be() {
        let page = Encoding::Windows1254;
        assert_eq!(page.decode(b"TAC\xddR"), ("TACİR".to_owned(), None));
        assert_eq!(page.decode("TACİR".as_bytes()), ("TACİR".to_owned(), None));
        // A place of the code page that stands for nothing.
        assert_eq!(page.decode(b"a\x81b").1, Some(Flaw::Control));
        assert_eq!(Encoding::Utf8.decode(b"TAC\xddR").1, Some(Flaw::Damaged));
        assert_eq!(Encoding::Utf8.decode(b"T\0A\0").1, Some(Flaw::Nul));
        // Another program has seen damage before.
        assert_eq!(
            Encoding::Utf8.decode("TAC\u{fffd}R".as_bytes()).1,
            Some(Flaw::Damaged)
        );
    }
}
