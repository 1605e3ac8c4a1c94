//! Putting messages into the outbox, and taking them out unsent.

use std::io;
use std::time::Duration;

use directory::message::{MessageId, StoredMessage, Urgency};
use domain::{Address, RecipientId, Timestamp, Way};
use tokio::sync::watch;

use super::{AnswerWay, Content, NewMessage};
use crate::{Error, Outbox, Result};

/// For how many days the operator can see what became of a message. The content is gone at once.
pub const MESSAGE_KEPT_DAYS: u64 = 30;

/// Wakes those who send: every change of the number is news.
pub(crate) struct Wake(watch::Sender<u64>);

impl Default for Wake {
    fn default() -> Self {
        Self(watch::channel(0).0)
    }
}

impl Wake {
    /// There is something new to send.
    pub(crate) fn wake(&self) {
        self.0.send_modify(|news| *news = news.wrapping_add(1));
    }

    pub(crate) fn watch(&self) -> watch::Receiver<u64> {
        self.0.subscribe()
    }
}

impl Outbox<'_> {
    /// Has a message sent. When this returns it is kept, and will be sent whatever happens to this
    /// process. It goes to whatever address is given: nothing about it tells whether the registry
    /// knows the address.
    pub(crate) async fn post(self, message: NewMessage) -> Result<()> {
        let now = self.now();
        let stored = self.sealed(self.new_message_id(), &message, now)?;
        self.directory().add_message(stored).await?;
        self.message_wake().wake();
        Ok(())
    }

    /// Drops what was written to an address before its line was closed and still waits to be sent. What
    /// was written since may be the next owner's, and goes out: a closing can be reported late, and again.
    /// Notices tell nothing of what ended with the line anyway (`notice_stands`).
    pub(crate) async fn drop_messages(
        self,
        recipient: RecipientId,
        closed_at: Timestamp,
    ) -> Result<u64> {
        let reason = "the line was closed";
        Ok(self
            .directory()
            .drop_messages(recipient, closed_at, reason, self.now())
            .await?)
    }

    /// Forgets what became of messages sent [`MESSAGE_KEPT_DAYS`] ago, those given up among them, and of
    /// notices once nobody may ask for them any more (rule 60), but for those to addresses on hold; says
    /// how many.
    pub async fn forget_messages(self) -> Result<u64> {
        let now = self.now();
        let messages = self.directory().purge_messages(ago(now, MESSAGE_KEPT_DAYS));
        let notices = self
            .directory()
            .purge_notices(ago(now, NOTICE_KEPT_DAYS), now);
        Ok(messages.await? + notices.await?)
    }

    /// Has a transport forget what it keeps of messages written [`MESSAGE_KEPT_DAYS`] ago, but for those
    /// to addresses on hold; says how many. See [`super::MessageTransport::forget`].
    pub async fn forget_sent(
        self,
        forget: impl FnOnce(Timestamp, &dyn Fn(&Address) -> bool) -> io::Result<u64> + Send + 'static,
    ) -> Result<u64> {
        let before = ago(self.now(), MESSAGE_KEPT_DAYS);
        let held = self.cases().recipients_held().await?;
        self.blocking(move |registry| {
            let is_held =
                |address: &Address| held.contains(&registry.ledger().recipient_id(address));
            forget(before, &is_held).map_err(|error| Error::Failed(error.into()))
        })
        .await
    }

    pub(crate) fn new_message_id(self) -> MessageId {
        let mut id = [0; 16];
        self.random().fill(&mut id);
        MessageId(id)
    }

    /// A message in the form in which it waits.
    pub(crate) fn sealed(
        self,
        id: MessageId,
        message: &NewMessage,
        written_at: Timestamp,
    ) -> Result<StoredMessage> {
        let (urgency, good_until) = match &message.content {
            Content::Code { minutes, .. } => {
                let life = Duration::from_mins(u64::from(*minutes));
                (Urgency::Code, Some(written_at + life))
            }
            Content::Invitation { hours, .. } => {
                let life = Duration::from_hours(u64::from(*hours));
                (Urgency::Answer, Some(written_at + life))
            }
            Content::Question { answer, .. } => {
                let life = match answer {
                    AnswerWay::Code { minutes, .. } => Duration::from_mins(u64::from(*minutes)),
                    AnswerWay::Link { hours, .. } => Duration::from_hours(u64::from(*hours)),
                };
                (Urgency::Code, Some(written_at + life))
            }
            Content::Notice { .. } => (Urgency::Notice, None),
            Content::Confirmation { .. }
            | Content::Text { .. }
            | Content::Complaint { .. }
            | Content::Application { .. } => (Urgency::Answer, None),
        };
        Ok(StoredMessage {
            id,
            recipient: self.ledger().recipient_id(&message.to),
            way: Way::from(&message.to),
            urgency,
            written_at,
            good_until,
            due_at: written_at,
            content: self.seal_message(id, message)?,
        })
    }
}

/// For how many days it is kept whom a notice told of what: three years (rule 60).
const NOTICE_KEPT_DAYS: u64 = 3 * 365;

fn ago(now: Timestamp, days: u64) -> Timestamp {
    now - Duration::from_hours(24 * days)
}
