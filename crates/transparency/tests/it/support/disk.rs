//! A disk in memory that polices its user: what the log has made public must never change.

use std::collections::BTreeMap;
use std::io::{self, ErrorKind};
use std::sync::Mutex;

use transparency::storage::{NewFile, Storage};

/// What happens to a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fail {
    /// It fails, and nothing was written.
    Before,
    /// It fails half way: each second file was written.
    Half,
    /// It fails, and everything was written.
    After,
}

#[derive(Default)]
struct State {
    files: BTreeMap<String, Vec<u8>>,
    writes: u64,
    fail: Option<(u64, Fail)>,
    broken: Vec<String>,
}

/// The disk.
#[derive(Default)]
pub struct Disk(Mutex<State>);

impl Disk {
    /// The n-th write from now fails, counted from 1.
    pub fn fail(&self, nth: u64, how: Fail) {
        let mut state = self.0.lock().unwrap();
        state.fail = Some((state.writes + nth, how));
    }

    /// All paths, sorted.
    pub fn paths(&self) -> Vec<String> {
        self.0.lock().unwrap().files.keys().cloned().collect()
    }

    /// Everything below a folder.
    pub fn below(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let state = self.0.lock().unwrap();
        let files = state.files.iter();
        files
            .filter(|(path, _)| path.starts_with(folder))
            .map(|(path, bytes)| (path.clone(), bytes.clone()))
            .collect()
    }

    pub fn get(&self, path: &str) -> Option<Vec<u8>> {
        self.0.lock().unwrap().files.get(path).cloned()
    }

    /// Puts something in a file's place, past the police.
    pub fn put(&self, path: &str, bytes: Vec<u8>) {
        self.0.lock().unwrap().files.insert(path.to_owned(), bytes);
    }

    /// Takes a file away, past the police.
    pub fn take(&self, path: &str) -> Vec<u8> {
        self.0.lock().unwrap().files.remove(path).unwrap()
    }

    /// A copy, as a backup would be.
    pub fn copy(&self) -> Self {
        let files = self.0.lock().unwrap().files.clone();
        Self(Mutex::new(State {
            files,
            ..State::default()
        }))
    }

    /// Reading this file fails from now on.
    pub fn break_file(&self, path: &str) {
        self.0.lock().unwrap().broken.push(path.to_owned());
    }
}

impl Storage for Disk {
    fn read(&self, path: &str) -> io::Result<Option<Vec<u8>>> {
        let state = self.0.lock().unwrap();
        if state.broken.iter().any(|broken| broken == path) {
            return Err(io::Error::other("a bad block"));
        }
        Ok(state.files.get(path).cloned())
    }

    fn write(&self, files: &[NewFile]) -> io::Result<()> {
        let mut state = self.0.lock().unwrap();
        state.writes += 1;
        let fail = state.fail.filter(|(nth, _)| *nth == state.writes);
        let keep = match fail {
            None | Some((_, Fail::After)) => 1,
            Some((_, Fail::Half)) => 2,
            Some((_, Fail::Before)) => usize::MAX,
        };
        for (path, bytes) in files.iter().skip(keep - 1).step_by(keep) {
            assert!(!bytes.is_empty(), "{path} is written empty");
            let before = state.files.insert(path.clone(), bytes.clone());
            if path.starts_with("log/tile/") || path.starts_with("stamps/") {
                assert!(
                    before.is_none_or(|before| before == *bytes),
                    "{path} is immutable and was changed"
                );
            }
        }
        match fail {
            None => Ok(()),
            Some(_) => Err(io::Error::new(ErrorKind::StorageFull, "the disk is full")),
        }
    }

    fn swap(&self, path: &str, old: Option<&[u8]>, new: &[u8]) -> io::Result<bool> {
        if self.get(path).as_deref() != old {
            return Ok(false);
        }
        self.write(&[(path.to_owned(), new.to_vec())])?;
        Ok(true)
    }

    fn remove_folder(&self, path: &str) -> io::Result<()> {
        let folder = format!("{path}/");
        let mut state = self.0.lock().unwrap();
        state.files.retain(|path, _| !path.starts_with(&folder));
        Ok(())
    }

    fn list(&self, path: &str) -> io::Result<Vec<String>> {
        let folder = format!("{path}/");
        let state = self.0.lock().unwrap();
        let mut names: Vec<String> = (state.files.keys())
            .filter_map(|path| path.strip_prefix(&folder))
            .filter_map(|rest| rest.split('/').next())
            .map(str::to_owned)
            .collect();
        names.dedup();
        Ok(names)
    }
}
