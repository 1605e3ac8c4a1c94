//! Cosignatures of witnesses.

use ed25519_dalek::Signer as _;
use tlog::{
    Checkpoint, Cosigner, MAX_COSIGNATURE_TIME_S, Note, NoteError, NoteSignature, SignedCheckpoint,
    leaf_hash, verify_cosignature,
};

use crate::support::{name, signature_line, signing_key};

const TIME: u64 = 1_700_000_000;

fn witness() -> Cosigner {
    Cosigner::from_seed(name("example.com/witness"), &[9; 32])
}

fn checkpoint() -> SignedCheckpoint {
    let checkpoint = Checkpoint {
        origin: "example.com/log".parse().unwrap(),
        size: 7,
        root: leaf_hash(b"root"),
    };
    SignedCheckpoint::sign(checkpoint, &signing_key("example.com/log", 1)).unwrap()
}

fn cosigned(time: u64) -> Note {
    let mut note = checkpoint().note().clone();
    note.add(witness().cosign(note.text(), time).unwrap())
        .unwrap();
    note
}

#[test]
fn a_cosignature_says_when_the_checkpoint_was_seen() {
    for time in [0, TIME, MAX_COSIGNATURE_TIME_S] {
        let note = Note::parse(&cosigned(time).to_string()).unwrap();
        assert_eq!(verify_cosignature(&note, witness().verifier()), Ok(time));
    }
    assert_eq!(witness().cosign("text\n", MAX_COSIGNATURE_TIME_S + 1), None);
}

#[test]
fn a_time_after_the_last_one_is_refused_although_it_is_signed() {
    let time = MAX_COSIGNATURE_TIME_S + 1;
    let mut note = checkpoint().note().clone();
    let message = format!("cosignature/v1\ntime {time}\n{}", note.text());
    let signature = ed25519_dalek::SigningKey::from_bytes(&[9; 32]).sign(message.as_bytes());
    let bytes = [&time.to_be_bytes()[..], &signature.to_bytes()].concat();
    let id = witness().verifier().id().to_be_bytes();
    let line = signature_line("example.com/witness", id, &bytes);
    note.add(NoteSignature::parse(&line).unwrap()).unwrap();
    assert_eq!(
        verify_cosignature(&note, witness().verifier()),
        Err(NoteError::BadSignature(name("example.com/witness")))
    );
}

#[test]
fn cosignatures_leave_the_logs_own_signature_as_it_is() {
    let log = signing_key("example.com/log", 1);
    let opened = SignedCheckpoint::open(&cosigned(TIME).to_string(), log.verifier()).unwrap();
    assert_eq!(opened.checkpoint(), checkpoint().checkpoint());
}

#[test]
fn another_text_is_a_bad_signature() {
    let bad = Err(NoteError::BadSignature(name("example.com/witness")));
    let cosigned = cosigned(TIME);
    let mut other_text = Note::new("example.com/log\n").unwrap();
    other_text.add(cosigned.signatures()[1].clone()).unwrap();
    assert_eq!(verify_cosignature(&other_text, witness().verifier()), bad);
}

#[test]
fn every_byte_of_a_cosignature_counts() {
    let note = cosigned(TIME);
    let good = &note.signatures()[1];
    let id = good.id().to_be_bytes();
    for at in 0..good.bytes().len() {
        let mut bytes = good.bytes().to_vec();
        bytes[at] ^= 1;
        let altered = signature_line("example.com/witness", id, &bytes);
        let altered = note.to_string().replace(&good.to_string(), &altered);
        let altered = Note::parse(&altered).unwrap();
        assert_eq!(
            verify_cosignature(&altered, witness().verifier()),
            Err(NoteError::BadSignature(name("example.com/witness"))),
            "{at}"
        );
    }
    for length in [1, 8, 71, 73] {
        let mut bytes = good.bytes().to_vec();
        bytes.resize(length, 0);
        let altered = signature_line("example.com/witness", id, &bytes);
        let altered = note.to_string().replace(&good.to_string(), &altered);
        let altered = Note::parse(&altered).unwrap();
        assert!(
            verify_cosignature(&altered, witness().verifier()).is_err(),
            "{length}"
        );
    }
}

#[test]
fn the_latest_of_several_counts_and_each_must_be_valid() {
    let mut note = cosigned(TIME);
    note.add(witness().cosign(note.text(), TIME - 5).unwrap())
        .unwrap();
    assert_eq!(verify_cosignature(&note, witness().verifier()), Ok(TIME));
    note.add(witness().cosign("another text\n", TIME).unwrap())
        .unwrap();
    assert_eq!(
        verify_cosignature(&note, witness().verifier()),
        Err(NoteError::BadSignature(name("example.com/witness")))
    );
}

#[test]
fn a_log_is_no_witness_and_a_witness_no_log() {
    let log = signing_key("example.com/log", 1);
    let note = cosigned(TIME);
    assert_eq!(
        verify_cosignature(&note, log.verifier()),
        Err(NoteError::WrongKind(name("example.com/log")))
    );
    assert_eq!(
        note.verify(witness().verifier()),
        Err(NoteError::WrongKind(name("example.com/witness")))
    );
    assert_eq!(
        verify_cosignature(checkpoint().note(), witness().verifier()),
        Err(NoteError::NotSignedBy(name("example.com/witness")))
    );
}
