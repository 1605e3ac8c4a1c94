//! The brand that a page is about.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Redirect, Response};
use domain::BrandCode;
use registry::provider::{MemberScope, Permission, Right};

use super::paths;
use super::session::AtConsole;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form, fields};
use crate::kit::page::Page;
use crate::kit::visit::Visit;

fields! {
    /// The choice of another brand.
    enum Switch {
        Brand = choice("brand"),
    }
}

/// A brand with which somebody may do something: the one that the query names. Where it names none, a page shows the first
/// there is; a form that does not say which of several brands it is about changes none of them. Of a brand of somebody else,
/// and of none, nothing is told; that the right is missing is said.
pub struct OnBrand<P> {
    /// Who has signed in.
    pub at: AtConsole,
    /// The brand, opened for this right.
    pub scope: MemberScope<P>,
    /// The number and the name of each brand that could be chosen as well, this one included.
    brands: Vec<(BrandCode, String)>,
}

#[derive(Template)]
#[template(path = "provider/place.html")]
struct Place<'a> {
    page: &'a Page,
    /// The brand's name.
    brand: &'a str,
    number: BrandCode,
    section: &'static str,
    form: Form<Switch>,
    choices: Vec<Choice>,
}

impl<P> OnBrand<P> {
    /// A page about the brand, under a section: above it stands which brand it is, and the way to another.
    pub fn page(&self, visit: &Visit, title: &str, section: &'static str) -> Result<Page, Failure> {
        let page = self.at.page(visit, title, section);
        let brand = &self.scope.standing().brand;
        let choices = self
            .brands
            .iter()
            .map(|(code, name)| Choice::new(code, name));
        let place = Place {
            page: &page,
            brand: &brand.name,
            number: brand.code,
            section,
            form: Form::default().with(Switch::Brand, brand.code),
            choices: choices.collect(),
        };
        let bar = place.render().map_err(Failure::template)?;
        let along = paths::asking("", paths::BRAND, brand.code);
        Ok(Page { along, bar, ..page })
    }

    /// A page's address with this brand in its query.
    pub fn here(&self, path: &str) -> String {
        paths::asking(path, paths::BRAND, self.scope.brand())
    }

    /// Back to a page about the brand, which says what was done by this word.
    pub fn done(&self, path: &str, word: &str) -> Response {
        let here = self.here(path);
        Redirect::to(&format!("{here}&{}={word}", paths::DONE)).into_response()
    }
}

/// The text of what was done, by the word of a page's query; a page knows its own words alone.
pub fn done_of(query: &[(String, String)], known: &[(&str, &'static str)]) -> Option<&'static str> {
    let (_, word) = query.iter().find(|(name, _)| name == paths::DONE)?;
    let found = known.iter().find(|(own, _)| own == word);
    found.map(|(_, text)| *text)
}

impl<P: Permission> FromRequestParts<WebState> for OnBrand<P> {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, Response> {
        let at = AtConsole::from_request_parts(parts, state).await?;
        let opened = open::<P>(at, parts, state).await;
        opened.map_err(IntoResponse::into_response)
    }
}

async fn open<P: Permission>(
    at: AtConsole,
    parts: &Parts,
    state: &WebState,
) -> Result<OnBrand<P>, Failure> {
    let (console, session) = (state.registry.provider(), &at.0);
    let seen = console.brands(session, Right::View).await?;
    let may = seen
        .iter()
        .filter(|brand| session.may(P::RIGHT, brand.code));
    let brands: Vec<_> = may.map(|brand| (brand.code, brand.name.clone())).collect();
    let brand = match named(parts)? {
        Some(code) if !seen.iter().any(|brand| brand.code == code) => {
            return Err(Failure::NotFound);
        }
        Some(code) => code,
        None if brands.len() > 1 && !parts.method.is_safe() => return Err(Failure::BadForm),
        None => brands.first().ok_or(Failure::NotAllowed)?.0,
    };
    if !session.may(P::RIGHT, brand) {
        return Err(Failure::NotAllowed);
    }
    let scope = console.brand(session, brand).await?;
    Ok(OnBrand { at, scope, brands })
}

/// The brand that a query names. What is no number is nobody's brand.
fn named(parts: &Parts) -> Result<Option<BrandCode>, Failure> {
    let query = parts.uri.query().unwrap_or_default();
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    let Some((_, text)) = pairs.find(|(name, _)| name == paths::BRAND) else {
        return Ok(None);
    };
    let code = text.parse().map_err(|_| Failure::NotFound)?;
    Ok(Some(BrandCode(code)))
}
