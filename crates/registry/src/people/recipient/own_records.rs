//! The records a subject has, as far as they may be shown to them.

use std::collections::BTreeMap;

use domain::movement::Recorded;
use domain::{
    Address, BrandCode, Change, Channel, ConsentKey, ConsentState, RecipientType, Source, Status,
    Timestamp,
};

use super::{OwnAddress, RecordRef, Subject};
use crate::{People, Result};

/// One record of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct OwnRecord {
    /// Its key in the ledger.
    pub(crate) key: ConsentKey,
    /// The address it is for.
    pub(crate) address: Address,
    /// What holds now.
    pub(crate) state: ConsentState,
}

impl OwnRecord {
    /// Since when it holds, as people are told: the consent's date, or when it was recorded.
    pub(crate) fn since(&self) -> Timestamp {
        self.state.consent_date.unwrap_or(self.state.recorded_at)
    }
}

/// A subject's records, by name.
pub(crate) type OwnRecords = BTreeMap<RecordRef, OwnRecord>;

impl OwnAddress {
    /// Whether a record may be shown to the address's owner, by what holds now (rule 53). Neither what
    /// was recorded for a former owner is, nor what the closing of the line left: the refusals by which
    /// it ended their approvals, and refusals of theirs that were reported late. An approval that was
    /// recorded since is shown whatever its date: it reaches the number's owner, who may end it.
    pub(crate) fn shows_record(&self, state: &ConsentState) -> bool {
        let left = match state.status {
            Status::Approval => false,
            Status::Refusal => self.is_former(state.source, state.consent_date),
        };
        self.shows(state.recorded_at) && !left
    }

    /// Whether a movement of such a record may be shown; `state` is what holds now.
    pub(crate) fn shows_movement(&self, recorded: &Recorded, state: &ConsentState) -> bool {
        let former = match &recorded.movement.change {
            Change::Consent(consent) => self.is_former(consent.source, consent.consent_date),
            Change::Access(_) => false,
        };
        let is_current = recorded.seq == state.decided_by;
        self.shows(recorded.movement.recorded_at) && (is_current || !former)
    }

    /// Whether something was said by a former owner, or for them when the line was closed.
    fn is_former(&self, source: Option<Source>, date: Option<Timestamp>) -> bool {
        self.hidden_until.is_some_and(|until| {
            source == Some(Source::LineClosed) || date.is_some_and(|date| date <= until)
        })
    }

    /// The key of one of the address's records.
    pub(crate) fn key(&self, record: &RecordRef) -> ConsentKey {
        ConsentKey {
            recipient: self.recipient,
            brand: record.brand,
            recipient_type: record.recipient_type,
            channel: record.channel,
        }
    }
}

impl People<'_> {
    /// All records of a subject that may be shown.
    pub(crate) async fn own_records(self, subject: &Subject) -> Result<OwnRecords> {
        let subject = subject.clone();
        self.blocking(move |registry| registry.people().own_records_now(&subject))
            .await
    }

    /// [`People::own_records`](crate::People::own_records), where reading may take its time.
    pub(crate) fn own_records_now(self, subject: &Subject) -> Result<OwnRecords> {
        let mut held = OwnRecords::new();
        for own in &subject.addresses {
            for (key, state) in self.ledger().records_of(own.recipient)? {
                if !own.shows_record(&state) {
                    continue;
                }
                let record = RecordRef {
                    address: own.id,
                    brand: key.brand,
                    recipient_type: key.recipient_type,
                    channel: key.channel,
                };
                let address = own.address.clone();
                held.insert(
                    record,
                    OwnRecord {
                        key,
                        address,
                        state,
                    },
                );
            }
        }
        Ok(held)
    }

    /// What is on record now of an address with a brand on a channel, as private person and as
    /// merchant, where it may be shown.
    pub(crate) fn own_records_with(
        self,
        own: &OwnAddress,
        brand: BrandCode,
        channel: Channel,
    ) -> Result<Vec<(RecordRef, ConsentState)>> {
        let mut held = Vec::new();
        for recipient_type in RecipientType::ALL {
            let record = RecordRef {
                address: own.id,
                brand,
                recipient_type,
                channel,
            };
            let state = self.ledger().state(&own.key(&record))?;
            if let Some(state) = state.filter(|state| own.shows_record(state)) {
                held.push((record, state));
            }
        }
        Ok(held)
    }
}
