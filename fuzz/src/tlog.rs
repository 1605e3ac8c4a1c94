//! The log's paths, bundles and texts.

use tlog::{
    AddCheckpoint, Checkpoint, Note, NoteSignature, ProofFile, ResourceId, VerifierKey,
    decode_bundle, encode_entry, leaf_hash, parse_size, verify_cosignature,
};

/// A log's and a witness's key, under which nothing that is found here is signed.
const KEYS: &str = include_str!("../../crates/tlog/tests/fixtures/keys.txt");

fn keys() -> Vec<VerifierKey> {
    KEYS.lines()
        .map(|key| key.parse().expect("the fixture holds keys"))
        .collect()
}

/// A width in two bytes, then a bundle.
pub fn bundle(data: &[u8]) {
    let Some((width, bytes)) = data.split_first_chunk() else {
        return;
    };
    if let Ok(entries) = decode_bundle(bytes, u16::from_be_bytes(*width)) {
        let mut again = Vec::new();
        for entry in entries {
            encode_entry(&mut again, entry).expect("it was read from a bundle");
        }
        assert_eq!(again, bytes);
    }
}

/// A verifier key.
pub fn key(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    if let Ok(key) = text.parse::<VerifierKey>() {
        let again = key.to_string();
        assert!(again.eq_ignore_ascii_case(text));
        assert_eq!(again.parse().as_ref(), Ok(&key));
    }
}

/// A note, the checkpoint in it, and its signatures.
pub fn note(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let _either = NoteSignature::parse_lines(text);
    if let Ok(checkpoint) = Checkpoint::parse(text) {
        assert!(text.starts_with(&checkpoint.text()));
    }
    let Ok(note) = Note::parse(text) else {
        return;
    };
    assert_eq!(note.to_string(), text);
    let _either = Checkpoint::parse(note.text());
    for key in keys() {
        let _either = note.verify(&key);
        let _either = verify_cosignature(&note, &key);
    }
}

/// A path under the log's prefix.
pub fn path(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    if let Ok(resource) = ResourceId::parse(text) {
        assert_eq!(resource.path(), text);
    }
}

/// A leaf's proof.
pub fn proof(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    if let Ok(file) = ProofFile::parse(text) {
        assert_eq!(file.to_string(), text);
        for key in keys() {
            assert!(file.verify(&leaf_hash(b"no leaf of it"), &key).is_err());
        }
    }
}

/// What a log sends to a witness, and what it may get back.
pub fn witness(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else {
        return;
    };
    let _either = parse_size(text);
    if let Ok(request) = AddCheckpoint::parse(text) {
        assert_eq!(request.encode(), text);
        let _either = request.origin();
        for key in keys() {
            let _either = request.judge(&key, None);
            let _either = request.judge(&key, Some((request.old, leaf_hash(b"a root"))));
        }
    }
}
