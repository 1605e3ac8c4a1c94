//! An answer on its way into the ledger. Whoever is cut off on it, by a crash as well, is followed by the next who tries:
//! an answer has one identity, so that it is recorded once.

use std::sync::Arc;
use std::time::Duration;

use directory::message::StoredMessage;
use directory::verification::{Answer, Verification, VerificationState};
use domain::draft::ConsentRequest;
use domain::{ConsentKey, ConsentState, ItemId, Policy, RequestId, Seq, Status, Timestamp};
use ledger::{Acknowledgement, Action, Command, Outcome};
use receipt::consent_request;

use super::Question;
use crate::message::{Content, NewMessage};
use crate::{Contract, Error, Result};

/// How often a refusal is said again when a provider's word of a later second has come before it.
const ATTEMPTS_MAX: usize = 8;
/// How long after it was given an answer counts as recorded at once.
const AT_ONCE: Duration = Duration::from_mins(1);
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
        let request = consent_request(&self.record_text(&verification)?);
        let answers = &verification.answers;
        if answers.iter().any(|one| one.status == Status::Approval) {
            self.require_right_clock()?;
        }
        let mut receipts = vec![None; answers.len()];
        let mut open: Vec<usize> = (0..answers.len()).collect();
        for _ in 0..ATTEMPTS_MAX {
            let (mut sent, mut commands) = (Vec::new(), Vec::new());
            for at in open {
                let command = self.command(&question, (request, at), answers[at], answered_at)?;
                if let Some(command) = command {
                    sent.push(at);
                    commands.push(command);
                }
            }
            let outcomes = self.ledger().submit(commands).await?;
            let mut again = Vec::new();
            for (at, outcome) in sent.into_iter().zip(outcomes) {
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

    /// The command of one answer, dated when it was given. `None`: a later word stands.
    fn command(
        self,
        question: &Question,
        (request, at): (RequestId, usize),
        answer: Answer,
        answered_at: Timestamp,
    ) -> Result<Option<Command>> {
        let date = if answer.status == Status::Refusal {
            let key = ConsentKey {
                recipient: self.ledger().recipient_id(&question.address),
                brand: answer.brand,
                recipient_type: question.recipient_type,
                channel: answer.channel,
            };
            let held = self.ledger().state(&key)?;
            let Some(date) = refusal_date(answered_at, held.as_ref(), self.now()) else {
                return Ok(None);
            };
            date
        } else {
            second_of(answered_at)
        };
        Ok(Some(Command {
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
        }))
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

/// When a refusal that was given at an instant is dated: no earlier than what it ends. `None`: what is held was recorded after
/// it and says that it was given later, so that it stands; an answer may be recorded long after it was given. One that is
/// recorded at once ends also what comes between.
fn refusal_date(
    answered_at: Timestamp,
    held: Option<&ConsentState>,
    now: Timestamp,
) -> Option<Timestamp> {
    let second = second_of(answered_at);
    match held {
        Some(ConsentState {
            consent_date: Some(date),
            recorded_at,
            ..
        }) if *date > second => {
            let is_at_once = now <= answered_at + AT_ONCE;
            (is_at_once || *recorded_at <= answered_at).then_some(*date)
        }
        _ => Some(second),
    }
}

/// The wire's instants are whole seconds.
fn second_of(instant: Timestamp) -> Timestamp {
    Timestamp::from_seconds(instant.as_seconds())
}

/// The source of what is recorded: that of the way the question went.
fn source_of(question: &Question) -> domain::Source {
    match domain::Way::from(&question.address) {
        domain::Way::Text => domain::Source::RegistryText,
        domain::Way::Mail => domain::Source::RegistryEmail,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn held(date: i64, recorded_at: i64) -> ConsentState {
        ConsentState {
            head: Seq(1),
            decided_by: Seq(1),
            status: Status::Approval,
            source: None,
            consent_date: Some(Timestamp::from_seconds(date)),
            recorded_at: Timestamp::from_seconds(recorded_at),
            retailer: None,
            retailer_access: Vec::new(),
        }
    }

    #[test]
    fn a_refusal_ends_what_was_recorded_before_it_and_what_was_given_no_later() {
        let answered_at = Timestamp::from_millis(100_500);
        let now = Timestamp::from_seconds(1_000);
        let date = |held: Option<ConsentState>| refusal_date(answered_at, held.as_ref(), now);
        let second = Some(Timestamp::from_seconds(100));
        assert_eq!(date(None), second);
        assert_eq!(date(Some(held(40, 50))), second);
        assert_eq!(date(Some(held(100, 900))), second);
        let of_a_fast_clock = date(Some(held(105, 99)));
        assert_eq!(of_a_fast_clock, Some(Timestamp::from_seconds(105)));
    }

    #[test]
    fn a_refusal_that_is_recorded_late_does_not_end_an_approval_given_after_it() {
        let answered_at = Timestamp::from_millis(100_500);
        let date = |now| refusal_date(answered_at, Some(&held(102, 102)), now);
        assert_eq!(date(Timestamp::from_seconds(1_000)), None);
        let at_once = date(Timestamp::from_seconds(102));
        assert_eq!(at_once, Some(Timestamp::from_seconds(102)));
    }
}
