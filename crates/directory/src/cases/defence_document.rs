//! Documents of defences. What is kept here is what a document is; the document itself lies in a file of its own. Such a row is
//! there before the file is, and until after it: a document that no defence has is forgotten.

use domain::{ProviderCode, Timestamp};

use crate::accounts::member::row::MemberNumber;
use crate::column::wrapper;
use crate::error::Result;
use crate::row::row;
use crate::statement::sql;
use crate::store::Directory;
use crate::words::words;

/// A document's own random number, and that of its file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DocumentId(pub [u8; 16]);

wrapper! { DocumentId([u8; 16]) }

words! {
    /// A kind of document.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum DocumentKind: as_word, from_word {
        /// `application/pdf`.
        Pdf = "pdf",
        /// `image/png`.
        Png = "png",
        /// `image/jpeg`.
        Jpeg = "jpeg",
    }
}

/// A document that a provider shows with its answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DefenceDocument {
    /// Its random number.
    pub id: DocumentId,
    /// Whose file it is.
    pub provider: ProviderCode,
    /// What kind of document it is.
    pub kind: DocumentKind,
    /// Its name as it was given, sealed.
    pub sealed_name: Vec<u8>,
    /// How many bytes it has.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: [u8; 32],
    /// Who handed it in.
    pub added_by: MemberNumber,
    /// When.
    pub added_at: Timestamp,
}

row! { DefenceDocument in defence_documents: id, provider, kind, sealed_name, bytes, sha256, added_by, added_at }

impl Directory {
    /// A document.
    pub async fn defence_document(&self, id: DocumentId) -> Result<Option<DefenceDocument>> {
        self.one(sql!(DefenceDocument::rows("WHERE id = $1"); id))
            .await
    }

    /// Documents that no defence has and that were begun at or before an instant, the oldest first.
    pub async fn loose_documents(
        &self,
        until: Timestamp,
        limit: u32,
    ) -> Result<Vec<DefenceDocument>> {
        let loose = DefenceDocument::rows(
            "WHERE added_at <= $1 AND NOT EXISTS (SELECT 1 FROM defences WHERE document = id) \
             ORDER BY added_at, id LIMIT $2",
        );
        self.all(sql!(loose; until, limit)).await
    }

    /// Forgets a document whose file is deleted, if no defence has it.
    pub async fn forget_document(&self, id: DocumentId) -> Result<()> {
        let forget = sql!("DELETE FROM defence_documents WHERE id = $1 \
             AND NOT EXISTS (SELECT 1 FROM defences WHERE document = $1)"; id);
        self.run(forget).await.map(drop)
    }
}
