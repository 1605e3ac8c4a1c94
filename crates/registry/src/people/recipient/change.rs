//! Approving and refusing: the one way in which a recipient's word becomes movements.

use std::collections::BTreeSet;

use domain::{BrandCode, Channel, RecipientType, RequestId, Source, Status};
use ledger::Acknowledgement;

use super::own_records::OwnRecords;
use super::submission::PlannedChange;
use super::{AddressId, RecordRef, Subject};
use crate::{Error, People};

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
    /// How many records it was about that said so already; a refusal among them is dated anew.
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
    pub receipt: Acknowledgement,
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
    /// It is more than [`super::UNDO_WINDOW`] ago.
    #[error("it is too late to undo the action")]
    TooLate,
    /// The action is not known, was undone already, or all it changed has changed since.
    #[error("nothing is left to be undone")]
    NothingToUndo,
    /// The registry itself failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl People<'_> {
    /// Sets the selected records of a subject to a status. All changed records are one action: they
    /// are decided together and have one request's name. No refusal is held back by the provider's
    /// subscription, state or quota, nor by any number of records (rules 10 and 27).
    ///
    /// Records that are approved already are left as they are. Those that are refused already are refused
    /// anew, as of now, so that no approval from between the two counts against the newer word (rule 20);
    /// they are told as unchanged. When it returns, all of it is durable and seen by the next check.
    pub async fn change(
        self,
        subject: &Subject,
        selection: &Selection,
        status: Status,
        source: Source,
    ) -> Result<Changed, ChangeError> {
        let selected = self.selected(subject, selection).await?;
        let all = selected.len();
        let words: Vec<PlannedChange> = selected
            .into_iter()
            .filter(|(_, held)| adds_something(held.state.status, status))
            .map(|(record, held)| PlannedChange {
                record,
                key: held.key,
                address: held.address,
                before: Some(held.state.status),
                current: Some(held.state),
                status,
                source,
                retailer: None,
                retailer_access: Vec::new(),
            })
            .collect();
        let unchanged = all - words.len();
        Ok(self.submit(words, unchanged).await?)
    }

    /// Sets a brand that somebody names to a status, on some of their addresses and channels, whether
    /// there are records yet or not: where there is none, a private person's is made, with
    /// `source_of_new` as its source.
    ///
    /// An address that is not the subject's, or that a channel cannot reach, is
    /// [`ChangeError::NotYours`].
    pub async fn change_brand(
        self,
        subject: &Subject,
        brand: BrandCode,
        places: &[(AddressId, Channel)],
        status: Status,
        source: Source,
        source_of_new: Source,
    ) -> Result<Changed, ChangeError> {
        let places: BTreeSet<(AddressId, Channel)> = places.iter().copied().collect();
        if places.len() > RECORDS_MAX {
            return Err(ChangeError::TooMany);
        }
        let known = self.directory().brand_name(brand).await;
        let known = known.map_err(Error::from)?;
        if known.is_none() {
            return Err(ChangeError::UnknownBrand);
        }
        let mut words = Vec::new();
        let mut unchanged = 0;
        for (address, channel) in places {
            let own = subject.address(address).ok_or(ChangeError::NotYours)?;
            if !own.address.fits(channel) {
                return Err(ChangeError::NotYours);
            }
            let mut at_place = Vec::new();
            for recipient_type in RecipientType::ALL {
                let record = RecordRef {
                    address,
                    brand,
                    recipient_type,
                    channel,
                };
                let key = own.key(&record);
                let current = self.ledger().state(&key).map_err(Error::from)?;
                let shown = current.as_ref().filter(|state| own.shows_record(state));
                at_place.push(PlannedChange {
                    record,
                    key,
                    address: own.address.clone(),
                    before: shown.map(|state| state.status),
                    current,
                    status,
                    source,
                    retailer: None,
                    retailer_access: Vec::new(),
                });
            }
            if at_place.iter().all(|word| word.before.is_none()) {
                // A record is made for a private person, and only where there is none of either type.
                at_place.truncate(1);
                at_place[0].source = source_of_new;
            } else {
                at_place.retain(|word| word.before.is_some());
            }
            let there = at_place.len();
            at_place.retain(|word| {
                word.before
                    .is_none_or(|before| adds_something(before, status))
            });
            unchanged += there - at_place.len();
            words.append(&mut at_place);
        }
        Ok(self.submit(words, unchanged).await?)
    }

    /// The records that are selected, all of them the subject's.
    async fn selected(
        self,
        subject: &Subject,
        selection: &Selection,
    ) -> Result<OwnRecords, ChangeError> {
        if matches!(selection, Selection::Records(named) if named.len() > RECORDS_MAX) {
            return Err(ChangeError::TooMany);
        }
        let mut held = self.own_records(subject).await?;
        match selection {
            Selection::Records(named) => {
                let named: BTreeSet<RecordRef> = named.iter().copied().collect();
                if named.iter().any(|record| !held.contains_key(record)) {
                    return Err(ChangeError::NotYours);
                }
                held.retain(|record, _| named.contains(record));
            }
            Selection::Channel(channel) => held.retain(|record, _| record.channel == *channel),
            Selection::Brand(brand) => {
                held.retain(|record, _| record.brand == *brand);
                let unknown = held.is_empty() && {
                    let known = self.directory().brand_name(*brand).await;
                    known.map_err(Error::from)?.is_none()
                };
                if unknown {
                    return Err(ChangeError::UnknownBrand);
                }
            }
            Selection::Everything => {}
        }
        Ok(held)
    }
}

/// Whether somebody who says the second where the first holds has said something new: an approval that is
/// there needs no other; a refusal moves to the later date.
fn adds_something(before: Status, said: Status) -> bool {
    before != said || said == Status::Refusal
}
