//! One application: written, submitted, taken back, deleted; and what became of it.

use std::iter;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use registry::admission::{
    ApplicationSaved, ApplicationState, OwnApplication, SIGNATORY_ASKED_MAX, Sector, Submitted,
    cities,
};

use super::fields::{ApplicationField, form_of, said_in, with_gaps};
use super::list::{name_of, named, state_text};
use super::paths;
use super::session::{Applying, Visit};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form};
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;

/// What the button says that leaves the application for now.
const LEAVE: &str = "leave";

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::APPLICATION, get(look).post(write))
        .route(paths::DELETE, post(delete))
        .route(paths::RECALL, post(recall))
}

#[derive(Template)]
#[template(path = "admission/form.html")]
struct FormPage {
    page: Page,
    form: Form<ApplicationField>,
    application: OwnApplication,
}

impl FormPage {
    fn at(&self, pattern: &str) -> String {
        paths::of(pattern, &name_of(self.application.id))
    }

    fn sectors(&self) -> Vec<Choice> {
        sectors(&self.page)
    }

    fn provinces(&self) -> Vec<Choice> {
        let none = Choice::new("", self.page.t("application-choose"));
        let all = cities()
            .iter()
            .map(|city| Choice::new(city.code, city.name));
        iter::once(none).chain(all).collect()
    }
}

#[derive(Template)]
#[template(path = "admission/application.html")]
struct ApplicationPage {
    page: Page,
    application: OwnApplication,
}

impl ApplicationPage {
    fn at(&self, pattern: &str) -> String {
        paths::of(pattern, &name_of(self.application.id))
    }

    fn state(&self) -> String {
        state_text(&self.page, self.application.state)
    }

    fn is_unsigned(&self) -> bool {
        self.application.state == ApplicationState::Unsigned
    }
}

/// All sectors, by name, the last one being all others.
fn sectors(page: &Page) -> Vec<Choice> {
    let none = Choice::new("", page.t("application-choose"));
    let all = Sector::ALL.into_iter().map(Sector::as_word);
    let all =
        all.map(|word| Choice::new(word, page.t(&format!("sector-{}", word.replace('_', "-")))));
    iter::once(none).chain(all).collect()
}

fn form_page(
    visit: &Visit,
    application: OwnApplication,
    form: Form<ApplicationField>,
) -> Result<Response, Failure> {
    let template = FormPage {
        page: visit.page("application-title").of(&form),
        form,
        application,
    };
    show_with(template.form.status(), &template)
}

async fn look(
    visit: Visit,
    Applying(applicant): Applying,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let id = named(&name)?;
    let admission = state.registry.admission();
    let application = admission.application(&applicant, id).await?;
    let application = application.ok_or(Failure::NotFound)?;
    if application.is_in_hand() {
        let form = form_of(&application.form);
        return form_page(&visit, application, form);
    }
    let page = visit.page("application-title");
    show(&ApplicationPage { page, application })
}

async fn write(
    visit: Visit,
    Applying(applicant): Applying,
    Path(name): Path<String>,
    State(state): State<WebState>,
    form: Form<ApplicationField>,
) -> Result<Response, Failure> {
    let id = named(&name)?;
    let admission = state.registry.admission();
    let said = said_in(&form)?;
    let again = async |form: Form<ApplicationField>| {
        let application = admission.application(&applicant, id).await?;
        form_page(&visit, application.ok_or(Failure::NotFound)?, form)
    };
    match admission.save_application(&applicant, id, said).await? {
        ApplicationSaved::Saved => {}
        ApplicationSaved::TooLong => {
            return again(form.refused_whole(Text::of("application-too-long"))).await;
        }
        ApplicationSaved::Gone => return Err(Failure::NotFound),
    }
    if form.value(ApplicationField::Then) == LEAVE {
        return Ok(Redirect::to(paths::APPLICATIONS).into_response());
    }
    let why = match admission.submit_application(&applicant, id).await? {
        Submitted::ToOperator | Submitted::ToSignatory => {
            let target = paths::of(paths::APPLICATION, &name);
            return Ok(Redirect::to(&target).into_response());
        }
        Submitted::Incomplete(gaps) => return again(with_gaps(form, &gaps)).await,
        Submitted::Twin => Text::of("application-twin"),
        Submitted::AskedTooOften => {
            Text::of("application-asked-too-often").filled("most", SIGNATORY_ASKED_MAX)
        }
        Submitted::Gone => return Err(Failure::NotFound),
    };
    let form = form.refused_whole(why);
    again(form.answered_with(StatusCode::CONFLICT)).await
}

async fn delete(
    Applying(applicant): Applying,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let id = named(&name)?;
    let admission = state.registry.admission();
    if !admission.delete_application(&applicant, id).await? {
        return Err(Failure::NotFound);
    }
    Ok(Redirect::to(paths::APPLICATIONS).into_response())
}

async fn recall(
    Applying(applicant): Applying,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let id = named(&name)?;
    let admission = state.registry.admission();
    if !admission.recall_application(&applicant, id).await? {
        return Err(Failure::NotFound);
    }
    let target = paths::of(paths::APPLICATION, &name);
    Ok(Redirect::to(&target).into_response())
}
