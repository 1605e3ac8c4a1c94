//! An invitation's link: the password, then the second factor, then the recovery codes, shown once.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use registry::provider::invitation::{
    InvitationTaken, OpenInvitation, PASSWORD_CHARS_MIN, PasswordChosen, SecretShown,
};

use super::paths;
use super::qr::{Qr, qr};
use crate::WebState;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::form::{Form, fields};
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;
use crate::shared::sign_in::PASSWORD_MAX;

/// The longest code that is typed, in characters.
const CODE_MAX: usize = 20;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::INVITATION, get(open).post(choose))
        .route(paths::INVITATION_CODE, post(accept))
}

fields! {
    /// The password, twice, because nobody sees what they type.
    enum Chosen {
        Password = secret("password", PASSWORD_MAX),
        Again = secret("again", PASSWORD_MAX),
    }
}

fields! {
    /// The code that proves the second factor.
    enum Proof {
        Code = secret("code", CODE_MAX),
    }
}

#[derive(Template)]
#[template(path = "provider/invitation/password.html")]
struct PasswordPage {
    page: Page,
    invitation: OpenInvitation,
    action: String,
    form: Form<Chosen>,
}

impl PasswordPage {
    fn least(&self) -> usize {
        PASSWORD_CHARS_MIN
    }
}

#[derive(Template)]
#[template(path = "provider/invitation/second_factor.html")]
struct SecondFactorPage {
    page: Page,
    action: String,
    secret: SecretShown,
    qr: Option<Qr>,
    form: Form<Proof>,
}

#[derive(Template)]
#[template(path = "provider/invitation/codes.html")]
struct CodesPage {
    page: Page,
    codes: Vec<String>,
}

#[derive(Template)]
#[template(path = "provider/invitation/over.html")]
struct OverPage {
    page: Page,
}

async fn open(
    visit: Visit,
    Path(token): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    match state.registry.provider().invitation(&token).await? {
        Some(invitation) => step(&visit, &token, invitation, Form::default(), Form::default()),
        None => over(&visit),
    }
}

async fn choose(
    visit: Visit,
    Path(token): Path<String>,
    State(state): State<WebState>,
    mut form: Form<Chosen>,
) -> Result<Response, Failure> {
    let console = state.registry.provider();
    let Some(invitation) = console.invitation(&token).await? else {
        return over(&visit);
    };
    let password = form.value(Chosen::Password);
    if password != form.value(Chosen::Again) {
        form.refuse(Chosen::Again, Text::of("provider-password-differs"));
        return step(&visit, &token, invitation, form, Form::default());
    }
    let here = paths::filled(paths::INVITATION, &[&token]);
    match console.choose_password(&token, password).await? {
        // The link says how far they are, whichever of two windows was first.
        PasswordChosen::Set | PasswordChosen::Over => Ok(Redirect::to(&here).into_response()),
        PasswordChosen::TooShort => {
            let least = Text::of("provider-password-short").filled("least", PASSWORD_CHARS_MIN);
            form.refuse(Chosen::Password, least);
            step(&visit, &token, invitation, form, Form::default())
        }
        PasswordChosen::TooLong => {
            form.refuse(Chosen::Password, Text::of("provider-password-long"));
            step(&visit, &token, invitation, form, Form::default())
        }
    }
}

async fn accept(
    visit: Visit,
    Client(client): Client,
    Path(token): Path<String>,
    State(state): State<WebState>,
    form: Form<Proof>,
) -> Result<Response, Failure> {
    let console = state.registry.provider();
    let code = form.value(Proof::Code);
    match console.accept_invitation(&token, code, client).await? {
        InvitationTaken::Accepted(codes) => show(&CodesPage {
            page: visit.page("provider-recovery-title"),
            codes,
        }),
        InvitationTaken::Wrong => {
            let form = form.refused(Proof::Code, Text::of("provider-code-wrong"));
            match console.invitation(&token).await? {
                Some(invitation) => step(&visit, &token, invitation, Form::default(), form),
                None => over(&visit),
            }
        }
        InvitationTaken::Over => over(&visit),
        InvitationTaken::TooMany { again_at } => {
            Err(Failure::until(again_at, state.registry.now()))
        }
    }
}

/// The page of what is to be set next.
fn step(
    visit: &Visit,
    token: &str,
    invitation: OpenInvitation,
    password: Form<Chosen>,
    code: Form<Proof>,
) -> Result<Response, Failure> {
    let Some(secret) = invitation.secret.clone() else {
        let page = PasswordPage {
            page: visit.page("provider-invitation-title").of(&password),
            invitation,
            action: paths::filled(paths::INVITATION, &[&token]),
            form: password,
        };
        return show_with(page.form.status(), &page);
    };
    let page = SecondFactorPage {
        page: visit.page("provider-factor-title").of(&code),
        action: paths::filled(paths::INVITATION_CODE, &[&token]),
        qr: qr(&secret.address),
        secret,
        form: code,
    };
    show_with(page.form.status(), &page)
}

fn over(visit: &Visit) -> Result<Response, Failure> {
    let page = visit.page("provider-invitation-over");
    show_with(StatusCode::NOT_FOUND, &OverPage { page })
}
