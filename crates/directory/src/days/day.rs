//! Days that are over: which movements each has, and whether all brands with some are known.

use domain::{BrandCode, Day, Seq, Timestamp};

use crate::db::{Connection, Row};
use crate::error::{Entity, Error, Result};
use crate::row::{Columns as _, FromRow};
use crate::statement::{Statement, insert, selection, sql};
use crate::store::Directory;
use crate::writer::work;

/// A day whose closing has begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClosingDay {
    /// The day.
    pub day: Day,
    /// Its first movement.
    pub first: Seq,
    /// The movement after its last.
    pub end: Seq,
    /// Whether all brands with movements on it are known (see [`Directory::queue_brand_days`]).
    pub listed: bool,
}

impl Directory {
    /// A day, if its closing has begun.
    pub async fn closing_day(&self, day: Day) -> Result<Option<ClosingDay>> {
        self.one(sql!(ClosingDay::rows("WHERE day = $1"); day))
            .await
    }

    /// Begins a day's closing and says for good which movements it has, from `first` to before
    /// `end`. A day begun before stays as it is and is returned. `Invalid`: the end is before the
    /// first.
    pub async fn begin_day(&self, day: Day, first: Seq, end: Seq) -> Result<ClosingDay> {
        if end < first {
            return Err(Error::Invalid("day's span"));
        }
        self.write(work!(|connection| {
            insert!(days: day, first_seq = first, end_seq = end; "ON CONFLICT DO NOTHING")
                .run(connection)
                .await?;
            sql!(ClosingDay::rows("WHERE day = $1"); day)
                .only(connection)
                .await
        }))
        .await
    }

    /// Notes that these brands have movements on a day, so that their files are made. One noted
    /// before stays as it is. `NotFound(Day)`: its closing has not begun.
    pub async fn queue_brand_days(&self, day: Day, brands: Vec<BrandCode>) -> Result<()> {
        self.write(work!(|connection| {
            require(connection, day).await?;
            for brand in brands {
                insert!(brand_days: brand, day, status = "queued", failures = 0_u8;
                    "ON CONFLICT DO NOTHING")
                .run(connection)
                .await?;
            }
            Ok(())
        }))
        .await
    }

    /// Says that all brands with movements on a day are noted. `NotFound(Day)`.
    pub async fn finish_listing(&self, day: Day, now: Timestamp) -> Result<()> {
        let finish = sql!("UPDATE days SET listed_at = COALESCE(listed_at, $1) WHERE day = $2";
            now, day);
        self.change_day(finish).await
    }

    /// Changes a day or a brand's day. `NotFound(Day)`: there is none that the change fits.
    pub(crate) async fn change_day(&self, change: Statement) -> Result<()> {
        self.write(move |connection| Box::pin(fit(connection, change)))
            .await
    }

    /// Forgets the days before one, with the brands' digests and time stamps; says how many days.
    pub async fn purge_days(&self, before: Day) -> Result<u64> {
        // Their counts go with them; to look for those by day would read all there are.
        self.purge("brand_days", "brand, day", "day < $1", [before])
            .await?;
        self.purge("days", "day", "day < $1", [before]).await
    }
}

/// See [`Directory::change_day`].
pub(crate) async fn fit(connection: &mut Connection, change: Statement) -> Result<()> {
    Entity::Day.require(change.run(connection).await? > 0)
}

async fn require(connection: &mut Connection, day: Day) -> Result<()> {
    let found = sql!("SELECT day FROM days WHERE day = $1"; day);
    Entity::Day.require(found.exists(connection).await?)
}

impl ClosingDay {
    fn rows(rest: &str) -> Statement {
        selection(&["day", "first_seq", "end_seq", "listed_at"], "days", rest)
    }
}

impl FromRow for ClosingDay {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            day: row.read("day")?,
            first: row.read("first_seq")?,
            end: row.read("end_seq")?,
            listed: row.read::<Option<Timestamp>>("listed_at")?.is_some(),
        })
    }
}
