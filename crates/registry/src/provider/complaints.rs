//! Complaints about a provider's brands, and what the provider answers (rule 67).
//!
//! ```text
//! asked for ──> draft ── submit ──> submitted, for good
//!                ^  │ written anew, by whoever may answer; one document
//!                └──┘
//! ```
//!
//! The inbox is for members who may answer complaints about a brand; of other brands' and providers' complaints nothing is
//! told. Whether a member still may is asked again in the write itself. An answer is taken however late it comes, and marked.

mod answer;
mod document;
mod inbox;
mod one;

pub use directory::defence::{AskedDefence, Submitted};
pub use directory::defence_document::{DocumentId, DocumentKind};

pub use crate::cases::complaints::{
    AskedComplaint, ComplaintNumber, Evidence, EvidenceNotice, EvidenceRecord, EvidenceState,
};
pub use answer::{
    AnswerDone, AnswerField, AnswerForm, AnswerGap, CORRECTION_MAX, MESSAGE_ID_MAX, STATEMENT_MAX,
};
pub use document::{
    AnswerDocument, DOCUMENT_BYTES_MAX, DOCUMENT_NAME_MAX, DocumentDone, GivenDocument,
};
pub use inbox::{ANSWERED_SHOWN, Inbox, InboxLine, Sending, Waiting};
pub use one::{ComplaintToAnswer, SubmittedAnswer};

use directory::defence::Defence;
use directory::defence_writing::Answerer;
use directory::member::MemberRole;
use directory::{Entity, Error as Cause};
use domain::Day;

use super::right::Right;
use super::session::MemberSession;
use crate::{Error, ProviderConsole, Result};

/// Who answers, for the write that asks again whether they may.
fn answerer(session: &MemberSession) -> Answerer {
    let mut roles = MemberRole::ALL.to_vec();
    roles.retain(|role| Right::Answer.held_by(*role));
    Answerer {
        provider: session.provider().code,
        member: session.member().number,
        roles,
    }
}

/// Whether a write was refused because the complaint is not, or no longer, the member's to answer.
fn is_not_theirs(error: &Cause) -> bool {
    matches!(error, Cause::NotFound(Entity::Complaint | Entity::Member))
}

impl ProviderConsole<'_> {
    /// What a member's provider is asked about a complaint that they may answer. `None`: there is no such complaint, it is not
    /// about the provider, or about a brand that the member does not answer for.
    async fn asked_of(
        self,
        session: &MemberSession,
        number: ComplaintNumber,
    ) -> Result<Option<Defence>> {
        let (number, provider) = (number.to_string(), session.provider().code);
        let found = self.directory().defence(&number, provider).await?;
        Ok(found.filter(|found| session.may(Right::Answer, found.asked.brand)))
    }

    /// The last day on which an answer is in time, and how many days are left until then; negative: it is over.
    fn time_left(self, defence: &Defence) -> Result<(Day, i64)> {
        let period = self.settings().answer_period;
        let last = period.last_day(defence.asked_at, self.calendar());
        let last = last.map_err(|error| Error::Failed(Box::new(error)))?;
        Ok((last, Day::of(self.now()).days_until(last)))
    }
}
