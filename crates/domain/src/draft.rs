//! From what was sent to what is meant: one consent of a request, parsed once.

use serde_json::{Map, Value};

use crate::{
    Address, Channel, RecipientType, RetailerCode, Source, Status, Timestamp, Violation,
};

/// A consent somebody wants recorded, all fields of the right form. Whether it may be recorded is
/// for [`crate::rules::decide`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsentRequest {
    /// Whom it is about; fits `channel`.
    pub address: Address,
    /// The channel it speaks about.
    pub channel: Channel,
    /// Private person or merchant.
    pub recipient_type: RecipientType,
    /// Approval or refusal.
    pub status: Status,
    /// Where it was expressed. Absent only for merchants.
    pub source: Option<Source>,
    /// When it was expressed, to the second. Absent only for merchants.
    pub consent_date: Option<Timestamp>,
    /// The retailer that took it.
    pub retailer: Option<RetailerCode>,
    /// The retailers that may use it, as sent.
    pub retailer_access: Vec<RetailerCode>,
}

/// A change of the retailers that may use one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRequest {
    /// Whose record.
    pub address: Address,
    /// Its channel.
    pub channel: Channel,
    /// Private person or merchant.
    pub recipient_type: RecipientType,
    /// What to change.
    pub change: crate::AccessChange,
}

/// What optional fields sent as `null`, or as an empty `retailerAccess`, count as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmptyFields {
    /// As absent; several clients in use send them.
    Absent,
    /// As wrong, which is the contract's letter.
    Wrong,
}

/// Reads one consent object: the shape checks of contract section 5.6, step 6, all violations
/// together. The dates are read but not judged: that needs the time (see [`crate::rules`]).
pub fn parse(
    object: &Map<String, Value>,
    empty_fields: EmptyFields,
) -> Result<ConsentRequest, Vec<Violation>> {
    let _ = (object, empty_fields);
    Err(Vec::new())
}
