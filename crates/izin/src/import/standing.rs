//! How an import stands, as it is told over the socket.

use std::collections::BTreeMap;

use registry::contract::uploads::{Judgement, Upload, UploadState};
use registry::operator::import;
use serde::{Deserialize, Serialize};

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// Its bytes are coming.
    Receiving,
    /// All of it has come.
    Received,
    /// It is being worked on.
    Working,
    /// All rows have their outcome.
    Done,
    /// It could not be read to its end.
    Failed,
    /// Somebody has ended it.
    Ended,
}

/// How it stands.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Standing {
    pub stage: Stage,
    /// How many of its bytes have come.
    pub received: u64,
    /// How many rows are done.
    pub rows: u64,
    pub counts: Counts,
    /// How many rows were refused with each code.
    pub codes: BTreeMap<String, u64>,
    /// What would happen to its rows, as it was asked last.
    pub judgement: Option<Judgement>,
    /// Why it could not be read, in a word.
    pub failure: Option<String>,
    /// Whether nothing is left of it but that it was done.
    pub is_forgotten: bool,
}

/// What became of its rows.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub struct Counts {
    pub recorded: u64,
    pub corrected: u64,
    pub already: u64,
    pub older: u64,
    pub refused: u64,
    pub late: u64,
}

impl From<import::Standing> for Standing {
    fn from(standing: import::Standing) -> Self {
        match standing {
            import::Standing::Kept(upload) => (*upload).into(),
            import::Standing::Forgotten { rows } => Self {
                stage: Stage::Done,
                received: 0,
                rows,
                counts: Counts::default(),
                codes: BTreeMap::new(),
                judgement: None,
                failure: None,
                is_forgotten: true,
            },
        }
    }
}

impl From<Upload> for Standing {
    fn from(upload: Upload) -> Self {
        let counts = upload.counts;
        Self {
            stage: match upload.state {
                UploadState::Receiving => Stage::Receiving,
                UploadState::Received => Stage::Received,
                UploadState::Judging | UploadState::Applying => Stage::Working,
                UploadState::Done => Stage::Done,
                UploadState::Failed => Stage::Failed,
                UploadState::Cancelled => Stage::Ended,
            },
            received: upload.received,
            rows: upload.rows,
            counts: Counts {
                recorded: counts.recorded,
                corrected: counts.corrected,
                already: counts.already,
                older: counts.older,
                refused: counts.refused,
                late: counts.late,
            },
            codes: upload.codes,
            judgement: upload.judgement,
            failure: upload.failure,
            is_forgotten: false,
        }
    }
}
