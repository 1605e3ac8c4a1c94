//! Words in ASN.1, wherever they stand.

use der::asn1::{Any, AnyRef};
use der::{Decode, Reader, SliceReader, Tag, Tagged};

/// The most of an authority's words that is kept, in characters.
const MAX_CHARS: usize = 500;
/// How deep structures are searched.
const MAX_DEPTH: usize = 8;

/// The strings among these values, in one line.
pub fn joined(values: &[Any]) -> String {
    let texts = values.iter().filter_map(|value| text(value.to_ref()));
    one_line(&texts.collect::<Vec<_>>())
}

/// Every string in this DER, in one line; what follows the first thing that cannot be read is left out.
pub fn anywhere(der: &[u8]) -> String {
    let mut texts = Vec::new();
    collect(der, 0, &mut texts);
    one_line(&texts)
}

fn collect<'a>(der: &'a [u8], depth: usize, texts: &mut Vec<&'a str>) {
    let Ok(mut reader) = SliceReader::new(der) else {
        return;
    };
    while !reader.is_finished() {
        let Ok(value) = AnyRef::decode(&mut reader) else {
            return;
        };
        if let Some(text) = text(value) {
            texts.push(text);
        } else if value.tag().is_constructed() && depth < MAX_DEPTH {
            collect(value.value(), depth + 1, texts);
        }
    }
}

fn text(value: AnyRef<'_>) -> Option<&str> {
    let is_text = matches!(
        value.tag(),
        Tag::Utf8String
            | Tag::PrintableString
            | Tag::Ia5String
            | Tag::VisibleString
            | Tag::TeletexString
            | Tag::GeneralString
    );
    is_text
        .then(|| str::from_utf8(value.value()).ok())
        .flatten()
}

/// Fit for a log line: an authority's words are a stranger's.
fn one_line(texts: &[&str]) -> String {
    let joined = texts.join(" ");
    let clean = joined.chars().map(|c| if c.is_control() { ' ' } else { c });
    clean.take(MAX_CHARS).collect::<String>().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_in_nested_structures() {
        // SEQUENCE { INTEGER 2, SEQUENCE { UTF8String "kredi", IA5String "yok" } }
        let der = b"\x30\x11\x02\x01\x02\x30\x0c\x0c\x05kredi\x16\x03yok";
        assert_eq!(anywhere(der), "kredi yok");
    }

    #[test]
    fn control_characters_become_blanks_and_long_words_are_cut() {
        assert_eq!(anywhere(b"\x0c\x07a\x1b[2Jb\n"), "a [2Jb");
        let mut long = vec![0x0c, 0x82, 0x03, 0xe8];
        long.extend([b'x'; 1000]);
        assert_eq!(anywhere(&long).len(), MAX_CHARS);
    }

    #[test]
    fn what_is_no_text_says_nothing() {
        for der in [
            &b""[..],
            b"\x30",
            b"<html>502</html>",
            b"\x0c\x02\xff\xfe",
            b"\x30\x80",
            b"\x0c\x7fabc",
        ] {
            assert_eq!(anywhere(der), "");
        }
    }

    #[test]
    fn deep_nesting_is_not_followed() {
        let mut der = b"\x0c\x01x".to_vec();
        for _ in 0..40 {
            der.insert(0, u8::try_from(der.len()).unwrap());
            der.insert(0, 0x30);
        }
        assert_eq!(anywhere(&der), "");
    }
}
