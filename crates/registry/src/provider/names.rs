//! What a brand goes by: its short names, and the titles, numbers and domains by which it is seen to write and call.

use directory::activity::Action;
use directory::{Entity, Error as Cause};
use domain::Day;

pub use directory::refusal_address::{REFUSAL_ADDRESS_MAX, RefusalAddress};
pub use directory::sender::{Sender, SenderKind, SenderName, SenderNumber};
pub use directory::short_name::ShortName;

use super::scope::{Managing, MemberScope};
use crate::{ProviderConsole, Result};

/// What a brand goes by.
#[derive(Clone, Debug)]
pub struct BrandNames {
    /// What people may write for it in a text message, the oldest first.
    pub short_names: Vec<ShortName>,
    /// By what it is seen to write and call, those that have ended as well, the oldest first.
    pub senders: Vec<Sender>,
    /// Where it takes refusals itself, as it is shown.
    pub refusal_address: Option<String>,
}

/// What became of asking for a sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SenderAsked {
    /// It waits for the operator.
    Waits,
    /// It cannot be a sender of this kind.
    NoSender,
    /// Somebody has it, or the brand asks for it already. Who has it is not said.
    Taken,
    /// The brand has as many as it may.
    TooMany,
}

impl ProviderConsole<'_> {
    /// What a brand goes by.
    pub async fn brand_names<P>(self, scope: &MemberScope<P>) -> Result<BrandNames> {
        let (directory, brand) = (self.directory(), scope.brand());
        Ok(BrandNames {
            short_names: directory.short_names_of(brand, self.now()).await?,
            senders: directory.senders_of(brand, self.now()).await?,
            refusal_address: directory.refusal_address(brand).await?,
        })
    }

    /// Asks for a sender, which the operator confirms.
    pub async fn ask_sender(
        self,
        scope: &MemberScope<Managing>,
        kind: SenderKind,
        text: &str,
    ) -> Result<SenderAsked> {
        let Some(name) = SenderName::new(kind, text) else {
            return Ok(SenderAsked::NoSender);
        };
        // Who writes a brand's whole name means that brand.
        if kind == SenderKind::ShortName
            && self
                .intake()
                .is_anothers_name(name.folded(), scope.brand())
                .await?
        {
            return Ok(SenderAsked::Taken);
        }
        let noted = scope.activity(Action::SenderAsked).detail(kind.as_word());
        let now = self.now();
        let asked = self
            .directory()
            .ask_sender(scope.brand(), name, Some(noted), now)
            .await;
        match asked {
            Ok(_) => Ok(SenderAsked::Waits),
            Err(Cause::Exists(Entity::Sender)) => Ok(SenderAsked::Taken),
            Err(Cause::Limit(Entity::Sender)) => Ok(SenderAsked::TooMany),
            Err(error) => Err(error.into()),
        }
    }

    /// Says where the brand takes refusals, for notices to show; `None`: it no longer says.
    pub async fn set_refusal_address(
        self,
        scope: &MemberScope<Managing>,
        address: Option<RefusalAddress>,
    ) -> Result<()> {
        let noted = scope.activity(Action::RefusalAddressSet);
        let shown = address.as_ref().map_or("", RefusalAddress::shown);
        let noted = Some(noted.object(shown));
        let brand = scope.brand();
        Ok(self
            .directory()
            .set_refusal_address(brand, address, noted, self.now())
            .await?)
    }

    /// Withdraws a sender from the beginning of a day on, or at once: never for a time that is over, for whose messages the
    /// brand still answers. `false`: the brand has no such sender, or it has ended.
    pub async fn withdraw_sender(
        self,
        scope: &MemberScope<Managing>,
        number: SenderNumber,
        from: Option<Day>,
    ) -> Result<bool> {
        let now = self.now();
        let end = from.map_or(now, |day| day.start().max(now));
        let noted = scope.activity(Action::SenderEnded);
        let brand = Some(scope.brand());
        Ok(self
            .directory()
            .end_sender(number, brand, end, Some(noted), now)
            .await?)
    }
}
