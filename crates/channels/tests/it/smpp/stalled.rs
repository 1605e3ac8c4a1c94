//! A message that is being dealt with when nobody is there any more who could poll it.

use std::pin::Pin;
use std::sync::Arc;

use registry::intake::texts::{DeliveredText, NotTaken, TextHandler};
use rusmpp::values::DataCoding;
use tokio::sync::Notify;
use tokio::time::timeout;

use super::centre::Centre;
use super::incoming::{deliver, ordinary};
use super::{PATIENCE, bound, settings};

/// Begins, goes on when the test lets it, and tells of both.
#[derive(Default)]
struct Handler {
    begun: Notify,
    go_on: Notify,
    done: Notify,
}

impl TextHandler for Handler {
    fn take<'a>(
        &'a self,
        _text: DeliveredText,
    ) -> Pin<Box<dyn Future<Output = Result<(), NotTaken>> + Send + 'a>> {
        Box::pin(async move {
            self.begun.notify_one();
            self.go_on.notified().await;
            self.done.notify_one();
            Ok(())
        })
    }
}

/// What it holds meanwhile, a sender's turn or a connection, others wait for. A session that polled it
/// itself would leave it where it is while it waits for the centre, and take it along when it ends.
#[tokio::test]
async fn a_message_is_dealt_with_whatever_the_session_waits_for() {
    let centre = Centre::start().await;
    let handler = Arc::<Handler>::default();
    let dyn_handler = Arc::clone(&handler) as Arc<dyn TextHandler>;
    let (smpp, _task) = bound(settings(centre.address()), Some(dyn_handler)).await;
    centre.request(1, deliver(ordinary(), DataCoding::McSpecific, b"RET"));
    timeout(PATIENCE, handler.begun.notified()).await.unwrap();
    centre.cut();
    let ended = async {
        while smpp.is_bound() {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, ended).await.unwrap();
    handler.go_on.notify_one();
    timeout(PATIENCE, handler.done.notified()).await.unwrap();
}
