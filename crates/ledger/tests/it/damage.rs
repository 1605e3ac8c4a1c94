//! What is damaged, missing or in use is named, and never served.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use domain::Seq;
use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};
use ledger::{Ledger, LedgerError, OpenError};

use crate::fixture::{self, Ask, Place};

/// Changes the database behind the ledger's back.
fn tamper(place: &Place, keyspace: &str, change: impl FnOnce(&Keyspace)) {
    let db = Database::builder(place.path().join("ledger"))
        .open()
        .unwrap();
    change(
        &db.keyspace(keyspace, KeyspaceCreateOptions::default)
            .unwrap(),
    );
    db.persist(PersistMode::SyncAll).unwrap();
}

/// A ledger of ten movements; closed, so that all of them are indexed, or not.
fn filled(closed: bool) -> Place {
    let mut place = Place::new();
    place.run_movements = 1000;
    let ledger = place.open();
    for number in 0..10 {
        place.submit(&ledger, &Ask::approval(number));
    }
    if closed {
        ledger.close().unwrap();
    }
    place
}

fn open_error(place: &Place) -> OpenError {
    match Ledger::open(&place.path(), place.options()) {
        Ok(_) => panic!("it was opened"),
        Err(error) => error,
    }
}

#[test]
fn a_flipped_bit_of_a_record_is_named() {
    let place = filled(true);
    let mut stored = Vec::new();
    tamper(&place, "log", |log| {
        stored = log.get(4_u64.to_be_bytes()).unwrap().unwrap().to_vec();
    });
    // One bit of every field; that no bit at all gets by is a test of the record itself.
    for bit in (0..stored.len() * 8).step_by(97) {
        let mut damaged = stored.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        tamper(&place, "log", |log| {
            log.insert(4_u64.to_be_bytes(), &damaged).unwrap();
        });
        let ledger = place.open();
        let error = ledger.movement(Seq(4)).unwrap_err();
        assert!(
            matches!(&error, LedgerError::Damaged(what) if what.contains("movement 4 ")),
            "{error}"
        );
        assert!(
            ledger
                .history(&place.key(&ledger, &Ask::approval(4)))
                .is_err()
        );
        assert!(ledger.movement(Seq(5)).unwrap().is_some());
    }
}

#[test]
fn no_flipped_bit_of_many_records_in_a_row_gets_by() {
    let mut place = Place::new();
    place.run_movements = 1000;
    let ledger = place.open();
    let commands = (0..40).map(|number| place.command(&Ask::approval(number)));
    ledger.submit_blocking(commands.collect()).unwrap();
    ledger.close().unwrap();
    let movements: Vec<_> = (0..40)
        .map(|seq| ledger.movement(Seq(seq)).unwrap().unwrap())
        .collect();
    drop(ledger);
    let mut stored = Vec::new();
    tamper(&place, "log", |log| {
        assert_eq!(log.len().unwrap(), 2, "stored in two rows");
        stored = log.get(0_u64.to_be_bytes()).unwrap().unwrap().to_vec();
    });
    for bit in (0..stored.len() * 8).step_by(stored.len() / 2 + 1) {
        let mut damaged = stored.clone();
        damaged[bit / 8] ^= 1 << (bit % 8);
        tamper(&place, "log", |log| {
            log.insert(0_u64.to_be_bytes(), &damaged).unwrap();
        });
        let ledger = place.open();
        let mut refused = 0;
        for movement in &movements {
            match ledger.movement(movement.seq) {
                Ok(read) => assert_eq!(read.as_ref(), Some(movement)),
                Err(LedgerError::Damaged(_)) => refused += 1,
                Err(error) => panic!("{error}"),
            }
        }
        assert!(refused > 0, "bit {bit}");
        assert_eq!(
            ledger.movement(Seq(32)).unwrap().as_ref(),
            Some(&movements[32])
        );
        assert!(ledger.follow("all").unwrap().next(usize::MAX).is_err());
    }
}

#[test]
fn a_damaged_record_of_the_tail_keeps_the_ledger_shut() {
    let place = filled(false);
    tamper(&place, "log", |log| {
        let mut stored = log.get(7_u64.to_be_bytes()).unwrap().unwrap().to_vec();
        stored[30] ^= 0x10;
        log.insert(7_u64.to_be_bytes(), &stored).unwrap();
    });
    let error = open_error(&place);
    assert!(
        matches!(&error, OpenError::Damaged(what) if what.contains("movement 7 ")),
        "{error}"
    );
}

#[test]
fn a_record_in_anothers_place_is_named() {
    let place = filled(true);
    tamper(&place, "log", |log| {
        let other = log.get(3_u64.to_be_bytes()).unwrap().unwrap();
        log.insert(4_u64.to_be_bytes(), other).unwrap();
    });
    let ledger = place.open();
    assert!(matches!(
        ledger.movement(Seq(4)),
        Err(LedgerError::Damaged(_))
    ));
}

#[test]
fn a_missing_record_is_named() {
    for (closed, missing) in [(false, 0_u64), (false, 6), (true, 9)] {
        let place = filled(closed);
        tamper(&place, "log", |log| {
            log.remove(missing.to_be_bytes()).unwrap();
        });
        let error = open_error(&place);
        let named = format!("movement {missing} is missing");
        assert!(
            matches!(&error, OpenError::Damaged(what) if *what == named),
            "{error}"
        );
    }
}

#[test]
fn a_damaged_address_is_named() {
    let place = filled(true);
    let ledger = place.open();
    let recipient = place.key(&ledger, &Ask::approval(4)).recipient;
    drop(ledger);
    tamper(&place, "addresses", |addresses| {
        let mut sealed = addresses
            .get(4_u64.to_be_bytes())
            .unwrap()
            .unwrap()
            .to_vec();
        sealed[20] ^= 1;
        addresses.insert(4_u64.to_be_bytes(), &sealed).unwrap();
    });
    assert!(matches!(
        place.open().address(recipient),
        Err(LedgerError::Damaged(_))
    ));
}

#[test]
fn no_address_is_readable_in_the_folder() {
    let place = filled(true);
    let needles: Vec<Vec<u8>> = (0..10)
        .flat_map(|number| {
            let domain::Address::Phone(phone) = Ask::approval(number).address() else {
                panic!()
            };
            let digits = phone.to_string();
            [
                digits.as_bytes()[3..].to_vec(),
                phone.digits().to_be_bytes()[3..].to_vec(),
            ]
        })
        .collect();
    let mut folders = vec![place.path()];
    let mut read = 0;
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let mut bytes = fs::read(&path).unwrap();
            // Journals are made long and empty.
            while bytes.last() == Some(&0) {
                bytes.pop();
            }
            read += bytes.len();
            for needle in &needles {
                assert!(
                    !bytes.windows(needle.len()).any(|part| part == needle),
                    "{path:?}"
                );
            }
        }
    }
    assert!(read > 1000);
}

#[test]
fn a_ledger_without_its_key_file_stays_shut() {
    let place = filled(true);
    fs::remove_file(place.path().join("keys")).unwrap();
    assert!(matches!(open_error(&place), OpenError::KeyFile(_)));
    assert!(
        !place.path().join("keys").exists(),
        "no new key file is made beside a ledger"
    );
}

#[test]
fn a_ledger_with_another_key_file_stays_shut() {
    let (place, other) = (filled(true), Place::new());
    // The randomness of both places is the same, so let the other one differ.
    domain::outside::Random::fill(&*other.random, &mut [0; 64]);
    drop(other.open());
    fs::copy(other.path().join("keys"), place.path().join("keys")).unwrap();
    assert!(matches!(open_error(&place), OpenError::KeyFile(_)));
}

#[test]
fn a_damaged_key_file_keeps_the_ledger_shut() {
    let place = filled(true);
    let path = place.path().join("keys");
    let text = fs::read_to_string(&path).unwrap();
    let cut = text[..text.len() - 2].to_owned();
    let longer = format!("{text}more\n");
    let other_form = text.replacen("keys 1", "keys 2", 1);
    for damaged in [String::new(), cut, longer, other_form, "\u{0}".repeat(300)] {
        fs::write(&path, damaged).unwrap();
        assert!(matches!(open_error(&place), OpenError::KeyFile(_)));
    }
    fs::write(&path, [0xff; 300]).unwrap();
    assert!(matches!(open_error(&place), OpenError::KeyFile(_)));
    fs::write(&path, text).unwrap();
    assert_eq!(place.open().end(), Seq(10));
}

#[test]
fn the_key_file_is_for_its_owner_alone_and_stays_as_it_is() {
    let place = Place::new();
    drop(place.open());
    let path = place.path().join("keys");
    assert_eq!(
        fs::metadata(&path).unwrap().permissions().mode() & 0o777,
        0o600
    );
    let text = fs::read_to_string(&path).unwrap();
    drop(place.open());
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn a_second_ledger_in_one_folder_is_in_use() {
    let place = Place::new();
    let ledger = place.open();
    assert!(matches!(open_error(&place), OpenError::InUse(path) if path == place.path()));
    drop(ledger);
    drop(place.open());
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let place = Place::new();
    fs::write(place.path(), "a file").unwrap();
    let error = open_error(&place);
    assert!(
        matches!(&error, OpenError::Folder { path, .. } if *path == place.path()),
        "{error}"
    );
}

#[test]
fn a_layout_of_the_future_stays_shut() {
    let place = filled(true);
    tamper(&place, "meta", |meta| meta.insert("format", [200]).unwrap());
    assert!(matches!(open_error(&place), OpenError::Damaged(_)));
}

#[test]
fn a_flipped_byte_of_a_table_is_damage_wherever_it_is_first_read() {
    let place = filled(true);
    let engine = Database::builder(place.path().join("ledger"))
        .open()
        .unwrap();
    // Each keyspace as a table of its own: what is only in a journal is read in one place alone.
    let keyspaces = ["log", "addresses", "state", "feed", "transactions", "meta"];
    for name in keyspaces {
        engine
            .keyspace(name, KeyspaceCreateOptions::default)
            .unwrap()
            .rotate_memtable_and_wait()
            .unwrap();
    }
    drop(engine);
    let mut noticed = BTreeSet::new();
    for path in tables(&place.path().join("ledger")) {
        let whole = fs::read(&path).unwrap();
        for at in (0..whole.len()).step_by(whole.len() / 12 + 1) {
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            fs::write(&path, damaged).unwrap();
            let summary = ledger::fsck(
                &place.path(),
                &ledger::fsck::Options::default(),
                &mut |_| {},
            );
            match summary {
                Ok(summary) if summary.findings == 0 => {}
                Ok(_) | Err(OpenError::Damaged(_)) => {
                    noticed.insert(path.clone());
                }
                Err(error) => panic!("byte {at} of {}: {error:?}", path.display()),
            }
        }
        fs::write(&path, whole).unwrap();
    }
    assert!(noticed.len() >= keyspaces.len(), "{noticed:?}");
    place.open().close().unwrap();
}

/// The engine's table files.
fn tables(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if folder.ends_with("tables") {
                found.push(path);
            }
        }
    }
    found
}

#[test]
fn an_index_that_ran_ahead_of_its_cursor_does_no_harm() {
    let place = filled(true);
    let ledger = place.open();
    for number in 0..3 {
        place.submit(&ledger, &Ask::refusal(number).later(60));
    }
    ledger.close().unwrap();
    drop(ledger);
    // As if the process had died after the tables were written and before the cursor was.
    let counts = [b"counts/".as_slice(), &fixture::BRAND.0.to_be_bytes()].concat();
    let before = [10_u64.to_be_bytes(), 0_u64.to_be_bytes()].concat();
    tamper(&place, "meta", |meta| {
        meta.insert("indexed", 10_u64.to_be_bytes()).unwrap();
        meta.insert(counts, before).unwrap();
    });
    let ledger = place.open();
    assert_eq!(ledger.end(), Seq(13));
    let counts = ledger.counts(fixture::BRAND);
    assert_eq!((counts.approvals, counts.refusals), (7, 3));
    for number in 0..3 {
        let key = place.key(&ledger, &Ask::approval(number));
        assert_eq!(
            ledger.state(&key).unwrap().unwrap().head,
            Seq(10 + u64::from(number))
        );
        assert_eq!(ledger.history(&key).unwrap().len(), 2);
    }
}
