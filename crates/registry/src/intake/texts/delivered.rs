//! What is done with text messages that come in, as whoever brings them sees it.

use std::fmt;
use std::pin::Pin;

use super::PartOf;

/// How certain it is that a text is what its sender wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Legibility {
    /// It is.
    Certain,
    /// Its letters are of an alphabet that had to be guessed, or something of the message is not as it
    /// should be. Enough to refuse, too little to approve.
    Doubtful,
    /// It could not be read.
    None,
}

/// A text message as it was delivered; a segment of a long one as `part`.
#[derive(Clone)]
pub struct DeliveredText {
    /// Who brought it: the gateway's name; for the operator's own connection its name in the
    /// configuration.
    pub gateway: String,
    /// The name whoever brought it knows it by, the same at every delivery. `None`: it has none.
    pub id: Option<String>,
    /// Who sent it, as it was delivered: a number in any form, or a name.
    pub sender: String,
    /// To which number.
    pub recipient: String,
    /// The text, decoded.
    pub text: String,
    /// How certain its letters are.
    pub legibility: Legibility,
    /// Which part of a long message it is; one that cannot be is told, too.
    pub part: Option<PartOf>,
    /// Whether the network vouches for the sender's number. A message from abroad, from an application
    /// or by an unknown way has no such proof, and changes nothing.
    pub verified: bool,
    /// Whether it acknowledges a message of ours. Phones do so by themselves, and nobody wants an answer to
    /// that; what its sender put into words may refuse.
    pub is_acknowledgement: bool,
}

impl fmt::Debug for DeliveredText {
    /// Leaves sender and text out.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeliveredText")
            .field("gateway", &self.gateway)
            .field("verified", &self.verified)
            .finish_non_exhaustive()
    }
}

/// It could not be dealt with now; it is to be delivered again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the message could not be dealt with now")]
pub struct NotTaken;

/// Deals with text messages.
pub trait TextHandler: Send + Sync {
    /// Deals with one. When it returns, what the message asks for is durable, and its answer is on
    /// its way; an acknowledgement may be given then, and not before.
    fn take<'a>(
        &'a self,
        text: DeliveredText,
    ) -> Pin<Box<dyn Future<Output = Result<(), NotTaken>> + Send + 'a>>;
}
