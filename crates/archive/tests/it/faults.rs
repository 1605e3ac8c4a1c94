//! A fault at each step of keeping, reading, turning the key, scrubbing and erasing. Whatever the step and the fault, what was
//! acknowledged is there after the next start, what was erased is not, and nothing lies anywhere unsealed.

use std::sync::Arc;

use archive::{Archive, ArchiveError, KeyStore, ObjectName};
use domain::Timestamp;
use futures::TryStreamExt as _;
use object_store::memory::InMemory;
use object_store::{ObjectStore as _, ObjectStoreExt as _};

use crate::failing::{ALL, Failing, FailingKeys, Plan, Wrong};
use crate::making::{MARK, Place, keep, leaks, read, table};

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);
const DOCUMENT: usize = 3_500;

#[tokio::test(start_paused = true)]
async fn a_fault_of_the_store_at_any_step_loses_nothing_acknowledged_and_leaks_nothing() {
    for wrong in ALL {
        for action in ACTIONS {
            let mut from = 0;
            while once_and_for_good(wrong, action, from).await {
                from += 1;
            }
            assert!(
                from > 0 || action == Action::Rotate,
                "{action:?} asks the store"
            );
        }
    }
}

/// `false`: the action has no such step.
async fn once_and_for_good(wrong: Wrong, action: Action, from: u32) -> bool {
    // A scrub has 256 lists, which are alike.
    if action == Action::Scrub && from > 4 {
        return false;
    }
    let mut reached = false;
    for count in [1, u32::MAX] {
        let (inner, plan) = (Arc::new(InMemory::new()), Arc::new(Plan::default()));
        let place = Place::over(Arc::new(Failing {
            inner: Arc::clone(&inner),
            plan: Arc::clone(&plan),
            wrong,
        }));
        let world = World::begin(&place).await;
        plan.set(from, count);
        let outcome = world.act(&place.open(), action).await;
        reached |= plan.steps() > from;
        plan.set(0, 0);
        world.holds(&place, &outcome, (wrong, action, from)).await;
        assert!(!object_leaks(&inner).await);
    }
    reached
}

#[tokio::test]
async fn a_fault_of_the_place_for_keys_at_any_step_loses_nothing_acknowledged() {
    for afterwards in [false, true] {
        for action in ACTIONS {
            for from in 0.. {
                let place = Place::in_folder();
                let world = World::begin(&place).await;
                let plan = Arc::new(Plan::default());
                let keys: Arc<dyn KeyStore> = Arc::new(FailingKeys {
                    inner: place.key_folder(),
                    plan: Arc::clone(&plan),
                    afterwards,
                });
                plan.set(from, 1);
                let outcome = world.act(&place.open_with(keys), action).await;
                let reached = plan.steps() > from;
                plan.set(0, 0);
                world
                    .holds(&place, &outcome, (Wrong::Fails, action, from))
                    .await;
                if !reached || from > 4 && matches!(action, Action::Scrub | Action::Rotate) {
                    break;
                }
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Action {
    Keep,
    Read,
    Rotate,
    Scrub,
    Erase,
}

const ACTIONS: [Action; 5] = [
    Action::Keep,
    Action::Read,
    Action::Rotate,
    Action::Scrub,
    Action::Erase,
];

/// What an action came to.
struct Outcome {
    kept: Option<ObjectName>,
    erased: bool,
    tried_to_erase: bool,
}

/// Two documents that were acknowledged before.
struct World {
    first: ObjectName,
    second: ObjectName,
}

impl World {
    async fn begin(place: &Place) -> Self {
        let archive = place.open();
        Self {
            first: keep(&archive, 1, &table(DOCUMENT)).await.unwrap().object,
            second: keep(&archive, 2, &table(7)).await.unwrap().object,
        }
    }

    async fn act(&self, archive: &Archive, action: Action) -> Outcome {
        let mut outcome = Outcome {
            kept: None,
            erased: false,
            tried_to_erase: action == Action::Erase,
        };
        match action {
            Action::Keep => {
                let kept = keep(archive, 3, &table(DOCUMENT)).await;
                outcome.kept = kept.ok().map(|kept| kept.object);
            }
            Action::Read => match read(archive, self.first, 1).await {
                Ok(bytes) => assert_eq!(bytes, table(DOCUMENT), "nothing else comes back"),
                Err(error) => assert!(!matches!(error, ArchiveError::Refused(_))),
            },
            Action::Rotate => drop(archive.rotate().await),
            Action::Scrub => drop(archive.scrub(NOW).await),
            Action::Erase => outcome.erased = archive.erase(self.second).await.is_ok(),
        }
        outcome
    }

    /// Nothing is wrong any more, and the program has been started anew.
    async fn holds(&self, place: &Place, outcome: &Outcome, case: (Wrong, Action, u32)) {
        let archive = place.open();
        assert_eq!(
            read(&archive, self.first, 1).await.unwrap(),
            table(DOCUMENT),
            "{case:?}"
        );
        if let Some(kept) = outcome.kept {
            assert_eq!(
                read(&archive, kept, 3).await.unwrap(),
                table(DOCUMENT),
                "{case:?}"
            );
        }
        let second = read(&archive, self.second, 2).await;
        match second {
            Ok(bytes) => {
                assert!(!outcome.erased, "{case:?}");
                assert_eq!(bytes, table(7), "{case:?}");
            }
            Err(error) => {
                assert!(outcome.tried_to_erase, "{case:?}: {error}");
                assert!(matches!(error, ArchiveError::Missing), "{case:?}");
            }
        }
        let scrubbed = archive.scrub(NOW).await.unwrap();
        assert_eq!(scrubbed.faults, 0, "{case:?}: {:?}", scrubbed.findings);
        let rewrapped = archive.rewrap().await.unwrap();
        assert_eq!(rewrapped.damaged, 0);
        assert!(archive.retire().await.unwrap());
        assert!(!leaks(place.path()), "{case:?}");
    }
}

async fn object_leaks(objects: &InMemory) -> bool {
    let listed: Vec<_> = objects.list(None).try_collect().await.unwrap();
    for meta in listed {
        let bytes = objects
            .get(&meta.location)
            .await
            .unwrap()
            .bytes()
            .await
            .unwrap();
        if bytes.windows(MARK.len()).any(|window| window == MARK) {
            return true;
        }
    }
    false
}
