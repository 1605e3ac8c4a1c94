//! A brand's file of a day: how far it is, its digest, its time stamp and the brand's agreement.

use domain::{BrandCode, Channel, Day, Origin, RecipientType, Timestamp};

use crate::days::day::fit;
use crate::db::Row;
use crate::error::{Error, Result};
use crate::page::{Page, Paging};
use crate::row::{Columns as _, FromRow, row};
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

/// Bytes of a file's digest, a SHA-384 (contract 10).
pub const DIGEST_BYTES: usize = 48;

/// The longest time stamp that is kept, in bytes; real ones have 2 to 10 thousand.
pub const STAMP_BYTES_MAX: usize = 64 * 1024;

/// A brand's day on which it has movements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BrandDay {
    /// The brand.
    pub brand: BrandCode,
    /// The day.
    pub day: Day,
    /// How far its file is.
    pub progress: DayProgress,
    /// How many tries failed: to make the file, or, once it is made, to have it stamped.
    pub failures: u32,
}

/// How far a brand's file of a day is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DayProgress {
    /// It waits to be made.
    Queued,
    /// It is being made, or was when the program ended.
    InProgress,
    /// It could not be made and will be tried again.
    Failed,
    /// It is made.
    Completed {
        /// Its SHA-384.
        digest: [u8; DIGEST_BYTES],
        /// How many movements it has.
        movements: u64,
        /// When the brand agreed to it; `None`: not yet.
        agreed_at: Option<Timestamp>,
    },
}

/// How many movements of one kind a brand's day has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayCount {
    /// The recipients' type.
    pub recipient_type: RecipientType,
    /// The channel.
    pub channel: Channel,
    /// Which side made them.
    pub origin: Origin,
    /// First approvals, and approvals after a refusal.
    pub approvals: u64,
    /// Refusals after an approval.
    pub rejections: u64,
    /// All of them, these included.
    pub movements: u64,
}

/// How many movements a brand's day has on one channel, whoever made them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayMovements {
    /// The day.
    pub day: Day,
    /// The channel.
    pub channel: Channel,
    /// First approvals, and approvals after a refusal.
    pub approvals: u64,
    /// Refusals after an approval.
    pub rejections: u64,
    /// All of them, these included.
    pub movements: u64,
}

impl Directory {
    /// A brand's day; `None`: it is not known (yet) to have movements on it.
    pub async fn brand_day(&self, brand: BrandCode, day: Day) -> Result<Option<BrandDay>> {
        let day_of = sql!(BrandDay::rows("WHERE brand = $1 AND day = $2"); brand, day);
        self.one(day_of).await
    }

    /// A brand's days on which it has movements, newest first.
    pub async fn brand_days(&self, brand: BrandCode, paging: Paging) -> Result<Page<BrandDay>> {
        let (limit, offset) = paging.limit_offset();
        let total = sql!("SELECT COUNT(*) FROM brand_days WHERE brand = $1"; brand);
        let days = sql!(BrandDay::rows("WHERE brand = $1 ORDER BY day DESC LIMIT $2 OFFSET $3");
            brand, limit, offset);
        Ok(Page {
            total: self.only(total).await?,
            list: self.all(days).await?,
        })
    }

    /// A brand's days from one to another on which it has movements, in order.
    pub async fn brand_days_between(
        &self,
        brand: BrandCode,
        first: Day,
        last: Day,
    ) -> Result<Vec<BrandDay>> {
        let days = sql!(BrandDay::rows("WHERE brand = $1 AND day >= $2 AND day <= $3 ORDER BY day");
            brand, first, last);
        self.all(days).await
    }

    /// The days whose files are to be made now, oldest first, at most `limit`.
    pub async fn waiting_brand_days(&self, now: Timestamp, limit: u32) -> Result<Vec<BrandDay>> {
        let waiting = sql!(BrandDay::rows("WHERE status <> 'completed' \
             AND (retry_at IS NULL OR retry_at <= $1) ORDER BY day, brand LIMIT $2"); now, limit);
        self.all(waiting).await
    }

    /// The days whose files are made and are to be stamped now, oldest first, at most `limit`.
    pub async fn unstamped_brand_days(&self, now: Timestamp, limit: u32) -> Result<Vec<BrandDay>> {
        let unstamped = sql!(BrandDay::rows("WHERE status = 'completed' AND stamp IS NULL \
             AND (retry_at IS NULL OR retry_at <= $1) ORDER BY day, brand LIMIT $2"); now, limit);
        self.all(unstamped).await
    }

    /// Notes that a file is being made. `NotFound(Day)`: no such file waits.
    pub async fn start_brand_day(&self, brand: BrandCode, day: Day) -> Result<()> {
        let start = sql!("UPDATE brand_days SET status = 'inprogress' WHERE brand = $1 \
             AND day = $2 AND status <> 'completed'"; brand, day);
        self.change_day(start).await
    }

    /// Notes a file that is made. `NotFound(Day)`: no such file waits.
    pub async fn complete_brand_day(
        &self,
        brand: BrandCode,
        day: Day,
        digest: [u8; DIGEST_BYTES],
        counts: Vec<DayCount>,
    ) -> Result<()> {
        let movements: u64 = counts.iter().map(|count| count.movements).sum();
        let complete = sql!("UPDATE brand_days SET status = 'completed', digest = $1, \
             movements = $2, failures = 0, retry_at = NULL WHERE brand = $3 AND day = $4 \
             AND status <> 'completed'"; digest, movements, brand, day);
        self.write(work!(|connection| {
            fit(connection, complete).await?;
            for count in counts {
                insert!(brand_day_counts: brand, day, recipient_type = count.recipient_type,
                    channel = count.channel, origin = count.origin, approvals = count.approvals,
                    rejections = count.rejections, movements = count.movements)
                .run(&mut *connection)
                .await?;
                sql!("INSERT INTO brand_channel_approvals (brand, channel, approvals) \
                     VALUES ($1, $2, $3 - $4) ON CONFLICT (brand, channel) DO UPDATE SET \
                     approvals = brand_channel_approvals.approvals + excluded.approvals";
                    brand, count.channel, count.approvals, count.rejections)
                .apply(connection)
                .await?;
            }
            Ok(())
        }))
        .await
    }

    /// How many records of a brand approve on each channel, at the end of the last day that was counted; channels on which
    /// nobody ever has are left out.
    pub async fn channel_approvals(&self, brand: BrandCode) -> Result<Vec<(Channel, u64)>> {
        let approvals = sql!("SELECT channel, CASE WHEN approvals < 0 THEN 0 ELSE approvals END \
             FROM brand_channel_approvals WHERE brand = $1 ORDER BY channel"; brand);
        self.all(approvals).await
    }

    /// How many movements a brand's counted days have on each channel, from a day to before another, by day and channel.
    pub async fn day_movements(
        &self,
        brand: BrandCode,
        from: Day,
        before: Day,
    ) -> Result<Vec<DayMovements>> {
        let movements = sql!("SELECT day, channel, SUM(approvals) AS approvals, \
             SUM(rejections) AS rejections, SUM(movements) AS movements FROM brand_day_counts \
             WHERE brand = $1 AND day >= $2 AND day < $3 GROUP BY day, channel \
             ORDER BY day, channel"; brand, from, before);
        self.all(movements).await
    }

    /// Notes that a file could not be made, and when to try again. `NotFound(Day)`: no such file
    /// waits.
    pub async fn fail_brand_day(
        &self,
        brand: BrandCode,
        day: Day,
        retry_at: Timestamp,
    ) -> Result<()> {
        let fail = sql!("UPDATE brand_days SET status = 'error', failures = failures + 1, \
             retry_at = $1 WHERE brand = $2 AND day = $3 AND status <> 'completed'";
            retry_at, brand, day);
        self.change_day(fail).await
    }

    /// Keeps a file's time stamp; the first one stays. `Invalid`: longer than
    /// [`STAMP_BYTES_MAX`]; `NotFound(Day)`: no such file is made.
    pub async fn keep_day_stamp(&self, brand: BrandCode, day: Day, stamp: Vec<u8>) -> Result<()> {
        if stamp.len() > STAMP_BYTES_MAX {
            return Err(Error::Invalid("time stamp"));
        }
        let keep = sql!("UPDATE brand_days SET stamp = COALESCE(stamp, $1), failures = 0, \
             retry_at = NULL WHERE brand = $2 AND day = $3 AND status = 'completed'";
            stamp, brand, day);
        self.change_day(keep).await
    }

    /// Notes that a file could not be stamped, and when to try again. `NotFound(Day)`: no such
    /// file waits for its stamp.
    pub async fn fail_day_stamp(
        &self,
        brand: BrandCode,
        day: Day,
        retry_at: Timestamp,
    ) -> Result<()> {
        let fail = sql!("UPDATE brand_days SET failures = failures + 1, retry_at = $1 \
             WHERE brand = $2 AND day = $3 AND status = 'completed' AND stamp IS NULL";
            retry_at, brand, day);
        self.change_day(fail).await
    }

    /// A file's time stamp; `None` while there is none.
    pub async fn day_stamp(&self, brand: BrandCode, day: Day) -> Result<Option<Vec<u8>>> {
        let stamp = sql!("SELECT stamp FROM brand_days WHERE brand = $1 AND day = $2 \
             AND stamp IS NOT NULL"; brand, day);
        self.one(stamp).await
    }

    /// Notes that the brand agrees to a file; the first time counts. `NotFound(Day)`: no such file
    /// is made.
    pub async fn agree_to_day(&self, brand: BrandCode, day: Day, now: Timestamp) -> Result<()> {
        let agree = sql!("UPDATE brand_days SET agreed_at = COALESCE(agreed_at, $1) \
             WHERE brand = $2 AND day = $3 AND status = 'completed'"; now, brand, day);
        self.change_day(agree).await
    }

    /// What kinds of movements a completed day has; kinds without any are left out.
    pub async fn day_counts(&self, brand: BrandCode, day: Day) -> Result<Vec<DayCount>> {
        let counts = sql!(DayCount::rows("WHERE brand = $1 AND day = $2 \
             ORDER BY recipient_type, channel, origin"); brand, day);
        self.all(counts).await
    }
}

impl FromRow for DayProgress {
    fn read(row: &Row) -> Result<Self> {
        Ok(match row.read::<String>("status")?.as_str() {
            "queued" => Self::Queued,
            "inprogress" => Self::InProgress,
            "error" => Self::Failed,
            "completed" => Self::Completed {
                digest: row.read("digest")?,
                movements: row.read("movements")?,
                agreed_at: row.read("agreed_at")?,
            },
            _ => return Err(Error::Corrupt("status".to_owned())),
        })
    }
}

row! {
    BrandDay in brand_days:
    brand, day, progress in [status, digest, movements, agreed_at], failures
}

row! {
    DayCount in brand_day_counts:
    recipient_type, channel, origin, approvals, rejections, movements
}

row! { DayMovements: day, channel, approvals, rejections, movements }
