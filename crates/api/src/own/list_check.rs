//! May these be sent? A list of any length (rule 43), answered while it is being read.
//!
//! The answer begins before the list has ended. Who reads it only after having sent everything
//! (many HTTP libraries do) is waited for: up to [`WAITING_LINES_MAX`] answered lines are kept,
//! a byte each. When the registry fails on the way, or the list breaks off, the connection is cut:
//! an answer without its summary is not whole.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use domain::{Channel, ErrorCode, RecipientType, Violation};
use edge::pace::{LEAST_RATE, PATIENCE, Paced};
use futures::stream::FuturesOrdered;
use futures::{StreamExt as _, stream};
use registry::asking::list_check::{Checked, Cutter, Form, ListAnswer, ListCheck, ListQuestion};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::{JoinHandle, spawn_blocking};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::fields::gather;
use crate::edge::words::{ChannelWord, RecipientTypeWord};
use crate::edge::{AnyCaller, OnlyBrandPath, Parameters, Problem};
use crate::own::check::{NotNowBody, unknown};

/// How many answered lines wait for a client that does not read, of one list.
pub const WAITING_LINES_MAX: usize = 16 * 1024 * 1024;

/// The longest line of an answer, in bytes, about.
const ANSWER_LINE_BYTES: u32 = 64;

/// How many chunks of one list are checked at once.
const PARALLEL_CHUNKS: usize = 3;

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(check_list))
}

codes!(CheckListCodes: H097, H111, H116, H117, H124 "Too many lists at once, or too many wrong passwords.");

/// May these be sent? A list of any length.
///
/// An address a line; or, as application/x-ndjson, a JSON text a line: an address or {"recipient",
/// "recipientType"}. Answers a line for a line, in the same order: `1 REASON`, `0 REASON` or `! FAULT`, as NDJSON
/// {"decision", "reason"}. Then come a summary line and its Ed25519 signature; an answer without them is not
/// whole. With Bearer or Basic.
#[utoipa::path(
    post,
    path = "/izin/v1/brands/{brandCode}/check-list",
    tag = "check",
    params(
        ("type" = ChannelWord, Query, description = "ARAMA, MESAJ or EPOSTA"),
        ("recipientType" = Option<RecipientTypeWord>, Query, description = "BIREYSEL, unless said otherwise, or TACIR"),
    ),
    request_body(content = String, content_type = "text/plain"),
    responses(
        (status = 200, body = String, content_type = "text/plain"),
        (status = 503, body = NotNowBody, description = "UNKNOWN; or H123, H015: not even asked"),
        CheckListCodes,
    )
)]
async fn check_list(
    State(state): State<ApiState>,
    AnyCaller(caller): AnyCaller,
    OnlyBrandPath(brand): OnlyBrandPath,
    query: Result<Parameters, Problem>,
    request: Request,
) -> Result<Response, Problem> {
    let scope = match state.registry.asking().scope(&caller, brand).await {
        Err(error) if error.is_fault() => return Ok(unknown(&state, &error)),
        scope => scope?,
    };
    let form = form(request.headers());
    // A repeated parameter.
    let query = query.map_err(|_| Problem::code(ErrorCode::H097))?;
    let question = read(&query, form)?;
    let list = match state.registry.asking().check_list(scope, question) {
        Err(error) if error.is_fault() => return Ok(unknown(&state, &error)),
        list => Arc::new(list?),
    };
    let content_type = match form {
        Form::Plain => "text/plain; charset=utf-8",
        Form::Json => "application/x-ndjson",
    };
    let body = answer(list, request.into_body());
    Ok(([(header::CONTENT_TYPE, content_type)], body).into_response())
}

/// What says that it is JSON is read as JSON, anything else as plain lines: `curl --data-binary`
/// calls everything a form.
fn form(headers: &HeaderMap) -> Form {
    let content_type = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    if content_type.to_ascii_lowercase().contains("json") {
        Form::Json
    } else {
        Form::Plain
    }
}

/// What is asked: the channel, and what recipients are whose line does not say.
pub(super) fn read(query: &Parameters, form: Form) -> Result<ListQuestion, Vec<Violation>> {
    gather(|found| {
        let channel = match query.get("type") {
            None => found.keep(Err([ErrorCode::H111.violation().at("type")])),
            Some(word) => found.word("type", word, Channel::from_wire),
        };
        let recipient_type = match query.get("recipientType") {
            None => Some(RecipientType::Individual),
            Some(word) => found.word("recipientType", word, RecipientType::from_wire),
        };
        Some(ListQuestion {
            channel: channel?,
            recipient_type: recipient_type?,
            form,
        })
    })
}

/// What travels from the side that reads and checks to the side that answers.
enum Part {
    Checked(Checked, OwnedSemaphorePermit),
    /// The digest of all that was sent.
    End([u8; 32]),
}

/// The answer's side.
struct Answering {
    list: Arc<ListCheck>,
    parts: mpsc::UnboundedReceiver<Part>,
    answer: ListAnswer,
}

fn answer(list: Arc<ListCheck>, body: Body) -> Body {
    // Bounded by the permits, which count lines and not chunks.
    let (sender, parts) = mpsc::unbounded_channel();
    tokio::spawn(read_and_check(Arc::clone(&list), body, sender));
    let answer = list.answer();
    let answering = Answering {
        list,
        parts,
        answer,
    };
    Body::from_stream(stream::unfold(Some(answering), |answering| async {
        let mut answering = answering?;
        let mut out = Vec::new();
        match answering.parts.recv().await {
            Some(Part::Checked(checked, _room)) => {
                answering.answer.render(&checked, &mut out);
                Some((Ok(Bytes::from(out)), Some(answering)))
            }
            Some(Part::End(digest)) => {
                answering.answer.finish(&answering.list, digest, &mut out);
                Some((Ok(Bytes::from(out)), None))
            }
            None => Some((Err(BrokenOff), None)),
        }
    }))
}

/// The list could not be read or checked to its end.
#[derive(Debug, thiserror::Error)]
#[error("the list broke off")]
struct BrokenOff;

type Checking = JoinHandle<registry::Result<Checked>>;

async fn read_and_check(list: Arc<ListCheck>, body: Body, parts: mpsc::UnboundedSender<Part>) {
    let room = Arc::new(Semaphore::new(WAITING_LINES_MAX));
    let mut frames = Body::new(Paced::new(body)).into_data_stream();
    let mut cutter = Cutter::default();
    let mut checking: FuturesOrdered<Checking> = FuturesOrdered::new();
    let begin = |chunk: Vec<u8>| {
        let list = Arc::clone(&list);
        spawn_blocking(move || list.check(&chunk))
    };
    loop {
        let frame = match frames.next().await {
            Some(Ok(frame)) => frame,
            None => break,
            // The client has gone, or sends too slowly.
            Some(Err(_)) => return,
        };
        let mut chunks = Vec::new();
        cutter.push(&frame, |chunk| chunks.push(chunk));
        if !chunks.is_empty() && !may_go_on(&list).await {
            return;
        }
        for chunk in chunks {
            checking.push_back(begin(chunk));
            if checking.len() >= PARALLEL_CHUNKS && !hand_on(&mut checking, &room, &parts).await {
                return;
            }
        }
    }
    if !may_go_on(&list).await {
        return;
    }
    let (remainder, digest) = cutter.finish();
    checking.push_back(begin(remainder));
    while !checking.is_empty() {
        if !hand_on(&mut checking, &room, &parts).await {
            return;
        }
    }
    // Who does not read any more needs no end.
    let _gone = parts.send(Part::End(digest));
}

/// Whether the caller may still ask: a list can take as long as it likes.
async fn may_go_on(list: &ListCheck) -> bool {
    let allowed = list.require_still_allowed().await;
    if let Err(error) = &allowed {
        tracing::warn!(%error, "a list is broken off, because its caller may ask no more");
    }
    allowed.is_ok()
}

/// How long a client that reads at the least rate takes for so many lines.
fn reading_time(lines: u32) -> Duration {
    PATIENCE + Duration::from_secs(1) * lines / (LEAST_RATE / ANSWER_LINE_BYTES)
}

/// Hands the next chunk's verdicts on, waiting for room; `false`: it is of no use to go on.
async fn hand_on(
    checking: &mut FuturesOrdered<Checking>,
    room: &Arc<Semaphore>,
    parts: &mpsc::UnboundedSender<Part>,
) -> bool {
    let checked = match checking.next().await {
        Some(Ok(Ok(checked))) => checked,
        Some(Ok(Err(error))) => {
            tracing::error!(%error, "a list could not be checked to its end");
            return false;
        }
        Some(Err(_)) | None => return false,
    };
    let lines = u32::try_from(checked.verdicts.len()).unwrap_or(u32::MAX);
    let waiting = Arc::clone(room).acquire_many_owned(lines);
    let gone = parts.closed();
    let permit = tokio::select! {
        permit = tokio::time::timeout(reading_time(lines), waiting) => permit,
        () = gone => return false,
    };
    match permit {
        Ok(Ok(permit)) => parts.send(Part::Checked(checked, permit)).is_ok(),
        Ok(Err(_)) | Err(_) => false,
    }
}
