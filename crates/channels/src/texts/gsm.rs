//! Letters every phone can show, in one message.

use crate::smpp::{Coding, segments};

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
    use super::*;

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
