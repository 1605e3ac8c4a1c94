//! The storage's calls with errors that name the file.

use crate::error::{Damage, LogError};
use crate::storage::{NewFile, Storage};

/// What a file holds; none: there is no such file.
pub(crate) fn read(storage: &dyn Storage, path: &str) -> Result<Option<Vec<u8>>, LogError> {
    storage
        .read(path)
        .map_err(|error| LogError::file(path, &error))
}

/// What a file holds that must be there.
pub(crate) fn require(storage: &dyn Storage, path: &str) -> Result<Vec<u8>, LogError> {
    read(storage, path)?.ok_or_else(|| LogError::Damaged(Damage::new(path, "is missing")))
}

/// The names in a folder, sorted.
pub(crate) fn list(storage: &dyn Storage, folder: &str) -> Result<Vec<String>, LogError> {
    storage
        .list(folder)
        .map_err(|error| LogError::file(folder, &error))
}

/// Writes files; an error names the first of them.
pub(crate) fn write(storage: &dyn Storage, files: &[NewFile]) -> Result<(), LogError> {
    storage.write(files).map_err(|error| {
        let first = files.first().map_or("", |(path, _)| path.as_str());
        LogError::file(first, &error)
    })
}
