//! Time stamps of RFC 3161: requests, replies, and the verification of tokens down to the authority's root.
//!
//! This crate knows no consents, no files, no clock and no HTTP. Whoever asks an authority sends
//! [`Request::to_der`] and reads the answer with [`Reply::parse`]; whoever is shown a token later reads it
//! with [`Token::parse`] and asks [`verify`] what it proves. Only a token that came out of [`verify`] is
//! worth anything: a parsed one has merely the right form.
//!
//! Not checked: whether a certificate was revoked (RFC 3161 section 4.1). Lists of revoked certificates come
//! over the network and are the caller's matter.

mod accuracy;
mod asn1;
mod certificate;
pub mod development;
mod imprint;
pub mod kamusm;
mod number;
mod reply;
mod request;
mod time;
mod token;
mod trust;
mod verification;

pub use accuracy::Accuracy;
pub use der::asn1::ObjectIdentifier as Oid;
pub use development::DevelopmentAuthority;
pub use imprint::Imprint;
pub use number::Number;
pub use reply::{FailInfo, Refusal, Reply, ReplyError};
pub use request::{Request, RequestError};
pub use time::GenTime;
pub use token::{Token, TokenError};
pub use trust::{Trust, TrustError};
pub use verification::{Expect, Verified, VerifyError, verify};

/// The media type of a request (RFC 3161 section 3.4).
pub const REQUEST_MEDIA_TYPE: &str = "application/timestamp-query";

/// The largest request read, in bytes. Real ones have about a hundred.
pub const MAX_REQUEST_BYTES: usize = 4 * 1024;

/// The largest token or reply read, in bytes: room for a chain of certificates several times over.
pub const MAX_TOKEN_BYTES: usize = 64 * 1024;
