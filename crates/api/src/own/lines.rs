//! Closed telephone lines, as their operators report them (rule 53).

use axum::Json;
use axum::extract::State;
use domain::{ErrorCode, Phone, Timestamp, Violation};
use registry::people::recipient::{ClosedLine, LINES_MAX, LineOutcome};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::body::ADDRESSES_BYTES_MAX;
use crate::edge::codes::codes;
use crate::edge::words::LineOutcomeWord;
use crate::edge::{AnyCaller, Problem, RawBody};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(closed))
}

/// The lines; read by hand for the contract's codes.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct ClosedBody {
    /// Up to 1,000.
    lines: Vec<LineBody>,
}

/// A line that was closed.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct LineBody {
    /// Its number in E.164.
    phone: String,
    /// When it was closed, `YYYY-MM-DD HH:mm:ss` in Türkiye's time.
    closed_at: String,
}

/// What became of the lines.
#[derive(Serialize, ToSchema)]
struct OutcomesBody {
    /// In the order sent: CLOSED; KNOWN, reported before; FUTURE, not closed yet, and nothing was done.
    #[schema(value_type = Vec<LineOutcomeWord>)]
    outcomes: Vec<&'static str>,
}

codes!(ClosedCodes: H121, H125, H157, H158, H164, H353, H403);

/// Telephone lines that were closed.
///
/// Ends the approvals that were given for each number up to the closing (source IYS_AHS_HAT_KAPATMA), and hides
/// what was before from the number's next owner. For intermediaries that the operator of the registry has named
/// reporters of lines. May be repeated.
#[utoipa::path(
    post,
    path = "/izin/v1/lines/closed",
    tag = "intermediary",
    request_body = ClosedBody,
    responses((status = 200, body = OutcomesBody), ClosedCodes)
)]
async fn closed(
    State(state): State<ApiState>,
    AnyCaller(caller): AnyCaller,
    body: RawBody<ADDRESSES_BYTES_MAX>,
) -> Result<Json<OutcomesBody>, Problem> {
    // Who may not report learns nothing of the form, and a list too long is not read.
    state
        .registry
        .people()
        .require_line_reporter(&caller)
        .await?;
    let object = body.object_apart(&state, ErrorCode::H403).await?;
    let lines = match object.get("lines") {
        Some(Value::Array(lines)) if !lines.is_empty() => lines,
        _ => return Err(ErrorCode::H164.violation().at("lines").into()),
    };
    if lines.len() > LINES_MAX {
        return Err(ErrorCode::H125.violation().at("lines").into());
    }
    let lines = read(lines)?;
    let outcomes = state
        .registry
        .people()
        .report_closed_lines(&caller, &lines)
        .await?;
    let outcomes = outcomes.into_iter().map(LineOutcome::as_wire);
    Ok(Json(OutcomesBody {
        outcomes: outcomes.collect(),
    }))
}

/// The lines, or everything that is wrong with them.
fn read(lines: &[Value]) -> Result<Vec<ClosedLine>, Vec<Violation>> {
    let mut violations = Vec::new();
    let mut read = Vec::with_capacity(lines.len());
    for (index, line) in (0..).zip(lines) {
        let text = |field: &str| line.get(field).and_then(Value::as_str).unwrap_or_default();
        let phone = Phone::from_wire(text("phone"));
        let closed_at = Timestamp::from_wire(text("closedAt"));
        let mut wrong = |field: &'static str, code: ErrorCode| {
            if violations.len() < domain::draft::MAX_VIOLATIONS {
                let mut violation = code.violation().at("lines").at_position(index).at(field);
                if let Some(value) = line.get(field).filter(|value| value.is_string()) {
                    violation = violation.with_value(value.clone());
                }
                violations.push(violation);
            }
        };
        match (phone, closed_at) {
            (Ok(phone), Ok(closed_at)) => read.push(ClosedLine { phone, closed_at }),
            (phone, closed_at) => {
                if let Err(code) = phone {
                    wrong("phone", code);
                }
                if let Err(code) = closed_at {
                    wrong("closedAt", code);
                }
            }
        }
    }
    if violations.is_empty() {
        Ok(read)
    } else {
        Err(violations)
    }
}
