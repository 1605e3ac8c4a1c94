//! `izin fsck`: hold everything in a data folder that follows from the ledger against it.

mod copy;
mod report;

use std::path::Path;
use std::sync::Arc;

use directory::row_sum;
use keys::{OsRandom, SystemClock};
use ledger::Ledger;
use registry::asking::checks::LOG_FOLDER;
use tlog::{SignedCheckpoint, SigningKey};
use transparency::Checked;
use transparency::key;
use transparency::layout::{CHECKPOINT, KEY};

use crate::data::{self, MIB};
use crate::failure::{Exit, Failure};
use crate::parties::Where;
use crate::permissions;
use crate::public_log::log_key;

use copy::Place;
use report::{Part, Report};

/// What to check.
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    place: Where,
    /// Make the public log's tiles, bundles and checkpoint anew from the ledger before they are checked;
    /// the old files are kept as `log.replaced`.
    #[arg(long)]
    rebuild_log: bool,
}

/// Checks; each difference is a line on standard output, and any makes it fail.
pub async fn run(args: &Args) -> Result<(), Failure> {
    let folder = args.place.folder()?;
    let cache_bytes = u64::from(args.place.config()?.ledger.cache_mib) * MIB;
    // A ledger alone may be all that is left of a registry: its movements tell.
    if !Ledger::exists(&folder)? {
        data::require(&folder)?;
    }
    let place = if args.rebuild_log {
        permissions::require_own(&folder)?;
        Place::Itself(folder.clone())
    } else {
        Place::copy_of(&folder)?
    };
    let checked = check(args, place.path(), &folder, cache_bytes).await;
    checked.map_err(|failure| failure.about(place.path(), &folder))
}

/// Checks what stands at `folder` and is a copy of `original`, or the same.
async fn check(
    args: &Args,
    folder: &Path,
    original: &Path,
    cache_bytes: u64,
) -> Result<(), Failure> {
    let mut report = Report::new(args.place.json, folder, original);
    let begun = data::lost(original, false)?;
    let told = begun.len();
    for lost in begun {
        report.is_lost(lost);
    }
    if let Err(failure) = check_ledger(folder, cache_bytes, &mut report) {
        return Err(report.instead_of(failure));
    }
    if args.rebuild_log && report.differences() > 0 {
        return Err(report.instead_of(Failure::new(
            Exit::Damaged,
            "the ledger itself is damaged, and no log is made from that",
            "restore the data folder from its backup",
        )));
    }
    let has_movements = report.ledger.is_some_and(|summary| summary.movements > 0);
    // Movements say that there was more than the other parts tell.
    for lost in data::lost(original, has_movements)?.into_iter().skip(told) {
        report.is_lost(lost);
    }
    check_directory(folder, &mut report).await;
    if has_movements && !original.join(KEY).exists() && !original.join(CHECKPOINT).exists() {
        report.is_lost(log_key::lost(original));
    }
    match check_log(folder, cache_bytes, args.rebuild_log, &mut report) {
        Ok(()) => report.finish(),
        Err(failure) => Err(report.instead_of(failure)),
    }
}

fn check_ledger(folder: &Path, cache_bytes: u64, report: &mut Report) -> Result<(), Failure> {
    let checks = folder.join(LOG_FOLDER);
    let options = ledger::fsck::Options {
        cache_bytes,
        checks: checks.is_dir().then_some(checks),
        ..ledger::fsck::Options::default()
    };
    let summary = ledger::fsck::fsck(folder, &options, &mut |finding| {
        report.differs(Part::Ledger, &finding);
    })?;
    report.ledger = Some(summary);
    Ok(())
}

/// Only looks, also at a file whose schema is an older one.
async fn check_directory(folder: &Path, report: &mut Report) {
    let file = data::directory_file(folder);
    if !file.exists() {
        return;
    }
    let looked = row_sum::examine(&file, |finding| report.differs(Part::Directory, &finding)).await;
    match looked {
        Ok(examined) => report.directory = Some(examined),
        Err(error) => report.differs(Part::Directory, &error),
    }
}

fn check_log(
    folder: &Path,
    cache_bytes: u64,
    rebuild: bool,
    report: &mut Report,
) -> Result<(), Failure> {
    let Some(key) = key::read(folder)? else {
        // What was only imported into has published nothing yet.
        return Ok(());
    };
    let options = ledger::Options {
        cache_bytes,
        ..ledger::Options::new(Arc::new(SystemClock), Arc::new(OsRandom))
    };
    let ledger = match Ledger::open(folder, options) {
        Ok(ledger) => ledger,
        // The line says why the log was not looked at; a lock or a full disk is no difference.
        Err(error @ ledger::OpenError::Damaged(_)) if report.differences() > 0 => {
            let what = format!("cannot be compared: {error}");
            report.differs(Part::Log, &what);
            return Ok(());
        }
        Err(error) => return Err(error.into()),
    };
    compare_brands(&ledger, report);
    let checked = compare(folder, &ledger, key, rebuild, report);
    ledger.close()?;
    report.log = Some(checked?);
    Ok(())
}

/// Names the brands that the ledger has records of and the directory does not know.
fn compare_brands(ledger: &Ledger, report: &mut Report) {
    let known = report.directory.as_ref();
    let Some(known) = known.and_then(|examined| examined.brands.as_ref()) else {
        return;
    };
    let mut missing = ledger.brands();
    missing.retain(|brand, _| !known.contains(brand));
    for (brand, counts) in missing {
        let records = counts.records();
        let what = format!("brand {brand} is missing, of which the ledger has {records} records");
        report.differs(Part::Directory, &what);
    }
}

fn compare(
    folder: &Path,
    ledger: &Ledger,
    key: SigningKey,
    rebuild: bool,
    report: &mut Report,
) -> Result<Checked, Failure> {
    let verifier = key.verifier().clone();
    if rebuild {
        let note = std::fs::read_to_string(folder.join(CHECKPOINT)).ok();
        let before = note.and_then(|note| SignedCheckpoint::open(&note, &verifier).ok());
        let size = before.map(|signed| signed.checkpoint().size);
        transparency::rebuild(folder, key, ledger, size)?;
    }
    let checked = transparency::fsck(folder, &verifier, ledger, &mut |damage| {
        report.differs(Part::Log, &damage);
    })?;
    Ok(checked)
}
