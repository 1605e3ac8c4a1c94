//! A user, as it is read.

use std::fmt;

use domain::{ProviderCode, Timestamp};
use sqlx::Row as _;

use crate::column;
use crate::db::Row;
use crate::error::{Error, Result};
use crate::parties::code::{IntermediaryCode, PartnerCode};
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
    pub(super) fn as_stored(self) -> (&'static str, Option<i64>) {
        match self {
            Self::Provider(code) => ("provider", Some(i64::from(code.0))),
            Self::Partner(code) => ("partner", Some(i64::from(code.0))),
            Self::Intermediary(code) => ("intermediary", Some(i64::from(code.0))),
            Self::Admin => ("admin", None),
        }
    }
}

/// Reads a row with the columns of [`USERS`]. `Damaged` if it is not as it was written.
pub(crate) fn read(row: &Row) -> Result<User> {
    USERS.check(row)?;
    let kind: String = row.try_get("kind")?;
    let party = || column::code(row, "party");
    Ok(User {
        name: column::word(row, "username", Username::new)?,
        kind: match kind.as_str() {
            "provider" => UserKind::Provider(ProviderCode(party()?)),
            "partner" => UserKind::Partner(PartnerCode(party()?)),
            "intermediary" => UserKind::Intermediary(IntermediaryCode(party()?)),
            "admin" => UserKind::Admin,
            _ => return Err(Error::Corrupt("kind")),
        },
        disabled: column::flag(row, "disabled")?,
        created: column::instant(row, "created_at")?,
    })
}
