//! Signed notes.

use proptest::prelude::*;
use tlog::{
    MAX_NOTE_BYTES, MAX_SIGNATURES, Note, NoteError, NoteSignature, SigningKey, VerifierKey,
};

use crate::support::{name, signing_key};

/// The example of Go's package `note`, signed by two keys.
const PETER: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const ENOCH: &str = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop";
const NOTE: &str = "If you think cryptography is the answer to your problem,
then you don't know what your problem is.

\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
\u{2014} EnochRoot rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=
";

fn key(text: &str) -> VerifierKey {
    text.parse().unwrap()
}

#[test]
fn a_known_note_is_read_checked_and_written_again() {
    let note = Note::parse(NOTE).unwrap();
    assert!(note.text().ends_with("your problem is.\n"));
    assert_eq!(note.signatures().len(), 2);
    assert_eq!(note.signatures()[0].id(), 0xc74f_20a3);
    assert_eq!(note.verify(&key(PETER)), Ok(()));
    assert_eq!(note.verify(&key(ENOCH)), Ok(()));
    assert_eq!(note.to_string(), NOTE);
}

#[test]
fn the_secret_key_of_the_known_note_signs_it_again() {
    // "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz" without the kind.
    let seed = [
        0x81, 0x0a, 0x14, 0x02, 0xd5, 0x14, 0x6c, 0x8d, 0x84, 0xf2, 0x44, 0x33, 0x30, 0xf5, 0x40,
        0x80, 0xeb, 0xf9, 0x8e, 0xe1, 0x7d, 0x9c, 0x74, 0xf6, 0x25, 0x2f, 0xc5, 0xd5, 0xc7, 0x28,
        0x31, 0x73,
    ];
    let peter = SigningKey::from_seed(name("PeterNeumann"), &seed);
    assert_eq!(peter.verifier(), &key(PETER));
    let note = Note::parse(NOTE).unwrap();
    assert_eq!(peter.sign(note.text()), note.signatures()[0]);
}

#[test]
fn an_unknown_key_is_not_a_bad_signature() {
    let note = Note::parse(NOTE).unwrap();
    let stranger = signing_key("PeterNeumann", 3);
    assert_eq!(
        note.verify(stranger.verifier()),
        Err(NoteError::NotSignedBy(name("PeterNeumann")))
    );
    let altered = Note::parse(&NOTE.replace("answer", "Answer")).unwrap();
    assert_eq!(
        altered.verify(&key(PETER)),
        Err(NoteError::BadSignature(name("PeterNeumann")))
    );
}

#[test]
fn one_bad_signature_beside_a_good_one_of_the_same_key_spoils_the_note() {
    let log = signing_key("example.com/log", 1);
    for bad_first in [false, true] {
        let mut note = Note::new("a text\n").unwrap();
        let mut signatures = [log.sign(note.text()), log.sign("another text\n")];
        if bad_first {
            signatures.reverse();
        }
        for signature in signatures {
            note.add(signature).unwrap();
        }
        assert_eq!(
            note.verify(log.verifier()),
            Err(NoteError::BadSignature(name("example.com/log")))
        );
    }
}

#[test]
fn signatures_of_strangers_change_nothing() {
    let log = signing_key("example.com/log", 1);
    let mut note = Note::new("a text\n").unwrap();
    note.add(signing_key("example.com/log", 2).sign("another text\n"))
        .unwrap();
    note.add(log.sign(note.text())).unwrap();
    note.add(log.sign(note.text())).unwrap();
    assert_eq!(
        note.signatures().len(),
        2,
        "the same signature is there once"
    );
    assert_eq!(note.verify(log.verifier()), Ok(()));
    assert_eq!(Note::parse(&note.to_string()), Ok(note));
}

#[test]
fn the_text_ends_at_the_last_blank_line() {
    let log = signing_key("example.com/log", 1);
    let text = "first\n\n\u{2014} example.com/log AAAAAAA=\n\nlast\n";
    let mut note = Note::new(text).unwrap();
    note.add(log.sign(text)).unwrap();
    let read = Note::parse(&note.to_string()).unwrap();
    assert_eq!(read.text(), text);
    assert_eq!(read.verify(log.verifier()), Ok(()));
}

#[test]
fn what_is_no_note_says_why() {
    let refused = |note: &str, error| assert_eq!(Note::parse(note), Err(error), "{note:?}");
    let line = "\u{2014} a AAAAAAA=";
    refused("", NoteError::Unsigned);
    refused("text\n", NoteError::Unsigned);
    refused("text\n\n", NoteError::Unsigned);
    refused(&format!("text\n{line}\n"), NoteError::Unsigned);
    refused(&format!("te\rxt\n\n{line}\n"), NoteError::Control);
    refused(&format!("te\0xt\n\n{line}\n"), NoteError::Control);
    refused(&format!("text\n\n{line}"), NoteError::SignatureLine);
    refused(&format!("text\n\n{line}\nmore\n"), NoteError::SignatureLine);
    for line in [
        "- a AAAAAAA=",
        "\u{2014}a AAAAAAA=",
        "\u{2014} a",
        "\u{2014} a ",
        "\u{2014}  AAAAAAA=",
        "\u{2014} a AAAAAAA",
        "\u{2014} a AAAAAAB=",
        "\u{2014} a AAAAAA==",
        "\u{2014} a AAAA",
        "\u{2014} a AAA\u{0}AAA=",
        "\u{2014} a+b AAAAAAA=",
        "\u{2014} a b AAAAAAA=",
    ] {
        refused(&format!("text\n\n{line}\n"), NoteError::SignatureLine);
    }
    assert_eq!(Note::new(""), Err(NoteError::Text));
    assert_eq!(Note::new("text"), Err(NoteError::Text));
    assert_eq!(Note::new("te\txt\n"), Err(NoteError::Control));
}

#[test]
fn a_note_has_its_limits() {
    let line = "\u{2014} a AAAAAAA=\n";
    let many = |count| format!("text\n\n{}", line.repeat(count));
    assert_eq!(
        Note::parse(&many(MAX_SIGNATURES))
            .unwrap()
            .signatures()
            .len(),
        MAX_SIGNATURES
    );
    assert_eq!(
        Note::parse(&many(MAX_SIGNATURES + 1)),
        Err(NoteError::TooManySignatures)
    );
    let mut full = Note::parse(&many(MAX_SIGNATURES)).unwrap();
    let one_more = NoteSignature::parse("\u{2014} b AAAAAAA=").unwrap();
    assert_eq!(full.add(one_more), Err(NoteError::TooManySignatures));
    assert_eq!(full.signatures().len(), MAX_SIGNATURES);

    let end = format!("\n\n{line}");
    let longest = "a".repeat(MAX_NOTE_BYTES - end.len()) + &end;
    assert!(Note::parse(&longest).is_ok());
    assert_eq!(Note::parse(&format!("a{longest}")), Err(NoteError::TooLong));
    assert_eq!(
        Note::new("a".repeat(MAX_NOTE_BYTES) + "\n"),
        Err(NoteError::TooLong)
    );
    assert_eq!(
        NoteSignature::parse_lines(&line.repeat(10_000)),
        Err(NoteError::TooLong)
    );
}

#[test]
fn a_witnesss_answer_is_signature_lines() {
    let signatures =
        NoteSignature::parse_lines("\u{2014} a AAAAAAA=\n\u{2014} b AAAAAQA=\n").unwrap();
    assert_eq!(signatures[1].name(), &name("b"));
    assert_eq!(signatures[1].id(), 1);
    assert_eq!(signatures[1].bytes(), [0]);
    assert_eq!(NoteSignature::parse_lines(""), Err(NoteError::Unsigned));
    assert_eq!(
        NoteSignature::parse_lines("\n"),
        Err(NoteError::SignatureLine)
    );
}

proptest! {
    #[test]
    fn any_text_is_signed_and_read_again(
        text in "[ -~ğüşıöç\n]{0,60}", seed in any::<[u8; 32]>(), at in any::<prop::sample::Index>(), bit in 0_u8..8,
    ) {
        let key = SigningKey::from_seed(name("example.com/log"), &seed);
        let mut note = Note::new(text + "\n").unwrap();
        note.add(key.sign(note.text())).unwrap();
        let written = note.to_string();
        prop_assert_eq!(Note::parse(&written), Ok(note.clone()));
        prop_assert_eq!(note.verify(key.verifier()), Ok(()));
        // One bit of it changed.
        let mut bytes = written.into_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= 1_u8 << bit;
        if let Ok(note) = String::from_utf8(bytes).map_err(drop).and_then(|note| Note::parse(&note).map_err(drop)) {
            prop_assert!(note.verify(key.verifier()).is_err());
        }
    }
}
