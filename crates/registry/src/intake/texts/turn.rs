//! One message after the other, each dealt with once.

use std::sync::Arc;
use std::time::Duration;

use directory::received_text::{ReceivedText, TextIdentity};
use domain::RecipientId;
use tokio::sync::OwnedMutexGuard;

use super::parts::Joined;
use super::{IncomingText, PartOf, TextTaken, TextTurn};
use crate::limits::TURNS;
use crate::message::{Content, NewMessage};
use crate::{Intake, Result};

/// The most answers a sender gets in an hour. Refusals go on counting without one.
pub const ANSWERS_PER_HOUR: u64 = 10;

/// The most answers that are given in an hour to what nobody vouches for: only that it proves nothing. Few,
/// so that whoever writes in another's number neither floods its owner nor uses their answers up.
pub const ANSWERS_UNVERIFIED_PER_HOUR: u64 = 1;

/// For how long the same text from the same sender may be the same message, if nothing names it.
const REPEAT: Duration = Duration::from_mins(10);
/// How long the answers to a sender are counted together.
const ANSWERS_WINDOW: Duration = Duration::from_hours(1);

const NAMED: &[u8] = b"izin/text/named";
const UNNAMED: &[u8] = b"izin/text/unnamed";
const ANSWER: &[u8] = b"izin/text/answer/";

/// How a message is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reply {
    /// By a message of its own.
    Message,
    /// By whoever brought it.
    Inline,
}

impl Intake<'_> {
    /// Takes a message that came in. Waits until other messages of its sender are dealt with.
    pub async fn take_text(self, incoming: IncomingText) -> Result<TextTaken> {
        let sender = self.ledger().recipient_id(&incoming.sender);
        let turn = self.turn_of(sender).await;
        let identity = self.identity_of(&incoming, sender);
        let now = self.now();
        let known = self.directory().received_text(&identity).await?;
        let known = known.filter(|text| incoming.id.is_some() || now.since(text.received) < REPEAT);
        let perhaps_repeated = known.is_some();
        if let Some(known) = known
            && incoming.id.is_some()
        {
            let answer = self.open_answer(&known);
            return Ok(TextTaken::Repeated { answer });
        }
        // What proves nothing changes nothing, whole or not. Its parts are not kept: they would be joined
        // with, or take the place of, those that the number's owner has sent.
        let part = incoming.part.filter(|_| incoming.verified);
        let joined = match part.filter(PartOf::is_possible) {
            Some(part) if part.total > 1 => {
                let joined = self
                    .join(&incoming, part, sender, identity, perhaps_repeated)
                    .await?;
                let Some(joined) = joined else {
                    return Ok(TextTaken::Waiting);
                };
                joined
            }
            _ => Joined {
                text: incoming.text.clone(),
                identities: vec![identity],
                whole: None,
            },
        };
        Ok(TextTaken::Whole(Box::new(TextTurn {
            text: joined.text,
            subject: self.people().subject_of(&incoming.sender).await?,
            language: self.people().language_of(&incoming.sender).await?,
            perhaps_repeated,
            in_parts: incoming.part.is_some_and(|part| !part.is_whole()),
            sender,
            verified: incoming.verified,
            identities: joined.identities,
            whole: joined.whole,
            _turn: turn,
        })))
    }

    /// Whether the sender may be answered: not more than [`ANSWERS_PER_HOUR`], and
    /// `ANSWERS_UNVERIFIED_PER_HOUR` where nobody vouches for the sender.
    pub async fn may_answer(self, turn: &TextTurn) -> Result<bool> {
        let since = self.now() - ANSWERS_WINDOW;
        let answers = self
            .directory()
            .text_answers_since(turn.sender, since)
            .await?;
        let most = if turn.verified {
            ANSWERS_PER_HOUR
        } else {
            ANSWERS_UNVERIFIED_PER_HOUR
        };
        Ok(answers < most)
    }

    /// Ends a turn: keeps that the message was dealt with and sends the answer, if there is one.
    ///
    /// It is kept first. Should the program end between the two, an answer is missing; the other way
    /// round there would be two.
    pub async fn finish_text(
        self,
        turn: TextTurn,
        answer: Option<&str>,
        reply: Reply,
    ) -> Result<()> {
        let now = self.now();
        let answered = turn.identities.first().copied();
        let texts = turn.identities.iter().map(|identity| ReceivedText {
            identity: *identity,
            sender: turn.sender,
            received: now,
            // One message, one answer, however many parts it had.
            answer: answer
                .filter(|_| Some(*identity) == answered)
                .map(|answer| self.seal_answer(identity, answer)),
        });
        let texts = texts.collect();
        self.directory()
            .keep_received_texts(texts, turn.whole)
            .await?;
        let to = turn.subject.addresses.into_iter().next();
        if let (Some(answer), Some(own), Reply::Message) = (answer, to, reply) {
            let content = Content::Text {
                subject: String::new(),
                text: answer.to_owned(),
            };
            let message = NewMessage {
                to: own.address,
                language: turn.language,
                content,
            };
            self.outbox().post(message).await?;
        }
        Ok(())
    }

    pub(super) async fn turn_of(self, sender: RecipientId) -> OwnedMutexGuard<()> {
        let turns = &self.limits().text_turns;
        let turn = &turns[usize::from(sender.0[0]) % TURNS];
        Arc::clone(turn).lock_owned().await
    }

    /// What makes it the same message: who brought it and what they call it, who sent it, and what it
    /// says, and whether the network vouches for that. The text counts even where there is a name, so
    /// that a gateway that gives a name twice loses nobody's refusal.
    fn identity_of(self, incoming: &IncomingText, sender: RecipientId) -> TextIdentity {
        let part = incoming
            .part
            .map(|part| (part.reference, part.total, part.number));
        let data = (
            incoming.id.as_ref().map(|id| (&incoming.gateway, id)),
            sender.0,
            &incoming.text,
            part,
            incoming.verified,
        );
        let context = if incoming.id.is_some() {
            NAMED
        } else {
            UNNAMED
        };
        self.ledger().mac(context, &encode(&data))
    }

    fn seal_answer(self, identity: &TextIdentity, answer: &str) -> Vec<u8> {
        self.seal(ANSWER, identity, answer.as_bytes())
    }

    fn open_answer(self, text: &ReceivedText) -> Option<String> {
        let opened = self.unseal(ANSWER, &text.identity, text.answer.as_ref()?)?;
        String::from_utf8(opened).ok()
    }
}

/// One spelling of several values, in which none can run into the next.
pub(super) fn encode(values: &impl serde::Serialize) -> Vec<u8> {
    serde_json::to_vec(values).expect("texts and numbers are always written")
}
