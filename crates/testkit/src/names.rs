//! Whom most tests are about, by their names and numbers.

use domain::{Address, BrandCode, Channel, ProviderCode, RecipientType};
use registry::people::recipient::{AddressId, RecordRef};

/// The provider of [`BRAND`] and [`OTHER_BRAND`].
pub const PROVIDER: ProviderCode = ProviderCode(600_001);
/// The master brand, `Karanfil`.
pub const BRAND: BrandCode = BrandCode(600_001);
/// A second brand of it, `Çınar`.
pub const OTHER_BRAND: BrandCode = BrandCode(600_002);
/// The password of every user.
pub const PASSWORD: &str = "parola-parola";

/// The name of a provider's API user.
pub fn user_name(provider: u32) -> String {
    format!("api@{provider}.example")
}

/// The phone number of the person that most tests are about.
pub const PHONE: &str = "+905321112233";
/// Their e-mail address.
pub const EMAIL: &str = "ayse.yilmaz@posta.example";
/// Somebody else's phone number.
pub const STRANGER: &str = "+905321112244";

/// Reads an address of either kind.
pub fn address_of(text: &str) -> Address {
    Address::from_stored(text).unwrap()
}

/// A person's record with a brand on a channel, as a private person.
pub fn record(address: u32, brand: BrandCode, channel: Channel) -> RecordRef {
    RecordRef {
        address: AddressId(address),
        brand,
        recipient_type: RecipientType::Individual,
        channel,
    }
}
