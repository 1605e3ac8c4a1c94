//! Approving and refusing: the one way in which a recipient's word becomes movements.

use domain::{BrandCode, Channel, RequestId, Source, Status};
use ledger::Receipt;

use super::{AddressId, RecordRef, Subject};
use crate::{Error, Registry};

/// The most records one action may name one by one. Whoever means more means all of a channel, a brand
/// or everything, for which there is no limit.
pub const RECORDS_MAX: usize = 2_000;

/// Which records an action is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// These, at most [`RECORDS_MAX`].
    Records(Vec<RecordRef>),
    /// All of a channel.
    Channel(Channel),
    /// All of a brand.
    Brand(BrandCode),
    /// All there are.
    Everything,
}

/// What an action has done. Durable, and seen by every later check and feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// The action's name, by which it can be undone.
    pub action: RequestId,
    /// The records it has changed, in the order of brands' numbers.
    pub changes: Vec<RecordChange>,
    /// How many records it was about that said so already and were left as they are.
    pub unchanged: usize,
}

/// One record that was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordChange {
    /// Which one.
    pub record: RecordRef,
    /// The brand's name.
    pub brand: String,
    /// Where the movement went.
    pub receipt: Receipt,
    /// The status before; `None`: there was no record.
    pub before: Option<Status>,
    /// The status now.
    pub status: Status,
}

/// Why an action did nothing. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// It names a record that is not the subject's, or that does not exist: which of the two is not
    /// said, so that nobody learns of others' records by guessing.
    #[error("not a record of the subject")]
    NotYours,
    /// It names more than [`RECORDS_MAX`] records.
    #[error("too many records in one action")]
    TooMany,
    /// There is no such brand.
    #[error("no such brand")]
    UnknownBrand,
    /// It is more than [`super::UNDO_MILLIS`] ago.
    #[error("it is too late to undo the action")]
    TooLate,
    /// The action is not known, was undone already, or all it changed has changed since.
    #[error("nothing is left to be undone")]
    NothingToUndo,
    /// The registry itself failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl Registry {
    /// Sets the selected records of a subject to a status. All changed records are one action: they
    /// are decided together and have one request's name. No refusal is held back by the provider's
    /// subscription, state or quota, nor by any number of records (rules 10 and 27).
    ///
    /// Records that have the status already are left as they are. When it returns, every change is
    /// durable and seen by the next check.
    pub async fn change(
        &self,
        subject: &Subject,
        selection: &Selection,
        status: Status,
        source: Source,
    ) -> Result<Changed, ChangeError> {
        let _ = (subject, selection, status, source);
        Err(Error::Failed("not yet".into()).into())
    }

    /// Sets a brand that somebody names to a status, on some of their addresses and channels, whether
    /// there are records yet or not: where there is none, a private person's is made, with
    /// `source_of_new` as its source.
    ///
    /// An address that is not the subject's, or that a channel cannot reach, is
    /// [`ChangeError::NotYours`].
    pub async fn change_brand(
        &self,
        subject: &Subject,
        brand: BrandCode,
        places: &[(AddressId, Channel)],
        status: Status,
        source: Source,
        source_of_new: Source,
    ) -> Result<Changed, ChangeError> {
        let _ = (subject, brand, places, status, source, source_of_new);
        Err(Error::Failed("not yet".into()).into())
    }
}
