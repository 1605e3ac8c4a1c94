//! Where text messages with codes may go.

use domain::Phone;
use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberType};

fn phone(text: &str) -> Phone {
    Phone::from_wire(text).unwrap()
}

#[test]
fn only_ordinary_mobile_numbers_of_turkiye_get_codes() {
    for mobile in [
        "+905321112233",
        "+905001112233",
        "+905592223344",
        "+905331112233",
    ] {
        assert!(phone(mobile).is_mobile(), "{mobile}");
    }
    for other in [
        "+902121112233",
        "+903121112233",
        "+904441234",
        "+908001112233",
        "+908111112233",
        "+908501112233",
        "+908881112233",
        "+908981112233",
        "+909001112233",
        "+905121112233",
        "+905922111122",
    ] {
        assert!(!phone(other).is_mobile(), "{other}");
    }
}

#[test]
fn premium_shared_cost_satellite_and_personal_numbers_of_others_get_none() {
    for mobile in [
        "+491701234567",
        "+447911123456",
        "+33612345678",
        "+12125551234",
    ] {
        assert!(phone(mobile).is_mobile(), "{mobile}");
    }
    for other in [
        "+499001234567",
        "+491801234567",
        "+4930123456",
        "+449012345678",
        "+448431234567",
        "+447012345678",
        "+33899123456",
        "+19002345678",
        "+881612345678",
        "+870773111632",
        "+8835100012345",
        "+80012345678",
        "+979123456789",
        "+9991234567",
    ] {
        assert!(
            !Phone::from_stored(digits(other)).unwrap().is_mobile(),
            "{other}"
        );
    }
}

fn digits(text: &str) -> u64 {
    text[1..].parse().unwrap()
}

#[test]
fn country_codes_are_those_of_the_library() {
    for first in 100_u64..1_000 {
        // Any number of which the library knows a country.
        for rest in [2_345_678_u64, 10_234_567, 123_456_789, 5_321_112_233] {
            let text = format!("+{first}{rest}");
            let Ok(parsed) = PHONE_NUMBER_UTIL.parse(&text, None) else {
                continue;
            };
            if parsed.get_type() == PhoneNumberType::Unknown {
                continue;
            }
            let phone = Phone::from_stored(digits(&text)).unwrap();
            assert_eq!(
                i32::from(phone.country_code()),
                parsed.country_code,
                "{text}"
            );
        }
    }
}
