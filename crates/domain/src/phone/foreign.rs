//! Which numbers of other countries exist, by Google's library in the port `rlibphonenumber`, by which
//! the contract says numbers are checked.

use rlibphonenumber::{PHONE_NUMBER_UTIL, PhoneNumberFormat};

/// Whether the digits, country code first, are a number of that country as they stand. The library
/// would drop a zero that is dialled only inside the country; a number that is another one then does
/// not exist as written.
pub(super) fn exists(digits: &str) -> bool {
    let written = format!("+{digits}");
    PHONE_NUMBER_UTIL.parse(&written, None).is_ok_and(|number| {
        number.is_valid() && number.format_as(PhoneNumberFormat::E164) == written
    })
}
