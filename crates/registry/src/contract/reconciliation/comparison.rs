//! A brand's own file beside a day's: what both have, what one has alone, and in what they differ.

mod differences;
mod given;
mod join;

use std::sync::Arc;

use bytes::Bytes;
use directory::brand_day::{DIGEST_BYTES, DayProgress};
use directory::report::DayComparison;
use domain::{ErrorCode, Timestamp};
use sha2::{Digest as _, Sha384};

use super::DailyReport;
use super::file::Text;
use crate::shares::Place;
use crate::{Contract, Error, Party, Registry, Result};

pub use differences::{
    DIFFERENCE_COLUMNS, Difference, DifferenceKind, DifferenceTable, Differences,
};
pub use given::{COMPARED_ROWS_MAX, NoComparison};

use given::Shape;
use join::{Counts, Join};

/// The longest file that is compared, in bytes; it is held in memory meanwhile.
pub const COMPARED_BYTES_MAX: usize = 64 * 1024 * 1024;

/// How a file stands to a day.
pub struct Comparison {
    /// In numbers.
    pub known: DayComparison,
    /// The SHA-384 of the day's file.
    pub published: [u8; DIGEST_BYTES],
    /// What the differences are told from; `None`: the file is the day's, byte for byte.
    work: Option<Work>,
}

/// What the differences are told from.
struct Work {
    registry: Registry,
    report: DailyReport,
    file: Bytes,
    shape: Shape,
    join: Join,
    /// The day's rows from the beginning.
    text: Text,
    /// Bounds how much is compared at once.
    place: Arc<Place<Party>>,
}

impl Contract<'_> {
    /// Compares a file of the brand's own with a day, and keeps how it stood; `None`: the day's file is not there (yet).
    /// `H097`: the file cannot be read, with the word of [`NoComparison`] as its value; `H124`: too much is compared at
    /// once.
    pub async fn compare_day(
        self,
        report: &DailyReport,
        file: Bytes,
    ) -> Result<Option<Comparison>> {
        let known = self.brand_day(report).await?.map(|known| known.progress);
        let Some(DayProgress::Completed {
            digest: published,
            movements,
            ..
        }) = known
        else {
            return Ok(None);
        };
        let place = self.limits().comparisons.try_take(report.scope.party());
        let place = Arc::new(place.ok_or_else(|| Error::code(ErrorCode::H124))?);
        let whole = file.clone();
        let digest: [u8; DIGEST_BYTES] = self
            .blocking(move |_| Ok(Sha384::digest(&whole).into()))
            .await?;
        let compared_at = self.now();
        let (work, counts, unreadable) = if digest == published {
            let alike = Counts {
                alike: movements,
                ..Counts::default()
            };
            (None, alike, 0)
        } else {
            let (work, counts, unreadable) = self.joined(report, file, place).await?;
            (Some(work), counts, unreadable)
        };
        let known = comparison(report, (compared_at, digest), counts, unreadable);
        self.directory()
            .keep_day_comparison(report.brand, known)
            .await?;
        Ok(Some(Comparison {
            known,
            published,
            work,
        }))
    }

    /// The file's rows beside the day's, counted.
    async fn joined(
        self,
        report: &DailyReport,
        file: Bytes,
        place: Arc<Place<Party>>,
    ) -> Result<(Work, Counts, u64)> {
        let (bytes, held) = (file.clone(), Arc::clone(&place));
        let read = self
            .blocking(move |registry| {
                // The work goes on when nobody waits for it any more, and keeps its place for so long.
                let _place = held;
                let read = given::read(registry.ledger(), &bytes).map_err(refused)?;
                Ok((Join::new(read.given), read.shape, read.unreadable))
            })
            .await?;
        let (mut join, mut shape, unreadable) = read;
        let mut text = self.day_text(report).await?;
        loop {
            self.require_report(report).await?;
            let held = Arc::clone(&place);
            let last;
            (text, join, shape, last) = self
                .blocking(move |_| {
                    let _place = held;
                    let (_, last) = text.piece(|row, _| {
                        let (key, facts) = shape.here(row);
                        join.count(key, facts);
                        Ok(())
                    })?;
                    Ok((text, join, shape, last))
                })
                .await?;
            if last {
                break;
            }
        }
        let counts = join.counts();
        let work = Work {
            registry: self.0.clone(),
            report: report.clone(),
            file,
            shape,
            join,
            text: self.day_text(report).await?,
            place,
        };
        Ok((work, counts, unreadable))
    }
}

fn refused(why: NoComparison) -> Error {
    let violation = ErrorCode::H097.violation().at("file");
    violation.with_value(why.code()).into()
}

fn comparison(
    report: &DailyReport,
    (compared_at, digest): (Timestamp, [u8; DIGEST_BYTES]),
    counts: Counts,
    unreadable: u64,
) -> DayComparison {
    DayComparison {
        day: report.day,
        compared_at,
        digest,
        alike: counts.alike,
        only_here: counts.only_here,
        only_there: counts.only_there,
        different: counts.different,
        unreadable,
    }
}
