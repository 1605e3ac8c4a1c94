//! Each damage in each place is named by the check of the whole ledger, and an undamaged ledger has
//! no findings (the model's programs say so as well).

use std::fs;
use std::path::{Path, PathBuf};

use domain::outside::Clock as _;
use domain::{BrandCode, Seq, Timestamp};
use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};
use ledger::OpenError;
use ledger::fsck::{Fault, Finding, Options, Summary};

use crate::fixture::{Ask, BRAND, Place};

/// Rows of one record and of many: recipients 0 to 9 one by one, 100 to 139 at once, refusals of 0
/// to 4; those of 0 and 1 are erased, and recipient 1 has another record. All of it indexed.
fn filled() -> Place {
    let mut place = Place::new();
    place.run_movements = 1000;
    let ledger = place.open();
    (0..10).for_each(|number| drop(place.submit(&ledger, &Ask::approval(number))));
    let many = (100..140).map(|number| place.command(&Ask::approval(number)));
    ledger.submit_blocking(many.collect()).unwrap();
    (0..5).for_each(|number| drop(place.submit(&ledger, &Ask::refusal(number).later(60))));
    let other = Ask::approval(1).for_brand(BrandCode(600_101));
    place.submit(&ledger, &other);
    place.clock.step(1000);
    let ended = [0, 1].map(|number| place.key(&ledger, &Ask::approval(number)));
    let erasure = ledger.erase_blocking(&ended, place.clock.now()).unwrap();
    assert_eq!((erasure.movements, erasure.addresses), (4, 1));
    let mut follower = ledger.follow("notices").unwrap();
    follower.commit(Seq(3)).unwrap();
    ledger.close().unwrap();
    place
}

const SUMMARY: Summary = Summary {
    movements: 56,
    erased: 4,
    records: 49,
    addresses: 49,
    check_frames: 0,
    findings: 0,
};

/// Changes the database behind the ledger's back.
fn tamper(place: &Place, keyspace: &str, change: impl FnOnce(&Keyspace)) {
    let db = Database::builder(place.path().join("ledger"))
        .open()
        .unwrap();
    let options = KeyspaceCreateOptions::default;
    change(&db.keyspace(keyspace, options).unwrap());
    db.persist(PersistMode::SyncAll).unwrap();
}

fn check(place: &Place, options: &Options) -> (Result<Summary, OpenError>, Vec<Finding>) {
    let mut findings = Vec::new();
    let mut found = |finding| findings.push(finding);
    let summary = ledger::fsck(&place.path(), options, &mut found);
    if let Ok(summary) = &summary {
        assert_eq!(summary.findings, findings.len() as u64);
    }
    (summary, findings)
}

fn findings(place: &Place) -> Vec<Finding> {
    let (summary, findings) = check(place, &Options::default());
    summary.unwrap();
    findings
}

fn words(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(ToString::to_string).collect()
}

/// The rows of a keyspace.
fn rows(keyspace: &Keyspace) -> Vec<(Vec<u8>, Vec<u8>)> {
    let rows = keyspace.iter().map(|row| row.into_inner().unwrap());
    rows.map(|(key, value)| (key.to_vec(), value.to_vec()))
        .collect()
}

#[test]
fn an_undamaged_ledger_has_no_findings() {
    let place = filled();
    let (summary, findings) = check(&place, &Options::default());
    assert_eq!(words(&findings), Vec::<String>::new());
    assert_eq!(summary.unwrap(), SUMMARY);
}

#[test]
fn each_damage_to_a_row_of_the_log_is_named_with_its_movement() {
    // A row of one record, one of what was erased, and one of many.
    for (first, named) in [(4_u64, 4), (0, 0), (32, 32)] {
        type Change = fn(&Keyspace, u64);
        let changes: [(&str, Change, Fault); 4] = [
            (
                "flip",
                |log, first| change(log, first, |row| row[20] ^= 4),
                Fault::Damaged,
            ),
            (
                "truncate",
                |log, first| change(log, first, |row| row.truncate(30)),
                Fault::Damaged,
            ),
            (
                "drop",
                |log, first| log.remove(first.to_be_bytes()).unwrap(),
                Fault::Missing,
            ),
            (
                "swap",
                |log, first| {
                    let other = log.get(5_u64.to_be_bytes()).unwrap().unwrap();
                    log.insert(first.to_be_bytes(), other).unwrap();
                },
                Fault::Damaged,
            ),
        ];
        for (action, damage, expected) in changes {
            let place = filled();
            tamper(&place, "log", |log| damage(log, first));
            let findings = findings(&place);
            let named = findings.iter().any(|finding| {
                matches!(finding, Finding::Movements { from, fault, .. }
                    if *from == named && *fault == expected)
            });
            assert!(named, "{action} at {first}: {:?}", words(&findings));
            // What is not damaged is not accused.
            let accused = findings
                .iter()
                .any(|finding| matches!(finding, Finding::Movements { from, .. } if *from == 6));
            assert!(!accused, "{action} at {first}: {:?}", words(&findings));
        }
    }
}

fn change(keyspace: &Keyspace, first: u64, change: impl FnOnce(&mut Vec<u8>)) {
    let mut row = keyspace.get(first.to_be_bytes()).unwrap().unwrap().to_vec();
    change(&mut row);
    keyspace.insert(first.to_be_bytes(), row).unwrap();
}

#[test]
fn a_row_where_none_belongs_is_named() {
    let place = filled();
    tamper(&place, "log", |log| {
        let row = log.get(4_u64.to_be_bytes()).unwrap().unwrap();
        // Inside the row of many.
        log.insert(35_u64.to_be_bytes(), row).unwrap();
    });
    assert!(findings(&place).contains(&Finding::Row { first: 35 }));
}

#[test]
fn each_damage_to_a_derived_row_is_named() {
    for keyspace in ["state", "feed", "transactions", "addresses"] {
        for action in ["flip a key", "flip a value", "drop", "add", "swap"] {
            let place = filled();
            let mut damaged = true;
            tamper(&place, keyspace, |keyspace| {
                let rows = rows(keyspace);
                let ((key, value), (other_key, other)) = (&rows[7], &rows[8]);
                let mut longer = key.clone();
                let last = longer.len() - 1;
                longer[last] ^= 1 << 5;
                match action {
                    "flip a key" => {
                        keyspace.remove(key.as_slice()).unwrap();
                        keyspace.insert(longer, value.as_slice()).unwrap();
                    }
                    "flip a value" if !value.is_empty() => {
                        let mut value = value.clone();
                        *value.last_mut().unwrap() ^= 1;
                        keyspace.insert(key.as_slice(), value).unwrap();
                    }
                    "drop" => keyspace.remove(key.as_slice()).unwrap(),
                    "add" => {
                        longer.push(9);
                        keyspace.insert(longer, value.as_slice()).unwrap();
                    }
                    "swap" if value != other => {
                        keyspace.insert(key.as_slice(), other.as_slice()).unwrap();
                        keyspace
                            .insert(other_key.as_slice(), value.as_slice())
                            .unwrap();
                    }
                    // These rows have no values.
                    _ => damaged = false,
                }
            });
            let findings = findings(&place);
            let words = words(&findings);
            assert_eq!(
                !findings.is_empty(),
                damaged,
                "{action} of {keyspace}: {words:?}"
            );
            let log = |finding: &Finding| matches!(finding, Finding::Movements { .. });
            assert!(
                !findings.iter().any(log),
                "{action} of {keyspace}: {words:?}"
            );
        }
    }
}

#[test]
fn what_an_erasure_should_have_removed_is_named() {
    let place = filled();
    // As if the address of recipient 0 had stayed beside the first movement.
    tamper(&place, "addresses", |addresses| {
        let kept = addresses.get(4_u64.to_be_bytes()).unwrap().unwrap();
        addresses.insert(0_u64.to_be_bytes(), kept).unwrap();
    });
    let fault = Fault::Unfounded;
    assert_eq!(findings(&place), [Finding::SealedAddress { seq: 0, fault }]);
}

#[test]
fn counts_and_cursors_that_the_log_does_not_bear_out_are_named() {
    let place = filled();
    let key = [b"counts/".as_slice(), &BRAND.0.to_be_bytes()].concat();
    tamper(&place, "meta", |meta| {
        meta.insert(key, [1; 16]).unwrap();
        meta.insert("follower/notices", 57_u64.to_be_bytes())
            .unwrap();
    });
    let findings = findings(&place);
    assert!(
        matches!(findings[..], [
        Finding::Counts { brand: BRAND, expected, .. },
        Finding::Cursor { next: 57, .. },
    ] if (expected.approvals, expected.refusals) == (45, 3)),
        "{findings:?}"
    );
}

#[test]
fn an_index_that_claims_more_than_the_log_has_is_named() {
    let place = filled();
    tamper(&place, "meta", |meta| {
        meta.insert("indexed", 60_u64.to_be_bytes()).unwrap();
    });
    let missing = Finding::Movements {
        from: 56,
        until: 60,
        fault: Fault::Missing,
    };
    assert_eq!(findings(&place), [missing]);
}

/// Changes a record that is a row of its own, and makes its check right again.
fn forge(place: &Place, seq: u64, change_record: impl FnOnce(&mut [u8])) {
    tamper(place, "log", |log| {
        change(log, seq, |row| {
            // A length of one byte; the record; its check of four.
            assert_eq!(usize::from(row[0]), row.len() - 1);
            let check_at = row.len() - 4;
            change_record(&mut row[1..check_at]);
            let mut hasher = crc32fast::Hasher::new();
            hasher.update(&seq.to_be_bytes());
            hasher.update(&row[1..check_at]);
            row[check_at..].copy_from_slice(&hasher.finalize().to_be_bytes());
        });
    });
}

#[test]
fn a_movement_that_was_rewritten_with_a_right_check_is_named() {
    // The commitment key, before the last 32 bytes of the leaf; the brand; the leaf itself.
    let key: fn(&mut [u8]) = |record| record[record.len() - 40] ^= 1;
    let brand: fn(&mut [u8]) = |record| record[4] ^= 1;
    let leaf: fn(&mut [u8]) = |record| *record.last_mut().unwrap() ^= 1;
    for (what, forged) in [("key", key), ("brand", brand), ("leaf", leaf)] {
        let place = filled();
        forge(&place, 6, forged);
        let findings = findings(&place);
        let opening = Finding::Opening { seq: 6 };
        assert!(
            findings.contains(&opening),
            "{what}: {:?}",
            words(&findings)
        );
    }
}

/// All files of the engine that hold rows.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else if path.file_name().unwrap() != "lock" {
            found.push(path);
        }
    }
    found.sort();
    found
}

#[test]
fn a_damaged_file_of_the_engine_is_found_or_has_no_effect() {
    let place = filled();
    // Read once, so that what opening changes has been changed.
    assert_eq!(findings(&place), []);
    let folder = place.path().join("ledger");
    let mut named = 0;
    for file in files(&folder) {
        let whole = fs::read(&file).unwrap();
        let used = whole.iter().rposition(|byte| *byte != 0).unwrap_or(0);
        let actions: [(&str, Vec<u8>); 3] = [
            ("flip", {
                let mut bytes = whole.clone();
                if let Some(byte) = bytes.get_mut(used / 2) {
                    *byte ^= 0x10;
                }
                bytes
            }),
            ("truncate", whole[..used / 2].to_vec()),
            ("empty", Vec::new()),
        ];
        for (action, bytes) in actions {
            if !file.exists() {
                continue;
            }
            let copy = Place::new();
            copy_folder(&place.path(), &copy.path());
            let target = copy.path().join(file.strip_prefix(place.path()).unwrap());
            fs::write(&target, bytes).unwrap();
            let (summary, findings) = check(&copy, &Options::default());
            // An engine that falls back to an older version of itself must not go unnoticed.
            let unnoticed = summary.as_ref().is_ok_and(|one| *one == SUMMARY);
            assert!(
                unnoticed || summary.is_err() || !findings.is_empty(),
                "{action} {target:?}: {summary:?}"
            );
            named += usize::from(!unnoticed);
        }
    }
    assert!(named > 10, "{named}");
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy_folder(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn a_folder_without_a_ledger_is_refused_and_left_empty() {
    let place = Place::new();
    fs::create_dir_all(place.path()).unwrap();
    let (summary, findings) = check(&place, &Options::default());
    assert!(matches!(summary, Err(OpenError::Folder { .. })));
    assert_eq!(findings, []);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 0);
}

#[test]
fn a_ledger_that_is_open_is_in_use() {
    let place = filled();
    let ledger = place.open();
    let (summary, _) = check(&place, &Options::default());
    assert!(matches!(summary, Err(OpenError::InUse(_))));
    assert_eq!(ledger.end(), Seq(SUMMARY.movements));
}

#[test]
fn each_damage_to_the_log_of_checks_is_named_but_a_half_written_end() {
    use domain::check::Reason;
    use domain::{Channel, RecipientId, RecipientType};
    use ledger::check_log::{Asker, CheckLog, Question};
    let place = filled();
    let folder = place.path().join("checks");
    // Two files: at most one frame in each.
    let log = CheckLog::open_sized(&folder, 100).unwrap();
    for second in 0..2 {
        let question = Question {
            at: Timestamp::from_seconds(second),
            asker: Asker {
                kind: 1,
                party: 2,
                user: 3,
            },
            brand: BRAND,
            channel: Channel::Text,
            recipient_type: RecipientType::Individual,
        };
        log.single(&question, RecipientId([1; 16]), Reason::NoRecord)
            .unwrap();
        log.flush().unwrap();
    }
    log.close().unwrap();
    drop(log);
    let options = Options {
        checks: Some(folder.clone()),
        ..Options::default()
    };
    let (summary, findings) = check(&place, &options);
    assert_eq!((summary.unwrap().check_frames, findings), (2, Vec::new()));
    let paths = [0, 1].map(|number| folder.join(format!("{number:08}.checks")));
    for (path, newest) in paths.iter().zip([false, true]) {
        let whole = fs::read(path).unwrap();
        for (action, len, flip) in [
            ("flip a body", whole.len(), Some(whole.len() - 1)),
            ("flip a length", whole.len(), Some(8)),
            ("flip the title", whole.len(), Some(0)),
            ("cut a body", whole.len() - 1, None),
            ("cut a head", 20, None),
            ("cut the title", 3, None),
        ] {
            let mut damaged = whole[..len].to_vec();
            if let Some(at) = flip {
                damaged[at] ^= 1;
            }
            fs::write(path, damaged).unwrap();
            let (_, findings) = check(&place, &options);
            // What was written last may be there with its length and without its bytes.
            let tolerated = newest && (action.starts_with("cut") || action == "flip a body");
            assert_eq!(findings.is_empty(), tolerated, "{action} of {path:?}");
        }
        fs::write(path, whole).unwrap();
    }
}
