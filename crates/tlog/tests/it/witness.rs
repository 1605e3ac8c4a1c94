//! What a log asks of a witness, and what the witness answers.

use tlog::{
    AddCheckpoint, Checkpoint, Hash, MAX_ADD_CHECKPOINT_BYTES, MAX_WITNESS_PROOF_HASHES,
    ProofError, Refusal, SignedCheckpoint, WitnessMessageError, consistency_proof, empty_root,
    encode_size, parse_size, root,
};

use crate::support::{Shelf, leaf, signing_key};

fn root_of(size: u64) -> Hash {
    root(&Shelf::of(size), size).unwrap()
}

fn signed(size: u64, root: Hash) -> String {
    let checkpoint = Checkpoint {
        origin: "example.com/log".parse().unwrap(),
        size,
        root,
    };
    let log = signing_key("example.com/log", 1);
    SignedCheckpoint::sign(checkpoint, &log)
        .unwrap()
        .note()
        .to_string()
}

fn request(old: u64, new: u64) -> AddCheckpoint {
    let proof = if old > new {
        Vec::new()
    } else {
        consistency_proof(&Shelf::of(new), old, new).unwrap()
    };
    AddCheckpoint {
        old,
        proof,
        checkpoint: signed(new, root_of(new)),
    }
}

fn judge(request: &AddCheckpoint, last: Option<u64>) -> Result<u64, Refusal> {
    let last = last.map(|size| (size, root_of(size)));
    let log = signing_key("example.com/log", 1);
    request
        .judge(log.verifier(), last)
        .map(|signed| signed.checkpoint().size)
}

#[test]
fn a_request_is_written_and_read_again() {
    for request in [request(0, 5), request(3, 5), request(5, 5)] {
        let body = request.encode();
        assert_eq!(AddCheckpoint::parse(&body).as_ref(), Ok(&request));
        assert_eq!(request.origin(), Some("example.com/log"));
    }
    assert!(
        request(0, 1)
            .encode()
            .starts_with("old 0\n\nexample.com/log\n1\n")
    );
}

#[test]
fn a_tree_that_continues_the_known_one_is_cosigned() {
    assert_eq!(judge(&request(0, 5), None), Ok(5));
    assert_eq!(judge(&request(3, 5), Some(3)), Ok(5));
    assert_eq!(judge(&request(5, 5), Some(5)), Ok(5));
    assert_eq!(judge(&request(0, 0), None), Ok(0));
    assert_eq!(judge(&request(0, 5), Some(0)), Ok(5));
}

#[test]
fn a_request_about_another_size_learns_the_known_one() {
    let refusal = judge(&request(0, 5), Some(3)).unwrap_err();
    assert_eq!(refusal, Refusal::OtherSize { known: 3 });
    assert_eq!(
        judge(&request(3, 5), None),
        Err(Refusal::OtherSize { known: 0 })
    );
    // Back to an older tree.
    assert_eq!(
        judge(&request(3, 3), Some(5)),
        Err(Refusal::OtherSize { known: 5 })
    );
}

#[test]
fn an_older_size_above_the_newer_is_no_request() {
    let refusal = judge(&request(6, 5), Some(6)).unwrap_err();
    assert_eq!(refusal, Refusal::OldAboveNew { old: 6, new: 5 });
}

#[test]
fn two_roots_of_one_size_are_a_split_view() {
    let request = AddCheckpoint {
        checkpoint: signed(5, leaf(0)),
        ..request(5, 5)
    };
    let refusal = judge(&request, Some(5)).unwrap_err();
    assert_eq!(refusal, Refusal::SplitView { size: 5 });
    // The empty tree has one root even for a witness that never heard of the log.
    let request = AddCheckpoint {
        old: 0,
        proof: Vec::new(),
        checkpoint: signed(0, leaf(0)),
    };
    assert_eq!(judge(&request, None), Err(Refusal::SplitView { size: 0 }));
    let request = AddCheckpoint {
        checkpoint: signed(0, empty_root()),
        ..request
    };
    assert_eq!(judge(&request, None), Ok(0));
}

#[test]
fn a_tree_that_does_not_continue_the_known_one_is_not_cosigned() {
    let mut changed = request(3, 5);
    changed.checkpoint = signed(5, leaf(0));
    let refusal = judge(&changed, Some(3)).unwrap_err();
    assert_eq!(refusal, Refusal::Inconsistent(ProofError::Root));
    let mut longer = request(0, 5);
    longer.proof.push(leaf(0));
    assert_eq!(
        judge(&longer, None),
        Err(Refusal::Inconsistent(ProofError::Length { found: 1 }))
    );
    let mut same = request(5, 5);
    same.proof.push(leaf(0));
    let refusal = judge(&same, Some(5)).unwrap_err();
    assert!(matches!(refusal, Refusal::Inconsistent(_)), "{refusal:?}");
    let mut shorter = request(3, 5);
    shorter.proof.pop();
    let refusal = judge(&shorter, Some(3)).unwrap_err();
    assert!(matches!(refusal, Refusal::Inconsistent(_)), "{refusal:?}");
}

#[test]
fn what_the_log_has_not_signed_is_not_looked_at_further() {
    let stranger = signing_key("example.com/log", 2);
    let refusal = request(0, 5).judge(stranger.verifier(), None).unwrap_err();
    assert!(matches!(refusal, Refusal::NotSigned(_)), "{refusal:?}");
    let forged = AddCheckpoint {
        checkpoint: request(0, 5).checkpoint.replace("\n5\n", "\n6\n"),
        ..request(0, 5)
    };
    let refusal = judge(&forged, None).unwrap_err();
    assert!(matches!(refusal, Refusal::NotSigned(_)), "{refusal:?}");
}

#[test]
fn what_is_no_request_says_why() {
    let good = request(3, 5).encode();
    let refused =
        |body: &str, error| assert_eq!(AddCheckpoint::parse(body), Err(error), "{body:?}");
    for old in [
        "",
        "old",
        "old ",
        "old 03",
        "old -3",
        "new 3",
        "old 3 ",
        "old 18446744073709551616",
    ] {
        refused(&good.replace("old 3", old), WitnessMessageError::Old);
    }
    refused("old 3", WitnessMessageError::Old);
    refused("old 3\n", WitnessMessageError::Hash);
    refused(
        &good.replace("old 3\n", "old 3\nAAAA\n"),
        WitnessMessageError::Hash,
    );
    let many = |count| {
        AddCheckpoint {
            proof: vec![leaf(0); count],
            ..request(3, 5)
        }
        .encode()
    };
    assert!(AddCheckpoint::parse(&many(MAX_WITNESS_PROOF_HASHES)).is_ok());
    refused(
        &many(MAX_WITNESS_PROOF_HASHES + 1),
        WitnessMessageError::TooManyHashes,
    );
    let long = good + &"a".repeat(MAX_ADD_CHECKPOINT_BYTES);
    assert_eq!(
        AddCheckpoint::parse(&long),
        Err(WitnessMessageError::TooLong)
    );
    let nothing = AddCheckpoint {
        old: 0,
        proof: Vec::new(),
        checkpoint: String::new(),
    };
    assert_eq!(nothing.origin(), None);
}

#[test]
fn a_size_is_a_number_and_a_newline() {
    for size in [0, 7, u64::MAX] {
        assert_eq!(parse_size(&encode_size(size)), Ok(size));
    }
    for bad in ["", "7", "7\n\n", "07\n", "+7\n", "7\r\n", "\n"] {
        assert_eq!(parse_size(bad), Err(WitnessMessageError::Size), "{bad:?}");
    }
}
