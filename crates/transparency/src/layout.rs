//! Where what is, below the data folder.

/// The folder that is served as it is, under the paths of C2SP tlog-tiles.
pub const LOG_FOLDER: &str = "log";
/// The one commit point: what it does not cover has not been published.
pub const CHECKPOINT: &str = "log/checkpoint";
/// The seed of the log's signing key, mode 0600.
pub const KEY: &str = "log-key";
/// The time stamps, a folder a day.
pub const STAMPS_FOLDER: &str = "stamps";
/// What this registry has cosigned as a witness of other logs.
pub const WITNESS_FOLDER: &str = "witness";
/// The seed of the key it cosigns with, mode 0600.
pub const WITNESS_KEY: &str = "witness/key";

/// A tile's or bundle's file, from its path in the log.
pub(crate) fn in_log(path: &str) -> String {
    format!("{LOG_FOLDER}/{path}")
}
