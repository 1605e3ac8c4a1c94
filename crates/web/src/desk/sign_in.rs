//! Signing in at the desk, and out.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use registry::staff::StaffSignIn;

use super::session::{AtDesk, DESK};
use crate::WebState;
use crate::desk::paths;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::form::{Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;
use crate::shared::sign_in::{NAME_MAX, PASSWORD_MAX, let_in, let_out};

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::SIGN_IN, get(form).post(sign_in))
        .route(paths::SIGN_OUT, post(sign_out))
}

fields! {
    /// Who signs in; neither is shown again.
    enum Credential {
        Name = secret("name", NAME_MAX),
        Password = secret("password", PASSWORD_MAX),
    }
}

#[derive(Template)]
#[template(path = "desk/sign_in.html")]
struct SignInPage {
    page: Page,
    form: Form<Credential>,
}

fn page(visit: &Visit, form: Form<Credential>) -> Result<Response, Failure> {
    let page = visit.page("desk-sign-in-title").of(&form);
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
    let (name, password) = (
        form.value(Credential::Name),
        form.value(Credential::Password),
    );
    let signed_in = state
        .registry
        .desk()
        .staff_sign_in(name, password, client)
        .await?;
    let token = match signed_in {
        StaffSignIn::Welcome { token, .. } => token,
        StaffSignIn::Wrong => {
            let wrong = Text::of("desk-sign-in-wrong");
            return page(&visit, form.refused(Credential::Name, wrong));
        }
        StaffSignIn::TooMany { again_at } => {
            return Err(Failure::until(again_at, state.registry.now()));
        }
    };
    Ok(let_in(&DESK, &token, &state.settings))
}

async fn sign_out(
    AtDesk(session): AtDesk,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    state.registry.desk().staff_sign_out(&session).await?;
    Ok(let_out(&DESK, &state.settings))
}
