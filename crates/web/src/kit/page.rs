//! What all pages have in common, and how a template becomes an answer.

use std::sync::Arc;

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use words::{Value, Words};

use crate::kit::failure::Failure;
use crate::kit::visit::Visit;
use crate::Settings;
use crate::kit::assets;

/// Which part of the pages one belongs to; it is marked in the navigation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// None of those in the navigation.
    None,
    /// The one screen and the histories.
    Consents,
    /// Choosing a brand to approve.
    Brands,
    /// Addresses and notices.
    Addresses,
    /// Downloads.
    Data,
    /// Complaints.
    Complaints,
    /// Who has looked.
    Accesses,
}

/// A text's identifier, the path it leads to, and whether it is where one is.
pub struct Link {
    /// Its text.
    pub text: String,
    /// Its target.
    pub path: &'static str,
    /// Whether one is there.
    pub current: bool,
}

/// What the layout shows round a page, and the page's words.
#[derive(Clone, Debug)]
pub struct Page {
    /// The language.
    pub words: Words,
    /// The page's title and heading.
    pub title: String,
    /// What is marked in the navigation.
    pub section: Section,
    /// Whether somebody has signed in.
    pub signed_in: bool,
    /// Where a change of language leads back to.
    pub here: String,
    /// How the pages are served.
    pub settings: Arc<Settings>,
}

impl Page {
    /// A page of a visit.
    pub fn new(visit: &Visit, title: String, section: Section) -> Self {
        Self {
            words: visit.words,
            title,
            section,
            signed_in: visit.person.is_some(),
            here: visit.here.clone(),
            settings: Arc::clone(&visit.settings),
        }
    }

    /// The text of an identifier.
    pub fn t(&self, id: &str) -> String {
        self.words.text(id)
    }

    /// The text of an identifier with one variable.
    pub fn t1(&self, id: &str, name: &str, value: impl Fill) -> String {
        self.words.with(id, &[(name, value.fill())])
    }

    /// The text of an identifier with two variables.
    pub fn t2(
        &self,
        id: &str,
        name1: &str,
        value1: impl Fill,
        name2: &str,
        value2: impl Fill,
    ) -> String {
        self.words
            .with(id, &[(name1, value1.fill()), (name2, value2.fill())])
    }

    /// A number in the language's groups of digits.
    #[allow(
        clippy::trivially_copy_pass_by_ref,
        reason = "templates hand over references"
    )]
    pub fn number(&self, number: &usize) -> String {
        self.words.number(*number)
    }

    /// The page's language, for `lang`.
    pub fn lang(&self) -> &'static str {
        self.words.language().tag()
    }

    /// The way to an asset, by its plain name.
    #[allow(
        clippy::unused_self,
        reason = "templates call what they show on their page"
    )]
    pub fn asset(&self, name: &str) -> String {
        assets::path(name)
    }

    /// The navigation of somebody who has signed in.
    pub fn navigation(&self) -> Vec<Link> {
        [
            (Section::Consents, "nav-consents", "/consents"),
            (Section::Brands, "nav-brands", "/approve"),
            (Section::Addresses, "nav-addresses", "/addresses"),
            (Section::Complaints, "nav-complaints", "/complaints"),
            (Section::Accesses, "nav-accesses", "/accesses"),
            (Section::Data, "nav-data", "/data"),
        ]
        .into_iter()
        .map(|(section, id, path)| Link {
            text: self.t(id),
            path,
            current: section == self.section,
        })
        .collect()
    }
}

/// What can be filled into a text.
pub trait Fill {
    /// As the texts take it.
    fn fill(&self) -> Value<'static>;
}

impl Fill for String {
    fn fill(&self) -> Value<'static> {
        self.clone().into()
    }
}

impl Fill for str {
    fn fill(&self) -> Value<'static> {
        self.to_owned().into()
    }
}

impl Fill for usize {
    fn fill(&self) -> Value<'static> {
        (*self).into()
    }
}

impl Fill for u32 {
    fn fill(&self) -> Value<'static> {
        (*self).into()
    }
}

impl Fill for u8 {
    fn fill(&self) -> Value<'static> {
        (*self).into()
    }
}

impl<T: Fill + ?Sized> Fill for &T {
    fn fill(&self) -> Value<'static> {
        (**self).fill()
    }
}

/// A page with status 200.
pub fn show(template: &impl Template) -> Result<Response, Failure> {
    show_with(StatusCode::OK, template)
}

/// A page with a status of its own.
pub fn show_with(status: StatusCode, template: &impl Template) -> Result<Response, Failure> {
    let html = template.render().map_err(Failure::template)?;
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8")];
    Ok((status, kind, html).into_response())
}
