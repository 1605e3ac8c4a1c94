//! Writes that fail where a test wants them to.

use crate::LedgerError;

/// When a fault may strike; see [`Faults`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Nothing of the group has been written.
    BeforeWrite,
    /// The group is on disk, and nobody has been told.
    AfterWrite,
    /// Nothing of an erasure has been written.
    BeforeErasure,
    /// What is to be erased has been written down.
    ErasureNoted,
    /// The derived tables do not hold it any more.
    ErasureIndexed,
    /// The log does not hold it any more, and nobody has been told.
    AfterErasure,
    /// Nothing of a run has been handed to the engine.
    BeforeIndexing,
    /// The tables hold a run, and the cursor has not been moved.
    AfterIndexing,
    /// After a failure: it has not been tried whether the folder takes what is written.
    BeforeTrial,
    /// After a failure: the engine has been closed, and not been opened anew.
    BeforeReopening,
}

/// Lets a write fail. Asked twice for each group that writes something, four times for each erasure, twice for each
/// run that is indexed and twice each time the ledger tries to go on after a failure.
pub type Faults = Box<dyn FnMut(Moment) -> Result<(), LedgerError> + Send>;
