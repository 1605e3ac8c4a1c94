//! Choosing the language.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::post;
use domain::Language;

use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Form, fields};
use crate::kit::paths::return_to;
use crate::kit::routes::Routes;
use crate::kit::visit::LANGUAGE;
use crate::people::paths;
use crate::people::session::Visit;

pub fn routes() -> Routes {
    Routes::new().route(paths::LANGUAGE, post(choose))
}

fields! {
    enum Choice {
        Language = choice("language"),
        Next = hidden("next"),
    }
}

async fn choose(
    State(state): State<WebState>,
    visit: Visit,
    form: Form<Choice>,
) -> Result<Response, Failure> {
    let language = Language::from_tag(form.value(Choice::Language)).ok_or(Failure::BadForm)?;
    if let Some(person) = &visit.person {
        state
            .registry
            .people()
            .set_language(person, language)
            .await?;
    }
    let cookie = LANGUAGE.set(language.tag(), &state.settings);
    let next = without_language(return_to(form.value(Choice::Next)).unwrap_or(paths::START));
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&next)).into_response())
}

/// The path without the parameter that would show it in the language it had.
fn without_language(path: &str) -> String {
    let Some((path, query)) = path.split_once('?') else {
        return path.to_owned();
    };
    let kept: Vec<_> = query
        .split('&')
        .filter(|pair| !pair.starts_with("lang="))
        .collect();
    if kept.is_empty() {
        path.to_owned()
    } else {
        format!("{path}?{}", kept.join("&"))
    }
}
