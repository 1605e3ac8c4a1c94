//! Making the public log's files anew from the ledger.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tlog::SigningKey;

use crate::error::OpenError;
use crate::layout::LOG_FOLDER;
use crate::leaves::Leaves;
use crate::log::PublicLog;

/// Where the new files are made; below it they have their own places.
const DRAFT: &str = "log.rebuilt";
/// Where the replaced files are left for whoever wants to look at them.
pub const REPLACED: &str = "log.replaced";

/// Makes the tiles, bundles and the checkpoint anew, byte for byte what they were, and puts them in the
/// old ones' place, which are kept as [`REPLACED`]. Returns the size. Nobody may have the log open.
///
/// The new checkpoint covers everything in the ledger. It is the operator's word that the ledger is
/// the one the log was published from: if `size_before` is known, the ledger must hold that many.
pub fn rebuild(
    data: &Path,
    key: SigningKey,
    leaves: &dyn Leaves,
    size_before: Option<u64>,
) -> Result<u64, OpenError> {
    if let Some(published) = size_before.filter(|size| *size > leaves.end()) {
        return Err(OpenError::LedgerBehind {
            published,
            recorded: leaves.end(),
        });
    }
    let draft = data.join(DRAFT);
    remove(&draft).map_err(|source| failed(DRAFT, source))?;
    let log = PublicLog::open(&draft, key, leaves)?;
    while log.publish(leaves)? > 0 {}
    let size = log.published().size();
    drop(log);
    let replaced = data.join(REPLACED);
    remove(&replaced).map_err(|source| failed(REPLACED, source))?;
    let old = data.join(LOG_FOLDER);
    if old.exists() {
        fs::rename(&old, &replaced).map_err(|source| failed(LOG_FOLDER, source))?;
    }
    fs::rename(draft.join(LOG_FOLDER), &old).map_err(|source| failed(DRAFT, source))?;
    remove(&draft).map_err(|source| failed(DRAFT, source))?;
    File::open(data)
        .and_then(|folder| folder.sync_all())
        .map_err(|source| failed(LOG_FOLDER, source))?;
    Ok(size)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn failed(path: &str, source: io::Error) -> OpenError {
    OpenError::File {
        path: path.to_owned(),
        source,
    }
}
