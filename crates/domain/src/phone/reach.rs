//! Where a text message with a code can go: numbers that people carry, and no number that costs more.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberType};

use super::{Phone, TURKIYE, plan};

/// Country codes of one digit.
const ONE_DIGIT: [u64; 2] = [1, 7];
/// Country codes of two digits; all others have three.
const TWO_DIGITS: [u64; 41] = [
    20, 27, 30, 31, 32, 33, 34, 36, 39, 40, 41, 43, 44, 45, 46, 47, 48, 49, 51, 52, 53, 54, 55, 56,
    57, 58, 60, 61, 62, 63, 64, 65, 66, 81, 82, 84, 86, 90, 91, 92, 93,
];
const MORE_TWO_DIGITS: [u64; 3] = [94, 95, 98];
/// Codes of no country: freephone, shared cost, satellites, personal numbers, networks, premium.
const NO_COUNTRY: [u16; 10] = [800, 808, 870, 878, 881, 882, 883, 888, 979, 991];

impl Phone {
    /// The country code (ITU-T E.164), of one to three digits.
    pub fn country_code(self) -> u16 {
        let leading = |digits: u32| {
            let mut number = self.digits();
            while number >= 10_u64.pow(digits) {
                number /= 10;
            }
            number
        };
        let two = leading(2);
        let code = if ONE_DIGIT.contains(&leading(1)) {
            leading(1)
        } else if TWO_DIGITS.contains(&two) || MORE_TWO_DIGITS.contains(&two) {
            two
        } else {
            leading(3)
        };
        u16::try_from(code).unwrap_or_default()
    }

    /// Whether it is a mobile number of an ordinary price. Premium, shared-cost, satellite, personal and
    /// other special numbers are none, of Türkiye and of other countries; nor is a number of which
    /// nobody knows what it is.
    pub fn is_mobile(self) -> bool {
        let text = self.digits().to_string();
        if let Some(national) = text.as_bytes().strip_prefix(TURKIYE) {
            return plan::is_ordinary_mobile(national);
        }
        if NO_COUNTRY.contains(&self.country_code()) {
            return false;
        }
        let parsed = PHONE_NUMBER_UTIL.parse(format!("+{text}"), None);
        parsed.is_ok_and(|number| {
            matches!(
                number.get_type(),
                PhoneNumberType::Mobile | PhoneNumberType::FixedLineOrMobile
            )
        })
    }
}
