//! A whole public log: every bundle and tile recomputed, every checkpoint and stamp checked. The
//! entries are public, so that it takes neither the ledger nor its keys.

mod finding;
mod tally;

use std::path::Path;
use std::sync::Arc;

use ledger::LedgerError;
use receipt::{Finding, Trust};
use tlog::{SignedCheckpoint, VerifierKey};
use transparency::layout::CHECKPOINT;
use transparency::storage::{Folder, Storage};
use transparency::{Damage, Entries, OpenError, Renewals, Stamps};
use words::Words;

use super::report::Report;
use crate::failure::{Exit, Failure};

pub use finding::LogFinding;
use tally::Tally;

/// The most differences that are told one by one.
const DIFFERENCES_MAX: usize = 100;
/// Stamps looked up at a time.
const STAMPS_CHUNK: usize = 1024;

/// Recomputes the log in a folder.
pub fn verify(path: &Path, trust: &Trust, words: Words) -> Result<Report, Failure> {
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
    if let Some((log, published)) = signed(&folder, trust, &mut findings) {
        let size = published.checkpoint().size;
        let mut count = 0;
        recompute(&folder, &log, size, &mut count, &mut findings)?;
        if count == 0 {
            findings.push(LogFinding::Recomputed {
                log: log.name().to_string(),
                size,
            });
        } else if count > DIFFERENCES_MAX as u64 {
            findings.push(LogFinding::More(count - DIFFERENCES_MAX as u64));
        }
        let kept = kept(folder, log);
        let newest = (kept.as_ref()).and_then(|(stamps, _)| stamps.get(stamps.newest()?).ok()?);
        let stamped = newest.as_ref().map(|stamp| &stamp.checkpoint);
        findings.extend(witnesses(&published, stamped, trust));
        let mut tally = Tally::default();
        if let Some((stamps, renewals)) = &kept {
            each_stamp(stamps, renewals, trust, &mut tally, &mut findings);
        }
        tally.close(size, &mut findings);
    }
    findings.push(LogFinding::Openings);
    Ok(Report::of_log(&findings, words))
}

/// The checkpoint, and the key that has signed it.
fn signed(
    folder: &Folder,
    trust: &Trust,
    findings: &mut Vec<LogFinding>,
) -> Option<(VerifierKey, SignedCheckpoint)> {
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
            Ok(signed) => return Some((key.clone(), signed)),
            Err(error) => why = Some(error),
        }
    }
    let why = why.map_or_else(String::new, |error| format!(": {error}"));
    let what = format!("is not signed with the key given{why}");
    findings.push(LogFinding::Differs(Damage::new(CHECKPOINT, what)));
    None
}

/// Holds the log against its own entries.
fn recompute(
    folder: &Folder,
    log: &VerifierKey,
    size: u64,
    count: &mut u64,
    findings: &mut Vec<LogFinding>,
) -> Result<(), Failure> {
    let entries = Entries::new(folder, size);
    let mut report = |damage: Damage| {
        *count += 1;
        if *count <= DIFFERENCES_MAX as u64 {
            findings.push(LogFinding::Differs(damage));
        }
    };
    match transparency::fsck_in(folder, log, &entries, &mut report) {
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

/// The stamps and their renewals; none: they cannot be read, a difference that has been told.
fn kept(folder: Folder, log: VerifierKey) -> Option<(Stamps, Renewals)> {
    let stamps = Stamps::open(Arc::new(folder), log).ok()?;
    let renewals = Renewals::open(stamps.clone()).ok()?;
    Some((stamps, renewals))
}

/// What witnesses say of the newest checkpoint or, where none has signed it, of the newest that is
/// stamped: they are asked before each stamp, and not for what was published since.
fn witnesses(
    published: &SignedCheckpoint,
    stamped: Option<&SignedCheckpoint>,
    trust: &Trust,
) -> Vec<LogFinding> {
    let of = |signed: &SignedCheckpoint| {
        let found = receipt::verify_cosignatures(signed.note(), trust);
        (signed.checkpoint().size, found)
    };
    let unsigned = |(_, found): &(u64, Vec<Finding>)| {
        let unproven = |finding: &Finding| matches!(finding, Finding::Unproven(_));
        found.iter().all(unproven)
    };
    let mut found = of(published);
    if unsigned(&found)
        && let Some(earlier) = stamped.map(of)
        && !unsigned(&earlier)
    {
        found = earlier;
    }
    let (size, findings) = found;
    let about = |finding| LogFinding::Witness { size, finding };
    findings.into_iter().map(about).collect()
}

fn each_stamp(
    stamps: &Stamps,
    renewals: &Renewals,
    trust: &Trust,
    tally: &mut Tally,
    findings: &mut Vec<LogFinding>,
) {
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
}

fn renewal(renewed: transparency::Renewed) -> receipt::Renewal {
    receipt::Renewal {
        text: renewed.renewal.text,
        token: renewed.renewal.token,
        index: renewed.index,
        proof: renewed.proof,
    }
}
