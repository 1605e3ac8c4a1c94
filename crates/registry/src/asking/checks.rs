//! What checks need beside the ledger: their log and the key that signs answers.

use std::path::Path;

use domain::outside::Random;
use ledger::check_log::{CheckLog, CheckLogError};

use super::check::signer::{Signer, SignerError};

/// The check log's folder in the data folder.
pub const LOG_FOLDER: &str = "checks";

/// What checks need beside the ledger.
#[derive(Clone)]
pub struct Checks {
    /// Notes every check (rule 41).
    pub log: CheckLog,
    /// Signs answers (rule 40).
    pub signer: Signer,
}

/// Why the parts for checks could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum ChecksError {
    /// The log.
    #[error(transparent)]
    Log(#[from] CheckLogError),
    /// The key.
    #[error(transparent)]
    Signer(#[from] SignerError),
}

impl Checks {
    /// Opens log and key in a data folder, making them if need be: the log in `checks/`, the key
    /// in `signing-key.pem`.
    pub fn open(folder: &Path, random: &dyn Random) -> Result<Self, ChecksError> {
        Ok(Self {
            log: CheckLog::open(&folder.join(LOG_FOLDER))?,
            signer: Signer::open(folder, random)?,
        })
    }
}
