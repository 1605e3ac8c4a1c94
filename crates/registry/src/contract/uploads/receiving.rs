//! Taking the bytes of an upload, in as many goes as it needs.
//!
//! One sender at a time. What was acknowledged is on disk; a checksum is of what one go brings, and what does not have it
//! is taken away again, also after a crash.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use directory::upload::{NewUpload, UploadFormat, UploadLimits, UploadRow, UploadState};
use domain::RequestId;
use futures::{Stream, StreamExt as _};
use sha1::Sha1;
use sha2::{Digest as _, Sha256};

use super::{INPUT, REFUSED, UploadError, UploadResult, actor_of, blob, require_writing};
use crate::blobs::BlobError;
use crate::shares::Place;
use crate::under_way::Held;
use crate::{BrandScope, Contract, Error, Party, Registry};

/// The longest upload, in bytes. A book is shorter still ([`tables::limits::BOOK_FILE_BYTES_MAX`]).
pub const BYTES_MAX: u64 = tables::limits::CSV_BYTES_MAX;
/// How many uploads of a provider and its partners may be open at once.
pub const OPEN_MAX: u64 = 20;
/// How many of them one user or member may have, so that the others can begin one as well.
pub const OWN_OPEN_MAX: u64 = 16;
/// How long they may be together, in bytes.
pub const OPEN_BYTES_MAX: u64 = 8 * 1024 * 1024 * 1024;
/// How long those of one user or member may be together, in bytes: one of the longest is left for the others.
pub const OWN_OPEN_BYTES_MAX: u64 = OPEN_BYTES_MAX - BYTES_MAX;
/// How long the bytes of an upload may take to come.
pub const RECEIVING_KEPT: Duration = Duration::from_hours(24);
/// How long an upload and its refused rows are kept, from its last byte and from its confirmation.
pub const UPLOAD_KEPT: Duration = Duration::from_hours(30 * 24);
/// The longest name of a file that is kept, in bytes.
pub const NAME_BYTES_MAX: usize = 255;

/// How many bytes are written and synced at once.
const PIECE_BYTES: usize = 2 * 1024 * 1024;
/// What a file's name is sealed for.
pub(super) const NAME_CONTEXT: &[u8] = b"izin/upload-name/";

/// Why a file cannot be read that has just come.
const TOO_LARGE: &str = tables::Refusal::FileTooLarge.code();
const OLD_OR_LOCKED: &str = tables::Refusal::OldOrLocked.code();
/// How the archive of a book begins.
const ARCHIVE: &[u8] = b"PK\x03\x04";
/// How a book of before 2007 begins, and one with a password.
const OLD_BOOK: &[u8] = &[0xd0, 0xcf, 0x11, 0xe0];

/// What is said of an upload before it comes.
#[derive(Clone, Debug, Default)]
pub struct UploadDraft {
    /// The file's name. Only its end is kept where it is too long.
    pub name: Option<String>,
    /// How long it will be; `None`: as long as what comes in one go.
    pub bytes: Option<u64>,
}

/// What the bytes of one go have to come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Checksum {
    /// Their SHA-1.
    Sha1([u8; 20]),
    /// Their SHA-256.
    Sha256([u8; 32]),
}

/// The sum so far, and what it has to be.
enum Summing {
    Sha1(Sha1, [u8; 20]),
    Sha256(Sha256, [u8; 32]),
}

impl Summing {
    fn new(checksum: Checksum) -> Self {
        match checksum {
            Checksum::Sha1(expected) => Self::Sha1(Sha1::new(), expected),
            Checksum::Sha256(expected) => Self::Sha256(Sha256::new(), expected),
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Sha1(sum, _) => sum.update(bytes),
            Self::Sha256(sum, _) => sum.update(bytes),
        }
    }

    fn comes_out(self) -> bool {
        match self {
            Self::Sha1(sum, expected) => sum.finalize().as_slice() == expected,
            Self::Sha256(sum, expected) => sum.finalize().as_slice() == expected,
        }
    }
}

/// An upload whose bytes are coming. Nobody else can send any meanwhile.
pub struct Receiving {
    registry: Registry,
    upload: UploadRow,
    held: Arc<Held<RequestId>>,
    /// Bounds how many send at once.
    _place: Place<Party>,
    /// Where this go began.
    began: u64,
    /// How many bytes are on disk.
    length: u64,
    /// What has come since.
    pending: Vec<u8>,
    summing: Option<Summing>,
}

impl Contract<'_> {
    /// Begins an upload; whoever may change any record of the brand may.
    pub async fn begin_upload(
        self,
        scope: &BrandScope,
        draft: UploadDraft,
    ) -> UploadResult<RequestId> {
        require_writing(scope)?;
        if draft.bytes.is_some_and(|bytes| bytes > BYTES_MAX) {
            return Err(UploadError::TooLong);
        }
        let now = self.now();
        let id = self.new_request_id();
        let name = draft
            .name
            .map(|name| last(&name, NAME_BYTES_MAX).to_owned());
        let new = NewUpload {
            id,
            brand: scope.brand(),
            provider: scope.provider(),
            partner: scope.partner(),
            actor: actor_of(scope),
            sealed_name: name.map(|name| self.seal(NAME_CONTEXT, &id.0, name.as_bytes())),
            bytes: draft.bytes,
            refused_part: REFUSED,
            created_at: now,
            ends_at: now + RECEIVING_KEPT,
        };
        let limits = UploadLimits {
            open: OPEN_MAX,
            bytes: OPEN_BYTES_MAX,
            own_open: OWN_OPEN_MAX,
            own_bytes: OWN_OPEN_BYTES_MAX,
            unknown: BYTES_MAX,
        };
        if !self.directory().add_upload(new, limits).await? {
            return Err(UploadError::TooMany);
        }
        let upload = self.own_upload(scope, id).await?;
        let file = blob(&upload, INPUT);
        let made = self.on_files(move |registry| registry.blobs().create(file, now));
        if let Err(error) = made.await {
            self.directory().remove_upload(id).await?;
            return Err(error);
        }
        Ok(id)
    }

    /// How many bytes of an upload have come for good, and how many there will be. `Unknown`: also where it was ended.
    pub async fn upload_offset(
        self,
        scope: &BrandScope,
        id: RequestId,
    ) -> UploadResult<(u64, Option<u64>)> {
        let upload = self.own_upload(scope, id).await?;
        if upload.state == UploadState::Cancelled {
            return Err(UploadError::Unknown);
        }
        let length = self.received_bytes(&upload).await?;
        let is_whole = upload.bytes == Some(length) && upload.unchecked_from.is_none();
        if is_whole && upload.state == UploadState::Receiving {
            // All has come, and whoever brought the last of it, or this process, died before that was noted.
            match self.receive_upload(scope, id, (length, None)).await {
                Ok(receiving) => return Ok((receiving.end().await?, upload.bytes)),
                // Somebody is about to.
                Err(UploadError::Held | UploadError::State) => {}
                Err(error) => return Err(error),
            }
        }
        Ok((length, upload.bytes))
    }

    /// How many bytes have come for good.
    pub(super) async fn received_bytes(self, upload: &UploadRow) -> UploadResult<u64> {
        if upload.state != UploadState::Receiving {
            // Of one that was ended before its last byte nothing is left.
            let whole = upload.bytes.filter(|_| upload.received_at.is_some());
            return Ok(whole.unwrap_or_default());
        }
        let file = blob(upload, INPUT);
        let length = self.on_files(move |registry| registry.blobs().length(file));
        let length = length.await?;
        Ok(upload
            .unchecked_from
            .map_or(length, |unchecked| unchecked.min(length)))
    }

    /// Begins to take bytes of an upload behind the first `at`.
    pub async fn receive_upload(
        self,
        scope: &BrandScope,
        id: RequestId,
        (at, checksum): (u64, Option<Checksum>),
    ) -> UploadResult<Receiving> {
        self.own_upload(scope, id).await?;
        let held = self.uploads_in_hand().take(id);
        let held = Arc::new(held.ok_or(UploadError::Held)?);
        let place = self.limits().senders.take(scope.party()).await;
        let place = place.ok_or(Error::Busy)?;
        let upload = self.own_upload(scope, id).await?;
        if upload.state != UploadState::Receiving {
            return Err(match upload.bytes {
                _ if upload.state == UploadState::Cancelled => UploadError::Unknown,
                Some(bytes) if bytes != at => UploadError::Offset(bytes),
                _ => UploadError::State,
            });
        }
        let file = blob(&upload, INPUT);
        let unchecked = upload.unchecked_from;
        let guard = Arc::clone(&held);
        let length = self.on_files(move |registry| {
            let _held = guard;
            let length = registry.blobs().length(file)?;
            match unchecked.filter(|unchecked| *unchecked < length) {
                // A process has died before it had held them against their checksum.
                Some(unchecked) => registry.blobs().cut(file, unchecked).map(|()| unchecked),
                None => Ok(length),
            }
        });
        let length = length.await?;
        if length != at {
            return Err(UploadError::Offset(length));
        }
        let unchecked = checksum.map(|_| length);
        if upload.unchecked_from != unchecked {
            let noted = self.directory().set_upload_unchecked(id, unchecked);
            noted.await?;
        }
        Ok(Receiving {
            registry: self.0.clone(),
            upload,
            held,
            _place: place,
            began: length,
            length,
            pending: Vec::new(),
            summing: checksum.map(Summing::new),
        })
    }
}

impl Receiving {
    /// Takes bytes; they are for good once this go has ended.
    pub async fn take(&mut self, bytes: &[u8]) -> UploadResult<()> {
        let length = self.length + (self.pending.len() + bytes.len()) as u64;
        if length > self.upload.bytes.unwrap_or(BYTES_MAX) {
            return Err(UploadError::TooLong);
        }
        if let Some(summing) = &mut self.summing {
            summing.update(bytes);
        }
        self.pending.extend_from_slice(bytes);
        if self.pending.len() >= PIECE_BYTES {
            self.write().await?;
        }
        Ok(())
    }

    /// Takes all that comes, and ends this go. Goes on to its end also when nobody waits for it any more: what a sender who went
    /// away has brought is kept. `BrokenOff`: the pieces ended with an error.
    pub async fn take_all<E: Send + 'static>(
        mut self,
        mut pieces: impl Stream<Item = Result<Bytes, E>> + Unpin + Send + 'static,
    ) -> UploadResult<u64> {
        let taking = tokio::spawn(async move {
            while let Some(piece) = pieces.next().await {
                let taken = match piece {
                    Ok(bytes) => self.take(&bytes).await,
                    Err(_) => Err(UploadError::BrokenOff),
                };
                if let Err(error) = taken {
                    // What came before it stays.
                    self.break_off().await?;
                    return Err(error);
                }
            }
            self.end().await
        });
        let taken = taking.await;
        taken.unwrap_or_else(|error| Err(Error::Failed(Box::new(error)).into()))
    }

    /// Ends this go: all that has come is for good. Says how many bytes that is. Where it is the whole, the upload waits to
    /// be confirmed.
    pub async fn end(mut self) -> UploadResult<u64> {
        if let Some(summing) = self.summing.take() {
            if !summing.comes_out() {
                self.take_back().await?;
                return Err(UploadError::Checksum);
            }
            self.write().await?;
            self.forget_unchecked().await?;
        } else {
            self.write().await?;
        }
        // One of unknown length comes in one go.
        if self.upload.bytes.is_none_or(|bytes| bytes == self.length) {
            self.whole().await?;
        }
        Ok(self.length)
    }

    /// Ends a go whose sender went away: what has come stays, unless it was to have a checksum.
    pub async fn break_off(mut self) -> UploadResult<u64> {
        if self.summing.is_some() {
            self.take_back().await?;
        } else {
            self.write().await?;
            // Its sender will ask how much has come, and hear that it is all.
            if self.upload.bytes == Some(self.length) {
                self.whole().await?;
            }
        }
        Ok(self.length)
    }

    /// Takes away what this go has brought.
    async fn take_back(&mut self) -> UploadResult<()> {
        self.pending.clear();
        if self.length > self.began {
            let (file, began) = (blob(&self.upload, INPUT), self.began);
            self.on_file(move |registry| registry.blobs().cut(file, began))
                .await?;
            self.length = began;
        }
        self.forget_unchecked().await
    }

    async fn forget_unchecked(&self) -> UploadResult<()> {
        let directory = self.registry.directory();
        Ok(directory.set_upload_unchecked(self.upload.id, None).await?)
    }

    async fn write(&mut self) -> UploadResult<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let (file, at) = (blob(&self.upload, INPUT), self.length);
        let pending = std::mem::take(&mut self.pending);
        let append = self.on_file(move |registry| registry.blobs().append(file, at, &pending));
        self.length = append.await?;
        Ok(())
    }

    /// Work on the file, which keeps others away also when nobody waits for it any more.
    async fn on_file<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Registry) -> Result<T, BlobError> + Send + 'static,
    ) -> UploadResult<T> {
        let held = Arc::clone(&self.held);
        let contract = self.registry.contract();
        contract
            .on_files(move |registry| {
                let _held = held;
                work(registry)
            })
            .await
    }

    /// Says that all of it has come, and what kind of file it is.
    async fn whole(&self) -> UploadResult<()> {
        let (file, length) = (blob(&self.upload, INPUT), self.length);
        let start = self.on_file(move |registry| {
            let mut start = Vec::new();
            let reader = registry.blobs().open(file, length)?;
            let mut reader = std::io::Read::take(reader, ARCHIVE.len() as u64);
            std::io::Read::read_to_end(&mut reader, &mut start).map_err(BlobError::Io)?;
            Ok(start)
        });
        let start = start.await?;
        let format = if start == ARCHIVE {
            UploadFormat::Xlsx
        } else {
            UploadFormat::Csv
        };
        let failure = match format {
            UploadFormat::Xlsx if length > tables::limits::BOOK_FILE_BYTES_MAX => Some(TOO_LARGE),
            _ if start == OLD_BOOK => Some(OLD_OR_LOCKED),
            _ => None,
        };
        let (id, now) = (self.upload.id, self.registry.now());
        let directory = self.registry.directory();
        let times = (now, now + UPLOAD_KEPT);
        let receive = directory.receive_upload(id, length, format, times);
        if !receive.await? {
            return Err(UploadError::State);
        }
        if let Some(failure) = failure {
            let contract = self.registry.contract();
            contract.fail_upload(&self.upload, failure).await?;
        }
        Ok(())
    }
}

/// The end of a text, at most so many bytes.
fn last(text: &str, bytes: usize) -> &str {
    let start = text.len().saturating_sub(bytes);
    let start = (start..=text.len()).find(|at| text.is_char_boundary(*at));
    &text[start.unwrap_or(text.len())..]
}
