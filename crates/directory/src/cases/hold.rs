//! Holds: while a case is open, what it is about is not erased (rule 60).

use domain::{BrandCode, ConsentKey, RecipientId, Timestamp};
use futures::TryStreamExt as _;
use sqlx::Row as _;

use crate::column;
use crate::db::{Connection, Read as _, Row};
use crate::error::{Entity, Error, Result};
use crate::parties::brand;
use crate::row_sum::HOLDS;
use crate::store::Directory;

/// Longest name of a case, and of who places or releases a hold, in bytes.
pub const TEXT_LEN_MAX: usize = 200;
/// The most holds that can be in force.
pub const HOLDS_MAX: u64 = 100_000;

/// What is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Held {
    /// All records of a recipient, of whatever brand.
    Recipient(RecipientId),
    /// One record.
    Record(ConsentKey),
}

impl Held {
    fn recipient(&self) -> RecipientId {
        match self {
            Self::Recipient(recipient) => *recipient,
            Self::Record(key) => key.recipient,
        }
    }
}

/// A hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Its number.
    pub number: u64,
    /// The case.
    pub case: String,
    /// What is kept.
    pub held: Held,
    /// When it was placed.
    pub held_at: Timestamp,
    /// By whom.
    pub held_by: String,
    /// When it was released and by whom; `None`: it is in force.
    pub released: Option<(Timestamp, String)>,
}

impl Directory {
    /// Places a hold, in force when this returns. `Invalid`: a text is empty or longer than
    /// [`TEXT_LEN_MAX`]; `NotFound(Brand)`: the record's is none; `Limit(Hold)`: there are [`HOLDS_MAX`] already.
    pub async fn add_hold(&self, case: &str, held: Held, by: &str, now: Timestamp) -> Result<Hold> {
        let placed = Hold {
            number: 0,
            case: text(case, "the case's name")?,
            held,
            held_at: now,
            held_by: text(by, "who places the hold")?,
            released: None,
        };
        self.write(move |connection| Box::pin(insert(connection, placed)))
            .await
    }

    /// Releases a hold. `NotFound(Hold)`: there is none in force of this number.
    pub async fn release_hold(&self, number: u64, by: &str, now: Timestamp) -> Result<Hold> {
        let number = column::stored(number, "a hold's number")?;
        let by = text(by, "who releases the hold")?;
        self.write(move |connection| {
            Box::pin(async move {
                HOLDS.check_stored(connection, number).await?;
                let released = sqlx::query(
                    "UPDATE holds SET released_at = $1, released_by = $2 \
                     WHERE number = $3 AND released_at IS NULL",
                )
                .bind(now.as_millis())
                .bind(by)
                .bind(number)
                .execute(&mut *connection)
                .await?;
                if released.rows_affected() == 0 {
                    return Err(Error::NotFound(Entity::Hold));
                }
                HOLDS.keep(connection, number).await?;
                let row = HOLDS
                    .rows("WHERE number = $1")
                    .bind(number)
                    .fetch_one(connection)
                    .await?;
                read(&row)
            })
        })
        .await
    }

    /// All holds, those released included, by number.
    pub async fn holds(&self) -> Result<Vec<Hold>> {
        HOLDS
            .rows("ORDER BY number")
            .all(self.readers(), read)
            .await
    }

    /// The holds in force, by number. `Damaged` if any hold is not as it was written: one that looks released may not be.
    pub async fn holds_in_force(&self) -> Result<Vec<Hold>> {
        let mut holds = self.holds().await?;
        holds.retain(|hold| hold.released.is_none());
        Ok(holds)
    }
}

/// Makes sure that all holds are as they were written, before anything goes that one of them may keep.
pub(crate) async fn require_intact(connection: &mut Connection) -> Result<()> {
    let mut holds = HOLDS.rows("").fetch(connection);
    while let Some(row) = holds.try_next().await? {
        HOLDS.check(&row)?;
    }
    Ok(())
}

fn text(text: &str, what: &'static str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > TEXT_LEN_MAX {
        return Err(Error::Invalid(what));
    }
    Ok(text.to_owned())
}

async fn insert(connection: &mut Connection, mut hold: Hold) -> Result<Hold> {
    let row = sqlx::query(
        "SELECT COALESCE(MAX(number), 0) AS last, \
         COUNT(*) - COUNT(released_at) AS in_force FROM holds",
    )
    .fetch_one(&mut *connection)
    .await?;
    if column::count(&row, "in_force")? >= HOLDS_MAX {
        return Err(Error::Limit(Entity::Hold));
    }
    hold.number = column::count(&row, "last")? + 1;
    let record = match &hold.held {
        Held::Recipient(_) => None,
        Held::Record(key) => Some(key),
    };
    let number = column::stored(hold.number, "a hold's number")?;
    if let Held::Record(key) = &hold.held {
        brand::require(connection, key.brand).await?;
    }
    sqlx::query(
        "INSERT INTO holds (number, case_reference, recipient, brand, recipient_type, channel, \
         held_at, held_by) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(number)
    .bind(&hold.case)
    .bind(hold.held.recipient().0.to_vec())
    .bind(record.map(|key| i64::from(key.brand.0)))
    .bind(record.map(|key| i16::from(key.recipient_type.to_byte())))
    .bind(record.map(|key| column::stored_channel(key.channel)))
    .bind(hold.held_at.as_millis())
    .bind(&hold.held_by)
    .execute(&mut *connection)
    .await?;
    HOLDS.keep(connection, number).await?;
    Ok(hold)
}

/// Reads a row with the columns of [`HOLDS`]. `Damaged` if it is not as it was written.
fn read(row: &Row) -> Result<Hold> {
    HOLDS.check(row)?;
    let recipient = RecipientId(column::bytes(row, "recipient")?);
    let held = if row.try_get::<Option<i64>, _>("brand")?.is_some() {
        Held::Record(ConsentKey {
            recipient,
            brand: BrandCode(column::code(row, "brand")?),
            recipient_type: column::recipient_type(row, "recipient_type")?,
            channel: column::channel(row, "channel")?,
        })
    } else {
        Held::Recipient(recipient)
    };
    let released_at = column::maybe_instant(row, "released_at")?;
    let released_by: Option<String> = row.try_get("released_by")?;
    Ok(Hold {
        number: column::count(row, "number")?,
        case: row.try_get("case_reference")?,
        held,
        held_at: column::instant(row, "held_at")?,
        held_by: row.try_get("held_by")?,
        released: released_at.zip(released_by),
    })
}
