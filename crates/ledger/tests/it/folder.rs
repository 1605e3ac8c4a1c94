//! The folder of the storage engine: a part that is lost is never made anew, what is none of its own is left alone, and
//! a making that was cut off is begun again.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use domain::Seq;
use fjall::{Database, KeyspaceCreateOptions, PersistMode};
use ledger::{Ledger, OpenError};

use crate::fixture::{Ask, Place};

/// A ledger of ten movements, all indexed, and closed.
fn filled() -> Place {
    let mut place = Place::new();
    place.run_movements = 1000;
    let ledger = place.open();
    for number in 0..10 {
        place.submit(&ledger, &Ask::approval(number));
    }
    ledger.close().unwrap();
    place
}

/// All files and folders of the engine.
fn all(place: &Place) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut folders = vec![place.path().join("ledger")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path.clone());
            }
            found.insert(path);
        }
    }
    found
}

/// It is not opened, the line names the path, and nothing is made or deleted.
fn is_damaged(place: &Place, named: &Path) {
    let before = all(place);
    let Err(error) = Ledger::open(&place.path(), place.options()) else {
        panic!("it was opened without {}", named.display());
    };
    let named = named.display().to_string();
    assert!(
        matches!(&error, OpenError::Damaged(what) if what.contains(&named)),
        "{error} does not name {named}"
    );
    let checked = ledger::fsck(
        &place.path(),
        &ledger::fsck::Options::default(),
        &mut |_| {},
    );
    assert!(matches!(checked, Err(OpenError::Damaged(_))), "{named}");
    assert_eq!(all(place), before, "{named}");
}

fn is_whole(place: &Place) {
    let ledger = place.open();
    assert_eq!(ledger.end(), Seq(10));
    ledger.close().unwrap();
}

#[test]
fn a_part_of_the_engine_that_is_lost_is_damage_and_nothing_is_deleted_or_made_anew() {
    let place = filled();
    let aside = place.path().join("aside");
    let folder = place.path().join("ledger");
    let mut parts = vec![folder.join("version"), folder.join("keyspaces")];
    for id in 0..7 {
        let keyspace = folder.join("keyspaces").join(id.to_string());
        parts.extend([
            keyspace.join("current"),
            keyspace.join("tables"),
            keyspace.clone(),
        ]);
    }
    for part in parts {
        fs::rename(&part, &aside).unwrap();
        is_damaged(&place, &part);
        fs::rename(&aside, &part).unwrap();
    }
    is_whole(&place);
}

#[test]
fn journals_that_are_lost_are_damage() {
    let place = filled();
    let folder = place.path().join("ledger");
    let journals: Vec<_> = all(&place)
        .into_iter()
        .filter(|path| path.extension().is_some_and(|ending| ending == "jnl"))
        .collect();
    assert!(!journals.is_empty());
    for journal in &journals {
        fs::rename(journal, journal.with_extension("aside")).unwrap();
    }
    is_damaged(&place, &folder);
    for journal in &journals {
        fs::rename(journal.with_extension("aside"), journal).unwrap();
    }
    is_whole(&place);
}

#[test]
fn what_the_engine_would_stumble_over_or_delete_is_named_and_left_alone() {
    let place = filled();
    let folder = place.path().join("ledger");
    for stray in [
        "keyspaces/lost+found",
        "keyspaces/3.bak",
        "keyspaces/03",
        "keyspaces/99",
        "keyspaces/3/v4.bak",
        "keyspaces/3/blobs",
        "keyspaces/3/tables/lost+found",
        "keyspaces/3/tables/77",
        "5.jnl",
        "old.jnl",
    ] {
        let stray = folder.join(stray);
        fs::create_dir(&stray).unwrap();
        is_damaged(&place, &stray);
        fs::remove_dir(&stray).unwrap();
    }
    // A folder in the place of a file.
    let aside = place.path().join("aside");
    let is_replaced = |path: &&PathBuf| {
        let is_table = path
            .parent()
            .is_some_and(|parent| parent.ends_with("tables"));
        is_table || path.ends_with("current") || path.extension().is_some()
    };
    let files = all(&place);
    for path in files.iter().filter(is_replaced) {
        fs::rename(path, &aside).unwrap();
        fs::create_dir(path).unwrap();
        is_damaged(&place, path);
        fs::remove_dir(path).unwrap();
        fs::rename(&aside, path).unwrap();
    }
    // These hurt nobody.
    fs::create_dir(folder.join("lost+found")).unwrap();
    fs::write(folder.join("keyspaces/.DS_Store"), "").unwrap();
    fs::write(folder.join("keyspaces/3/tables/.DS_Store"), "").unwrap();
    is_whole(&place);
    assert!(folder.join("lost+found").exists());
}

#[test]
fn a_state_that_is_lost_is_noticed_before_anything_is_answered() {
    let place = filled();
    let database = Database::builder(place.path().join("ledger"))
        .open()
        .unwrap();
    let states = database
        .keyspace("state", KeyspaceCreateOptions::default)
        .unwrap();
    let keys = states.iter().map(|row| row.key().unwrap());
    // The addresses' rows are the shorter ones.
    let key = keys.max_by_key(|key| key.len()).unwrap();
    states.remove(key).unwrap();
    database.persist(PersistMode::SyncAll).unwrap();
    drop(states);
    drop(database);
    let error = Ledger::open(&place.path(), place.options()).err().unwrap();
    assert!(
        matches!(&error, OpenError::Damaged(what) if what == "9 states are left of 10"),
        "{error}"
    );
}

#[test]
fn the_layout_s_number_is_not_written_anew() {
    let place = filled();
    let database = Database::builder(place.path().join("ledger"))
        .open()
        .unwrap();
    let meta = database
        .keyspace("meta", KeyspaceCreateOptions::default)
        .unwrap();
    meta.remove("format").unwrap();
    database.persist(PersistMode::SyncAll).unwrap();
    drop(meta);
    drop(database);
    let error = Ledger::open(&place.path(), place.options()).err().unwrap();
    assert!(matches!(&error, OpenError::Damaged(_)), "{error}");
}

#[test]
fn a_making_that_was_cut_off_anywhere_is_begun_again() {
    let (whole, place) = (filled(), Place::new());
    // The keys come first, then the draft, which is renamed as the last step.
    let draft = place.path().join("ledger.new");
    let parts = all(&whole);
    for count in (0..=parts.len()).step_by(5) {
        drop(place.open());
        fs::remove_dir_all(place.path().join("ledger")).unwrap();
        fs::create_dir(&draft).unwrap();
        for part in parts.iter().take(count) {
            let below = part.strip_prefix(whole.path().join("ledger")).unwrap();
            if part.is_dir() {
                fs::create_dir(draft.join(below)).unwrap();
            } else {
                fs::write(draft.join(below), "half").unwrap();
            }
        }
        assert!(!Ledger::exists(&place.path()).unwrap());
        let ledger = place.open();
        assert_eq!(ledger.end(), Seq(0));
        place.submit(&ledger, &Ask::approval(1));
        drop(ledger);
        assert_eq!(place.open().end(), Seq(1));
        assert!(Ledger::exists(&place.path()).unwrap());
        assert!(!draft.exists());
    }
}
