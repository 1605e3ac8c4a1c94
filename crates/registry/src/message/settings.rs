//! What the operator decides about messages.

use std::time::Duration;

use domain::{Timestamp, words};
use serde::{Deserialize, Serialize};

words! {
    /// How the owner of an address is told of consents recorded for it (rule 54).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "kebab-case")]
    pub enum NoticePolicy: as_str, from_name {
        /// Of each, within minutes.
        AtOnce = "at_once",
        /// Of all of a day together.
        Daily = "daily",
        /// Of none.
        Off = "off",
    }
}

/// When and how much people are written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageSettings {
    /// How people are told of new consents who have not chosen (rule 54).
    pub notices: NoticePolicy,
    /// How long approvals are gathered before they are told at once: a form that
    /// approves three channels makes one notice.
    pub gathering: Duration,
    /// The most notices of consents loaded in bulk that are written in a minute, so that a load of
    /// millions is spread over days; 0: none are written, and they wait.
    pub loaded_per_minute: u32,
    /// Until when consents loaded in bulk count as not yet looked at (rules 55 and 56).
    pub review_until: Option<Timestamp>,
    /// The hour on clocks in Türkiye from which on no text message with a notice is sent.
    pub quiet_from_hour: u8,
    /// The hour at which they are sent again; the same as `quiet_from_hour`: they always are.
    pub quiet_until_hour: u8,
    /// For how many days a notice's exit link is good.
    pub exit_link_days: u16,
}

impl Default for MessageSettings {
    fn default() -> Self {
        Self {
            notices: NoticePolicy::Daily,
            gathering: Duration::from_mins(1),
            loaded_per_minute: 300,
            review_until: None,
            quiet_from_hour: 22,
            quiet_until_hour: 8,
            exit_link_days: 90,
        }
    }
}
