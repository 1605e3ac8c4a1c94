//! The page of a question whether somebody consents to a brand's messages (contract 14): who asks, for what, in which
//! words; a box for each record, none of them ticked; and a button that refuses all.
//!
//! No sign-in: the link is the proof. Looking changes nothing, since programs follow links.

use std::collections::BTreeSet;

use askama::Template;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use domain::{BrandCode, Channel, RecipientType, Status, TransactionId};
use registry::people::verified::{
    AnsweredRecord, AskedConsent, ConsentAnswer, ConsentAnswered, VerificationLink,
};

use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::people::link_token::{NO_INDEX, Token};
use crate::people::paths;
use crate::people::session::Visit;

/// The most boxes that are ticked: a brand has three channels at most, and a question few brands.
const BOXES_MAX: usize = 100;

pub fn routes() -> Routes {
    Routes::new().route(paths::VERIFICATION, get(look).post(answer))
}

fields! {
    /// The records that are agreed to, and the button that was pressed.
    enum Answered {
        Record = boxes("record", BOXES_MAX),
        Approve = choice("approve"),
        Refuse = choice("refuse"),
    }
}

#[derive(Template)]
#[template(path = "people/verification/question.html")]
struct QuestionPage {
    page: Page,
    asked: AskedConsent,
    until: String,
    /// The one question, where there is but one.
    single: Option<(String, Choice)>,
    records: Vec<Choice>,
    form: Form<Answered>,
}

#[derive(Template)]
#[template(path = "people/verification/done.html")]
struct DonePage {
    page: Page,
    rows: Vec<Row>,
}

/// One record of an answer.
struct Row {
    brand: String,
    channel: String,
    approved: bool,
    status: String,
    receipt: Option<String>,
}

#[derive(Template)]
#[template(path = "people/exit_over.html")]
struct OverPage {
    page: Page,
    explanation: String,
}

async fn look(visit: Visit, State(state): State<WebState>, uri: Uri) -> Result<Response, Failure> {
    let token = Token::of(&uri, paths::VERIFICATION_PREFIX);
    let link = state.registry.people().verification(&token.0).await?;
    shown(&visit, &token, link, Form::default())
}

async fn answer(
    visit: Visit,
    State(state): State<WebState>,
    uri: Uri,
    form: Form<Answered>,
) -> Result<Response, Failure> {
    let token = Token::of(&uri, paths::VERIFICATION_PREFIX);
    let people = state.registry.people();
    let pressed = form.pressed([Answered::Approve, Answered::Refuse])?;
    let answer = if pressed == Answered::Refuse {
        ConsentAnswer::Refuse
    } else {
        let records: Option<BTreeSet<_>> = form.all(Answered::Record).map(record).collect();
        ConsentAnswer::Approve(records.ok_or(Failure::BadForm)?)
    };
    match people.answer_verification(&token.0, answer).await? {
        ConsentAnswered::Recorded(records) => {
            let template = DonePage {
                page: here(&visit, &token).page("consent-request-done-title"),
                rows: records.iter().map(|one| row(&visit, one)).collect(),
            };
            reply(StatusCode::OK, &template)
        }
        ConsentAnswered::NothingChosen => {
            let link = people.verification(&token.0).await?;
            let none = Text::of("consent-request-none");
            let form = form.only(Answered::Record).refused(Answered::Record, none);
            shown(&visit, &token, link, form)
        }
        ConsentAnswered::Closed(link) => shown(&visit, &token, link, Form::default()),
    }
}

/// What a link leads to.
fn shown(
    visit: &Visit,
    token: &Token,
    link: VerificationLink,
    form: Form<Answered>,
) -> Result<Response, Failure> {
    let (status, title, text) = match link {
        VerificationLink::Open(asked) => return question(&here(visit, token), *asked, form),
        VerificationLink::Answered => (
            StatusCode::GONE,
            "consent-request-answered-title",
            "consent-request-answered",
        ),
        VerificationLink::Over => (StatusCode::GONE, "exit-over-title", "exit-over"),
        VerificationLink::Unknown => (StatusCode::NOT_FOUND, "exit-unknown-title", "exit-unknown"),
    };
    let template = OverPage {
        page: here(visit, token).page(title),
        explanation: visit.words.text(text),
    };
    reply(status, &template)
}

fn question(visit: &Visit, asked: AskedConsent, form: Form<Answered>) -> Result<Response, Failure> {
    let choice = |(brand, name, channel): &(BrandCode, String, Channel)| {
        let value = format!("{}-{}", brand.0, channel.to_byte());
        let choice = Choice::new(value, format!("{name} – {}", visit.words.channel(*channel)));
        match asked.recipient_type {
            RecipientType::Individual => choice,
            RecipientType::Merchant => {
                choice.with_note(visit.words.text("consent-request-merchant"))
            }
        }
    };
    let records: Vec<Choice> = asked.records.iter().map(choice).collect();
    let single = asked.records.first().filter(|_| asked.is_single);
    let single = single.map(|one| {
        let (_, name, channel) = one;
        let variables = [
            ("brand", name.clone().into()),
            ("channel", visit.words.channel(*channel).into()),
        ];
        let text = visit.words.with("consent-request-single", &variables);
        (text, choice(one))
    });
    let page = visit.page("consent-request-title");
    let template = QuestionPage {
        page: page.of(&form),
        until: visit.words.instant(asked.expires_at),
        single,
        records,
        asked,
        form,
    };
    reply(template.form.status(), &template)
}

fn row(visit: &Visit, record: &AnsweredRecord) -> Row {
    Row {
        brand: record.brand.clone(),
        channel: visit.words.channel(record.channel),
        approved: record.status == Status::Approval,
        status: visit.words.status(record.status),
        receipt: record.transaction.map(TransactionId::to_wire),
    }
}

fn record(value: &str) -> Option<(BrandCode, Channel)> {
    let (brand, channel) = value.split_once('-')?;
    let channel = Channel::from_byte(channel.parse().ok()?)?;
    Some((BrandCode(brand.parse().ok()?), channel))
}

/// A change of language leads back to the link, after a form as well.
fn here(visit: &Visit, token: &Token) -> Visit {
    let mut visit = visit.clone();
    visit.here = token.path(paths::VERIFICATION_PREFIX);
    visit
}

fn reply(status: StatusCode, template: &impl Template) -> Result<Response, Failure> {
    Ok(([NO_INDEX], show_with(status, template)?).into_response())
}
