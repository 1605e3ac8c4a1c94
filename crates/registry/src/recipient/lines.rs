//! Closed lines (rule 53): the consents of a number end with its line, and whoever has the number next
//! sees nothing of what was before.

use domain::{Phone, Timestamp};

use crate::{Caller, Error, Registry, Result};

/// The most lines of one report.
pub const LINES_MAX: usize = 1_000;

/// A line its operator reports as closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedLine {
    /// Its number.
    pub phone: Phone,
    /// When it was closed.
    pub closed_at: Timestamp,
}

/// What became of one reported line. Says nothing about whether the number had consents (rule 44).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineOutcome {
    /// Its consents have ended.
    Closed,
    /// The same was reported before; nothing of it is left to do.
    KnownAlready,
    /// It says that the line will be closed; nothing was done.
    NotYet,
}

impl Registry {
    /// Ends the consents of closed lines: approvals given or recorded up to the closing become
    /// refusals with the source `IYS_AHS_HAT_KAPATMA`, later ones stay. Answers in the order of the
    /// lines; may be repeated. `H353`: the caller has not been named a reporter of lines; nothing
    /// was written. `H125`: more than [`LINES_MAX`].
    pub async fn report_closed_lines(
        &self,
        _caller: &Caller,
        _lines: &[ClosedLine],
    ) -> Result<Vec<LineOutcome>> {
        Err(Error::Failed("not yet".into()))
    }
}
