//! A brand's feed of changes (contract 6.7).

use std::time::Duration;

use domain::movement::Recorded;
use domain::{Address, Origin, Seq, Timestamp, TransactionId};

use crate::{BrandScope, Contract, Result};

/// How far back the feed reaches: seven days.
pub const WINDOW: Duration = Duration::from_hours(7 * 24);

/// The most changes of one answer (contract 4.5).
pub const CHANGES_MAX: usize = 1_000;

/// A movement with the address it is about.
#[derive(Clone, Debug)]
pub struct AddressedMovement {
    /// The movement; it sets a status.
    pub recorded: Recorded,
    /// Whom it is about.
    pub address: Address,
}

impl Contract<'_> {
    /// The brand's movements of one side in the feed's window, after the one named, oldest first,
    /// at most `limit`. Fewer than `limit` means that there are no more.
    ///
    /// A partner gets those of its channels alone (rule 5). A movement whose address has been
    /// erased says nothing to anybody any more and is left out. An `after` that names no movement
    /// of this brand counts as not given (contract 20, no. 9).
    pub async fn changes(
        self,
        scope: &BrandScope,
        origin: Origin,
        after: Option<TransactionId>,
        limit: usize,
    ) -> Result<Vec<AddressedMovement>> {
        let now = self.now();
        scope.require_subscription(now)?;
        let scope = scope.clone();
        self.blocking(move |registry| {
            let after = match after {
                Some(transaction) => registry.contract().position(&scope, transaction)?,
                None => None,
            };
            registry
                .contract()
                .read_changes(&scope, origin, after, now, limit.min(CHANGES_MAX))
        })
        .await
    }

    pub(super) fn position(
        self,
        scope: &BrandScope,
        transaction: TransactionId,
    ) -> Result<Option<Seq>> {
        let Some(seq) = self.ledger().find(transaction)? else {
            return Ok(None);
        };
        let movement = self.ledger().movement(seq)?;
        Ok(movement
            .filter(|recorded| recorded.brand() == scope.brand())
            .map(|recorded| recorded.seq))
    }

    /// What is left out must not shorten the answer, or its reader would stop too early.
    fn read_changes(
        self,
        scope: &BrandScope,
        origin: Origin,
        mut after: Option<Seq>,
        now: Timestamp,
        limit: usize,
    ) -> Result<Vec<AddressedMovement>> {
        let from = now - WINDOW;
        let until = now - self.settings().feed_delay;
        let mut changes = Vec::new();
        while changes.len() < limit {
            let wanted = limit - changes.len();
            let page = self
                .ledger()
                .feed(scope.brand(), origin, after, from, until, wanted)?;
            after = page.movements.last().map(|recorded| recorded.seq).or(after);
            changes.extend(self.addressed(scope, page.movements)?);
            if !page.more {
                break;
            }
        }
        Ok(changes)
    }

    /// The movements that the caller may be told of, with their addresses.
    pub(super) fn addressed(
        self,
        scope: &BrandScope,
        movements: Vec<Recorded>,
    ) -> Result<Vec<AddressedMovement>> {
        let mut addressed = Vec::with_capacity(movements.len());
        for recorded in movements {
            if !scope.may_read(recorded.movement.key.channel) {
                continue;
            }
            if let Some(address) = self.ledger().address(recorded.movement.key.recipient)? {
                addressed.push(AddressedMovement { recorded, address });
            }
        }
        Ok(addressed)
    }
}
