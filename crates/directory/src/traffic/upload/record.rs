//! An upload, as it is read.

use domain::{BrandCode, ProviderCode, RequestId, Timestamp};

use crate::accounts::member::MemberNumber;
use crate::accounts::user::Username;
use crate::db::Row;
use crate::error::{Error, Result};
use crate::parties::partner::PartnerCode;
use crate::row::{Columns as _, FromRow, row};
use crate::statement::{Statement, sql};
use crate::words::words;

words! {
    /// How far an upload has come.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum UploadState: as_word, from_word {
        /// Its bytes are coming.
        Receiving = "receiving",
        /// All of it has come, and somebody has to say how its columns are read.
        Received = "received",
        /// It is being found out what would happen to its rows.
        Judging = "judging",
        /// Its rows are being recorded, or wait for that.
        Applying = "applying",
        /// All rows have their outcome.
        Done = "done",
        /// It could not be read to its end. What was recorded stays.
        Failed = "failed",
        /// Somebody has ended it. What was recorded stays.
        Cancelled = "cancelled",
    }
}

words! {
    /// What kind of file it is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum UploadFormat: as_word, from_word {
        /// A text, a row a line.
        Csv = "csv",
        /// A book of sheets.
        Xlsx = "xlsx",
    }
}

/// Who has handed an upload in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadActor {
    /// A user of the interface for programs.
    User(Username),
    /// A member of the console.
    Member(MemberNumber),
    /// The registry's operator, for the provider.
    Operator,
}

/// The operator, in the column `actor_kind`; nobody's name stands beside it.
const OPERATOR: &str = "operator";

impl UploadActor {
    /// The columns `actor_kind` and `actor`.
    pub(super) fn as_stored(&self) -> (&'static str, String) {
        match self {
            Self::User(name) => ("user", name.as_str().to_owned()),
            Self::Member(number) => ("member", number.0.to_string()),
            Self::Operator => (OPERATOR, String::new()),
        }
    }
}

impl FromRow for UploadActor {
    fn read(row: &Row) -> Result<Self> {
        match row.read::<String>("actor_kind")?.as_str() {
            "user" => Ok(Self::User(row.read("actor")?)),
            "member" => {
                let number = row.read::<String>("actor")?.parse();
                let number = number.map_err(|_| Error::Corrupt("actor".to_owned()))?;
                Ok(Self::Member(MemberNumber(number)))
            }
            OPERATOR => Ok(Self::Operator),
            _ => Err(Error::Corrupt("actor_kind".to_owned())),
        }
    }
}

/// An upload that is begun.
#[derive(Clone, Debug)]
pub struct NewUpload {
    /// The request of all its movements.
    pub id: RequestId,
    /// The brand whose consents they are.
    pub brand: BrandCode,
    /// The brand's provider.
    pub provider: ProviderCode,
    /// The partner that hands it in; `None`: the provider itself.
    pub partner: Option<PartnerCode>,
    /// Who hands it in.
    pub actor: UploadActor,
    /// The file's name, sealed by the caller.
    pub sealed_name: Option<Vec<u8>>,
    /// How long it will be; `None`: nobody knows yet.
    pub bytes: Option<u64>,
    /// Which of its files will have its refused rows.
    pub refused_part: u8,
    /// When it is begun.
    pub created_at: Timestamp,
    /// When it ends if it is not whole by then.
    pub ends_at: Timestamp,
}

/// What became of the rows of an upload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UploadCounts {
    /// Recorded.
    pub recorded: u64,
    /// Recorded before, by whomever.
    pub already: u64,
    /// Recorded, after they had been refused in an earlier file.
    pub corrected: u64,
    /// Older than what is recorded.
    pub older: u64,
    /// Refused.
    pub refused: u64,
    /// Of those recorded, refusals that came later than an approval may.
    pub late: u64,
    /// Refusals that are said again at the end, because their approvals stand behind them. They are among the others.
    pub early: u64,
}

/// How far the work on an upload has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UploadWork {
    /// How many rows are done, from the first.
    pub rows_done: u64,
    /// What became of them.
    pub counts: UploadCounts,
    /// How many bytes the file of refused rows has.
    pub refused_bytes: u64,
    /// Which of its files that is, as the caller counts them.
    pub refused_part: u8,
    /// How many rows were refused with each code, JSON.
    pub codes: String,
}

impl UploadWork {
    /// The statement that keeps it in the upload `$12`; `rest` says in which, and may set `$13` and the following before.
    pub(super) fn statement(self, rest: &str, id: RequestId) -> Statement {
        let counts = self.counts;
        sql!(format!("UPDATE uploads SET rows_done = $1, recorded = $2, already = $3, \
             corrected = $4, older = $5, refused = $6, late = $7, early = $8, refused_bytes = $9, \
             codes = $10, refused_part = $11{rest}");
            self.rows_done, counts.recorded, counts.already, counts.corrected, counts.older,
            counts.refused, counts.late, counts.early, self.refused_bytes, self.codes, self.refused_part, id)
    }
}

/// An upload as it stands.
#[derive(Clone, Debug)]
pub struct UploadRow {
    /// The request of all its movements.
    pub id: RequestId,
    /// The brand whose consents they are.
    pub brand: BrandCode,
    /// The brand's provider.
    pub provider: ProviderCode,
    /// The partner that has handed it in.
    pub partner: Option<PartnerCode>,
    /// Who has handed it in.
    pub actor: UploadActor,
    /// The file's name, sealed by the caller.
    pub sealed_name: Option<Vec<u8>>,
    /// How far it has come.
    pub state: UploadState,
    /// How long it is, or will be.
    pub bytes: Option<u64>,
    /// Behind so many bytes there may be some that were not held against their checksum.
    pub unchecked_from: Option<u64>,
    /// What kind of file it is, once it is whole.
    pub format: Option<UploadFormat>,
    /// How its columns are read, sealed by the caller.
    pub sealed_layout: Option<Vec<u8>>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When its last byte came.
    pub received_at: Option<Timestamp>,
    /// When it was handed in to be recorded.
    pub confirmed_at: Option<Timestamp>,
    /// When it was over.
    pub finished_at: Option<Timestamp>,
    /// When it is forgotten.
    pub ends_at: Timestamp,
    /// How far the work on it has come.
    pub work: UploadWork,
    /// What would happen to its rows, as it was asked last, JSON.
    pub judgement: Option<String>,
    /// Why it failed.
    pub failure: Option<String>,
}

row! { UploadCounts: recorded, already, corrected, older, refused, late, early }

row! {
    UploadWork:
    rows_done, counts in [recorded], refused_bytes, refused_part, codes
}
