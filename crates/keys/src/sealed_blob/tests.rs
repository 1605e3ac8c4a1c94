//! Sealed files that are written on, cut, damaged and torn.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::fs::OpenOptions;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::*;
use crate::OsRandom;

const KEY: [u8; BLOB_KEY_BYTES] = [7; BLOB_KEY_BYTES];
const NAME: &[u8] = b"a name";

struct Fixture {
    path: PathBuf,
    _folder: TempDir,
}

fn file(path: &Path) -> File {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    options.open(path).unwrap()
}

impl Fixture {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("blob");
        SealedBlob::create(file(&path), NAME, &KEY, b"header", &OsRandom).unwrap();
        Self {
            path,
            _folder: folder,
        }
    }

    fn open(&self) -> io::Result<SealedBlob> {
        SealedBlob::open(file(&self.path), NAME, &KEY)
    }

    fn append(&self, bytes: &[u8]) {
        self.open().unwrap().append(bytes, &OsRandom).unwrap();
    }

    fn read(&self, length: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut reader = self.open()?.reader(length)?;
        reader.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Changes the bytes of the file at a place.
    fn change(&self, at: u64, change: impl FnOnce(&mut [u8; 64])) {
        let mut bytes = [0; 64];
        let file = file(&self.path);
        file.read_exact_at(&mut bytes, at).unwrap();
        change(&mut bytes);
        file.write_all_at(&bytes, at).unwrap();
    }
}

/// Bytes that differ from place to place.
fn bytes(count: usize) -> Vec<u8> {
    (0..count)
        .map(|place| u8::try_from(place * 31 % 251).unwrap())
        .collect()
}

#[test]
fn what_is_written_on_in_pieces_of_any_size_is_read_whole_and_from_any_place() {
    let fixture = Fixture::new();
    assert_eq!(fixture.read(0).unwrap(), b"");
    let all = bytes(5 * CHUNK_BYTES + 12);
    let mut written = 0;
    for size in [
        1,
        CHUNK_BYTES - 1,
        CHUNK_BYTES,
        CHUNK_BYTES + 1,
        0,
        2 * CHUNK_BYTES - 2,
        13,
    ] {
        fixture.append(&all[written..written + size]);
        written += size;
        assert_eq!(fixture.open().unwrap().length(), written as u64);
        assert_eq!(fixture.read(written as u64).unwrap(), all[..written]);
    }
    assert_eq!(written, all.len());
    let mut reader = fixture.open().unwrap().reader(all.len() as u64).unwrap();
    for place in [4 * CHUNK_BYTES + 5, 3, CHUNK_BYTES] {
        let mut part = [0; 100];
        reader.seek(SeekFrom::Start(place as u64)).unwrap();
        reader.read_exact(&mut part).unwrap();
        assert_eq!(part, all[place..place + 100]);
    }
    assert_eq!(
        reader.seek(SeekFrom::End(-1)).unwrap(),
        all.len() as u64 - 1
    );
    assert_eq!(read_header(&file(&fixture.path)).unwrap(), b"header");
}

#[test]
fn what_was_cut_off_is_gone_and_is_written_anew() {
    let fixture = Fixture::new();
    let all = bytes(3 * CHUNK_BYTES);
    for length in [2 * CHUNK_BYTES + 5, CHUNK_BYTES, 7, 0] {
        fixture.append(&all[usize::try_from(fixture.open().unwrap().length()).unwrap()..]);
        let mut blob = fixture.open().unwrap();
        blob.cut(length as u64, &OsRandom).unwrap();
        assert!(blob.cut(length as u64 + 1, &OsRandom).is_err());
        assert_eq!(fixture.open().unwrap().length(), length as u64);
        assert_eq!(fixture.read(length as u64).unwrap(), all[..length]);
        assert!(fixture.read(length as u64 + 1).is_err());
    }
}

#[test]
fn a_write_that_did_not_come_to_its_end_leaves_what_was_acknowledged() {
    let fixture = Fixture::new();
    let all = bytes(CHUNK_BYTES + 100);
    fixture.append(&all[..50]);
    let before = std::fs::read(&fixture.path).unwrap();
    fixture.append(&all[50..]);
    let after = std::fs::read(&fixture.path).unwrap();
    // Whatever was written of the newest slot, it does not open, and the one before holds.
    let slot = (0..2).find(|slot| {
        let place = usize::try_from(slot_place(*slot)).unwrap();
        before[place..place + SLOT_BYTES] != after[place..place + SLOT_BYTES]
    });
    let place = slot_place(slot.unwrap());
    fixture.change(place + 20, |bytes| bytes.fill(0));
    assert_eq!(fixture.open().unwrap().length(), 50);
    assert_eq!(fixture.read(50).unwrap(), all[..50]);
    // Who knows how long it was is told.
    let told = fixture.read(all.len() as u64).unwrap_err();
    assert!(DamagedBlob::is_in(&told));
    fixture.append(&all[50..]);
    assert_eq!(fixture.read(all.len() as u64).unwrap(), all);
}

#[test]
fn a_changed_swapped_missing_or_strange_chunk_is_noticed_and_nothing_of_it_given_out() {
    let all = bytes(3 * CHUNK_BYTES + 9);
    let length = all.len() as u64;
    let fixture = || {
        let fixture = Fixture::new();
        fixture.append(&all);
        fixture
    };
    let changed = fixture();
    changed.change(place(1) + 1_000, |bytes| bytes[3] ^= 1);
    let mut reader = changed.open().unwrap().reader(length).unwrap();
    let mut read = Vec::new();
    assert!(DamagedBlob::is_in(
        &reader.read_to_end(&mut read).unwrap_err()
    ));
    assert_eq!(read, all[..CHUNK_BYTES]);

    let swapped = fixture();
    let file = file(&swapped.path);
    let mut two = vec![0; 2 * SEALED_CHUNK_BYTES];
    file.read_exact_at(&mut two, place(0)).unwrap();
    two.rotate_left(SEALED_CHUNK_BYTES);
    file.write_all_at(&two, place(0)).unwrap();
    assert!(DamagedBlob::is_in(&swapped.read(length).unwrap_err()));

    let missing = fixture();
    File::options()
        .write(true)
        .open(&missing.path)
        .unwrap()
        .set_len(place(2) + 5)
        .unwrap();
    assert!(DamagedBlob::is_in(&missing.read(length).unwrap_err()));

    // Another's, of the same key.
    let opened = SealedBlob::open(self::file(&fixture().path), b"another name", &KEY);
    assert!(DamagedBlob::is_in(&opened.err().unwrap()));
    let opened = SealedBlob::open(self::file(&fixture().path), NAME, &[8; BLOB_KEY_BYTES]);
    assert!(DamagedBlob::is_in(&opened.err().unwrap()));
}

#[test]
fn nothing_lies_in_the_clear() {
    let fixture = Fixture::new();
    let line = b"MESAJ,HS_WEB,+905321234567,ONAY\n";
    let rows: Vec<u8> = line
        .iter()
        .copied()
        .cycle()
        .take(2 * CHUNK_BYTES + 64)
        .collect();
    fixture.append(&rows);
    let on_disk = std::fs::read(&fixture.path).unwrap();
    let is_there = |part: &[u8]| on_disk.windows(part.len()).any(|bytes| bytes == part);
    assert!(!is_there(b"+9053") && !is_there(b"MESAJ"));
}
