//! What its owner does about an upload: has it judged, hands it in, ends it; and what is forgotten.

use directory::activity::Actor;
use directory::upload::{UploadActor, UploadRow, UploadState};
use domain::RequestId;
use tables::Layout;
use tables::layout::{Field, NoLayout};

use super::preview::{KEPT_CONTEXT, LAYOUT_CONTEXT, header_digest, kept_name};
use super::receiving::UPLOAD_KEPT;
use super::{PARTS, UploadError, UploadResult, require_writing, unread_parts};
use crate::provider::{Managing, MemberScope};
use crate::{BrandScope, Contract, Result};

/// How many uploads are forgotten in one go.
const FORGOTTEN_AT_ONCE: u32 = 100;

/// How the columns of an upload are to be read.
#[derive(Clone, Debug, Default)]
pub struct LayoutChoice {
    /// As the preview showed it, or changed; `None`: as an earlier file with this header was, or as it is recognised where
    /// no word is translated.
    pub layout: Option<Layout>,
    /// What fields are in every row that does not say.
    pub whole_file: Vec<(Field, String)>,
}

impl Contract<'_> {
    /// Hands an upload in: its rows are recorded from now on, beside everything else, and this is the time at which they
    /// have arrived.
    pub async fn confirm_upload(
        self,
        scope: &BrandScope,
        id: RequestId,
        choice: LayoutChoice,
    ) -> UploadResult<()> {
        require_writing(scope)?;
        let layout = self.chosen(scope, id, choice).await?;
        let json = layout.to_json();
        let header = header_digest(&layout);
        let own = self.seal(LAYOUT_CONTEXT, &id.0, json.as_bytes());
        let name = kept_name(scope.brand(), scope.partner(), header);
        // What the operator has read so, the provider has not confirmed.
        let is_brands = scope.actor() != Actor::Operator;
        let kept = is_brands.then(|| self.seal(KEPT_CONTEXT, &name, json.as_bytes()));
        let now = self.now();
        let times = (now, now + UPLOAD_KEPT);
        let confirm = self
            .directory()
            .confirm_upload(id, header, (own, kept), times);
        if !confirm.await? {
            return Err(UploadError::State);
        }
        self.wake_upload_worker();
        Ok(())
    }

    /// Has it found out what would happen to an upload's rows, without writing anything.
    pub async fn judge_upload(
        self,
        scope: &BrandScope,
        id: RequestId,
        choice: LayoutChoice,
    ) -> UploadResult<()> {
        let layout = self.chosen(scope, id, choice).await?;
        let sealed = self.seal(LAYOUT_CONTEXT, &id.0, layout.to_json().as_bytes());
        if !self.directory().judge_upload(id, sealed).await? {
            return Err(UploadError::State);
        }
        self.wake_upload_worker();
        Ok(())
    }

    /// Ends an upload that is not over: what is recorded stays, the rest does not follow. One that is over is forgotten.
    pub async fn end_upload(self, scope: &BrandScope, id: RequestId) -> UploadResult<()> {
        let upload = self.own_upload(scope, id).await?;
        self.end(upload).await
    }

    /// The same of whomever's at the brand but the operator's: who manages it ends what others have left open. What is in it
    /// stays closed.
    pub async fn end_any_upload(
        self,
        scope: &MemberScope<Managing>,
        id: RequestId,
    ) -> UploadResult<()> {
        let upload = self.directory().upload(id).await?;
        let upload = upload.filter(|upload| {
            upload.brand == scope.brand() && upload.actor != UploadActor::Operator
        });
        self.end(upload.ok_or(UploadError::Unknown)?).await
    }

    async fn end(self, upload: UploadRow) -> UploadResult<()> {
        let id = upload.id;
        let mut held = self.uploads_in_hand().take(id);
        let is_read = matches!(upload.state, UploadState::Applying | UploadState::Judging);
        if held.is_none() && !is_read {
            return Err(UploadError::Held);
        }
        let now = self.now();
        let is_cancelled = self.directory().cancel_upload(id, now).await?;
        held = held.or_else(|| self.uploads_in_hand().take(id));
        match (is_cancelled, held) {
            // Who works on it deletes the file when it sees that it is over.
            (true, None) => Ok(()),
            // As it stands now: somebody may have begun to work on it, and ended, since it was looked up.
            (true, Some(_held)) => {
                let upload = self.directory().upload(id).await?;
                let upload = upload.ok_or(UploadError::Unknown)?;
                self.delete_files(&upload, unread_parts(&upload)).await
            }
            (false, None) => Err(UploadError::Held),
            (false, Some(_held)) => self.forget(&upload).await,
        }
    }

    /// Forgets the uploads whose end has come; says how many.
    pub async fn purge_uploads(self) -> Result<u64> {
        let (mut forgotten, mut failure) = (0, None);
        loop {
            let directory = self.directory();
            let ended = directory.ended_uploads(self.now(), FORGOTTEN_AT_ONCE);
            let ended = ended.await?;
            let before = forgotten;
            for upload in &ended {
                match self.forget(upload).await {
                    Ok(()) => forgotten += 1,
                    // It holds up no other.
                    Err(error) => {
                        let told = domain::causes::told(&error);
                        let id = upload.id.to_wire();
                        tracing::error!(id, error = told, "an upload could not be forgotten");
                        failure = Some(error);
                    }
                }
            }
            if ended.len() < FORGOTTEN_AT_ONCE as usize || forgotten == before {
                break;
            }
        }
        failure.map_or(Ok(forgotten), |error| Err(error.into()))
    }

    async fn forget(self, upload: &UploadRow) -> UploadResult<()> {
        self.delete_files(upload, &PARTS).await?;
        Ok(self.directory().remove_upload(upload.id).await?)
    }

    /// The layout that somebody has chosen for an upload, if its rows can be read by it.
    async fn chosen(
        self,
        scope: &BrandScope,
        id: RequestId,
        choice: LayoutChoice,
    ) -> UploadResult<Layout> {
        let upload = self.own_upload(scope, id).await?;
        let preview = self.previewed(scope, &upload).await?;
        let mut layout = match choice.layout {
            Some(layout) if is_of_same_columns(&layout, &preview.layout) => layout,
            Some(_) => return Err(UploadError::OtherColumns),
            None if preview.is_kept || preview.layout.translations().is_empty() => preview.layout,
            // Nothing is translated that nobody has seen.
            None => return Err(UploadError::Unconfirmed),
        };
        for (field, word) in choice.whole_file {
            layout
                .set_whole_file(field, &word)
                .map_err(|_| UploadError::NoLayout(NoLayout::NoWord))?;
        }
        let gaps = layout.gaps();
        if gaps.is_empty() {
            Ok(layout)
        } else {
            Err(UploadError::Gaps(gaps))
        }
    }
}

/// Whether two layouts are of one file.
fn is_of_same_columns(one: &Layout, other: &Layout) -> bool {
    let names = |layout: &Layout| -> Vec<String> {
        let columns = layout.columns().iter();
        columns.map(|column| column.name.clone()).collect()
    };
    one.has_header() == other.has_header() && names(one) == names(other)
}
