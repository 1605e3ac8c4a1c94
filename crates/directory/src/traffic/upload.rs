//! Files of consents that are handed in: what each is, and how far it has come.

mod layout;
mod record;

use domain::{BrandCode, RequestId, Timestamp};

use crate::db::Connection;
use crate::error::Result;
use crate::parties::brand;
use crate::parties::partner::PartnerCode;
use crate::row::row;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::writer::work;

pub use layout::LAYOUTS_MAX;
pub use record::{
    NewUpload, UploadActor, UploadCounts, UploadFormat, UploadRow, UploadState, UploadWork,
};

/// The states of uploads that are not over.
const OPEN: &str = "('receiving', 'received', 'judging', 'applying')";

/// How many uploads a provider may have that are not over, and how long they may be together. The operator's are counted by
/// themselves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadLimits {
    /// Uploads, its partners' among them.
    pub open: u64,
    /// Their bytes.
    pub bytes: u64,
    /// Those of one user or member, or of the operator.
    pub own_open: u64,
    /// Their bytes.
    pub own_bytes: u64,
    /// How many bytes one of unknown length counts for.
    pub unknown: u64,
}

impl Directory {
    /// Adds an upload. `false`: the provider has too many that are not over, or too long ones; nothing was added.
    pub async fn add_upload(&self, new: NewUpload, limits: UploadLimits) -> Result<bool> {
        self.write(move |connection| Box::pin(add(connection, new, limits)))
            .await
    }

    /// An upload.
    pub async fn upload(&self, id: RequestId) -> Result<Option<UploadRow>> {
        self.one(sql!(UploadRow::rows("WHERE id = $1"); id)).await
    }

    /// A brand's uploads that were begun before an instant, the newest first.
    pub async fn uploads_of(
        &self,
        brand: BrandCode,
        before: Timestamp,
        limit: u32,
    ) -> Result<Vec<UploadRow>> {
        let of_brand = "WHERE brand = $1 AND created_at < $2 ORDER BY created_at DESC, id LIMIT $3";
        self.all(sql!(UploadRow::rows(of_brand); brand, before, limit))
            .await
    }

    /// Notes behind how many bytes there may be some that were not held against their checksum.
    pub async fn set_upload_unchecked(&self, id: RequestId, from: Option<u64>) -> Result<()> {
        let set = "UPDATE uploads SET unchecked_from = $1 WHERE id = $2";
        self.apply(sql!(set; from, id)).await
    }

    /// Says that all of an upload has come. `false`: it was not being received.
    pub async fn receive_upload(
        &self,
        id: RequestId,
        bytes: u64,
        format: UploadFormat,
        (at, ends_at): (Timestamp, Timestamp),
    ) -> Result<bool> {
        let received = sql!("UPDATE uploads SET state = 'received', bytes = $1, format = $2, \
             received_at = $3, ends_at = $4, unchecked_from = NULL \
             WHERE id = $5 AND state = 'receiving'"; bytes, format, at, ends_at, id);
        Ok(self.run(received).await? > 0)
    }

    /// Hands an upload in to be recorded, and keeps its layout for the next file with this header where it is given for that.
    /// `false`: it was not waiting for that.
    pub async fn confirm_upload(
        &self,
        id: RequestId,
        header: [u8; 32],
        (sealed_layout, sealed_for_brand): (Vec<u8>, Option<Vec<u8>>),
        (at, ends_at): (Timestamp, Timestamp),
    ) -> Result<bool> {
        self.write(work!(|connection| {
            let confirm = sql!("UPDATE uploads SET state = 'applying', sealed_layout = $1, \
                 confirmed_at = $2, ends_at = $3 WHERE id = $4 AND state = 'received' \
                 RETURNING brand, partner"; sealed_layout, at, ends_at, id);
            let owner: Option<(BrandCode, Option<PartnerCode>)> =
                confirm.one(&mut *connection).await?;
            let Some(owner) = owner else {
                return Ok(false);
            };
            if let Some(sealed) = sealed_for_brand {
                layout::keep(connection, owner, header, sealed, at).await?;
            }
            Ok(true)
        }))
        .await
    }

    /// Has an upload judged by a layout. `false`: it was not waiting to be confirmed.
    pub async fn judge_upload(&self, id: RequestId, sealed_layout: Vec<u8>) -> Result<bool> {
        let judge = sql!("UPDATE uploads SET state = 'judging', sealed_layout = $1, \
             judgement = NULL WHERE id = $2 AND state = 'received'"; sealed_layout, id);
        Ok(self.run(judge).await? > 0)
    }

    /// Keeps what would happen to an upload's rows; it waits to be confirmed again.
    pub async fn set_upload_judgement(&self, id: RequestId, judgement: String) -> Result<()> {
        let judged = sql!("UPDATE uploads SET state = 'received', judgement = $1 \
             WHERE id = $2 AND state = 'judging'"; judgement, id);
        self.apply(judged).await
    }

    /// Uploads that are to be worked on, at most one of each provider: those that are confirmed before those that are only
    /// judged, the oldest first.
    pub async fn waiting_uploads(&self, limit: u32) -> Result<Vec<UploadRow>> {
        let waiting = sql!(UploadRow::rows("WHERE id IN (SELECT id FROM (SELECT id, \
             ROW_NUMBER() OVER (PARTITION BY provider ORDER BY state, confirmed_at, created_at, id) AS turn \
             FROM uploads WHERE state IN ('judging', 'applying')) AS turns WHERE turn = 1) \
             ORDER BY state, confirmed_at, created_at, id LIMIT $1"); limit);
        self.all(waiting).await
    }

    /// Marks that work on an upload's rows begins; says how often it began before. Durable when it returns. `None`: it is
    /// not to be worked on any more.
    pub async fn begin_upload_work(&self, id: RequestId) -> Result<Option<u32>> {
        let begin = "UPDATE uploads SET attempts = attempts + 1 \
                     WHERE id = $1 AND state = 'applying' RETURNING attempts";
        let attempts: Option<u32> = self
            .write(work!(|connection| sql!(begin; id).one(connection).await))
            .await?;
        Ok(attempts.map(|attempts| attempts.saturating_sub(1)))
    }

    /// Notes how far work on an upload has come, also on one that has been ended meanwhile. `false`: it is not to be worked
    /// on any more.
    pub async fn note_upload_work(&self, id: RequestId, work: UploadWork) -> Result<bool> {
        let note = work.statement(
            " WHERE id = $12 AND state IN ('applying', 'cancelled') RETURNING state",
            id,
        );
        let state: Option<UploadState> = self
            .write(work!(|connection| note.one(connection).await))
            .await?;
        Ok(state == Some(UploadState::Applying))
    }

    /// Says that an upload is done. `false`: it is not to be worked on any more.
    pub async fn finish_upload(
        &self,
        id: RequestId,
        work: UploadWork,
        at: Timestamp,
    ) -> Result<bool> {
        let finish = work.statement(
            ", state = 'done', finished_at = $13 WHERE id = $12 AND state = 'applying'",
            id,
        );
        Ok(self.run(finish.bind(at)).await? > 0)
    }

    /// Says why an upload cannot be read any further. What was recorded stays.
    pub async fn fail_upload(
        &self,
        id: RequestId,
        failure: &'static str,
        at: Timestamp,
    ) -> Result<bool> {
        let fail = sql!(format!("UPDATE uploads SET state = 'failed', failure = $1, \
             finished_at = $2 WHERE id = $3 AND state IN {OPEN}"); failure, at, id);
        Ok(self.run(fail).await? > 0)
    }

    /// Ends an upload that is not over. `false`: it is.
    pub async fn cancel_upload(&self, id: RequestId, at: Timestamp) -> Result<bool> {
        let cancel = sql!(format!("UPDATE uploads SET state = 'cancelled', finished_at = $1 \
             WHERE id = $2 AND state IN {OPEN}"); at, id);
        Ok(self.run(cancel).await? > 0)
    }

    /// The uploads whose end has come, some of them.
    pub async fn ended_uploads(&self, now: Timestamp, limit: u32) -> Result<Vec<UploadRow>> {
        let ended = sql!(UploadRow::rows("WHERE ends_at <= $1 \
             AND state NOT IN ('judging', 'applying') ORDER BY ends_at LIMIT $2"); now, limit);
        self.all(ended).await
    }

    /// Forgets an upload. Its files are to be gone before.
    pub async fn remove_upload(&self, id: RequestId) -> Result<()> {
        self.apply(sql!("DELETE FROM uploads WHERE id = $1"; id))
            .await
    }
}

async fn add(connection: &mut Connection, new: NewUpload, limits: UploadLimits) -> Result<bool> {
    brand::require(connection, new.brand).await?;
    let (kind, actor) = new.actor.as_stored();
    let sums = "SELECT COUNT(*) AS count, CAST(COALESCE(SUM(COALESCE(bytes, $1)), 0) AS BIGINT) AS bytes \
         FROM uploads WHERE provider = $2 AND state IN";
    let open =
        sql!(format!("{sums} {OPEN} AND actor_kind <> 'operator'"); limits.unknown, new.provider);
    let all: (u64, u64) = match new.actor {
        UploadActor::Operator => (0, 0),
        UploadActor::User(_) | UploadActor::Member(_) => open.only(&mut *connection).await?,
    };
    let own = sql!(format!("{sums} {OPEN} AND actor_kind = $3 AND actor = $4");
        limits.unknown, new.provider, kind, &actor);
    let own: (u64, u64) = own.only(&mut *connection).await?;
    let more = new.bytes.unwrap_or(limits.unknown);
    for ((count, bytes), (open, most)) in [
        (all, (limits.open, limits.bytes)),
        (own, (limits.own_open, limits.own_bytes)),
    ] {
        if count >= open || bytes.saturating_add(more) > most {
            return Ok(false);
        }
    }
    insert!(uploads: id = new.id, brand = new.brand, provider = new.provider, partner = new.partner,
        actor_kind = kind, actor = actor, sealed_name = new.sealed_name, state = "receiving",
        bytes = new.bytes, created_at = new.created_at, ends_at = new.ends_at, attempts = 0_u32,
        rows_done = 0_u64, recorded = 0_u64, already = 0_u64, corrected = 0_u64, older = 0_u64,
        refused = 0_u64, late = 0_u64, early = 0_u64, refused_bytes = 0_u64, refused_part = new.refused_part, codes = "{}")
    .apply(connection)
    .await?;
    Ok(true)
}

row! {
    UploadRow in uploads:
    id, brand, provider, partner, actor in [actor_kind, actor], sealed_name, state, bytes,
    unchecked_from, format, sealed_layout, created_at, received_at, confirmed_at, finished_at,
    ends_at,
    work in [
        rows_done, recorded, already, corrected, older, refused, late, early, refused_bytes, refused_part, codes
    ],
    judgement, failure
}
