//! The files of the public log: named by what they are (`ETag`), in pieces (`Range`) and, for who takes it,
//! smaller (`gzip`), as C2SP tlog-tiles suggests (RFC 9110, sections 8.8, 13 and 14).

use std::ops::RangeInclusive;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::ErrorCode;
use http_range_header::parse_range_header;
use sha2::{Digest as _, Sha256};
use tower_http::compression::CompressionLayer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::{FRESH, IMMUTABLE, not_found};
use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::{Pieces, Problem};

/// How many bytes of a file's SHA-256 name it.
const TAG_BYTES: usize = 16;
/// Ends the name of a compressed file: its bytes are others.
const COMPRESSED: &str = "-gzip";

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(checkpoint))
        // Its rest has slashes in it, which OpenAPI has no form for.
        .route("/log/tile/{*rest}", get(tile))
        .layer(CompressionLayer::new())
        .layer(middleware::map_response(async |response: Response| {
            named_as_compressed(response)
        }))
}

codes!(CheckpointCodes: H015 = 416 "It has no such range.", H015 "The log is damaged.");

/// The newest signed checkpoint of the public log.
///
/// A signed note (C2SP tlog-checkpoint). The tiles are beside it under `/log/tile/`, as C2SP tlog-tiles names
/// them; the entries are the commitments that the transactionIds are the hashes of. All of them have an `ETag`,
/// are given in pieces (`Range`) and compressed (`gzip`).
#[utoipa::path(
    get,
    path = "/log/checkpoint",
    tag = "log",
    responses(
        (status = 200, body = String, content_type = "text/plain"),
        (status = 206, body = String, content_type = "text/plain", description = "The range asked for"),
        (status = 304, description = "What the client has is the newest"),
        CheckpointCodes,
    )
)]
async fn checkpoint(
    State(state): State<ApiState>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    file(&state, "checkpoint", &headers).await
}

async fn tile(
    State(state): State<ApiState>,
    Pieces(rest): Pieces<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    file(&state, &format!("tile/{rest}"), &headers).await
}

async fn file(state: &ApiState, path: &str, asked: &HeaderMap) -> Result<Response, Problem> {
    let file = state
        .registry
        .proof()
        .log_file(path)
        .await?
        .ok_or_else(not_found)?;
    let (content_type, cache) = if file.immutable {
        ("application/octet-stream", IMMUTABLE)
    } else {
        ("text/plain; charset=utf-8", FRESH)
    };
    let tag = format!(
        "\"{}\"",
        hex::encode(&Sha256::digest(&file.bytes)[..TAG_BYTES])
    );
    let mut response = if has(asked, &tag) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        match range(asked, &tag, file.bytes.len()) {
            Piece::Whole => Body::from(file.bytes).into_response(),
            Piece::Range(range) => {
                let said = format!(
                    "bytes {}-{}/{}",
                    range.start(),
                    range.end(),
                    file.bytes.len()
                );
                let piece = Bytes::from(file.bytes).slice(range);
                let headers = [(header::CONTENT_RANGE, said)];
                (StatusCode::PARTIAL_CONTENT, headers, piece).into_response()
            }
            Piece::None => {
                let said = format!("bytes */{}", file.bytes.len());
                let problem = Problem::code(ErrorCode::H015);
                let problem = problem.with_status(StatusCode::RANGE_NOT_SATISFIABLE);
                return Ok(([(header::CONTENT_RANGE, said)], problem).into_response());
            }
        }
    };
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
}

/// What of a file is wanted.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    Whole,
    Range(RangeInclusive<usize>),
    /// A range that it does not have.
    None,
}

/// Whether the client has the file of this tag, compressed or not.
fn has(asked: &HeaderMap, tag: &str) -> bool {
    let known = asked.get_all(header::IF_NONE_MATCH).iter();
    let known = known.filter_map(|value| value.to_str().ok());
    known.flat_map(|value| value.split(',')).any(|known| {
        let known = known.trim().trim_start_matches("W/");
        known == "*" || known.replace(COMPRESSED, "") == tag
    })
}

/// One range is answered; of several, and of what cannot be read, the whole.
fn range(asked: &HeaderMap, tag: &str, len: usize) -> Piece {
    let text = |name| {
        asked
            .get(name)
            .and_then(|value: &HeaderValue| value.to_str().ok())
    };
    let Some(ranges) = text(header::RANGE).and_then(|text| parse_range_header(text).ok()) else {
        return Piece::Whole;
    };
    if text(header::IF_RANGE).is_some_and(|known| known != tag) {
        return Piece::Whole;
    }
    match ranges.validate(u64::try_from(len).unwrap_or(u64::MAX)) {
        Ok(ranges) => match ranges.as_slice() {
            [range] => match (
                usize::try_from(*range.start()),
                usize::try_from(*range.end()),
            ) {
                (Ok(start), Ok(end)) => Piece::Range(start..=end),
                _ => Piece::None,
            },
            _ => Piece::Whole,
        },
        Err(_) => Piece::None,
    }
}

fn named_as_compressed(mut response: Response) -> Response {
    let headers = response.headers_mut();
    if !headers.contains_key(header::CONTENT_ENCODING) {
        return response;
    }
    let tag = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok());
    let tag = tag.map(|tag| format!("{}{COMPRESSED}\"", tag.trim_end_matches('"')));
    if let Some(Ok(tag)) = tag.map(|tag| HeaderValue::from_str(&tag)) {
        headers.insert(header::ETAG, tag);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(name: header::HeaderName, value: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(name, HeaderValue::from_static(value))])
    }

    #[test]
    fn one_range_is_read_and_anything_else_is_the_whole() {
        for (value, piece) in [
            ("bytes=0-3", Piece::Range(0..=3)),
            ("bytes=8-", Piece::Range(8..=9)),
            ("bytes=-4", Piece::Range(6..=9)),
            ("bytes=0-99", Piece::Range(0..=9)),
            ("bytes=10-", Piece::None),
            ("bytes=0-1,4-5", Piece::Whole),
            ("bytes=x", Piece::Whole),
            ("lines=0-3", Piece::Whole),
        ] {
            assert_eq!(
                range(&asked(header::RANGE, value), "\"a\"", 10),
                piece,
                "{value}"
            );
        }
        let mut both = asked(header::RANGE, "bytes=0-3");
        for (known, piece) in [("\"a\"", Piece::Range(0..=3)), ("\"b\"", Piece::Whole)] {
            both.insert(header::IF_RANGE, HeaderValue::from_static(known));
            assert_eq!(range(&both, "\"a\"", 10), piece);
        }
    }

    #[test]
    fn a_tag_is_known_weak_compressed_and_among_others() {
        for value in ["\"a\"", "W/\"a\"", "\"b\", \"a-gzip\"", "*"] {
            assert!(
                has(&asked(header::IF_NONE_MATCH, value), "\"a\""),
                "{value}"
            );
        }
        for value in ["\"b\"", "a", ""] {
            assert!(
                !has(&asked(header::IF_NONE_MATCH, value), "\"a\""),
                "{value}"
            );
        }
    }
}
