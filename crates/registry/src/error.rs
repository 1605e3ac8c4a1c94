//! Why a use case did not do what was asked.

use std::time::Duration;

use domain::{ErrorCode, Violation};

/// The result of every use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// After how many seconds it is worth asking again where too much was asked for at once.
pub const BUSY_SECONDS: u64 = 2;

/// The code of the contract by which a caller is told that something cannot be done now.
pub const LATER_CODE: ErrorCode = ErrorCode::H123;

/// Why a use case did not do what was asked. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request is wrong or not allowed; the contract's codes say how.
    #[error("refused: {}", codes(.0))]
    Refused(Vec<Violation>),
    /// It cannot be done now; after so long, asking again may help.
    #[error("not now")]
    Later(Duration),
    /// The registry itself failed; the cause is for the log, not for the caller.
    #[error("the registry failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// It cannot be done for the moment, because what the registry keeps cannot be written or read; the cause is for the
    /// log. Trying again later helps.
    #[error("the registry cannot do it for the moment")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// More is asked for at once than can be done; nothing was looked at. To be tried again in
    /// [`BUSY_SECONDS`]. The log has it already.
    #[error("too much is asked for at once")]
    Busy,
    /// What was asked for is damaged or cannot be read. The log has the cause already.
    #[error("it cannot be read")]
    Unreadable,
}

impl Error {
    /// Refused for one plain reason.
    pub fn code(code: ErrorCode) -> Self {
        Self::Refused(vec![code.violation()])
    }

    /// The status of HTTP that a caller is answered with: that of what is wrong first.
    pub fn http_status(&self) -> u16 {
        match self {
            Self::Refused(violations) => {
                let first = violations.first();
                first.map_or(ErrorCode::H015, |first| first.code)
            }
            .http_status(),
            Self::Later(_) | Self::Unavailable(_) | Self::Busy => 503,
            Self::Failed(_) | Self::Unreadable => ErrorCode::H015.http_status(),
        }
    }

    /// Whether the registry failed, as opposed to that it refused.
    pub fn is_fault(&self) -> bool {
        !matches!(self, Self::Refused(_))
    }
}

impl From<Violation> for Error {
    fn from(violation: Violation) -> Self {
        Self::Refused(vec![violation])
    }
}

impl From<Vec<Violation>> for Error {
    fn from(violations: Vec<Violation>) -> Self {
        Self::Refused(violations)
    }
}

impl From<ledger::LedgerError> for Error {
    fn from(error: ledger::LedgerError) -> Self {
        use ledger::LedgerError;
        match error {
            LedgerError::Unavailable(_) | LedgerError::Stopped(_) => {
                Self::Unavailable(Box::new(error))
            }
            // A file that cannot be opened or read now: nobody else tells of it.
            LedgerError::Engine(_) => {
                tracing::error!(%error, "the ledger could not be read");
                Self::Unavailable(Box::new(error))
            }
            error => Self::Failed(Box::new(error)),
        }
    }
}

impl From<ledger::check_log::CheckLogError> for Error {
    fn from(error: ledger::check_log::CheckLogError) -> Self {
        Self::Unavailable(Box::new(error))
    }
}

/// The codes alone: messages and values may hold what a log must not.
fn codes(violations: &[Violation]) -> String {
    let codes: Vec<_> = violations
        .iter()
        .map(|violation| violation.code.as_wire())
        .collect();
    codes.join(", ")
}

impl From<directory::Error> for Error {
    fn from(error: directory::Error) -> Self {
        use directory::Error;
        match error {
            Error::Store(_) | Error::Closed => Self::Unavailable(Box::new(error)),
            Error::Busy => Self::Busy,
            error => Self::Failed(Box::new(error)),
        }
    }
}
