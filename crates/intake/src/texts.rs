//! Text messages in: what each asks for, doing it, and one polite answer.
//!
//! The sender's number is the proof of who asks. A message from a name, or from one of our own
//! numbers, is a loop and gets no answer; one whose way proves nothing changes nothing.

mod answers;
mod brand;
mod deed;
mod overdue;
pub(crate) mod sender;
mod settings;
mod spelling;

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use domain::Timestamp;
use registry::intake::texts::{
    DeliveredText, IncomingText, Legibility, NotTaken, Reply, TextHandler, TextTaken,
};
use registry::log_pace::LogPace;
use registry::{Registry, Result};

pub use overdue::OVERDUE_INTERVAL;
pub use settings::TextSettings;

use crate::keyword::{self, Asked};

use answers::Answers;
use deed::{Circumstances, Deed};
use sender::NoPhone;

/// The most letters of a message, or of a part of one: as many as the longest by SMPP can have. What is longer
/// is cut, and may refuse and not approve.
const LETTERS_MAX: usize = 16 * 1024;
/// How late an approval may come. What its sender has said meanwhile is not
/// to be undone by it.
const LATE: Duration = Duration::from_mins(10);

/// Deals with text messages; clones share one.
#[derive(Clone)]
pub struct Texts {
    registry: Registry,
    settings: Arc<TextSettings>,
    /// Paces what is logged of senders that cannot be read.
    unclear: Arc<LogPace>,
}

/// What a message has brought about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// What it asks for is recorded.
    Done,
    /// What it asks for was so already.
    Unchanged,
    /// It asked, and was told.
    Answered,
    /// Something is missing: the brand, which of several, or the code that confirms.
    Asked,
    /// It was understood and is not recorded: it proves nothing, came too late, has a wrong code, is not for
    /// this channel, or approves in parts or in letters that are not certain.
    NotRecorded,
    /// It is none of the messages there are, or names no brand there is.
    NotUnderstood,
}

/// What became of a message.
#[derive(Clone, PartialEq, Eq)]
pub enum Received {
    /// It was dealt with.
    Done {
        /// What it has brought about.
        outcome: Outcome,
        /// The answer; `None`: it gets none.
        answer: Option<String>,
    },
    /// It was dealt with before, and nothing was done again.
    Repeated {
        /// What it was answered then.
        answer: Option<String>,
    },
    /// Its other parts are awaited.
    Waiting,
    /// It comes from no phone, or from ourselves, or acknowledges a message of ours and refuses nothing.
    Ignored,
    /// It comes from a number of which it is not certain whose it is. It may have been a refusal.
    Unclear,
}

impl fmt::Debug for Received {
    /// Leaves the answer out: it may be a code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done { outcome, .. } => outcome.fmt(f),
            Self::Repeated { .. } => f.write_str("Repeated"),
            Self::Waiting => f.write_str("Waiting"),
            Self::Ignored => f.write_str("Ignored"),
            Self::Unclear => f.write_str("Unclear"),
        }
    }
}

impl Texts {
    /// Over a registry.
    pub fn new(registry: Registry, settings: TextSettings) -> Self {
        Self {
            registry,
            settings: Arc::new(settings),
            unclear: Arc::default(),
        }
    }

    /// The same for work beside the requests, over connections of its own.
    #[must_use]
    pub fn background(&self) -> Self {
        Self {
            registry: Registry::clone(&self.registry.background()),
            settings: Arc::clone(&self.settings),
            unclear: Arc::clone(&self.unclear),
        }
    }

    /// Deals with a message. When it returns, what the message asks for is durable and seen by the next
    /// check, and its answer, if it is not to be given `Inline`, is on its way.
    ///
    /// A refusal counts whatever else is true of its sender: answers are limited, refusals are not.
    /// `sent_at` is when whoever brought the message got it, if he says so; an approval that comes late
    /// is not recorded, a refusal is.
    pub async fn receive(
        &self,
        text: DeliveredText,
        sent_at: Option<Timestamp>,
        reply: Reply,
    ) -> Result<Received> {
        if is_mere_acknowledgement(&text) {
            return Ok(Received::Ignored);
        }
        let recipient = spelling::plain(&text.recipient);
        let own = [recipient.as_str(), self.settings.short_number.as_str()];
        let sender = match sender::read(&text.sender, &own) {
            Ok(sender) => sender,
            Err(NoPhone::Nobody) => return Ok(Received::Ignored),
            Err(NoPhone::Unclear) => return Ok(Received::Unclear),
        };
        let is_whole = text.text.chars().nth(LETTERS_MAX).is_none();
        let is_readable = text.legibility != Legibility::None;
        let incoming = IncomingText {
            gateway: text.gateway,
            id: text.id,
            sender,
            text: text.text.chars().take(LETTERS_MAX).collect(),
            // A part that cannot be read is told about at once; nothing is made whole by it.
            part: text.part.filter(|_| is_readable),
            verified: text.verified,
        };
        let turn = match self.registry.intake().take_text(incoming).await? {
            TextTaken::Repeated { answer } => return Ok(Received::Repeated { answer }),
            TextTaken::Waiting => return Ok(Received::Waiting),
            TextTaken::Whole(turn) => turn,
        };
        let answers = Answers::new(turn.language, Arc::clone(&self.settings));
        let is_answerable = self.registry.intake().may_answer(&turn).await?;
        let deed = if !text.verified {
            Deed::said(Outcome::NotRecorded, answers.unverified())
        } else if is_readable {
            let now = self.registry.now();
            let seen = Circumstances {
                own: &own,
                is_answerable,
                is_late: sent_at.is_some_and(|sent| now.since(sent) > LATE),
                is_certain: is_whole && text.legibility == Legibility::Certain,
            };
            self.act(&turn, &answers, seen).await?
        } else {
            let answer = (!turn.perhaps_repeated).then(|| answers.unreadable());
            Deed {
                outcome: Outcome::NotUnderstood,
                answer,
            }
        };
        let answer = deed.answer.filter(|_| is_answerable);
        self.registry
            .intake()
            .finish_text(*turn, answer.as_deref(), reply)
            .await?;
        Ok(Received::Done {
            outcome: deed.outcome,
            answer,
        })
    }
}

/// Whether a message acknowledges one of ours, and neither refuses nor is a part of what may.
fn is_mere_acknowledgement(text: &DeliveredText) -> bool {
    let refuses = || {
        let asked = keyword::parse(&text.text, &[&text.recipient]);
        matches!(asked, Asked::Refuse(_) | Asked::RefuseAll { .. })
    };
    text.is_acknowledgement && text.part.is_none() && !refuses()
}

impl TextHandler for Texts {
    fn take<'a>(
        &'a self,
        text: DeliveredText,
    ) -> Pin<Box<dyn Future<Output = std::result::Result<(), NotTaken>> + Send + 'a>> {
        Box::pin(async move {
            match self.receive(text, None, Reply::Message).await {
                Ok(Received::Unclear) => {
                    // The centre takes no other answer: the operator alone can have it send numbers that are read.
                    if let Some(left_out) = self.unclear.pass(self.registry.now()) {
                        tracing::warn!(
                            left_out,
                            "a text message's sender cannot be read for certain"
                        );
                    }
                    Ok(())
                }
                Ok(_) => Ok(()),
                Err(error) => {
                    tracing::error!(%error, "a text message could not be dealt with");
                    Err(NotTaken)
                }
            }
        })
    }
}
