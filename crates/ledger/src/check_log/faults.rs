//! Steps that fail where a test wants them to.

use std::io;

/// A step that may fail; see [`Faults`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A file is begun.
    Create,
    /// A frame is written.
    Write,
    /// What was written is synced.
    Sync,
    /// What is half-written is cut off.
    Cut,
    /// Room is reserved.
    Reserve,
}

/// How a step fails.
#[derive(Debug)]
pub struct Fault {
    /// With which error.
    pub error: io::Error,
    /// Of a frame, how many bytes are written before that.
    pub written: usize,
}

/// Lets steps fail, for tests.
pub type Faults = Box<dyn FnMut(Step) -> Result<(), Fault> + Send>;
