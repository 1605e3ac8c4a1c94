//! One file of consents: how its columns are read, how far it has come, and what became of its rows.

use askama::Template;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use domain::{Channel, RecipientType, RequestId, Source, Status};
use futures::stream;
use registry::contract::uploads::{
    Field, Gap, Holds, Layout, LayoutChoice, Preview, Upload, UploadError, UploadFormat,
    UploadState,
};
use registry::provider::{Action, Editing, Managing};
use registry::table::{BOOK_ROWS_MAX, TableForm};
use words::Words;

use super::brand::OnBrand;
use super::days::{attachment, ending};
use super::paths;
use super::uploads::{failed, place, state_text};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;

/// The longest form that says how columns are read, in bytes: as many as a file may have, with long names, as forms write
/// them.
const LAYOUT_FORM_BYTES_MAX: usize = 1024 * 1024;

fields! {
    /// How the columns are read.
    enum ChoiceField {
        Layout = hidden("layout"),
        Channel = choice("channel"),
        Status = choice("status"),
        Source = choice("source"),
        Recipients = choice("recipient_type"),
        Confirm = choice("confirm"),
        DryRun = choice("dry_run"),
    }
}

/// The fields that may be one word in the whole file.
const WHOLE_FILE: [(ChoiceField, Field); 4] = [
    (ChoiceField::Channel, Field::Channel),
    (ChoiceField::Status, Field::Status),
    (ChoiceField::Source, Field::Source),
    (ChoiceField::Recipients, Field::RecipientType),
];

pub fn routes() -> Routes {
    let limit = DefaultBodyLimit::max(LAYOUT_FORM_BYTES_MAX);
    Routes::new()
        .route(paths::UPLOAD, get(show_one))
        .route(paths::UPLOAD_CONFIRM, post(confirm).layer(limit))
        .route(paths::UPLOAD_REFUSED, get(refused))
        .route(paths::UPLOAD_END, post(end))
}

#[derive(Template)]
#[template(path = "provider/upload.html")]
struct UploadPage<'a> {
    page: Page,
    on: &'a OnBrand<Editing>,
    form: Form<ChoiceField>,
    upload: Upload,
    /// Whether the member may end it though it is another's.
    manages: bool,
    /// `None`: there is nothing to confirm.
    preview: Option<Preview>,
}

impl UploadPage<'_> {
    fn state(&self) -> String {
        self.page.t(state_text(self.upload.state))
    }

    fn to(&self, pattern: &str) -> String {
        place(pattern, self.upload.id, self.on)
    }

    /// Where the refused rows are taken as a table of either kind: the text and the link, the file's own kind first. A book
    /// has no more rows than people can read back.
    fn refused_links(&self) -> Vec<(&'static str, String)> {
        let upload = &self.upload;
        let here = self.to(paths::UPLOAD_REFUSED);
        let link = |form: &str| format!("{here}&{}={form}", paths::FORM);
        let csv = ("uploads-take-refused-csv", link("csv"));
        let book = ("uploads-take-refused-book", link("xlsx"));
        match upload.format {
            _ if upload.counts.refused > BOOK_ROWS_MAX => vec![csv],
            Some(UploadFormat::Xlsx) => vec![book, csv],
            _ => vec![csv, book],
        }
    }

    fn is_working(&self) -> bool {
        matches!(
            self.upload.state,
            UploadState::Judging | UploadState::Applying
        )
    }

    fn is_over(&self) -> bool {
        matches!(
            self.upload.state,
            UploadState::Done | UploadState::Failed | UploadState::Cancelled
        )
    }

    /// What became of rows, or would: each outcome's text and number.
    fn outcomes(&self) -> Vec<(String, u64)> {
        let counts = self.upload.counts;
        self.named([
            counts.recorded,
            counts.corrected,
            counts.already,
            counts.older,
            counts.refused,
        ])
    }

    fn would_be(&self) -> Vec<(String, u64)> {
        let Some(judged) = &self.upload.judgement else {
            return Vec::new();
        };
        let numbers = [
            judged.recorded,
            judged.corrected,
            judged.already,
            judged.older,
            judged.refused,
        ];
        let mut named = self.named(numbers);
        named.push((self.page.t("uploads-late-today"), judged.late_today));
        named.push((self.page.t("uploads-late-tomorrow"), judged.late_tomorrow));
        named
    }

    fn named(&self, numbers: [u64; 5]) -> Vec<(String, u64)> {
        let texts = [
            "uploads-recorded",
            "uploads-corrected",
            "uploads-already",
            "uploads-older",
            "uploads-refused",
        ];
        let texts = texts.map(|text| self.page.t(text));
        texts.into_iter().zip(numbers).collect()
    }

    /// The codes of refused rows: of those that were, or else of those that would be.
    fn codes(&self) -> Vec<(String, String, u64)> {
        let would_be = self.upload.judgement.as_ref().map(|judged| &judged.codes);
        let codes = would_be
            .filter(|_| self.preview.is_some())
            .unwrap_or(&self.upload.codes);
        let said = |code: &str| self.page.words.finding(code, None).0;
        let each = codes.iter();
        each.map(|(code, count)| (code.clone(), said(code), *count))
            .collect()
    }

    /// Each column's name, and what it holds.
    fn columns(&self, preview: &Preview) -> Vec<(String, String)> {
        let columns = preview.layout.columns().iter().enumerate();
        let name = |place: usize, name: &str| {
            if name.is_empty() {
                self.page.t1("uploads-column", "number", place + 1)
            } else {
                name.to_owned()
            }
        };
        columns
            .map(|(place, column)| {
                let holds = match column.holds {
                    Holds::Field(field) => field_text(field),
                    Holds::Ignored | Holds::Nothing | Holds::Unknown => "uploads-ignored",
                };
                (name(place, &column.name), self.page.t(holds))
            })
            .collect()
    }

    /// The fields that no column holds and that may be one word in the whole file: the field of the form, its label, and
    /// the words.
    fn missing(&self, preview: &Preview) -> Vec<(ChoiceField, String, Vec<Choice>)> {
        let columns = preview.layout.columns();
        let is_held = |field: Field| {
            let holds = Holds::Field(field);
            columns.iter().any(|column| column.holds == holds)
        };
        let missing = WHOLE_FILE.into_iter().filter(|(_, field)| !is_held(*field));
        missing
            .map(|(of_form, field)| {
                let label = self.page.t(field_text(field));
                (of_form, label, self.words_of(field))
            })
            .collect()
    }

    fn words_of(&self, field: Field) -> Vec<Choice> {
        let page = &self.page;
        let mut words = vec![Choice::new("", page.t("uploads-choose"))];
        match field {
            Field::Channel => words.extend(Channel::ALL.map(|one| page.channel_choice(one))),
            Field::Status => {
                words.extend(Status::ALL.map(|one| Choice::new(one.as_wire(), page.status(one))));
            }
            Field::RecipientType => {
                let each = RecipientType::ALL;
                words.extend(each.map(|one| Choice::new(one.as_wire(), page.recipient_type(one))));
            }
            Field::Source => {
                let each = Source::ALL.iter().copied();
                let own = each.filter(|one| Source::from_provider_wire(one.as_wire()).is_ok());
                words.extend(own.map(|one| Choice::new(one.as_wire(), page.source(Some(one)))));
            }
            _ => {}
        }
        words
    }

    /// Whether no choice of words would make its rows readable.
    fn is_blocked(&self, preview: &Preview) -> bool {
        let mut gaps = preview.gaps.iter();
        gaps.any(|gap| matches!(gap, Gap::Missing(Field::Recipient) | Gap::Twice(_)))
    }

    fn layout(&self, preview: &Preview) -> String {
        preview.layout.to_json()
    }
}

/// What a field is called.
const fn field_text(field: Field) -> &'static str {
    match field {
        Field::Channel => "uploads-field-channel",
        Field::Source => "uploads-field-source",
        Field::Recipient => "uploads-field-recipient",
        Field::Status => "uploads-field-status",
        Field::ConsentDate => "uploads-field-date",
        Field::RecipientType => "uploads-field-recipient-type",
        Field::RetailerCode => "uploads-field-retailer",
        Field::RetailerAccess => "uploads-field-retailers",
    }
}

async fn show_one(
    visit: Visit,
    on: OnBrand<Editing>,
    managing: Result<OnBrand<Managing>, Response>,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let form = Form::default();
    page_of(&visit, &on, &state, (named(&name)?, managing.is_ok()), form).await
}

async fn page_of(
    visit: &Visit,
    on: &OnBrand<Editing>,
    state: &WebState,
    (id, manages): (RequestId, bool),
    mut form: Form<ChoiceField>,
) -> Result<Response, Failure> {
    let contract = state.registry.contract();
    let mut upload = contract.upload(&on.scope, id).await.map_err(failed)?;
    let mut preview = None;
    if upload.is_own && upload.state == UploadState::Received {
        match contract.preview_upload(&on.scope, id).await {
            Ok(shown) => preview = Some(shown),
            Err(UploadError::NoLayout(_)) => {
                form = form.refused_whole(Text::of("uploads-no-layout"));
            }
            // It cannot be read, which was found out just now.
            Err(UploadError::State) => {
                upload = contract.upload(&on.scope, id).await.map_err(failed)?;
            }
            Err(error) => return Err(failed(error)),
        }
    }
    let page = on.page(visit, "upload-title", paths::UPLOADS)?.of(&form);
    let status = form.status();
    let shown = UploadPage {
        page,
        on,
        form,
        upload,
        manages,
        preview,
    };
    show_with(status, &shown)
}

async fn confirm(
    visit: Visit,
    on: OnBrand<Editing>,
    Path(name): Path<String>,
    State(state): State<WebState>,
    form: Form<ChoiceField>,
) -> Result<Response, Failure> {
    let id = named(&name)?;
    let pressed = form.pressed([ChoiceField::Confirm, ChoiceField::DryRun])?;
    let choice = chosen(&form)?;
    let contract = state.registry.contract();
    let done = if pressed == ChoiceField::Confirm {
        contract.confirm_upload(&on.scope, id, choice).await
    } else {
        contract.judge_upload(&on.scope, id, choice).await
    };
    match done {
        Ok(()) if pressed == ChoiceField::Confirm => {
            let confirmed = on.scope.activity(Action::UploadConfirmed);
            let confirmed = confirmed.object(id.to_wire());
            state.registry.note(confirmed).await?;
        }
        // Somebody else was quicker: the page tells how it stands.
        Ok(()) | Err(UploadError::State) => {}
        Err(UploadError::Gaps(_) | UploadError::OtherColumns | UploadError::NoLayout(_)) => {
            let form = form.refused_whole(Text::of("uploads-gaps"));
            return page_of(&visit, &on, &state, (id, false), form).await;
        }
        Err(error) => return Err(failed(error)),
    }
    let to = place(paths::UPLOAD, id, &on);
    Ok(Redirect::to(&to).into_response())
}

/// What was chosen; a column that nobody knows is not read.
fn chosen(form: &Form<ChoiceField>) -> Result<LayoutChoice, Failure> {
    let layout = Layout::parse(form.value(ChoiceField::Layout));
    let mut layout = layout.map_err(|_| Failure::BadForm)?;
    let unknown: Vec<usize> = layout
        .columns()
        .iter()
        .enumerate()
        .filter(|(_, column)| column.holds == Holds::Unknown)
        .map(|(place, _)| place)
        .collect();
    for place in unknown {
        let assigned = layout.assign(place, Holds::Ignored);
        assigned.map_err(|_| Failure::BadForm)?;
    }
    let words = WHOLE_FILE.into_iter();
    let words = words.map(|(of_form, field)| (field, form.value(of_form).to_owned()));
    Ok(LayoutChoice {
        layout: Some(layout),
        whole_file: words.filter(|(_, word)| !word.is_empty()).collect(),
    })
}

async fn refused(
    visit: Visit,
    on: OnBrand<Editing>,
    Path(name): Path<String>,
    Query(query): Query<Vec<(String, String)>>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let id = named(&name)?;
    let form = query.iter().find(|(name, _)| name == paths::FORM);
    let form = match form.map(|(_, form)| form.as_str()) {
        None | Some("csv") => TableForm::Csv(visit.words.language()),
        Some("xlsx") => TableForm::Book,
        Some(_) => return Err(Failure::NotFound),
    };
    let contract = state.registry.contract();
    let file = match contract.refused_rows(&on.scope, id, form).await {
        Ok(file) => file,
        Err(UploadError::State) => return Err(Failure::NotFound),
        Err(error) => return Err(failed(error)),
    };
    let words: Words = visit.words;
    let said = move |code: &str, column: Option<&str>| words.finding(code, column);
    let pieces = file.pieces(said);
    let body = stream::unfold(pieces, |mut pieces| async {
        let piece = pieces.recv().await?;
        Some((piece, pieces))
    });
    Ok((
        attachment("reddedilen", ending(form)),
        Body::from_stream(body),
    )
        .into_response())
}

async fn end(
    on: OnBrand<Editing>,
    managing: Result<OnBrand<Managing>, Response>,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let id = named(&name)?;
    let contract = state.registry.contract();
    let ended = match managing {
        Ok(managing) => contract.end_any_upload(&managing.scope, id).await,
        Err(_) => contract.end_upload(&on.scope, id).await,
    };
    ended.map_err(failed)?;
    let to = paths::asking(paths::UPLOADS, paths::BRAND, on.scope.brand());
    Ok(Redirect::to(&to).into_response())
}

/// The upload that a path names.
pub fn named(name: &str) -> Result<RequestId, Failure> {
    RequestId::from_wire(name).ok_or(Failure::NotFound)
}
