//! A brand's file of a day: how far it is, its digest, its time stamp and the brand's agreement.

use domain::{BrandCode, Channel, Day, Origin, RecipientType, Timestamp};
use sqlx::Row as _;

use crate::column;
use crate::days::day::change;
use crate::db::{Connection, Read as _, Row};
use crate::error::{Error, Result};
use crate::store::Directory;

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

impl Directory {
    /// A brand's day; `None`: it is not known (yet) to have movements on it.
    pub async fn brand_day(&self, brand: BrandCode, day: Day) -> Result<Option<BrandDay>> {
        sqlx::query(
            "SELECT brand, day, status, movements, digest, failures, agreed_at \
             FROM brand_days WHERE brand = $1 AND day = $2",
        )
        .bind(i64::from(brand.0))
        .bind(day.to_wire())
        .one(self.readers(), read)
        .await
    }

    /// The days whose files are to be made now, oldest first, at most `limit`.
    pub async fn waiting_brand_days(&self, now: Timestamp, limit: u32) -> Result<Vec<BrandDay>> {
        self.due_brand_days(
            "SELECT brand, day, status, movements, digest, failures, agreed_at \
             FROM brand_days WHERE status <> 'completed' \
             AND (retry_at IS NULL OR retry_at <= $1) ORDER BY day, brand LIMIT $2",
            now,
            limit,
        )
        .await
    }

    /// The days whose files are made and are to be stamped now, oldest first, at most `limit`.
    pub async fn unstamped_brand_days(&self, now: Timestamp, limit: u32) -> Result<Vec<BrandDay>> {
        self.due_brand_days(
            "SELECT brand, day, status, movements, digest, failures, agreed_at \
             FROM brand_days WHERE status = 'completed' AND stamp IS NULL \
             AND (retry_at IS NULL OR retry_at <= $1) ORDER BY day, brand LIMIT $2",
            now,
            limit,
        )
        .await
    }

    async fn due_brand_days(
        &self,
        select: &'static str,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<BrandDay>> {
        sqlx::query(select)
            .bind(now.as_millis())
            .bind(i64::from(limit))
            .all(self.readers(), read)
            .await
    }

    /// Notes that a file is being made. `NotFound(Day)`: no such file waits.
    pub async fn start_brand_day(&self, brand: BrandCode, day: Day) -> Result<()> {
        let start = sqlx::query(
            "UPDATE brand_days SET status = 'inprogress' \
             WHERE brand = $1 AND day = $2 AND status <> 'completed'",
        );
        self.change_day(start.bind(i64::from(brand.0)).bind(day.to_wire()))
            .await
    }

    /// Notes a file that is made. `NotFound(Day)`: no such file waits.
    pub async fn complete_brand_day(
        &self,
        brand: BrandCode,
        day: Day,
        digest: [u8; DIGEST_BYTES],
        counts: Vec<DayCount>,
    ) -> Result<()> {
        let movements = counts.iter().map(|count| count.movements).sum();
        let complete = sqlx::query(
            "UPDATE brand_days SET status = 'completed', digest = $1, movements = $2, \
             failures = 0, retry_at = NULL \
             WHERE brand = $3 AND day = $4 AND status <> 'completed'",
        )
        .bind(digest.to_vec())
        .bind(column::stored(movements, "count")?)
        .bind(i64::from(brand.0))
        .bind(day.to_wire());
        self.write(move |connection| {
            Box::pin(async move {
                change(connection, complete).await?;
                for count in counts {
                    insert_count(connection, brand, day, count).await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Notes that a file could not be made, and when to try again. `NotFound(Day)`: no such file
    /// waits.
    pub async fn fail_brand_day(
        &self,
        brand: BrandCode,
        day: Day,
        retry_at: Timestamp,
    ) -> Result<()> {
        let fail = sqlx::query(
            "UPDATE brand_days SET status = 'error', failures = failures + 1, retry_at = $1 \
             WHERE brand = $2 AND day = $3 AND status <> 'completed'",
        )
        .bind(retry_at.as_millis());
        self.change_day(fail.bind(i64::from(brand.0)).bind(day.to_wire()))
            .await
    }

    /// Keeps a file's time stamp; the first one stays. `Invalid`: longer than
    /// [`STAMP_BYTES_MAX`]; `NotFound(Day)`: no such file is made.
    pub async fn keep_day_stamp(&self, brand: BrandCode, day: Day, stamp: Vec<u8>) -> Result<()> {
        if stamp.len() > STAMP_BYTES_MAX {
            return Err(Error::Invalid("time stamp"));
        }
        let keep = sqlx::query(
            "UPDATE brand_days SET stamp = COALESCE(stamp, $1), failures = 0, retry_at = NULL \
             WHERE brand = $2 AND day = $3 AND status = 'completed'",
        )
        .bind(stamp);
        self.change_day(keep.bind(i64::from(brand.0)).bind(day.to_wire()))
            .await
    }

    /// Notes that a file could not be stamped, and when to try again. `NotFound(Day)`: no such
    /// file waits for its stamp.
    pub async fn fail_day_stamp(
        &self,
        brand: BrandCode,
        day: Day,
        retry_at: Timestamp,
    ) -> Result<()> {
        let fail = sqlx::query(
            "UPDATE brand_days SET failures = failures + 1, retry_at = $1 \
             WHERE brand = $2 AND day = $3 AND status = 'completed' AND stamp IS NULL",
        )
        .bind(retry_at.as_millis());
        self.change_day(fail.bind(i64::from(brand.0)).bind(day.to_wire()))
            .await
    }

    /// A file's time stamp; `None` while there is none.
    pub async fn day_stamp(&self, brand: BrandCode, day: Day) -> Result<Option<Vec<u8>>> {
        let row = sqlx::query(
            "SELECT stamp FROM brand_days WHERE brand = $1 AND day = $2 AND stamp IS NOT NULL",
        )
        .bind(i64::from(brand.0))
        .bind(day.to_wire())
        .fetch_optional(self.readers())
        .await?;
        row.map(|row| Ok(row.try_get("stamp")?)).transpose()
    }

    /// Notes that the brand agrees to a file; the first time counts. `NotFound(Day)`: no such file
    /// is made.
    pub async fn agree_to_day(&self, brand: BrandCode, day: Day, now: Timestamp) -> Result<()> {
        let agree = sqlx::query(
            "UPDATE brand_days SET agreed_at = COALESCE(agreed_at, $1) \
             WHERE brand = $2 AND day = $3 AND status = 'completed'",
        )
        .bind(now.as_millis());
        self.change_day(agree.bind(i64::from(brand.0)).bind(day.to_wire()))
            .await
    }

    /// What kinds of movements a completed day has; kinds without any are left out.
    pub async fn day_counts(&self, brand: BrandCode, day: Day) -> Result<Vec<DayCount>> {
        sqlx::query(
            "SELECT recipient_type, channel, origin, approvals, rejections, movements \
             FROM brand_day_counts WHERE brand = $1 AND day = $2 \
             ORDER BY recipient_type, channel, origin",
        )
        .bind(i64::from(brand.0))
        .bind(day.to_wire())
        .all(self.readers(), read_count)
        .await
    }
}

async fn insert_count(
    connection: &mut Connection,
    brand: BrandCode,
    day: Day,
    count: DayCount,
) -> Result<()> {
    sqlx::query(
        "INSERT INTO brand_day_counts \
         (brand, day, recipient_type, channel, origin, approvals, rejections, movements) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(i64::from(brand.0))
    .bind(day.to_wire())
    .bind(i16::from(count.recipient_type.to_byte()))
    .bind(column::stored_channel(count.channel))
    .bind(i16::from(count.origin.to_byte()))
    .bind(column::stored(count.approvals, "count")?)
    .bind(column::stored(count.rejections, "count")?)
    .bind(column::stored(count.movements, "count")?)
    .execute(connection)
    .await?;
    Ok(())
}

fn read(row: &Row) -> Result<BrandDay> {
    let progress = match row.try_get("status")? {
        "queued" => DayProgress::Queued,
        "inprogress" => DayProgress::InProgress,
        "error" => DayProgress::Failed,
        "completed" => DayProgress::Completed {
            digest: column::bytes(row, "digest")?,
            movements: column::count(row, "movements")?,
            agreed_at: column::maybe_instant(row, "agreed_at")?,
        },
        _ => return Err(Error::Corrupt("status")),
    };
    Ok(BrandDay {
        brand: BrandCode(column::code(row, "brand")?),
        day: column::day(row, "day")?,
        progress,
        failures: column::code(row, "failures")?,
    })
}

fn read_count(row: &Row) -> Result<DayCount> {
    Ok(DayCount {
        recipient_type: column::recipient_type(row, "recipient_type")?,
        channel: column::channel(row, "channel")?,
        origin: column::origin(row, "origin")?,
        approvals: column::count(row, "approvals")?,
        rejections: column::count(row, "rejections")?,
        movements: column::count(row, "movements")?,
    })
}
