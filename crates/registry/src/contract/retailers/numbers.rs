//! Identity, tax and MERSİS numbers, by their check digits.

/// Digits of an identity number (TCKN).
pub const TCKN_DIGITS: usize = 11;
/// Digits of a tax number (VKN).
pub const VKN_DIGITS: usize = 10;
/// Digits of a MERSİS number.
pub const MERSIS_DIGITS: usize = 16;

/// Whether a text is an identity number: eleven digits, the first not zero, the last two check
/// digits over the others.
pub fn is_tckn(text: &str) -> bool {
    let Some(digits) = digits::<TCKN_DIGITS>(text) else {
        return false;
    };
    let odd: u32 = digits[..9].iter().step_by(2).sum();
    let even: u32 = digits[1..8].iter().step_by(2).sum();
    let first_ten: u32 = digits[..10].iter().sum();
    // Ninety keeps the difference above zero: `even` is at most 36.
    let tenth = (odd * 7 + 90 - even) % 10;
    digits[0] != 0 && digits[9] == tenth && digits[10] == first_ten % 10
}

/// Whether a text is a tax number of ten digits, the last a check digit.
pub fn is_vkn(text: &str) -> bool {
    let Some(digits) = digits::<VKN_DIGITS>(text) else {
        return false;
    };
    let sum: u32 = (0..9u32)
        .zip(digits)
        .map(|(position, digit)| {
            let moved = (digit + 9 - position) % 10;
            let weighted = moved * (1 << (9 - position)) % 9;
            if moved != 0 && weighted == 0 {
                9
            } else {
                weighted
            }
        })
        .sum();
    digits[9] == (10 - sum % 10) % 10
}

/// Whether a text is a MERSİS number: sixteen digits; one that begins with 0 goes on with a tax
/// number (contract 11.1).
pub fn is_mersis(text: &str) -> bool {
    digits::<MERSIS_DIGITS>(text).is_some()
        && (!text.starts_with('0') || is_vkn(&text[1..=VKN_DIGITS]))
}

fn digits<const N: usize>(text: &str) -> Option<[u32; N]> {
    let bytes: &[u8; N] = text.as_bytes().try_into().ok()?;
    bytes
        .iter()
        .all(u8::is_ascii_digit)
        .then(|| bytes.map(|byte| u32::from(byte - b'0')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_one_digit_changed(text: &str) -> impl Iterator<Item = String> {
        (0..text.len()).map(move |position| {
            let mut bytes = text.as_bytes().to_vec();
            bytes[position] = b'0' + (bytes[position] - b'0' + 1) % 10;
            String::from_utf8(bytes).expect("digits")
        })
    }

    #[test]
    fn an_identity_number_bears_its_check_digits() {
        assert!(is_tckn("57703411244"));
        assert!(is_tckn("10000000146"));
        for wrong in with_one_digit_changed("57703411244") {
            assert!(!is_tckn(&wrong), "{wrong}");
        }
        for wrong in [
            "",
            "5770341124",
            "577034112444",
            "00000000000",
            "5770341124a",
        ] {
            assert!(!is_tckn(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_tax_number_bears_its_check_digit() {
        assert!(is_vkn("8450525470"));
        for wrong in with_one_digit_changed("8450525470") {
            assert!(!is_vkn(&wrong), "{wrong}");
        }
        for wrong in ["", "845052547", "84505254701", "845052547x"] {
            assert!(!is_vkn(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_mersis_number_beginning_with_zero_goes_on_with_a_tax_number() {
        assert!(is_mersis("0845052547000015"));
        assert!(!is_mersis("0845052547100015"));
        assert!(is_mersis("1845052547100015"));
        assert!(!is_mersis("084505254700001"));
        assert!(!is_mersis("084505254700001x"));
    }
}
