//! May these be sent? A few recipients in a box, or a list in a file.

mod file;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use domain::check::{Decision, Reason};
use domain::{Address, Channel, RecipientType, Timestamp};
use registry::asking::check::{Ask, CheckScope};
use registry::provider::{Action, Editing};

use super::brand::OnBrand;
use super::paths;
use super::refusal::allowed;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::CHECK, get(form).post(check))
        .merge(file::routes())
}

/// How many recipients are checked in the box at once.
pub const BOX_RECIPIENTS_MAX: usize = 10;
/// The most characters of the box: so many of the longest addresses.
const BOX_CHARACTERS_MAX: usize = BOX_RECIPIENTS_MAX * 270;
/// How many of the last files are shown.
const RUNS_SHOWN: u32 = 10;

fields! {
    /// What is asked.
    pub(super) enum Asked {
        Channel = choice("type"),
        RecipientType = choice("recipientType"),
        Recipients = text("recipients", BOX_CHARACTERS_MAX),
    }
}

#[derive(Template)]
#[template(path = "provider/check.html")]
struct CheckPage {
    page: Page,
    form: Form<Asked>,
    file: Form<file::FileField>,
    channels: Vec<Choice>,
    types: Vec<Choice>,
    answers: Vec<Choice>,
    box_link: String,
    file_link: String,
    answered: Vec<Answered>,
    runs: Vec<Run>,
}

/// A recipient and what is answered.
struct Answered {
    recipient: String,
    /// `None`: it is no address of the channel.
    reason: Option<Reason>,
    valid_until: String,
}

/// A file that was checked.
struct Run {
    ended_at: String,
    link: String,
    name: String,
}

impl CheckPage {
    fn allows(&self, answered: &Answered) -> bool {
        answered.reason.is_some_and(Reason::allows)
    }

    fn decision(&self, answered: &Answered) -> String {
        self.page.t(match answered.reason.map(Reason::decision) {
            Some(Decision::Allow) => "provider-check-allow",
            Some(Decision::Deny) => "provider-check-deny",
            Some(Decision::Unknown) => "provider-check-unknown",
            None => "provider-check-invalid",
        })
    }

    fn reason(&self, answered: &Answered) -> String {
        let Some(reason) = answered.reason else {
            return self.page.t("provider-reason-invalid");
        };
        self.page.t(match reason {
            Reason::Approved => "provider-reason-approved",
            Reason::MerchantNotRefused => "provider-reason-merchant",
            Reason::Refused => "provider-reason-refused",
            Reason::NoRecord => "provider-reason-no-record",
            Reason::ProviderSuspended => "provider-reason-suspended",
            _ => "provider-reason-unavailable",
        })
    }
}

/// The brand, opened for asking.
fn asking(state: &WebState, on: &OnBrand<Editing>) -> Result<CheckScope, Failure> {
    allowed(state.registry.asking().member_scope(&on.scope))
}

async fn form(
    visit: Visit,
    on: OnBrand<Editing>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let form = Form::default().with(Asked::RecipientType, RecipientType::Individual.as_wire());
    page((&visit, &on, &state), form, Form::default(), Vec::new()).await
}

/// The page with both forms.
async fn page(
    (visit, on, state): (&Visit, &OnBrand<Editing>, &WebState),
    form: Form<Asked>,
    file: Form<file::FileField>,
    answered: Vec<Answered>,
) -> Result<Response, Failure> {
    let scope = asking(state, on)?;
    let brand = on.scope.brand();
    let runs = state.registry.asking();
    let runs = runs.last_check_runs(&scope, RUNS_SHOWN).await?;
    let run = |(id, ended_at): (_, Timestamp)| Run {
        ended_at: ended_at.to_wire(),
        link: paths::of_brand(paths::CHECK_RECEIPT, &[&id], brand),
        name: format!("{id}"),
    };
    let is_refused = form.is_refused() || file.is_refused();
    let status = if form.is_refused() {
        form.status()
    } else {
        file.status()
    };
    let page = on.page(visit, "provider-check-title", paths::CHECK)?;
    let page = Page {
        refused: is_refused,
        ..page
    };
    let types = RecipientType::ALL;
    let types = types.map(|one| Choice::new(one.as_wire(), page.recipient_type(one)));
    let shown = CheckPage {
        channels: Channel::ALL.map(|one| page.channel_choice(one)).into(),
        types: types.into(),
        answers: file::answers(&page),
        box_link: paths::asking(paths::CHECK, paths::BRAND, brand),
        file_link: paths::asking(paths::CHECK_FILE, paths::BRAND, brand),
        form,
        file,
        answered,
        runs: runs.into_iter().map(run).collect(),
        page,
    };
    show_with(status, &shown)
}

async fn check(
    visit: Visit,
    on: OnBrand<Editing>,
    State(state): State<WebState>,
    mut form: Form<Asked>,
) -> Result<Response, Failure> {
    let channel = Channel::from_wire(form.value(Asked::Channel));
    let channel = channel.map_err(|_| Failure::BadForm)?;
    let recipient_type = RecipientType::from_wire(form.value(Asked::RecipientType));
    let recipient_type = recipient_type.map_err(|_| Failure::BadForm)?;
    let lines = form.value(Asked::Recipients).lines().map(str::trim);
    let lines: Vec<String> = lines
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect();
    if lines.is_empty() {
        form.refuse(Asked::Recipients, Text::of("provider-check-none"));
    } else if lines.len() > BOX_RECIPIENTS_MAX {
        form.refuse(Asked::Recipients, Text::of("provider-check-too-many"));
    }
    if form.is_refused() {
        return page((&visit, &on, &state), form, Form::default(), Vec::new()).await;
    }
    let scope = asking(&state, &on)?;
    let mut answered = Vec::with_capacity(lines.len());
    for line in lines {
        let Ok(address) = Address::from_human(&line, channel) else {
            answered.push(Answered {
                recipient: line,
                reason: None,
                valid_until: String::new(),
            });
            continue;
        };
        let ask = Ask {
            address: address.clone(),
            channel,
            recipient_type,
            exemption: None,
        };
        let answer = state.registry.asking().check(&scope, &ask).await?;
        let allows = answer.reason.allows();
        answered.push(Answered {
            recipient: address.to_string(),
            reason: Some(answer.reason),
            valid_until: if allows {
                answer.valid_until.to_wire()
            } else {
                String::new()
            },
        });
    }
    let activity = on.scope.activity(Action::RecipientsChecked);
    state.registry.note(activity).await?;
    page((&visit, &on, &state), form, Form::default(), answered).await
}
