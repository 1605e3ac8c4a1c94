//! Files of consents: handing one in, and those that were.

use askama::Template;
use axum::extract::multipart::{Field as Part, Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use domain::RequestId;
use registry::contract::uploads::{Upload, UploadDraft, UploadError, UploadState};
use registry::provider::Editing;

use super::brand::OnBrand;
use super::paths;
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Field as _, Form, fields};
use crate::kit::page::{Page, show_with};
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;

/// The longest file that is handed in by a form without a script, in bytes. It has to come while a form may take; longer ones
/// come in pieces ([`super::sending`]).
const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// What a form may have round the file, in bytes: boundaries, headers, the file's name.
const ROUND_IT_BYTES: usize = 16 * 1024;

fields! {
    enum FileField {
        File = file("file"),
    }
}

pub fn routes() -> Routes {
    let limit = DefaultBodyLimit::max(FILE_BYTES_MAX + ROUND_IT_BYTES);
    Routes::new().route(paths::UPLOADS, get(list).post(take).layer(limit))
}

/// Where the page of an upload is, or what is done on it.
pub fn place<P>(pattern: &str, id: RequestId, on: &OnBrand<P>) -> String {
    let path = paths::filled(pattern, &[&id.to_wire()]);
    paths::asking(&path, paths::BRAND, on.scope.brand())
}

/// What a state is called.
pub fn state_text(state: UploadState) -> &'static str {
    match state {
        UploadState::Receiving => "uploads-receiving",
        UploadState::Received => "uploads-received",
        UploadState::Judging => "uploads-judging",
        UploadState::Applying => "uploads-applying",
        UploadState::Done => "uploads-done",
        UploadState::Failed => "uploads-failed",
        UploadState::Cancelled => "uploads-cancelled",
    }
}

#[derive(Template)]
#[template(path = "provider/uploads.html")]
struct UploadsPage<'a> {
    page: Page,
    on: &'a OnBrand<Editing>,
    form: Form<FileField>,
    uploads: Vec<Upload>,
}

impl UploadsPage<'_> {
    fn here(&self) -> String {
        self.on.here(paths::UPLOADS)
    }

    /// Where the page's script begins a file that it sends in pieces.
    fn begin(&self) -> String {
        self.on.here(paths::UPLOADS_BEGIN)
    }

    fn link(&self, upload: &Upload) -> String {
        place(paths::UPLOAD, upload.id, self.on)
    }

    fn name(&self, upload: &Upload) -> String {
        let name = upload.name.clone();
        name.unwrap_or_else(|| self.page.t("uploads-nameless"))
    }

    fn state(&self, upload: &Upload) -> String {
        self.page.t(state_text(upload.state))
    }

    fn recorded(&self, upload: &Upload) -> u64 {
        upload.counts.recorded + upload.counts.corrected
    }
}

async fn list(
    visit: Visit,
    on: OnBrand<Editing>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    page_of(&visit, &on, &state, Form::default()).await
}

async fn page_of(
    visit: &Visit,
    on: &OnBrand<Editing>,
    state: &WebState,
    form: Form<FileField>,
) -> Result<Response, Failure> {
    let uploads = state.registry.contract().uploads(&on.scope, None).await;
    let page = on.page(visit, "uploads-title", paths::UPLOADS)?.of(&form);
    let status = form.status();
    let shown = UploadsPage {
        uploads: uploads.map_err(failed)?,
        page,
        on,
        form,
    };
    show_with(status, &shown)
}

async fn take(
    visit: Visit,
    on: OnBrand<Editing>,
    State(state): State<WebState>,
    mut form: Multipart,
) -> Result<Response, Failure> {
    loop {
        let part = form.next_field().await.map_err(|error| unread(&error))?;
        let part = part.ok_or(Failure::BadForm)?;
        if part.name() != Some(FileField::File.rule().name) {
            continue;
        }
        let received = match receive(&on, &state, part).await {
            Err(Failure::TooMany) => Err(UploadError::TooLong),
            received => received?,
        };
        let why = match received {
            Ok(id) => {
                let to = place(paths::UPLOAD, id, &on);
                return Ok(Redirect::to(&to).into_response());
            }
            Err(UploadError::TooMany) => "uploads-too-many",
            Err(UploadError::NoRoom) => "uploads-no-room",
            Err(UploadError::TooLong) => "uploads-too-long",
            Err(UploadError::Unknown) => "uploads-no-file",
            Err(error) => return Err(failed(error)),
        };
        let form = Form::default().refused(FileField::File, Text::of(why));
        return page_of(&visit, &on, &state, form).await;
    }
}

/// Takes a file. `Unknown`: none was chosen.
async fn receive(
    on: &OnBrand<Editing>,
    state: &WebState,
    mut part: Part<'_>,
) -> Result<Result<RequestId, UploadError>, Failure> {
    let contract = state.registry.contract();
    let name = part.file_name().filter(|name| !name.is_empty());
    let Some(name) = name.map(str::to_owned) else {
        return Ok(Err(UploadError::Unknown));
    };
    let draft = UploadDraft {
        name: Some(name),
        bytes: None,
    };
    let id = match contract.begin_upload(&on.scope, draft).await {
        Ok(id) => id,
        Err(error) => return Ok(Err(error)),
    };
    let received = async {
        let receiving = contract.receive_upload(&on.scope, id, (0, None));
        let mut receiving = match receiving.await {
            Ok(receiving) => receiving,
            Err(error) => return Ok(Err(error)),
        };
        while let Some(piece) = part.chunk().await.map_err(|error| unread(&error))? {
            if let Err(error) = receiving.take(&piece).await {
                return Ok(Err(error));
            }
        }
        Ok(receiving.end().await.map(|_| id))
    };
    let received = received.await;
    if !matches!(received, Ok(Ok(_))) {
        // Nobody goes on with it.
        contract.end_upload(&on.scope, id).await.map_err(failed)?;
    }
    received
}

/// What a use case that was not expected to be refused has come to.
pub fn failed(error: UploadError) -> Failure {
    match error {
        UploadError::Unknown => Failure::NotFound,
        UploadError::Other(error) => error.into(),
        _ => Failure::Busy,
    }
}

fn unread(error: &MultipartError) -> Failure {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Failure::TooMany
    } else {
        Failure::BadForm
    }
}
