//! What is done to a complaint beside writing it: its image, the filing, and the steps after it.

use domain::Timestamp;
use sqlx::Row as _;

use crate::cases::complaint::{
    ComplaintId, ComplaintOwner, FILED_PER_DAY_MAX, ImageKind, columns, require_draft,
};
use crate::column;
use crate::db::{Connection, Read as _};
use crate::error::{Entity, Error, Result};
use crate::store::Directory;

/// A day, in milliseconds.
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

/// How many bytes of images, sealed, there may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageRoom {
    /// In the complaints and drafts of one owner.
    pub owner: u64,
    /// In all drafts together.
    pub drafts: u64,
    /// In all complaints and drafts together.
    pub all: u64,
}

impl ImageRoom {
    /// 64 MiB an owner, 4 GiB of drafts, 64 GiB in all.
    pub const DEFAULT: Self = Self {
        owner: 64 << 20,
        drafts: 4 << 30,
        all: 64 << 30,
    };
}

/// A draft that becomes a complaint.
#[derive(Clone, Debug)]
pub struct Filing {
    /// The draft.
    pub id: ComplaintId,
    /// Whose it is.
    pub owner: ComplaintOwner,
    /// When the draft that was looked at was last written to.
    pub changed_at: Timestamp,
    /// The number it gets.
    pub number: String,
    /// What is on record, sealed.
    pub evidence: Vec<u8>,
}

/// A step of a complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintStep {
    /// What was done: `filed`, or what came after it.
    pub step: String,
    /// When.
    pub at: Timestamp,
}

impl Directory {
    /// Gives a draft an image, sealed, or takes it away. `NotFound(Complaint)`: it is no draft (any
    /// more); `Limit(Complaint)`: there is no room for it, and the draft keeps the one it has.
    pub async fn set_complaint_image(
        &self,
        id: ComplaintId,
        image: Option<(ImageKind, Vec<u8>)>,
        room: ImageRoom,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |connection| {
            Box::pin(async move {
                let touched = sqlx::query(
                    "UPDATE complaints SET changed_at = $1 WHERE id = $2 AND state = 'draft'",
                )
                .bind(now.as_millis())
                .bind(id.0.to_vec())
                .execute(&mut *connection)
                .await?;
                require_draft(touched.rows_affected())?;
                set_image(connection, id, image, room).await
            })
        })
        .await
    }

    /// A complaint's image, sealed.
    pub async fn complaint_image(&self, id: ComplaintId) -> Result<Option<(ImageKind, Vec<u8>)>> {
        let row = sqlx::query("SELECT kind, image FROM complaint_images WHERE complaint = $1")
            .bind(id.0.to_vec())
            .fetch_optional(self.readers())
            .await?;
        let Some(row) = row else { return Ok(None) };
        let kind = column::word(&row, "kind", ImageKind::from_word)?;
        Ok(Some((kind, row.try_get("image")?)))
    }

    /// Files a draft. `NotFound(Complaint)`: it is no draft (any more), or has been written to since
    /// it was looked at; `Limit(Complaint)`: the owner has filed [`FILED_PER_DAY_MAX`] within a day;
    /// `Exists(Complaint)`: the number is taken.
    pub async fn file_complaint(&self, filing: Filing, now: Timestamp) -> Result<()> {
        self.write(move |connection| Box::pin(file(connection, filing, now)))
            .await
    }

    /// What has become of a complaint, in order.
    pub async fn complaint_steps(&self, id: ComplaintId) -> Result<Vec<ComplaintStep>> {
        sqlx::query("SELECT step, at FROM complaint_steps WHERE complaint = $1 ORDER BY position")
            .bind(id.0.to_vec())
            .all(self.readers(), |row| {
                Ok(ComplaintStep {
                    step: row.try_get("step")?,
                    at: column::instant(row, "at")?,
                })
            })
            .await
    }
}

async fn set_image(
    connection: &mut Connection,
    id: ComplaintId,
    image: Option<(ImageKind, Vec<u8>)>,
    room: ImageRoom,
) -> Result<()> {
    sqlx::query("DELETE FROM complaint_images WHERE complaint = $1")
        .bind(id.0.to_vec())
        .execute(&mut *connection)
        .await?;
    let Some((kind, bytes)) = image else {
        return Ok(());
    };
    let len = bytes.len() as u64;
    require_room(connection, id, len, room).await?;
    sqlx::query(
        "INSERT INTO complaint_images (complaint, kind, image, bytes) VALUES ($1, $2, $3, $4)",
    )
    .bind(id.0.to_vec())
    .bind(kind.as_word())
    .bind(bytes)
    .bind(column::stored(len, "an image's length")?)
    .execute(connection)
    .await?;
    Ok(())
}

async fn require_room(
    connection: &mut Connection,
    id: ComplaintId,
    len: u64,
    room: ImageRoom,
) -> Result<()> {
    // At the desk the caller is the owner.
    const OWNERS: &str = "SELECT COALESCE(SUM(bytes), 0) AS used FROM complaint_images \
         WHERE complaint IN (SELECT other.id FROM complaints AS own JOIN complaints AS other \
         ON other.person = own.person OR (own.person IS NULL AND other.person IS NULL \
         AND other.recipient = own.recipient) WHERE own.id = $1)";
    const DRAFTS: &str = "SELECT COALESCE(SUM(bytes), 0) AS used FROM complaint_images \
         WHERE complaint IN (SELECT id FROM complaints WHERE state = 'draft')";
    const ALL: &str = "SELECT COALESCE(SUM(bytes), 0) AS used FROM complaint_images";
    for (sum, most) in [(OWNERS, room.owner), (DRAFTS, room.drafts), (ALL, room.all)] {
        let query = sqlx::query(sum);
        let query = if sum == OWNERS {
            query.bind(id.0.to_vec())
        } else {
            query
        };
        let row = query.fetch_one(&mut *connection).await?;
        if column::count(&row, "used")?.saturating_add(len) > most {
            return Err(Error::Limit(Entity::Complaint));
        }
    }
    Ok(())
}

async fn file(connection: &mut Connection, filing: Filing, now: Timestamp) -> Result<()> {
    let (person, caller) = columns(filing.owner);
    let row = sqlx::query(
        "SELECT COUNT(*) AS filed FROM complaints WHERE filed_at > $1 \
         AND (person = $2 OR (person IS NULL AND recipient = $3))",
    )
    .bind(now.as_millis().saturating_sub(DAY_MILLIS))
    .bind(person)
    .bind(caller)
    .fetch_one(&mut *connection)
    .await?;
    if column::count(&row, "filed")? >= FILED_PER_DAY_MAX {
        return Err(Error::Limit(Entity::Complaint));
    }
    let taken = sqlx::query("SELECT 1 FROM complaints WHERE number = $1")
        .bind(&filing.number)
        .fetch_optional(&mut *connection)
        .await?;
    if taken.is_some() {
        return Err(Error::Exists(Entity::Complaint));
    }
    let filed = sqlx::query(
        "UPDATE complaints SET state = 'filed', number = $1, evidence = $2, filed_at = $3, \
         changed_at = $3 WHERE id = $4 AND state = 'draft' AND changed_at = $5",
    )
    .bind(&filing.number)
    .bind(&filing.evidence)
    .bind(now.as_millis())
    .bind(filing.id.0.to_vec())
    .bind(filing.changed_at.as_millis())
    .execute(&mut *connection)
    .await?;
    require_draft(filed.rows_affected())?;
    sqlx::query(
        "INSERT INTO complaint_steps (complaint, position, step, at) VALUES ($1, 0, 'filed', $2)",
    )
    .bind(filing.id.0.to_vec())
    .bind(now.as_millis())
    .execute(connection)
    .await?;
    Ok(())
}
