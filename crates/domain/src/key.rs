//! What identifies one record: (brand, recipient, recipient type, channel) (rule 11).

use crate::{BrandCode, Channel, RecipientId, RecipientType};

/// The key of one record. The recipient comes first, so that all of one person's records stand
/// together and a store can be split by recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConsentKey {
    /// The recipient's pseudonym.
    pub recipient: RecipientId,
    /// The brand.
    pub brand: BrandCode,
    /// Private person or merchant.
    pub recipient_type: RecipientType,
    /// Call, text message or e-mail.
    pub channel: Channel,
}
