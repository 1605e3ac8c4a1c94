//! Steps that fail: what was not logged is an error, what was logged stays, and the log goes on by itself.

use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

use super::*;

/// The steps that fail now, and how much of a frame is written before.
#[derive(Clone, Default)]
struct Broken(Arc<Mutex<(Vec<Step>, usize)>>);

impl Broken {
    fn set(&self, steps: &[Step], written: usize) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = (steps.to_vec(), written);
    }

    fn heal(&self) {
        self.set(&[], 0);
    }

    fn faults(&self) -> Faults {
        let broken = self.clone();
        Box::new(move |step| {
            let broken = broken.0.lock().unwrap_or_else(PoisonError::into_inner);
            if !broken.0.contains(&step) {
                return Ok(());
            }
            Err(Fault {
                error: io::ErrorKind::StorageFull.into(),
                written: broken.1,
            })
        })
    }

    fn open(&self, folder: &Path, segment_bytes: u64) -> CheckLog {
        CheckLog::open_with_faults(folder, segment_bytes, self.faults()).unwrap()
    }
}

fn log_one(log: &CheckLog, number: u8) -> Result<(), CheckLogError> {
    log.single(&question(5), recipient(number), Reason::Approved)
}

/// Nothing is damaged, and exactly these recipients' checks are there, also for the next process.
fn holds_exactly(folder: &Path, log: CheckLog, expected: &[u8]) {
    let hold = |log: &CheckLog| {
        for number in 0..20 {
            let wanted: Vec<_> = expected.iter().filter(|one| **one == number).collect();
            assert_eq!(
                answers(log, number).len(),
                wanted.len(),
                "recipient {number}"
            );
        }
    };
    hold(&log);
    drop(log);
    let checked = check_files(folder).unwrap();
    assert!(
        checked.iter().all(|file| file.damaged_at.is_none()),
        "{checked:?}"
    );
    hold(&CheckLog::open(folder).unwrap());
}

#[test]
fn a_check_that_cannot_be_written_is_none_and_the_log_goes_on_in_a_new_file() {
    for written in [0, 1, 40, 72] {
        let folder = tempfile::tempdir().unwrap();
        let broken = Broken::default();
        let log = broken.open(folder.path(), SEGMENT_BYTES_MAX);
        log_one(&log, 1).unwrap();
        broken.set(&[Step::Write, Step::Create], written);
        for _ in 0..3 {
            assert!(matches!(log_one(&log, 2), Err(CheckLogError::Io(_))));
            assert!(log.standing().is_broken());
        }
        broken.heal();
        log_one(&log, 3).unwrap();
        assert_eq!(log.standing(), Standing::Good);
        assert_eq!(segment::paths(folder.path()).unwrap().len(), 2);
        holds_exactly(folder.path(), log, &[1, 3]);
    }
}

#[test]
fn what_cannot_be_cut_off_at_once_is_cut_off_before_more_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let broken = Broken::default();
    let log = broken.open(folder.path(), SEGMENT_BYTES_MAX);
    log_one(&log, 1).unwrap();
    broken.set(&[Step::Write, Step::Cut], 30);
    assert!(log_one(&log, 2).is_err());
    broken.set(&[Step::Cut], 0);
    assert!(
        log_one(&log, 3).is_err(),
        "behind half a frame nothing is found"
    );
    broken.heal();
    log_one(&log, 4).unwrap();
    holds_exactly(folder.path(), log, &[1, 4]);
}

#[test]
fn a_failed_sync_is_made_good_before_more_is_answered() {
    let folder = tempfile::tempdir().unwrap();
    let broken = Broken::default();
    let log = broken.open(folder.path(), SEGMENT_BYTES_MAX);
    broken.set(&[Step::Sync], 0);
    log_one(&log, 1).unwrap();
    assert!(log.flush().is_err());
    assert!(log_one(&log, 2).is_err());
    broken.heal();
    log_one(&log, 3).unwrap();
    log.flush().unwrap();
    assert_eq!(segment::paths(folder.path()).unwrap().len(), 2);
    holds_exactly(folder.path(), log, &[1, 3]);
}

#[test]
fn a_new_file_that_cannot_be_begun_is_begun_with_a_later_check() {
    let folder = tempfile::tempdir().unwrap();
    let broken = Broken::default();
    let log = broken.open(folder.path(), 100);
    log_one(&log, 1).unwrap();
    broken.set(&[Step::Create], 0);
    assert!(log_one(&log, 2).is_err());
    broken.heal();
    log_one(&log, 3).unwrap();
    holds_exactly(folder.path(), log, &[1, 3]);
}

#[test]
fn room_is_reserved_ahead_and_the_want_of_it_is_told_before_any_check_fails() {
    use std::os::unix::fs::MetadataExt as _;
    let folder = tempfile::tempdir().unwrap();
    let broken = Broken::default();
    let log = broken.open(folder.path(), SEGMENT_BYTES_MAX);
    broken.set(&[Step::Reserve], 0);
    log_one(&log, 1).unwrap();
    assert_eq!(log.standing(), Standing::Short);
    broken.heal();
    log_one(&log, 2).unwrap();
    assert_eq!(log.standing(), Standing::Good);
    let path = &segment::paths(folder.path()).unwrap()[0];
    let blocks = || fs::metadata(path).unwrap().blocks() * 512;
    let reserved = blocks();
    // Not every file system can.
    assert!(!(1 << 16..RESERVE_BYTES).contains(&reserved), "{reserved}");
    log.close().unwrap();
    assert!(blocks() < 1 << 16, "what is not used is given back");
    holds_exactly(folder.path(), log, &[1, 2]);
}

#[test]
fn as_many_checks_are_found_as_were_answered_whatever_fails_meanwhile() {
    const CALLERS: usize = 4;
    const EACH: u64 = 300;
    let folder = tempfile::tempdir().unwrap();
    let mut count = 0_usize;
    let faults: Faults = Box::new(move |step| {
        count += 1;
        if count.is_multiple_of(7) && step != Step::Reserve {
            return Err(Fault {
                error: io::Error::from_raw_os_error(5),
                written: count % 73,
            });
        }
        Ok(())
    });
    let log = CheckLog::open_with_faults(folder.path(), 2_000, faults).unwrap();
    let spread = |number: u64| {
        let mut id = [0; RecipientId::LEN];
        id[..8].copy_from_slice(&number.to_le_bytes());
        RecipientId(id)
    };
    let mut answered = HashSet::new();
    std::thread::scope(|scope| {
        let log = &log;
        let callers: Vec<_> = (0..CALLERS as u64)
            .map(|caller| {
                scope.spawn(move || {
                    let numbers = caller * EACH..(caller + 1) * EACH;
                    let logged = numbers.filter(|number| {
                        log.single(&question(5), spread(*number), Reason::Approved)
                            .is_ok()
                    });
                    logged.collect::<Vec<_>>()
                })
            })
            .collect();
        for caller in callers {
            answered.extend(caller.join().unwrap());
        }
    });
    assert!(!answered.is_empty() && (answered.len() as u64) < CALLERS as u64 * EACH);
    // What fails now fails the close, and no check.
    let _closed = log.close();
    drop(log);
    let log = CheckLog::open(folder.path()).unwrap();
    for number in answered {
        let found = log.of_recipient(spread(number), EVER.0, EVER.1).unwrap();
        assert_eq!(found.len(), 1, "check {number} was answered");
    }
}
