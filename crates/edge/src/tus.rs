//! The headers of tus 1.0.0: a file that comes in as many goes as it needs.
//!
//! Read by hand: they are few, and a library for them would keep a second list of what comes beside the registry's.

use axum::http::{HeaderMap, HeaderName, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// The version that is spoken.
pub const VERSION: &str = "1.0.0";
const RESUMABLE_NAME: HeaderName = HeaderName::from_static("tus-resumable");
/// Which version is spoken: in every answer to who speaks it.
pub const RESUMABLE: [(HeaderName, &str); 1] = [(RESUMABLE_NAME, VERSION)];
/// Where to go on, in bytes.
pub const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
/// How long the whole is, in bytes.
pub const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
const CHECKSUM: HeaderName = HeaderName::from_static("upload-checksum");
/// The kind of a body that is bytes of the file.
const BYTES: &str = "application/offset+octet-stream";
/// The status for bytes of another checksum.
pub const CHECKSUM_MISMATCH: u16 = 460;

/// What a client of tus says in its headers.
#[derive(Clone, Copy, Debug)]
pub struct Tus<'a>(&'a HeaderMap);

/// What is said of a file before it comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announced {
    /// How long it will be.
    pub bytes: u64,
    /// Its name.
    pub name: Option<String>,
}

/// What the bytes of one go have to come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sum {
    /// Their SHA-1.
    Sha1([u8; 20]),
    /// Their SHA-256.
    Sha256([u8; 32]),
}

/// What is wrong with the headers.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TusFault {
    /// The client speaks another version.
    #[error("another version of tus")]
    Version,
    /// The body is not said to be bytes of the file.
    #[error("the body is of another kind")]
    OtherBody,
    /// This one is missing, or cannot be read.
    #[error("{0} cannot be read")]
    Header(HeaderName),
}

impl<'a> Tus<'a> {
    /// `None`: the client does not speak tus.
    ///
    /// # Errors
    /// [`TusFault::Version`].
    pub fn of(headers: &'a HeaderMap) -> Result<Option<Self>, TusFault> {
        match headers.get(RESUMABLE_NAME) {
            None => Ok(None),
            Some(version) if version == VERSION => Ok(Some(Self(headers))),
            Some(_) => Err(TusFault::Version),
        }
    }

    /// A header's text; `None`: it is not there.
    fn get(self, name: &HeaderName) -> Result<Option<&'a str>, TusFault> {
        let value = self.0.get(name).map(|value| value.to_str());
        value
            .transpose()
            .map_err(|_| TusFault::Header(name.clone()))
    }

    fn number(self, name: HeaderName) -> Result<u64, TusFault> {
        let text = self.get(&name)?.unwrap_or_default();
        let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let number = is_number.then(|| text.parse().ok()).flatten();
        number.ok_or(TusFault::Header(name))
    }

    /// What is said of a file that is begun.
    ///
    /// # Errors
    /// [`TusFault::Header`].
    pub fn announced(self) -> Result<Announced, TusFault> {
        Ok(Announced {
            bytes: self.number(LENGTH)?,
            name: self.name()?,
        })
    }

    /// The name among the metadata: pairs of a key and base64, set apart by commas.
    fn name(self) -> Result<Option<String>, TusFault> {
        let Some(metadata) = self.get(&METADATA)? else {
            return Ok(None);
        };
        let mut pairs = metadata.split(',').map(str::trim);
        let name = pairs.find_map(|pair| pair.strip_prefix("filename "));
        let Some(name) = name else { return Ok(None) };
        let name = STANDARD.decode(name.trim()).ok();
        let name = name.and_then(|name| String::from_utf8(name).ok());
        name.ok_or(TusFault::Header(METADATA)).map(Some)
    }

    /// Where the bytes of the body go on.
    ///
    /// # Errors
    /// [`TusFault::OtherBody`], [`TusFault::Header`].
    pub fn offset(self) -> Result<u64, TusFault> {
        if !self.sends_bytes() {
            return Err(TusFault::OtherBody);
        }
        self.number(OFFSET)
    }

    /// Whether the body is bytes of the file.
    pub fn sends_bytes(self) -> bool {
        self.get(&header::CONTENT_TYPE) == Ok(Some(BYTES))
    }

    /// What the bytes of the body have to come to.
    ///
    /// # Errors
    /// [`TusFault::Header`].
    pub fn checksum(self) -> Result<Option<Sum>, TusFault> {
        let Some(text) = self.get(&CHECKSUM)? else {
            return Ok(None);
        };
        let read = || {
            let (algorithm, digest) = text.trim().split_once(' ')?;
            let digest = STANDARD.decode(digest.trim()).ok()?;
            match algorithm {
                "sha1" => digest.try_into().ok().map(Sum::Sha1),
                "sha256" => digest.try_into().ok().map(Sum::Sha256),
                _ => None,
            }
        };
        read().map(Some).ok_or(TusFault::Header(CHECKSUM))
    }
}
