//! Undoing what somebody has just done.

use domain::{RequestId, Source};

use super::Subject;
use super::change::{ChangeError, Changed};
use crate::{Error, Registry};

/// For how long an action can be undone, in milliseconds.
pub const UNDO_MILLIS: i64 = 15 * 60 * 1_000;

impl Registry {
    /// Restores what an action of the last [`UNDO_MILLIS`] has changed: what it refused is approved
    /// again, with the retailers that could use it, and what it approved is refused. Records that have
    /// changed since are left as they are. The undoing is an action itself.
    pub async fn undo(
        &self,
        subject: &Subject,
        action: RequestId,
        source: Source,
    ) -> Result<Changed, ChangeError> {
        let _ = (subject, action, source);
        Err(Error::Failed("not yet".into()).into())
    }
}
