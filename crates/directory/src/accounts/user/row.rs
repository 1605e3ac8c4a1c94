//! A user, as it is read.

use sha2::{Digest as _, Sha256};
use std::fmt;

use domain::{ProviderCode, Timestamp};

use crate::column::column;
use crate::db::Row;
use crate::error::{Error, Result};
use crate::parties::code::{IntermediaryCode, PartnerCode};
use crate::row::{Columns as _, FromRow};
use crate::row_sum::USERS;

/// The longest user name, in bytes.
pub const USERNAME_MAX: usize = 255;

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

column! {
    Username as String: |name| Some(name.0.into()), |kept| Self::new(&kept);
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

impl UserKind {
    /// The columns `kind` and `party`.
    pub(super) fn as_stored(self) -> (&'static str, Option<u32>) {
        match self {
            Self::Provider(code) => ("provider", Some(code.0)),
            Self::Partner(code) => ("partner", Some(code.0)),
            Self::Intermediary(code) => ("intermediary", Some(code.0)),
            Self::Admin => ("admin", None),
        }
    }
}

/// By which of a user's passwords it was found right: a digest of the password's hash, so that what is given for the password
/// is given while it is one of the user's, and ends with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordMark([u8; 32]);

impl PasswordMark {
    /// Of the password with this hash.
    pub(crate) fn of(hash: &str) -> Self {
        Self(Sha256::digest(hash).into())
    }
}

impl FromRow for User {
    fn read(row: &Row) -> Result<Self> {
        USERS.check(row)?;
        let kind: String = row.read("kind")?;
        Ok(Self {
            name: row.read("username")?,
            kind: match kind.as_str() {
                "provider" => UserKind::Provider(row.read("party")?),
                "partner" => UserKind::Partner(row.read("party")?),
                "intermediary" => UserKind::Intermediary(row.read("party")?),
                "admin" => UserKind::Admin,
                _ => return Err(Error::Corrupt("kind".to_owned())),
            },
            disabled: row.read("disabled")?,
            created: row.read("created_at")?,
        })
    }
}
