//! The form that asks for a one-time code: the same for signing in and for adding an address.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use registry::recipient::CODE_MINUTES;
use serde::Deserialize;

use crate::address;
use crate::failure::Failure;
use crate::page::{Page, Section, show_with};
use crate::pending::Pending;
use crate::visit::Visit;

/// The most characters of a code that are looked at.
const CODE_CHARACTERS_MAX: usize = 20;

/// What the form sends.
#[derive(Deserialize)]
pub struct CodeForm {
    #[serde(default)]
    code: String,
}

impl CodeForm {
    /// The code without the blanks and hyphens that people group digits by.
    pub fn code(&self) -> String {
        self.code
            .chars()
            .filter(|sign| !sign.is_whitespace() && *sign != '-')
            .take(CODE_CHARACTERS_MAX)
            .collect()
    }
}

/// Where a form of a purpose sends to.
#[derive(Clone, Copy, Debug)]
pub struct Ways {
    /// The code itself.
    pub code: &'static str,
    /// The wish for another one.
    pub again: &'static str,
    /// The way back to another address.
    pub back: &'static str,
    /// The part of the pages it is in.
    pub section: Section,
}

#[derive(Template)]
#[template(path = "code.html")]
struct CodePage {
    page: Page,
    ways: Ways,
    address: String,
    wire: String,
    next: String,
    minutes: u32,
    error: Option<String>,
}

/// The form; `error` is what was wrong with the code.
pub fn form(
    visit: &Visit,
    ways: Ways,
    pending: &Pending,
    error: Option<String>,
) -> Result<Response, Failure> {
    let status = match error {
        None => StatusCode::OK,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = CodePage {
        page: visit.page("code-title", ways.section),
        ways,
        address: address::shown(&pending.address),
        wire: pending.address.to_string(),
        next: pending.next.clone(),
        minutes: CODE_MINUTES,
        error,
    };
    show_with(status, &page)
}

/// What is said about a wrong code.
pub fn wrong(visit: &Visit, tries_left: u8) -> String {
    if tries_left == 0 {
        visit.words.text("code-no-tries")
    } else {
        let tries = [("tries", tries_left.into())];
        visit.words.with("code-wrong", &tries)
    }
}
