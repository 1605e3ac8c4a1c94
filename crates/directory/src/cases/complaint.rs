//! Complaints, from the first draft on (rules 63 to 66).

use std::fmt;

use domain::{RecipientId, Timestamp};
use sqlx::Row as _;

use crate::accounts::staff::StaffNumber;
use crate::column;
use crate::db::{Connection, Read as _, Row};
use crate::error::{Entity, Error, Result};
use crate::purge::Rows;
use crate::store::Directory;
use crate::words::words;

/// The most drafts of one owner.
pub const DRAFTS_MAX: u64 = 20;
/// The most drafts of all owners together.
pub const DRAFTS_TOTAL_MAX: u64 = 100_000;
/// How long a draft is kept that nobody writes to, in milliseconds: 30 days.
pub const DRAFT_MILLIS: i64 = 30 * 24 * 60 * 60 * 1_000;
/// The most complaints one owner may file within a day.
pub const FILED_PER_DAY_MAX: u64 = 50;
/// The most complaints of one owner that are answered at once; the oldest are left out.
pub const LIST_MAX: u32 = 1_000;

/// A complaint's own random number. It says nothing about anybody, and opens nothing: who may see
/// the complaint is asked each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ComplaintId(pub [u8; 16]);

/// Whose a complaint is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ComplaintOwner {
    /// The account that files it.
    Person([u8; 16]),
    /// The caller at an address, for whom the desk files it.
    Caller(RecipientId),
}

words! {
    /// How far a complaint has come.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum ComplaintState: as_word, from_word {
        /// Not filed yet.
        Draft = "draft",
        /// Filed: what it says and what was on record do not change any more.
        Filed = "filed",
        /// The provider has answered.
        Answered = "answered",
        /// Decided.
        Closed = "closed",
    }
}

words! {
    /// A kind of image.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum ImageKind: as_word, from_word {
        /// `image/png`.
        Png = "png",
        /// `image/jpeg`.
        Jpeg = "jpeg",
        /// `image/webp`.
        Webp = "webp",
    }
}

/// A complaint as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Its random number.
    pub id: ComplaintId,
    /// What people call it by; `None`: it is a draft.
    pub number: Option<String>,
    /// Whose it is.
    pub owner: ComplaintOwner,
    /// Who of the staff files it for a caller.
    pub staff: Option<StaffNumber>,
    /// The pseudonym of the address it came to, if it says so yet.
    pub recipient: Option<RecipientId>,
    /// How far it has come.
    pub state: ComplaintState,
    /// What it says, sealed.
    pub content: Vec<u8>,
    /// What was on record when it was filed, sealed.
    pub evidence: Option<Vec<u8>>,
    /// The kind of its image, if it has one.
    pub image: Option<ImageKind>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it was last written to.
    pub changed_at: Timestamp,
    /// When it was filed.
    pub filed_at: Option<Timestamp>,
}

impl fmt::Debug for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { id, state, .. } = self;
        f.debug_struct("Complaint")
            .field("id", id)
            .field("state", state)
            .finish_non_exhaustive()
    }
}

/// A draft to be begun.
#[derive(Clone, Debug)]
pub struct NewComplaint {
    /// Its random number.
    pub id: ComplaintId,
    /// Whose it is.
    pub owner: ComplaintOwner,
    /// Who of the staff begins it; for callers, and only for them.
    pub staff: Option<StaffNumber>,
    /// The address it came to, if that is said.
    pub recipient: Option<RecipientId>,
    /// What it says so far, sealed.
    pub content: Vec<u8>,
}

impl Directory {
    /// Begins a draft. `Limit(Complaint)`: the owner has [`DRAFTS_MAX`], or all have
    /// [`DRAFTS_TOTAL_MAX`].
    pub async fn add_complaint(&self, new: NewComplaint, now: Timestamp) -> Result<()> {
        self.write(move |connection| Box::pin(insert(connection, new, now)))
            .await
    }

    /// Writes a draft anew. `NotFound(Complaint)`: it is no draft (any more).
    pub async fn save_complaint(
        &self,
        id: ComplaintId,
        recipient: Option<RecipientId>,
        content: Vec<u8>,
        now: Timestamp,
    ) -> Result<()> {
        self.write(move |connection| {
            Box::pin(async move {
                let saved = sqlx::query(
                    "UPDATE complaints SET recipient = $1, content = $2, changed_at = $3 \
                     WHERE id = $4 AND state = 'draft' \
                     AND (person IS NOT NULL OR recipient = $1)",
                )
                .bind(recipient.map(|recipient| recipient.0.to_vec()))
                .bind(content)
                .bind(now.as_millis())
                .bind(id.0.to_vec())
                .execute(connection)
                .await?;
                require_draft(saved.rows_affected())
            })
        })
        .await
    }

    /// Deletes a draft with its image. `NotFound(Complaint)`: it is no draft (any more).
    pub async fn delete_draft(&self, id: ComplaintId) -> Result<()> {
        self.write(move |connection| {
            Box::pin(async move {
                let deleted =
                    sqlx::query("DELETE FROM complaints WHERE id = $1 AND state = 'draft'")
                        .bind(id.0.to_vec())
                        .execute(connection)
                        .await?;
                require_draft(deleted.rows_affected())
            })
        })
        .await
    }

    /// Deletes drafts that were last written to at or before an instant, with their images; says how
    /// many.
    pub async fn purge_drafts(&self, changed_until: Timestamp) -> Result<u64> {
        let over = "state = 'draft' AND changed_at <= $1";
        self.purge(&Rows::new("complaints", "id", over), |query| {
            query.bind(changed_until.as_millis())
        })
        .await
    }

    /// The complaint of this id.
    pub async fn complaint(&self, id: ComplaintId) -> Result<Option<Complaint>> {
        sqlx::query(
            "SELECT id, number, person, staff, recipient, state, content, evidence, kind, \
             created_at, changed_at, filed_at FROM complaints \
             LEFT JOIN complaint_images ON complaint = id WHERE id = $1",
        )
        .bind(id.0.to_vec())
        .one(self.readers(), read)
        .await
    }

    /// The filed complaint of this number.
    pub async fn complaint_of_number(&self, number: &str) -> Result<Option<Complaint>> {
        sqlx::query(
            "SELECT id, number, person, staff, recipient, state, content, evidence, kind, \
             created_at, changed_at, filed_at FROM complaints \
             LEFT JOIN complaint_images ON complaint = id WHERE number = $1",
        )
        .bind(number)
        .one(self.readers(), read)
        .await
    }

    /// An owner's complaints and drafts, newest first, at most [`LIST_MAX`].
    pub async fn complaints(&self, owner: ComplaintOwner) -> Result<Vec<Complaint>> {
        let (person, caller) = columns(owner);
        sqlx::query(
            "SELECT id, number, person, staff, recipient, state, content, evidence, kind, \
             created_at, changed_at, filed_at FROM complaints \
             LEFT JOIN complaint_images ON complaint = id \
             WHERE person = $1 OR (person IS NULL AND recipient = $2) \
             ORDER BY created_at DESC, id LIMIT $3",
        )
        .bind(person)
        .bind(caller)
        .bind(i64::from(LIST_MAX))
        .all(self.readers(), read)
        .await
    }
}

pub(crate) fn require_draft(rows: u64) -> Result<()> {
    match rows {
        0 => Err(Error::NotFound(Entity::Complaint)),
        _ => Ok(()),
    }
}

/// The columns `person` and `recipient` by which an owner's complaints are found.
pub(crate) fn columns(owner: ComplaintOwner) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    match owner {
        ComplaintOwner::Person(person) => (Some(person.to_vec()), None),
        ComplaintOwner::Caller(recipient) => (None, Some(recipient.0.to_vec())),
    }
}

async fn insert(connection: &mut Connection, new: NewComplaint, now: Timestamp) -> Result<()> {
    let (person, caller) = columns(new.owner);
    let row = sqlx::query(
        "SELECT COUNT(*) AS drafts FROM complaints WHERE state = 'draft' \
         AND (person = $1 OR (person IS NULL AND recipient = $2))",
    )
    .bind(&person)
    .bind(&caller)
    .fetch_one(&mut *connection)
    .await?;
    if column::count(&row, "drafts")? >= DRAFTS_MAX {
        return Err(Error::Limit(Entity::Complaint));
    }
    let row = sqlx::query("SELECT COUNT(*) AS drafts FROM complaints WHERE state = 'draft'")
        .fetch_one(&mut *connection)
        .await?;
    if column::count(&row, "drafts")? >= DRAFTS_TOTAL_MAX {
        return Err(Error::Limit(Entity::Complaint));
    }
    let staff = new
        .staff
        .map(|staff| column::stored(staff.0, "a staff number"))
        .transpose()?;
    let recipient = new.recipient.map(|recipient| recipient.0.to_vec());
    sqlx::query(
        "INSERT INTO complaints (id, person, staff, recipient, state, content, created_at, \
         changed_at) VALUES ($1, $2, $3, $4, 'draft', $5, $6, $6)",
    )
    .bind(new.id.0.to_vec())
    .bind(person)
    .bind(staff)
    .bind(caller.or(recipient))
    .bind(new.content)
    .bind(now.as_millis())
    .execute(connection)
    .await?;
    Ok(())
}

fn read(row: &Row) -> Result<Complaint> {
    let recipient = row
        .try_get::<Option<Vec<u8>>, _>("recipient")?
        .map(|_| column::bytes(row, "recipient").map(RecipientId))
        .transpose()?;
    let owner = if row.try_get::<Option<Vec<u8>>, _>("person")?.is_some() {
        ComplaintOwner::Person(column::bytes(row, "person")?)
    } else {
        ComplaintOwner::Caller(recipient.ok_or(Error::Corrupt("recipient"))?)
    };
    let kind: Option<String> = row.try_get("kind")?;
    let image = kind
        .map(|word| ImageKind::from_word(&word).ok_or(Error::Corrupt("kind")))
        .transpose()?;
    let staff = row
        .try_get::<Option<i64>, _>("staff")?
        .map(|_| column::count(row, "staff").map(StaffNumber))
        .transpose()?;
    Ok(Complaint {
        id: ComplaintId(column::bytes(row, "id")?),
        number: row.try_get("number")?,
        owner,
        staff,
        recipient,
        state: column::word(row, "state", ComplaintState::from_word)?,
        content: row.try_get("content")?,
        evidence: row.try_get("evidence")?,
        image,
        created_at: column::instant(row, "created_at")?,
        changed_at: column::instant(row, "changed_at")?,
        filed_at: column::maybe_instant(row, "filed_at")?,
    })
}
