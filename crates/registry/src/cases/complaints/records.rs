//! What is on record with the brand a complaint is about: shown before anything else (rule 65).

use domain::{Address, Channel, RecipientType, Source, Status, Timestamp};

use super::{Complainant, ComplaintForm};
use crate::people::recipient::RecordRef;
use crate::{Cases, Result};

/// A record a complaint may be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordOnFile {
    /// Its name in forms.
    pub record: RecordRef,
    /// Which address it is for.
    pub address: Address,
    /// Private person or merchant.
    pub recipient_type: RecipientType,
    /// On which channel.
    pub channel: Channel,
    /// Approval or refusal.
    pub status: Status,
    /// Since when: the consent's date, or when it was recorded if it has none.
    pub since: Timestamp,
    /// Where it was expressed.
    pub source: Option<Source>,
}

impl Cases<'_> {
    /// What is on record now with a complaint's brand: of the address and the channel it names, or of
    /// all the complainant's where it names none yet. Empty: nothing, or the brand is not known.
    pub async fn records_for_complaint(
        self,
        complainant: Complainant<'_>,
        form: &ComplaintForm,
    ) -> Result<Vec<RecordOnFile>> {
        self.note_agents_look(complainant).await?;
        let Some(brand) = form.brand else {
            return Ok(Vec::new());
        };
        let mut records = Vec::new();
        for own in &complainant.subject().addresses {
            if form
                .address
                .as_ref()
                .is_some_and(|named| *named != own.address)
            {
                continue;
            }
            for channel in Channel::ALL {
                if form.channel.is_some_and(|named| named != channel) {
                    continue;
                }
                for (record, state) in self.people().own_records_with(own, brand, channel)? {
                    records.push(RecordOnFile {
                        record,
                        address: own.address.clone(),
                        recipient_type: record.recipient_type,
                        channel,
                        status: state.status,
                        since: state.consent_date.unwrap_or(state.recorded_at),
                        source: state.source,
                    });
                }
            }
        }
        Ok(records)
    }
}
