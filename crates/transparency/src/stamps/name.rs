//! A stamp's file: the day it was made, the size it covers, and whether it came late.

use domain::{Day, Timestamp};

use crate::layout::STAMPS_FOLDER;

/// Digits of a size in a name, so that names sort as sizes do.
const DIGITS: usize = 20;
/// Ends every name.
const SUFFIX: &str = ".json";
/// Ends the name of a stamp that came later than the period allows.
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
}

impl Name {
    pub fn path(&self) -> String {
        let late = if self.late { LATE } else { "" };
        format!(
            "{STAMPS_FOLDER}/{}/{:0DIGITS$}{late}{SUFFIX}",
            self.day, self.size
        )
    }

    pub fn parse(day: &str, file: &str) -> Option<Self> {
        let stem = file.strip_suffix(SUFFIX)?;
        let (digits, late) = stem
            .strip_suffix(LATE)
            .map_or((stem, false), |digits| (digits, true));
        let right = digits.len() == DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
        Some(Self {
            day: day.to_owned(),
            size: right.then(|| digits.parse().ok())??,
            late,
        })
    }
}

/// The day of an instant, on clocks in Türkiye.
pub(crate) fn day_of(seconds: i64) -> String {
    Day::of(Timestamp::from_seconds(seconds)).to_string()
}

/// Whether a folder's name is a day.
pub(crate) fn is_day(name: &str) -> bool {
    Day::from_wire(name).is_ok()
}
