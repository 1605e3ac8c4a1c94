//! Deliveries whose connection, endpoint or policy changes meanwhile, and how long they wait.

use std::sync::{Arc, Mutex};

use axum::body::Body;
use axum::http::{Request, header};
use directory::push::{PushConnection, PushProgress, PushStatus};
use domain::draft::ConsentRequest;
use domain::{Address, RecipientType, Seq, Source, Status, Timestamp};
use futures::FutureExt as _;
use futures::future::BoxFuture;
use registry::contract::push::{
    CONCURRENT_CONNECTIONS, POST_MOVEMENTS_MAX, PushAnswer, PushPost, WAITS,
};
use tokio::sync::OnceCell;
use tower::ServiceExt as _;

use super::endpoint::{Endpoint, Mood, Pushing};
use super::*;
use crate::app::{seconds, start};
use crate::iys::retailers::submit;

/// A transport without a network: everything is taken. Before the first movements are, something is done.
struct Scripted {
    reach: PushReach,
    first: Mutex<Option<BoxFuture<'static, ()>>>,
    done: OnceCell<()>,
    /// Where movements were posted to.
    posted: Mutex<Vec<String>>,
}

impl Scripted {
    fn new(reach: PushReach, first: impl Future<Output = ()> + Send + 'static) -> Arc<Self> {
        Arc::new(Self {
            reach,
            first: Mutex::new(Some(first.boxed())),
            done: OnceCell::new(),
            posted: Mutex::default(),
        })
    }

    async fn take(&self, url: &PushUrl, is_stranger: bool, message: &PushMessage) -> PushOutcome {
        if is_stranger {
            return PushOutcome::Answered(401);
        }
        if matches!(message, PushMessage::Movements(_)) {
            self.posted.lock().unwrap().push(url.as_str().to_owned());
            let first = async {
                let first = self.first.lock().unwrap().take();
                first.unwrap().await;
            };
            self.done.get_or_init(|| first).await;
        }
        PushOutcome::Answered(200)
    }
}

impl PushTransport for Scripted {
    fn reach(&self) -> PushReach {
        self.reach
    }

    fn post<'a>(&'a self, post: PushPost<'a>) -> BoxFuture<'a, PushAnswer> {
        let answer = self.take(post.url, post.credentials.is_none(), post.message);
        answer.map(PushAnswer::from).boxed()
    }
}

/// Registers connections of a brand; all of them are taken by the transport.
async fn register(pushing: &Pushing, brand: u32, connections: Vec<Value>) {
    let transport: Arc<dyn PushTransport> = Scripted::new(PushReach::Public, async {});
    let registry = pushing.app.registry.clone();
    let router = api::router(ApiState::new(registry, Settings::default(), transport));
    let token = pushing.app.token(PROVIDER).await;
    let request = Request::post(brand_path(brand, REGISTER))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body(Body::from(json!({ "connection": connections }).to_string()))
        .unwrap();
    assert_eq!(
        router.oneshot(request).await.unwrap().status(),
        StatusCode::OK
    );
}

/// A recipient approves all of a brand's channels on the registry's own pages.
async fn recipient_approves(pushing: &Pushing, brand: u32) {
    for channel in Channel::ALL {
        let address = if channel.is_phone() {
            "+905321110001"
        } else {
            "a@ornek.example"
        };
        let request = ConsentRequest {
            address: Address::from_wire(address, channel).unwrap(),
            channel,
            recipient_type: RecipientType::Individual,
            status: Status::Approval,
            source: Some(Source::RegistryWeb),
            consent_date: Some(start()),
            retailer: None,
            retailer_access: Vec::new(),
        };
        submit(&pushing.app, brand, request).await;
    }
}

fn progress(known: &PushConnection, cursor: Seq, status: PushStatus) -> PushProgress {
    PushProgress {
        cursor,
        failures: known.failures,
        failing_since: None,
        retry_at: None,
        status,
    }
}

#[tokio::test]
async fn who_was_served_or_has_ended_since_the_round_began_is_not_posted_to() {
    let pushing = Pushing::new().await;
    // More than are served at once: the last wait until one of the first is done.
    let brands = 610_001..;
    for brand in brands.take(CONCURRENT_CONNECTIONS / 6 + 1) {
        pushing
            .app
            .add_brand(PROVIDER, brand, directory::brand::BrandSettings::default())
            .await;
        let each = ["ARAMA", "MESAJ", "EPOSTA"]
            .into_iter()
            .flat_map(|channel| {
                [1, 2].map(|number| {
                    let url = format!("https://push.ornek.example/{brand}/{channel}/{number}");
                    json!({"url": url, "type": channel, "username": "u", "password": "p"})
                })
            });
        register(&pushing, brand, each.collect()).await;
        recipient_approves(&pushing, brand).await;
    }
    let directory = pushing.app.directory.clone();
    let known = directory.active_push_connections().await.unwrap();
    assert!(known.len() >= CONCURRENT_CONNECTIONS + 2);
    let [.., served, ended] = known.as_slice() else {
        panic!("no connections");
    };
    let changed = [
        (
            served.clone(),
            progress(served, Seq(1_000), PushStatus::Active),
        ),
        (
            ended.clone(),
            progress(ended, ended.connection.cursor, PushStatus::Paused),
        ),
    ];
    let urls = changed.clone().map(|(known, _)| known.connection.url);
    let transport = Scripted::new(PushReach::Public, async move {
        for (known, progress) in changed {
            let id = known.connection.id;
            directory.set_push_progress(id, progress).await.unwrap();
        }
    });
    let round = pushing
        .app
        .registry
        .contract()
        .deliver_pushes_once(transport.as_ref());
    let round = round.await.unwrap();
    let posted = transport.posted.lock().unwrap().clone();
    assert!(urls.iter().all(|url| !posted.contains(url)));
    assert_eq!(posted.len(), known.len() - 2);
    assert_eq!((round.delivered, round.failed), (posted.len() as u64, 0));
}

#[tokio::test]
async fn a_connection_that_is_removed_while_its_post_is_under_way_is_no_fault() {
    let pushing = Pushing::new().await;
    let url = "https://push.ornek.example/";
    register(&pushing, OPEN_BRAND, vec![connection(url)]).await;
    pushing.recipient_says("+905321110001", Channel::Text).await;
    let directory = pushing.app.directory.clone();
    let transport = Scripted::new(PushReach::Public, async move {
        let known = directory.active_push_connections().await.unwrap();
        let id = known[0].connection.id;
        let removed = directory.remove_push_connection(id, None, Timestamp::from_seconds(1));
        assert!(removed.await.unwrap());
    });
    let round = pushing
        .app
        .registry
        .contract()
        .deliver_pushes_once(transport.as_ref());
    assert_eq!(round.await.unwrap().delivered, 1);
    assert!(pushing.listed().await.is_empty());
}

#[tokio::test]
async fn an_address_that_may_not_be_called_any_more_is_not_called() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    pushing.register(&[connection(&endpoint.url)]).await;
    pushing.recipient_says("+905321110001", Channel::Text).await;
    let stricter = Scripted::new(PushReach::Public, async {});
    let round = pushing
        .app
        .registry
        .contract()
        .deliver_pushes_once(stricter.as_ref());
    assert_eq!(round.await.unwrap().failed, 1);
    assert!(stricter.posted.lock().unwrap().is_empty());
}

#[tokio::test]
async fn waits_grow_with_each_failure_and_begin_anew_after_a_success() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    pushing.register(&[connection(&endpoint.url)]).await;
    for phone in ["+905321110001", "+905321110002"] {
        pushing.recipient_says(phone, Channel::Text).await;
        endpoint.set(Mood::TurnsAllAway);
        assert_eq!(pushing.deliver().await.failed, 1);
        for wait in WAITS.map(seconds).into_iter().take(3) {
            pushing.app.pass(wait - 1);
            assert_eq!(pushing.deliver().await, PushRound::default(), "{wait}");
            pushing.app.pass(1);
            assert_eq!(pushing.deliver().await.failed, 1, "{wait}");
        }
        endpoint.set(Mood::Right);
        pushing.app.pass(seconds(WAITS[3]));
        assert_eq!(pushing.deliver().await.delivered, 1);
    }
}

#[tokio::test]
async fn a_post_has_a_bounded_part_of_what_waits_and_the_next_follows_a_success_alone() {
    let (pushing, endpoint) = (Pushing::new().await, Endpoint::start(Mood::Right).await);
    pushing.register(&[connection(&endpoint.url)]).await;
    for number in 0..=POST_MOVEMENTS_MAX {
        let phone = format!("+90532{number:07}");
        pushing.recipient_says(&phone, Channel::Text).await;
    }
    endpoint.set(Mood::TurnsAllAway);
    let failed = pushing.deliver().await;
    assert_eq!((failed.failed, failed.more), (1, false));
    endpoint.set(Mood::Right);
    pushing.app.pass(seconds(WAITS[0]));
    for (delivered, more) in [(POST_MOVEMENTS_MAX as u64, true), (1, false)] {
        let round = pushing.deliver().await;
        assert_eq!((round.delivered, round.more), (delivered, more));
    }
}
