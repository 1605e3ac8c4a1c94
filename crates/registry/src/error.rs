//! Why a use case did not do what was asked.

use domain::{ErrorCode, Violation};

/// The result of every use case.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// After how many seconds it is worth asking again where too much was asked for at once.
pub const BUSY_SECONDS: u64 = 2;

/// Why a use case did not do what was asked. Nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The request is wrong or not allowed; the contract's codes say how.
    #[error("refused: {}", codes(.0))]
    Refused(Vec<Violation>),
    /// The registry itself failed; the cause is for the log, not for the caller.
    #[error("the registry failed")]
    Failed(#[source] Box<dyn std::error::Error + Send + Sync>),
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
        Self::Failed(Box::new(error))
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
        match error {
            directory::Error::Busy => Self::Busy,
            error => Self::Failed(Box::new(error)),
        }
    }
}
