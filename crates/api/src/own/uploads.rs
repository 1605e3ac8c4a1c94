//! Files of consents, of any size: sent in one go or resumably (tus 1.0.0), shown, confirmed, recorded, and their refused
//! rows back.

mod bodies;
mod choice;
mod refused;
mod tus;

use axum::Json;
use axum::body::{Body, HttpBody as _};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::{BrandCode, ErrorCode, RequestId, Timestamp};
use edge::pace::Paced;
use edge::tus::{LENGTH, OFFSET, RESUMABLE, Tus};
use registry::contract::uploads::{Receiving, UploadDraft, UploadError};
use registry::{BrandScope, Caller};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::{Bearer, OnlyBrandPath, Parameters, Pieces, Problem, RawBody};
use crate::own::days::table_form;

use bodies::{LayoutChoiceBody, PreviewBody, UploadBody};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(begin, list, describe))
        .routes(routes!(one, offset, send, end))
        .routes(routes!(preview))
        .routes(routes!(confirm))
        .routes(routes!(dry_run))
        .routes(routes!(refused_rows))
}

codes!(BeginCodes:
    H014 = 413 "It is longer than 2 GiB.", H095 "Upload-Length or Upload-Metadata is none.", H095 = 412 "Another version of tus.",
    H095 = 460 "The checksum is another.", H123 = 409 "Another sends it.",
    H123 = 429 "Too many uploads are open, or too long ones.", H123 = 507 "There is no room."
);

/// Hand in a file of consents: CSV up to 2 GiB and 10,000,000 rows, or XLSX up to 256 MiB.
///
/// With `Tus-Resumable: 1.0.0` it is begun by `Upload-Length`, and its bytes follow by PATCH (or here, as
/// application/offset+octet-stream); `Upload-Metadata` may name it by `filename`. Without, the body is the whole file.
#[utoipa::path(
    post,
    path = "/izin/v1/brands/{brandCode}/uploads",
    tag = "uploads",
    params(("name" = Option<String>, Query, description = "The file's name, where it comes in one go")),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 201, body = UploadBody), BeginCodes)
)]
async fn begin(
    State(state): State<ApiState>,
    at: AtBrand,
    query: Parameters,
    request: Request,
) -> Result<Response, Problem> {
    let tus = Tus::of(request.headers())?;
    let draft = match tus {
        Some(tus) => tus::draft(tus.announced()?),
        None => UploadDraft {
            name: query.get("name").map(str::to_owned),
            bytes: request.body().size_hint().exact(),
        },
    };
    let sum = tus.map_or(Ok(None), Tus::checksum)?;
    let checksum = sum.map(tus::checksum);
    let scope = at.scope(&state).await?;
    let contract = state.registry.contract();
    let begun = contract.begin_upload(&scope, draft.clone());
    let id = begun.await.map_err(refused)?;
    let sends = tus.is_none_or(Tus::sends_bytes) || draft.bytes == Some(0);
    if sends {
        let (registry, body) = (state.registry.clone(), request.into_body());
        let scope = scope.clone();
        // To its end, also when nobody waits for the answer any more.
        let all = tokio::spawn(async move {
            let contract = registry.contract();
            let sent = async {
                let receiving = contract.receive_upload(&scope, id, (0, checksum));
                receive(receiving.await.map_err(refused)?, body).await
            };
            let sent = sent.await;
            if sent.is_err() {
                // Nobody knows its name, to go on with it.
                let ended = contract.end_upload(&scope, id).await;
                ended.map_err(refused)?;
            }
            sent
        });
        let broken = |error| Err(registry::Error::Failed(Box::new(error)).into());
        all.await.unwrap_or_else(broken)?;
    }
    let upload = contract.upload(&scope, id).await;
    let upload = upload.map_err(refused)?;
    let place = format!("/izin/v1/brands/{}/uploads/{}", at.brand.0, id.to_wire());
    let headers = [(header::LOCATION, place)];
    let offset = [(OFFSET, upload.received.to_string())];
    let expires = tus::expires(upload.ends_at);
    let body = Json(UploadBody::from(upload));
    Ok((
        StatusCode::CREATED,
        RESUMABLE,
        headers,
        offset,
        expires,
        body,
    )
        .into_response())
}

codes!(ListCodes: H095);

/// The brand's uploads, the newest first, at most 50: all for the provider, its own for a partner.
#[utoipa::path(
    get,
    path = "/izin/v1/brands/{brandCode}/uploads",
    tag = "uploads",
    params(("before" = Option<String>, Query, description = "Those begun before this time, YYYY-MM-DD HH:mm:ss")),
    responses((status = 200, body = Vec<UploadBody>), ListCodes)
)]
async fn list(
    State(state): State<ApiState>,
    at: AtBrand,
    query: Parameters,
) -> Result<Json<Vec<UploadBody>>, Problem> {
    let before = query.get("before").map(|text| {
        let wrong = || ErrorCode::H095.violation().at("before").with_value(text);
        Timestamp::from_wire(text).map_err(|_| Problem::from(wrong()))
    });
    let before = before.transpose()?;
    let scope = at.scope(&state).await?;
    let contract = state.registry.contract();
    let listed = contract.uploads(&scope, before).await;
    let listed = listed.map_err(refused)?;
    Ok(Json(listed.into_iter().map(UploadBody::from).collect()))
}

/// What of tus is spoken here.
#[utoipa::path(
    options,
    path = "/izin/v1/brands/{brandCode}/uploads",
    tag = "uploads",
    responses((status = 204, description = "Tus-Version, Tus-Extension, Tus-Max-Size, Tus-Checksum-Algorithm"))
)]
async fn describe(State(state): State<ApiState>, at: AtBrand) -> Result<Response, Problem> {
    at.scope(&state).await?;
    Ok((StatusCode::NO_CONTENT, RESUMABLE, tus::description()).into_response())
}

codes!(OneCodes: H015 = 404 "No such upload.");

/// How an upload stands: how many rows are done, and what became of them.
#[utoipa::path(
    get,
    path = "/izin/v1/brands/{brandCode}/uploads/{uploadId}",
    tag = "uploads",
    params(("uploadId" = String, Path, description = "The upload")),
    responses((status = 200, body = UploadBody), OneCodes)
)]
async fn one(State(state): State<ApiState>, at: AtUpload) -> Result<Json<UploadBody>, Problem> {
    let (scope, id) = at.opened(&state).await?;
    let contract = state.registry.contract();
    let upload = contract.upload(&scope, id).await;
    Ok(Json(upload.map_err(refused)?.into()))
}

/// How many bytes of an upload have come for good: where to go on.
#[utoipa::path(
    head,
    path = "/izin/v1/brands/{brandCode}/uploads/{uploadId}",
    tag = "uploads",
    params(("uploadId" = String, Path, description = "The upload")),
    responses((status = 200, description = "Upload-Offset and Upload-Length"), OneCodes)
)]
async fn offset(State(state): State<ApiState>, at: AtUpload) -> Result<Response, Problem> {
    let (scope, id) = at.opened(&state).await?;
    let contract = state.registry.contract();
    let offset = contract.upload_offset(&scope, id).await;
    let (offset, length) = offset.map_err(refused)?;
    let length = length.map(|length| [(LENGTH, length.to_string())]);
    let offset = [(OFFSET, offset.to_string())];
    Ok((RESUMABLE, offset, length, ()).into_response())
}

codes!(SendCodes:
    H015 = 404 "No such upload.", H014 = 413 "More bytes than were said.", H192 = 408 "The body does not come.",
    H095 "Upload-Offset or Upload-Checksum is none.", H095 = 412 "Another version of tus.", H095 = 415 "Not application/offset+octet-stream.",
    H095 = 460 "The checksum is another; nothing of this was kept.", H123 = 409 "Other bytes follow, or all have come.",
    H123 = 423 "Somebody is sending it.", H123 = 507 "There is no room."
);

/// Send bytes of an upload, from `Upload-Offset` on (tus 1.0.0).
///
/// `Upload-Checksum` may have the SHA-1 or SHA-256 of this body (`sha256 <base64>`).
#[utoipa::path(
    patch,
    path = "/izin/v1/brands/{brandCode}/uploads/{uploadId}",
    tag = "uploads",
    params(("uploadId" = String, Path, description = "The upload")),
    responses((status = 204, description = "Upload-Offset is where to go on"), SendCodes)
)]
async fn send(
    State(state): State<ApiState>,
    at: AtUpload,
    request: Request,
) -> Result<Response, Problem> {
    let tus = Tus::of(request.headers())?;
    let tus = tus.ok_or_else(tus::other_version)?;
    let (offset, sum) = (tus.offset()?, tus.checksum()?);
    let checksum = sum.map(tus::checksum);
    let (scope, id) = at.opened(&state).await?;
    let contract = state.registry.contract();
    let receiving = contract.receive_upload(&scope, id, (offset, checksum));
    let receiving = receiving.await.map_err(refused)?;
    let offset = receive(receiving, request.into_body()).await?;
    let offset = [(OFFSET, offset.to_string())];
    Ok((StatusCode::NO_CONTENT, RESUMABLE, offset).into_response())
}

codes!(EndCodes: H015 = 404 "No such upload.", H123 = 423 "Somebody is sending it.");

/// End an upload: what is recorded stays, the rest does not follow. One that is over is forgotten.
#[utoipa::path(
    delete,
    path = "/izin/v1/brands/{brandCode}/uploads/{uploadId}",
    tag = "uploads",
    params(("uploadId" = String, Path, description = "The upload")),
    responses((status = 204), EndCodes)
)]
async fn end(State(state): State<ApiState>, at: AtUpload) -> Result<Response, Problem> {
    let (scope, id) = at.opened(&state).await?;
    let contract = state.registry.contract();
    let ended = contract.end_upload(&scope, id).await;
    ended.map_err(refused)?;
    Ok((StatusCode::NO_CONTENT, RESUMABLE).into_response())
}

codes!(PreviewCodes:
    H015 = 404 "No such upload.", H123 = 409 "It does not wait to be confirmed; it may have failed.",
    H095 = 422 "It names no columns."
);

/// The first rows of an upload, and how its columns would be read.
#[utoipa::path(
    get,
    path = "/izin/v1/brands/{brandCode}/uploads/{uploadId}/preview",
    tag = "uploads",
    params(("uploadId" = String, Path, description = "The upload")),
    responses((status = 200, body = PreviewBody), PreviewCodes)
)]
async fn preview(
    State(state): State<ApiState>,
    at: AtUpload,
) -> Result<Json<PreviewBody>, Problem> {
    let (scope, id) = at.opened(&state).await?;
    let contract = state.registry.contract();
    let preview = contract.preview_upload(&scope, id).await;
    Ok(Json(preview.map_err(refused)?.into()))
}

codes!(ChoiceCodes:
    H015 = 404 "No such upload.", H014, H123 = 409 "It does not wait to be confirmed; it may have failed.",
    H095 = 422 "A column or word is not known or was not seen; the location names it."
);

/// Confirm how an upload's columns are read: its rows are recorded from now on.
///
/// `layout` is the preview's, as it was or changed; it may be left out where no word is translated that nobody has confirmed.
/// `wholeFile` says what a field is in every row that does not say.
#[utoipa::path(
    post,
    path = "/izin/v1/brands/{brandCode}/uploads/{uploadId}/confirm",
    tag = "uploads",
    params(("uploadId" = String, Path, description = "The upload")),
    request_body = LayoutChoiceBody,
    responses((status = 202, body = UploadBody), ChoiceCodes)
)]
async fn confirm(
    State(state): State<ApiState>,
    at: AtUpload,
    body: RawBody,
) -> Result<Response, Problem> {
    let choice = choice::read(&body)?;
    let (scope, id) = at.opened(&state).await?;
    let contract = state.registry.contract();
    let confirmed = contract.confirm_upload(&scope, id, choice);
    confirmed.await.map_err(refused)?;
    at.accepted(&state, &scope, id).await
}

/// Find out what would happen to an upload's rows, without recording any.
///
/// The upload's `judgement` tells once it is done: the outcomes, the codes, and how many approvals are too late today and
/// by the end of tomorrow. Each row is held against what is recorded, not against the file's other rows.
#[utoipa::path(
    post,
    path = "/izin/v1/brands/{brandCode}/uploads/{uploadId}/dry-run",
    tag = "uploads",
    params(("uploadId" = String, Path, description = "The upload")),
    request_body = LayoutChoiceBody,
    responses((status = 202, body = UploadBody), ChoiceCodes)
)]
async fn dry_run(
    State(state): State<ApiState>,
    at: AtUpload,
    body: RawBody,
) -> Result<Response, Problem> {
    let choice = choice::read(&body)?;
    let (scope, id) = at.opened(&state).await?;
    let contract = state.registry.contract();
    let judged = contract.judge_upload(&scope, id, choice);
    judged.await.map_err(refused)?;
    at.accepted(&state, &scope, id).await
}

codes!(RefusedCodes:
    H015 = 404 "No such upload.", H123 = 409 "Its rows are not all done.", H095 "The language is none."
);

/// The refused rows of an upload that is over, as CSV for spreadsheets or as XLSX whose cells are texts.
///
/// The file's own columns, then `satir`, `kod`, `hata` and `ne_yapmali`. Mended, it is handed in as another upload, which
/// passes these four over.
#[utoipa::path(
    get,
    path = "/izin/v1/brands/{brandCode}/uploads/{uploadId}/refused",
    tag = "uploads",
    params(
        ("uploadId" = String, Path, description = "The upload"),
        ("language" = Option<String>, Query, description = "tr, unless said otherwise, or en"),
        ("answer" = Option<String>, Query, description = "csv (when left out), or xlsx"),
    ),
    responses(
        (status = 200, body = String, content_type = "text/csv"),
        (status = 200, body = [u8], content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        RefusedCodes,
    )
)]
async fn refused_rows(
    State(state): State<ApiState>,
    at: AtUpload,
    query: Parameters,
) -> Result<Response, Problem> {
    let language = refused::language(&query)?;
    let form = table_form(&query, refused::language)?;
    let (scope, id) = at.opened(&state).await?;
    let contract = state.registry.contract();
    let file = contract.refused_rows(&scope, id, form).await;
    Ok(refused::answer(file.map_err(refused)?, language))
}

/// Who calls at a brand's uploads.
struct AtBrand {
    caller: Caller,
    brand: BrandCode,
}

impl FromRequestParts<ApiState> for AtBrand {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let Bearer(caller) = Bearer::from_request_parts(parts, state).await?;
        let OnlyBrandPath(brand) = OnlyBrandPath::from_request_parts(parts, state).await?;
        Ok(Self { caller, brand })
    }
}

impl AtBrand {
    /// The brand, if the caller may see and change any of it.
    async fn scope(&self, state: &ApiState) -> Result<BrandScope, Problem> {
        let contract = state.registry.contract();
        let scope = contract.brand_of(&self.caller, self.brand).await?;
        scope.require_manage()?;
        Ok(scope)
    }
}

/// Who calls at an upload's path.
struct AtUpload {
    brand: AtBrand,
    /// `None`: the path names none.
    id: Option<RequestId>,
}

impl FromRequestParts<ApiState> for AtUpload {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let brand = AtBrand::from_request_parts(parts, state).await?;
        let Pieces((_, id)): Pieces<(String, String)> =
            Pieces::from_request_parts(parts, state).await?;
        Ok(Self {
            brand,
            id: RequestId::from_wire(&id),
        })
    }
}

impl AtUpload {
    /// The brand, if the caller may see and change any of it, and the upload that the path names.
    async fn opened(&self, state: &ApiState) -> Result<(BrandScope, RequestId), Problem> {
        let scope = self.brand.scope(state).await?;
        let id = self.id.ok_or(UploadError::Unknown).map_err(refused)?;
        Ok((scope, id))
    }

    /// How it stands, once something is to be done about it.
    async fn accepted(
        &self,
        state: &ApiState,
        scope: &BrandScope,
        id: RequestId,
    ) -> Result<Response, Problem> {
        let contract = state.registry.contract();
        let upload = contract.upload(scope, id).await;
        let body = UploadBody::from(upload.map_err(refused)?);
        Ok((StatusCode::ACCEPTED, Json(body)).into_response())
    }
}

/// Takes what a body brings; says how many bytes of the upload have come for good.
async fn receive(receiving: Receiving, body: Body) -> Result<u64, Problem> {
    let pieces = Body::new(Paced::new(body)).into_data_stream();
    receiving.take_all(pieces).await.map_err(refused)
}

/// A header of an answer.
type Header = [(HeaderName, String); 1];

/// What a use case of uploads is refused with.
fn refused(error: UploadError) -> Problem {
    let busy = |status| Problem::code(ErrorCode::H123).with_status(status);
    match error {
        UploadError::Unknown => Problem::code(ErrorCode::H015).with_status(StatusCode::NOT_FOUND),
        UploadError::Offset(_) | UploadError::State => busy(StatusCode::CONFLICT),
        UploadError::Held => busy(StatusCode::LOCKED),
        UploadError::BrokenOff => {
            Problem::code(ErrorCode::H192).with_status(StatusCode::REQUEST_TIMEOUT)
        }
        UploadError::TooLong => {
            Problem::code(ErrorCode::H014).with_status(StatusCode::PAYLOAD_TOO_LARGE)
        }
        UploadError::TooMany => busy(StatusCode::TOO_MANY_REQUESTS).with_wait(tus::OPEN_SECONDS),
        UploadError::NoRoom => busy(StatusCode::INSUFFICIENT_STORAGE),
        UploadError::Checksum => {
            Problem::code(ErrorCode::H095).with_status(tus::checksum_mismatch())
        }
        UploadError::NoLayout(_)
        | UploadError::OtherColumns
        | UploadError::Unconfirmed
        | UploadError::Gaps(_) => choice::refused(&error),
        UploadError::Other(error) => error.into(),
    }
}
