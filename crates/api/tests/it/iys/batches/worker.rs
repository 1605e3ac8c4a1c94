//! What becomes of accepted batches when the process dies, and of the worker itself.

use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Wake, Waker};

use registry::job::{self, Stop};

use super::*;

#[tokio::test]
async fn an_accepted_batch_outlives_the_process() {
    let app = App::new().await;
    let id = accepted(&app, two()).await;
    let app = app.reopen().await;
    work(&app).await;
    assert_eq!(result(&app, &id).await[0]["status"], "success");
    assert_eq!(app.movements(), 1);
}

/// What the worker hands to the ledger for an item, so that a test can die in its place.
fn command(item: &Value, id: &str, index: u32) -> Command {
    let request = parse(item.as_object().unwrap(), EmptyFields::Absent).unwrap();
    Command {
        brand: BrandCode(PROVIDER),
        action: Action::Consent(request),
        received_at: start(),
        item: ItemId {
            request: RequestId::from_wire(id).unwrap(),
            index,
        },
        policy: Arc::new(Policy {
            quota: None::<Quota>,
            ..Policy::CONTRACT
        }),
        retried: false,
    }
}

#[tokio::test]
async fn a_crash_between_the_ledger_and_the_results_applies_nothing_twice() {
    let app = App::new().await;
    let items = [
        consent(PHONE, "ONAY", EARLY),
        consent(OTHER, "ONAY", EARLY),
        consent("+905325550109", "RET", EARLY),
    ];
    let id = accepted(&app, json!(items)).await;
    // As the worker does: mark, submit, and then the process dies with half of it done.
    let request = RequestId::from_wire(&id).unwrap();
    app.directory.start_attempt(request).await.unwrap();
    let commands = vec![command(&items[0], &id, 0)];
    let outcomes = app.ledger.submit(commands).await.unwrap();
    let [Outcome::Recorded(receipt)] = outcomes[..] else {
        panic!("not recorded: {outcomes:?}");
    };
    let app = app.reopen().await;
    assert_eq!(result(&app, &id).await, json!([]));
    work(&app).await;
    let results = result(&app, &id).await;
    assert_eq!(results[0]["transactionId"], receipt.transaction.to_wire());
    assert_eq!(results[0]["creationDate"], receipt.recorded_at.to_wire());
    assert_eq!(results[1]["status"], "success");
    assert_eq!(results[2]["error"]["code"], "H175");
    assert_eq!(app.movements(), 2);
}

/// Remembers that somebody wants to be polled.
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

/// A registry whose worker was cut off after the ledger has taken a batch and before it could act on the answer, opened
/// anew; `None`: the answer came first, because the worker was woken by something else, too.
async fn cut_off_before_the_answer() -> Option<(App, String)> {
    let app = App::new().await;
    let items = json!([consent(PHONE, "ONAY", EARLY), consent(OTHER, "ONAY", EARLY)]);
    let id = accepted(&app, items).await;
    {
        let woken = Arc::new(Woken(AtomicBool::new(true)));
        let waker = Waker::from(Arc::clone(&woken));
        let mut round = std::pin::pin!(app.registry.contract().work_batches_once());
        // What the ledger has acknowledged is seen before the worker, polled only when woken, can act on it.
        while app.movements() == 0 {
            // Looked at again once it is known to be woken: it may be by the answer.
            if woken.0.swap(false, Ordering::SeqCst)
                && app.movements() == 0
                && round
                    .as_mut()
                    .poll(&mut Context::from_waker(&waker))
                    .is_ready()
            {
                return None;
            }
            tokio::task::yield_now().await;
        }
    }
    let app = app.reopen().await;
    (result(&app, &id).await == json!([])).then_some((app, id))
}

#[tokio::test]
async fn a_worker_cut_off_before_it_hears_from_the_ledger_applies_nothing_twice() {
    let mut tries = 0..100;
    let (app, id) = loop {
        tries.next().expect("the answer always comes first");
        if let Some(cut_off) = cut_off_before_the_answer().await {
            break cut_off;
        }
    };
    work(&app).await;
    let results = result(&app, &id).await;
    assert_eq!(results[0]["status"], "success");
    assert_eq!(results[1]["status"], "success");
    assert_eq!(app.movements(), 2);
}

#[tokio::test]
async fn the_running_worker_is_woken_by_a_batch_and_ends_when_told() {
    let app = App::new().await;
    let stop = Stop::new();
    let worker = app.registry.background().batch_worker();
    let worker = tokio::spawn(job::run(worker, stop.clone()));
    let id = accepted(&app, two()).await;
    while result(&app, &id).await == json!([]) {
        tokio::task::yield_now().await;
    }
    stop.cancel();
    worker.await.unwrap();
    assert_eq!(app.movements(), 1);
}
