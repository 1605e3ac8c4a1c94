//! Users: who logs in, and for which party.

use std::fmt;

use domain::{ProviderCode, Timestamp};

use crate::error::Result;
use crate::intermediary::IntermediaryCode;
use crate::partner::PartnerCode;
use crate::random::Randomness;
use crate::store::Directory;

/// The longest user name, in bytes.
pub const USERNAME_MAX: usize = 255;
/// The longest password, in bytes; longer ones are wrong without being looked at.
pub const PASSWORD_MAX: usize = 1_024;

/// A user's name: 1 to [`USERNAME_MAX`] printable ASCII characters without blanks, in lower case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Username(Box<str>);

impl Username {
    /// Reads a name, folding its case; `None` if it cannot be one.
    pub fn new(text: &str) -> Option<Self> {
        let fits = (1..=USERNAME_MAX).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_graphic());
        fits.then(|| Self(text.to_ascii_lowercase().into()))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Username {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name it logs in with; unique, never changed.
    pub name: Username,
    /// Whom it acts for.
    pub kind: UserKind,
    /// Whether it is kept out.
    pub disabled: bool,
    /// When it was added.
    pub created: Timestamp,
}

/// Whom a user acts for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UserKind {
    /// A service provider.
    Provider(ProviderCode),
    /// A partner.
    Partner(PartnerCode),
    /// An intermediary.
    Intermediary(IntermediaryCode),
    /// The registry's operator.
    Admin,
}

impl Directory {
    /// Adds a user. `Invalid`: the name cannot be one, or the password is empty or too long;
    /// `Exists(User)`; `NotFound`: no such party.
    pub async fn add_user(
        &self,
        name: &str,
        password: &str,
        kind: UserKind,
        random: &dyn Randomness,
        now: Timestamp,
    ) -> Result<User> {
        todo!()
    }

    /// The user with this name.
    pub async fn user(&self, name: &Username) -> Result<Option<User>> {
        todo!()
    }

    /// All users, by name.
    pub async fn users(&self) -> Result<Vec<User>> {
        todo!()
    }

    /// The user if name and password are right and the user is not disabled. Takes as long for an
    /// unknown name as for a wrong password.
    pub async fn authenticate(&self, name: &str, password: &str) -> Result<Option<User>> {
        todo!()
    }

    /// As [`Directory::authenticate`], but remembers a right answer for a while in memory (keyed,
    /// never the password itself): for callers that send name and password with every request.
    pub async fn authenticate_each_call(
        &self,
        name: &str,
        password: &str,
        now: Timestamp,
    ) -> Result<Option<User>> {
        todo!()
    }

    /// Changes a password and revokes all tokens of the user.
    pub async fn set_password(
        &self,
        name: &Username,
        password: &str,
        random: &dyn Randomness,
    ) -> Result<()> {
        todo!()
    }

    /// Keeps a user out, revoking all its tokens, or lets it in again.
    pub async fn set_user_disabled(&self, name: &Username, disabled: bool) -> Result<()> {
        todo!()
    }
}
