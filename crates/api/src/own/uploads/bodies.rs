//! How uploads are written.

use std::collections::BTreeMap;

use domain::Timestamp;
use registry::contract::uploads::{Judgement, Preview, Upload, UploadFormat};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;

/// How an upload stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UploadBody {
    /// Its name, which is the requestId of its movements.
    id: String,
    /// The file's name; absent: it has none, or somebody else has begun it.
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    /// Whether the caller has begun it.
    own: bool,
    /// `receiving`, `received` (waits to be confirmed), `judging`, `applying`, `done`, `failed` or `cancelled`.
    state: &'static str,
    /// `csv` or `xlsx`; absent while it is received.
    #[serde(skip_serializing_if = "Option::is_none")]
    format: Option<&'static str>,
    /// How many bytes it has; absent: nobody has said so yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    /// How many bytes have come.
    received: u64,
    created: String,
    /// When it was confirmed: the time of arrival of its rows.
    #[serde(skip_serializing_if = "Option::is_none")]
    confirmed: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    finished: Option<String>,
    /// When it is forgotten.
    ends: String,
    /// How many rows are done.
    rows: u64,
    outcomes: RowOutcomesBody,
    /// Of those recorded, refusals that came later than an approval may.
    late_refusals: u64,
    /// What would happen to its rows, as it was asked last.
    #[serde(skip_serializing_if = "Option::is_none")]
    judgement: Option<JudgementBody>,
    /// Why it failed, a word: `FILE_TOO_LARGE`, `BOOK_DAMAGED` and so on.
    #[serde(skip_serializing_if = "Option::is_none")]
    failure: Option<String>,
}

/// What became of rows, or would.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct RowOutcomesBody {
    recorded: u64,
    /// What is recorded says so already.
    already: u64,
    /// Recorded, after they had been refused in an earlier file.
    corrected: u64,
    /// Older than what is recorded.
    older: u64,
    refused: u64,
    /// How many were refused with each code.
    #[schema(value_type = Object)]
    codes: BTreeMap<String, u64>,
}

/// What would happen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct JudgementBody {
    time: String,
    rows: u64,
    outcomes: RowOutcomesBody,
    /// Approvals that are too late today.
    late_today: u64,
    /// Approvals that are too late by the end of tomorrow.
    late_tomorrow: u64,
}

impl From<Upload> for UploadBody {
    fn from(upload: Upload) -> Self {
        Self {
            id: upload.id.to_wire(),
            name: upload.name,
            own: upload.is_own,
            state: upload.state.as_word(),
            format: upload.format.map(UploadFormat::as_word),
            bytes: upload.bytes,
            received: upload.received,
            created: upload.created_at.to_wire(),
            confirmed: upload.confirmed_at.map(Timestamp::to_wire),
            finished: upload.finished_at.map(Timestamp::to_wire),
            ends: upload.ends_at.to_wire(),
            rows: upload.rows,
            outcomes: RowOutcomesBody {
                recorded: upload.counts.recorded,
                already: upload.counts.already,
                corrected: upload.counts.corrected,
                older: upload.counts.older,
                refused: upload.counts.refused,
                codes: upload.codes,
            },
            late_refusals: upload.counts.late,
            judgement: upload.judgement.map(JudgementBody::from),
            failure: upload.failure,
        }
    }
}

impl From<Judgement> for JudgementBody {
    fn from(judgement: Judgement) -> Self {
        Self {
            time: Timestamp::from_millis(judgement.judged_at_millis).to_wire(),
            rows: judgement.rows,
            outcomes: RowOutcomesBody {
                recorded: judgement.recorded,
                already: judgement.already,
                corrected: judgement.corrected,
                older: judgement.older,
                refused: judgement.refused,
                codes: judgement.codes,
            },
            late_today: judgement.late_today,
            late_tomorrow: judgement.late_tomorrow,
        }
    }
}

/// The first rows of an upload, and how its columns would be read.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct PreviewBody {
    /// `csv` or `xlsx`.
    format: &'static str,
    /// What each column holds, and which words stand for which of the contract's: to be sent back to confirm it.
    layout: Value,
    /// Whether somebody has confirmed all of it for an earlier file with this header.
    kept: bool,
    /// Whether rows can be read so; else columns are missing, stand twice, or are not known.
    complete: bool,
    /// The first rows as they stand there, at most 20.
    rows: Vec<Vec<String>>,
}

impl From<Preview> for PreviewBody {
    fn from(preview: Preview) -> Self {
        Self {
            format: preview.format.as_word(),
            layout: serde_json::from_str(&preview.layout.to_json()).unwrap_or_default(),
            kept: preview.is_kept,
            complete: preview.gaps.is_empty(),
            rows: preview.rows,
        }
    }
}

/// How columns are to be read; read by hand for its codes.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
#[schema(rename_all = "camelCase")]
pub(super) struct LayoutChoiceBody {
    /// The preview's layout, as it was or changed.
    layout: Option<Value>,
    /// What a field is in every row that does not say: the contract's word by the field's name.
    whole_file: Option<Value>,
}
