//! Every parser against valid texts that were bent a little: it accepts only what it would write itself, and never
//! panics. The fuzz targets of `fuzz/` ask the same of any bytes.

use proptest::prelude::*;
use proptest::sample::Index;
use tlog::{
    AddCheckpoint, Checkpoint, Note, NoteSignature, ProofFile, ResourceId, VerifierKey,
    decode_bundle, verify_cosignature,
};

use crate::support::{leaf, signing_key};

const NOTE: &str = include_str!("../fixtures/checkpoint.note");
const PROOF: &str = include_str!("../fixtures/leaf.tlog-proof");
const KEYS: &str = include_str!("../fixtures/keys.txt");

/// One change to a text.
#[derive(Debug, Clone)]
enum Change {
    Flip(Index, u8),
    Remove(Index, Index),
    Insert(Index, Vec<u8>),
    Repeat(Index, Index),
    Cut(Index),
    SwapLines(Index, Index),
}

fn changes() -> impl Strategy<Value = Vec<Change>> {
    let index = any::<Index>;
    let piece = prop_oneof![
        prop::collection::vec(any::<u8>(), 1..4),
        prop::sample::select(vec![
            "\n",
            "\n\n",
            "\u{2014} ",
            " ",
            "=",
            "0",
            "+",
            "\r",
            "é"
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
    ];
    let change = prop_oneof![
        (index(), 0_u8..8).prop_map(|(at, bit)| Change::Flip(at, bit)),
        (index(), index()).prop_map(|(from, to)| Change::Remove(from, to)),
        (index(), piece).prop_map(|(at, bytes)| Change::Insert(at, bytes)),
        (index(), index()).prop_map(|(from, to)| Change::Repeat(from, to)),
        index().prop_map(Change::Cut),
        (index(), index()).prop_map(|(one, other)| Change::SwapLines(one, other)),
    ];
    prop::collection::vec(change, 1..4)
}

fn bent(text: &str, changes: &[Change]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for change in changes {
        if bytes.is_empty() {
            break;
        }
        let length = bytes.len();
        let range = |from: &Index, to: &Index| {
            let (from, to) = (from.index(length), to.index(length));
            from.min(to)..(from.max(to) + 1).min(from.min(to) + 40)
        };
        match change {
            Change::Flip(at, bit) => bytes[at.index(length)] ^= 1 << bit,
            Change::Remove(from, to) => drop(bytes.drain(range(from, to))),
            Change::Insert(at, new) => {
                let at = at.index(length);
                bytes.splice(at..at, new.iter().copied());
            }
            Change::Repeat(from, to) => {
                let again = bytes[range(from, to)].to_vec();
                bytes.extend(again);
            }
            Change::Cut(at) => bytes.truncate(at.index(length)),
            Change::SwapLines(one, other) => {
                let mut lines: Vec<_> = bytes.split(|byte| *byte == b'\n').collect();
                let (one, other) = (one.index(lines.len()), other.index(lines.len()));
                lines.swap(one, other);
                bytes = lines.join(&b'\n');
            }
        }
    }
    bytes
}

/// The bent text, where it is text at all.
fn bent_text(text: &str, changes: &[Change]) -> Option<String> {
    String::from_utf8(bent(text, changes)).ok()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn a_bent_note_is_refused_or_written_as_it_was_read(changes in changes()) {
        let Some(text) = bent_text(NOTE, &changes) else { return Ok(()) };
        let Ok(note) = Note::parse(&text) else { return Ok(()) };
        prop_assert_eq!(note.to_string(), text);
        let _either = Checkpoint::parse(note.text());
        for key in KEYS.lines() {
            let key: VerifierKey = key.parse().unwrap();
            let original = Note::parse(NOTE).unwrap();
            if note.verify(&key).is_ok() || verify_cosignature(&note, &key).is_ok() {
                prop_assert_eq!(note.text(), original.text());
            }
        }
    }

    #[test]
    fn a_bent_checkpoint_is_refused_or_written_as_it_was_read(changes in changes()) {
        let text = Note::parse(NOTE).unwrap().text().to_owned();
        let Some(text) = bent_text(&text, &changes) else { return Ok(()) };
        if let Ok(checkpoint) = Checkpoint::parse(&text) {
            prop_assert!(text.starts_with(&checkpoint.text()));
        }
    }

    #[test]
    fn a_bent_proof_is_refused_or_still_the_same_proof(changes in changes()) {
        let Some(text) = bent_text(PROOF, &changes) else { return Ok(()) };
        let Ok(file) = ProofFile::parse(&text) else { return Ok(()) };
        prop_assert_eq!(file.to_string(), text);
        let log = signing_key("example.com/fixture", 7);
        if file.verify(&leaf(41_999), log.verifier()).is_ok() {
            let original = ProofFile::parse(PROOF).unwrap();
            prop_assert_eq!(file.index, original.index);
            prop_assert_eq!(&file.hashes, &original.hashes);
            prop_assert_eq!(file.checkpoint.text(), original.checkpoint.text());
        }
    }

    #[test]
    fn a_bent_request_is_refused_or_written_as_it_was_read(changes in changes()) {
        let request = AddCheckpoint { old: 7, proof: vec![leaf(0); 3], checkpoint: NOTE.to_owned() };
        let Some(text) = bent_text(&request.encode(), &changes) else { return Ok(()) };
        let Ok(request) = AddCheckpoint::parse(&text) else { return Ok(()) };
        prop_assert_eq!(request.encode(), text);
        let log = signing_key("example.com/fixture", 7);
        prop_assert!(request.judge(log.verifier(), Some((7, leaf(0)))).is_err());
        let _either = request.origin();
    }

    #[test]
    fn a_bent_key_is_refused_or_the_same_key(changes in changes()) {
        for key in KEYS.lines() {
            let Some(text) = bent_text(key, &changes) else { return Ok(()) };
            if let Ok(read) = text.parse::<VerifierKey>() {
                prop_assert_eq!(read.to_string(), key);
            }
        }
    }

    #[test]
    fn a_bent_path_is_refused_or_written_as_it_was_read(changes in changes()) {
        for path in ["checkpoint", "tile/1/x001/x234/067.p/208", "tile/entries/x001/234.p/5"] {
            let Some(text) = bent_text(path, &changes) else { return Ok(()) };
            if let Ok(resource) = ResourceId::parse(&text) {
                prop_assert_eq!(resource.path(), text);
            }
        }
    }

    #[test]
    fn a_bent_bundle_never_panics(changes in changes(), width in 0_u16..300) {
        let bundle = "\0\u{3}abc\0\u{0}\0\u{5}defgh";
        let _either = decode_bundle(&bent(bundle, &changes), width);
        let _either = NoteSignature::parse_lines(&String::from_utf8_lossy(&bent(NOTE, &changes)));
    }
}
