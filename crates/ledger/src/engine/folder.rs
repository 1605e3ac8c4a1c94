//! Looking at the engine's folder before the engine does.
//!
//! The engine takes a keyspace without its file `current`, and one that its own list does not name, for the rest of a
//! making that was cut off, and deletes it; a name that it does not expect makes it panic, and panic again as it is
//! dropped, which ends the process. A database stands under its name only once it is whole ([`Engine::make`]), so here
//! whatever is missing is damage, and whatever is too much is named and left alone.
//!
//! [`Engine::make`]: super::Engine::make

use std::ffi::OsStr;
use std::fs::{self, DirEntry};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use super::FOLDER;
use crate::OpenError;
use crate::error::is_damage_of_file;

/// How many keyspaces there are, numbered from 0; that one is the engine's own list of them.
const KEYSPACES: u64 = 7;
/// The keyspaces' folder; this and the following names are the engine's.
pub(super) const KEYSPACES_FOLDER: &str = "keyspaces";
/// Says what the newest version of a keyspace is.
const CURRENT_FILE: &str = "current";
/// A keyspace's tables.
const TABLES_FOLDER: &str = "tables";
/// Would hold values kept apart from their keys, which is not done here.
const BLOBS_FOLDER: &str = "blobs";
/// Says that the folder is a database.
const VERSION_FILE: &str = "version";
/// What journals' names end in.
const JOURNAL: &str = "jnl";

/// Sees that the database of a data folder has all its parts and nothing that the engine would stumble over or delete.
/// Changes nothing.
pub(crate) fn examine(folder: &Path) -> Result<(), OpenError> {
    let path = folder.join(FOLDER);
    require_file(&path.join(VERSION_FILE))?;
    let mut journals = 0_u64;
    for entry in entries(&path)? {
        let (name, path) = (entry.file_name(), entry.path());
        let ending = path.extension();
        if ending.is_some_and(|ending| ending.eq_ignore_ascii_case(JOURNAL)) {
            let is_journal = ending == Some(OsStr::new(JOURNAL));
            let number = path.file_stem().and_then(number);
            if !is_journal || number.is_none() {
                return Err(strange(&path));
            }
            require_file(&path)?;
            journals += 1;
        } else if name.to_str().is_none() {
            return Err(strange(&path));
        }
    }
    if journals == 0 {
        return Err(damaged(&path, "has lost its journals"));
    }
    let keyspaces = path.join(KEYSPACES_FOLDER);
    for id in 0..KEYSPACES {
        keyspace(&keyspaces.join(id.to_string()))?;
    }
    for entry in entries(&keyspaces)? {
        let path = entry.path();
        // The engine passes files over.
        let is_file = entry.file_type().map_err(|error| failed(&path, error))?;
        let known = number(&entry.file_name()).is_some_and(|id| id < KEYSPACES);
        if !is_file.is_file() && !known {
            return Err(strange(&path));
        }
    }
    Ok(())
}

/// One keyspace.
fn keyspace(path: &Path) -> Result<(), OpenError> {
    require_file(&path.join(CURRENT_FILE))?;
    for entry in entries(path)? {
        let (name, path) = (entry.file_name(), entry.path());
        let name = name.to_string_lossy();
        let is_version = |rest: &str| number(OsStr::new(rest)).is_some();
        let is_strange = match name.strip_prefix('v') {
            // It deletes all of these but the newest.
            Some(rest) => !is_version(rest),
            None => name == BLOBS_FOLDER,
        };
        if is_strange {
            return Err(strange(&path));
        }
    }
    let tables = path.join(TABLES_FOLDER);
    for entry in entries(&tables)? {
        let (name, path) = (entry.file_name(), entry.path());
        // The engine knows and passes over what another system leaves in a folder that was looked into.
        if name == ".DS_Store" || name.to_string_lossy().starts_with("._") {
            continue;
        }
        if number(&name).is_none() {
            return Err(strange(&path));
        }
        require_file(&path)?;
    }
    Ok(())
}

/// A number as the engine writes it.
fn number(name: &OsStr) -> Option<u64> {
    let name = name.to_str()?;
    let number = name.parse::<u64>().ok()?;
    (number.to_string() == name).then_some(number)
}

fn entries(folder: &Path) -> Result<Vec<DirEntry>, OpenError> {
    fs::read_dir(folder)
        .and_then(Iterator::collect)
        .map_err(|error| failed(folder, error))
}

fn require_file(path: &Path) -> Result<(), OpenError> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_file() => Ok(()),
        Ok(_) => Err(damaged(path, "is no file")),
        Err(error) => Err(failed(path, error)),
    }
}

/// What is not there is damage; what cannot be looked at now is none.
fn failed(path: &Path, source: io::Error) -> OpenError {
    match source.kind() {
        ErrorKind::NotFound => damaged(path, "is missing"),
        ErrorKind::NotADirectory => damaged(path, "is no folder, or lies in none"),
        _ if is_damage_of_file(&source) => damaged(path, &source.to_string()),
        _ => OpenError::Folder {
            path: PathBuf::from(path),
            source,
        },
    }
}

fn strange(path: &Path) -> OpenError {
    damaged(path, "was not made by the engine; move it elsewhere")
}

fn damaged(path: &Path, what: &str) -> OpenError {
    OpenError::Damaged(format!("{} {what}", path.display()))
}
