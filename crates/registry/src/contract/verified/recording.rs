//! An answer on its way into the ledger. Whoever is cut off on it, by a crash as well, is followed by the next who tries:
//! an answer has one identity, so that it is recorded once.

use std::sync::Arc;

use directory::message::StoredMessage;
use directory::verification::{Answer, Verification, VerificationState};
use domain::draft::ConsentRequest;
use domain::{ConsentKey, ItemId, Policy, RequestId, Seq, Status, Timestamp};
use ledger::{Acknowledgement, Action, Command, Outcome};

use super::Question;
use super::record::request_of;
use crate::message::{Content, NewMessage};
use crate::{Contract, Error, Result};

/// How often a refusal is said again when a provider's word of a later second has come before it.
const ATTEMPTS_MAX: usize = 8;
/// How many digits of a movement's name the confirmation has.
const RECEIPT_DIGITS: usize = 12;

/// An answer, and where its movement went; `None`: nothing was recorded, because a later word stands.
pub(crate) type Recorded = (Answer, Option<Acknowledgement>);

impl Contract<'_> {
    /// Records what was answered, and goes on when whoever asked for it has gone. Approvals wait for a clock that is
    /// believed ([`Error::Later`]).
    pub(crate) async fn record_answers(self, id: RequestId) -> Result<Vec<Recorded>> {
        let registry = self.0.clone();
        let recording = tokio::spawn(async move { registry.contract().record_now(id).await });
        recording
            .await
            .map_err(|error| Error::Failed(Box::new(error)))?
    }

    /// Records the answers that an earlier try has left; says of how many verifications. One that cannot be recorded holds
    /// up no other.
    pub async fn record_left_answers(self) -> Result<u64> {
        let (mut recorded, mut failed) = (0, None);
        for id in self.directory().unfinished_verifications().await? {
            match self.record_answers(id).await {
                Ok(_) => recorded += 1,
                // Its turn comes once the clock is believed.
                Err(Error::Later(_)) => {}
                Err(error) => failed = Some(error),
            }
        }
        failed.map_or(Ok(recorded), Err)
    }

    async fn record_now(self, id: RequestId) -> Result<Vec<Recorded>> {
        let verification = self.directory().verification(id).await?;
        let missing = || Error::Failed("a verification has no answer".into());
        let verification = verification.ok_or_else(missing)?;
        match verification.state {
            VerificationState::Done => return self.recorded_answers(&verification),
            VerificationState::Answered => {}
            VerificationState::Asked | VerificationState::Spent => return Err(missing()),
        }
        let answered_at = verification.answered_at.ok_or_else(missing)?;
        let question = self.question_of(&verification)?;
        let request = request_of(&self.record_text(&verification)?);
        let answers = &verification.answers;
        if answers.iter().any(|one| one.status == Status::Approval) {
            self.require_right_clock()?;
        }
        let mut receipts = vec![None; answers.len()];
        let mut open: Vec<usize> = (0..answers.len()).collect();
        for _ in 0..ATTEMPTS_MAX {
            let commands: Result<Vec<Command>> = open
                .iter()
                .map(|at| self.command(&question, (request, *at), answers[*at], answered_at))
                .collect();
            let outcomes = self.ledger().submit(commands?).await?;
            let mut again = Vec::new();
            for (at, outcome) in open.into_iter().zip(outcomes) {
                match outcome {
                    Outcome::Recorded(receipt) => receipts[at] = Some(receipt),
                    Outcome::Refused(_) if answers[at].status == Status::Refusal => again.push(at),
                    Outcome::AlreadyRecorded { .. } | Outcome::Unchanged | Outcome::Refused(_) => {}
                }
            }
            open = again;
            if open.is_empty() {
                break;
            }
        }
        if !open.is_empty() {
            return Err(Error::Failed("a recipient's refusal was refused".into()));
        }
        let recorded: Vec<Recorded> = answers.iter().copied().zip(receipts).collect();
        let seqs: Vec<Option<Seq>> = recorded.iter().map(|(_, to)| to.map(|to| to.seq)).collect();
        let message = self.confirmation_of(&question, &recorded)?;
        let posts = message.is_some();
        let finished = self.directory().finish_verification(id, seqs, message);
        if finished.await? && posts {
            self.message_wake().wake();
        }
        Ok(recorded)
    }

    /// The command of one answer. It is dated when it was given; a refusal no earlier than what it ends.
    fn command(
        self,
        question: &Question,
        (request, at): (RequestId, usize),
        answer: Answer,
        answered_at: Timestamp,
    ) -> Result<Command> {
        let second = Timestamp::from_seconds(answered_at.as_seconds());
        let date = if answer.status == Status::Refusal {
            let key = ConsentKey {
                recipient: self.ledger().recipient_id(&question.address),
                brand: answer.brand,
                recipient_type: question.recipient_type,
                channel: answer.channel,
            };
            let held = self
                .ledger()
                .state(&key)?
                .and_then(|held| held.consent_date);
            held.map_or(second, |held| held.max(second))
        } else {
            second
        };
        Ok(Command {
            brand: answer.brand,
            action: Action::Consent(ConsentRequest {
                address: question.address.clone(),
                channel: answer.channel,
                recipient_type: question.recipient_type,
                status: answer.status,
                source: Some(source_of(question)),
                consent_date: Some(date),
                retailer: None,
                retailer_access: Vec::new(),
            }),
            received_at: answered_at.max(date),
            item: ItemId {
                request,
                index: u32::try_from(at).unwrap_or(u32::MAX),
            },
            // The provider's switches are not asked: no rule of theirs applies to a recipient's own word.
            policy: Arc::new(Policy::CONTRACT),
            retried: true,
        })
    }

    /// What an earlier try has recorded.
    fn recorded_answers(self, verification: &Verification) -> Result<Vec<Recorded>> {
        let mut recorded = Vec::with_capacity(verification.answers.len());
        for answer in &verification.answers {
            let movement = match answer.seq {
                Some(seq) => self.ledger().movement(seq)?,
                None => None,
            };
            let receipt = movement.map(|movement| Acknowledgement {
                seq: movement.seq,
                transaction: movement.transaction,
                recorded_at: movement.movement.recorded_at,
            });
            recorded.push((*answer, receipt));
        }
        Ok(recorded)
    }

    /// The message that tells what was recorded. `None`: nothing was.
    fn confirmation_of(
        self,
        question: &Question,
        recorded: &[Recorded],
    ) -> Result<Option<StoredMessage>> {
        let said = recorded
            .iter()
            .filter_map(|(answer, to)| to.map(|to| (answer, to)));
        let said: Vec<(&Answer, Acknowledgement)> = said.collect();
        let Some((first, receipt)) = said.first() else {
            return Ok(None);
        };
        let one_brand = said.iter().all(|(answer, _)| answer.brand == first.brand);
        let mut channels: Vec<_> = said.iter().map(|(answer, _)| answer.channel).collect();
        channels.sort_unstable();
        channels.dedup();
        let mut name = receipt.transaction.to_wire();
        name.truncate(RECEIPT_DIGITS);
        let brand = if one_brand {
            question.name_of(first.brand)
        } else {
            question.names()
        };
        let content = Content::confirmation(
            Some(brand),
            &channels,
            first.status,
            receipt.recorded_at,
            u32::try_from(said.len()).unwrap_or(u32::MAX),
            name,
        );
        let message = NewMessage {
            to: question.address.clone(),
            language: question.content.language,
            content,
        };
        let outbox = self.outbox();
        let stored = outbox.sealed(outbox.new_message_id(), &message, self.now())?;
        Ok(Some(stored))
    }
}

/// The source of what is recorded: that of the way the question went.
fn source_of(question: &Question) -> domain::Source {
    match domain::Way::from(&question.address) {
        domain::Way::Text => domain::Source::RegistryText,
        domain::Way::Mail => domain::Source::RegistryEmail,
    }
}
