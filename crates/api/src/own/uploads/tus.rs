//! tus 1.0.0 as this API speaks it: with creation, creation-with-upload, checksum, termination and expiration.

use axum::http::{HeaderName, StatusCode};
use domain::{ErrorCode, Timestamp};
use edge::tus::{Announced, CHECKSUM_MISMATCH, Sum, TusFault, VERSION};
use registry::contract::uploads::{BYTES_MAX, Checksum, UploadDraft};

use super::Header;
use crate::edge::Problem;

const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
/// When it is worth trying again where too many uploads are open, in seconds.
pub(super) const OPEN_SECONDS: u64 = 60;

impl From<TusFault> for Problem {
    fn from(fault: TusFault) -> Self {
        match fault {
            TusFault::Version => other_version(),
            TusFault::OtherBody => {
                Self::code(ErrorCode::H095).with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE)
            }
            TusFault::Header(name) => ErrorCode::H095.violation().at(name.to_string()).into(),
        }
    }
}

/// What is said of an upload that is begun.
pub(super) fn draft(announced: Announced) -> UploadDraft {
    UploadDraft {
        name: announced.name,
        bytes: Some(announced.bytes),
    }
}

/// What the bytes of one go have to come to.
pub(super) fn checksum(sum: Sum) -> Checksum {
    match sum {
        Sum::Sha1(digest) => Checksum::Sha1(digest),
        Sum::Sha256(digest) => Checksum::Sha256(digest),
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
    StatusCode::from_u16(CHECKSUM_MISMATCH).unwrap_or(StatusCode::BAD_REQUEST)
}
