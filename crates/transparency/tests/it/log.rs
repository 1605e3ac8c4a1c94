//! Publishing and reading.

use std::sync::Arc;

use proptest::prelude::*;
use tlog::{BundleId, ResourceId, SignedCheckpoint, TileId, verify_consistency, verify_inclusion};
use transparency::{LogError, OpenError, PUBLISH_LEAVES_MAX, PublicLog};

use crate::support::{Disk, Fail, Movements, grow, log_key, open};

fn checkpoint(disk: &Disk) -> SignedCheckpoint {
    let bytes = disk.get("log/checkpoint").unwrap();
    SignedCheckpoint::open(std::str::from_utf8(&bytes).unwrap(), log_key().verifier()).unwrap()
}

#[test]
fn a_log_begins_with_a_checkpoint_of_nothing() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(3));
    open(&disk, &movements);
    assert_eq!(disk.paths(), ["log/checkpoint"]);
    assert_eq!(checkpoint(&disk).checkpoint().size, 0);
}

#[test]
fn what_is_published_is_the_rfc_6962_tree_of_the_movements() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&disk, &movements);
    for count in [1, 254, 1, 1, 300, 5, 0, 1_000] {
        grow(&log, &movements, count);
        let published = log.published();
        assert_eq!(
            published.checkpoint().root,
            movements.root(published.size())
        );
        assert_eq!(checkpoint(&disk).checkpoint(), published.checkpoint());
    }
}

#[test]
fn a_checkpoint_covers_no_more_than_its_bound() {
    let more = PUBLISH_LEAVES_MAX as u64 + 10;
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(more));
    let log = open(&disk, &movements);
    assert_eq!(log.publish(&movements).unwrap(), PUBLISH_LEAVES_MAX);
    assert_eq!(log.publish(&movements).unwrap(), 10);
    assert_eq!(log.publish(&movements).unwrap(), 0);
    assert_eq!(log.published().size(), more);
}

#[test]
fn partial_tiles_go_when_the_whole_one_is_there_and_are_still_served() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&disk, &movements);
    grow(&log, &movements, 100);
    grow(&log, &movements, 100);
    let partial = |width: u16| TileId::new(0, 0, width).unwrap();
    let before = log.read(ResourceId::Tile(partial(100))).unwrap().unwrap();
    assert!(disk.get("log/tile/0/000.p/100").is_some());
    assert!(disk.get("log/tile/0/000.p/200").is_some());
    assert!(disk.get("log/tile/entries/000.p/200").is_some());
    grow(&log, &movements, 56);
    assert_eq!(
        disk.paths(),
        [
            "log/checkpoint",
            "log/tile/0/000",
            "log/tile/1/000.p/1",
            "log/tile/entries/000"
        ]
    );
    let after = log.read(ResourceId::Tile(partial(100))).unwrap().unwrap();
    assert_eq!(after, before);
    assert_eq!(after.len(), 3_200);
}

#[test]
fn what_is_not_published_is_not_there() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&disk, &movements);
    grow(&log, &movements, 300);
    movements.record(300);
    for (level, index, width) in [(0, 1, 45), (0, 1, 256), (0, 2, 1), (1, 0, 2), (7, 0, 1)] {
        let tile = TileId::new(level, index, width).unwrap();
        assert_eq!(log.read(ResourceId::Tile(tile)).unwrap(), None, "{tile}");
    }
    let bundle = BundleId::new(1, 45).unwrap();
    assert_eq!(log.read(ResourceId::Bundle(bundle)).unwrap(), None);
    for asked in [
        log.inclusion(300, 300),
        log.inclusion(0, 301),
        log.consistency(1, 301),
    ] {
        assert!(matches!(asked, Err(LogError::NotPublished { .. })));
    }
}

#[test]
fn every_movement_is_proved_in_every_later_tree() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&disk, &movements);
    grow(&log, &movements, 66_000);
    let sizes = [1, 2, 255, 256, 257, 65_535, 65_536, 65_537, 66_000];
    for size in sizes {
        let root = movements.root(size);
        for index in [0, size / 2, size - 1] {
            let proof = log.inclusion(index, size).unwrap();
            let leaf = crate::support::leaf_hash_of(index);
            verify_inclusion(index, size, &leaf, &root, &proof).unwrap();
        }
        for old in sizes.into_iter().filter(|old| *old <= size) {
            let proof = log.consistency(old, size).unwrap();
            verify_consistency(old, &movements.root(old), size, &root, &proof).unwrap();
        }
    }
}

#[test]
fn a_log_that_is_made_anew_is_the_same_byte_for_byte() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&disk, &movements);
    for count in [700, 1, 90, 4_000] {
        grow(&log, &movements, count);
    }
    let anew = Arc::new(Disk::default());
    let log = open(&anew, &movements);
    grow(&log, &movements, 0);
    let whole = |disk: &Disk| {
        let mut files = disk.below("log/");
        // Partial tiles of sizes that only one of them published.
        files.retain(|path, _| {
            !path.contains(".p/") || path.contains("/018.p/183") || path.contains("/000.p/18")
        });
        files
    };
    assert_eq!(whole(&disk), whole(&anew));
    assert!(whole(&disk).len() > 30);
}

#[test]
fn a_log_goes_on_where_it_was() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    for count in [0, 1, 255, 1, 511, 70_000, 3] {
        let log = open(&disk, &movements);
        grow(&log, &movements, count);
        assert_eq!(
            log.published().checkpoint().root,
            movements.root(movements.root_size())
        );
    }
}

#[test]
fn an_old_ledger_beside_a_newer_log_is_refused() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    grow(&open(&disk, &movements), &movements, 600);
    movements.truncate(599);
    let before = disk.below("");
    let refused = PublicLog::open_in(disk.clone(), log_key(), &movements)
        .err()
        .unwrap();
    assert!(matches!(
        refused,
        OpenError::LedgerBehind {
            published: 600,
            recorded: 599
        }
    ));
    assert_eq!(disk.below(""), before);
}

#[test]
fn a_log_that_has_stopped_publishes_nothing_and_still_answers() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&disk, &movements);
    grow(&log, &movements, 10);
    log.stop("another history".to_owned());
    movements.record(1);
    let before = disk.below("");
    assert!(matches!(log.publish(&movements), Err(LogError::Stopped(_))));
    assert_eq!(disk.below(""), before);
    assert!(log.inclusion(9, 10).is_ok());
}

#[test]
fn of_two_writers_that_go_on_from_one_checkpoint_only_the_first_publishes() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let first = open(&disk, &movements);
    let second = open(&disk, &movements);
    grow(&first, &movements, 10);
    movements.record(1);
    let before = checkpoint(&disk);
    let refused = second.publish(&movements);
    assert!(matches!(refused, Err(LogError::Foreign(_))), "{refused:?}");
    assert_eq!(checkpoint(&disk).checkpoint(), before.checkpoint());
    assert!(
        second.stopped().is_some(),
        "it stays behind until it starts anew"
    );
    assert_eq!(second.published().size(), 0);
    assert_eq!(first.publish(&movements).unwrap(), 1);
    assert_eq!(open(&disk, &movements).published().size(), 11);
}

#[test]
fn a_checkpoint_that_was_put_back_ends_the_publishing() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&disk, &movements);
    grow(&log, &movements, 10);
    let old = disk.get("log/checkpoint").unwrap();
    grow(&log, &movements, 10);
    disk.put("log/checkpoint", old.clone());
    movements.record(1);
    let refused = log.publish(&movements);
    assert!(matches!(refused, Err(LogError::Foreign(_))), "{refused:?}");
    assert_eq!(disk.get("log/checkpoint").unwrap(), old);
}

/// One step in a log's life.
#[derive(Clone, Debug)]
enum Step {
    Record(u64),
    Publish,
    FailWrite(u64, Fail),
    Restart,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let fail = prop_oneof![Just(Fail::Before), Just(Fail::Half), Just(Fail::After)];
    let step = prop_oneof![
        4 => (0_u64..700).prop_map(Step::Record),
        4 => Just(Step::Publish),
        2 => (1_u64..3, fail).prop_map(|(nth, how)| Step::FailWrite(nth, how)),
        1 => Just(Step::Restart),
    ];
    prop::collection::vec(step, 1..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever fails and whenever it restarts: each checkpoint ever readable on the disk is of the one
    /// history, no size ever shrinks, and what is published can be read and proved.
    #[test]
    fn no_failure_and_no_restart_makes_a_second_history(steps in steps()) {
        let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
        let mut log = open(&disk, &movements);
        let mut newest = 0;
        for step in steps {
            match step {
                Step::Record(count) => movements.record(count),
                Step::Publish => {
                    let before = log.published().size();
                    let count = log.publish(&movements).unwrap_or(0);
                    prop_assert_eq!(log.published().size(), before + count as u64);
                }
                Step::FailWrite(nth, how) => disk.fail(nth, how),
                Step::Restart => log = open(&disk, &movements),
            }
            let signed = checkpoint(&disk);
            let size = signed.checkpoint().size;
            prop_assert!(size >= newest);
            newest = size;
            prop_assert_eq!(signed.checkpoint().root, movements.root(size));
            let published = log.published();
            for id in TileId::all(published.size()) {
                let bytes = log.read(ResourceId::Tile(id)).unwrap().unwrap();
                prop_assert_eq!(bytes.len(), usize::from(id.width()) * 32);
            }
            for id in BundleId::all(published.size()) {
                let bytes = log.read(ResourceId::Bundle(id)).unwrap().unwrap();
                prop_assert_eq!(bytes.len(), usize::from(id.width()) * 35);
            }
        }
    }
}
