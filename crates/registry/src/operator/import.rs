//! Files of consents that the operator hands in for a provider: uploads like all others, each known by what is in its file.
//!
//! The same file for the same brand is one import. Where it was broken off it goes on; where it is done it is not done
//! again, unless that is asked for.

use std::sync::Arc;

use directory::import::ImportProgress;
use directory::upload::UploadRow;
use directory::{Entity, Error as DirectoryError};
use domain::{BrandCode, Language, RequestId};
use sha2::{Digest, Sha256};

use super::Operator;
use crate::contract::uploads::{
    Field, Holds, LayoutChoice, Preview, RefusedFile, Upload, UploadDraft, UploadError,
    UploadResult, UploadState,
};
use crate::table::TableForm;
use crate::{BrandScope, Result};

/// The import of a file for a brand: the same file for another brand is another import.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Import {
    brand: BrandCode,
    digest: [u8; 32],
}

/// What is said of a file before it comes.
#[derive(Clone, Debug)]
pub struct ImportDraft {
    /// Its name.
    pub name: Option<String>,
    /// How long it is, in bytes.
    pub bytes: u64,
    /// Whether the rows of a file that is done are looked at once more.
    pub again: bool,
}

/// How the columns of a file are to be read where that cannot be told from the file.
#[derive(Clone, Debug, Default)]
pub struct ColumnChoice {
    /// What the columns of these names hold; `None`: nothing of the consent.
    pub columns: Vec<(String, Option<Field>)>,
    /// What fields are in every row that does not say.
    pub whole_file: Vec<(Field, String)>,
}

/// How an import stands.
#[derive(Clone, Debug)]
pub enum Standing {
    /// Its upload is there.
    Kept(Box<Upload>),
    /// It was done, so many rows, and its upload is forgotten.
    Forgotten {
        /// How many.
        rows: u64,
    },
}

impl Import {
    /// Of a file with this SHA-256.
    pub fn of(brand: BrandCode, file: &[u8; 32]) -> Self {
        let mut hasher = Sha256::new();
        hasher.update(b"izin/import/v2");
        hasher.update(brand.0.to_be_bytes());
        hasher.update(file);
        let digest = hasher.finalize().into();
        Self { brand, digest }
    }

    /// What nobody else's upload is called, while one is begun.
    fn name(self) -> RequestId {
        let mut name = [0; 16];
        name.copy_from_slice(&self.digest[..16]);
        RequestId(name)
    }
}

impl Operator<'_> {
    /// Begins an import, or finds the one that there is of the file.
    pub async fn begin_import(self, import: Import, draft: ImportDraft) -> UploadResult<Standing> {
        let scope = self.scope(import.brand).await?;
        // Two commands with one file begin one upload. `Held`: another is about to.
        let begins = self.contract().uploads_in_hand().take(import.name());
        let _begins = begins.ok_or(UploadError::Held)?;
        if let Some(known) = self.known(&scope, import).await?
            && known.holds_for(draft.again)
        {
            return Ok(known);
        }
        let upload = UploadDraft {
            name: draft.name,
            bytes: Some(draft.bytes),
        };
        let id = self.contract().begin_upload(&scope, upload).await?;
        self.note_import(import, id, 0).await?;
        let upload = self.contract().upload(&scope, id).await?;
        Ok(Standing::Kept(Box::new(upload)))
    }

    /// How an import stands. `Unknown`: it was never begun, or has come to nothing.
    pub async fn import_standing(self, import: Import) -> UploadResult<Standing> {
        let scope = self.scope(import.brand).await?;
        let known = self.known(&scope, import).await?;
        known.ok_or(UploadError::Unknown)
    }

    /// Takes bytes of its file behind the first `at`, which are for good when it returns; says how many have come.
    pub async fn take_import(self, import: Import, at: u64, bytes: &[u8]) -> UploadResult<u64> {
        let (scope, upload) = self.upload_of(import).await?;
        let receive = self
            .contract()
            .receive_upload(&scope, upload.id, (at, None));
        let mut receiving = receive.await?;
        receiving.take(bytes).await?;
        receiving.end().await
    }

    /// The first rows of its file, and how its columns would be read.
    pub async fn preview_import(
        self,
        import: Import,
        choice: &ColumnChoice,
    ) -> UploadResult<Preview> {
        let (scope, upload) = self.upload_of(import).await?;
        let mut preview = self.contract().preview_upload(&scope, upload.id).await?;
        for (name, holds) in &choice.columns {
            let mut columns = preview.layout.columns().iter();
            let place = columns.position(|column| column.name.trim() == name.trim());
            let place = place.ok_or(UploadError::OtherColumns)?;
            let holds = holds.map_or(Holds::Ignored, Holds::Field);
            preview.layout.assign(place, holds)?;
        }
        for (field, word) in &choice.whole_file {
            preview.layout.set_whole_file(*field, word)?;
        }
        preview.gaps = preview.layout.gaps();
        Ok(preview)
    }

    /// Has it found out what would happen to its rows, without writing anything.
    pub async fn judge_import(self, import: Import, choice: &ColumnChoice) -> UploadResult<()> {
        let (scope, upload, choice) = self.chosen(import, choice).await?;
        let judge = self.contract().judge_upload(&scope, upload.id, choice);
        judge.await
    }

    /// Hands its file in: the rows are recorded from now on, beside everything else.
    pub async fn confirm_import(self, import: Import, choice: &ColumnChoice) -> UploadResult<()> {
        let (scope, upload, choice) = self.chosen(import, choice).await?;
        let confirm = self.contract().confirm_upload(&scope, upload.id, choice);
        confirm.await
    }

    /// Works on its rows until that is done, where no server does.
    pub async fn work_import(self, import: Import) -> UploadResult<()> {
        let (_, upload) = self.upload_of(import).await?;
        if matches!(upload.state, UploadState::Judging | UploadState::Applying) {
            self.contract().work_upload(upload).await?;
        }
        Ok(())
    }

    /// Its refused rows, once it is over.
    pub async fn refused_of_import(self, import: Import) -> UploadResult<RefusedFile> {
        let (scope, upload) = self.upload_of(import).await?;
        let form = TableForm::Csv(Language::Turkish);
        self.contract().refused_rows(&scope, upload.id, form).await
    }

    /// A brand, opened for files that are handed in for its provider.
    pub(crate) async fn scope(self, brand: BrandCode) -> Result<BrandScope> {
        let version = self.directory().access_version();
        let standing = self.contract().standing(brand).await?;
        let standing = standing.ok_or(DirectoryError::NotFound(Entity::Brand))?;
        Ok(BrandScope::of_operator(Arc::clone(&standing), version))
    }

    async fn upload_of(self, import: Import) -> UploadResult<(BrandScope, UploadRow)> {
        let scope = self.scope(import.brand).await?;
        let known = self.directory().import_of_file(import.digest).await?;
        let known = known.ok_or(UploadError::Unknown)?;
        let upload = self.contract().own_upload(&scope, known.id).await?;
        Ok((scope, upload))
    }

    async fn known(self, scope: &BrandScope, import: Import) -> UploadResult<Option<Standing>> {
        let known = self.directory().import_of_file(import.digest).await?;
        let Some(known) = known else { return Ok(None) };
        match self.contract().upload(scope, known.id).await {
            Ok(upload) => {
                if upload.state == UploadState::Done && known.rows_done != upload.rows {
                    // So that it is known when the upload is forgotten.
                    self.note_import(import, known.id, upload.rows).await?;
                }
                Ok(Some(Standing::Kept(Box::new(upload))))
            }
            Err(UploadError::Unknown) if known.rows_done > 0 => Ok(Some(Standing::Forgotten {
                rows: known.rows_done,
            })),
            Err(UploadError::Unknown) => Ok(None),
            Err(error) => Err(error),
        }
    }

    async fn note_import(self, import: Import, id: RequestId, rows: u64) -> UploadResult<()> {
        let progress = ImportProgress {
            id,
            digest: import.digest,
            rows_done: rows,
            updated_at: self.now(),
        };
        Ok(self.directory().set_import_progress(&progress).await?)
    }

    async fn chosen(
        self,
        import: Import,
        choice: &ColumnChoice,
    ) -> UploadResult<(BrandScope, UploadRow, LayoutChoice)> {
        let (scope, upload) = self.upload_of(import).await?;
        let preview = self.preview_import(import, choice).await?;
        let layout = LayoutChoice {
            layout: Some(preview.layout),
            whole_file: Vec::new(),
        };
        Ok((scope, upload, layout))
    }
}

impl Standing {
    /// Whether it is gone on with, or told of, where the same file comes again.
    fn holds_for(&self, again: bool) -> bool {
        match self {
            Self::Kept(upload) => match upload.state {
                UploadState::Receiving
                | UploadState::Received
                | UploadState::Judging
                | UploadState::Applying => true,
                UploadState::Done => !again,
                UploadState::Failed | UploadState::Cancelled => false,
            },
            Self::Forgotten { .. } => !again,
        }
    }
}
