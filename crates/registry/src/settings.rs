//! How a registry behaves, as far as its operator decides.

use domain::policy::FirstRefusal;

use crate::message::MessageSettings;
use crate::people::recipient::CodeSettings;

/// The operator's switches; those of one brand are kept with the brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How old a movement must be before the contract's feed shows it, in milliseconds. The real
    /// system waits an hour; nothing here needs it.
    pub feed_delay_millis: i64,
    /// When and how much people are written to.
    pub messages: MessageSettings,
    /// What a refusal for an unknown record becomes, where the brand does not say.
    pub first_refusal: FirstRefusal,
    /// How long a check's answer may be used, in milliseconds (rule 40).
    pub check_validity_millis: i64,
    /// Whether the desk may take the network's word that a call comes from the caller's number, in
    /// place of a code.
    pub desk_network_proof: bool,
    /// Where one-time codes go by text message, and how many.
    pub codes: CodeSettings,
}

/// One hour, in milliseconds.
const HOUR_MILLIS: i64 = 3_600_000;

impl Default for Settings {
    /// The contract's behaviour.
    fn default() -> Self {
        Self {
            feed_delay_millis: HOUR_MILLIS,
            messages: MessageSettings::default(),
            first_refusal: FirstRefusal::Refuse,
            check_validity_millis: HOUR_MILLIS,
            desk_network_proof: false,
            codes: CodeSettings::default(),
        }
    }
}
