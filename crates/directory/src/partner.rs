//! Partners (iş ortağı, entegratör) and what providers let them do.

use std::fmt;

use domain::{BrandCode, Channel, ProviderCode, Timestamp};

use crate::brand::Brand;
use crate::error::Result;
use crate::page::{Page, Paging};
use crate::store::Directory;

/// A partner's number (`integratorCode`), from the same numbers as providers' and brands'.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PartnerCode(pub u32);

impl fmt::Display for PartnerCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A partner: acts for providers within their grants (rules 5 and 6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// Its number.
    pub code: PartnerCode,
    /// Its title.
    pub title: String,
    /// Whether it holds an integrator's licence (rule 6).
    pub licensed: bool,
    /// When it was added.
    pub created: Timestamp,
}

/// A partner to be added.
#[derive(Clone, Debug)]
pub struct NewPartner {
    /// Its number.
    pub code: PartnerCode,
    /// Its title.
    pub title: String,
    /// Whether it holds an integrator's licence.
    pub licensed: bool,
}

/// What a grant allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Asking only.
    Read,
    /// Asking and recording.
    Write,
}

impl Access {
    /// The contract's word (contract 9.2).
    pub const fn as_wire(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
        }
    }

    /// Reads the contract's word.
    pub fn from_wire(word: &str) -> Option<Self> {
        [Self::Read, Self::Write]
            .into_iter()
            .find(|access| access.as_wire() == word)
    }
}

/// The live grants of one (partner, brand).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    by_channel: [Option<Access>; 3],
}

impl Grants {
    /// What is granted for a channel; `None` is nothing.
    pub fn on(&self, channel: Channel) -> Option<Access> {
        self.by_channel[usize::from(channel.to_byte()) - 1]
    }

    /// Whether the partner may ask about the channel.
    pub fn may_read(&self, channel: Channel) -> bool {
        self.on(channel).is_some()
    }

    /// Whether the partner may record on the channel (rule 5).
    pub fn may_write(&self, channel: Channel) -> bool {
        self.on(channel) == Some(Access::Write)
    }

    /// Whether nothing is granted.
    pub fn is_empty(&self) -> bool {
        self.by_channel.iter().all(Option::is_none)
    }
}

/// One grant, live or revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The channel.
    pub channel: Channel,
    /// What it allows.
    pub access: Access,
    /// Since when.
    pub granted_at: Timestamp,
    /// When it ended; `None` while live.
    pub revoked_at: Option<Timestamp>,
}

/// A brand that a partner acts for (contract 9.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartnerBrand {
    /// The brand.
    pub brand: Brand,
    /// The title of its provider.
    pub provider_title: String,
    /// Whether the partner does the provider's daily reconciliation.
    pub agreement_control: bool,
    /// What is granted.
    pub grants: Grants,
}

impl Directory {
    /// Adds a partner. `Exists(Code)`: the number was given out before.
    pub async fn add_partner(&self, new: NewPartner, now: Timestamp) -> Result<Partner> {
        todo!()
    }

    /// The partner with this number.
    pub async fn partner(&self, code: PartnerCode) -> Result<Option<Partner>> {
        todo!()
    }

    /// All partners, by number.
    pub async fn partners(&self) -> Result<Vec<Partner>> {
        todo!()
    }

    /// Records that a partner got or lost its licence.
    pub async fn set_partner_licensed(&self, code: PartnerCode, licensed: bool) -> Result<()> {
        todo!()
    }

    /// Grants a partner access to a brand's channel; a live grant of other access ends, one of
    /// the same access stays as it is.
    pub async fn grant(
        &self,
        partner: PartnerCode,
        brand: BrandCode,
        channel: Channel,
        access: Access,
        now: Timestamp,
    ) -> Result<()> {
        todo!()
    }

    /// Ends the live grant for a brand's channel, from this call's return (rule 5); `false` if
    /// there is none.
    pub async fn revoke(
        &self,
        partner: PartnerCode,
        brand: BrandCode,
        channel: Channel,
        now: Timestamp,
    ) -> Result<bool> {
        todo!()
    }

    /// The live grants of (partner, brand). Answered from memory when asked for lately.
    pub async fn grants_of(&self, partner: PartnerCode, brand: BrandCode) -> Result<Grants> {
        todo!()
    }

    /// All grants of (partner, brand) there ever were, oldest first.
    pub async fn grant_history(
        &self,
        partner: PartnerCode,
        brand: BrandCode,
    ) -> Result<Vec<Grant>> {
        todo!()
    }

    /// Sets whether the partner does the brand's daily reconciliation.
    pub async fn set_agreement_control(
        &self,
        partner: PartnerCode,
        brand: BrandCode,
        on: bool,
    ) -> Result<()> {
        todo!()
    }

    /// The brands with live grants for a partner, all or one provider's, by provider and brand
    /// number (contract 9.2).
    pub async fn partner_brands(
        &self,
        partner: PartnerCode,
        provider: Option<ProviderCode>,
        paging: Paging,
    ) -> Result<Page<PartnerBrand>> {
        todo!()
    }
}
