//! What carries messages out: implemented by `channels`, called by the worker.

use std::io;
use std::pin::Pin;
use std::time::Duration;

use domain::{Address, Language, Timestamp};

use super::Content;

/// A message on its way.
#[derive(Clone, Debug)]
pub struct OutgoingMessage {
    /// Its identity, the same at every attempt: 32 lower-case hexadecimal digits.
    pub id: String,
    /// To whom.
    pub to: Address,
    /// In which language.
    pub language: Language,
    /// What it says.
    pub content: Content,
    /// When it was written.
    pub written_at: Timestamp,
}

/// What became of an attempt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// Taken: whoever took it answers for it from now on.
    Taken,
    /// Not now; trying again may help (a stalled or busy server, a temporary refusal).
    Later {
        /// What the other side asked for, if it said so.
        after: Option<Duration>,
        /// Why, without personal data.
        reason: String,
    },
    /// Never: this message to this address (rule 57).
    Refused {
        /// Why, without personal data.
        reason: String,
    },
}

/// The way out of one kind of address.
pub trait MessageTransport: Send + Sync {
    /// Whether it carries messages to this address.
    fn carries(&self, to: &Address) -> bool;

    /// Sends one. Bounded in time by itself; dropping the future gives the attempt up.
    fn send<'a>(
        &'a self,
        message: &'a OutgoingMessage,
    ) -> Pin<Box<dyn Future<Output = Delivery> + Send + 'a>>;

    /// Forgets what it keeps of messages written before an instant, but for those to addresses that are
    /// held; says how many. Blocks. Most keep nothing.
    fn forget(&self, _before: Timestamp, _is_held: &dyn Fn(&Address) -> bool) -> io::Result<u64> {
        Ok(0)
    }
}
