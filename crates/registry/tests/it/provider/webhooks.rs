//! A brand's push connections as they are kept on the console.

mod meddling;

use std::sync::Mutex;
use std::sync::atomic::{AtomicU16, AtomicU32, Ordering};

use directory::member::MemberRole;
use directory::partner::{NewPartner, PartnerCode, Permission};
use directory::push::{NewPushConnection, PushOwner, PushStatus, PushTerms};
use domain::{Channel, Day, ErrorCode, Seq};
use futures::future::BoxFuture;
use registry::Error;
use registry::contract::push::{
    ACTIVE_CONNECTIONS, ConnectionId, Credentials, Proof, PushAnswer, PushMessage, PushOutcome,
    PushPost, PushReach, PushTransport, REGISTERED_CONNECTIONS, ReplayBegun, Resumed,
};
use registry::limits::CALLS_MAX;
use registry::people::recipient::AddressId;
use registry::provider::webhooks::{WebhookDraft, WebhookError};
use registry::provider::{Action, ActivityQuery, Managing, MemberScope};
use testkit::{BRAND, DAY, OTHER_BRAND, PHONE, PROVIDER, Place, address_of, everywhere};
use uuid::Uuid;

const PARTNER: PartnerCode = PartnerCode(800_001);

/// A receiver, and what it has taken.
struct Receiver {
    /// What it answers to whoever shows nothing.
    to_strangers: AtomicU16,
    /// The recipients of each post.
    taken: Mutex<Vec<Vec<String>>>,
    /// Whether each post that it took was signed and had credentials.
    shown: Mutex<Vec<(bool, bool)>>,
    /// How often it was called.
    calls: AtomicU32,
}

impl Receiver {
    fn new() -> Self {
        Self {
            to_strangers: AtomicU16::new(401),
            taken: Mutex::default(),
            shown: Mutex::default(),
            calls: AtomicU32::new(0),
        }
    }

    fn taken(&self) -> Vec<Vec<String>> {
        std::mem::take(&mut *self.taken.lock().unwrap())
    }
}

impl PushTransport for Receiver {
    fn reach(&self) -> PushReach {
        PushReach::Public
    }

    fn post<'a>(&'a self, post: PushPost<'a>) -> BoxFuture<'a, PushAnswer> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let shows = (post.signing.is_some(), post.credentials.is_some());
        let status = match shows {
            (false, false) => self.to_strangers.load(Ordering::Relaxed),
            _ => 200,
        };
        if let PushMessage::Movements(movements) = post.message {
            let recipients = movements.iter().map(|one| one.address.to_string());
            self.taken.lock().unwrap().push(recipients.collect());
            self.shown.lock().unwrap().push(shows);
        }
        Box::pin(async move { PushOutcome::Answered(status).into() })
    }
}

async fn managing(place: &Place) -> MemberScope<Managing> {
    place.subscribe(PROVIDER.0, |_| ()).await;
    let roles = everywhere(MemberRole::Manager);
    let session = place.signed_in_member("ayse@karanfil.example", roles).await;
    place.provider().brand(&session, BRAND).await.unwrap()
}

fn draft(url: &str) -> WebhookDraft {
    WebhookDraft {
        url: url.to_owned(),
        channel: Channel::Text,
        own_too: false,
        credentials: Some(Credentials {
            username: "teslim".to_owned(),
            password: "çok gizli".to_owned(),
        }),
    }
}

async fn add(
    place: &Place,
    scope: &MemberScope<Managing>,
    draft: WebhookDraft,
    receiver: &Receiver,
) -> ConnectionId {
    let added = place.provider().add_webhook(scope, draft, receiver).await;
    added.unwrap().id
}

/// The recipient says yes themselves.
async fn recipient_says(place: &Place, phone: &str) {
    let person = place.person(&[phone]);
    place
        .approve_brand(&person.subject, BRAND, &[(AddressId(1), Channel::Text)])
        .await;
}

/// The provider reports a yes.
async fn provider_says(place: &Place, phone: &str) {
    let status = domain::Status::Approval;
    place
        .told(&address_of(phone), BRAND, Channel::Text, status)
        .await;
}

async fn deliver(place: &Place, receiver: &Receiver) -> u64 {
    let round = place.contract().deliver_pushes_once(receiver).await;
    round.unwrap().delivered
}

async fn acts(place: &Place) -> Vec<Action> {
    let query = ActivityQuery::default();
    let found = place
        .directory
        .activity(PROVIDER, query, 100)
        .await
        .unwrap();
    let acts = found.into_iter().map(|entry| entry.what.action);
    acts.filter(|action| action.as_word().starts_with("webhook"))
        .collect()
}

#[tokio::test]
async fn one_that_signs_waits_for_its_receiver_and_then_gets_what_came_meanwhile() {
    let (place, receiver) = (Place::new().await, Receiver::new());
    let scope = managing(&place).await;
    let console = place.provider();
    let signed = WebhookDraft {
        credentials: None,
        ..draft("https://ornek.example/")
    };
    let added = console
        .add_webhook(&scope, signed, &receiver)
        .await
        .unwrap();
    assert!(added.secret.is_some());
    let known = console.webhook(&scope, added.id).await.unwrap().unwrap();
    assert!(known.is_new() && known.listing.is_signed && known.listing.username.is_none());
    recipient_says(&place, PHONE).await;
    assert_eq!(deliver(&place, &receiver).await, 0);
    let known = console.webhook(&scope, added.id).await.unwrap().unwrap();
    assert_eq!((known.behind.movements, known.behind.more), (1, false));

    receiver.to_strangers.store(200, Ordering::Relaxed);
    let resumed = console.resume_webhook(&scope, added.id, &receiver).await;
    let open = Resumed::Unproven(Proof::LetsAnybodyIn);
    assert_eq!(resumed.unwrap(), open);
    assert_eq!(deliver(&place, &receiver).await, 0);
    receiver.to_strangers.store(403, Ordering::Relaxed);
    let resumed = console.resume_webhook(&scope, added.id, &receiver).await;
    assert_eq!(resumed.unwrap(), Resumed::Done);
    assert_eq!(deliver(&place, &receiver).await, 1);
    assert_eq!(receiver.taken(), [[PHONE]]);
    assert_eq!(*receiver.shown.lock().unwrap(), [(true, false)]);
    assert_eq!(
        acts(&place).await,
        [Action::WebhookResumed, Action::WebhookAdded]
    );
}

#[tokio::test]
async fn what_the_provider_records_goes_only_where_it_is_wanted_and_in_the_logs_order() {
    let (place, receiver) = (Place::new().await, Receiver::new());
    let scope = managing(&place).await;
    let both = WebhookDraft {
        own_too: true,
        ..draft("https://ornek.example/hepsi")
    };
    let both = add(&place, &scope, both, &receiver).await;
    let theirs = add(&place, &scope, draft("https://ornek.example/"), &receiver).await;
    let said = [
        "+905321110001",
        "+905321110002",
        "+905321110003",
        "+905321110004",
    ];
    provider_says(&place, said[0]).await;
    recipient_says(&place, said[1]).await;
    provider_says(&place, said[2]).await;
    recipient_says(&place, said[3]).await;
    assert_eq!(deliver(&place, &receiver).await, 6);
    let mut taken = receiver.taken();
    taken.sort_by_key(Vec::len);
    assert_eq!(taken, [&[said[1], said[3]][..], &said[..]]);

    // From the change on, not before it.
    let change = WebhookDraft {
        own_too: true,
        ..draft("https://ornek.example/yeni")
    };
    let console = place.provider();
    let changed = console.change_webhook(&scope, theirs, change, &receiver);
    changed.await.unwrap();
    provider_says(&place, "+905321110005").await;
    assert_eq!(deliver(&place, &receiver).await, 2);
    assert_eq!(receiver.taken(), [["+905321110005"], ["+905321110005"]]);
    let known = console.webhook(&scope, theirs).await.unwrap().unwrap();
    assert_eq!(known.listing.url, "https://ornek.example/yeni");
    assert_eq!(known.behind.movements, 0);
    assert!(console.remove_webhook(&scope, both).await.unwrap());
    assert!(!console.remove_webhook(&scope, both).await.unwrap());
}

#[tokio::test]
async fn more_movements_than_one_post_takes_are_none_left_out_of_two_sides() {
    let (place, receiver) = (Place::new().await, Receiver::new());
    let scope = managing(&place).await;
    let both = WebhookDraft {
        own_too: true,
        ..draft("https://ornek.example/")
    };
    let id = add(&place, &scope, both, &receiver).await;
    let phone = |number: u32| format!("+9053211{number:05}");
    // One side is longer than a post, and the other one stands behind it.
    for number in 0..130 {
        provider_says(&place, &phone(number)).await;
    }
    recipient_says(&place, &phone(130)).await;
    provider_says(&place, &phone(131)).await;
    let known = place.provider().webhook(&scope, id).await.unwrap().unwrap();
    assert_eq!((known.behind.movements, known.behind.more), (100, true));
    while deliver(&place, &receiver).await > 0 {}
    let taken: Vec<_> = receiver.taken().into_iter().flatten().collect();
    assert_eq!(taken, (0..132).map(phone).collect::<Vec<_>>());
}

#[tokio::test]
async fn whoever_does_not_prove_themselves_is_not_written_down() {
    let (place, receiver) = (Place::new().await, Receiver::new());
    let scope = managing(&place).await;
    let console = place.provider();
    let url = "https://ornek.example/";
    for (status, proof) in [
        (204, Proof::LetsAnybodyIn),
        (500, Proof::NotTaken(PushOutcome::Answered(500))),
    ] {
        receiver.to_strangers.store(status, Ordering::Relaxed);
        let added = console.add_webhook(&scope, draft(url), &receiver).await;
        let Err(WebhookError::Unproven(found)) = added else {
            panic!("{added:?}");
        };
        assert_eq!(found, proof);
    }
    receiver.to_strangers.store(401, Ordering::Relaxed);
    for url in ["http://ornek.example/", "https://10.0.0.1/", "x"] {
        let added = console.add_webhook(&scope, draft(url), &receiver).await;
        assert!(matches!(added, Err(WebhookError::Url(_))), "{url}");
    }
    let mut colon = draft(url);
    colon.credentials.as_mut().unwrap().username = "a:b".to_owned();
    let added = console.add_webhook(&scope, colon, &receiver).await;
    assert!(matches!(added, Err(WebhookError::Credentials)));
    assert!(console.webhooks(&scope).await.unwrap().is_empty());
    assert_eq!(acts(&place).await, []);

    let id = add(&place, &scope, draft(url), &receiver).await;
    let added = console.add_webhook(&scope, draft(url), &receiver).await;
    assert!(matches!(added, Err(WebhookError::Taken)));
    // What is in use keeps where it leads until the new place has proved itself.
    receiver.to_strangers.store(204, Ordering::Relaxed);
    let elsewhere = draft("https://baska.example/");
    let changed = console.change_webhook(&scope, id, elsewhere, &receiver);
    assert!(matches!(
        changed.await,
        Err(WebhookError::Unproven(Proof::LetsAnybodyIn))
    ));
    let known = console.webhook(&scope, id).await.unwrap().unwrap();
    assert_eq!(known.listing.url, url);
    assert_eq!(acts(&place).await, [Action::WebhookAdded]);
}

#[tokio::test]
async fn two_are_in_use_and_ten_are_kept_and_no_endpoint_is_called_for_one_more() {
    let (place, receiver) = (Place::new().await, Receiver::new());
    let scope = managing(&place).await;
    let console = place.provider();
    let signed = |number: u32| WebhookDraft {
        credentials: None,
        ..draft(&format!("https://ornek.example/{number}"))
    };
    let waiting = add(&place, &scope, signed(0), &receiver).await;
    for number in 1..=ACTIVE_CONNECTIONS {
        let used = draft(&format!("https://ornek.example/{number}"));
        add(&place, &scope, used, &receiver).await;
    }
    let calls = receiver.calls.load(Ordering::Relaxed);
    let more = draft("https://ornek.example/daha");
    let added = console.add_webhook(&scope, more.clone(), &receiver).await;
    assert!(matches!(added, Err(WebhookError::TooMany)));
    assert_eq!(receiver.calls.load(Ordering::Relaxed), calls);
    // What would be one too many in use is not used, though it proves itself.
    let resumed = console.resume_webhook(&scope, waiting, &receiver).await;
    assert_eq!(resumed.unwrap(), Resumed::TooMany);
    let known = console.webhook(&scope, waiting).await.unwrap().unwrap();
    assert!(!known.listing.active);
    // One that signs is made paused, as long as it may be kept.
    for number in ACTIVE_CONNECTIONS + 1..REGISTERED_CONNECTIONS {
        add(&place, &scope, signed(number), &receiver).await;
    }
    let calls = receiver.calls.load(Ordering::Relaxed);
    for one in [signed(99), more] {
        let added = console.add_webhook(&scope, one, &receiver).await;
        assert!(matches!(added, Err(WebhookError::TooMany)));
    }
    assert_eq!(receiver.calls.load(Ordering::Relaxed), calls);
    let kept = console.webhooks(&scope).await.unwrap().len();
    assert_eq!(kept, REGISTERED_CONNECTIONS as usize);
}

#[tokio::test]
async fn trials_are_noted_and_too_many_are_not_sent() {
    let (place, receiver) = (Place::new().await, Receiver::new());
    let scope = managing(&place).await;
    let console = place.provider();
    let id = add(&place, &scope, draft("https://ornek.example/"), &receiver).await;
    // Making it was a call as well.
    for _ in 1..CALLS_MAX {
        let tried = console.try_webhook(&scope, id, &receiver).await;
        assert!(tried.unwrap().is_some());
    }
    let calls = receiver.calls.load(Ordering::Relaxed);
    let tried = console.try_webhook(&scope, id, &receiver).await;
    let Err(Error::Refused(found)) = tried else {
        panic!("a trial too many was made");
    };
    assert_eq!(found[0].code, ErrorCode::H124);
    assert_eq!(receiver.calls.load(Ordering::Relaxed), calls);
    let tried = acts(&place).await;
    let tried = tried.iter().filter(|act| **act == Action::WebhookTried);
    assert_eq!(tried.count(), CALLS_MAX as usize - 1);
}

#[tokio::test]
async fn an_attempt_and_a_span_of_days_are_sent_once_more() {
    let (place, receiver) = (Place::new().await, Receiver::new());
    let scope = managing(&place).await;
    let console = place.provider();
    let id = add(&place, &scope, draft("https://ornek.example/"), &receiver).await;
    let first = Day::of(place.now());
    let mut days = Vec::new();
    for phone in ["+905321110001", "+905321110002", "+905321110003"] {
        days.push(Day::of(place.now()));
        recipient_says(&place, phone).await;
        assert_eq!(deliver(&place, &receiver).await, 1);
        place.pass(DAY);
    }
    receiver.taken();
    let attempts = place.contract().push_attempts(&scope, id, None).await;
    let newest = attempts.unwrap().unwrap()[0].number;
    let again = console.replay_webhook_attempt(&scope, id, newest).await;
    assert_eq!(again.unwrap(), Some(ReplayBegun::Begun));
    assert_eq!(deliver(&place, &receiver).await, 1);
    assert_eq!(receiver.taken(), [["+905321110003"]]);

    let again = console.replay_webhook_days(&scope, id, (days[0], days[1]));
    assert_eq!(again.await.unwrap(), Some(ReplayBegun::Begun));
    let again = console.replay_webhook_days(&scope, id, (days[0], days[1]));
    assert_eq!(again.await.unwrap(), Some(ReplayBegun::UnderWay));
    assert_eq!(deliver(&place, &receiver).await, 2);
    assert_eq!(receiver.taken(), [["+905321110001", "+905321110002"]]);
    for none in [
        (days[1], days[0]),
        (first.minus(9), first.minus(5)),
        (days[2].plus(1), days[2].plus(3)),
    ] {
        let again = console.replay_webhook_days(&scope, id, none).await;
        assert_eq!(again.unwrap(), Some(ReplayBegun::NoSuchSpan));
    }
    let again = console.replay_webhook_attempt(&scope, id, 999).await;
    assert_eq!(again.unwrap(), Some(ReplayBegun::NoSuchSpan));
    assert_eq!(deliver(&place, &receiver).await, 0);
}

#[tokio::test]
async fn a_partners_is_removed_and_nothing_else_is_done_to_it_and_anothers_is_unknown() {
    let (place, receiver) = (Place::new().await, Receiver::new());
    let scope = managing(&place).await;
    let console = place.provider();
    let (directory, now) = (&place.directory, place.now());
    let partner = NewPartner {
        code: PARTNER,
        title: "Ortak A.Ş.".to_owned(),
        licensed: true,
    };
    directory.add_partner(partner, now).await.unwrap();
    let write = Permission::Write;
    let granted = directory.grant(PARTNER, BRAND, Channel::Text, write, now);
    granted.await.unwrap();
    let connection = |number, brand, owner| NewPushConnection {
        id: Uuid::from_u128(number),
        brand,
        channel: Channel::Text,
        owner,
        url: "https://ornek.example/".to_owned(),
        username: "teslim".to_owned(),
        sealed_password: vec![1],
        cursor: Seq(0),
        status: PushStatus::Active,
        terms: PushTerms::Contract,
    };
    let partners = connection(1, BRAND, PushOwner::Partner(PARTNER));
    let others = connection(2, OTHER_BRAND, PushOwner::Provider);
    for one in [partners, others] {
        let added = directory.add_push_connection(one, None, now);
        added.await.unwrap();
    }
    let id = |number| -> ConnectionId { Uuid::from_u128(number).to_string().parse().unwrap() };
    for id in [id(1), id(2), id(3)] {
        let tried = console.try_webhook(&scope, id, &receiver).await;
        assert!(tried.unwrap().is_none());
        let resumed = console.resume_webhook(&scope, id, &receiver).await;
        assert_eq!(resumed.unwrap(), Resumed::Unknown);
        let drawn = console.draw_webhook_key(&scope, id).await;
        assert!(drawn.unwrap().is_none());
        let again = console.replay_webhook_attempt(&scope, id, 1).await;
        assert_eq!(again.unwrap(), None);
        let day = Day::of(now);
        let again = console.replay_webhook_days(&scope, id, (day, day)).await;
        assert_eq!(again.unwrap(), None);
        let change = draft("https://baska.example/");
        let changed = console.change_webhook(&scope, id, change, &receiver).await;
        assert!(matches!(changed, Err(WebhookError::Unknown)));
    }
    assert!(!console.remove_webhook(&scope, id(2)).await.unwrap());
    assert_eq!(acts(&place).await, []);
    assert!(console.remove_webhook(&scope, id(1)).await.unwrap());
    assert_eq!(acts(&place).await, [Action::WebhookRemoved]);
    let left = directory.active_push_connections().await.unwrap();
    assert_eq!(left.len(), 1);
}
