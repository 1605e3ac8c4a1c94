//! Proofs that stand in one file.

use tlog::{
    Checkpoint, LeafError, MAX_EXTRA_BYTES, MAX_INCLUSION_HASHES, MAX_PROOF_FILE_BYTES, NoteError,
    OpenError, ProofError, ProofFile, ProofFileError, SignedCheckpoint, inclusion_proof, root,
};

use crate::support::{Shelf, leaf, name, signing_key};

fn proof(size: u64, index: u64) -> ProofFile {
    let shelf = Shelf::of(size);
    let checkpoint = Checkpoint {
        origin: "example.com/log".parse().unwrap(),
        size,
        root: root(&shelf, size).unwrap(),
    };
    let log = signing_key("example.com/log", 1);
    ProofFile {
        extra: None,
        index,
        hashes: inclusion_proof(&shelf, size, index).unwrap(),
        checkpoint: SignedCheckpoint::sign(checkpoint, &log)
            .unwrap()
            .note()
            .clone(),
    }
}

#[test]
fn a_proof_is_written_and_read_again() {
    let mut file = proof(300, 7);
    for extra in [None, Some(Vec::new()), Some(b"izin".to_vec())] {
        file.extra = extra;
        assert_eq!(ProofFile::parse(&file.to_string()).as_ref(), Ok(&file));
    }
    file.extra = None;
    let text = file.to_string();
    assert!(
        text.starts_with("c2sp.org/tlog-proof@v1\nindex 7\n"),
        "{text}"
    );
    assert!(text.contains("=\n\nexample.com/log\n300\n"), "{text}");
}

#[test]
fn the_only_leaf_of_a_log_needs_no_hashes() {
    let file = proof(1, 0);
    assert!(
        file.to_string()
            .starts_with("c2sp.org/tlog-proof@v1\nindex 0\n\nexample.com/log\n1\n")
    );
    let log = signing_key("example.com/log", 1);
    let read = ProofFile::parse(&file.to_string()).unwrap();
    assert!(read.verify(&leaf(0), log.verifier()).is_ok());
}

#[test]
fn a_proof_holds_for_its_leaf_and_log_only() {
    let log = signing_key("example.com/log", 1);
    let file = proof(300, 7);
    let signed = file.verify(&leaf(7), log.verifier()).unwrap();
    assert_eq!(signed.checkpoint().size, 300);
    assert_eq!(
        file.verify(&leaf(8), log.verifier()),
        Err(LeafError::Proof(ProofError::Root))
    );
    let other = signing_key("example.com/log", 2);
    assert_eq!(
        file.verify(&leaf(7), other.verifier()),
        Err(LeafError::Checkpoint(OpenError::Note(
            NoteError::NotSignedBy(name("example.com/log"))
        )))
    );
    let moved = ProofFile { index: 6, ..file };
    assert!(moved.verify(&leaf(7), log.verifier()).is_err());
}

#[test]
fn what_is_no_proof_says_why() {
    let good = proof(3, 1).to_string();
    let refused = |file: &str, error| assert_eq!(ProofFile::parse(file), Err(error), "{file:?}");
    refused("", ProofFileError::Header);
    refused("c2sp.org/tlog-proof@v1", ProofFileError::Header);
    refused(&good.replace("@v1", "@v2"), ProofFileError::Header);
    refused(
        &good.replace("index 1", "extra A\nindex 1"),
        ProofFileError::Extra,
    );
    refused("c2sp.org/tlog-proof@v1\nextra AAAA", ProofFileError::Extra);
    for index in [
        "index",
        "index ",
        "index 01",
        "index -1",
        "Index 1",
        "index 18446744073709551616",
    ] {
        refused(&good.replace("index 1", index), ProofFileError::Index);
    }
    refused(
        &good.replace("index 1\n", "index 1\nAAAA\n"),
        ProofFileError::Hash,
    );
    refused(
        &good.replace("=\n\nexample", "=\nexample"),
        ProofFileError::Hash,
    );
    refused("c2sp.org/tlog-proof@v1\nindex 1\n", ProofFileError::Hash);
    refused(
        "c2sp.org/tlog-proof@v1\nindex 1\n\n",
        ProofFileError::Checkpoint(NoteError::Unsigned),
    );
}

#[test]
fn a_proof_has_its_limits() {
    let mut file = proof(3, 1);
    file.extra = Some(vec![0; MAX_EXTRA_BYTES]);
    file.hashes = vec![leaf(0); MAX_INCLUSION_HASHES];
    let text = file.to_string();
    assert!(text.len() < MAX_PROOF_FILE_BYTES);
    assert_eq!(ProofFile::parse(&text).as_ref(), Ok(&file));
    file.hashes.push(leaf(0));
    assert_eq!(
        ProofFile::parse(&file.to_string()),
        Err(ProofFileError::TooManyHashes)
    );
    file.extra = Some(vec![0; MAX_EXTRA_BYTES + 1]);
    assert_eq!(
        ProofFile::parse(&file.to_string()),
        Err(ProofFileError::Extra)
    );
    file.extra = Some(vec![0; MAX_PROOF_FILE_BYTES]);
    assert_eq!(
        ProofFile::parse(&file.to_string()),
        Err(ProofFileError::TooLong)
    );
}
