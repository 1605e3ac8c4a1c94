//! A stamp's file: the day it was made, the size it covers, whether it came late, and a digest of what
//! it holds, so that damage is noticed wherever it is.

use domain::{Day, Timestamp};
use sha2::{Digest as _, Sha256};

use crate::error::LogError;
use crate::files;
use crate::layout::STAMPS_FOLDER;
use crate::storage::Storage;

/// Digits of a size in a name, so that names sort as sizes do.
const DIGITS: usize = 20;
/// Ends every name.
const SUFFIX: &str = ".json";
/// Stands in the name of a stamp that came later than the period allows.
const LATE: &str = ".late";

/// What a stamp's path says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// As `2026-11-25`, the day in Türkiye on which it was made.
    pub day: String,
    /// The checkpoint's size.
    pub size: u64,
    /// Whether a movement it covers waited longer than the period.
    pub late: bool,
    /// [`digest`] of the file.
    pub digest: String,
}

/// Digits of a digest in a name.
const DIGEST_DIGITS: usize = 16;

/// The beginning of the SHA-256 of a file, in hexadecimal digits: against damage, not against malice,
/// which the signatures are for.
pub(crate) fn digest(bytes: &[u8]) -> String {
    let mut digits = hex::encode(Sha256::digest(bytes));
    digits.truncate(DIGEST_DIGITS);
    digits
}

/// Whether it has the form of a [`digest`].
pub(crate) fn is_digest(text: &str) -> bool {
    text.len() == DIGEST_DIGITS
        && text
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

impl Name {
    pub fn path(&self) -> String {
        let late = if self.late { LATE } else { "" };
        format!(
            "{STAMPS_FOLDER}/{}/{:0DIGITS$}{late}.{}{SUFFIX}",
            self.day, self.size, self.digest
        )
    }

    pub fn parse(day: &str, file: &str) -> Option<Self> {
        let stem = file.strip_suffix(SUFFIX)?;
        let (stem, digest) = stem.rsplit_once('.')?;
        let (digits, late) = stem
            .strip_suffix(LATE)
            .map_or((stem, false), |digits| (digits, true));
        let right = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self {
            day: day.to_owned(),
            size: right.then(|| digits.parse().ok())??,
            late,
            digest: is_digest(digest).then(|| digest.to_owned())?,
        })
    }
}

/// The stamps of a data folder by their names, ascending by size. `strange` gets the path of each file that stands
/// among them and is not named as they are.
pub(crate) fn all(
    storage: &dyn Storage,
    strange: &mut dyn FnMut(&str),
) -> Result<Vec<Name>, LogError> {
    let mut names = Vec::new();
    let days = files::list(storage, STAMPS_FOLDER)?;
    for day in days.iter().filter(|day| Day::from_wire(day).is_ok()) {
        let folder = format!("{STAMPS_FOLDER}/{day}");
        for file in files::list(storage, &folder)? {
            match Name::parse(day, &file) {
                Some(name) => names.push(name),
                None => strange(&format!("{folder}/{file}")),
            }
        }
    }
    names.sort_by_key(|name| name.size);
    Ok(names)
}

/// The day of an instant, on clocks in Türkiye.
pub(crate) fn day_of(seconds: i64) -> String {
    Day::of(Timestamp::from_seconds(seconds)).to_string()
}
