//! Random programs of keeping, reading, erasing, turning the key and starting anew, with faults, against a map.

use std::collections::BTreeMap;
use std::sync::Arc;

use archive::{ArchiveError, ObjectName};
use domain::Timestamp;
use object_store::memory::InMemory;
use proptest::prelude::{Strategy, prop_oneof};
use proptest::proptest;
use proptest::test_runner::Config;

use crate::failing::{ALL, Failing, Plan, Wrong};
use crate::making::{Place, keep, read, table};

const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

#[derive(Clone, Debug)]
enum Step {
    Keep(usize),
    Read(usize),
    Erase(usize),
    Rotate,
    Restart,
    Scrub,
    /// So many requests go wrong, after so many that do not.
    Fault(u32, u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        (1_usize..9_000).prop_map(Step::Keep),
        (0_usize..8).prop_map(Step::Read),
        (0_usize..8).prop_map(Step::Erase),
        proptest::strategy::Just(Step::Rotate),
        proptest::strategy::Just(Step::Restart),
        proptest::strategy::Just(Step::Scrub),
        (0_u32..4, 1_u32..8).prop_map(|(from, count)| Step::Fault(from, count)),
    ]
}

proptest! {
    #![proptest_config(Config::with_cases(32))]
    #[test]
    fn the_archive_is_a_map_whatever_goes_wrong(
        steps in proptest::collection::vec(step(), 1..24),
        wrong in 0_usize..ALL.len(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .start_paused(true)
            .build()
            .unwrap();
        runtime.block_on(run(&steps, ALL[wrong]));
    }
}

/// What is known of a document.
struct Known {
    number: u8,
    rows: usize,
    /// An erasure was begun and has failed: it may have happened.
    doubtful: bool,
}

async fn run(steps: &[Step], wrong: Wrong) {
    let plan = Arc::new(Plan::default());
    let place = Place::over(Arc::new(Failing {
        inner: Arc::new(InMemory::new()),
        plan: Arc::clone(&plan),
        wrong,
    }));
    let mut archive = place.open();
    let mut known: BTreeMap<ObjectName, Known> = BTreeMap::new();
    let mut erased = Vec::new();
    for (number, step) in (0_u8..).zip(steps) {
        match step {
            Step::Keep(rows) => {
                if let Ok(kept) = keep(&archive, number, &table(*rows)).await {
                    let document = Known {
                        number,
                        rows: *rows,
                        doubtful: false,
                    };
                    known.insert(kept.object, document);
                }
            }
            Step::Read(which) => {
                if let Some((object, document)) = known.iter().nth(*which)
                    && let Ok(bytes) = read(&archive, *object, document.number).await
                {
                    assert_eq!(bytes, table(document.rows));
                }
            }
            Step::Erase(which) => {
                if let Some(object) = known.keys().nth(*which).copied() {
                    if archive.erase(object).await.is_ok() {
                        erased.push((object, known.remove(&object).unwrap().number));
                    } else if let Some(document) = known.get_mut(&object) {
                        document.doubtful = true;
                    }
                }
            }
            Step::Rotate => drop(archive.rotate().await),
            Step::Restart => archive = place.open(),
            Step::Scrub => drop(archive.scrub(NOW).await),
            Step::Fault(from, count) => plan.set(*from, *count),
        }
    }
    plan.set(0, 0);
    let archive = place.open();
    for (object, document) in known {
        match read(&archive, object, document.number).await {
            Ok(bytes) => assert_eq!(bytes, table(document.rows)),
            Err(error) => assert!(document.doubtful, "{error}"),
        }
    }
    for (object, number) in erased {
        let answer = read(&archive, object, number).await;
        assert!(matches!(answer, Err(ArchiveError::Missing)));
    }
    assert_eq!(archive.scrub(NOW).await.unwrap().faults, 0);
}
