//! What is done to a complaint beside writing it: its image, the filing, and the steps after it.

use std::time::Duration;

use domain::Timestamp;

use crate::cases::complaint::{
    ComplaintId, ComplaintOwner, FILED_PER_DAY_MAX, ImageKind, columns, require_draft,
};
use crate::cases::defence::{self, AskedDefence};
use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::row::row;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

const DAY: Duration = Duration::from_hours(24);

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
    /// Who is asked about it; `None`: whose message it was is not known by number.
    pub asked: Option<AskedDefence>,
    /// Whether that cannot be told now, so that somebody is asked later.
    pub asks_later: bool,
}

/// A step of a complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintStep {
    /// What was done: `filed`, or what came after it.
    pub step: String,
    /// When.
    pub at: Timestamp,
}

row! { ComplaintStep in complaint_steps: step, at }

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
        self.write(work!(|connection| {
            let touch = sql!("UPDATE complaints SET changed_at = $1 WHERE id = $2 \
                 AND state = 'draft'"; now, id);
            require_draft(touch.run(connection).await?)?;
            set_image(connection, id, image, room).await
        }))
        .await
    }

    /// A complaint's image, sealed.
    pub async fn complaint_image(&self, id: ComplaintId) -> Result<Option<(ImageKind, Vec<u8>)>> {
        self.one(sql!("SELECT kind, image FROM complaint_images WHERE complaint = $1"; id))
            .await
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
        let steps = sql!(ComplaintStep::rows("WHERE complaint = $1 ORDER BY position"); id);
        self.all(steps).await
    }
}

async fn set_image(
    connection: &mut Connection,
    id: ComplaintId,
    image: Option<(ImageKind, Vec<u8>)>,
    room: ImageRoom,
) -> Result<()> {
    sql!("DELETE FROM complaint_images WHERE complaint = $1"; id)
        .run(connection)
        .await?;
    let Some((kind, bytes)) = image else {
        return Ok(());
    };
    let len = bytes.len() as u64;
    require_room(connection, id, len, room).await?;
    insert!(complaint_images: complaint = id, kind, image = bytes, bytes = len)
        .apply(connection)
        .await
}

async fn require_room(
    connection: &mut Connection,
    id: ComplaintId,
    len: u64,
    room: ImageRoom,
) -> Result<()> {
    // At the desk the caller is the owner.
    const OWNERS: &str = "SELECT COALESCE(SUM(bytes), 0) FROM complaint_images \
         WHERE complaint IN (SELECT other.id FROM complaints AS own JOIN complaints AS other \
         ON other.person = own.person OR (own.person IS NULL AND other.person IS NULL \
         AND other.recipient = own.recipient) WHERE own.id = $1)";
    const DRAFTS: &str = "SELECT COALESCE(SUM(bytes), 0) FROM complaint_images \
         WHERE complaint IN (SELECT id FROM complaints WHERE state = 'draft')";
    const ALL: &str = "SELECT COALESCE(SUM(bytes), 0) FROM complaint_images";
    let sums = [
        (OWNERS, true, room.owner),
        (DRAFTS, false, room.drafts),
        (ALL, false, room.all),
    ];
    for (sum, is_own, most) in sums {
        let sum = sql!(sum);
        let sum = if is_own { sum.bind(id) } else { sum };
        if sum.only::<u64>(&mut *connection).await?.saturating_add(len) > most {
            return Err(Error::Limit(Entity::Complaint));
        }
    }
    Ok(())
}

async fn file(connection: &mut Connection, filing: Filing, now: Timestamp) -> Result<()> {
    let (person, caller) = columns(filing.owner);
    let lately = sql!("SELECT COUNT(*) FROM complaints WHERE filed_at > $1 \
         AND (person = $2 OR (person IS NULL AND recipient = $3))";
        now - DAY, person, caller);
    if lately.only::<u64>(&mut *connection).await? >= FILED_PER_DAY_MAX {
        return Err(Error::Limit(Entity::Complaint));
    }
    let taken = sql!("SELECT 1 FROM complaints WHERE number = $1"; &filing.number);
    if taken.exists(&mut *connection).await? {
        return Err(Error::Exists(Entity::Complaint));
    }
    let filed = sql!("UPDATE complaints SET state = 'filed', number = $1, evidence = $2, \
         filed_at = $3, changed_at = $3 WHERE id = $4 AND state = 'draft' AND changed_at = $5";
        &filing.number, &filing.evidence, now, filing.id, filing.changed_at)
    .run(connection)
    .await?;
    require_draft(filed)?;
    insert!(complaint_steps: complaint = filing.id, position = 0_u8, step = "filed", at = now)
        .apply(connection)
        .await?;
    if filing.asks_later {
        return Ok(());
    }
    defence::route(connection, &filing.number, filing.asked.as_ref(), now).await
}
