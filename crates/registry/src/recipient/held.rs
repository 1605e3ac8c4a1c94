//! The records a subject has, as far as they may be shown to them.

use std::collections::BTreeMap;

use domain::{Address, ConsentKey, ConsentState, Source, Timestamp};

use super::{OwnAddress, RecordRef, Subject};
use crate::{Registry, Result};

/// One record of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Held {
    /// Its key in the ledger.
    pub(crate) key: ConsentKey,
    /// The address it is for.
    pub(crate) address: Address,
    /// What holds now.
    pub(crate) state: ConsentState,
}

impl Held {
    /// Since when it holds, as people are told: the consent's date, or when it was recorded.
    pub(crate) fn since(&self) -> Timestamp {
        self.state.consent_date.unwrap_or(self.state.recorded_at)
    }
}

/// A subject's records, by name.
pub(crate) type HeldRecords = BTreeMap<RecordRef, Held>;

impl OwnAddress {
    /// Whether a movement may be shown to the address's owner: neither what was recorded for a former
    /// owner, nor that this one's line was closed (rule 53), which is recorded later.
    pub(crate) fn shows_movement(&self, recorded_at: Timestamp, source: Option<Source>) -> bool {
        let of_former_owner = self.hidden_until.is_some() && source == Some(Source::LineClosed);
        self.shows(recorded_at) && !of_former_owner
    }

    /// Whether a record may be shown to the address's owner, by the movement that decided it.
    pub(crate) fn shows_record(&self, state: &ConsentState) -> bool {
        self.shows_movement(state.recorded_at, state.source)
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

impl Registry {
    /// All records of a subject that may be shown.
    pub(crate) async fn held_by(&self, subject: &Subject) -> Result<HeldRecords> {
        let subject = subject.clone();
        self.blocking(move |registry| registry.held_by_now(&subject))
            .await
    }

    /// [`Registry::held_by`], where reading may take its time.
    pub(crate) fn held_by_now(&self, subject: &Subject) -> Result<HeldRecords> {
        let mut held = HeldRecords::new();
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
                    Held {
                        key,
                        address,
                        state,
                    },
                );
            }
        }
        Ok(held)
    }
}
