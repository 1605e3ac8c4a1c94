//! Signing in to the console, and out.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use registry::authority::OfficerSignIn;

use super::paths;
use super::session::{AtAuthority, CONSOLE};
use crate::WebState;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::form::{Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;
use crate::shared::sign_in::{NAME_MAX, PASSWORD_MAX, SECOND_MAX, let_in, let_out};

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::SIGN_IN, get(form).post(sign_in))
        .route(paths::SIGN_OUT, post(sign_out))
}

fields! {
    /// Who signs in; nothing of it is shown again.
    enum Credential {
        Name = secret("name", NAME_MAX),
        Password = secret("password", PASSWORD_MAX),
        Second = secret("second", SECOND_MAX),
    }
}

#[derive(Template)]
#[template(path = "authority/sign_in.html")]
struct SignInPage {
    page: Page,
    form: Form<Credential>,
}

fn page(visit: &Visit, form: Form<Credential>) -> Result<Response, Failure> {
    let page = visit.page("authority-sign-in-title").of(&form);
    show_with(form.status(), &SignInPage { page, form })
}

async fn form(visit: Visit) -> Result<Response, Failure> {
    page(&visit, Form::default())
}

async fn sign_in(
    visit: Visit,
    Client(client): Client,
    State(state): State<WebState>,
    form: Form<Credential>,
) -> Result<Response, Failure> {
    let signed_in = state
        .registry
        .authority()
        .sign_in(
            form.value(Credential::Name),
            form.value(Credential::Password),
            form.value(Credential::Second),
            client,
        )
        .await?;
    match signed_in {
        OfficerSignIn::Welcome(token) => Ok(let_in(&CONSOLE, &token, &state.settings)),
        OfficerSignIn::Wrong => {
            let wrong = Text::of("authority-sign-in-wrong");
            page(&visit, form.refused(Credential::Name, wrong))
        }
        OfficerSignIn::TooMany { again_at } => Err(Failure::until(again_at, state.registry.now())),
    }
}

async fn sign_out(
    AtAuthority(session): AtAuthority,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    state.registry.authority().sign_out(&session).await?;
    Ok(let_out(&CONSOLE, &state.settings))
}
