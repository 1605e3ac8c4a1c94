//! What is told of uploads.

use std::collections::BTreeMap;

use directory::upload::{UploadActor, UploadCounts, UploadFormat, UploadRow, UploadState};
use domain::{BrandCode, RequestId, Timestamp};

use super::receiving::NAME_CONTEXT;
use super::{Judgement, UploadError, UploadResult, is_own};
use crate::{BrandScope, Contract};

/// The most uploads that are listed at once.
pub const LISTED_MAX: u32 = 50;

/// How an upload stands.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Its name: the request of all its movements.
    pub id: RequestId,
    /// The brand whose consents they are.
    pub brand: BrandCode,
    /// The file's name, for whoever has begun it.
    pub name: Option<String>,
    /// Whether the caller has begun it.
    pub is_own: bool,
    /// Whether the registry's operator has, for the provider.
    pub is_operators: bool,
    /// How far it has come.
    pub state: UploadState,
    /// What kind of file it is, once it is whole.
    pub format: Option<UploadFormat>,
    /// How long it is, or will be.
    pub bytes: Option<u64>,
    /// How many bytes have come.
    pub received: u64,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When its last byte came.
    pub received_at: Option<Timestamp>,
    /// When it was confirmed.
    pub confirmed_at: Option<Timestamp>,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
    /// When it is forgotten.
    pub ends_at: Timestamp,
    /// How many rows are done.
    pub rows: u64,
    /// What became of them.
    pub counts: UploadCounts,
    /// How many rows were refused with each code.
    pub codes: BTreeMap<String, u64>,
    /// What would happen to its rows, as it was asked last.
    pub judgement: Option<Judgement>,
    /// Why it failed, a word of [`tables::Refusal`] or `DAMAGED`.
    pub failure: Option<String>,
}

impl Contract<'_> {
    /// How an upload stands: for whoever has begun it, and for the provider.
    pub async fn upload(self, scope: &BrandScope, id: RequestId) -> UploadResult<Upload> {
        let upload = self.directory().upload(id).await?;
        let upload = upload.filter(|upload| may_see(upload, scope));
        let upload = upload.ok_or(UploadError::Unknown)?;
        self.shown(upload, scope).await
    }

    /// The brand's uploads that were begun before an instant and that the caller may see, the newest first, at most
    /// [`LISTED_MAX`].
    pub async fn uploads(
        self,
        scope: &BrandScope,
        before: Option<Timestamp>,
    ) -> UploadResult<Vec<Upload>> {
        let before = before.unwrap_or(Timestamp::from_millis(i64::MAX));
        let directory = self.directory();
        let of_brand = directory.uploads_of(scope.brand(), before, LISTED_MAX);
        let mut listed = Vec::new();
        for upload in of_brand.await? {
            if may_see(&upload, scope) {
                listed.push(self.shown(upload, scope).await?);
            }
        }
        Ok(listed)
    }

    async fn shown(self, upload: UploadRow, scope: &BrandScope) -> UploadResult<Upload> {
        let is_own = is_own(&upload, scope);
        let name = upload.sealed_name.as_ref().filter(|_| is_own);
        let name = name.and_then(|sealed| self.unseal(NAME_CONTEXT, &upload.id.0, sealed));
        let received = self.received_bytes(&upload).await?;
        let judgement = upload.judgement.as_deref();
        Ok(Upload {
            id: upload.id,
            brand: upload.brand,
            name: name.and_then(|name| String::from_utf8(name).ok()),
            is_own,
            is_operators: upload.actor == UploadActor::Operator,
            state: upload.state,
            format: upload.format,
            bytes: upload.bytes,
            received,
            created_at: upload.created_at,
            received_at: upload.received_at,
            confirmed_at: upload.confirmed_at,
            finished_at: upload.finished_at,
            ends_at: upload.ends_at,
            rows: upload.work.rows_done,
            counts: upload.work.counts,
            codes: serde_json::from_str(&upload.work.codes).unwrap_or_default(),
            judgement: judgement.and_then(|json| serde_json::from_str(json).ok()),
            failure: upload.failure,
        })
    }
}

/// Whether somebody may see how an upload stands.
fn may_see(upload: &UploadRow, scope: &BrandScope) -> bool {
    upload.brand == scope.brand() && (!scope.is_partner() || is_own(upload, scope))
}
