//! A registry whose machine shows another time than the world, with an authority that lives in the world.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::http::{Method, StatusCode, header};
use domain::outside::Clock;
use domain::{Address, Channel, Source, Status, Timestamp};
use ledger::{Anchors, ClockGuard, ClockPolicy};
use receipt::{Decision, Receipt, verify};
use registry::ProofOptions;
use registry::people::recipient::Selection;
use registry::proof::public_log::{
    Answer as Called, PublishedAuthority, StampCall, StampTransport, Unconnected,
};
use serde_json::{Value, json};
use testkit::{Making, ManualClock};
use transparency::{Authority, Round, Source as Asked};
use tsp::{DevelopmentAuthority, GenTime, Trust};

use crate::app::{Answer, App, PROVIDER, brand_path, start};
use crate::iys::retailers::add_retailer;
use crate::proofs::{ORIGIN, reader};

const PHONE: &str = "+905321234567";
const DAY: i64 = 24 * 60 * 60;

/// The true time, and an authority that tells it.
struct World {
    millis: AtomicI64,
    authority: Mutex<DevelopmentAuthority>,
    silent: Mutex<bool>,
}

impl World {
    fn new() -> Arc<Self> {
        let made = start().as_seconds() - DAY;
        let authority = DevelopmentAuthority::generate(&[5; 32], made).unwrap();
        Arc::new(Self {
            millis: AtomicI64::new(start().as_millis()),
            authority: Mutex::new(authority),
            silent: Mutex::new(false),
        })
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.millis.load(Ordering::SeqCst))
    }
}

impl StampTransport for World {
    fn stamp<'a>(&'a self, call: StampCall<'a>) -> Called<'a, Vec<u8>> {
        Box::pin(async move {
            if *self.silent.lock().unwrap() {
                return Err("no route".to_owned());
            }
            let now = GenTime::from_unix_millis(self.now().as_millis()).unwrap();
            let serial = self.millis.load(Ordering::SeqCst).cast_unsigned();
            Ok(self
                .authority
                .lock()
                .unwrap()
                .answer(&call.body, now, serial))
        })
    }
}

/// What the machine shows, and a steady clock that runs with the world.
struct Machine {
    shown: Arc<ManualClock>,
    world: Arc<World>,
}

impl Clock for Machine {
    fn now(&self) -> Timestamp {
        self.shown.now()
    }

    fn steady(&self) -> Duration {
        Duration::from_millis(self.world.now().as_millis().cast_unsigned())
    }
}

struct Place {
    app: App,
    world: Arc<World>,
    guard: Arc<ClockGuard>,
}

impl Place {
    /// The machine's clock is right at first, as far as anybody knows.
    async fn new() -> Self {
        let place = Self::unbegun().await;
        place.guard.begin(&Anchors::default());
        place
    }

    async fn unbegun() -> Self {
        let world = World::new();
        let making = Making::default();
        let machine = Machine {
            shown: making.clock.clone(),
            world: world.clone(),
        };
        let guard = Arc::new(ClockGuard::new(Arc::new(machine), ClockPolicy::default()));
        let told = guard.clone();
        let proofs = options(&world);
        let app = App::guarded(Making {
            told,
            proofs,
            ..making
        });
        let app = app.await;
        Self { app, world, guard }
    }

    /// Time passes, for everybody.
    fn pass(&self, seconds: i64) {
        self.world
            .millis
            .fetch_add(seconds * 1_000, Ordering::SeqCst);
        self.app.pass(seconds);
    }

    async fn say(&self, recipient: &str, status: &str, date: Timestamp) -> Answer {
        let body = consent(recipient, status, date);
        let path = brand_path(PROVIDER, "/consents");
        self.app.post(PROVIDER, &path, body).await
    }

    /// Publishes, and lets the stamper look.
    async fn round(&self) -> Round {
        self.app.publish();
        self.app.proofs.stamper.round().await.unwrap()
    }

    async fn log(&self) -> Value {
        self.app.get(PROVIDER, "/izin/v1/log").await.json()
    }

    /// What a reader in the world makes of a receipt.
    async fn proof(&self, id: &str) -> Decision {
        let path = format!("/izin/v1/receipts/{id}");
        let answer = self.app.get(PROVIDER, &path).await;
        let receipt = Receipt::parse(&answer.bytes).unwrap();
        let mut trust = reader(&self.app);
        let root = self.world.authority.lock().unwrap().root_pem();
        trust.authorities = Trust::from_pem(&root).unwrap();
        trust.now = self.world.now();
        let verdict = verify(&receipt, &trust);
        assert_ne!(verdict.decision(), Decision::Failed, "{verdict:?}");
        verdict.decision()
    }

    /// How the clock stands under `/health`.
    async fn clock_health(&self) -> String {
        let ready = self.app.get(PROVIDER, "/health/ready").await;
        assert_eq!(ready.status, StatusCode::OK);
        let parts = ready.json()["parts"].as_array().unwrap().clone();
        let clock = parts.iter().find(|part| part["name"] == "clock");
        clock.unwrap()["status"].as_str().unwrap().to_owned()
    }

    async fn check(&self) -> Value {
        let path = format!("/izin/v1/brands/{PROVIDER}/check");
        let body = json!({"recipient": PHONE, "type": "MESAJ"});
        self.app.post(PROVIDER, &path, body).await.json()
    }
}

fn options(world: &Arc<World>) -> ProofOptions {
    let roots_pem = world.authority.lock().unwrap().root_pem();
    let authority = Authority {
        name: "real".to_owned(),
        trust: Trust::from_pem(&roots_pem).unwrap(),
        source: Asked::Remote {
            url: "http://real.example".to_owned(),
            account: None,
        },
        policies: Vec::new(),
    };
    ProofOptions {
        authorities: vec![PublishedAuthority {
            authority,
            roots_pem,
        }],
        ..ProofOptions::new(
            ORIGIN.parse().unwrap(),
            world.clone(),
            Arc::new(Unconnected),
        )
    }
}

fn consent(recipient: &str, status: &str, date: Timestamp) -> Value {
    json!({
        "recipient": recipient, "recipientType": "BIREYSEL", "type": "MESAJ", "status": status,
        "source": "HS_WEB", "consentDate": date.to_wire(),
    })
}

fn id(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{:?}", answer.json());
    answer.json()["transactionId"].as_str().unwrap().to_owned()
}

#[track_caller]
fn waits(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.codes(), ["H123"]);
    assert_eq!(answer.headers[header::RETRY_AFTER], "60");
}

#[tokio::test]
async fn while_the_clock_is_a_day_ahead_approvals_wait_and_refusals_are_proven_all_the_same() {
    let place = Place::new().await;
    place.pass(60);
    let approval = id(&place.say(PHONE, "ONAY", place.world.now()).await);
    place.pass(60);
    assert_eq!(place.round().await, Round::Stamped(1));
    // Somebody sets the clock.
    place.app.pass(DAY);
    assert_eq!(place.log().await["clock"], "AHEAD");
    assert_eq!(place.clock_health().await, "degraded");
    place.pass(60);
    waits(&place.say("+905321234568", "ONAY", place.world.now()).await);
    assert_eq!(place.app.movements(), 1);
    let refusal = id(&place.say(PHONE, "RET", place.world.now()).await);
    assert_eq!(place.check().await["decision"], "DENY");
    assert_eq!(place.app.movements(), 2);
    place.pass(60);
    assert_eq!(place.round().await, Round::Stamped(2));
    // Somebody sets it right.
    place.app.pass(-DAY);
    assert_eq!(place.log().await["clock"], "RIGHT");
    let later = id(&place.say("+905321234568", "ONAY", place.world.now()).await);
    place.pass(60);
    assert_eq!(place.round().await, Round::Stamped(3));
    for id in [approval, refusal, later] {
        assert_eq!(place.proof(&id).await, Decision::ProvenButDevelopment);
    }
    assert_eq!(place.log().await["overdue"], false);
}

#[tokio::test]
async fn an_authority_that_says_at_the_start_that_the_clock_is_ahead_is_believed() {
    let place = Place::new().await;
    // It has been so from the beginning: nothing but the authority knows better.
    place.app.pass(DAY);
    place.guard.begin(&Anchors::default());
    assert_eq!(place.log().await["clock"], "RIGHT");
    assert!(place.app.proofs.stamper.ask_the_time().await);
    assert_eq!(place.log().await["clock"], "AHEAD");
    waits(&place.say(PHONE, "ONAY", place.world.now()).await);
    assert_eq!(place.app.movements(), 0);
}

#[tokio::test]
async fn batches_of_approvals_wait_and_of_others_the_refusals_are_taken() {
    let place = Place::new().await;
    place.pass(60);
    id(&place.say(PHONE, "ONAY", place.world.now()).await);
    place.app.pass(DAY);
    let path = brand_path(PROVIDER, "/consents/request");
    let now = place.world.now();
    let approval = consent("+905321234568", "ONAY", now);
    let answer = place
        .app
        .post(PROVIDER, &path, json!([approval.clone()]))
        .await;
    waits(&answer);
    place.pass(5);
    let refusal = consent(PHONE, "RET", place.world.now());
    let answer = place
        .app
        .post(PROVIDER, &path, json!([approval, refusal]))
        .await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{:?}", answer.json());
    let batch = answer.json()["requestId"].as_str().unwrap().to_owned();
    while place.app.work_batches_once().await > 0 {}
    assert_eq!(place.app.movements(), 2);
    assert_eq!(place.check().await["decision"], "DENY");
    let results = place
        .app
        .get(PROVIDER, &format!("{path}/{batch}"))
        .await
        .json();
    assert_eq!(results[0]["error"]["code"], "H123", "{results}");
    assert_eq!(results[1]["status"], "success", "{results}");
    // Who hands it in has the time from the same wrong source.
    let shown = Timestamp::from_seconds(place.world.now().as_seconds() + DAY);
    let refusals = json!([consent(PHONE, "RET", shown)]);
    let answer = place.app.post(PROVIDER, &path, refusals).await;
    assert_eq!(answer.status, StatusCode::ACCEPTED, "{:?}", answer.json());
}

#[tokio::test]
async fn what_recipients_refuse_themselves_is_heard_while_the_clock_is_ahead() {
    let place = Place::new().await;
    place.pass(60);
    id(&place.say(PHONE, "ONAY", place.world.now()).await);
    place.app.pass(DAY);
    let registry = &place.app.registry;
    let phone = Address::from_wire(PHONE, Channel::Text).unwrap();
    let subject = registry.people().subject_of(&phone).await.unwrap();
    let everything = Selection::Everything;
    let said =
        registry
            .people()
            .change(&subject, &everything, Status::Refusal, Source::RegistryText);
    assert_eq!(said.await.unwrap().changes.len(), 1);
    assert_eq!(place.check().await["decision"], "DENY");
}

#[tokio::test]
async fn after_a_month_off_the_authority_or_the_operator_decides() {
    for by_authority in [true, false] {
        let place = Place::new().await;
        id(&place.say(PHONE, "ONAY", start()).await);
        place.pass(60);
        assert_eq!(place.round().await, Round::Stamped(1));
        *place.world.silent.lock().unwrap() = true;
        place.pass(30 * DAY);
        let anchors = Anchors {
            movement: place.app.ledger.newest_recorded_at(),
            ..Anchors::default()
        };
        place.guard.begin(&anchors);
        assert_eq!(place.round().await, Round::Nothing);
        assert_eq!(place.log().await["clock"], "DOUBTFUL");
        waits(&place.say("+905321234568", "ONAY", place.world.now()).await);
        // Its date is a month later than anything known here, and true.
        let refusal = id(&place.say(PHONE, "RET", place.world.now()).await);
        assert_eq!(place.check().await["decision"], "DENY");
        if by_authority {
            *place.world.silent.lock().unwrap() = false;
            // It has just failed to answer, and is asked again after a while.
            place.pass(6 * 60);
            place.round().await;
        } else {
            let at = place.world.now();
            let newest = place.app.ledger.newest_recorded_at();
            place.guard.begin(&Anchors {
                trusted: Some(ledger::TrustedTime { at, newest }),
                ..anchors
            });
        }
        assert_eq!(place.log().await["clock"], "RIGHT");
        let approval = id(&place.say("+905321234568", "ONAY", place.world.now()).await);
        *place.world.silent.lock().unwrap() = false;
        place.pass(10 * 60);
        assert_eq!(place.round().await, Round::Stamped(3));
        for id in [refusal, approval] {
            assert_eq!(place.proof(&id).await, Decision::ProvenButDevelopment);
        }
    }
}

#[tokio::test]
async fn where_the_ledger_was_dated_ahead_the_stamp_waits_and_its_receipts_verify_then() {
    let place = Place::unbegun().await;
    // As an earlier version did it: nothing held the clock.
    place.app.pass(DAY);
    let approval = id(&place.say(PHONE, "ONAY", place.world.now()).await);
    place.app.pass(-DAY);
    place.guard.begin(&Anchors {
        movement: place.app.ledger.newest_recorded_at(),
        ..Anchors::default()
    });
    place.pass(60);
    assert_eq!(place.round().await, Round::Nothing);
    let log = place.log().await;
    assert_eq!(
        (&log["clock"], &log["overdue"]),
        (&"LEDGER_AHEAD".into(), &true.into())
    );
    assert_eq!(place.clock_health().await, "degraded");
    waits(&place.say("+905321234568", "ONAY", place.world.now()).await);
    let refusal = id(&place.say(PHONE, "RET", place.world.now()).await);
    assert_eq!(place.check().await["decision"], "DENY");
    place.pass(60);
    assert_eq!(place.round().await, Round::Nothing);
    place.pass(DAY);
    assert_eq!(place.log().await["clock"], "RIGHT");
    assert_eq!(place.round().await, Round::Stamped(2));
    for id in [approval, refusal] {
        assert_eq!(place.proof(&id).await, Decision::ProvenButDevelopment);
    }
}

#[tokio::test]
async fn a_clock_that_steps_back_holds_nothing_up_and_dates_nothing_before_the_newest() {
    let place = Place::new().await;
    place.pass(60);
    let first = id(&place.say(PHONE, "ONAY", place.world.now()).await);
    place.pass(60);
    assert_eq!(place.round().await, Round::Stamped(1));
    place.app.pass(-DAY);
    assert_eq!(place.log().await["clock"], "BEHIND");
    assert_eq!(place.clock_health().await, "degraded");
    place.pass(60);
    // Dated now in the world, which this machine's clock would call the future.
    let second = id(&place.say("+905321234568", "ONAY", place.world.now()).await);
    place.pass(60);
    assert_eq!(place.round().await, Round::Stamped(2));
    let newest = place.app.ledger.newest_recorded_at().unwrap();
    assert_eq!(newest.as_seconds(), place.world.now().as_seconds() - 60);
    for id in [first, second] {
        assert_eq!(place.proof(&id).await, Decision::ProvenButDevelopment);
    }
}

#[tokio::test]
async fn access_of_retailers_is_taken_away_and_not_given_while_the_clock_is_ahead() {
    let place = Place::new().await;
    place.pass(60);
    id(&place.say(PHONE, "ONAY", place.world.now()).await);
    let retailer = add_retailer(&place.app, PROVIDER, 1).await;
    let path = |rest: &str| brand_path(PROVIDER, &format!("/consents/retailers/access{rest}"));
    let one = json!({
        "recipient": PHONE, "recipientType": "BIREYSEL", "type": "MESAJ",
        "retailerAccess": [retailer],
    });
    let given = place.app.post(PROVIDER, &path(""), one.clone()).await;
    assert_eq!(given.status, StatusCode::OK);
    place.app.pass(DAY);
    waits(&place.app.post(PROVIDER, &path(""), one).await);
    let token = place.app.token(PROVIDER).await;
    let many = json!({
        "recipients": [PHONE], "recipientType": "BIREYSEL", "type": "MESAJ",
        "retailerAccess": [retailer],
    });
    let whole = path("");
    let put = Method::PUT;
    let changed = place
        .app
        .send(put, &whole, Some(&token), Some(many.clone()));
    waits(&changed.await);
    assert_eq!(place.app.movements(), 2);
    let removed = place.app.post(PROVIDER, &path("/remove"), many).await;
    assert!(removed.status.is_success(), "{:?}", removed.json());
    assert_eq!(place.app.movements(), 3);
}
