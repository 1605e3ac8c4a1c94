//! What a webhook is to be, as it is typed.

use domain::Channel;
use registry::Error;
use registry::contract::push::{
    CREDENTIAL_BYTES_MAX, Credentials, Proof, PushOutcome, URL_BYTES_MAX, UrlProblem,
};
use registry::provider::webhooks::{WebhookDraft, WebhookError};

use super::super::refusal;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form, fields};
use crate::kit::page::Page;
use crate::kit::text::Text;
use crate::kit::visit::Visit;

/// Movements of recipients alone.
pub const RECIPIENTS: &str = "recipients";
/// Those of the provider's own side as well.
pub const ALL: &str = "all";
/// By name and password.
pub const LOGS_IN: &str = "login";
/// By signature.
pub const SIGNS: &str = "signature";
/// What is said where nothing was chosen.
pub const CHOOSE: Text = Text::of("webhooks-choose");

fields! {
    /// Where a webhook leads, what it is told of, and how it shows itself.
    pub enum Target {
        Url = text("url", URL_BYTES_MAX),
        Channel = choice("channel"),
        Movements = choice("movements"),
        Way = choice("way"),
        Username = text("username", CREDENTIAL_BYTES_MAX),
        Password = secret("password", CREDENTIAL_BYTES_MAX),
    }
}

/// Whose movements there are to choose from.
pub fn movements(page: &Page) -> Vec<Choice> {
    let recipients = Choice::new(RECIPIENTS, page.t("webhooks-recipients"));
    let all = Choice::new(ALL, page.t("webhooks-all"));
    vec![recipients, all.with_note(page.t("webhooks-all-note"))]
}

/// How it may show itself.
pub fn ways(page: &Page) -> Vec<Choice> {
    let login = Choice::new(LOGS_IN, page.t("webhooks-login"));
    let signature = Choice::new(SIGNS, page.t("webhooks-signature"));
    vec![
        login,
        signature.with_note(page.t("webhooks-signature-note")),
    ]
}

/// What a form asks for. `None`: something is missing, which it says now.
pub fn wanted(form: &mut Form<Target>, channel: Channel, logs_in: bool) -> Option<WebhookDraft> {
    let own_too = match form.value(Target::Movements) {
        RECIPIENTS => Some(false),
        ALL => Some(true),
        _ => None,
    };
    let own_too = form.need(Target::Movements, own_too, CHOOSE)?;
    let credentials = logs_in.then(|| Credentials {
        username: form.value(Target::Username).trim().to_owned(),
        password: form.value(Target::Password).to_owned(),
    });
    Some(WebhookDraft {
        url: form.value(Target::Url).trim().to_owned(),
        channel,
        own_too,
        credentials,
    })
}

/// The form with what it was refused for.
pub fn refused_by(
    visit: &Visit,
    form: Form<Target>,
    error: WebhookError,
) -> Result<Form<Target>, Failure> {
    let (field, text) = match error {
        WebhookError::Url(UrlProblem::NotHttps) => (Target::Url, Text::of("webhooks-not-https")),
        WebhookError::Url(UrlProblem::NotAllowed) => (Target::Url, Text::of("webhooks-no-url")),
        WebhookError::Taken => (Target::Url, Text::of("webhooks-taken")),
        WebhookError::Credentials => (Target::Username, Text::of("webhooks-no-login")),
        WebhookError::Unproven(proof) => (Target::Url, unproven(proof)),
        WebhookError::Changed => {
            return Ok(form.refused_whole(Text::of("webhooks-changed-meanwhile")));
        }
        WebhookError::TooMany => return Ok(form.refused_whole(Text::of("webhooks-too-many"))),
        WebhookError::Unknown => return Err(Failure::NotFound),
        WebhookError::Other(Error::Refused(found)) => {
            let texts = found.iter().map(|one| refusal::text(visit, one));
            return Ok(texts.fold(form, Form::refused_whole));
        }
        WebhookError::Other(error) => return Err(error.into()),
    };
    Ok(form.refused(field, text))
}

/// Why an endpoint has not proved itself.
pub fn unproven(proof: Proof) -> Text {
    match proof {
        Proof::LetsAnybodyIn => Text::of("webhooks-lets-anybody-in"),
        Proof::TimedOut | Proof::NotTaken(PushOutcome::TimedOut) => Text::of("webhooks-timed-out"),
        Proof::NotTaken(PushOutcome::Answered(status)) => {
            Text::of("webhooks-not-taken").filled("status", status.to_string())
        }
        // It is shown where nothing was proved.
        Proof::Given | Proof::NotTaken(PushOutcome::Unreachable) => {
            Text::of("webhooks-unreachable")
        }
    }
}
