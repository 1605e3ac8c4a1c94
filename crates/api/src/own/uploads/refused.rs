//! The refused rows of an upload, on their way to whoever mends them.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use domain::{ErrorCode, Language};
use futures::stream;
use registry::contract::uploads::RefusedFile;
use words::Words;

use crate::edge::{Parameters, Problem};
use crate::own::days::table_head;

/// In which language a file is wanted.
pub(super) fn language(query: &Parameters) -> Result<Language, Problem> {
    let Some(tag) = query.get("language") else {
        return Ok(Language::Turkish);
    };
    let wrong = || ErrorCode::H095.violation().at("language").with_value(tag);
    Language::from_tag(tag).ok_or_else(|| wrong().into())
}

/// Sends the file while it is made. One that cannot be made to its end is cut off.
pub(super) fn answer(file: RefusedFile, language: Language) -> Response {
    let words = Words::of(language);
    let head = table_head("reddedilen", file.form());
    let pieces = file.pieces(move |code, column| words.finding(code, column));
    let body = stream::unfold(pieces, |mut pieces| async {
        let piece = pieces.recv().await?;
        Some((piece, pieces))
    });
    (head, Body::from_stream(body)).into_response()
}
