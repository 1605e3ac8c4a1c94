//! Deleting one's account: what goes, what stays and why, and the button, behind a box to be ticked.

use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use serde::Deserialize;

use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::people::paths;
use crate::people::session::{PEOPLE, SignedIn, Visit};

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::ACCOUNT_DELETE, get(confirm).post(delete))
        .route(paths::ACCOUNT_DELETED, get(deleted))
}

#[derive(Template)]
#[template(path = "people/account/delete.html")]
struct DeletePage {
    page: Page,
    error: Option<String>,
}

#[derive(Template)]
#[template(path = "people/account/deleted.html")]
struct DeletedPage {
    page: Page,
}

#[derive(Deserialize)]
struct Sure {
    #[serde(default)]
    sure: String,
}

fn page(visit: &Visit) -> Page {
    visit.page("account-delete-title").under(paths::ADDRESSES)
}

async fn confirm(visit: Visit, SignedIn(_): SignedIn) -> Result<Response, Failure> {
    show(&DeletePage {
        page: page(&visit),
        error: None,
    })
}

async fn delete(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    Form(sent): Form<Sure>,
) -> Result<Response, Failure> {
    if sent.sure != "yes" {
        let asked = DeletePage {
            page: page(&visit),
            error: Some(visit.words.text("account-delete-unsure")),
        };
        return show_with(StatusCode::UNPROCESSABLE_ENTITY, &asked);
    }
    state.registry.people().delete_account(&person).await?;
    let cookie = PEOPLE.session.forget(&state.settings);
    let over = Redirect::to(paths::ACCOUNT_DELETED);
    Ok(([(header::SET_COOKIE, cookie)], over).into_response())
}

async fn deleted(visit: Visit) -> Result<Response, Failure> {
    show(&DeletedPage {
        page: visit.page("account-deleted-title"),
    })
}
