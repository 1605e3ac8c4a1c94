//! A file that somebody gives in a form, read into memory within bounds.

use std::net::IpAddr;

use axum::body::{Body, Bytes};
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, FromRequestParts as _, Request};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use edge::pace::Paced;
use registry::shares::Place;

use crate::WebState;
use crate::kit::client::Client;
use crate::kit::failure::Failure;

/// The name of the field that the file is in.
pub const FILE: &str = "file";
/// The longest file, in bytes.
pub const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// What a form may have round it, in bytes: boundaries, headers, the other fields.
pub const ROUND_IT_BYTES: usize = 16 * 1024;
/// The longest other field, in bytes.
const FIELD_BYTES_MAX: usize = 1_024;
/// The most other fields.
const FIELDS_MAX: usize = 8;

/// A form with a file in it. It holds its place among those that are in memory.
pub struct GivenFile {
    /// The file; `None`: it is longer than [`FILE_BYTES_MAX`].
    pub file: Option<Bytes>,
    /// What it is called; empty: that was not said.
    pub name: String,
    fields: Vec<(String, String)>,
    _place: Place<IpAddr>,
}

impl GivenFile {
    /// What another field says; empty: nothing.
    pub fn value(&self, name: &str) -> &str {
        let mut fields = self.fields.iter();
        let found = fields.find(|(own, _)| own == name);
        found.map_or("", |(_, value)| value.as_str())
    }
}

impl FromRequest<WebState> for GivenFile {
    type Rejection = Response;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let Ok(client) = Client::from_request_parts(&mut parts, state).await;
        let place = state.files.try_take(client.network());
        let place = place.ok_or_else(|| Failure::TooOften(1).into_response())?;
        let request = Request::from_parts(parts, body);
        let request = request.map(|body| Body::new(Paced::new(body)));
        let form = Multipart::from_request(request, state).await;
        let form = form.map_err(IntoResponse::into_response)?;
        let mut name = String::new();
        let read = read(form, &mut name).await;
        let (file, fields) = read.map_err(IntoResponse::into_response)?;
        Ok(Self {
            file,
            name,
            fields,
            _place: place,
        })
    }
}

async fn read(
    mut form: Multipart,
    file_name: &mut String,
) -> Result<(Option<Bytes>, Vec<(String, String)>), Failure> {
    let mut file = None;
    let mut fields = Vec::new();
    while let Some(mut field) = form.next_field().await.map_err(|error| unread(&error))? {
        let name = field.name().unwrap_or_default().to_owned();
        let is_file = name == FILE;
        if let (true, Some(given)) = (is_file, field.file_name()) {
            given.clone_into(file_name);
        }
        let most = if is_file {
            FILE_BYTES_MAX
        } else {
            FIELD_BYTES_MAX
        };
        let mut bytes = Vec::new();
        while let Some(piece) = field.chunk().await.map_err(|error| unread(&error))? {
            if bytes.len() + piece.len() > most {
                return if is_file {
                    Ok((None, fields))
                } else {
                    Err(Failure::BadForm)
                };
            }
            bytes.extend_from_slice(&piece);
        }
        if is_file {
            if file.replace(Bytes::from(bytes)).is_some() {
                return Err(Failure::BadForm);
            }
        } else if fields.len() < FIELDS_MAX {
            let value = String::from_utf8(bytes).map_err(|_| Failure::BadForm)?;
            fields.push((name, value));
        } else {
            return Err(Failure::BadForm);
        }
    }
    match file {
        Some(file) => Ok((Some(file), fields)),
        None => Err(Failure::BadForm),
    }
}

fn unread(error: &MultipartError) -> Failure {
    if error.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Failure::TooMany
    } else {
        Failure::BadForm
    }
}
