//! The addresses of an account, and how their owner wants to be told of new consents.

use domain::{Address, Language};

use super::{AddressId, Person, ProvenAddress, Subject};
use crate::{Error, Registry, Result};

/// The most addresses of one account.
pub const ADDRESSES_MAX: usize = 20;

/// What became of adding an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressAdded {
    /// It is theirs now, by this number. Another account that had it has it no more.
    Added(AddressId),
    /// It was theirs before.
    Theirs(AddressId),
    /// They have [`ADDRESSES_MAX`] already.
    TooMany,
}

/// How the owner of an address is told of consents recorded for it (rule 54).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum NoticePolicy {
    /// Of each, within minutes.
    AtOnce,
    /// Of all of a day together.
    #[default]
    Daily,
    /// Of none.
    Off,
}

impl NoticePolicy {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::AtOnce, Self::Daily, Self::Off];

    /// Its name in forms and in the store.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::AtOnce => "at_once",
            Self::Daily => "daily",
            Self::Off => "off",
        }
    }

    /// Reads a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|policy| policy.as_str() == name)
    }
}

impl Registry {
    /// Adds an address to an account. It moves here if another account had it. `Failed` for an
    /// address proven for anything else than being added.
    pub async fn add_address(
        &self,
        _person: &Person,
        _proven: &ProvenAddress,
    ) -> Result<AddressAdded> {
        Err(Error::Failed("not yet".into()))
    }

    /// Takes an address from an account; signing in by it makes another account afterwards. `false`:
    /// it is not theirs, or the only way to sign in that they have.
    pub async fn remove_address(&self, _person: &Person, _id: AddressId) -> Result<bool> {
        Err(Error::Failed("not yet".into()))
    }

    /// Sets the language somebody is addressed in.
    pub async fn set_language(&self, _person: &Person, _language: Language) -> Result<()> {
        Err(Error::Failed("not yet".into()))
    }

    /// Sets how the owner of an address is told of new consents. Nothing for an address that is not
    /// theirs.
    pub async fn set_notice_policy(
        &self,
        _person: &Person,
        _id: AddressId,
        _policy: NoticePolicy,
    ) -> Result<()> {
        Err(Error::Failed("not yet".into()))
    }

    /// How somebody is told of new consents, address by address, in the order of their addresses.
    pub async fn notice_policies(
        &self,
        _person: &Person,
    ) -> Result<Vec<(AddressId, NoticePolicy)>> {
        Err(Error::Failed("not yet".into()))
    }

    /// The subject that has one address and no account: the sender of a text message, a caller, the
    /// reader of a notice. Its address has the number 0.
    pub async fn subject_of(&self, _address: &Address) -> Result<Subject> {
        Err(Error::Failed("not yet".into()))
    }

    /// The language the owner of an address is addressed in: their account's, else Turkish.
    pub async fn language_of(&self, _address: &Address) -> Result<Language> {
        Err(Error::Failed("not yet".into()))
    }
}
