//! What the operator says about text messages.

/// What answers tell beside what was done.
#[derive(Clone, Debug, Default)]
pub struct TextSettings {
    /// Where people reach the pages, without a slash at the end.
    pub public_url: String,
    /// The short number that messages are sent to; empty: there is none.
    pub short_number: String,
}
