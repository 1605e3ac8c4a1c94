//! Holds: while a case is open, what it is about is not erased (rule 60).

use domain::{ConsentKey, RecipientId, Timestamp};
use futures::TryStreamExt as _;

use crate::column::kept;
use crate::db::{Connection, Row};
use crate::error::{Entity, Error, Result};
use crate::parties::brand;
use crate::parties::title;
use crate::row::{Columns as _, FromRow};
use crate::row_sum::HOLDS;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

/// Longest name of a case, and of who places or releases a hold, in bytes.
pub const TEXT_LEN_MAX: usize = 200;
const CASE: &str = "case: 1 to 200 bytes, none that controls a terminal or is not seen";
const WHO: &str = "name of who asks: 1 to 200 bytes, none that controls a terminal or is not seen";
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
            case: text(case, CASE)?,
            held,
            held_at: now,
            held_by: text(by, WHO)?,
            released: None,
        };
        self.write(move |connection| Box::pin(insert(connection, placed)))
            .await
    }

    /// Releases a hold. `NotFound(Hold)`: there is none in force of this number.
    pub async fn release_hold(&self, number: u64, by: &str, now: Timestamp) -> Result<Hold> {
        let number = kept(number)?;
        let by = text(by, WHO)?;
        self.write(work!(|connection| {
            let release = sql!("UPDATE holds SET released_at = $1, released_by = $2 \
                 WHERE number = $3 AND released_at IS NULL"; now, by, number);
            Entity::Hold.require(HOLDS.change(connection, number, release).await?)?;
            sql!(HOLDS.rows("WHERE number = $1"); number)
                .only(connection)
                .await
        }))
        .await
    }

    /// All holds, those released included, by number.
    pub async fn holds(&self) -> Result<Vec<Hold>> {
        self.all(sql!(HOLDS.rows("ORDER BY number"))).await
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
    let mut holds = HOLDS.rows("").query()?.fetch(connection);
    while let Some(row) = holds.try_next().await? {
        HOLDS.check(&row)?;
    }
    Ok(())
}

fn text(text: &str, what: &'static str) -> Result<String> {
    let text = text.trim();
    if text.is_empty() || text.len() > TEXT_LEN_MAX || !title::is_seen(text) {
        return Err(Error::Invalid(what));
    }
    Ok(text.to_owned())
}

async fn insert(connection: &mut Connection, mut hold: Hold) -> Result<Hold> {
    let known = sql!("SELECT COALESCE(MAX(number), 0), COUNT(*) - COUNT(released_at) FROM holds");
    let (last, in_force): (u64, u64) = known.only(&mut *connection).await?;
    if in_force >= HOLDS_MAX {
        return Err(Error::Limit(Entity::Hold));
    }
    hold.number = last + 1;
    let record = match &hold.held {
        Held::Recipient(_) => None,
        Held::Record(key) => Some(key),
    };
    if let Some(key) = record {
        brand::require(connection, key.brand).await?;
    }
    let insert = insert!(holds: number = hold.number, case_reference = &hold.case,
        recipient = hold.held.recipient(), brand = record.map(|key| key.brand),
        recipient_type = record.map(|key| key.recipient_type),
        channel = record.map(|key| key.channel), held_at = hold.held_at, held_by = &hold.held_by);
    HOLDS.insert(connection, kept(hold.number)?, insert).await?;
    Ok(hold)
}

impl FromRow for Hold {
    fn read(row: &Row) -> Result<Self> {
        HOLDS.check(row)?;
        let recipient = row.read("recipient")?;
        let held = match row.read("brand")? {
            Some(brand) => Held::Record(ConsentKey {
                recipient,
                brand,
                recipient_type: row.read("recipient_type")?,
                channel: row.read("channel")?,
            }),
            None => Held::Recipient(recipient),
        };
        let released_at: Option<Timestamp> = row.read("released_at")?;
        Ok(Self {
            number: row.read("number")?,
            case: row.read("case_reference")?,
            held,
            held_at: row.read("held_at")?,
            held_by: row.read("held_by")?,
            released: released_at.zip(row.read("released_by")?),
        })
    }
}
