//! How a registry behaves, as far as its operator decides.

use std::time::Duration;

use domain::answer_period::AnswerPeriod;
use domain::policy::FirstRefusal;

use crate::message::MessageSettings;
use crate::people::recipient::CodeSettings;

/// The operator's switches; those of one brand are kept with the brand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How old a movement must be before the contract's feed shows it. The real
    /// system waits an hour; nothing here needs it.
    pub feed_delay: Duration,
    /// When and how much people are written to.
    pub messages: MessageSettings,
    /// What a refusal for an unknown record becomes, where the brand does not say.
    pub first_refusal: FirstRefusal,
    /// How long a check's answer may be used (rule 40).
    pub check_validity: Duration,
    /// Whether the desk may take the network's word that a call comes from the caller's number, in
    /// place of a code.
    pub desk_network_proof: bool,
    /// Where one-time codes go by text message, and how many.
    pub codes: CodeSettings,
    /// How long a provider may take to answer a complaint (rule 67).
    pub answer_period: AnswerPeriod,
}

const HOUR: Duration = Duration::from_hours(1);

impl Default for Settings {
    /// The contract's behaviour.
    fn default() -> Self {
        Self {
            feed_delay: HOUR,
            messages: MessageSettings::default(),
            first_refusal: FirstRefusal::Refuse,
            check_validity: HOUR,
            desk_network_proof: false,
            codes: CodeSettings::default(),
            answer_period: AnswerPeriod::DEFAULT,
        }
    }
}
