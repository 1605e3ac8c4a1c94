//! The letters of what comes in: by its `data_coding`, and by what its bytes say where that is certain.
//!
//! `data_coding` is SMPP's own list below 16 (SMPP 3.4, 5.2.19) and the network's scheme above (TS 23.038,
//! section 4), in which bits say whether the text has a class, is packed, or tells of waiting mail. Gateways
//! often write one alphabet and say another.

use crate::gsm::{Shifts, shifted_text};

/// How certain it is that a text is what its sender wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Certainty {
    /// Its letters leave no doubt.
    Full,
    /// Its letters are of an alphabet that had to be guessed, or something of the message is not as it
    /// should be.
    Doubtful,
    /// It could not be read.
    None,
}

/// How many 16-bit units leave no doubt that they are such.
const UNITS_CERTAIN: usize = 3;

/// In what a text is written, as its `data_coding` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Alphabet {
    /// The network's 7-bit alphabet.
    Gsm,
    /// The same for want of another: the code is reserved.
    Reserved,
    Ascii,
    Latin1,
    /// Bytes; Turkish gateways write ISO 8859-9 or UTF-8 so.
    Bytes,
    Ucs2,
    /// One that has ASCII's letters in ASCII's places and others we do not read.
    Other,
    /// Packed in a way we do not read.
    Packed,
}

impl Alphabet {
    const fn of(coding: u8) -> Self {
        match coding {
            // With a class alone bit 2 is the alphabet, and bit 3 is reserved.
            0xf0..=0xff if coding & 0b100 != 0 => Self::Bytes,
            // Waiting mail is dropped or kept with 7 bits, or kept with 16.
            0x00 | 0xc0..=0xdf | 0xf0..=0xff => Self::Gsm,
            0x01 => Self::Ascii,
            0x02 | 0x04 => Self::Bytes,
            0x03 => Self::Latin1,
            0x05..=0x07 | 0x09..=0x0b | 0x0d | 0x0e => Self::Other,
            0x08 | 0xe0..=0xef => Self::Ucs2,
            0x0c | 0x0f | 0x80..=0xbf => Self::Reserved,
            // General, and marked to be deleted: bit 5 is packed, bits 3 and 2 the alphabet.
            0x10..=0x7f if coding & 0x20 != 0 => Self::Packed,
            0x10..=0x7f => match (coding >> 2) & 0b11 {
                0 => Self::Gsm,
                1 => Self::Bytes,
                2 => Self::Ucs2,
                _ => Self::Reserved,
            },
        }
    }
}

/// Reads a text, and says how certain that is. Without a reading the text is empty.
pub(crate) fn read(bytes: &[u8], coding: u8, shifts: Shifts) -> (String, Certainty) {
    let alphabet = Alphabet::of(coding);
    let seven_bits = matches!(alphabet, Alphabet::Gsm | Alphabet::Reserved);
    // A header that names a 7-bit table says that the text is of 7 bits.
    if !(seven_bits && shifts != Shifts::default())
        && alphabet != Alphabet::Packed
        && let Some((text, units)) = certain_units(bytes)
    {
        let certain = alphabet == Alphabet::Ucs2 || units >= UNITS_CERTAIN;
        return (text, certain_if(certain));
    }
    match alphabet {
        Alphabet::Gsm | Alphabet::Reserved => {
            if bytes.is_ascii() {
                let text = shifted_text(bytes, shifts);
                return (
                    text,
                    certain_if(alphabet == Alphabet::Gsm && !shifts.others),
                );
            }
            eight_bits(bytes)
        }
        Alphabet::Ascii if bytes.is_ascii() => {
            if is_printable(bytes) {
                return (ascii(bytes), Certainty::Full);
            }
            (shifted_text(bytes, shifts), Certainty::Doubtful)
        }
        Alphabet::Latin1 => {
            let text = bytes.iter().copied().map(char::from).collect();
            (text, certain_if(is_printable(bytes)))
        }
        Alphabet::Ucs2 => units(bytes),
        Alphabet::Ascii | Alphabet::Bytes => eight_bits(bytes),
        Alphabet::Other if bytes.is_ascii() && is_printable(without_zeros(bytes)) => {
            (ascii(without_zeros(bytes)), Certainty::Doubtful)
        }
        Alphabet::Other | Alphabet::Packed => unreadable(),
    }
}

const fn certain_if(certain: bool) -> Certainty {
    if certain {
        Certainty::Full
    } else {
        Certainty::Doubtful
    }
}

const fn unreadable() -> (String, Certainty) {
    (String::new(), Certainty::None)
}

fn ascii(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}

/// Whether there is no control character, of the upper half neither.
fn is_printable(bytes: &[u8]) -> bool {
    let printable =
        |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r') || !char::from(*byte).is_control();
    bytes.iter().all(printable)
}

/// Bytes whose alphabet nobody has said: ASCII, UTF-8 or ISO 8859-9. A zero byte at the end is none of the
/// text; neither are more of them, or those before it, but then something is wrong.
fn eight_bits(bytes: &[u8]) -> (String, Certainty) {
    let bare = without_zeros(bytes);
    let is_usual = bytes.strip_suffix(&[0]).unwrap_or(bytes) == bare;
    if let Some(text) = utf8(bare) {
        return (text.to_owned(), certain_if(is_usual && bare.is_ascii()));
    }
    if !is_printable(bare) {
        return unreadable();
    }
    (
        bare.iter().copied().map(latin5).collect(),
        Certainty::Doubtful,
    )
}

/// Without the zero bytes around it.
fn without_zeros(bytes: &[u8]) -> &[u8] {
    let Some(first) = bytes.iter().position(|byte| *byte != 0) else {
        return &[];
    };
    let last = bytes.iter().rposition(|byte| *byte != 0);
    &bytes[first..=last.unwrap_or(first)]
}

/// The text, if the bytes are UTF-8 without control characters.
fn utf8(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let is_control = |letter: char| letter.is_control() && !letter.is_whitespace();
    (!text.chars().any(is_control)).then_some(text)
}

/// ISO 8859-9: ISO 8859-1 but for six letters.
const fn latin5(byte: u8) -> char {
    match byte {
        0xd0 => 'Ğ',
        0xdd => 'İ',
        0xde => 'Ş',
        0xf0 => 'ğ',
        0xfd => 'ı',
        0xfe => 'ş',
        _ => byte as char,
    }
}

/// A text that is said to be of 16 bits and does not look like the letters people write here.
fn units(bytes: &[u8]) -> (String, Certainty) {
    // Seen where a gateway says 16 bits and writes 7 or 8.
    if let Some(text) = narrow(without_zeros(bytes)) {
        return (text, Certainty::Doubtful);
    }
    let (whole, rest) = bytes.split_at(bytes.len() / 2 * 2);
    let letters = char::decode_utf16(big_endian(whole));
    let text: String = letters
        .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
        .collect();
    let whole = matches!(rest, [] | [0]) && !text.contains(char::REPLACEMENT_CHARACTER);
    (text, certain_if(whole))
}

/// The text, if bytes that are said to be of 16 bits are ASCII, UTF-8 or ISO 8859-9 as it is written here. Two
/// by two they would be letters of the far east, no two of one word.
fn narrow(bytes: &[u8]) -> Option<String> {
    if bytes.is_empty() || !is_printable_latin(bytes) {
        return None;
    }
    if let Some(text) = utf8(bytes) {
        return text.chars().all(is_written_here).then(|| text.to_owned());
    }
    let is_turkish = |byte: &u8| byte.is_ascii() || "ÇĞİÖŞÜçğıöşü".contains(latin5(*byte));
    let letters = bytes.iter().filter(|byte| byte.is_ascii_alphanumeric());
    (letters.count() * 2 >= bytes.len() && bytes.iter().all(is_turkish))
        .then(|| bytes.iter().copied().map(latin5).collect())
}

/// Whether there is no control character of ASCII.
fn is_printable_latin(bytes: &[u8]) -> bool {
    let printable = |byte: &u8| matches!(byte, b'\t' | b'\n' | b'\r') || !byte.is_ascii_control();
    bytes.iter().all(printable)
}

fn big_endian(bytes: &[u8]) -> impl Iterator<Item = u16> + '_ {
    let pairs = bytes.chunks_exact(2);
    pairs.map(|pair| u16::from_be_bytes([pair[0], pair[1]]))
}

/// Whether the bytes can be nothing but 16-bit units.
pub(crate) fn are_units(bytes: &[u8]) -> bool {
    certain_units(bytes).is_some_and(|(_, units)| units >= UNITS_CERTAIN)
}

/// The text, if the bytes can be nothing but 16-bit units, and how many they are: each is a letter, digit or
/// sign that is written here, and at least half are ASCII's. In other alphabets every other byte would be
/// `@` or a control character. Either order of the two bytes is read.
fn certain_units(bytes: &[u8]) -> Option<(String, usize)> {
    // A zero byte that somebody ended the text with.
    let bytes = match bytes {
        [whole @ .., 0] if bytes.len() % 2 == 1 => whole,
        _ => bytes,
    };
    if bytes.is_empty() || bytes.len() % 2 == 1 {
        return None;
    }
    let big: Vec<u16> = big_endian(bytes).collect();
    let little: Vec<u16> = big.iter().map(|unit| unit.swap_bytes()).collect();
    let certain = |units: Vec<u16>| {
        let units = units.strip_prefix(&[0xfeff]).unwrap_or(&units);
        let text = String::from_utf16(units).ok()?;
        let is_ascii = |unit: &&u16| matches!(unit, 0x20..=0x7e | 0x0a | 0x0d);
        let half = units.iter().filter(is_ascii).count() * 2 >= units.len();
        (half && text.chars().all(is_written_here)).then_some((text, units.len()))
    };
    certain(big).or_else(|| certain(little))
}

/// Latin letters, digits and signs, and pictures.
const fn is_written_here(letter: char) -> bool {
    matches!(
        letter,
        '\t' | '\n' | '\r' | ' '..='~' | '\u{a0}'..='\u{17f}' | '\u{300}'..='\u{36f}'
            | '\u{2000}'..='\u{206f}' | '\u{20ac}' | '\u{20ba}' | '\u{2122}'
            | '\u{2600}'..='\u{27bf}' | '\u{fe0f}' | '\u{1f000}'..='\u{1faff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(bytes: &[u8], coding: u8) -> (String, Certainty) {
        read(bytes, coding, Shifts::default())
    }

    fn big(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_be_bytes).collect()
    }

    fn little(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    const TEXT: &str = "RET ÇİÇEK";

    #[test]
    fn sixteen_bits_are_read_under_every_code_that_says_so() {
        let codes = [0x08].into_iter().chain(0x18..=0x1b).chain(0x48..=0x4b);
        for coding in codes.chain(0x58..=0x5b).chain(0xe0..=0xef) {
            assert_eq!(
                plain(&big(TEXT), coding),
                (TEXT.into(), Certainty::Full),
                "{coding:#x}"
            );
        }
    }

    #[test]
    fn seven_bits_are_read_under_every_code_that_says_so() {
        let codes = [0x00].into_iter().chain(0x10..=0x13).chain(0x40..=0x43);
        for coding in codes
            .chain(0x50..=0x53)
            .chain(0xc0..=0xdf)
            .chain(0xf0..=0xf3)
        {
            let read = plain(&[0x52, 0x45, 0x54, 0x20, 0x09, 0x5b], coding);
            assert_eq!(read, ("RET ÇÄ".into(), Certainty::Full), "{coding:#x}");
        }
    }

    #[test]
    fn sixteen_bits_under_another_code_are_seen_where_nothing_else_can_be_meant() {
        for coding in [0x00, 0x01, 0x02, 0x03, 0x04, 0x10, 0x14, 0xf1, 0xf5] {
            for bytes in [
                big(TEXT),
                little(TEXT),
                big("\u{feff}RET ÇİÇEK"),
                [big(TEXT), vec![0]].concat(),
            ] {
                assert_eq!(
                    plain(&bytes, coding),
                    (TEXT.into(), Certainty::Full),
                    "{coding:#x}"
                );
            }
        }
        // Too short for certainty, and a text of 7 bits that begins with its first character.
        assert_eq!(plain(&[0x00, 0x52], 0).1, Certainty::Doubtful);
        assert_eq!(plain(b"\0RET", 0), ("@RET".into(), Certainty::Full));
    }

    #[test]
    fn bytes_are_read_as_turkish_gateways_write_them() {
        let latin5 = b"RET \xdeI\xd0\xdd";
        for coding in [0x02, 0x04, 0x14, 0x17, 0xf4, 0xf7, 0x00, 0x01, 0xf0] {
            assert_eq!(
                plain(latin5, coding),
                ("RET ŞIĞİ".into(), Certainty::Doubtful),
                "{coding:#x}"
            );
            let utf8 = plain("RET ŞIĞİ".as_bytes(), coding);
            assert_eq!(
                utf8,
                ("RET ŞIĞİ".into(), Certainty::Doubtful),
                "{coding:#x}"
            );
            let ascii = plain(b"RET KARANFIL", coding);
            assert_eq!(
                ascii,
                ("RET KARANFIL".into(), Certainty::Full),
                "{coding:#x}"
            );
        }
        assert_eq!(plain(b"RET \xc7", 0x03), ("RET Ç".into(), Certainty::Full));
    }

    #[test]
    fn sixteen_bits_that_are_none_are_read_with_a_doubt() {
        assert_eq!(
            plain(b"RET KARANFIL", 0x08),
            ("RET KARANFIL".into(), Certainty::Doubtful)
        );
        assert_eq!(plain(&little(TEXT), 0x08), (TEXT.into(), Certainty::Full));
        let cut = &big("привет")[..11];
        assert_eq!(plain(cut, 0x08), ("приве".into(), Certainty::Doubtful));
        assert_eq!(
            plain(&big("привет"), 0x08),
            ("привет".into(), Certainty::Full)
        );
    }

    #[test]
    fn what_cannot_be_read_is_not_read_as_something_else() {
        for coding in [0x20, 0x28, 0x3f, 0x60, 0x7f] {
            assert_eq!(
                plain(b"RET KARANFIL", coding),
                (String::new(), Certainty::None)
            );
        }
        for coding in [0x05, 0x06, 0x0d] {
            assert_eq!(
                plain(b"\xd2\xb3\x11", coding),
                (String::new(), Certainty::None)
            );
            assert_eq!(plain(b"RET KARANFIL", coding).1, Certainty::Doubtful);
        }
        assert_eq!(
            plain(&[0x04, 0x00, 0xff, 0x81, 0x02], 0x04).1,
            Certainty::None
        );
        assert_eq!(plain(b"RET KARANFIL", 0x85).1, Certainty::Doubtful);
    }

    #[test]
    fn no_code_and_no_bytes_make_it_stumble() {
        for coding in 0..=u8::MAX {
            for bytes in [
                &b""[..],
                &[0],
                &[0xd8, 0x00],
                &[0xfe, 0xff],
                &[0x1b],
                &[0xff; 200],
            ] {
                let _ = plain(bytes, coding);
            }
        }
    }

    #[test]
    fn a_table_of_another_language_is_read_with_a_doubt() {
        let others = Shifts {
            others: true,
            ..Shifts::default()
        };
        let read = read(b"RET KARANFIL", 0, others);
        assert_eq!(read, ("RET KARANFIL".into(), Certainty::Doubtful));
    }

    #[test]
    fn seven_bits_are_not_taken_for_sixteen() {
        let turkish = Shifts {
            turkish_single: true,
            ..Shifts::default()
        };
        let read = read(b"\0R\0E\0T", 0, turkish);
        assert_eq!(read, ("@R@E@T".into(), Certainty::Full));
        // As units these are letters that are written here, and none of them ASCII's.
        assert_eq!(plain(b"\x010\x011", 0), ("£0£1".into(), Certainty::Full));
    }

    #[test]
    fn half_of_a_pair_of_units_is_read_with_a_doubt() {
        let halved = [big("привет"), vec![0xd8, 0x3d]].concat();
        let read = plain(&halved, 0x08);
        assert_eq!(read, ("привет\u{fffd}".into(), Certainty::Doubtful));
    }
}
