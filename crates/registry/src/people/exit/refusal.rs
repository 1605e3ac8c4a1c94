//! The link that a brand puts into its own mails (contract 14.4). The token says itself which record it is of, sealed: so
//! nothing is kept of it, nobody reads it, and two brands cannot tell by it that they write to the same address.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{BrandCode, Channel, ConsentKey, RecipientId, RecipientType, Timestamp};

use crate::People;

/// For how many days such a link works.
pub const REFUSAL_LINK_DAYS: u64 = 90;
/// The length of its token, in characters.
pub const REFUSAL_TOKEN_LEN: usize = 79;

/// What it is sealed under.
const CONTEXT: &[u8] = b"izin/refusal-link";

/// What a token says.
pub(super) struct RefusalLink {
    /// The record.
    pub(super) key: ConsentKey,
    /// When it was made.
    pub(super) made_at: Timestamp,
}

impl RefusalLink {
    /// Until when it works.
    pub(super) fn expires_at(&self) -> Timestamp {
        self.made_at + Duration::from_hours(24 * REFUSAL_LINK_DAYS)
    }
}

impl People<'_> {
    /// The token of a link that refuses a record.
    pub(crate) fn refusal_token(self, key: &ConsentKey) -> String {
        let plain = [
            key.brand.0.to_be_bytes().as_slice(),
            &[key.recipient_type.to_byte(), key.channel.to_byte()],
            &self.now().as_millis().to_be_bytes(),
            &key.recipient.0,
        ]
        .concat();
        URL_SAFE_NO_PAD.encode(self.seal(CONTEXT, &[], &plain))
    }

    /// What a token is of. `None`: it was not made here, or not as it is now.
    pub(super) fn refusal_of_token(self, token: &str) -> Option<RefusalLink> {
        if token.len() != REFUSAL_TOKEN_LEN {
            return None;
        }
        let sealed = URL_SAFE_NO_PAD.decode(token).ok()?;
        let plain = self.unseal(CONTEXT, &[], &sealed)?;
        let (brand, rest) = plain.split_first_chunk::<4>()?;
        let ([recipient_type, channel], rest) = rest.split_first_chunk::<2>()?;
        let (made_at, recipient) = rest.split_first_chunk::<8>()?;
        Some(RefusalLink {
            key: ConsentKey {
                recipient: RecipientId(recipient.try_into().ok()?),
                brand: BrandCode(u32::from_be_bytes(*brand)),
                recipient_type: RecipientType::from_byte(*recipient_type)?,
                channel: Channel::from_byte(*channel)?,
            },
            made_at: Timestamp::from_millis(i64::from_be_bytes(*made_at)),
        })
    }
}
