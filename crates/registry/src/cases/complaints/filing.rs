//! Filing a draft: what it says and what was on record are frozen together (rules 63, 64 and 66).

use directory::Entity;
use directory::complaint::{Complaint, ComplaintId, ComplaintState};
use directory::complaint_filing::Filing;
use directory::row_sum::without_damaged;
use domain::{Channel, Timestamp};

use super::evidence::Evidence;
use super::form::ComplaintForm;
use super::gaps::{self, Gap};
use super::{Complainant, ComplaintNumber};
use crate::message::{Content, NewMessage};
use crate::people::recipient::OwnAddress;
use crate::{Cases, Error, Result};

/// What evidence is sealed for.
const CONTEXT: &[u8] = b"izin/complaint-evidence/";
/// How many numbers are drawn until one is free. One in millions is taken.
const DRAWS: usize = 4;

/// What became of filing a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FilingOutcome {
    /// It is filed, by this number.
    Filed(ComplaintNumber),
    /// These are missing or wrong; it stays a draft.
    Incomplete(Vec<Gap>),
    /// The message is more than three months old (rule 63); it stays a draft.
    TooOld {
        /// Until when it could be filed.
        until: Timestamp,
    },
    /// They have filed [`super::FILED_PER_DAY_MAX`] within a day; it stays a draft.
    TooMany,
    /// There is no such draft of theirs, or it is being written to at the same time.
    Gone,
}

impl Cases<'_> {
    /// Files a draft, if nothing is missing and the message is not too old. What is on record about it
    /// is looked up and kept with it.
    pub async fn file_complaint(
        self,
        complainant: Complainant<'_>,
        id: ComplaintId,
    ) -> Result<FilingOutcome> {
        let found = self.own_complaint(complainant, id).await?;
        let Some(found) = found.filter(|found| found.state == ComplaintState::Draft) else {
            return Ok(FilingOutcome::Gone);
        };
        let form = self.unsealed_form(&found)?;
        let now = self.now();
        let subject = complainant.subject();
        let gaps = gaps::gaps(&form, subject, now);
        let own = form.address.as_ref().and_then(|named| subject.own(named));
        let (Some(own), Some(channel), Some(sent_at), true) =
            (own, form.channel, gaps::sent_at(&form), gaps.is_empty())
        else {
            return Ok(FilingOutcome::Incomplete(gaps));
        };
        let until = gaps::filing_ends(sent_at);
        if now >= until {
            return Ok(FilingOutcome::TooOld { until });
        }
        self.freeze(complainant, &found, &form, (own, channel, sent_at))
            .await
    }

    async fn freeze(
        self,
        complainant: Complainant<'_>,
        found: &Complaint,
        form: &ComplaintForm,
        (own, channel, sent_at): (&OwnAddress, Channel, Timestamp),
    ) -> Result<FilingOutcome> {
        let evidence = self.evidence(own, channel, form, sent_at).await?;
        let sealed = self.seal_value(CONTEXT, &found.id.0, &evidence)?;
        // Whoever complains does not wait for a brand's row to be mended; the provider is asked once it is.
        let (asked, asks_later) = match self.whom_to_ask(form).await {
            Ok(asked) => (asked, false),
            Err(error) => (without_damaged(error)?, true),
        };
        let random = self.random();
        for _ in 0..DRAWS {
            let number = ComplaintNumber::draw(random, self.now());
            let filing = Filing {
                id: found.id,
                owner: found.owner,
                changed_at: found.changed_at,
                number: number.to_string(),
                evidence: sealed.clone(),
                asked,
                asks_later,
            };
            match self.directory().file_complaint(filing, self.now()).await {
                Ok(()) => {
                    self.tell_of_complaint(complainant, form, own, number).await;
                    return Ok(FilingOutcome::Filed(number));
                }
                Err(directory::Error::Exists(Entity::Complaint)) => {}
                Err(directory::Error::Limit(Entity::Complaint)) => {
                    return Ok(FilingOutcome::TooMany);
                }
                Err(directory::Error::NotFound(_)) => return Ok(FilingOutcome::Gone),
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::Failed("no free number for a complaint".into()))
    }

    /// Sends the number. The complaint is filed all the same if that fails.
    async fn tell_of_complaint(
        self,
        complainant: Complainant<'_>,
        form: &ComplaintForm,
        own: &OwnAddress,
        number: ComplaintNumber,
    ) {
        let (language, caller) = match complainant {
            Complainant::Person(person) => (person.language, false),
            Complainant::Caller(call) => (call.language(), true),
        };
        let to = match form.tell_address() {
            Some(address) => address.clone(),
            // A caller has no page to read the number from.
            None if caller => own.address.clone(),
            None => return,
        };
        let message = NewMessage {
            to,
            language,
            content: Content::Complaint {
                number: number.to_string(),
            },
        };
        if let Err(error) = self.outbox().post(message).await {
            tracing::error!(%error, "a complaint's number could not be posted");
        }
    }

    pub(super) fn unsealed_evidence(self, found: &Complaint) -> Result<Option<Evidence>> {
        let Some(sealed) = &found.evidence else {
            return Ok(None);
        };
        self.unseal_value(CONTEXT, &found.id.0, sealed)
            .map(Some)
            .ok_or_else(|| Error::Failed("a complaint's evidence is unreadable".into()))
    }
}
