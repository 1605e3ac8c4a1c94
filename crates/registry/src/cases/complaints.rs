//! Complaints (rules 63 to 66): written as a draft, filed with what was on record, and followed.
//!
//! A draft may say anything or nothing; what is missing is told all at once and it stays a draft. When it
//! is filed, what it says and what was on record are frozen together, and the brand's provider is asked. What that
//! answers is in `provider::complaints`; the authority's side is another part's.

mod asked;
mod draft;
mod evidence;
mod filing;
mod form;
mod gaps;
mod image;
mod number;
mod reading;
mod records;

pub use directory::complaint::{
    ComplaintId, ComplaintState, DRAFT_KEPT, DRAFTS_MAX, FILED_PER_DAY_MAX, ImageKind,
};
pub use directory::places::{City, cities};

pub use crate::limits::{CLIENT_WRITES_MAX, CLIENT_WRITES_WINDOW};
pub use asked::AskedComplaint;
pub use draft::{ComplaintDraft, DraftBegun, DraftSaved};
pub use evidence::{Evidence, EvidenceCheck, EvidenceNotice, EvidenceRecord, EvidenceState};
pub use filing::FilingOutcome;
pub use form::{ComplaintForm, FORM_BYTES_MAX, OPERATORS, Tell};
pub use gaps::{Fault, Field, Gap, NAME_MAX, SHORT_TEXT_MAX, TEXT_MAX};
pub use image::{IMAGE_BYTES_MAX, Image, ImageSet};
pub use number::ComplaintNumber;
pub use reading::{ComplaintLine, FiledComplaint, Step};
pub use records::RecordOnFile;

use directory::complaint::ComplaintOwner;
use directory::staff::StaffNumber;

use crate::desk::Call;
use crate::desk::look_log::Seen;
use crate::people::recipient::{Person, Subject};
use crate::{Cases, Result};

/// Who complains: somebody who has signed in, or the caller whom an agent serves.
#[derive(Clone, Copy, Debug)]
pub enum Complainant<'a> {
    /// Somebody who has signed in.
    Person(&'a Person),
    /// The caller at the desk.
    Caller(&'a Call),
}

impl Complainant<'_> {
    /// Their addresses.
    pub fn subject(&self) -> &Subject {
        match self {
            Self::Person(person) => &person.subject,
            Self::Caller(call) => call.subject(),
        }
    }

    /// Whose the drafts are that they begin. `None`: a caller without an address, which does not occur.
    fn owner(&self) -> Option<ComplaintOwner> {
        match self {
            Self::Person(person) => Some(ComplaintOwner::Person(person.id.0)),
            Self::Caller(call) => {
                let own = call.subject().addresses.first()?;
                Some(ComplaintOwner::Caller(own.recipient))
            }
        }
    }

    /// Whose complaints they may see: their own, and what the desk has written for their addresses.
    fn owners(&self) -> Vec<ComplaintOwner> {
        let person = match self {
            Self::Person(person) => Some(ComplaintOwner::Person(person.id.0)),
            Self::Caller(_) => None,
        };
        let callers = self
            .subject()
            .addresses
            .iter()
            .map(|own| ComplaintOwner::Caller(own.recipient));
        person.into_iter().chain(callers).collect()
    }

    fn staff(&self) -> Option<StaffNumber> {
        match self {
            Self::Person(_) => None,
            Self::Caller(call) => Some(call.staff().number),
        }
    }
}

impl Cases<'_> {
    /// Notes the look of an agent at a caller's complaints, before anything is shown. Nobody's look at
    /// their own is noted.
    async fn note_agents_look(self, complainant: Complainant<'_>) -> Result<()> {
        match complainant {
            Complainant::Person(_) => Ok(()),
            Complainant::Caller(call) => self.desk().note_look(call, Seen::Complaints).await,
        }
    }
}
