//! Where brands themselves take refusals: a number, a mail address or a page, as they say. Notices show it.

use domain::{BrandCode, Email, Timestamp};

use super::brand;
use super::sender::{SenderKind, SenderName};
use crate::accounts::activity::{NewActivity, note_any};
use crate::error::Result;
use crate::row_sum::{REFUSAL_ADDRESSES, without_damaged};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

/// The longest refusal address, in characters: a text message has little room.
pub const REFUSAL_ADDRESS_MAX: usize = 60;
/// What the address of a page begins with.
const SECURE: &str = "https://";

/// Where a brand takes refusals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusalAddress(String);

impl RefusalAddress {
    /// Reads what people write: a number as it calls, a mail address, or the address of a page that begins with `https://`.
    /// `None`: it is none of them, or too long.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.chars().count() > REFUSAL_ADDRESS_MAX {
            return None;
        }
        if let Some(rest) = text.strip_prefix(SECURE) {
            let host = rest.split('/').next().unwrap_or_default();
            let is_host = Email::from_wire(&format!("a@{host}")).is_ok();
            let is_plain = rest.bytes().all(|byte| byte.is_ascii_graphic());
            return (is_host && is_plain).then(|| Self(text.to_owned()));
        }
        if let Ok(email) = Email::from_wire(text) {
            return Some(Self(email.as_str().to_owned()));
        }
        let number = SenderName::new(SenderKind::Number, text)?;
        Some(Self(number.shown().to_owned()))
    }

    /// As it is shown.
    pub fn shown(&self) -> &str {
        &self.0
    }
}

impl Directory {
    /// Says where a brand takes refusals, or that it no longer says, and notes who did. `NotFound(Brand)`.
    pub async fn set_refusal_address(
        &self,
        brand: BrandCode,
        address: Option<RefusalAddress>,
        noted: Option<NewActivity>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(work!(|connection| {
            brand::require(connection, brand).await?;
            sql!("DELETE FROM brand_refusal_addresses WHERE brand = $1"; brand)
                .apply(&mut *connection)
                .await?;
            if let Some(address) = address {
                let insert =
                    insert!(brand_refusal_addresses: brand, shown = address.0, set_at = now);
                let key = i64::from(brand.0);
                REFUSAL_ADDRESSES.insert(connection, key, insert).await?;
            }
            note_any(connection, noted.as_ref(), now).await
        }))
        .await
    }

    /// Where a brand takes refusals, as it is shown. `None`: it does not say, or the row is damaged, which is logged: nobody is
    /// sent to an address that the brand has not named.
    pub async fn refusal_address(&self, brand: BrandCode) -> Result<Option<String>> {
        let row = sql!(REFUSAL_ADDRESSES.rows("WHERE brand = $1"); brand);
        match self.one::<Kept>(row).await {
            Ok(kept) => Ok(kept.map(|kept| kept.shown)),
            Err(error) => without_damaged(error),
        }
    }
}

/// A row.
struct Kept {
    shown: String,
}

crate::row::row! { Kept of REFUSAL_ADDRESSES: shown }

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_a_number_a_mail_address_or_a_page() {
        let shown = |text| RefusalAddress::new(text).map(|address| address.0);
        for (text, expected) in [
            (" 0850 123 45 67 ", "+908501234567"),
            ("4607", "4607"),
            ("Ret@Ornek.example", "ret@ornek.example"),
            (
                "https://ornek.example/ret?a=1",
                "https://ornek.example/ret?a=1",
            ),
        ] {
            assert_eq!(shown(text).as_deref(), Some(expected), "{text}");
        }
        let long = format!("https://ornek.example/{}", "a".repeat(REFUSAL_ADDRESS_MAX));
        for none in [
            "",
            "http://ornek.example",
            "https://",
            "https://10.0.0.1/",
            "https://ornek.example/a b",
            "javascript:alert(1)",
            "RET yazın",
            &long,
        ] {
            assert_eq!(shown(none), None, "{none}");
        }
    }
}
