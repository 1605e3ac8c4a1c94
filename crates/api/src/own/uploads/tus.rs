//! The headers of tus 1.0.0, with creation, creation-with-upload, checksum, termination and expiration.
//!
//! Read by hand: they are seven, and a library for them would keep a second list of uploads beside the directory's.

use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{ErrorCode, Timestamp};
use registry::contract::uploads::{BYTES_MAX, Checksum, UploadDraft};

use super::Header;
use crate::edge::Problem;

const VERSION: &str = "1.0.0";
const RESUMABLE_NAME: HeaderName = HeaderName::from_static("tus-resumable");
/// Which version is spoken: in every answer to who speaks it.
pub(super) const RESUMABLE: [(HeaderName, &str); 1] = [(RESUMABLE_NAME, VERSION)];
/// Where to go on.
pub(super) const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
/// How long the whole is.
pub(super) const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
/// The body of bytes of an upload.
const BYTES: &str = "application/offset+octet-stream";
/// When it is worth trying again where too many uploads are open, in seconds.
pub(super) const OPEN_SECONDS: u64 = 60;

/// What a client of tus says in its headers.
pub(super) struct Tus<'a>(&'a HeaderMap);

impl<'a> Tus<'a> {
    /// `None`: the client does not speak tus.
    pub(super) fn of(headers: &'a HeaderMap) -> Result<Option<Self>, Problem> {
        match headers.get(RESUMABLE_NAME) {
            None => Ok(None),
            Some(version) if version == VERSION => Ok(Some(Self(headers))),
            Some(_) => Err(other_version()),
        }
    }

    fn get(&self, name: &HeaderName) -> Option<&'a str> {
        self.0.get(name)?.to_str().ok()
    }

    fn number(&self, name: &HeaderName) -> Option<u64> {
        let text = self.get(name)?;
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| text.parse().ok())?
    }

    /// What is said of an upload that is begun.
    pub(super) fn draft(&self) -> Result<UploadDraft, Problem> {
        let bytes = self.number(&LENGTH).ok_or_else(|| wrong(&LENGTH))?;
        Ok(UploadDraft {
            name: self.name()?,
            bytes: Some(bytes),
        })
    }

    /// The name among the metadata: pairs of a key and base64, set apart by commas.
    fn name(&self) -> Result<Option<String>, Problem> {
        let Some(metadata) = self.get(&METADATA) else {
            return Ok(None);
        };
        let mut pairs = metadata.split(',').map(str::trim);
        let name = pairs.find_map(|pair| pair.strip_prefix("filename "));
        let Some(name) = name else { return Ok(None) };
        let name = STANDARD.decode(name.trim()).ok();
        let name = name.and_then(|name| String::from_utf8(name).ok());
        name.ok_or_else(|| wrong(&METADATA)).map(Some)
    }

    /// Where the bytes go on.
    pub(super) fn offset(&self) -> Result<u64, Problem> {
        if !self.sends_bytes() {
            let other = Problem::code(ErrorCode::H095);
            return Err(other.with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE));
        }
        self.number(&OFFSET).ok_or_else(|| wrong(&OFFSET))
    }

    /// Whether the body is bytes of the upload.
    pub(super) fn sends_bytes(&self) -> bool {
        self.get(&header::CONTENT_TYPE) == Some(BYTES)
    }

    /// What the bytes of the body have to come to.
    pub(super) fn checksum(&self) -> Result<Option<Checksum>, Problem> {
        let Some(text) = self.get(&CHECKSUM) else {
            return Ok(None);
        };
        let read = || {
            let (algorithm, digest) = text.trim().split_once(' ')?;
            let digest = STANDARD.decode(digest.trim()).ok()?;
            match algorithm {
                "sha1" => digest.try_into().ok().map(Checksum::Sha1),
                "sha256" => digest.try_into().ok().map(Checksum::Sha256),
                _ => None,
            }
        };
        read().map(Some).ok_or_else(|| wrong(&CHECKSUM))
    }
}

/// What is spoken.
pub(super) fn description() -> [(HeaderName, String); 4] {
    let header = |name, value: &str| (HeaderName::from_static(name), value.to_owned());
    [
        header("tus-version", VERSION),
        header(
            "tus-extension",
            "creation,creation-with-upload,checksum,termination,expiration",
        ),
        header("tus-max-size", &BYTES_MAX.to_string()),
        header("tus-checksum-algorithm", "sha1,sha256"),
    ]
}

/// When an upload ends, as HTTP writes dates.
pub(super) fn expires(at: Timestamp) -> Header {
    /// Türkiye's clocks are so far ahead of HTTP's.
    const AHEAD: std::time::Duration = std::time::Duration::from_hours(3);
    let civil = (at - AHEAD).to_civil();
    let date = civil.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    [(EXPIRES, date)]
}

/// The client speaks another version.
pub(super) fn other_version() -> Problem {
    Problem::code(ErrorCode::H095).with_status(StatusCode::PRECONDITION_FAILED)
}

/// The status that tus has for bytes of another checksum.
pub(super) fn checksum_mismatch() -> StatusCode {
    const CHECKSUM_MISMATCH: u16 = 460;
    StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST)
}

fn wrong(name: &HeaderName) -> Problem {
    ErrorCode::H095.violation().at(name.to_string()).into()
}
