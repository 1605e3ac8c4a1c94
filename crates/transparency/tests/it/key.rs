//! The keys of the log and of the witness, and each damage to them.

use std::fs;
use std::path::Path;

use tlog::KeyName;
use transparency::{OpenError, PublicLog, key};

use crate::support::{Counting, Movements, grow};

fn name(text: &str) -> KeyName {
    text.parse().unwrap()
}

/// Opens the log with whatever key there is, as a start does.
fn start(data: &Path, movements: &Movements) -> Result<PublicLog, OpenError> {
    let key = key::open(data, &name("log.example/izin"), &Counting::new())?;
    PublicLog::open(data, key, movements)
}

#[test]
fn each_damage_to_the_log_s_key_keeps_the_log_shut() {
    let (folder, movements) = (tempfile::tempdir().unwrap(), Movements::new(0));
    let data = folder.path();
    grow(&start(data, &movements).unwrap(), &movements, 300);
    let path = data.join("log-key");
    let checkpoint = fs::read(data.join("log/checkpoint")).unwrap();
    let key = fs::read(&path).unwrap();
    let flips = (0..key.len()).map(|place| {
        let mut damaged = key.clone();
        damaged[place] ^= 1;
        damaged
    });
    let cuts = (0..key.len()).map(|length| key[..length].to_vec());
    let others = [
        [&key[..], b"x"].concat(),
        checkpoint.clone(),
        vec![0xff; 90],
    ];
    for damaged in flips.chain(cuts).chain(others) {
        fs::write(&path, &damaged).unwrap();
        let refused = start(data, &movements).err().unwrap();
        // A key of another name is told from none.
        let told = matches!(
            refused,
            OpenError::BadKey { .. } | OpenError::OtherName { .. } | OpenError::Damaged(_)
        );
        assert!(told, "{refused:?} of {damaged:?}");
        assert_eq!(fs::read(&path).unwrap(), damaged, "it was written over");
        assert_eq!(fs::read(data.join("log/checkpoint")).unwrap(), checkpoint);
    }
    fs::write(&path, &key).unwrap();
    assert!(start(data, &movements).is_ok());
}

#[test]
fn a_log_s_key_that_is_lost_is_not_made_anew() {
    let (folder, movements) = (tempfile::tempdir().unwrap(), Movements::new(0));
    let data = folder.path();
    assert!(key::read(data).unwrap().is_none());
    start(data, &movements).unwrap();
    assert!(key::read(data).unwrap().is_some());
    fs::remove_file(data.join("log-key")).unwrap();
    let missing = |error: OpenError| matches!(error, OpenError::KeyMissing("log-key"));
    assert!(missing(start(data, &movements).err().unwrap()));
    assert!(missing(key::read(data).err().unwrap()));
    assert!(!data.join("log-key").exists());
}

#[test]
fn a_witness_s_key_that_is_lost_is_not_made_anew() {
    let folder = tempfile::tempdir().unwrap();
    let open = || key::open_cosigner(folder.path(), &name("w.example"), &Counting::new());
    let witness = folder.path().join("witness");
    // What is left where the making of a key was cut off is no key, and nothing was signed.
    fs::create_dir(&witness).unwrap();
    fs::write(witness.join("key.new"), "").unwrap();
    let made = open().unwrap();
    assert_eq!(open().unwrap().verifier(), made.verifier());
    fs::write(witness.join("ab"), "").unwrap();
    fs::remove_file(witness.join("key")).unwrap();
    let refused = open().err().unwrap();
    assert!(matches!(refused, OpenError::KeyMissing("witness/key")));
    assert!(!witness.join("key").exists());
}

#[test]
fn a_log_and_a_witness_keep_their_names() {
    let folder = tempfile::tempdir().unwrap();
    key::open(folder.path(), &name("old.example"), &Counting::new()).unwrap();
    key::open_cosigner(folder.path(), &name("old.example"), &Counting::new()).unwrap();
    let log = key::open(folder.path(), &name("new.example"), &Counting::new()).err();
    let witness = key::open_cosigner(folder.path(), &name("new.example"), &Counting::new()).err();
    for refused in [log, witness] {
        assert!(matches!(refused, Some(OpenError::OtherName { .. })));
    }
}

#[test]
fn what_is_no_key_is_said_to_be_none() {
    let folder = tempfile::tempdir().unwrap();
    key::open(folder.path(), &name("a.example"), &Counting::new()).unwrap();
    for damaged in [&b""[..], b"a.example\n00\n", &[0xff; 90]] {
        fs::write(folder.path().join("log-key"), damaged).unwrap();
        let refused = key::read(folder.path()).err().unwrap();
        assert!(matches!(&refused, OpenError::BadKey { path, .. } if path == "log-key"));
    }
}

#[test]
fn a_key_is_replaced_whole() {
    let folder = tempfile::tempdir().unwrap();
    let random = Counting::new();
    let old = key::open(folder.path(), &name("old.example"), &random).unwrap();
    let new = key::replace(folder.path(), &name("new.example"), &random).unwrap();
    assert_ne!(old.verifier(), new.verifier());
    let kept = key::open(folder.path(), &name("new.example"), &random).unwrap();
    assert_eq!(kept.verifier(), new.verifier());
}
