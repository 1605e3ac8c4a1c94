//! Complaints, from the first draft on (rules 63 to 66).

use std::fmt;
use std::time::Duration;

use domain::{RecipientId, Timestamp};

use crate::accounts::staff::StaffNumber;
use crate::column::wrapper;
use crate::db::{Connection, Row};
use crate::error::{Entity, Error, Result};
use crate::row::{Columns as _, FromRow};
use crate::statement::sql;
use crate::store::Directory;
use crate::words::words;

/// The most drafts of one owner.
pub const DRAFTS_MAX: u64 = 20;
/// The most drafts of all owners together.
pub const DRAFTS_TOTAL_MAX: u64 = 100_000;
/// How long a draft is kept that nobody writes to: 30 days.
pub const DRAFT_KEPT: Duration = Duration::from_hours(30 * 24);
/// The most complaints one owner may file within a day.
pub const FILED_PER_DAY_MAX: u64 = 50;
/// The most complaints of one owner that are answered at once; the oldest are left out.
pub const LIST_MAX: u32 = 1_000;

/// A complaint's own random number. It says nothing about anybody, and opens nothing: who may see
/// the complaint is asked each time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ComplaintId(pub [u8; 16]);

wrapper! { ComplaintId([u8; 16]) }

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

/// What a [`Complaint`] is read from.
const SELECT: &str = "SELECT id, number, person, staff, recipient, state, content, evidence, kind, \
                      created_at, changed_at, filed_at FROM complaints \
                      LEFT JOIN complaint_images ON complaint = id";

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
        let saved = sql!("UPDATE complaints SET recipient = $1, content = $2, changed_at = $3 \
             WHERE id = $4 AND state = 'draft' AND (person IS NOT NULL OR recipient = $1)";
            recipient, content, now, id);
        require_draft(self.run(saved).await?)
    }

    /// Deletes a draft with its image. `NotFound(Complaint)`: it is no draft (any more).
    pub async fn delete_draft(&self, id: ComplaintId) -> Result<()> {
        let deleted = sql!("DELETE FROM complaints WHERE id = $1 AND state = 'draft'"; id);
        require_draft(self.run(deleted).await?)
    }

    /// Deletes drafts that were last written to at or before an instant, with their images; says how
    /// many.
    pub async fn purge_drafts(&self, changed_until: Timestamp) -> Result<u64> {
        let over = "state = 'draft' AND changed_at <= $1";
        self.purge("complaints", "id", over, [changed_until]).await
    }

    /// The complaint of this id.
    pub async fn complaint(&self, id: ComplaintId) -> Result<Option<Complaint>> {
        self.one(sql!(format!("{SELECT} WHERE id = $1"); id)).await
    }

    /// The filed complaint of this number.
    pub async fn complaint_of_number(&self, number: &str) -> Result<Option<Complaint>> {
        self.one(sql!(format!("{SELECT} WHERE number = $1"); number))
            .await
    }

    /// Complaints that were filed and of which nobody has looked yet who is to be asked, the first ones.
    pub async fn unrouted_complaints(&self, limit: u32) -> Result<Vec<Complaint>> {
        let unrouted = "WHERE filed_at IS NOT NULL AND routed IS NULL ORDER BY filed_at LIMIT $1";
        self.all(sql!(format!("{SELECT} {unrouted}"); limit)).await
    }

    /// An owner's complaints and drafts, newest first, at most [`LIST_MAX`].
    pub async fn complaints(&self, owner: ComplaintOwner) -> Result<Vec<Complaint>> {
        let (person, caller) = columns(owner);
        let complaints = sql!(format!("{SELECT} WHERE person = $1 OR (person IS NULL \
             AND recipient = $2) ORDER BY created_at DESC, id LIMIT $3");
            person, caller, LIST_MAX);
        self.all(complaints).await
    }
}

pub(crate) fn require_draft(rows: u64) -> Result<()> {
    Entity::Complaint.require(rows > 0)
}

/// The columns `person` and `recipient` by which an owner's complaints are found.
pub(crate) fn columns(owner: ComplaintOwner) -> (Option<[u8; 16]>, Option<RecipientId>) {
    match owner {
        ComplaintOwner::Person(person) => (Some(person), None),
        ComplaintOwner::Caller(recipient) => (None, Some(recipient)),
    }
}

async fn insert(connection: &mut Connection, new: NewComplaint, now: Timestamp) -> Result<()> {
    let (person, caller) = columns(new.owner);
    let own = sql!("SELECT COUNT(*) FROM complaints WHERE state = 'draft' \
         AND (person = $1 OR (person IS NULL AND recipient = $2))"; person, caller);
    let all = sql!("SELECT COUNT(*) FROM complaints WHERE state = 'draft'");
    for (drafts, most) in [(own, DRAFTS_MAX), (all, DRAFTS_TOTAL_MAX)] {
        if drafts.only::<u64>(&mut *connection).await? >= most {
            return Err(Error::Limit(Entity::Complaint));
        }
    }
    sql!("INSERT INTO complaints (id, person, staff, recipient, state, content, created_at, \
         changed_at) VALUES ($1, $2, $3, $4, 'draft', $5, $6, $6)";
        new.id, person, new.staff, caller.or(new.recipient), new.content, now)
    .apply(connection)
    .await
}

impl FromRow for Complaint {
    fn read(row: &Row) -> Result<Self> {
        let recipient: Option<RecipientId> = row.read("recipient")?;
        let owner = match (row.read("person")?, recipient) {
            (Some(person), _) => ComplaintOwner::Person(person),
            (None, Some(caller)) => ComplaintOwner::Caller(caller),
            (None, None) => return Err(Error::Corrupt("recipient".to_owned())),
        };
        Ok(Self {
            id: row.read("id")?,
            number: row.read("number")?,
            owner,
            staff: row.read("staff")?,
            recipient,
            state: row.read("state")?,
            content: row.read("content")?,
            evidence: row.read("evidence")?,
            image: row.read("kind")?,
            created_at: row.read("created_at")?,
            changed_at: row.read("changed_at")?,
            filed_at: row.read("filed_at")?,
        })
    }
}
