//! The steps of an import as they are asked of whoever has the data folder open.
//!
//! The file and its side file stay with whoever was given their names; what stands in them comes and goes here, a piece at
//! a time. Each step stands for itself, so that it does not matter which connection it comes over.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{BrandCode, Language};
use registry::Operator;
use registry::contract::uploads::{NoLayout, UploadError};
use registry::operator::import::{Import, ImportDraft};
use serde::{Deserialize, Serialize};
use words::Words;

use super::choice::Choice;
use super::reading::Reading;
use super::standing::Standing;
use crate::data::Data;
use crate::failure::{Exit, Failure};
use crate::parties::found;

/// How many bytes of a file are handed over at once.
pub const PIECE_BYTES: u64 = 4 * 1024 * 1024;
/// About how many bytes of refused rows are handed back at once.
const PART_BYTES: usize = 4 * 1024 * 1024;

/// A step.
#[derive(Serialize, Deserialize)]
pub enum Step {
    /// Make sure that there is this brand.
    Brand(u32),
    /// Begin, or find what there is of the file.
    Begin(Of, Draft),
    /// Say how it stands.
    Stand(Of),
    /// Take bytes behind the first `at`, in base64.
    Take { of: Of, at: u64, bytes: String },
    /// Say how its columns would be read.
    Read(Of, Choice),
    /// Find out what would happen to its rows.
    Judge(Of, Choice),
    /// Record its rows from now on.
    Confirm(Of, Choice),
    /// Hand a part of its refused rows back.
    Refused { of: Of, from: u64 },
}

/// What a step says.
#[derive(Serialize, Deserialize)]
pub enum Stepped {
    /// It is done.
    Done,
    /// How it stands.
    Standing(Box<Standing>),
    /// So many bytes have come. As many as before: somebody else is sending some.
    Taken(u64),
    /// How its columns would be read.
    Reading(Reading),
    /// Refused rows, and where the next begin.
    Part { text: String, next: Option<u64> },
}

/// Which import it is: of a file with this SHA-256, for this brand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Of {
    pub brand: u32,
    pub file: [u8; 32],
}

/// What is said of a file before it comes.
#[derive(Serialize, Deserialize)]
pub struct Draft {
    pub name: Option<String>,
    pub bytes: u64,
    pub again: bool,
}

impl Step {
    /// What is begun, and what is done for good, for the log.
    pub const fn told(&self) -> Option<(u32, &'static str)> {
        match self {
            Self::Begin(of, _) => Some((of.brand, "a file is handed in")),
            Self::Confirm(of, _) => Some((of.brand, "a file is recorded")),
            _ => None,
        }
    }
}

impl Of {
    fn import(self) -> Import {
        Import::of(BrandCode(self.brand), &self.file)
    }
}

/// Takes a step.
pub async fn take(data: &Data, step: Step) -> Result<Stepped, Failure> {
    if let Step::Brand(code) = step {
        let standing = data.registry.contract().standing(BrandCode(code)).await?;
        found(standing, "brand", code)?;
        return Ok(Stepped::Done);
    }
    let operator = data.registry.operator();
    taken(operator, step).await.map_err(failed)
}

/// Works on an import until that is done, where no server does.
pub async fn work(data: &Data, of: Of) -> Result<(), Failure> {
    let operator = data.registry.operator();
    operator.work_import(of.import()).await.map_err(failed)
}

async fn taken(operator: Operator<'_>, step: Step) -> Result<Stepped, UploadError> {
    match step {
        Step::Brand(_) => Ok(Stepped::Done),
        Step::Begin(of, draft) => {
            let draft = ImportDraft {
                name: draft.name,
                bytes: draft.bytes,
                again: draft.again,
            };
            let standing = operator.begin_import(of.import(), draft).await?;
            Ok(Stepped::Standing(Box::new(standing.into())))
        }
        Step::Stand(of) => {
            let standing = operator.import_standing(of.import()).await?;
            Ok(Stepped::Standing(Box::new(standing.into())))
        }
        Step::Take { of, at, bytes } => {
            let bytes = STANDARD.decode(bytes);
            let bytes = bytes.map_err(|error| registry::Error::Failed(error.into()))?;
            match operator.take_import(of.import(), at, &bytes).await {
                // Another command may have sent some of it meanwhile,
                Ok(length) | Err(UploadError::Offset(length)) => Ok(Stepped::Taken(length)),
                // be about to, or have sent the last.
                Err(UploadError::Held | UploadError::State) => Ok(Stepped::Taken(at)),
                Err(error) => Err(error),
            }
        }
        Step::Read(of, choice) => {
            match operator.preview_import(of.import(), &choice.into()).await {
                Ok(preview) => Ok(Stepped::Reading(Reading::of(&preview))),
                // It cannot be read, perhaps: how it stands says why.
                Err(UploadError::State) => {
                    let standing = operator.import_standing(of.import()).await?;
                    Ok(Stepped::Standing(Box::new(standing.into())))
                }
                Err(error) => Err(error),
            }
        }
        Step::Judge(of, choice) => {
            operator.judge_import(of.import(), &choice.into()).await?;
            Ok(Stepped::Done)
        }
        Step::Confirm(of, choice) => {
            operator.confirm_import(of.import(), &choice.into()).await?;
            Ok(Stepped::Done)
        }
        Step::Refused { of, from } => {
            let file = operator.refused_of_import(of.import()).await?;
            let part = tokio::task::spawn_blocking(move || {
                let words = Words::of(Language::Turkish);
                let said = move |code: &str, column: Option<&str>| words.finding(code, column);
                file.part(words.language(), said, (from, PART_BYTES))
            });
            let part = part.await;
            let part = part.map_err(|error| registry::Error::Failed(error.into()))?;
            let (text, next) = part.map_err(|error| registry::Error::Failed(error.into()))?;
            let text = String::from_utf8(text);
            let text = text.map_err(|error| registry::Error::Failed(error.into()))?;
            Ok(Stepped::Part { text, next })
        }
    }
}

/// Why a step was not taken.
fn failed(error: UploadError) -> Failure {
    let of_file = |what: &str, remedy: &str| Failure::new(Exit::File, what, remedy);
    match error {
        UploadError::Held => Failure::new(
            Exit::InUse,
            "another command begins to import the same file",
            "run it again",
        ),
        UploadError::TooMany => Failure::new(
            Exit::InUse,
            "too many files of this provider are being imported",
            "wait for one of them to end",
        ),
        UploadError::TooLong => of_file(
            "the file is longer than 2 GiB",
            "split it, and import the parts in the order of their consents",
        ),
        UploadError::NoRoom => Failure::new(
            Exit::Folder,
            "the data folder has no room for the file",
            "make room on its disk, and run it again: what has come is kept",
        ),
        UploadError::NoLayout(NoLayout::Empty) => of_file(
            "the file is empty: it has no rows",
            "write the names of the columns into its first row, and a consent into each that follows",
        ),
        UploadError::NoLayout(NoLayout::NoWord) => of_file(
            "what `--set` says is no word of its field",
            "say one of the contract's words, for instance `--set source=HS_WEB`",
        ),
        UploadError::NoLayout(_) => of_file(
            "its first row names no column of a list of consents",
            "write the names of the columns into its first row",
        ),
        UploadError::OtherColumns => of_file(
            "`--column` names a column that the file does not have",
            "write its name as it stands in the first row",
        ),
        UploadError::Unknown | UploadError::State => Failure::new(
            Exit::InUse,
            "somebody else has ended this import or goes on with it",
            "run it again",
        ),
        UploadError::Other(error) => error.into(),
        error => Failure::internal(&error),
    }
}
