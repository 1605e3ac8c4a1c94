//! Letters every phone can show, in one message.

/// The longest text in one message of the 7-bit alphabet, in its characters.
const ONE_MESSAGE: usize = 160;

/// The 7-bit alphabet's default table (3GPP TS 23.038, 6.2.1), without its control characters.
const ALPHABET: &str = "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡\
    ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà\n\r";
/// The characters of its extension, which take the place of two.
const EXTENSION: &str = "^{}\\[~]|€";

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
    let mut length = 0;
    for letter in text.chars() {
        length += match letter {
            letter if ALPHABET.contains(letter) => 1,
            letter if EXTENSION.contains(letter) => 2,
            _ => return false,
        };
    }
    length <= ONE_MESSAGE
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
