//! The use cases of whoever runs the registry: who is admitted, what each may do, and consents loaded from a file.
//!
//! No caller of the interfaces reaches them. The command line calls them, beside a running server as well, and so may
//! a console.

pub mod applications;
mod forms;
pub mod import;
mod members;
mod parties;
mod people;
mod rights;
mod senders;
pub mod subscription;

use directory::activity::{Action, Actor, NewActivity};
use directory::{Entity, Error};
use domain::BrandCode;

use crate::Operator;

pub use parties::ProviderAdmission;

/// What the directory answers: its errors say which party is unknown, taken or wrong.
type Result<T> = std::result::Result<T, Error>;

impl Operator<'_> {
    /// The number that was chosen, or a free one.
    async fn code(self, chosen: Option<u32>) -> Result<u32> {
        match chosen {
            Some(code) => Ok(code),
            None => self.directory().free_code(self.random()).await,
        }
    }

    /// Something the operator does about a brand. `NotFound(Brand)`.
    async fn noted(self, brand: BrandCode, action: Action) -> Result<NewActivity> {
        let known = self.directory().brand(brand).await?;
        let provider = known.ok_or(Error::NotFound(Entity::Brand))?.provider;
        Ok(NewActivity::by(provider, Actor::Operator, action).brand(brand))
    }
}
