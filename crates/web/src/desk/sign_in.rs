//! Signing in at the desk, and out.

use askama::Template;
use axum::extract::{Form, State};
use axum::http::{StatusCode, header};
use axum::response::AppendHeaders;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use registry::desk::staff::StaffSignIn;
use serde::Deserialize;

use super::session::{AtDesk, DESK};
use crate::WebState;
use crate::desk::paths;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::SIGN_IN, get(form).post(sign_in))
        .route(paths::SIGN_OUT, post(sign_out))
}

#[derive(Template)]
#[template(path = "desk/sign_in.html")]
struct SignInPage {
    page: Page,
    error: Option<String>,
}

/// No `Debug`: it holds a password.
#[derive(Deserialize)]
struct Credentials {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
}

async fn form(visit: Visit) -> Result<Response, Failure> {
    show(&SignInPage {
        page: visit.page("desk-sign-in-title"),
        error: None,
    })
}

async fn sign_in(
    visit: Visit,
    Client(client): Client,
    State(state): State<WebState>,
    Form(credentials): Form<Credentials>,
) -> Result<Response, Failure> {
    let signed_in = state
        .registry
        .desk()
        .staff_sign_in(&credentials.name, &credentials.password, client)
        .await?;
    let token = match signed_in {
        StaffSignIn::Welcome { token, .. } => token,
        StaffSignIn::Wrong => {
            return refused(
                &visit,
                StatusCode::UNPROCESSABLE_ENTITY,
                "desk-sign-in-wrong",
            );
        }
        StaffSignIn::NotAtDesk => {
            return refused(&visit, StatusCode::FORBIDDEN, "desk-sign-in-not-at-desk");
        }
        StaffSignIn::TooMany { again_at } => {
            return Err(Failure::until(again_at, state.registry.now()));
        }
    };
    let cookie = [(
        header::SET_COOKIE,
        DESK.session.set(&token, &state.settings),
    )];
    Ok((AppendHeaders(cookie), Redirect::to(paths::DESK)).into_response())
}

/// The form again, and why nobody was let in.
fn refused(visit: &Visit, status: StatusCode, why: &str) -> Result<Response, Failure> {
    let template = SignInPage {
        page: visit.page("desk-sign-in-title"),
        error: Some(visit.words.text(why)),
    };
    show_with(status, &template)
}

async fn sign_out(
    AtDesk(session): AtDesk,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    state.registry.desk().staff_sign_out(&session).await?;
    let cookie = [(header::SET_COOKIE, DESK.session.forget(&state.settings))];
    Ok((AppendHeaders(cookie), Redirect::to(paths::SIGN_IN)).into_response())
}
