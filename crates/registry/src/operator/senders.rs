//! By what brands are seen to write and call: what providers ask for is confirmed here, after a look at their papers.

use directory::activity::Action;
use directory::sender::{Sender, SenderName, SenderNumber};
use directory::{Entity, Error};
use domain::{BrandCode, Timestamp};

use super::{Operator, Result};

impl Operator<'_> {
    /// Gives a brand a sender, confirmed at once. `NotFound(Brand)`; `Exists(Sender)`; `Limit(Sender)`.
    pub async fn add_sender(self, brand: BrandCode, name: SenderName) -> Result<Sender> {
        let now = self.now();
        let noted = self.noted(brand, Action::SenderAsked).await?;
        let number = self
            .directory()
            .ask_sender(brand, name, Some(noted), now)
            .await?;
        self.confirm_sender(number).await?;
        let added = self.directory().sender(number).await?;
        added.ok_or(Error::NotFound(Entity::Sender))
    }

    /// Confirms a sender, which is its brand's from now on. `false`: there is none that waits. `Exists(Sender)`: somebody has it.
    pub async fn confirm_sender(self, number: SenderNumber) -> Result<bool> {
        let Some(known) = self.directory().sender(number).await? else {
            return Ok(false);
        };
        let noted = self.noted(known.brand, Action::SenderConfirmed).await?;
        let now = self.now();
        self.directory()
            .confirm_sender(number, Some(noted), now)
            .await
    }

    /// Ends a sender from an instant on, which may be past; one that waits is turned down. `false`: there is none that may end.
    pub async fn end_sender(self, number: SenderNumber, end: Timestamp) -> Result<bool> {
        let Some(known) = self.directory().sender(number).await? else {
            return Ok(false);
        };
        let noted = self.noted(known.brand, Action::SenderEnded).await?;
        let now = self.now();
        self.directory()
            .end_sender(number, None, end, Some(noted), now)
            .await
    }
}
