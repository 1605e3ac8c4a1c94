//! A brand's webhooks: those there are and how each stands, and another one.

pub mod form;
pub mod told;

use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use domain::Channel;
use registry::contract::push::PushSecret;
use registry::provider::webhooks::Webhook;
use registry::provider::{Managing, Right, Viewing};

pub use self::form::{Target, refused_by, wanted};
pub use self::told::Told;
use super::brand::OnBrand;
use super::paths;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form};
use crate::kit::page::{Page, show, show_with};
use crate::kit::routes::Routes;
use crate::kit::visit::Visit;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::WEBHOOKS, get(list))
        .route(paths::WEBHOOK_NEW, get(ask).post(add))
}

#[derive(Template)]
#[template(path = "provider/webhooks/list.html")]
struct ListPage {
    page: Page,
    webhooks: Vec<Told>,
    /// Where another one is made; empty: not by this visitor.
    another: String,
    removed: bool,
}

#[derive(Template)]
#[template(path = "provider/webhooks/new.html")]
struct NewPage {
    page: Page,
    action: String,
    form: Form<Target>,
}

impl NewPage {
    fn channels(&self) -> Vec<Choice> {
        let each = Channel::ALL.map(|channel| self.page.channel_choice(channel));
        each.into()
    }

    fn movements(&self) -> Vec<Choice> {
        form::movements(&self.page)
    }

    fn ways(&self) -> Vec<Choice> {
        form::ways(&self.page)
    }
}

#[derive(Template)]
#[template(path = "provider/webhooks/key.html")]
struct KeyPage {
    page: Page,
    key: String,
    back: String,
    /// Whether the connection is used only once its receiver has the key.
    is_new: bool,
}

/// The page that shows a key once.
pub fn key_page<P>(
    visit: &Visit,
    on: &OnBrand<P>,
    secret: &PushSecret,
    back: String,
    is_new: bool,
) -> Result<Response, Failure> {
    show(&KeyPage {
        page: on.page(visit, "webhooks-key-title", paths::WEBHOOKS)?,
        key: secret.to_text().to_string(),
        back,
        is_new,
    })
}

/// A page's address about one webhook of the brand.
pub fn place<P>(pattern: &str, webhook: &Webhook, on: &OnBrand<P>) -> String {
    on.here(&paths::filled(pattern, &[&webhook.listing.id]))
}

async fn list(
    visit: Visit,
    on: OnBrand<Viewing>,
    State(state): State<WebState>,
    Query(query): Query<Vec<(String, String)>>,
) -> Result<Response, Failure> {
    let webhooks = state.registry.provider().webhooks(&on.scope).await?;
    let manages = on.at.0.may(Right::Manage, on.scope.brand());
    let page = on.page(&visit, "webhooks-title", paths::WEBHOOKS)?;
    let told = webhooks.iter();
    let told = told.map(|one| Told::of(&page, &on, one, manages));
    show(&ListPage {
        webhooks: told.collect(),
        another: if manages {
            on.here(paths::WEBHOOK_NEW)
        } else {
            String::new()
        },
        removed: query.iter().any(|(name, _)| name == paths::DONE),
        page,
    })
}

fn new_page(
    visit: &Visit,
    on: &OnBrand<Managing>,
    form: Form<Target>,
) -> Result<Response, Failure> {
    let page = on.page(visit, "webhooks-new-title", paths::WEBHOOKS)?;
    let shown = NewPage {
        page: page.of(&form),
        action: on.here(paths::WEBHOOK_NEW),
        form,
    };
    show_with(shown.form.status(), &shown)
}

async fn ask(visit: Visit, on: OnBrand<Managing>) -> Result<Response, Failure> {
    let form = Form::default()
        .with(Target::Movements, form::RECIPIENTS)
        .with(Target::Way, form::LOGS_IN);
    new_page(&visit, &on, form)
}

async fn add(
    visit: Visit,
    on: OnBrand<Managing>,
    State(state): State<WebState>,
    mut form: Form<Target>,
) -> Result<Response, Failure> {
    let channel = Channel::from_wire(form.value(Target::Channel)).ok();
    let channel = form.need(Target::Channel, channel, form::CHOOSE);
    let logs_in = match form.value(Target::Way) {
        form::LOGS_IN => Some(true),
        form::SIGNS => Some(false),
        _ => None,
    };
    let logs_in = form.need(Target::Way, logs_in, form::CHOOSE);
    let chosen = channel.zip(logs_in);
    let Some(draft) = chosen.and_then(|(channel, logs_in)| wanted(&mut form, channel, logs_in))
    else {
        return new_page(&visit, &on, form);
    };
    let console = state.registry.provider();
    let added = console.add_webhook(&on.scope, draft, state.push.as_ref());
    let added = match added.await {
        Ok(added) => added,
        Err(error) => return new_page(&visit, &on, refused_by(&visit, form, error)?),
    };
    let one = paths::filled(paths::WEBHOOK, &[&added.id]);
    if let Some(secret) = added.secret {
        return key_page(&visit, &on, &secret, on.here(&one), true);
    }
    Ok(on.done(&one, "added"))
}
