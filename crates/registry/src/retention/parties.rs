//! What the directory keeps: complaints, looks, accounts, closed lines, and what else is forgotten by
//! its age. What is about somebody for whose sake a hold is in force stays.

use directory::line::LineClosure;
use directory::retention::Kind;
use domain::{RecipientId, Timestamp};

use crate::{Operator, Result};

/// How much was forgotten, or would be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Forgotten {
    /// Complaints, with images and steps.
    pub complaints: u64,
    /// Entries of the log of looks.
    pub looks: u64,
    /// Accounts nobody has used.
    pub accounts: u64,
    /// Closings of lines behind which nothing of the former owners lies any more.
    pub closed_lines: u64,
    /// Choices how to be told of new consents, of addresses nobody keeps anything of.
    pub notice_policies: u64,
    /// Holds that were released.
    pub holds: u64,
    /// How far imports had come.
    pub imports: u64,
}

impl Forgotten {
    /// All together.
    pub const fn total(&self) -> u64 {
        self.complaints
            + self.looks
            + self.accounts
            + self.closed_lines
            + self.notice_policies
            + self.holds
            + self.imports
    }

    const fn of(&mut self, kind: Kind) -> &mut u64 {
        match kind {
            Kind::Complaints => &mut self.complaints,
            Kind::Looks => &mut self.looks,
            Kind::Accounts => &mut self.accounts,
            Kind::Holds => &mut self.holds,
            Kind::Imports => &mut self.imports,
        }
    }
}

impl Operator<'_> {
    /// Forgets what is older. After the ledger's records: what is left of a line's former owner there
    /// keeps its closing.
    pub(super) async fn erase_parties(self, before: Timestamp) -> Result<Forgotten> {
        let mut forgotten = Forgotten::default();
        for kind in Kind::ALL {
            loop {
                let gone = self.directory().forget(kind, before).await?;
                *forgotten.of(kind) += gone;
                if gone == 0 {
                    break;
                }
            }
        }
        let mut after = None;
        while let Some(closures) = self.free_closures(before, &mut after).await? {
            forgotten.closed_lines += self.directory().forget_closures(closures).await?;
        }
        let mut after = None;
        while let Some(policies) = self.free_policies(before, &mut after).await? {
            forgotten.notice_policies += self.directory().forget_policies(policies).await?;
        }
        match self.directory().scrub().await {
            Ok(true) => {}
            Ok(false) => tracing::info!("the directory is in use; the next run cuts its log off"),
            Err(error) => tracing::warn!(%error, "the directory's log could not be cut off"),
        }
        Ok(forgotten)
    }

    /// What [`Operator::erase_parties`](crate::Operator::erase_parties) would forget.
    pub(super) async fn over_parties(self, before: Timestamp) -> Result<Forgotten> {
        let mut over = Forgotten::default();
        for kind in Kind::ALL {
            *over.of(kind) = self.directory().over(kind, before).await?;
        }
        let mut after = None;
        while let Some(closures) = self.free_closures(before, &mut after).await? {
            over.closed_lines += closures.len() as u64;
        }
        let mut after = None;
        while let Some(policies) = self.free_policies(before, &mut after).await? {
            over.notice_policies += policies.len() as u64;
        }
        Ok(over)
    }

    /// The next closings that can go: nothing that was recorded before them is left. `None`: there are
    /// no more.
    async fn free_closures(
        self,
        before: Timestamp,
        after: &mut Option<(Timestamp, LineClosure)>,
    ) -> Result<Option<Vec<LineClosure>>> {
        let old = self.directory().old_closures(before, *after).await?;
        let Some(last) = old.last() else {
            return Ok(None);
        };
        *after = Some(*last);
        self.blocking(move |registry| {
            let mut free = Vec::with_capacity(old.len());
            for (_, closure) in old {
                if !registry.operator().has_movements_until(closure)? {
                    free.push(closure);
                }
            }
            Ok(Some(free))
        })
        .await
    }

    /// Whether a former owner's history is left in any record of a number.
    fn has_movements_until(self, closure: LineClosure) -> Result<bool> {
        for (key, _) in self.ledger().records_of(closure.recipient)? {
            let history = self.ledger().history(&key)?;
            let is_former = |recorded: &domain::movement::Recorded| {
                recorded.movement.recorded_at <= closure.closed_at
            };
            if history.iter().any(is_former) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The next choices of addresses without any record; `None`: there are no more.
    async fn free_policies(
        self,
        before: Timestamp,
        after: &mut Option<(Timestamp, RecipientId)>,
    ) -> Result<Option<Vec<(Timestamp, RecipientId)>>> {
        let old = self.directory().old_policies(before, *after).await?;
        let Some(last) = old.last() else {
            return Ok(None);
        };
        *after = Some(*last);
        self.blocking(move |registry| {
            let mut free = Vec::with_capacity(old.len());
            for (set_at, recipient) in old {
                if registry.ledger().records_of(recipient)?.is_empty() {
                    free.push((set_at, recipient));
                }
            }
            Ok(Some(free))
        })
        .await
    }
}
