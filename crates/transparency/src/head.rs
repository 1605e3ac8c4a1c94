//! A file that says how far something has come, and is replaced by compare-and-swap: of two processes that go on from the
//! same state, one is refused before it can publish, or sign, a second history.

use crate::error::LogError;
use crate::storage::Storage;

/// The file of a newest checkpoint, as its one writer knows it.
#[derive(Debug)]
pub(crate) struct Head {
    path: String,
    /// What the file may hold: what was written last, and after a failed attempt also what that one wanted to write.
    possible: Vec<Option<Vec<u8>>>,
}

impl Head {
    /// A file that holds this now.
    pub(crate) fn new(path: String, now: Option<Vec<u8>>) -> Self {
        Self {
            path,
            possible: vec![now],
        }
    }

    /// Replaces what the file holds. `Foreign`: it holds what this writer has not put there, and keeps it. After any
    /// other failure it may be called again.
    pub(crate) fn replace(&mut self, storage: &dyn Storage, new: Vec<u8>) -> Result<(), LogError> {
        let failed = |error| LogError::file(&self.path, &error);
        let found = storage.read(&self.path).map_err(failed)?;
        let foreign = || LogError::Foreign(self.path.clone());
        if !self.possible.contains(&found) {
            return Err(foreign());
        }
        match storage.swap(&self.path, found.as_deref(), &new) {
            Ok(true) => {
                self.possible = vec![Some(new)];
                Ok(())
            }
            Ok(false) => Err(foreign()),
            Err(error) => {
                let failed = failed(error);
                self.possible = vec![found, Some(new)];
                Err(failed)
            }
        }
    }
}
