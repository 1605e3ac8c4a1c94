//! One complaint, and what is answered: shown, kept as a draft, submitted.

use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use registry::proof::receipts::Proven;
use registry::provider::complaints::{
    AnswerDone, AnswerField, AnswerForm, AnswerGap, ComplaintNumber,
};

use super::page::{DOCUMENT, Field, Forms, SAVED, SUBMITTED, after, number_of, page_of};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::Form;
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;
use crate::provider::session::Answerer;
use crate::provider::{paths, refusal};

pub fn routes() -> Routes {
    Routes::new()
        .route(paths::COMPLAINT, get(show_one).post(write))
        .route(paths::COMPLAINT_PROOF, get(proof))
}

async fn show_one(
    visit: Visit,
    answerer: Answerer,
    Path(number): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let number = number_of(&number)?;
    let done = query.iter().find(|(name, _)| name == paths::DONE);
    let done = done.and_then(|(_, done)| {
        let mut known = [SAVED, SUBMITTED, DOCUMENT].into_iter();
        known.find(|known| known == done)
    });
    let forms = Forms {
        done,
        ..Forms::default()
    };
    page_of(&visit, &answerer, &state, (number, forms)).await
}

async fn write(
    visit: Visit,
    answerer: Answerer,
    Path(number): Path<String>,
    State(state): State<WebState>,
    form: Form<Field>,
) -> Result<Response, Failure> {
    let number = number_of(&number)?;
    let button = form.pressed([Field::Save, Field::Submit])?;
    let which = (number, form.required(Field::Version)?);
    let answer = written_in(&form);
    if button == Field::Submit && form.sent(Field::Sure).is_none() {
        let form = form.refused(Field::Sure, Text::of("answering-sure-missing"));
        return shown_again(&visit, &answerer, &state, (number, form, false)).await;
    }
    let (console, session) = (state.registry.provider(), &answerer.0.0);
    let written = if button == Field::Submit {
        console.submit_answer(session, which, &answer).await?
    } else {
        console.save_answer(session, which, &answer).await?
    };
    let is_stale = written == AnswerDone::Changed;
    let form = match written {
        AnswerDone::Saved => return Ok(after(number, SAVED)),
        AnswerDone::Submitted { .. } => return Ok(after(number, SUBMITTED)),
        AnswerDone::Gone => return Err(Failure::NotFound),
        AnswerDone::Gaps(gaps) => gaps.into_iter().fold(form, |form, gap| {
            let (field, why) = gap_text(gap);
            form.refused(field, why)
        }),
        AnswerDone::Changed => too_late(form, "answering-changed"),
        AnswerDone::Over => too_late(form, "answering-over"),
    };
    shown_again(&visit, &answerer, &state, (number, form, is_stale)).await
}

async fn shown_again(
    visit: &Visit,
    answerer: &Answerer,
    state: &WebState,
    (number, form, is_stale): (ComplaintNumber, Form<Field>, bool),
) -> Result<Response, Failure> {
    let forms = Forms {
        answer: Some(form),
        is_stale,
        ..Forms::default()
    };
    page_of(visit, answerer, state, (number, forms)).await
}

/// What a form says, with lines that end as they are counted while they are typed.
fn written_in(form: &Form<Field>) -> AnswerForm {
    let text = |field| form.value(field).trim().replace("\r\n", "\n");
    AnswerForm {
        message_id: text(Field::MessageId),
        statement: text(Field::Statement),
        correction: text(Field::Correction),
    }
}

/// A form that came after somebody else's.
fn too_late(form: Form<Field>, why: &'static str) -> Form<Field> {
    form.answered_with(StatusCode::CONFLICT)
        .refused_whole(Text::of(why))
}

fn gap_text(gap: AnswerGap) -> (Field, Text) {
    let of = |field| match field {
        AnswerField::MessageId => Field::MessageId,
        AnswerField::Statement => Field::Statement,
        AnswerField::Correction => Field::Correction,
    };
    match gap {
        AnswerGap::Missing(field) => (of(field), Text::of("answering-statement-missing")),
        AnswerGap::TooLong(field, most) => {
            let text = Text::of("answering-too-long").filled("most", most);
            (of(field), text)
        }
    }
}

async fn proof(
    answerer: Answerer,
    Path(number): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let number = number_of(&number)?;
    let console = state.registry.provider();
    let proof = console.complaint_proof(&answerer.0.0, number).await;
    match refusal::allowed(proof)?.ok_or(Failure::NotFound)? {
        Proven::Whole(proof) => {
            let name = format!("attachment; filename=\"izin-state-{number}.json\"");
            let headers = [
                (
                    header::CONTENT_TYPE,
                    "application/json; charset=utf-8".to_owned(),
                ),
                (header::CONTENT_DISPOSITION, name),
            ];
            Ok((headers, proof.to_json()).into_response())
        }
        Proven::Waiting(wait) => Err(Failure::NotYet(wait.as_secs())),
        Proven::Erased | Proven::Unknown => Err(Failure::NotFound),
    }
}
