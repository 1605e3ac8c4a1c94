//! What the operator decides about codes.

/// What codes by text message within an hour there are where the operator says nothing.
pub const TEXT_CODES_MAX: u32 = 2_000;

/// Which codes are sent by text message; those by e-mail go everywhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeSettings {
    /// What numbers begin with that codes go to from the pages and the voice menu, as digits after `+`.
    pub prefixes: Vec<String>,
    /// How many go to those who have not signed in from the same client before, within an hour; as many
    /// more to those who have.
    pub texts_per_hour: u32,
}

impl Default for CodeSettings {
    fn default() -> Self {
        Self {
            prefixes: vec!["90".to_owned()],
            texts_per_hour: TEXT_CODES_MAX,
        }
    }
}
