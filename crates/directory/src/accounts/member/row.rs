//! A provider's member, as it is read.

use std::fmt;

use domain::{Address, BrandCode, Channel, ProviderCode, Timestamp};

use crate::column::{column, wrapper};
use crate::db::{Executor, Row};
use crate::error::Result;
use crate::row::{Columns as _, FromRow};
use crate::row_sum::{MEMBER_ROLES, MEMBERS};
use crate::statement::sql;
use crate::words::words;

/// A member's number: what the log of activity names them by, for ever the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MemberNumber(pub u64);

wrapper! { MemberNumber(u64) }

impl fmt::Display for MemberNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The e-mail address a member signs in with, in lower case. Its `Debug` hides it.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct MemberEmail(Box<str>);

impl MemberEmail {
    /// Reads an address, folding its case; `None` if it is none.
    pub fn new(text: &str) -> Option<Self> {
        let address = Address::from_human(text.trim(), Channel::Email).ok()?;
        Some(Self(address.to_string().into()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address as messages go to it; `None`: what was kept is none.
    pub fn address(&self) -> Option<Address> {
        Address::from_stored(&self.0)
    }
}

impl fmt::Debug for MemberEmail {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemberEmail")
    }
}

column! {
    MemberEmail as String: |email| Some(email.0.into()), |kept| Some(Self(kept.into()));
}

words! {
    /// What a member may do, with a brand or with all of the provider's.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum MemberRole: as_word, from_word {
        /// Everything, and who else may (Hesap Sahibi); of all brands only.
        Owner = "owner",
        /// Everything with the brand, its own data included (Hesap Yöneticisi).
        Manager = "manager",
        /// See and record.
        Editor = "editor",
        /// See.
        Viewer = "viewer",
        /// See, and answer complaints.
        Answerer = "answerer",
    }
}

words! {
    /// How far a member is.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum MemberState: as_word, from_word {
        /// Invited; they have not set their password and second factor.
        Invited = "invited",
        /// They may sign in.
        Active = "active",
        /// They may not.
        KeptOut = "kept out",
    }
}

/// A role and where it is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleGrant {
    /// The brand; `None`: all of the provider's, those added later as well.
    pub brand: Option<BrandCode>,
    /// The role.
    pub role: MemberRole,
}

/// A provider's member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// The number the log of activity has.
    pub number: MemberNumber,
    /// The provider they work for; never changed.
    pub provider: ProviderCode,
    /// What they sign in with; unique in the whole registry, never changed.
    pub email: MemberEmail,
    /// What they are called.
    pub name: String,
    /// How far they are.
    pub state: MemberState,
    /// When they were invited first.
    pub created: Timestamp,
    /// What they may do.
    pub roles: Vec<RoleGrant>,
}

impl Member {
    /// Whether they own the account.
    pub fn is_owner(&self) -> bool {
        owns(&self.roles)
    }

    /// The roles they hold for a brand, by itself or with all of them.
    pub fn roles_for(&self, brand: BrandCode) -> impl Iterator<Item = MemberRole> {
        let held = self.roles.iter();
        let held = held.filter(move |grant| grant.brand.is_none_or(|own| own == brand));
        held.map(|grant| grant.role)
    }
}

/// Whether the owner's role is among these.
pub(crate) fn owns(roles: &[RoleGrant]) -> bool {
    roles.iter().any(|grant| grant.role == MemberRole::Owner)
}

/// The member with a number, if they may sign in, without their roles.
pub(crate) async fn let_in(
    store: impl Executor<'_>,
    number: MemberNumber,
) -> Result<Option<Member>> {
    sql!(MEMBERS.rows("WHERE number = $1 AND state = 'active'"); number)
        .one(store)
        .await
}

impl FromRow for Member {
    fn read(row: &Row) -> Result<Self> {
        MEMBERS.check(row)?;
        Ok(Self {
            number: row.read("number")?,
            provider: row.read("provider")?,
            email: row.read("email")?,
            name: row.read("name")?,
            state: row.read("state")?,
            created: row.read("created_at")?,
            roles: Vec::new(),
        })
    }
}

/// A role as its table has it, with whose it is.
pub(super) struct HeldRole {
    pub(super) member: MemberNumber,
    pub(super) grant: RoleGrant,
}

impl FromRow for HeldRole {
    fn read(row: &Row) -> Result<Self> {
        MEMBER_ROLES.check(row)?;
        Ok(Self {
            member: row.read("member")?,
            grant: RoleGrant {
                brand: row.read("brand")?,
                role: row.read("role")?,
            },
        })
    }
}
