//! The image of a complaint: taken within bounds, given back for saving only.

use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use registry::cases::complaints::{IMAGE_BYTES_MAX, Image, ImageKind, ImageSet};

use super::complaining::Complaining;
use super::list::draft_named;
use super::paths;
use super::review::review_page;
use crate::WebState;
use crate::kit::client::Client;
use crate::kit::failure::Failure;
use crate::kit::form::{Field, Form, fields};
use crate::kit::routes::Routes;
use crate::kit::text::Text;

/// What a form may have round the image, in bytes: boundaries, headers, the file's name.
const ROUND_IT_BYTES: usize = 16 * 1024;

fields! {
    pub(super) enum ImageField {
        Image = file("image"),
    }
}

pub fn routes<C: Complaining>() -> Routes {
    // More than this is not read; less, but too big an image, gets a page that says so.
    let limit = DefaultBodyLimit::max(2 * IMAGE_BYTES_MAX + ROUND_IT_BYTES);
    Routes::new()
        .route(
            &C::PLACE.to(paths::IMAGE),
            get(show::<C>).post(take::<C>).layer(limit),
        )
        .route(&C::PLACE.to(paths::REMOVE_IMAGE), post(remove::<C>))
}

async fn take<C: Complaining>(
    complaining: C,
    client: Client,
    Path(name): Path<String>,
    State(state): State<WebState>,
    form: Multipart,
) -> Result<Response, Failure> {
    let id = draft_named(&name)?;
    complaining.count(&state, client)?;
    let complainant = complaining.complainant();
    let whose = complaining.subject().addresses.first();
    let whose = whose.map(|own| own.recipient);
    let place = state.images.take(whose).await;
    let _place = place.ok_or(Failure::TooOften(1))?;
    let set = match image_of(form).await? {
        Some(bytes) => {
            state
                .registry
                .cases()
                .set_draft_image(complainant, id, &bytes)
                .await?
        }
        None => ImageSet::TooBig,
    };
    let why = match set {
        ImageSet::Set(_) => {
            let target = review_of_image::<C>(&name);
            return Ok(Redirect::to(&target).into_response());
        }
        ImageSet::TooBig => Text::of("complaint-image-too-big"),
        ImageSet::NoRoom => Text::of("complaint-image-no-room"),
        ImageSet::NoImage => Text::of("complaint-image-wrong"),
        ImageSet::Gone => return Err(Failure::NotFound),
    };
    let form = Form::default().refused(ImageField::Image, why);
    review_page(&state, &complaining, &name, form).await
}

/// Where a draft is looked over, at its image.
fn review_of_image<C: Complaining>(name: &str) -> String {
    format!("{}#image", C::PLACE.of(paths::REVIEW, name))
}

/// The image of a form; `None`: it is too big. Reads no more than fits.
async fn image_of(mut form: Multipart) -> Result<Option<Vec<u8>>, Failure> {
    let mut found = None;
    while let Some(mut field) = form.next_field().await.map_err(|error| unread(&error))? {
        if field.name() != Some(ImageField::Image.rule().name) {
            continue;
        }
        if found.is_some() {
            return Err(Failure::BadForm);
        }
        let mut image = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(|error| unread(&error))? {
            if image.len() + piece.len() > IMAGE_BYTES_MAX {
                return Ok(None);
            }
            image.extend_from_slice(&piece);
        }
        found = Some(image);
    }
    found.map(Some).ok_or(Failure::BadForm)
}

fn unread(error: &MultipartError) -> Failure {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Failure::TooMany
    } else {
        Failure::BadForm
    }
}

async fn remove<C: Complaining>(
    complaining: C,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let id = draft_named(&name)?;
    let registry = &state.registry;
    if !registry
        .cases()
        .remove_draft_image(complaining.complainant(), id)
        .await?
    {
        return Err(Failure::NotFound);
    }
    let target = review_of_image::<C>(&name);
    Ok(Redirect::to(&target).into_response())
}

async fn show<C: Complaining>(
    complaining: C,
    Path(name): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let id = draft_named(&name)?;
    let image = state
        .registry
        .cases()
        .complaint_image(complaining.complainant(), id)
        .await?;
    Ok(attachment(image.ok_or(Failure::NotFound)?))
}

/// An image as an answer: of its own type, which no browser may guess at, for saving, never for
/// showing, and if it is shown all the same, with nothing that runs.
pub(super) fn attachment(image: Image) -> Response {
    let (kind, name) = match image.kind {
        ImageKind::Png => ("image/png", "attachment; filename=\"image.png\""),
        ImageKind::Jpeg => ("image/jpeg", "attachment; filename=\"image.jpeg\""),
        ImageKind::Webp => ("image/webp", "attachment; filename=\"image.webp\""),
    };
    let headers: [(HeaderName, HeaderValue); 3] = [
        (header::CONTENT_TYPE, HeaderValue::from_static(kind)),
        (header::CONTENT_DISPOSITION, HeaderValue::from_static(name)),
        (
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        ),
    ];
    (headers, image.bytes).into_response()
}
