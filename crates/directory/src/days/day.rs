//! Days that are over: which movements each has, and whether all brands with some are known.

use domain::{BrandCode, Day, Seq, Timestamp};
use sqlx::Row as _;

use crate::column;
use crate::db::{Change, Connection, Read as _, Row};
use crate::error::{Entity, Error, Result};
use crate::purge::Rows;
use crate::store::Directory;

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
        sqlx::query("SELECT day, first_seq, end_seq, listed_at FROM days WHERE day = $1")
            .bind(day.to_wire())
            .one(self.readers(), read)
            .await
    }

    /// Begins a day's closing and says for good which movements it has, from `first` to before
    /// `end`. A day begun before stays as it is and is returned. `Invalid`: the end is before the
    /// first.
    pub async fn begin_day(&self, day: Day, first: Seq, end: Seq) -> Result<ClosingDay> {
        if end < first {
            return Err(Error::Invalid("day's span"));
        }
        self.write(move |connection| {
            Box::pin(async move {
                sqlx::query(
                    "INSERT INTO days (day, first_seq, end_seq) VALUES ($1, $2, $3) \
                     ON CONFLICT DO NOTHING",
                )
                .bind(day.to_wire())
                .bind(column::stored(first.0, "movement number")?)
                .bind(column::stored(end.0, "movement number")?)
                .execute(&mut *connection)
                .await?;
                let row = sqlx::query(
                    "SELECT day, first_seq, end_seq, listed_at FROM days WHERE day = $1",
                )
                .bind(day.to_wire())
                .fetch_one(connection)
                .await?;
                read(&row)
            })
        })
        .await
    }

    /// Notes that these brands have movements on a day, so that their files are made. One noted
    /// before stays as it is. `NotFound(Day)`: its closing has not begun.
    pub async fn queue_brand_days(&self, day: Day, brands: Vec<BrandCode>) -> Result<()> {
        self.write(move |connection| {
            Box::pin(async move {
                require(connection, day).await?;
                for brand in brands {
                    sqlx::query(
                        "INSERT INTO brand_days (brand, day, status, failures) \
                         VALUES ($1, $2, 'queued', 0) ON CONFLICT DO NOTHING",
                    )
                    .bind(i64::from(brand.0))
                    .bind(day.to_wire())
                    .execute(&mut *connection)
                    .await?;
                }
                Ok(())
            })
        })
        .await
    }

    /// Says that all brands with movements on a day are noted. `NotFound(Day)`.
    pub async fn finish_listing(&self, day: Day, now: Timestamp) -> Result<()> {
        let finish =
            sqlx::query("UPDATE days SET listed_at = COALESCE(listed_at, $1) WHERE day = $2");
        self.change_day(finish.bind(now.as_millis()).bind(day.to_wire()))
            .await
    }

    /// Changes a day or a brand's day. `NotFound(Day)`: there is none that the change fits.
    pub(crate) async fn change_day(&self, query: Change) -> Result<()> {
        self.write(move |connection| Box::pin(change(connection, query)))
            .await
    }

    /// Forgets the days before one, with the brands' digests and time stamps; says how many days.
    pub async fn purge_days(&self, before: Day) -> Result<u64> {
        let over = |table, key| Rows::new(table, key, "day < $1");
        let bind = |query: Change| query.bind(before.to_wire());
        // Their counts go with them; to look for those by day would read all there are.
        self.purge(&over("brand_days", "brand, day"), bind).await?;
        self.purge(&over("days", "day"), bind).await
    }
}

/// See [`Directory::change_day`].
pub(crate) async fn change(connection: &mut Connection, query: Change) -> Result<()> {
    match query.execute(connection).await?.rows_affected() {
        0 => Err(Error::NotFound(Entity::Day)),
        _ => Ok(()),
    }
}

async fn require(connection: &mut Connection, day: Day) -> Result<()> {
    sqlx::query("SELECT day FROM days WHERE day = $1")
        .bind(day.to_wire())
        .fetch_optional(connection)
        .await?
        .map(drop)
        .ok_or(Error::NotFound(Entity::Day))
}

fn read(row: &Row) -> Result<ClosingDay> {
    Ok(ClosingDay {
        day: column::day(row, "day")?,
        first: Seq(column::count(row, "first_seq")?),
        end: Seq(column::count(row, "end_seq")?),
        listed: row.try_get::<Option<i64>, _>("listed_at")?.is_some(),
    })
}
