//! Connections that somebody changes while their endpoints prove themselves.

use futures::future::BoxFuture;
use registry::contract::push::{
    ConnectionId, PushAnswer, PushPost, PushReach, PushTransport, Resumed,
};
use registry::provider::webhooks::{WebhookDraft, WebhookError};
use registry::provider::{Action, Managing, MemberScope};
use testkit::Place;

use super::{Receiver, acts, add, draft, managing};

/// A receiver during whose proof somebody else draws another key for the connection.
struct Meddler<'a> {
    place: &'a Place,
    scope: &'a MemberScope<Managing>,
    id: ConnectionId,
    receiver: Receiver,
}

impl PushTransport for Meddler<'_> {
    fn reach(&self) -> PushReach {
        PushReach::Public
    }

    fn post<'a>(&'a self, post: PushPost<'a>) -> BoxFuture<'a, PushAnswer> {
        Box::pin(async move {
            let console = self.place.provider();
            let drawn = console.draw_webhook_key(self.scope, self.id).await;
            drawn.unwrap().unwrap();
            self.receiver.post(post).await
        })
    }
}

#[tokio::test]
async fn a_proof_counts_for_nothing_when_the_connection_was_changed_meanwhile() {
    let (place, receiver) = (Place::new().await, Receiver::new());
    let scope = managing(&place).await;
    let console = place.provider();
    let signed = WebhookDraft {
        credentials: None,
        ..draft("https://ornek.example/")
    };
    let waiting = add(&place, &scope, signed, &receiver).await;
    let meddler = |id| Meddler {
        place: &place,
        scope: &scope,
        id,
        receiver: Receiver::new(),
    };
    let other = meddler(waiting);
    let resumed = console.resume_webhook(&scope, waiting, &other).await;
    assert_eq!(resumed.unwrap(), Resumed::Changed);
    let known = console.webhook(&scope, waiting).await.unwrap().unwrap();
    assert!(!known.listing.active);

    let url = "https://ornek.example/acik";
    let used = add(&place, &scope, draft(url), &receiver).await;
    let elsewhere = draft("https://baska.example/");
    let other = meddler(used);
    let changed = console.change_webhook(&scope, used, elsewhere, &other);
    assert!(matches!(changed.await, Err(WebhookError::Changed)));
    let known = console.webhook(&scope, used).await.unwrap().unwrap();
    assert_eq!(known.listing.url, url);
    let acts = acts(&place).await;
    for never in [Action::WebhookResumed, Action::WebhookChanged] {
        assert!(!acts.contains(&never), "{never:?}");
    }
}
