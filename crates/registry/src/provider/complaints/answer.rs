//! What a provider answers: written as a draft, and submitted once.

use directory::defence::Defence;
use directory::defence_writing::{DefenceWriting, DefenceWritten, Submits};
use domain::words;
use serde::{Deserialize, Serialize};

use super::{ComplaintNumber, answerer, is_not_theirs};
use crate::provider::session::MemberSession;
use crate::{Error, ProviderConsole, Result};

/// The longest statement, in characters.
pub const STATEMENT_MAX: usize = 5_000;
/// The longest text about what was mended, in characters.
pub const CORRECTION_MAX: usize = 2_000;
/// The longest number of a message or a call, in characters.
pub const MESSAGE_ID_MAX: usize = 200;

/// What an answer is sealed for.
const CONTEXT: &[u8] = b"izin/defence/";

/// What a provider says. In a draft anything may be missing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub struct AnswerForm {
    /// The number under which whoever delivered the message or the call knows it; empty: there is none, or it was not sent.
    pub message_id: String,
    /// What the provider says to it.
    pub statement: String,
    /// What it has mended since; empty: nothing.
    pub correction: String,
}

impl std::fmt::Debug for AnswerForm {
    /// Leaves out what somebody has written.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AnswerForm").finish_non_exhaustive()
    }
}

words! {
    /// A part of an answer, as forms name it.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum AnswerField: as_name {
        /// The message's or the call's number.
        MessageId = "message-id",
        /// The statement.
        Statement = "statement",
        /// What was mended.
        Correction = "correction",
    }
}

/// Why an answer is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerGap {
    /// It says nothing there, and is to be submitted.
    Missing(AnswerField),
    /// It says more than so many characters there.
    TooLong(AnswerField, usize),
}

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerDone {
    /// The draft is kept.
    Saved,
    /// It is submitted, for good.
    Submitted {
        /// Its time was over.
        late: bool,
    },
    /// These are missing or too long; nothing was written.
    Gaps(Vec<AnswerGap>),
    /// Somebody has written to it since it was looked at; nothing was written.
    Changed,
    /// It was submitted before; nothing was written.
    Over,
    /// The complaint is not, or no longer, the member's to answer; nothing was written.
    Gone,
}

impl AnswerForm {
    /// What is too long, and, where it is to be submitted, what is missing.
    fn gaps(&self, submits: bool) -> Vec<AnswerGap> {
        let mut gaps = Vec::new();
        for (field, text, most) in [
            (AnswerField::MessageId, &self.message_id, MESSAGE_ID_MAX),
            (AnswerField::Statement, &self.statement, STATEMENT_MAX),
            (AnswerField::Correction, &self.correction, CORRECTION_MAX),
        ] {
            if text.chars().count() > most {
                gaps.push(AnswerGap::TooLong(field, most));
            }
            if submits && field == AnswerField::Statement && text.trim().is_empty() {
                gaps.push(AnswerGap::Missing(field));
            }
        }
        gaps
    }
}

impl ProviderConsole<'_> {
    /// Keeps what the draft of an answer says now. `version`: how often it had been written to when it was looked at.
    pub async fn save_answer(
        self,
        session: &MemberSession,
        (number, version): (ComplaintNumber, u64),
        form: &AnswerForm,
    ) -> Result<AnswerDone> {
        self.write_answer(session, (number, version), form, false)
            .await
    }

    /// Submits an answer that says this, with the document that it has. In time or not, it is taken, and nothing of it can be
    /// changed afterwards.
    pub async fn submit_answer(
        self,
        session: &MemberSession,
        (number, version): (ComplaintNumber, u64),
        form: &AnswerForm,
    ) -> Result<AnswerDone> {
        self.write_answer(session, (number, version), form, true)
            .await
    }

    async fn write_answer(
        self,
        session: &MemberSession,
        (number, version): (ComplaintNumber, u64),
        form: &AnswerForm,
        submits: bool,
    ) -> Result<AnswerDone> {
        let Some(defence) = self.asked_of(session, number).await? else {
            return Ok(AnswerDone::Gone);
        };
        let gaps = form.gaps(submits);
        if !gaps.is_empty() {
            return Ok(AnswerDone::Gaps(gaps));
        }
        let (_, days_left) = self.time_left(&defence)?;
        let late = days_left < 0;
        let writing = DefenceWriting {
            content: self.seal_value(CONTEXT, &name_of(&defence), form)?,
            complaint: defence.complaint,
            version,
            submits: submits.then_some(Submits { late }),
        };
        let (by, now) = (answerer(session), self.now());
        match self.directory().write_defence(by, writing, now).await {
            Ok(DefenceWritten::Written) if submits => Ok(AnswerDone::Submitted { late }),
            Ok(DefenceWritten::Written) => Ok(AnswerDone::Saved),
            Ok(DefenceWritten::Changed) => Ok(AnswerDone::Changed),
            Ok(DefenceWritten::Submitted) => Ok(AnswerDone::Over),
            Err(error) if is_not_theirs(&error) => Ok(AnswerDone::Gone),
            Err(error) => Err(error.into()),
        }
    }

    /// What an answer says; nothing while nobody has written to it.
    pub(super) fn answer_of(self, defence: &Defence) -> Result<AnswerForm> {
        let Some(sealed) = &defence.content else {
            return Ok(AnswerForm::default());
        };
        self.unseal_value(CONTEXT, &name_of(defence), sealed)
            .ok_or_else(|| Error::Failed("an answer to a complaint is unreadable".into()))
    }
}

/// The place that an answer is sealed for.
fn name_of(defence: &Defence) -> Vec<u8> {
    let provider = defence.asked.provider.0.to_be_bytes();
    [&provider[..], defence.complaint.as_bytes()].concat()
}
