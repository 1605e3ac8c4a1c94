//! Deleting one's account: what goes, what stays and why, and the button, behind a box to be ticked.

use askama::Template;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;

use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Form, fields};
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::people::paths;
use crate::people::session::{PEOPLE, SignedIn, Visit};

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::ACCOUNT_DELETE, get(confirm).post(delete))
        .route(paths::ACCOUNT_DELETED, get(deleted))
}

fields! {
    /// The box to be ticked.
    enum Sure {
        Sure = choice("sure"),
    }
}

#[derive(Template)]
#[template(path = "people/account/delete.html")]
struct DeletePage {
    page: Page,
    form: Form<Sure>,
}

#[derive(Template)]
#[template(path = "people/account/deleted.html")]
struct DeletedPage {
    page: Page,
}

fn page(visit: &Visit, form: Form<Sure>) -> Result<Response, Failure> {
    let page = visit.page("account-delete-title").under(paths::ADDRESSES);
    let page = page.of(&form);
    show_with(form.status(), &DeletePage { page, form })
}

async fn confirm(visit: Visit, SignedIn(_): SignedIn) -> Result<Response, Failure> {
    page(&visit, Form::default())
}

async fn delete(
    visit: Visit,
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    form: Form<Sure>,
) -> Result<Response, Failure> {
    if form.value(Sure::Sure) != "yes" {
        let unsure = Text::of("account-delete-unsure");
        return page(&visit, form.refused(Sure::Sure, unsure));
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
