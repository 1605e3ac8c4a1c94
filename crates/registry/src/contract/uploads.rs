//! Files of consents, of any size: they come in pieces, their columns are shown and confirmed, and their rows are recorded
//! beside the requests.
//!
//! ```text
//! receiving ── last byte ──> received ── confirmed ──> applying ── last row ──> done
//!                              │  ^                       └ the file cannot be read ──> failed
//!                        dry run  │ what would happen
//!                              v  │
//!                            judging
//! ```
//!
//! Rows are independent of each other: each is recorded, or told why not. A row's identity is the upload's and its place in
//! the file, so that a process that dies in the middle goes on where it was, and nothing is recorded twice. The date
//! rules are decided by the time at which the upload was confirmed (decision 7).
//!
//! An upload belongs to who has begun it: nobody else sees what is in it, whatever they know of its name. A provider sees
//! how its brand's uploads stand.

mod applying;
mod changing;
mod judging;
mod outcome;
mod plan;
mod preview;
mod receiving;
mod refused;
mod rights;
mod second_pass;
mod source;
mod told;
mod view;
mod worker;

use directory::activity::Actor;
use directory::upload::UploadRow;
use domain::{Channel, RequestId};

use crate::blobs::{BlobError, BlobName, BlobOwner};
use crate::contract::brand_scope::mismatch;
use crate::{BrandScope, Contract, Error};

pub use changing::LayoutChoice;
pub use directory::upload::{UploadActor, UploadCounts, UploadFormat, UploadState};
pub use judging::Judgement;
pub use preview::{PREVIEW_ROWS, Preview};
pub use receiving::{
    BYTES_MAX, Checksum, NAME_BYTES_MAX, OPEN_BYTES_MAX, OPEN_MAX, OWN_OPEN_BYTES_MAX,
    OWN_OPEN_MAX, RECEIVING_KEPT, Receiving, UPLOAD_KEPT, UploadDraft,
};
pub use refused::RefusedFile;
pub use tables::Layout;
pub use tables::layout::{Field, Gap, Holds, NoLayout};
pub use told::Told;
pub use view::{LISTED_MAX, Upload};
pub use worker::{UPLOADS_AT_ONCE, UploadWorker};

/// The part of an upload that is the file as it came.
const INPUT: u8 = BlobName::INPUT;
/// The part that is its refused rows.
const REFUSED: u8 = 1;
/// The part that its refused rows are written to when some are said again.
const LEFT: u8 = 2;
/// All parts.
const PARTS: [u8; 3] = [INPUT, REFUSED, LEFT];

/// Why something was not done with an upload. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// There is none of this name, or none that the caller may see.
    #[error("there is no such upload")]
    Unknown,
    /// Bytes are sent for another place than the end of what has come.
    #[error("{0} bytes have come")]
    Offset(u64),
    /// Somebody is sending it.
    #[error("somebody is sending it")]
    Held,
    /// Its sender went away, or is too slow. What has come stays.
    #[error("its sender went away")]
    BrokenOff,
    /// It is, or would become, longer than a file can be or than was said.
    #[error("it is too long")]
    TooLong,
    /// The provider has too many that are not over, or too long ones.
    #[error("too many are open")]
    TooMany,
    /// There is no room for it.
    #[error("there is no room for it")]
    NoRoom,
    /// It is too early or too late for that.
    #[error("it does not stand so")]
    State,
    /// The bytes are not those whose checksum was said.
    #[error("the checksum is another")]
    Checksum,
    /// Nobody can say how its columns are read.
    #[error("its columns cannot be read")]
    NoLayout(NoLayout),
    /// The layout is of other columns than the file's.
    #[error("the layout is of another file")]
    OtherColumns,
    /// It translates words, and nobody has said that they have been seen.
    #[error("words are translated that nobody has confirmed")]
    Unconfirmed,
    /// Something stands in the way of reading its rows.
    #[error("its columns are not all known")]
    Gaps(Vec<Gap>),
    /// Anything else.
    #[error(transparent)]
    Other(#[from] Error),
}

impl From<BlobError> for UploadError {
    fn from(error: BlobError) -> Self {
        match error {
            BlobError::Full => Self::NoRoom,
            BlobError::Length(length) => Self::Offset(length),
            error => Self::Other(error.into()),
        }
    }
}

impl From<UploadError> for Error {
    fn from(error: UploadError) -> Self {
        match error {
            UploadError::Other(error) => error,
            UploadError::NoRoom => Self::Unavailable(Box::new(error)),
            error => Self::Failed(Box::new(error)),
        }
    }
}

impl From<directory::Error> for UploadError {
    fn from(error: directory::Error) -> Self {
        Self::Other(error.into())
    }
}

impl From<NoLayout> for UploadError {
    fn from(error: NoLayout) -> Self {
        Self::NoLayout(error)
    }
}

/// What the use cases of uploads answer.
pub type UploadResult<T> = Result<T, UploadError>;

/// The name of one of an upload's files.
const fn blob(upload: &UploadRow, part: u8) -> BlobName {
    BlobName {
        owner: BlobOwner(upload.provider.0),
        id: upload.id.0,
        part,
    }
}

/// The name of the file that has an upload's refused rows.
const fn refused_blob(upload: &UploadRow) -> BlobName {
    blob(upload, upload.work.refused_part)
}

/// The files of an upload that nobody reads once it is over.
const fn unread_parts(upload: &UploadRow) -> &'static [u8] {
    match upload.work.refused_part {
        LEFT => &[INPUT, REFUSED],
        _ => &[INPUT, LEFT],
    }
}

impl Contract<'_> {
    /// An upload of whoever has begun it.
    pub(crate) async fn own_upload(
        self,
        scope: &BrandScope,
        id: RequestId,
    ) -> UploadResult<UploadRow> {
        let upload = self.directory().upload(id).await?;
        upload
            .filter(|upload| upload.brand == scope.brand() && is_own(upload, scope))
            .ok_or(UploadError::Unknown)
    }

    /// Runs work on files where it holds up no request.
    async fn on_files<T: Send + 'static>(
        self,
        work: impl FnOnce(&crate::Registry) -> Result<T, BlobError> + Send + 'static,
    ) -> UploadResult<T> {
        let registry = self.0.clone();
        let done = tokio::task::spawn_blocking(move || work(&registry)).await;
        Ok(done.map_err(|error| Error::Failed(Box::new(error)))??)
    }

    /// Deletes an upload's files.
    async fn delete_files(self, upload: &UploadRow, parts: &'static [u8]) -> UploadResult<()> {
        let upload = upload.clone();
        self.on_files(move |registry| {
            let files = parts.iter().map(|part| blob(&upload, *part));
            files
                .into_iter()
                .try_for_each(|name| registry.blobs().delete(name))
        })
        .await
    }
}

/// Who acts.
fn actor_of(scope: &BrandScope) -> UploadActor {
    match scope.actor() {
        Actor::User(name) => UploadActor::User(name),
        Actor::Member(number) => UploadActor::Member(number),
        Actor::Operator => UploadActor::Operator,
    }
}

/// `H353` unless somebody may change records of some channel.
fn require_writing(scope: &BrandScope) -> Result<(), Error> {
    let mut channels = Channel::ALL.into_iter();
    if channels.any(|channel| scope.may_write(channel)) {
        Ok(())
    } else {
        Err(mismatch("brandCode").into())
    }
}

/// Whether somebody has begun an upload.
fn is_own(upload: &UploadRow, scope: &BrandScope) -> bool {
    upload.actor == actor_of(scope) && upload.partner == scope.partner()
}
