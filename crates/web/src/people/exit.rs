//! The exit link of a notice: what it is about, one button, and the receipts.
//!
//! No sign-in and no cookie: the link is the proof, and all it can do is refuse. Looking changes
//! nothing, since mail scanners follow links. The same address answers the one-click unsubscribe of
//! mail programs (RFC 8058), which is posted by other sites' servers: it stands outside the guard
//! against other sites' forms, with nothing to lose, because nobody who has not got the link can post to it.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use registry::people::exit::{Exit, ExitDone, ExitLink, ExitRecord};
use registry::people::recipient::RecordRef;
use words::Words;

use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::visit::{LANGUAGE, LANGUAGE_PARAMETER};
use crate::people::link_token::{NO_INDEX, Token};
use crate::people::paths;
use crate::people::session::Visit;

/// The most records that are shown one by one; the button is for all of them.
const SHOWN_MAX: usize = 200;
/// The longest form, in bytes.
const FORM_BYTES_MAX: usize = 4_096;

/// What a mail program posts, by its name and its value (RFC 8058, section 3.2). Their case does not
/// count: who posts it wants out.
const ONE_CLICK: (&str, &str) = ("List-Unsubscribe", "One-Click");
/// The form's field, and its value for all records.
const FIELD: &str = "refuse";
const ALL: &str = "all";

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::EXIT, get(look).post(refuse))
        .wrapped(|router| router.layer(DefaultBodyLimit::max(FORM_BYTES_MAX)))
}

#[derive(Template)]
#[template(path = "people/exit.html")]
struct ExitPage {
    page: Page,
    masked: String,
    written: String,
    /// What tells where the link comes from.
    lead: &'static str,
    /// Something was refused just now: how many.
    refused: Option<usize>,
    approvals: usize,
    rows: Vec<Row>,
    more: usize,
}

/// A record as the page shows it.
struct Row {
    name: String,
    brand: String,
    channel: String,
    approved: bool,
    status: String,
    since: String,
    source: String,
    receipt: String,
}

#[derive(Template)]
#[template(path = "people/exit_over.html")]
struct OverPage {
    page: Page,
    explanation: String,
}

async fn look(
    visit: Visit,
    State(state): State<WebState>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let token = Token::of(&uri, paths::EXIT_PREFIX);
    match state.registry.people().exit(&token.0).await? {
        ExitLink::Open(exit) => {
            let visit = speaking(visit, &exit, &token, &uri, &headers);
            page(&visit, exit, None)
        }
        ExitLink::Over => over(&visit),
        ExitLink::Unknown => unknown(&visit),
    }
}

async fn refuse(
    visit: Visit,
    State(state): State<WebState>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response, Failure> {
    let wish = Wish::read(&body).ok_or(Failure::BadForm)?;
    let only = match wish {
        Wish::One(record) => Some(record),
        Wish::All | Wish::OneClick => None,
    };
    let token = Token::of(&uri, paths::EXIT_PREFIX);
    let done = match state
        .registry
        .people()
        .refuse_by_exit(&token.0, only)
        .await?
    {
        Ok(done) => done,
        Err(_) if matches!(wish, Wish::OneClick) => return Ok(gone()),
        Err(ExitLink::Unknown) => return unknown(&visit),
        Err(ExitLink::Over | ExitLink::Open(_)) => return over(&visit),
    };
    if matches!(wish, Wish::OneClick) {
        // A mail program shows nobody the answer; it must be no redirect and needs no page.
        let kind = [(header::CONTENT_TYPE, "text/plain; charset=utf-8")];
        let text = Words::of(done.exit.language).text("exit-one-click");
        return Ok((StatusCode::OK, kind, format!("{text}\n")).into_response());
    }
    if done.foreign {
        return Err(Failure::NotFound);
    }
    let ExitDone { exit, refused, .. } = done;
    let visit = speaking(visit, &exit, &token, &uri, &headers);
    page(&visit, exit, Some(refused))
}

/// What was posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    /// A mail program's one click.
    OneClick,
    /// The button for all.
    All,
    /// The button of one record.
    One(RecordRef),
}

impl Wish {
    /// Reads any of the forms. A mail program may post its one field as `multipart/form-data`, too, with
    /// a boundary of its own; it is known by name and value whatever stands around them, be it text or not.
    /// Some post nothing at all: the link says what is meant. Two different wishes are none.
    fn read(body: &[u8]) -> Option<Self> {
        let text = String::from_utf8_lossy(body);
        let text = text.as_ref();
        if text.trim().is_empty() {
            return Some(Self::OneClick);
        }
        if let Some(said) = said_in_parts(text) {
            return is(said, ONE_CLICK.1).then_some(Self::OneClick);
        }
        let mut wishes = fields(text).into_iter().filter_map(|(field, said)| {
            Some(match field.as_str() {
                _ if is(&field, ONE_CLICK.0) => is(&said, ONE_CLICK.1).then_some(Self::OneClick),
                FIELD if said == ALL => Some(Self::All),
                FIELD => said.parse().ok().map(Self::One),
                _ => return None,
            })
        });
        let wish = wishes.next()??;
        wishes.all(|other| other == Some(wish)).then_some(wish)
    }
}

/// Whether something says a word of the mail program's, whatever stands around it: quotes, blanks, a mark of the
/// order of bytes.
fn is(said: &str, word: &str) -> bool {
    let said = said.trim_matches(|sign: char| !sign.is_ascii_alphanumeric());
    said.eq_ignore_ascii_case(word)
}

/// The value of the mail program's field in a form of several parts. Some quote the field's name, .NET
/// does not.
fn said_in_parts(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim);
    lines.find(|line| {
        let (header, rest) = line.split_once(':').unwrap_or_default();
        let names_it = |parameter: &str| {
            let (name, value) = parameter.split_once('=').unwrap_or_default();
            is(name, "name") && is(value, ONE_CLICK.0)
        };
        is(header, "content-disposition") && rest.split(';').any(names_it)
    })?;
    lines.by_ref().find(|line| line.is_empty())?;
    lines.find(|line| !line.is_empty())
}

/// The fields of a form. A mail program may encode the equals sign, too.
fn fields(form: &str) -> Vec<(String, String)> {
    let fields = form_urlencoded::parse(form.trim().as_bytes()).into_owned();
    let split = |(name, value): (String, String)| match name.split_once('=') {
        Some((name, value_too)) if value.is_empty() => (name.to_owned(), value_too.to_owned()),
        _ => (name, value),
    };
    fields.map(split).collect()
}

/// In the notice's language, unless the visitor has chosen one.
fn speaking(mut visit: Visit, exit: &Exit, token: &Token, uri: &Uri, headers: &HeaderMap) -> Visit {
    let asked = uri.query().is_some_and(|query| {
        query
            .split('&')
            .any(|pair| pair.split('=').next() == Some(LANGUAGE_PARAMETER))
    });
    if !asked && LANGUAGE.read(headers, &visit.settings).is_none() {
        visit.words = Words::of(exit.language);
    }
    // A change of language leads back to the link, after a form as well.
    visit.here = token.path(paths::EXIT_PREFIX);
    visit
}

fn page(visit: &Visit, exit: Exit, refused: Option<usize>) -> Result<Response, Failure> {
    let approvals = exit.approvals();
    let more = exit.records.len().saturating_sub(SHOWN_MAX);
    let records = exit.records.iter().take(SHOWN_MAX);
    let (title, lead) = if exit.is_brands {
        ("exit-brands-title", "exit-brands-lead")
    } else {
        ("exit-title", "exit-lead")
    };
    let template = ExitPage {
        page: visit.page(title),
        lead,
        masked: exit.masked,
        written: visit.words.day(exit.written_at),
        refused,
        approvals,
        rows: records.map(|record| row(visit.words, record)).collect(),
        more,
    };
    answer(StatusCode::OK, &template)
}

fn row(words: Words, record: &ExitRecord) -> Row {
    let channel = words.channel(record.channel);
    Row {
        name: record.record.to_string(),
        brand: record.brand.clone(),
        channel: match record.recipient_type {
            domain::RecipientType::Individual => channel,
            merchant @ domain::RecipientType::Merchant => {
                format!("{channel} ({})", words.recipient_type(merchant))
            }
        },
        approved: record.status == domain::Status::Approval,
        status: words.status(record.status),
        since: words.instant(record.since),
        source: words.source(record.source),
        receipt: record.transaction.to_wire(),
    }
}

fn over(visit: &Visit) -> Result<Response, Failure> {
    explain(visit, StatusCode::GONE, "exit-over-title", "exit-over")
}

/// A link that was never made here and one that was tampered with are the same to us.
fn unknown(visit: &Visit) -> Result<Response, Failure> {
    let status = StatusCode::NOT_FOUND;
    explain(visit, status, "exit-unknown-title", "exit-unknown")
}

fn explain(
    visit: &Visit,
    status: StatusCode,
    title: &str,
    text: &str,
) -> Result<Response, Failure> {
    let mut visit = visit.clone();
    paths::START.clone_into(&mut visit.here);
    let template = OverPage {
        page: visit.page(title),
        explanation: visit.words.text(text),
    };
    answer(status, &template)
}

fn answer(status: StatusCode, template: &impl Template) -> Result<Response, Failure> {
    Ok(([NO_INDEX], show_with(status, template)?).into_response())
}

/// The answer to a mail program whose link is over.
fn gone() -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    (StatusCode::GONE, kind, String::new()).into_response()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn one_click_is_known_in_every_form_it_comes_in() {
        let part = "Content-Disposition: form-data; name=";
        for body in [
            "List-Unsubscribe=One-Click".to_owned(),
            "list-unsubscribe=one-click\r\n".to_owned(),
            "List-Unsubscribe=One-Click&List-Unsubscribe=One-Click".to_owned(),
            String::new(),
            "\r\n".to_owned(),
            "\u{feff}List-Unsubscribe=One-Click\0".to_owned(),
            "List-Unsubscribe=One-Click&x=%FF&%FE=y".to_owned(),
            format!("--b1\r\n{part}\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b1--\r\n"),
            // As .NET writes it.
            format!(
                "--b1\r\nContent-Type: text/plain; charset=utf-8\r\n{part}List-Unsubscribe\r\n\r\n\
                 One-Click\r\n--b1--\r\n"
            ),
            format!(
                "--b1\n{part}\"List-Unsubscribe\"\nContent-Type: text/plain\n\nOne-Click\n--b1--"
            ),
        ] {
            assert_eq!(Wish::read(body.as_bytes()), Some(Wish::OneClick), "{body}");
            // What is no text beside it hides nothing.
            if !body.trim().is_empty() {
                let parted = if body.starts_with("--") { "\r\n" } else { "&" };
                let parted = parted.as_bytes();
                let odd = [b"\xff\xc5", parted, body.as_bytes(), parted, b"\x80"].concat();
                assert_eq!(Wish::read(&odd), Some(Wish::OneClick), "{body}");
            }
        }
    }

    #[test]
    fn nothing_else_is_taken_for_a_wish() {
        assert_eq!(Wish::read(b"refuse=all"), Some(Wish::All));
        let one = "0-600001-1-2".parse().unwrap();
        for form in ["refuse=0-600001-1-2", "refuse=0%2D600001%2d1-2&x=y"] {
            assert_eq!(Wish::read(form.as_bytes()), Some(Wish::One(one)));
        }
        for body in [
            "refuse",
            "refuse=",
            "refuse=everything",
            "approve=all",
            "List-Unsubscribe=",
            "List-Unsubscribe=Two-Clicks",
            "Content-Disposition: form-data; name=List-Unsubscribe\r\n\r\nLater",
            "Content-Disposition: form-data; name=x\r\n\r\nList-Unsubscribe=One-Click",
            "refuse=0-600001-1-2&refuse=0-600002-1-2",
            "refuse=0-600001-1-2&refuse=all",
            "refuse=all&refuse=everything",
        ] {
            assert_eq!(Wish::read(body.as_bytes()), None, "{body}");
        }
        assert_eq!(Wish::read(&[0xff, 0xfe]), None);
    }
}
