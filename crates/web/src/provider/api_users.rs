//! The users of the interface: who there is, and their passwords, each shown once.

use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use registry::provider::ApiUser;
use registry::provider::api_users::UserKept;

use super::paths;
use super::session::Keeper;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Form, fields};
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;
use crate::shared::sign_in::NAME_MAX;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::API_USERS, get(list).post(add))
        .route(paths::API_USER_PASSWORD, post(renew))
        .route(paths::API_USER_OUT, post(keep_out))
        .route(paths::API_USER_IN, post(let_in))
}

fields! {
    /// A user to be added.
    enum New {
        Name = text("name", NAME_MAX),
    }
}

fields! {
    /// The user that a button is for.
    enum Of {
        User = hidden("user"),
    }
}

#[derive(Template)]
#[template(path = "provider/api_users/list.html")]
struct ListPage {
    page: Page,
    users: Vec<ApiUser>,
    form: Form<New>,
    done: bool,
}

#[derive(Template)]
#[template(path = "provider/api_users/password.html")]
struct PasswordPage {
    page: Page,
    name: String,
    password: String,
}

async fn list_page(
    visit: &Visit,
    keeper: &Keeper,
    state: &WebState,
    form: Form<New>,
    done: bool,
) -> Result<Response, Failure> {
    let page = keeper
        .at
        .page(visit, "provider-api-users-title", paths::API_USERS);
    let template = ListPage {
        users: state.registry.provider().api_users(&keeper.session).await?,
        page: page.of(&form),
        form,
        done,
    };
    show_with(template.form.status(), &template)
}

async fn list(
    visit: Visit,
    keeper: Keeper,
    State(state): State<WebState>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let done = query.iter().any(|(name, _)| name == paths::DONE);
    list_page(&visit, &keeper, &state, Form::default(), done).await
}

async fn add(
    visit: Visit,
    keeper: Keeper,
    State(state): State<WebState>,
    form: Form<New>,
) -> Result<Response, Failure> {
    let name = form.value(New::Name).trim().to_owned();
    let console = state.registry.provider();
    let why = match console.add_api_user(&keeper.session, &name).await? {
        UserKept::Password(password) => return once(&visit, &keeper, name, password),
        UserKept::Taken => "provider-api-user-taken",
        UserKept::TooMany => "provider-api-user-too-many",
        UserKept::NoName | UserKept::Done | UserKept::Unknown => "provider-api-user-no-name",
    };
    let form = form.refused(New::Name, Text::of(why));
    list_page(&visit, &keeper, &state, form, false).await
}

async fn renew(
    visit: Visit,
    keeper: Keeper,
    State(state): State<WebState>,
    form: Form<Of>,
) -> Result<Response, Failure> {
    let name: String = form.required(Of::User)?;
    let console = state.registry.provider();
    match console.renew_api_user(&keeper.session, &name).await? {
        UserKept::Password(password) => once(&visit, &keeper, name, password),
        _ => Err(Failure::NotFound),
    }
}

async fn keep_out(
    keeper: Keeper,
    State(state): State<WebState>,
    form: Form<Of>,
) -> Result<Response, Failure> {
    set(&keeper, &state, form, true).await
}

async fn let_in(
    keeper: Keeper,
    State(state): State<WebState>,
    form: Form<Of>,
) -> Result<Response, Failure> {
    set(&keeper, &state, form, false).await
}

async fn set(
    keeper: &Keeper,
    state: &WebState,
    form: Form<Of>,
    kept_out: bool,
) -> Result<Response, Failure> {
    let name: String = form.required(Of::User)?;
    let console = state.registry.provider();
    let kept = console
        .keep_api_user_out(&keeper.session, &name, kept_out)
        .await?;
    match kept {
        UserKept::Done => {
            let list = paths::asking(paths::API_USERS, paths::DONE, "yes");
            Ok(Redirect::to(&list).into_response())
        }
        _ => Err(Failure::NotFound),
    }
}

/// Shows a password, this once.
fn once(
    visit: &Visit,
    keeper: &Keeper,
    name: String,
    password: String,
) -> Result<Response, Failure> {
    let page = keeper
        .at
        .page(visit, "provider-api-user-password", paths::API_USERS);
    show(&PasswordPage {
        page,
        name,
        password,
    })
}
