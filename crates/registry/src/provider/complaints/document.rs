//! The document that a provider shows with its answer, such as the form by which the recipient agreed.
//!
//! ```text
//! row ──> file, sealed ──> put to the answer          taken away, or the complaint is forgotten ──> file ──> row
//! ```
//!
//! The row is there before the file and after it, so that no file is left that nobody knows of. A row that no answer has is
//! forgotten after [`LOOSE_KEPT`], and its file before it.

use std::io::Read as _;
use std::time::Duration;

use bytes::Bytes;
use directory::activity::{Action, NewActivity};
use directory::defence_document::{DefenceDocument, DocumentId, DocumentKind};
use directory::defence_writing::DefenceWritten;
use directory::{Entity, Error as Cause};
use domain::{ErrorCode, Timestamp};
use sha2::{Digest as _, Sha256};

use super::{ComplaintNumber, answerer, is_not_theirs};
use crate::blobs::{BlobError, BlobName, BlobOwner};
use crate::provider::session::MemberSession;
use crate::shares::Place;
use crate::{Error, Party, ProviderConsole, Registry, Result};

/// The longest document, in bytes: 10 MiB.
pub const DOCUMENT_BYTES_MAX: usize = 10 * 1024 * 1024;
/// The longest name of a document that is kept, in characters; of a longer one the end is.
pub const DOCUMENT_NAME_MAX: usize = 200;
/// How long a document is kept that no answer has: long enough to be written and put to one.
const LOOSE_KEPT: Duration = Duration::from_hours(1);
/// How many documents are forgotten in one go.
const FORGOTTEN_AT_ONCE: u32 = 100;

/// What a document's name is sealed for.
const NAME_CONTEXT: &[u8] = b"izin/defence-document/";

/// What PDF files begin with (ISO 32000-2, 7.5.2).
const PDF: &[u8] = b"%PDF-";
/// What PNG files begin with (RFC 2083, 3.1).
const PNG: &[u8] = b"\x89PNG\r\n\x1a\n";
/// What JPEG files begin with.
const JPEG: &[u8] = b"\xff\xd8\xff";

/// A document that is shown with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnswerDocument {
    /// Its name within the program.
    pub id: DocumentId,
    /// What it was called.
    pub name: String,
    /// Its kind, by its first bytes.
    pub kind: DocumentKind,
    /// How many bytes it has.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: [u8; 32],
    /// When it was handed in.
    pub added_at: Timestamp,
}

/// A document as it came. It may be something else as well, so it is given back for saving, never for showing.
pub struct GivenDocument {
    /// Its kind.
    pub kind: DocumentKind,
    /// It.
    pub bytes: Bytes,
    /// Given back when it has been sent.
    _place: Place<Party>,
}

/// What became of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DocumentDone {
    /// It is the answer's, or is so no longer.
    Done,
    /// It is longer than [`DOCUMENT_BYTES_MAX`].
    TooLong,
    /// It is none of the kinds that are taken.
    WrongKind,
    /// There is no room for it.
    NoRoom,
    /// The answer has a document already, or another one; nothing was written.
    Changed,
    /// The answer is submitted; nothing was written.
    Over,
    /// The complaint is not, or no longer, the member's to answer; nothing was written.
    Gone,
}

impl ProviderConsole<'_> {
    /// Puts a document to an answer that has none. Its kind is told by its first bytes, whatever it is called.
    pub async fn add_document(
        self,
        session: &MemberSession,
        number: ComplaintNumber,
        (name, bytes): (&str, Bytes),
    ) -> Result<DocumentDone> {
        let Some(defence) = self.asked_of(session, number).await? else {
            return Ok(DocumentDone::Gone);
        };
        if bytes.len() > DOCUMENT_BYTES_MAX {
            return Ok(DocumentDone::TooLong);
        }
        let Some(kind) = kind(&bytes) else {
            return Ok(DocumentDone::WrongKind);
        };
        let mut id = [0; 16];
        self.random().fill(&mut id);
        let summed = bytes.clone();
        let sha256 = self.blocking(move |_| Ok(Sha256::digest(&summed).into()));
        let document = DefenceDocument {
            id: DocumentId(id),
            provider: session.provider().code,
            kind,
            sealed_name: self.seal(NAME_CONTEXT, &id, last(name).as_bytes()),
            bytes: bytes.len() as u64,
            sha256: sha256.await?,
            added_by: session.member().number,
            added_at: self.now(),
        };
        let (by, complaint) = (answerer(session), defence.complaint);
        let begun_after = self.now() - LOOSE_KEPT;
        let (asked, row) = (complaint.clone(), document.clone());
        let kept = self
            .directory()
            .begin_document(by.clone(), asked, row, begun_after);
        match done(kept.await)? {
            DocumentDone::Done => {}
            refused => return Ok(refused),
        }
        let kept = self.keep(&document, bytes).await;
        let done = match kept {
            Ok(()) => {
                let which = (complaint, document.id);
                let attach = self
                    .directory()
                    .attach_document(by, which, begun_after, self.now());
                done(attach.await)
            }
            Err(BlobError::Full) => Ok(DocumentDone::NoRoom),
            Err(error) => Err(error.into()),
        };
        // Where it is not known whether it was put to the answer, the file stays; the purge looks later.
        if matches!(&done, Ok(refused) if *refused != DocumentDone::Done) {
            self.forget_at_once(&document).await;
        }
        done
    }

    /// Takes the document away that an answer had when it was looked at.
    pub async fn remove_document(
        self,
        session: &MemberSession,
        number: ComplaintNumber,
        id: DocumentId,
    ) -> Result<DocumentDone> {
        let Some(defence) = self.asked_of(session, number).await? else {
            return Ok(DocumentDone::Gone);
        };
        let (by, which) = (answerer(session), (defence.complaint, id));
        let detach = self.directory().detach_document(by, which, self.now());
        let done = done(detach.await)?;
        if done == DocumentDone::Done
            && let Some(document) = self.directory().defence_document(id).await?
        {
            self.forget_at_once(&document).await;
        }
        Ok(done)
    }

    /// The document of an answer. Noted in the log of activity before it is handed out. `None`: there is none, or it is not
    /// the member's to see. `H124`: too many files are being sent.
    pub async fn document(
        self,
        session: &MemberSession,
        number: ComplaintNumber,
    ) -> Result<Option<GivenDocument>> {
        let Some(defence) = self.asked_of(session, number).await? else {
            return Ok(None);
        };
        let Some(id) = defence.document else {
            return Ok(None);
        };
        let party = Party::Provider(session.provider().code);
        let place = self.limits().files.try_take(party);
        let place = place.ok_or_else(|| Error::code(ErrorCode::H124))?;
        let noted = NewActivity::of(session.member(), Action::AnswerDocumentTaken);
        let noted = noted.brand(defence.asked.brand).object(&defence.complaint);
        self.note(noted).await?;
        let document = self.kept_document(id).await?;
        let kind = document.kind;
        let read = self.on_files(move |registry| {
            let mut bytes = Vec::new();
            let mut file = registry.blobs().open(blob(&document), document.bytes)?;
            file.read_to_end(&mut bytes).map_err(BlobError::Io)?;
            Ok(bytes)
        });
        Ok(Some(GivenDocument {
            kind,
            bytes: read.await?.into(),
            _place: place,
        }))
    }

    /// Forgets documents that no answer has; says how many.
    pub async fn purge_documents(self) -> Result<u64> {
        let until = self.now() - LOOSE_KEPT;
        let (mut forgotten, mut failure) = (0, None);
        loop {
            let directory = self.directory();
            let loose = directory.loose_documents(until, FORGOTTEN_AT_ONCE).await?;
            let before = forgotten;
            for document in &loose {
                match self.forget(document).await {
                    Ok(()) => forgotten += 1,
                    // It holds up no other.
                    Err(error) => failure = Some(error),
                }
            }
            if loose.len() < FORGOTTEN_AT_ONCE as usize || forgotten == before {
                return failure.map_or(Ok(forgotten), Err);
            }
        }
    }

    /// What is told of a document.
    pub(super) async fn document_of(self, id: DocumentId) -> Result<AnswerDocument> {
        let found = self.kept_document(id).await?;
        let name = self.unseal(NAME_CONTEXT, &id.0, &found.sealed_name);
        let name = name.and_then(|name| String::from_utf8(name).ok());
        Ok(AnswerDocument {
            id,
            name: name.ok_or_else(|| Error::Failed("a document's name is unreadable".into()))?,
            kind: found.kind,
            bytes: found.bytes,
            sha256: found.sha256,
            added_at: found.added_at,
        })
    }

    async fn kept_document(self, id: DocumentId) -> Result<DefenceDocument> {
        let found = self.directory().defence_document(id).await?;
        found.ok_or_else(|| Error::Failed("the document of an answer is missing".into()))
    }

    async fn keep(
        self,
        document: &DefenceDocument,
        bytes: Bytes,
    ) -> std::result::Result<(), BlobError> {
        let (name, made_at) = (blob(document), document.added_at);
        self.on_files(move |registry| {
            registry.blobs().create(name, made_at)?;
            registry.blobs().append(name, 0, &bytes).map(drop)
        })
        .await
    }

    /// Forgets a document that no answer has. Where that fails, the purge does it later.
    async fn forget_at_once(self, document: &DefenceDocument) {
        if let Err(error) = self.forget(document).await {
            let told = domain::causes::told(&error);
            tracing::warn!(error = told, "a document could not be forgotten at once");
        }
    }

    async fn forget(self, document: &DefenceDocument) -> Result<()> {
        let name = blob(document);
        self.on_files(move |registry| registry.blobs().delete(name))
            .await?;
        Ok(self.directory().forget_document(document.id).await?)
    }

    /// Runs work on files where it holds up no request.
    async fn on_files<T: Send + 'static>(
        self,
        work: impl FnOnce(&Registry) -> std::result::Result<T, BlobError> + Send + 'static,
    ) -> std::result::Result<T, BlobError> {
        let registry = Registry::clone(&self);
        let done = tokio::task::spawn_blocking(move || work(&registry)).await;
        done.map_err(|error| BlobError::Io(std::io::Error::other(error)))?
    }
}

fn blob(document: &DefenceDocument) -> BlobName {
    BlobName {
        owner: BlobOwner(document.provider.0),
        id: document.id.0,
        part: BlobName::INPUT,
    }
}

fn done(outcome: directory::Result<DefenceWritten>) -> Result<DocumentDone> {
    match outcome {
        Ok(DefenceWritten::Written) => Ok(DocumentDone::Done),
        Ok(DefenceWritten::Changed) => Ok(DocumentDone::Changed),
        Ok(DefenceWritten::Submitted) => Ok(DocumentDone::Over),
        Err(Cause::Limit(Entity::Document)) => Ok(DocumentDone::NoRoom),
        Err(error) if is_not_theirs(&error) => Ok(DocumentDone::Gone),
        Err(error) => Err(error.into()),
    }
}

fn kind(bytes: &[u8]) -> Option<DocumentKind> {
    let kinds = [
        (PDF, DocumentKind::Pdf),
        (PNG, DocumentKind::Png),
        (JPEG, DocumentKind::Jpeg),
    ];
    let mut kinds = kinds.into_iter();
    kinds
        .find(|(start, _)| bytes.starts_with(start))
        .map(|(_, kind)| kind)
}

/// The end of a name, without what no name has.
fn last(name: &str) -> String {
    let shown: Vec<char> = name.chars().filter(|sign| !sign.is_control()).collect();
    let from = shown.len().saturating_sub(DOCUMENT_NAME_MAX);
    shown[from..].iter().collect()
}
