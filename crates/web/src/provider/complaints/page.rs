//! The page of one complaint: what it says, what the registry holds about it, and the answer's form.

use askama::Template;
use axum::response::{IntoResponse, Redirect, Response};
use domain::{Status, Timestamp};
use registry::provider::complaints::{
    AnswerDocument, CORRECTION_MAX, ComplaintNumber, ComplaintToAnswer, DOCUMENT_BYTES_MAX,
    EvidenceNotice, EvidenceRecord, EvidenceState, MESSAGE_ID_MAX, STATEMENT_MAX,
};

use super::time_left::{days_left, tag};
use crate::WebState;
use crate::kit::address;
use crate::kit::failure::Failure;
use crate::kit::form::{Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::visit::Visit;
use crate::provider::paths;
use crate::provider::session::Answerer;

/// Bytes in a MiB.
const MIB: usize = 1024 * 1024;

/// What was just done, as the query of the page says it.
pub const SAVED: &str = "saved";
pub const SUBMITTED: &str = "submitted";
pub const DOCUMENT: &str = "document";

fields! {
    /// What is answered.
    pub enum Field {
        MessageId = text("message_id", MESSAGE_ID_MAX),
        Statement = text("statement", STATEMENT_MAX),
        Correction = text("correction", CORRECTION_MAX),
        /// How often the answer had been written to when the form was made.
        Version = hidden("version"),
        /// That it is known that nothing can be changed afterwards.
        Sure = choice("sure"),
        Save = choice("save"),
        Submit = choice("submit"),
    }
}

fields! {
    /// A document to be put to the answer.
    pub enum DocumentField {
        File = file("file"),
        /// The document to be taken away.
        Id = hidden("id"),
    }
}

/// What is shown beside the complaint.
#[derive(Default)]
pub struct Forms {
    /// The answer's form as it was sent; `None`: it is to be filled in with what is kept.
    pub answer: Option<Form<Field>>,
    /// The document's.
    pub document: Form<DocumentField>,
    /// What was just done.
    pub done: Option<&'static str>,
    /// What stands there now is somebody else's, whose words are shown beside.
    pub is_stale: bool,
}

#[derive(Template)]
#[template(path = "provider/complaint.html")]
struct ComplaintPage {
    page: Page,
    shown: ComplaintToAnswer,
    form: Form<Field>,
    document_form: Form<DocumentField>,
    done: Option<&'static str>,
    is_stale: bool,
}

impl ComplaintPage {
    fn to(&self, pattern: &str) -> String {
        paths::filled(pattern, &[&self.shown.number])
    }

    fn address(&self) -> String {
        address::shown(&self.shown.complaint.address)
    }

    fn left(&self) -> String {
        days_left(&self.page, self.shown.days_left)
    }

    fn tag(&self) -> &'static str {
        tag(self.shown.days_left)
    }

    fn last_day(&self) -> String {
        self.page.day(self.shown.last_day.start())
    }

    fn at(&self, millis: &i64) -> String {
        self.page.instant(Timestamp::from_millis(*millis))
    }

    fn status(&self, held: &EvidenceState) -> Status {
        if held.approves() {
            Status::Approval
        } else {
            Status::Refusal
        }
    }

    fn receipt(&self, held: &EvidenceState) -> String {
        let path = paths::filled(paths::RECEIPT, &[&held.transaction]);
        paths::asking(&path, paths::BRAND, self.shown.brand)
    }

    /// Whether there is a record whose state can be proven.
    fn is_proven(&self, record: &EvidenceRecord) -> bool {
        record.last_change.is_some()
            && record.recipient_type() == Some(self.shown.complaint.recipient_type)
    }

    fn asker(&self, kind: &str) -> String {
        self.page.t(&format!("complaint-asker-{kind}"))
    }

    fn notice(&self, notice: &EvidenceNotice) -> String {
        self.page.t(match notice {
            EvidenceNotice {
                undeliverable: true,
                ..
            } => "answering-notice-undeliverable",
            EvidenceNotice { by_text: true, .. } => "answering-notice-text",
            EvidenceNotice { by_text: false, .. } => "answering-notice-mail",
        })
    }

    fn size(&self, document: &AnswerDocument) -> String {
        let kib = document.bytes.div_ceil(1024);
        self.page.t1("answering-document-size", "kib", kib)
    }

    fn digest(&self, document: &AnswerDocument) -> String {
        hex::encode(document.sha256)
    }

    fn document_id(&self, document: &AnswerDocument) -> String {
        hex::encode(document.id.0)
    }

    fn done(&self) -> Option<String> {
        let text = match self.done? {
            SAVED => "answering-saved",
            SUBMITTED => "answering-submitted",
            _ => "answering-document-done",
        };
        Some(self.page.t(text))
    }

    fn document_hint(&self) -> String {
        let mib = DOCUMENT_BYTES_MAX / MIB;
        self.page.t1("answering-document-hint", "mib", mib)
    }

    /// What was typed into a form that came too late, field by field.
    fn unkept(&self) -> Vec<&str> {
        let fields = [Field::MessageId, Field::Statement, Field::Correction];
        let typed = fields.map(|field| self.form.value(field));
        let refused = self.form.is_refused();
        typed
            .into_iter()
            .filter(|typed| refused && !typed.is_empty())
            .collect()
    }
}

/// The number in a path. What is none is nobody's complaint.
pub fn number_of(text: &str) -> Result<ComplaintNumber, Failure> {
    text.parse().map_err(|_| Failure::NotFound)
}

/// Where a complaint's page is, saying what was just done.
pub fn after(number: ComplaintNumber, done: &str) -> Response {
    let path = paths::filled(paths::COMPLAINT, &[&number]);
    Redirect::to(&paths::asking(&path, paths::DONE, done)).into_response()
}

/// The page of a complaint that is theirs to answer.
pub async fn page_of(
    visit: &Visit,
    answerer: &Answerer,
    state: &WebState,
    (number, forms): (ComplaintNumber, Forms),
) -> Result<Response, Failure> {
    let console = state.registry.provider();
    let shown = console.complaint(&answerer.0.0, number).await?;
    let shown = shown.ok_or(Failure::NotFound)?;
    let form = match forms.answer {
        // A colleague's words are shown beside it, so that they may be written over.
        Some(form) if forms.is_stale => form.with(Field::Version, shown.version),
        Some(form) => form,
        None => {
            let answer = &shown.answer;
            Form::default()
                .with(Field::MessageId, &answer.message_id)
                .with(Field::Statement, &answer.statement)
                .with(Field::Correction, &answer.correction)
                .with(Field::Version, shown.version)
        }
    };
    let status = if form.is_refused() {
        form.status()
    } else {
        forms.document.status()
    };
    let page = answerer
        .0
        .page(visit, "answering-complaint-title", paths::COMPLAINTS);
    let page = if form.is_refused() {
        page.of(&form)
    } else {
        page.of(&forms.document)
    };
    let shown = ComplaintPage {
        page,
        shown,
        form,
        document_form: forms.document,
        done: forms.done,
        is_stale: forms.is_stale,
    };
    show_with(status, &shown)
}
