//! The use cases of whoever runs the registry: who is admitted, what each may do, and consents loaded from a file.
//!
//! No caller of the interfaces reaches them. The command line calls them, beside a running server as well, and so may
//! a console.

pub mod import;
mod parties;
mod people;
mod rights;
pub mod subscription;

use directory::Directory;
use domain::Timestamp;

use crate::Registry;

pub use parties::ProviderAdmission;

/// What the directory answers: its errors say which party is unknown, taken or wrong.
type Result<T> = std::result::Result<T, directory::Error>;

/// The registry in the operator's hands.
#[derive(Clone, Copy)]
pub struct Operator<'a>(&'a Registry);

impl Registry {
    /// What the operator may do.
    pub const fn operator(&self) -> Operator<'_> {
        Operator(self)
    }
}

impl<'a> Operator<'a> {
    fn directory(self) -> &'a Directory {
        self.0.directory()
    }

    fn now(self) -> Timestamp {
        self.0.now()
    }

    /// The number that was chosen, or a free one.
    async fn code(self, chosen: Option<u32>) -> Result<u32> {
        match chosen {
            Some(code) => Ok(code),
            None => self.directory().free_code(&self.0.randomness()).await,
        }
    }
}
