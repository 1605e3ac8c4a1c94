//! Against `golang.org/x/mod/sumdb`, the code that guards Go's modules: what it made of known leaves is frozen in
//! `fixtures/` (`clients/go-sumdb` wrote it), and where Go is installed it reads a whole log of ours.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use sha2::{Digest, Sha256};
use tlog::{
    Appender, BundleId, Checkpoint, Cosigner, Note, ProofFile, SignedCheckpoint, TileId,
    VerifierKey, consistency_proof, encode_entry, inclusion_proof, root, verify_consistency,
    verify_cosignature, verify_inclusion,
};

use crate::support::{Shelf, hash64, leaf, leaves, name, signing_key};

const TREES: &str = include_str!("../fixtures/trees.txt");
const CHECKPOINT: &str = include_str!("../fixtures/checkpoint.note");
const KEYS: &str = include_str!("../fixtures/keys.txt");
const PROOF: &str = include_str!("../fixtures/leaf.tlog-proof");

/// Entries of the largest frozen tree.
const ENTRIES: u64 = 66_000;
/// Set by `cargo xtask test`, which installs Go: then its absence is a failure.
const PEERS_WANTED: &str = "IZIN_PEERS";
/// Where Debian puts Go's libraries.
const GO_PATH: &str = "/usr/share/gocode";

#[test]
fn go_makes_the_same_roots_proofs_tiles_and_paths() {
    let shelf = Shelf::of(ENTRIES);
    // Tiles of every size that is asked about.
    let mut grown = Shelf::default();
    let mut appender = Appender::new();
    let mut lines = 0;
    let mut roots = std::collections::BTreeMap::new();
    for line in TREES.lines() {
        let words: Vec<_> = line.split(' ').collect();
        let number = |at: usize| words[at].parse::<u64>().unwrap();
        let hashes =
            |from: usize| -> Vec<_> { words[from..].iter().map(|word| hash64(word)).collect() };
        match words[0] {
            "root" => {
                let new: Vec<_> = (appender.size()..number(1)).map(leaf).collect();
                appender.append(&new, &mut grown.writer());
                assert_eq!(appender.root(), hash64(words[2]), "{line}");
                assert_eq!(root(&grown, number(1)), Ok(hash64(words[2])), "{line}");
                roots.insert(number(1), hash64(words[2]));
            }
            "inclusion" => {
                let (index, size, proof) = (number(1), number(2), hashes(3));
                assert_eq!(
                    inclusion_proof(&grown, size, index).as_ref(),
                    Ok(&proof),
                    "{line}"
                );
                let verified = verify_inclusion(index, size, &leaf(index), &roots[&size], &proof);
                assert_eq!(verified, Ok(()), "{line}");
            }
            "consistency" => {
                let (old, new, proof) = (number(1), number(2), hashes(3));
                assert_eq!(
                    consistency_proof(&grown, old, new).as_ref(),
                    Ok(&proof),
                    "{line}"
                );
                let verified = verify_consistency(old, &roots[&old], new, &roots[&new], &proof);
                assert_eq!(verified, Ok(()), "{line}");
            }
            "tile" => {
                let tile = TileId::parse(words[1]).unwrap();
                let digest: [u8; 32] = Sha256::digest(&shelf.0[&tile]).into();
                assert_eq!(digest, hash64(words[2]), "{line}");
            }
            "path" => {
                let [level, index, width] = [number(1), number(2), number(3)];
                let level = u8::try_from(level).unwrap();
                let tile = TileId::new(level, index, u16::try_from(width).unwrap()).unwrap();
                assert_eq!(tile.path(), words[4]);
                assert_eq!(TileId::parse(words[4]), Ok(tile));
            }
            other => panic!("{other} is no word of the fixture"),
        }
        lines += 1;
    }
    assert_eq!(lines, 461);
    let named = TREES
        .lines()
        .filter(|line| line.starts_with("tile "))
        .count();
    assert_eq!(named, shelf.0.len());
}

#[test]
fn go_signs_the_same_checkpoint_cosignature_and_proof() {
    let (log, witness) = KEYS.split_once('\n').unwrap();
    let log: VerifierKey = log.parse().unwrap();
    let witness: VerifierKey = witness.trim_end().parse().unwrap();
    let signing = signing_key("example.com/fixture", 7);
    let cosigner = Cosigner::from_seed(name("example.com/witness"), &[9; 32]);
    assert_eq!((signing.verifier(), cosigner.verifier()), (&log, &witness));

    let shelf = Shelf::of(ENTRIES);
    let checkpoint = Checkpoint {
        origin: log.name().clone().into(),
        size: ENTRIES,
        root: root(&shelf, ENTRIES).unwrap(),
    };
    let mut note = SignedCheckpoint::sign(checkpoint, &signing)
        .unwrap()
        .note()
        .clone();
    note.add(cosigner.cosign(note.text(), 1_700_000_000).unwrap())
        .unwrap();
    assert_eq!(note.to_string(), CHECKPOINT);
    let read = Note::parse(CHECKPOINT).unwrap();
    assert_eq!(read.verify(&log), Ok(()));
    assert_eq!(verify_cosignature(&read, &witness), Ok(1_700_000_000));

    let index = 41_999;
    let file = ProofFile {
        extra: Some(b"izin".to_vec()),
        index,
        hashes: inclusion_proof(&shelf, ENTRIES, index).unwrap(),
        checkpoint: note,
    };
    assert_eq!(file.to_string(), PROOF);
    let read = ProofFile::parse(PROOF).unwrap();
    assert!(read.verify(&leaf(index), &log).is_ok());
}

/// Writes a whole log as files, its tiles made in batches.
fn write_log(folder: &Path, size: u64) -> String {
    let write = |path: String, bytes: &[u8]| {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    };
    let mut appender = Appender::new();
    for batch in leaves(size).chunks(1_000) {
        appender.append(batch, &mut |tile, bytes| write(tile.path(), bytes));
    }
    for bundle in BundleId::all(size) {
        let mut bytes = Vec::new();
        for index in bundle.first()..bundle.first() + u64::from(bundle.width()) {
            encode_entry(&mut bytes, &index.to_be_bytes()).unwrap();
        }
        write(bundle.path(), &bytes);
    }
    let log = signing_key("example.com/log", 1);
    let checkpoint = Checkpoint {
        origin: log.verifier().name().clone().into(),
        size,
        root: appender.root(),
    };
    let signed = SignedCheckpoint::sign(checkpoint, &log).unwrap();
    write(
        "checkpoint".to_owned(),
        signed.note().to_string().as_bytes(),
    );
    log.verifier().to_string()
}

/// The program that reads a log with Go's code, built into this folder; `None` where Go is not installed.
fn go_program(folder: &Path) -> Option<std::path::PathBuf> {
    let library = Path::new(GO_PATH).join("src/golang.org/x/mod/sumdb/tlog");
    let installed = library.exists() && Command::new("go").arg("version").output().is_ok();
    if !installed {
        assert!(
            std::env::var_os(PEERS_WANTED).is_none(),
            "Go's sumdb is not installed"
        );
        return None;
    }
    let program = folder.join("go-sumdb");
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../clients/go-sumdb");
    let output = Command::new("go")
        .args(["build", "-o"])
        .arg(&program)
        .current_dir(source)
        .env("GO111MODULE", "off")
        .env("GOPATH", GO_PATH)
        .env("GOFLAGS", "")
        .env("GOCACHE", folder.join("cache"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", text(&output));
    Some(program)
}

fn text(output: &Output) -> String {
    String::from_utf8_lossy(&[&output.stdout[..], &output.stderr].concat()).into_owned()
}

#[test]
fn go_reads_a_whole_log_and_sees_every_damage() {
    let home = tempfile::tempdir().unwrap();
    let Some(program) = go_program(home.path()) else {
        return;
    };
    let folder = home.path().join("log");
    let key = write_log(&folder, 70_000);
    let check = |key: &str| {
        let url = format!("file://{}", folder.display());
        Command::new(&program)
            .args(["check", &url, key])
            .output()
            .unwrap()
    };
    let output = check(&key);
    assert!(output.status.success(), "{}", text(&output));
    assert!(
        text(&output).contains("everything holds"),
        "{}",
        text(&output)
    );

    let stranger = signing_key("example.com/log", 2).verifier().to_string();
    assert!(!check(&stranger).status.success());
    for path in [
        "checkpoint",
        "tile/0/000",
        "tile/0/273.p/112",
        "tile/1/000",
        "tile/1/001.p/17",
        "tile/2/000.p/1",
        "tile/entries/100",
        "tile/entries/273.p/112",
    ] {
        let path = folder.join(path);
        let good = fs::read(&path).unwrap();
        for at in [0, good.len() / 2, good.len() - 1] {
            let mut bad = good.clone();
            bad[at] ^= 1;
            fs::write(&path, bad).unwrap();
            assert!(
                !check(&key).status.success(),
                "byte {at} of {}",
                path.display()
            );
        }
        fs::remove_file(&path).unwrap();
        assert!(!check(&key).status.success(), "without {}", path.display());
        fs::write(&path, good).unwrap();
    }
    assert!(check(&key).status.success());
}
