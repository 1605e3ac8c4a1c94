//! What the operator says about the message centre.

use std::time::Duration;

/// The message centre.
#[derive(Clone)]
pub struct SmppSettings {
    /// What it is called where messages that came in are named.
    pub name: String,
    /// `host:port`.
    pub address: String,
    /// The name to bind with, at most 15 characters.
    pub system_id: String,
    /// The password, at most 8 characters.
    pub password: String,
    /// The kind of system, as the centre's operator says; mostly empty.
    pub system_type: String,
    /// The number or name that messages are from.
    pub source: String,
    /// Whether the centre vouches for the numbers that messages come from.
    pub vouches: bool,
    /// After how much silence the centre is asked whether it is there.
    pub enquire_after: Duration,
    /// How long an answer may take.
    pub answer_within: Duration,
}
