//! A whole public log: every bundle and tile recomputed, every checkpoint and stamp checked. The
//! entries are public, so that it takes neither the ledger nor its keys.

use std::path::Path;
use std::time::Duration;

use domain::Timestamp;
use domain::canonical::Leaf;
use ledger::LedgerError;
use receipt::{Decision, Fault, Finding, Proven, Stamped, Trust};
use tlog::{BundleId, SignedCheckpoint, TILE_WIDTH, VerifierKey};
use transparency::layout::{CHECKPOINT, LOG_FOLDER};
use transparency::storage::{Folder, Storage};
use transparency::{Damage, Leaves, OpenError, Renewals, Stamps};

use super::report::Report;
use super::words::{Language, Standing};
use crate::failure::{Exit, Failure};

/// The most differences that are told one by one.
const DIFFERENCES_MAX: usize = 100;
/// Stamps looked up at a time.
const STAMPS_CHUNK: usize = 1024;

/// What is found about a log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogFinding {
    /// The tree is what its entries make.
    Recomputed {
        /// Which log.
        log: String,
        /// How many entries.
        size: u64,
    },
    /// Stamps that hold.
    Stamped {
        /// How many.
        count: u64,
        /// The tree's size at the last one.
        size: u64,
        /// Its time.
        last: tsp::GenTime,
    },
    /// Entries that no stamp covers yet.
    Unstamped(u64),
    /// Stamps that nobody given here is trusted for.
    Untrusted(u64),
    /// Stamps whose certificates have ended, without a renewal in time.
    Ended(u64),
    /// A stamp is of a development authority.
    Development,
    /// A stamp does not hold.
    Stamp {
        /// The size it covers.
        size: u64,
        /// What is wrong.
        fault: Box<Fault>,
    },
    /// A file is not what it must be.
    Differs(Damage),
    /// More such files than are told.
    More(u64),
    /// That the openings fit: they are not public.
    Openings,
}

impl LogFinding {
    /// How it stands.
    pub fn standing(&self) -> Standing {
        match self {
            Self::Recomputed { .. } | Self::Stamped { .. } => Standing::Proven,
            Self::Unstamped(_)
            | Self::Untrusted(_)
            | Self::Ended(_)
            | Self::Development
            | Self::Openings => Standing::Unproven,
            Self::Stamp { .. } | Self::Differs(_) | Self::More(_) => Standing::Failed,
        }
    }

    /// A word for programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Recomputed { .. } => "recomputed",
            Self::Stamped { .. } => "stamped",
            Self::Unstamped(_) => "noStamp",
            Self::Untrusted(_) => "unknownAuthority",
            Self::Ended(_) => "ended",
            Self::Development => "development",
            Self::Stamp { .. } => "stamp",
            Self::Differs(_) => "differs",
            Self::More(_) => "more",
            Self::Openings => "openings",
        }
    }

    /// What findings come to.
    pub fn decision(findings: &[Self]) -> Decision {
        if findings.iter().any(|it| it.standing() == Standing::Failed) {
            Decision::Failed
        } else if findings.iter().any(|it| matches!(it, Self::Untrusted(_))) {
            Decision::Incomplete
        } else if findings.contains(&Self::Development) {
            Decision::ProvenButDevelopment
        } else {
            Decision::Proven
        }
    }
}

/// Recomputes the log in a folder.
pub fn verify(path: &Path, trust: &Trust, language: Language) -> Result<Report, Failure> {
    let missing = || {
        Failure::new(
            Exit::File,
            format!("{} holds no public log", path.display()),
            "give a data folder of izin, or a folder with copies of its `log` and `stamps`",
        )
    };
    if !path.join(CHECKPOINT).is_file() {
        return Err(missing());
    }
    let folder =
        Folder::open(path.to_owned()).map_err(|error| Failure::unreadable(path, &error))?;
    let mut findings = Vec::new();
    if let Some((log, size)) = signed(&folder, trust, &mut findings) {
        let mut count = 0;
        recompute(path, &folder, &log, size, &mut count, &mut findings)?;
        if count == 0 {
            findings.push(LogFinding::Recomputed {
                log: log.name().to_string(),
                size,
            });
        } else if count > DIFFERENCES_MAX as u64 {
            findings.push(LogFinding::More(count - DIFFERENCES_MAX as u64));
        }
        stamps(folder, log, size, trust, &mut findings);
    }
    findings.push(LogFinding::Openings);
    Ok(Report::of_log(&findings, language))
}

/// The key that has signed the checkpoint, and its size.
fn signed(
    folder: &Folder,
    trust: &Trust,
    findings: &mut Vec<LogFinding>,
) -> Option<(VerifierKey, u64)> {
    let text = match folder.read(CHECKPOINT) {
        Ok(bytes) => String::from_utf8(bytes.unwrap_or_default()).unwrap_or_default(),
        Err(error) => {
            let what = format!("cannot be read: {error}");
            findings.push(LogFinding::Differs(Damage::new(CHECKPOINT, what)));
            return None;
        }
    };
    let mut why = None;
    for key in &trust.log_keys {
        match SignedCheckpoint::open(&text, key) {
            Ok(signed) => return Some((key.clone(), signed.checkpoint().size)),
            Err(error) => why = Some(error),
        }
    }
    let why = why.map_or_else(String::new, |error| format!(": {error}"));
    let what = format!("is not signed with the key given{why}");
    findings.push(LogFinding::Differs(Damage::new(CHECKPOINT, what)));
    None
}

fn recompute(
    path: &Path,
    folder: &Folder,
    log: &VerifierKey,
    size: u64,
    count: &mut u64,
    findings: &mut Vec<LogFinding>,
) -> Result<(), Failure> {
    let entries = Entries { folder, size };
    let mut report = |damage: Damage| {
        *count += 1;
        if *count <= DIFFERENCES_MAX as u64 {
            findings.push(LogFinding::Differs(damage));
        }
    };
    match transparency::fsck(path, log, &entries, &mut report) {
        Ok(_) => Ok(()),
        Err(OpenError::Damaged(damage)) => {
            report(damage);
            Ok(())
        }
        Err(OpenError::Ledger(LedgerError::Damaged(bundle))) => {
            report(Damage::new(bundle, "is missing or holds no entries"));
            Ok(())
        }
        Err(error) => Err(Failure::new(
            Exit::File,
            error.to_string(),
            "see that the folder can be read",
        )),
    }
}

fn stamps(
    folder: Folder,
    log: VerifierKey,
    size: u64,
    trust: &Trust,
    findings: &mut Vec<LogFinding>,
) {
    let opened = Stamps::open(std::sync::Arc::new(folder), log)
        .and_then(|stamps| Ok((Renewals::open(stamps.clone())?, stamps)));
    // What cannot be read is a difference that has been told.
    let Ok((renewals, stamps)) = opened else {
        return;
    };
    let mut tally = Tally::default();
    let mut from = 0;
    loop {
        let sizes = stamps.sizes(from, STAMPS_CHUNK);
        let Some(last) = sizes.last() else { break };
        from = last.saturating_add(1);
        for size in sizes {
            let Ok(Some(stamp)) = stamps.get(size) else {
                continue;
            };
            let renewed = renewals.of(size).unwrap_or_default();
            let stamp_with = receipt::Stamp {
                token: stamp.token.clone(),
                renewals: renewed.into_iter().map(renewal).collect(),
            };
            let text = stamp.checkpoint.checkpoint().text();
            tally.add(
                size,
                receipt::verify_stamp(&text, &stamp_with, trust),
                findings,
            );
        }
    }
    tally.close(size, findings);
}

fn renewal(renewed: transparency::Renewed) -> receipt::Renewal {
    receipt::Renewal {
        text: renewed.renewal.text,
        token: renewed.renewal.token,
        index: renewed.index,
        proof: renewed.proof,
    }
}

/// Stamps by what they came to.
#[derive(Default)]
struct Tally {
    held: u64,
    untrusted: u64,
    ended: u64,
    faults: usize,
    development: bool,
    newest: Option<(u64, Stamped)>,
}

impl Tally {
    fn add(&mut self, size: u64, found: Vec<Finding>, findings: &mut Vec<LogFinding>) {
        for finding in found {
            match finding {
                Finding::Proven(Proven::Stamped(stamped)) => {
                    self.held += 1;
                    self.development |= stamped.development;
                    self.newest = Some((size, stamped));
                }
                Finding::Proven(_) => {}
                Finding::Unproven(receipt::Unproven::Ended { .. }) => self.ended += 1,
                Finding::Unproven(_) => self.untrusted += 1,
                Finding::Failed(fault) => {
                    self.faults += 1;
                    if self.faults <= DIFFERENCES_MAX {
                        findings.push(LogFinding::Stamp {
                            size,
                            fault: Box::new(fault),
                        });
                    }
                }
            }
        }
    }

    fn close(self, published: u64, findings: &mut Vec<LogFinding>) {
        let covered = self.newest.as_ref().map_or(0, |(size, _)| *size);
        if let Some((size, stamped)) = self.newest {
            findings.push(LogFinding::Stamped {
                count: self.held,
                size,
                last: stamped.at,
            });
        }
        if self.untrusted > 0 {
            findings.push(LogFinding::Untrusted(self.untrusted));
        } else if published > covered {
            findings.push(LogFinding::Unstamped(published - covered));
        }
        if self.ended > 0 {
            findings.push(LogFinding::Ended(self.ended));
        }
        if self.development {
            findings.push(LogFinding::Development);
        }
    }
}

/// The log's own entry bundles, in place of the ledger.
struct Entries<'a> {
    folder: &'a Folder,
    size: u64,
}

impl Entries<'_> {
    /// The entries of one bundle; none: it is not there, or not as its name says.
    fn bundle(&self, index: u64) -> Result<Vec<Leaf>, LedgerError> {
        let rest = self.size - index * TILE_WIDTH;
        let width = u16::try_from(rest.min(TILE_WIDTH)).unwrap_or(u16::MAX);
        let id = BundleId::new(index, width)
            .ok_or_else(|| LedgerError::Damaged(CHECKPOINT.to_owned()))?;
        let path = format!("{LOG_FOLDER}/{}", id.path());
        let read = || -> Option<Vec<Leaf>> {
            let bytes = self.folder.read(&path).ok()??;
            let entries = tlog::decode_bundle(&bytes, width).ok()?;
            let leaves = entries
                .into_iter()
                .map(|entry| Some(Leaf(entry.try_into().ok()?)));
            leaves.collect()
        };
        read().ok_or(LedgerError::Damaged(path))
    }
}

impl Leaves for Entries<'_> {
    fn end(&self) -> u64 {
        self.size
    }

    fn leaves(&self, from: u64, limit: usize) -> Result<Vec<Leaf>, LedgerError> {
        let end = self.size.min(from.saturating_add(limit as u64));
        let mut leaves = Vec::new();
        let mut next = from;
        while next < end {
            let bundle = self.bundle(next / TILE_WIDTH)?;
            let skip = usize::try_from(next % TILE_WIDTH).unwrap_or(usize::MAX);
            let want = usize::try_from(end - next).unwrap_or(usize::MAX);
            leaves.extend(bundle.into_iter().skip(skip).take(want));
            next = from + leaves.len() as u64;
        }
        Ok(leaves)
    }

    fn recorded_at(&self, _index: u64) -> Result<Option<Timestamp>, LedgerError> {
        // An entry is a commitment: it does not say.
        Ok(None)
    }

    fn wait_for(&self, _index: u64, _at_most: Duration) -> Result<(), LedgerError> {
        Ok(())
    }
}
