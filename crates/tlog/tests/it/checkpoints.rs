//! Checkpoints and their signing.

use proptest::prelude::*;
use tlog::{
    Checkpoint, CheckpointError, Note, NoteError, OpenError, Origin, SignedCheckpoint, leaf_hash,
};

use crate::support::{name, signing_key};

/// The specification's example.
const TEXT: &str =
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

fn checkpoint(origin: &str) -> Checkpoint {
    Checkpoint {
        origin: origin.parse().unwrap(),
        size: 7,
        root: leaf_hash(b"root"),
    }
}

#[test]
fn the_specifications_example_is_read_and_written_again() {
    let checkpoint = Checkpoint::parse(TEXT).unwrap();
    assert_eq!(checkpoint.origin.as_str(), "example.com/behind-the-sofa");
    assert_eq!(checkpoint.size, 20_852_163);
    assert_eq!(checkpoint.root[..2], [0x0a, 0xc5]);
    assert_eq!(checkpoint.text(), TEXT);
}

#[test]
fn lines_of_an_extension_are_passed_over() {
    let extended = format!("{TEXT}one more\nand one\n");
    assert_eq!(Checkpoint::parse(&extended), Checkpoint::parse(TEXT));
    for bad in [
        format!("{TEXT}\n"),
        format!("{TEXT}one\n\ntwo\n"),
        format!("{TEXT}one"),
    ] {
        assert_eq!(
            Checkpoint::parse(&bad),
            Err(CheckpointError::Lines),
            "{bad:?}"
        );
    }
}

#[test]
fn an_origin_may_have_blanks_as_gos_has() {
    let text = TEXT.replace("example.com/behind-the-sofa", "go.sum database tree");
    assert_eq!(
        Checkpoint::parse(&text).unwrap().origin.as_str(),
        "go.sum database tree"
    );
}

#[test]
fn what_is_no_checkpoint_says_why() {
    let refused = |text: &str, error| assert_eq!(Checkpoint::parse(text), Err(error), "{text:?}");
    let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    refused("", CheckpointError::Lines);
    refused("\n", CheckpointError::Origin);
    refused(&format!("\n1\n{root}\n"), CheckpointError::Origin);
    refused(&format!("a\u{7f}\n1\n{root}\n"), CheckpointError::Origin);
    refused(
        &format!("{}\n1\n{root}\n", "a".repeat(256)),
        CheckpointError::Origin,
    );
    refused("a\n", CheckpointError::Size);
    for size in [
        "",
        "01",
        "00",
        "-1",
        "+1",
        " 1",
        "1 ",
        "1e3",
        "٣",
        "18446744073709551616",
    ] {
        refused(&format!("a\n{size}\n{root}\n"), CheckpointError::Size);
    }
    refused("a\n1\n", CheckpointError::Root);
    for root in [
        "",
        "AAAA",
        &root[1..],
        &root[..43],
        &format!("{root} "),
        &root.replace("2I=", "2J="),
    ] {
        refused(&format!("a\n1\n{root}\n"), CheckpointError::Root);
    }
    refused(
        &format!("{TEXT}{}\n", "a".repeat(20_000)),
        CheckpointError::TooLong,
    );
}

#[test]
fn a_signed_checkpoint_opens_with_the_logs_key_only() {
    let log = signing_key("example.com/log", 1);
    let signed = SignedCheckpoint::sign(checkpoint("example.com/log"), &log).unwrap();
    let note = signed.note().to_string();
    assert_eq!(
        SignedCheckpoint::open(&note, log.verifier()),
        Ok(signed.clone())
    );
    assert_eq!(signed.checkpoint(), &checkpoint("example.com/log"));
    let other = signing_key("example.com/log", 2);
    assert_eq!(
        SignedCheckpoint::open(&note, other.verifier()),
        Err(OpenError::Note(NoteError::NotSignedBy(name(
            "example.com/log"
        ))))
    );
    assert_eq!(
        SignedCheckpoint::open(&note.replace("\n7\n", "\n8\n"), log.verifier()),
        Err(OpenError::Note(NoteError::BadSignature(name(
            "example.com/log"
        ))))
    );
}

#[test]
fn a_log_signs_and_speaks_for_itself_only() {
    let log = signing_key("example.com/log", 1);
    let other_log = OpenError::OtherLog {
        wanted: name("example.com/log"),
        found: "example.com/other".parse().unwrap(),
    };
    assert_eq!(
        SignedCheckpoint::sign(checkpoint("example.com/other"), &log),
        Err(other_log.clone())
    );
    let mut note = Note::new(checkpoint("example.com/other").text()).unwrap();
    note.add(log.sign(note.text())).unwrap();
    assert_eq!(
        SignedCheckpoint::from_note(note, log.verifier()),
        Err(other_log)
    );
}

#[test]
fn a_signed_text_that_is_no_checkpoint_does_not_open() {
    let log = signing_key("example.com/log", 1);
    let mut note = Note::new("example.com/log\n7\n").unwrap();
    note.add(log.sign(note.text())).unwrap();
    assert_eq!(
        SignedCheckpoint::from_note(note, log.verifier()),
        Err(OpenError::Checkpoint(CheckpointError::Root))
    );
}

#[test]
fn a_keys_name_is_an_origin() {
    assert_eq!(
        Origin::from(name("example.com/log")).to_string(),
        "example.com/log"
    );
}

proptest! {
    #[test]
    fn every_checkpoint_written_is_read_again(
        origin in "[a-zğ./ ]{1,40}", size in any::<u64>(), root in any::<[u8; 32]>(),
    ) {
        let checkpoint = Checkpoint { origin: origin.parse().unwrap(), size, root };
        prop_assert_eq!(Checkpoint::parse(&checkpoint.text()), Ok(checkpoint));
    }
}
