//! The story of one record: what was recorded, by whom, and who has asked about it.

use std::time::Duration;

use domain::check::Reason;
use domain::{Address, Channel, RecipientType, Source, Status, Timestamp, TransactionId};

use super::screen::RetailerName;
use super::{RecordRef, Subject};
use crate::receipts::{Proven, Receipt, Stamping};
use crate::{Error, Registry, Result};

/// How far back the checks of a record are looked up.
pub const CHECKS_SHOWN: Duration = Duration::from_hours(30 * 24);
/// The most checks of a record that are shown, the newest.
pub const CHECKS_SHOWN_MAX: usize = 200;

/// The story of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Which record.
    pub record: RecordRef,
    /// Which address it is for.
    pub address: Address,
    /// The brand's name.
    pub brand: String,
    /// Its provider's title.
    pub provider: String,
    /// What was recorded, newest first; at least one.
    pub movements: Vec<StoryMovement>,
    /// Who has asked whether they may send, within [`CHECKS_SHOWN`], newest first; at most
    /// [`CHECKS_SHOWN_MAX`].
    pub checks: Vec<StoryCheck>,
}

/// One movement of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryMovement {
    /// Its name: the handle of its receipt.
    pub transaction: TransactionId,
    /// When the registry recorded it.
    pub recorded_at: Timestamp,
    /// What it says.
    pub change: StoryChange,
}

/// What a movement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoryChange {
    /// An approval or a refusal.
    Consent {
        /// Which.
        status: Status,
        /// When it was expressed; `None`: the provider did not say.
        date: Option<Timestamp>,
        /// Where it was expressed; it tells whether the provider reported it or the person said it to
        /// the registry ([`Source::origin`]). `None`: the provider did not say.
        source: Option<Source>,
        /// The retailer that took it.
        retailer: Option<RetailerName>,
    },
    /// The provider changed which retailers may use the record.
    Retailers,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryCheck {
    /// When.
    pub at: Timestamp,
    /// Who asked.
    pub asker: CheckAsker,
    /// On which channel.
    pub channel: Channel,
    /// As a private person or a merchant.
    pub recipient_type: RecipientType,
    /// Whether sending was allowed. An exempt message is allowed by the sender's word.
    pub allowed: bool,
    /// Why, where the log says so: it keeps a word for a single check and none for a row of a list.
    pub reason: Option<Reason>,
}

/// Who asked, by name. A party that is not there any more has an empty one.
#[derive(Clone, Debug, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(tag = "kind", content = "title", rename_all = "snake_case")]
pub enum CheckAsker {
    /// The brand's provider.
    Provider(String),
    /// A partner that acts for it.
    Partner(String),
    /// An intermediary that was to deliver the message.
    Intermediary(String),
    /// The registry's operator.
    Operator,
}

impl Registry {
    /// The story of a record; `None`: it is not the subject's, or does not exist.
    pub async fn story(&self, subject: &Subject, record: RecordRef) -> Result<Option<Story>> {
        let _ = (subject, record);
        Err(Error::Failed("not yet".into()))
    }

    /// The receipt of a movement of one of the subject's records, with everything that proves it.
    /// Somebody else's, and one that may not be shown, is [`Proven::Unknown`].
    pub async fn receipt_of(
        &self,
        subject: &Subject,
        transaction: TransactionId,
        stamping: Stamping,
    ) -> Result<Proven<Receipt>> {
        let _ = (subject, transaction, stamping);
        Err(Error::Failed("not yet".into()))
    }
}
