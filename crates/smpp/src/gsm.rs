//! The letters of text messages (3GPP TS 23.038), which of them every phone can show, and their segments (TS 23.040).

/// The most segments of one message.
pub const SEGMENTS_MAX: usize = 10;

/// How many 7-bit characters one message holds, and one segment of several.
const GSM_ONE: usize = 160;
const GSM_SEGMENT: usize = 153;

/// How many 16-bit units one message holds, and one segment of several.
const UCS2_ONE: usize = 70;
const UCS2_SEGMENT: usize = 67;

/// What leads from the default table into its extension.
const ESCAPE: u8 = 0x1b;

/// The default table: the character at each place; the escape's place holds a character that no text
/// is written with.
const TABLE: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\u{1b}ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";

/// The extension: the byte after the escape, and its character.
const EXTENSION: [(u8, char); 10] = [
    (0x0a, '\u{c}'),
    (0x14, '^'),
    (0x28, '{'),
    (0x29, '}'),
    (0x2f, '\\'),
    (0x3c, '['),
    (0x3d, '~'),
    (0x3e, ']'),
    (0x40, '|'),
    (0x65, '€'),
];

/// Where the Turkish locking shift table differs from the default one.
const TURKISH: [(u8, char); 8] = [
    (0x04, '€'),
    (0x07, 'ı'),
    (0x0b, 'Ğ'),
    (0x0c, 'ğ'),
    (0x1c, 'Ş'),
    (0x1d, 'ş'),
    (0x40, 'İ'),
    (0x60, 'ç'),
];

/// What the Turkish single shift table has beside the extension.
const TURKISH_EXTENSION: [(u8, char); 7] = [
    (0x47, 'Ğ'),
    (0x49, 'İ'),
    (0x53, 'Ş'),
    (0x63, 'ç'),
    (0x67, 'ğ'),
    (0x69, 'ı'),
    (0x73, 'ş'),
];

/// In which letters a message is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// The 7-bit alphabet, a byte a character.
    Gsm,
    /// 16 bits a character.
    Ucs2,
}

/// A text cut into what is submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segments {
    /// In which letters.
    pub coding: Coding,
    /// The bytes of each, with the header that joins them where there are several.
    pub bodies: Vec<Vec<u8>>,
}

/// Cuts a text: into 7-bit letters when all of it can be written with them, else into 16-bit ones. No
/// character is torn. `None`: more than [`SEGMENTS_MAX`]. `reference` is the same for all segments.
pub fn segments(text: &str, reference: u8) -> Option<Segments> {
    let gsm: Option<Vec<Vec<u8>>> = text.chars().map(gsm_bytes).collect();
    let (coding, letters, one, several) = if let Some(letters) = gsm {
        (Coding::Gsm, letters, GSM_ONE, GSM_SEGMENT)
    } else {
        let letters = text.chars().map(ucs2_bytes).collect();
        (Coding::Ucs2, letters, UCS2_ONE * 2, UCS2_SEGMENT * 2)
    };
    let whole: usize = letters.iter().map(Vec::len).sum();
    if whole <= one {
        let bodies = vec![letters.concat()];
        return Some(Segments { coding, bodies });
    }
    let mut parts: Vec<Vec<u8>> = vec![Vec::new()];
    for letter in letters {
        if parts
            .last()
            .is_none_or(|part| part.len() + letter.len() > several)
        {
            parts.push(Vec::new());
        }
        if let Some(part) = parts.last_mut() {
            part.extend(letter);
        }
    }
    if parts.len() > SEGMENTS_MAX {
        return None;
    }
    let total = u8::try_from(parts.len()).ok()?;
    let bodies = (1..=total)
        .zip(parts)
        .map(|(number, part)| {
            let mut body = vec![5, 0, 3, reference, total, number];
            body.extend(part);
            body
        })
        .collect();
    Some(Segments { coding, bodies })
}

/// A character in the 7-bit alphabet; two bytes where it is in the extension.
fn gsm_bytes(letter: char) -> Option<Vec<u8>> {
    let place = TABLE.chars().position(|one| one == letter);
    if let Some(place) = place.and_then(|place| u8::try_from(place).ok()) {
        return (place != ESCAPE).then(|| vec![place]);
    }
    let extended = EXTENSION.iter().find(|(_, one)| *one == letter);
    extended.map(|(byte, _)| vec![ESCAPE, *byte])
}

fn ucs2_bytes(letter: char) -> Vec<u8> {
    let mut units = [0; 2];
    let units = letter.encode_utf16(&mut units);
    units.iter().flat_map(|unit| unit.to_be_bytes()).collect()
}

/// Which national tables a message's header names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Shifts {
    pub(crate) turkish_locking: bool,
    pub(crate) turkish_single: bool,
    /// Whether a table of another language is named, too.
    pub(crate) others: bool,
}

/// Reads the 7-bit alphabet, a byte a character. What is no character becomes a question mark; what the
/// extension does not have is the character without it (TS 23.038, 6.2.1.1).
pub fn gsm_text(bytes: &[u8]) -> String {
    shifted_text(bytes, Shifts::default())
}

pub(crate) fn shifted_text(bytes: &[u8], shifts: Shifts) -> String {
    let table: Vec<char> = TABLE.chars().collect();
    let find = |list: &[(u8, char)], byte: u8| {
        list.iter()
            .find(|(one, _)| *one == byte)
            .map(|(_, letter)| *letter)
    };
    let mut text = String::new();
    let mut bytes = bytes.iter().copied();
    while let Some(byte) = bytes.next() {
        if byte == ESCAPE {
            let Some(next) = bytes.next() else { break };
            let national = shifts
                .turkish_single
                .then(|| find(&TURKISH_EXTENSION, next))
                .flatten();
            let extended = national.or_else(|| find(&EXTENSION, next));
            let plain = table.get(usize::from(next)).copied();
            text.push(extended.or(plain).unwrap_or('?'));
            continue;
        }
        let national = shifts
            .turkish_locking
            .then(|| find(&TURKISH, byte))
            .flatten();
        let plain = table.get(usize::from(byte)).copied();
        text.push(national.or(plain).unwrap_or('?'));
    }
    text
}

/// A text without the Turkish letters and signs the 7-bit alphabet does not have: each becomes the
/// nearest it has. What has no near one stays.
pub fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        plain.push(match letter {
            'ş' => 's',
            'Ş' => 'S',
            'ğ' => 'g',
            'Ğ' => 'G',
            'ı' | 'î' => 'i',
            'İ' | 'Î' => 'I',
            'ç' => 'c',
            'â' => 'a',
            'û' => 'u',
            'Â' => 'A',
            'Û' => 'U',
            '‘' | '’' => '\'',
            '“' | '”' => '"',
            '–' | '—' => '-',
            '\u{a0}' => ' ',
            '…' => '.',
            other => other,
        });
    }
    plain
}

/// Whether a text fits into one message of the 7-bit alphabet.
pub fn is_one_message(text: &str) -> bool {
    segments(text, 0).is_some_and(|cut| cut.coding == Coding::Gsm && cut.bodies.len() == 1)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn the_table_has_its_128_places() {
        assert_eq!(TABLE.chars().count(), 128);
        assert_eq!(TABLE.chars().position(|one| one == 'A'), Some(0x41));
        assert_eq!(TABLE.chars().position(|one| one == 'ü'), Some(0x7e));
        assert_eq!(TABLE.chars().position(|one| one == '\u{1b}'), Some(0x1b));
    }

    #[test]
    fn what_fits_is_one_message_and_turkish_takes_16_bits() {
        let plain = segments("Ret: ÖÜ €", 1).unwrap();
        assert_eq!(plain.coding, Coding::Gsm);
        assert_eq!(gsm_text(&plain.bodies[0]), "Ret: ÖÜ €");
        let turkish = segments("şğıİ", 1).unwrap();
        assert_eq!((turkish.coding, turkish.bodies[0].len()), (Coding::Ucs2, 8));
    }

    #[test]
    fn long_texts_are_cut_and_no_character_is_torn() {
        let (one, two) = (segments(&"a".repeat(160), 7).unwrap(), "a".repeat(161));
        assert_eq!(one.bodies.len(), 1);
        let two = segments(&two, 7).unwrap();
        assert_eq!(two.bodies[0][..6], [5, 0, 3, 7, 2, 1]);
        assert_eq!(two.bodies[1][..6], [5, 0, 3, 7, 2, 2]);
        assert_eq!((two.bodies[0].len(), two.bodies[1].len()), (159, 14));
        // The sign of two bytes would lie across the cut.
        let euro = segments(&format!("{}€{}", "a".repeat(152), "b".repeat(100)), 7).unwrap();
        assert_eq!(euro.bodies[0].len(), 6 + 152);
        let faces = segments(&"😀".repeat(40), 7).unwrap();
        assert!(faces.bodies.iter().all(|body| (body.len() - 6) % 4 == 0));
    }

    #[test]
    fn a_text_of_too_many_segments_is_none() {
        assert!(segments(&"a".repeat(GSM_SEGMENT * SEGMENTS_MAX), 0).is_some());
        assert!(segments(&"a".repeat(GSM_SEGMENT * SEGMENTS_MAX + 1), 0).is_none());
    }

    #[test]
    fn turkish_tables_are_read_where_the_header_names_them() {
        let locking = Shifts {
            turkish_locking: true,
            ..Shifts::default()
        };
        assert_eq!(shifted_text(&[0x40, 0x0b, 0x1d], locking), "İĞş");
        let single = Shifts {
            turkish_single: true,
            ..Shifts::default()
        };
        assert_eq!(shifted_text(&[0x1b, 0x69, 0x1b, 0x65], single), "ı€");
        assert_eq!(gsm_text(&[0x1b, 0x69, 0xff, 0x1b]), "i?");
    }
    #[test]
    fn turkish_becomes_what_every_phone_shows() {
        let text = "Şığ İçıölü “ÇĞ” – Üç…";
        assert!(!is_one_message(text));
        assert_eq!(plain(text), "Sig Iciölü \"ÇG\" - Üc.");
        assert!(is_one_message(&plain(text)));
    }

    #[test]
    fn the_extension_counts_double() {
        assert!(is_one_message(&"a".repeat(160)));
        assert!(!is_one_message(&"a".repeat(161)));
        assert!(is_one_message(&"€".repeat(80)));
        assert!(!is_one_message(&"€".repeat(81)));
    }
}
