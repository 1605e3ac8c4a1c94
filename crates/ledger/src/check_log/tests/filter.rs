//! The filters: no check is ever missed for one, and few files are read in vain.

use proptest::prelude::*;

use super::super::filter::{make, may_hold, path};
use super::*;

/// A pseudonym as the ledger's are: evenly spread.
fn spread(number: u64) -> RecipientId {
    let digest = <sha2::Sha256 as sha2::Digest>::digest(number.to_le_bytes());
    RecipientId(*digest.first_chunk().unwrap())
}

/// A log whose files end after a few checks each.
fn log_of_small_files(folder: &Path, checks: &[(u64, i64, bool)]) -> CheckLog {
    let log = CheckLog::open_sized(folder, 600).unwrap();
    for (number, at, in_list) in checks {
        let recipient = spread(*number);
        if *in_list {
            log.list(&ListBlock {
                question: question(*at),
                list: [9; 16],
                recipients: &[recipient, spread(number + 1)],
                allowed: &[true, false],
            })
            .unwrap();
        } else {
            log.single(&question(*at), recipient, Reason::Approved)
                .unwrap();
        }
        log.flush().unwrap();
    }
    log
}

fn finished(folder: &Path) -> Vec<PathBuf> {
    let mut paths = segment::paths(folder).unwrap();
    paths.pop();
    paths
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn with_filters_the_same_checks_are_found_as_by_reading_everything(
        checks in prop::collection::vec((0_u64..12, 0_i64..50, any::<bool>()), 1..60),
        (from, until) in (0_i64..50, 0_i64..50),
    ) {
        finds_everything(&checks, (from, until));
    }
}

/// Holds what is found with filters against what is found by reading everything.
fn finds_everything(checks: &[(u64, i64, bool)], (from, until): (i64, i64)) {
    let folder = tempfile::tempdir().unwrap();
    let log = log_of_small_files(folder.path(), checks);
    let span = (Timestamp::from_millis(from), Timestamp::from_millis(until));
    for number in 0..14 {
        let mut everything = Vec::new();
        for path in segment::paths(folder.path()).unwrap() {
            segment::scan(&path, span.0, span.1, |kind, body| {
                frame::find(kind, body, spread(number), span, &mut everything);
                true
            })
            .unwrap();
        }
        let found = log.of_recipient(spread(number), span.0, span.1).unwrap();
        assert_eq!(found, everything);
    }
}

#[test]
fn a_list_at_the_end_of_a_file_whose_other_checks_are_older_is_found() {
    let checks = [
        (0, 0, true),
        (0, 0, true),
        (0, 0, false),
        (0, 0, false),
        (0, 1, false),
        (6, 22, true),
        (7, 37, true),
    ];
    finds_everything(&checks, (14, 36));
}

#[test]
fn a_finished_file_has_a_filter_and_a_lost_one_is_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let checks: Vec<_> = (0..30).map(|number| (number, 5, false)).collect();
    let log = log_of_small_files(folder.path(), &checks);
    let finished = finished(folder.path());
    assert!(finished.len() > 2);
    for checks in &finished {
        fs::remove_file(path(checks)).unwrap();
    }
    assert_eq!(
        log.of_recipient(spread(3), EVER.0, EVER.1).unwrap().len(),
        1
    );
    assert!(finished.iter().all(|checks| path(checks).is_file()));
    log.forget_before(EVER.1).unwrap();
    assert!(!finished.iter().any(|checks| path(checks).exists()));
}

#[test]
fn strangers_are_told_from_a_files_recipients_almost_always() {
    let folder = tempfile::tempdir().unwrap();
    let log = CheckLog::open_sized(folder.path(), 10_000_000).unwrap();
    let known: Vec<_> = (0..20_000).map(spread).collect();
    for recipient in &known {
        log.single(&question(5), *recipient, Reason::Approved)
            .unwrap();
    }
    log.close().unwrap();
    let checks = &segment::paths(folder.path()).unwrap()[0];
    make(checks).unwrap();
    assert!(known.iter().all(|one| may_hold(checks, *one, EVER)));
    let strangers = (1_000_000..1_050_000).map(spread);
    let mistaken = strangers.filter(|one| may_hold(checks, *one, EVER)).count();
    assert!(mistaken < 50, "{mistaken} of 50,000");
    let early = (EVER.0, Timestamp::from_millis(4));
    assert!(
        !may_hold(checks, known[0], early),
        "nothing is of that time"
    );
}

#[test]
fn a_filter_with_a_flipped_bit_hides_no_check() {
    let folder = tempfile::tempdir().unwrap();
    let checks: Vec<_> = (0..12).map(|number| (number, 5, number % 3 == 0)).collect();
    let log = log_of_small_files(folder.path(), &checks);
    let before: Vec<_> = (0..13)
        .map(|number| log.of_recipient(spread(number), EVER.0, EVER.1).unwrap())
        .collect();
    let filter = path(&finished(folder.path())[0]);
    let whole = fs::read(&filter).unwrap();
    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 0x55;
        fs::write(&filter, bytes).unwrap();
        for (number, before) in (0..).zip(&before) {
            let found = log.of_recipient(spread(number), EVER.0, EVER.1).unwrap();
            assert_eq!(&found, before, "byte {place}");
        }
    }
    fs::write(&filter, &whole[..whole.len() - 1]).unwrap();
    assert_eq!(
        log.of_recipient(spread(0), EVER.0, EVER.1).unwrap(),
        before[0]
    );
}
