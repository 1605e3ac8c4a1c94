//! Being a witness, and asking witnesses.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::Timestamp;
use sha2::{Digest as _, Sha256};
use tlog::{AddCheckpoint, Cosigner, Note, NoteSignature, Refusal, SigningKey, VerifierKey};
use transparency::{
    Answer, CosignError, LogError, PublicLog, Round, Witness, WitnessAnswer, WitnessPeer,
    WitnessRefusal, WitnessTransport, cosign,
};

use crate::support::{Disk, Fail, Movements, NOON, Stamping, grow, log_key, open};

fn cosigner() -> Cosigner {
    Cosigner::from_seed("witness.example/w1".parse().unwrap(), &[5; 32])
}

fn witness(disk: &Arc<Disk>) -> Witness {
    Witness::open_in(disk.clone(), cosigner(), vec![log_key().verifier().clone()]).unwrap()
}

fn request(log: &PublicLog, old: u64) -> AddCheckpoint {
    let published = log.published();
    AddCheckpoint {
        old,
        proof: log.consistency(old, published.size()).unwrap(),
        checkpoint: published.text(),
    }
}

fn now() -> Timestamp {
    Timestamp::from_millis(NOON)
}

fn cosigned_at(log: &PublicLog, line: &str, key: &VerifierKey) -> u64 {
    let signature = NoteSignature::parse_lines(line).unwrap().remove(0);
    let mut note = Note::new(log.published().signed.note().text()).unwrap();
    note.add(signature).unwrap();
    tlog::verify_cosignature(&note, key).unwrap()
}

#[test]
fn what_only_grows_is_cosigned_and_kept_first() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&Arc::new(Disk::default()), &movements);
    let witness = witness(&disk);
    let mut seen = 0;
    for count in [3, 300, 1_000] {
        grow(&log, &movements, count);
        let line = witness
            .add_checkpoint(&request(&log, seen).encode(), now())
            .unwrap();
        assert_eq!(
            cosigned_at(&log, &line, witness.verifier()),
            (NOON / 1_000).unsigned_abs()
        );
        seen = log.published().size();
        let kept = disk.below("witness/").into_values().next().unwrap();
        assert_eq!(kept, log.published().text().into_bytes());
    }
}

#[test]
fn of_two_processes_that_are_one_witness_only_the_first_cosigns_what_follows() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&Arc::new(Disk::default()), &movements);
    let (first, second) = (witness(&disk), witness(&disk));
    grow(&log, &movements, 3);
    first
        .add_checkpoint(&request(&log, 0).encode(), now())
        .unwrap();
    let before = disk.below("");
    grow(&log, &movements, 3);
    let refused = second.add_checkpoint(&request(&log, 0).encode(), now());
    assert!(
        matches!(refused, Err(WitnessRefusal::Storage(LogError::Foreign(_)))),
        "{refused:?}"
    );
    assert_eq!(disk.below(""), before);
}

#[test]
fn the_newest_cosigned_checkpoint_is_given_by_the_hash_of_the_logs_name() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&Arc::new(Disk::default()), &movements);
    let witness = witness(&disk);
    let hash = hex::encode(Sha256::digest("log.example/izin"));
    assert_eq!(witness.newest(&hash, now()), None);
    grow(&log, &movements, 3);
    witness
        .add_checkpoint(&request(&log, 0).encode(), now())
        .unwrap();
    let note = Note::parse(&witness.newest(&hash, now()).unwrap()).unwrap();
    note.verify(log.verifier()).unwrap();
    tlog::verify_cosignature(&note, witness.verifier()).unwrap();
    assert_eq!(witness.newest("00", now()), None);
}

#[test]
fn a_split_view_is_refused() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&Arc::new(Disk::default()), &movements);
    grow(&log, &movements, 10);
    let witness = witness(&disk);
    witness
        .add_checkpoint(&request(&log, 0).encode(), now())
        .unwrap();
    let kept = disk.below("");
    let mut other = log.published().checkpoint().clone();
    other.root[0] ^= 1;
    let checkpoint = tlog::SignedCheckpoint::sign(other, &log_key()).unwrap();
    let split = AddCheckpoint {
        old: 10,
        proof: Vec::new(),
        checkpoint: checkpoint.note().to_string(),
    };
    let refused = witness.add_checkpoint(&split.encode(), now());
    assert!(matches!(
        refused,
        Err(WitnessRefusal::Judged(Refusal::SplitView { size: 10 }))
    ));
    assert_eq!(disk.below(""), kept);
}

#[test]
fn everything_else_is_refused_and_nothing_kept() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&Arc::new(Disk::default()), &movements);
    grow(&log, &movements, 10);
    let witness = witness(&disk);
    let right = request(&log, 0);
    let other_size = AddCheckpoint {
        old: 5,
        ..request(&log, 5)
    };
    let refused = witness.add_checkpoint(&other_size.encode(), now());
    assert!(matches!(
        refused,
        Err(WitnessRefusal::Judged(Refusal::OtherSize { known: 0 }))
    ));
    let stranger = SigningKey::from_seed("log.example/izin".parse().unwrap(), &[8; 32]);
    let forged = tlog::SignedCheckpoint::sign(log.published().checkpoint().clone(), &stranger);
    let forged = AddCheckpoint {
        checkpoint: forged.unwrap().note().to_string(),
        ..right.clone()
    };
    let refused = witness.add_checkpoint(&forged.encode(), now());
    assert!(matches!(
        refused,
        Err(WitnessRefusal::Judged(Refusal::NotSigned(_)))
    ));
    let unknown = SigningKey::from_seed("other.example".parse().unwrap(), &[7; 32]);
    let mut checkpoint = log.published().checkpoint().clone();
    checkpoint.origin = unknown.verifier().name().clone().into();
    let unknown = AddCheckpoint {
        checkpoint: tlog::SignedCheckpoint::sign(checkpoint, &unknown)
            .unwrap()
            .note()
            .to_string(),
        ..right.clone()
    };
    let refused = witness.add_checkpoint(&unknown.encode(), now());
    assert!(matches!(refused, Err(WitnessRefusal::UnknownLog)));
    let refused = witness.add_checkpoint("old x\n", now());
    assert!(matches!(refused, Err(WitnessRefusal::Malformed(_))));
    assert_eq!(disk.below("").len(), 0);
    disk.fail(1, Fail::Before);
    let refused = witness.add_checkpoint(&right.encode(), now());
    assert!(matches!(refused, Err(WitnessRefusal::Storage(_))));
    assert_eq!(disk.below("").len(), 0);
    // Nothing was cosigned, so that the same may be asked again.
    assert!(witness.add_checkpoint(&right.encode(), now()).is_ok());
}

#[test]
fn a_proof_that_does_not_lead_there_is_refused() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&Arc::new(Disk::default()), &movements);
    let witness = witness(&disk);
    grow(&log, &movements, 10);
    witness
        .add_checkpoint(&request(&log, 0).encode(), now())
        .unwrap();
    grow(&log, &movements, 10);
    let kept = disk.below("");
    let mut wrong = request(&log, 10);
    wrong.proof[0][0] ^= 1;
    let refused = witness.add_checkpoint(&wrong.encode(), now());
    assert!(matches!(
        refused,
        Err(WitnessRefusal::Judged(Refusal::Inconsistent(_)))
    ));
    assert_eq!(disk.below(""), kept);
}

#[test]
fn a_witness_remembers_across_restarts() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&Arc::new(Disk::default()), &movements);
    grow(&log, &movements, 10);
    witness(&disk)
        .add_checkpoint(&request(&log, 0).encode(), now())
        .unwrap();
    let refused = witness(&disk).add_checkpoint(&request(&log, 0).encode(), now());
    assert!(matches!(
        refused,
        Err(WitnessRefusal::Judged(Refusal::OtherSize { known: 10 }))
    ));
}

#[test]
fn what_a_witness_remembers_is_checked() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    let log = open(&Arc::new(Disk::default()), &movements);
    grow(&log, &movements, 10);
    witness(&disk)
        .add_checkpoint(&request(&log, 0).encode(), now())
        .unwrap();
    let (path, bytes) = disk.below("witness/").into_iter().next().unwrap();
    for place in 0..bytes.len() {
        let mut damaged = bytes.clone();
        damaged[place] ^= 1;
        disk.put(&path, damaged);
        let opened = Witness::open_in(disk.clone(), cosigner(), vec![log_key().verifier().clone()]);
        assert!(opened.is_err(), "byte {place}");
    }
}

fn stamping_with_a_witness(disk: &Arc<Disk>) -> Stamping {
    let peer = WitnessPeer {
        url: "https://witness.example".to_owned(),
        key: cosigner().verifier().clone(),
    };
    let behind = BTreeMap::from([(peer.url.clone(), witness(disk))]);
    Stamping::with(&[("first", 365 * 86_400)], vec![peer], behind)
}

#[tokio::test]
async fn a_stamped_checkpoint_and_the_served_one_carry_the_witness_signature() {
    let stamping = stamping_with_a_witness(&Arc::new(Disk::default()));
    for count in [5, 700, 1] {
        stamping.record(count);
        stamping.clock.advance(60);
        stamping.stamp().await;
        let size = stamping.log.published().size();
        let stamp = stamping.stamps.get(size).unwrap().unwrap();
        let key = cosigner();
        for note in [
            stamp.checkpoint.note(),
            stamping.log.published().signed.note(),
        ] {
            tlog::verify_cosignature(note, key.verifier()).unwrap();
            note.verify(stamping.log.verifier()).unwrap();
        }
    }
}

#[tokio::test]
async fn a_witness_that_is_down_holds_up_no_stamp() {
    let stamping = stamping_with_a_witness(&Arc::new(Disk::default()));
    *stamping.peers.down.lock().unwrap() = true;
    stamping.record(5);
    stamping.clock.advance(60);
    stamping.stamp().await;
    let status = stamping.stamper.status().unwrap();
    assert_eq!(status.witnesses[0].failures, 1);
    assert_eq!(stamping.log.stopped(), None);
    *stamping.peers.down.lock().unwrap() = false;
    stamping.record(5);
    stamping.clock.advance(60);
    stamping.stamp().await;
    assert_eq!(stamping.stamper.status().unwrap().witnesses[0].failures, 0);
}

#[tokio::test]
async fn a_witness_signs_a_checkpoint_once_however_long_no_authority_answers() {
    let stamping = stamping_with_a_witness(&Arc::new(Disk::default()));
    stamping.transport.set_down(&["first"]);
    stamping.record(5);
    stamping.clock.advance(60);
    // More rounds than a note can have signatures.
    for _ in 0..100 {
        assert_eq!(stamping.round().await, Round::Failed);
        stamping.clock.advance(10);
    }
    let signatures = |stamping: &Stamping| {
        let published = stamping.log.published();
        published.signed.note().signatures().len()
    };
    assert_eq!(signatures(&stamping), 2);
    stamping.transport.set_down(&[]);
    stamping.clock.advance(300);
    stamping.stamp().await;
    assert_eq!(signatures(&stamping), 2);
    let stamp = stamping.stamps.get(5).unwrap().unwrap();
    let key = cosigner();
    tlog::verify_cosignature(stamp.checkpoint.note(), key.verifier()).unwrap();
}

#[tokio::test]
async fn no_witness_is_asked_while_no_authority_is() {
    let stamping = stamping_with_a_witness(&Arc::new(Disk::default()));
    stamping.transport.set_down(&["first"]);
    stamping.record(5);
    stamping.clock.advance(60);
    assert_eq!(stamping.round().await, Round::Failed);
    let cosigned = stamping.log.published().text();
    stamping.record(5);
    let grown = stamping.log.published().text();
    assert_ne!(grown, cosigned);
    stamping.clock.advance(1);
    assert_eq!(stamping.round().await, Round::Failed);
    assert_eq!(stamping.log.published().text(), grown);
}

#[tokio::test]
async fn a_log_put_back_from_an_old_copy_stops_when_a_witness_shows_the_newer_history() {
    let disk = Arc::new(Disk::default());
    let first = stamping_with_a_witness(&disk);
    first.record(10);
    first.clock.advance(60);
    first.stamp().await;
    // The copy never saw those ten, and records others.
    let second = stamping_with_a_witness(&disk);
    second.record(4);
    second.clock.advance(60);
    assert_eq!(second.round().await, Round::Stamped(4));
    let why = second.log.stopped().unwrap();
    assert!(why.contains("10 movements"), "{why}");
    second.movements.record(1);
    assert!(second.log.publish(second.movements.as_ref()).is_err());
}

/// Names a size that this log has not published, and shows one of its older checkpoints.
struct Confused(String);

impl WitnessTransport for Confused {
    fn add_checkpoint<'a>(&'a self, _: &'a str, _: String) -> Answer<'a, WitnessAnswer> {
        Box::pin(async { Ok(WitnessAnswer::Size(u64::MAX)) })
    }

    fn newest<'a>(&'a self, _: &'a str, _: &'a str) -> Answer<'a, String> {
        Box::pin(async { Ok(self.0.clone()) })
    }
}

#[tokio::test]
async fn neither_a_confused_witness_nor_damage_of_ours_is_another_history() {
    let (disk, movements) = (Arc::new(Disk::default()), Movements::new(0));
    grow(&open(&disk, &movements), &movements, 300);
    let shown = Confused(open(&disk, &movements).published().text());
    grow(&open(&disk, &movements), &movements, 700);
    let peer = WitnessPeer {
        url: String::new(),
        key: cosigner().verifier().clone(),
    };
    let ask = async || {
        // Opened anew, so that no tile is known yet.
        let log = open(&disk, &movements);
        let refused = cosign(&log, &log.published(), &peer, &shown, &mut 0).await;
        refused.unwrap_err()
    };
    assert_eq!(ask().await, CosignError::Conflict);
    let mut tile = disk.get("log/tile/0/001").unwrap();
    tile[7] ^= 1;
    disk.put("log/tile/0/001", tile);
    assert!(matches!(ask().await, CosignError::Log(_)));
}
