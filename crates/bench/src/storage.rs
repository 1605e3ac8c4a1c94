//! What the stored movements cost: disk, memory, and the time to open them.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use ledger::{Ledger, Options};

use crate::stopwatch::Stopwatch;
use crate::table::Table;

/// Measures a closed ledger: disk from its files, memory and opening in a process of its own.
pub fn measure(table: &mut Table, folder: &Path, movements: u64) -> Result<()> {
    let millions = movements / 1_000_000;
    let bytes = as_figure(size_of(folder)?) / as_figure(movements);
    table.alone(
        format!("disk, {millions} M stored"),
        bytes,
        "bytes/movement",
    );
    let output = Command::new(std::env::current_exe()?)
        .arg("--probe")
        .arg(folder)
        .output()?;
    ensure!(output.status.success(), "the probe failed");
    let text = String::from_utf8(output.stdout)?;
    let mut figures = text.split_whitespace().map(str::parse::<f64>);
    let mut next = || {
        figures
            .next()
            .context("a figure is missing")?
            .context("no figure")
    };
    table.alone(format!("open, {millions} M stored"), next()?, "s");
    table.alone(
        format!("resident memory once open, {millions} M stored"),
        next()?,
        "MiB",
    );
    Ok(())
}

/// Opens a ledger and prints the seconds it took and the mebibytes it holds.
pub fn probe(folder: &Path) -> Result<()> {
    let watch = Stopwatch::start();
    let ledger = Ledger::open(folder, Options::system())?;
    let seconds = watch.elapsed().as_secs_f64();
    println!("{seconds} {}", resident_mebibytes()?);
    ledger.close()?;
    Ok(())
}

fn resident_mebibytes() -> Result<f64> {
    mebibytes("VmRSS:")
}

/// The most memory that this process has held.
pub fn peak_mebibytes() -> Result<f64> {
    mebibytes("VmHWM:")
}

/// A figure of this process that the system keeps in KiB.
fn mebibytes(name: &str) -> Result<f64> {
    const KIBIBYTES: f64 = 1_024.0;
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find(|line| line.starts_with(name))
        .with_context(|| format!("no {name}"))?;
    let figure = line.split_whitespace().nth(1).context("no figure")?;
    Ok(figure.parse::<f64>()? / KIBIBYTES)
}

pub fn size_of(folder: &Path) -> Result<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        sum += if metadata.is_dir() {
            size_of(&entry.path())?
        } else {
            use std::os::unix::fs::MetadataExt;
            const BLOCK_BYTES: u64 = 512;
            metadata.blocks() * BLOCK_BYTES
        };
    }
    Ok(sum)
}

#[expect(clippy::cast_precision_loss, reason = "figures are read by people")]
pub fn as_figure(count: u64) -> f64 {
    count as f64
}
