//! What all pages have in common, and how a template becomes an answer.

use std::sync::Arc;

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use words::{Value, Words};

use super::assets;
use super::console::{Console, Link};
use super::failure::Failure;
use super::visit::Visit;
use crate::Settings;

/// What the layout shows round a page, and the page's words.
#[derive(Clone, Debug)]
pub struct Page {
    /// The language.
    pub words: Words,
    /// The page's title and heading.
    pub title: String,
    /// The console that the visitor has signed in to, if its navigation stands above the page.
    pub console: Option<&'static Console>,
    /// The link of the navigation that is marked, by its path.
    pub section: Option<&'static str>,
    /// The links of the navigation that are not for this visitor, by their paths.
    pub closed: Vec<&'static str>,
    /// The query that the navigation's links carry along, with its question mark; empty: none.
    pub along: String,
    /// Whether its form was refused.
    pub refused: bool,
    /// What else stands above the page's own content, as HTML.
    pub bar: String,
    /// Where a change of language leads back to.
    pub here: String,
    /// How the pages are served.
    pub settings: Arc<Settings>,
}

impl Page {
    /// A page of a visit. `title` is a text's identifier.
    pub fn new(visit: &Visit, title: &str) -> Self {
        Self {
            words: visit.words,
            title: visit.words.text(title),
            console: None,
            section: None,
            closed: Vec::new(),
            along: String::new(),
            refused: false,
            bar: String::new(),
            here: visit.here.clone(),
            settings: Arc::clone(&visit.settings),
        }
    }

    /// The page with the link of the navigation that it is under.
    pub fn under(self, path: &'static str) -> Self {
        Self {
            section: Some(path),
            ..self
        }
    }

    /// Whether it is under a link of the navigation.
    pub fn is_under(&self, path: &str) -> bool {
        self.section == Some(path)
    }

    /// Whether a link of the navigation is for this visitor.
    pub fn is_open(&self, path: &str) -> bool {
        !self.closed.contains(&path)
    }

    /// Where a link leads for this visitor; `None`: nowhere.
    pub fn leads(&self, link: &Link) -> Option<&'static str> {
        let one = std::slice::from_ref(link);
        let mut each = if link.under.is_empty() {
            one.iter()
        } else {
            link.under.iter()
        };
        let open = each.find(|one| self.is_open(one.path));
        open.map(|one| one.path)
    }

    /// Whether it is in an area of the navigation.
    pub fn is_in(&self, link: &Link) -> bool {
        link.under.iter().any(|one| self.is_under(one.path))
    }

    /// The area that it is in, if more than one section of that is for this visitor.
    pub fn area(&self) -> Option<&'static Link> {
        let area = self
            .console?
            .navigation
            .iter()
            .find(|one| self.is_in(one))?;
        let open = area.under.iter().filter(|one| self.is_open(one.path));
        (open.count() > 1).then_some(area)
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
    pub fn number(&self, number: impl Count) -> String {
        self.words.number(number.count())
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
}

impl Visit {
    /// What every template needs. `title` is a text's identifier.
    pub fn page(&self, title: &str) -> Page {
        Page::new(self, title)
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

impl Fill for u64 {
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

/// A number that is shown; templates hand over references.
pub trait Count {
    /// The number; one that is too large for the machine is the largest there is.
    fn count(&self) -> usize;
}

impl Count for usize {
    fn count(&self) -> usize {
        *self
    }
}

impl Count for u64 {
    fn count(&self) -> usize {
        usize::try_from(*self).unwrap_or(usize::MAX)
    }
}

impl<T: Count + ?Sized> Count for &T {
    fn count(&self) -> usize {
        (**self).count()
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
