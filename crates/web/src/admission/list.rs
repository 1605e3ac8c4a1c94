//! An applicant's applications.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use registry::admission::{
    ApplicationBegun, ApplicationId, ApplicationState, OPEN_MAX, OwnApplication,
};

use super::paths;
use super::session::{Applying, Visit};
use crate::WebState;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::form::{Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;

pub fn routes() -> Routes {
    Routes::new().route(paths::APPLICATIONS, get(list).post(begin))
}

fields! {
    /// The wish for another one; it says nothing.
    enum NewField {
        Begin = hidden("begin"),
    }
}

#[derive(Template)]
#[template(path = "admission/list.html")]
struct ListPage {
    page: Page,
    form: Form<NewField>,
    applications: Vec<OwnApplication>,
    /// The applicant's address.
    address: String,
}

#[allow(
    clippy::trivially_copy_pass_by_ref,
    clippy::unused_self,
    reason = "templates call what they show on their page, and hand over references"
)]
impl ListPage {
    fn link(&self, id: &ApplicationId) -> String {
        paths::of(paths::APPLICATION, &name_of(*id))
    }

    fn state(&self, state: &ApplicationState) -> String {
        state_text(&self.page, *state)
    }
}

async fn page(
    visit: &Visit,
    state: &WebState,
    Applying(applicant): &Applying,
    form: Form<NewField>,
) -> Result<Response, Failure> {
    let applications = state.registry.admission().applications(applicant).await?;
    let template = ListPage {
        page: visit.page("applications-title").of(&form),
        form,
        applications,
        address: applicant.address().to_string(),
    };
    show_with(template.form.status(), &template)
}

async fn list(
    visit: Visit,
    applying: Applying,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    page(&visit, &state, &applying, Form::default()).await
}

async fn begin(
    visit: Visit,
    applying: Applying,
    Client(client): Client,
    State(state): State<WebState>,
    form: Form<NewField>,
) -> Result<Response, Failure> {
    let language = visit.words.language();
    let begun = state
        .registry
        .admission()
        .begin_application(&applying.0, language, client)
        .await?;
    match begun {
        ApplicationBegun::Begun(id) => {
            let target = paths::of(paths::APPLICATION, &name_of(id));
            Ok(Redirect::to(&target).into_response())
        }
        ApplicationBegun::TooMany => {
            let why = Text::of("applications-too-many").filled("most", OPEN_MAX);
            let form = form.refused_whole(why).answered_with(StatusCode::CONFLICT);
            page(&visit, &state, &applying, form).await
        }
    }
}

/// An application's name in paths.
pub fn name_of(id: ApplicationId) -> String {
    hex::encode(id.0)
}

/// The application of a name in a path.
pub fn named(name: &str) -> Result<ApplicationId, Failure> {
    let mut id = [0; 16];
    hex::decode_to_slice(name, &mut id).map_err(|_| Failure::NotFound)?;
    Ok(ApplicationId(id))
}

/// How far an application has come, in words.
pub fn state_text(page: &Page, state: ApplicationState) -> String {
    page.t(match state {
        ApplicationState::Draft => "application-state-draft",
        ApplicationState::Unsigned => "application-state-unsigned",
        ApplicationState::Submitted => "application-state-submitted",
        ApplicationState::Returned => "application-state-returned",
        ApplicationState::Approved => "application-state-approved",
    })
}
