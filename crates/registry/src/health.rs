//! Whether the registry can do its work, part by part.

use std::time::Duration;

use directory::Trouble;
use domain::outside::ClockStanding;
use ledger::LedgerError;
use ledger::check_log::Standing;
use tokio::time::timeout;

use crate::Registry;

/// How long a part may take to answer that it works.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(5);

/// A part, and how it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// What it is called.
    pub name: &'static str,
    /// Whether nothing is served without it.
    pub vital: bool,
    /// How it stands.
    pub health: Health,
}

/// How a part stands. The words are for everybody: no path, no address, no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It works.
    Good,
    /// It works; an operator should look at it.
    Degraded(&'static str),
    /// It does not work.
    Failed(&'static str),
}

impl Part {
    /// A part without which nothing is served.
    pub const fn vital(name: &'static str, health: Health) -> Self {
        Self {
            name,
            vital: true,
            health,
        }
    }

    /// A part whose failure stops no refusal and no check.
    pub const fn minor(name: &'static str, health: Health) -> Self {
        Self {
            name,
            vital: false,
            health,
        }
    }

    /// Whether nothing can be served because of it.
    pub fn is_fatal(&self) -> bool {
        self.vital && matches!(self.health, Health::Failed(_))
    }
}

impl Registry {
    /// How the parts stand: `ledger`, `checkLog`, `directory`, `publicLog`, `stamps`, `clock`, `codes`. Each is
    /// asked, not remembered; the directory writes once for it.
    pub async fn health(&self) -> Vec<Part> {
        let (ledger, directory) = tokio::join!(self.ledger_health(), self.directory_health());
        vec![
            Part::vital("ledger", ledger),
            Part::vital("checkLog", self.check_log_health()),
            Part::vital("directory", directory),
            Part::minor("publicLog", self.public_log_health()),
            Part::minor("stamps", self.stamp_health().await),
            Part::minor("clock", self.clock_health()),
            Part::minor("codes", self.code_health()),
        ]
    }

    async fn ledger_health(&self) -> Health {
        match timeout(ANSWER_TIMEOUT, self.ledger().answers()).await {
            Ok(Ok(())) => Health::Good,
            Ok(Err(LedgerError::Unavailable(_))) => {
                Health::Failed("it cannot be written, and nothing is taken until it can")
            }
            Ok(Err(LedgerError::Stopped(_))) => Health::Failed("it has stopped until a restart"),
            Ok(Err(_)) => Health::Failed("it cannot be read"),
            Err(_) => Health::Failed("it does not answer"),
        }
    }

    fn check_log_health(&self) -> Health {
        match self.checks().log.standing() {
            Standing::Good => Health::Good,
            Standing::Short => Health::Degraded("there is hardly any room left for it"),
            Standing::Broken(_) => {
                Health::Failed("it cannot be written, and no check is answered until it can")
            }
        }
    }

    async fn directory_health(&self) -> Health {
        // Not the whole of it: it has only to differ from the one before.
        let number = u16::try_from(self.now().as_millis().rem_euclid(32_768)).unwrap_or_default();
        match timeout(ANSWER_TIMEOUT, self.directory().probe(number)).await {
            Ok(Ok(())) => Health::Good,
            Ok(Err(error)) => Health::Failed(match error.trouble() {
                Some(Trouble::Full) => "there is no room left for it",
                Some(Trouble::Damaged) => "it is damaged",
                Some(Trouble::Unusable) | None => "it cannot be written",
            }),
            Err(_) => Health::Failed("it does not answer"),
        }
    }

    fn clock_health(&self) -> Health {
        match self.clock_standing() {
            ClockStanding::Unchecked | ClockStanding::Right => Health::Good,
            ClockStanding::Behind(_) => {
                Health::Degraded("it is behind the time-stamp authority's, whose time is taken")
            }
            ClockStanding::Ahead(_) | ClockStanding::Doubtful(_) => {
                Health::Degraded("it is not believed, and approvals wait")
            }
            ClockStanding::LedgerAhead(_) => {
                Health::Degraded("the ledger is dated ahead of it, and approvals wait")
            }
        }
    }

    fn code_health(&self) -> Health {
        match self.people().code_ceiling_until() {
            Some(_) => Health::Degraded("a ceiling of one-time codes is reached"),
            None => Health::Good,
        }
    }

    fn public_log_health(&self) -> Health {
        let log = &self.proofs().log;
        if log.stopped().is_some() {
            Health::Failed("nothing more is published")
        } else if log.is_failing() {
            Health::Failed("it cannot be written; it is tried again")
        } else if self.proofs().reports.has_any() {
            Health::Failed(
                "part of it could not be read since the start; the next start refuses it",
            )
        } else {
            Health::Good
        }
    }

    async fn stamp_health(&self) -> Health {
        let status = self
            .blocking(|registry| {
                let status = registry.proofs().stamper.status();
                status.map_err(|error| crate::Error::Failed(Box::new(error)))
            })
            .await;
        match status {
            Ok(status) if status.overdue => {
                Health::Degraded("movements wait longer for a time stamp than the period allows")
            }
            Ok(status) if status.failing => Health::Degraded("they cannot be kept"),
            Ok(_) => Health::Good,
            Err(_) => Health::Degraded("they cannot be read"),
        }
    }
}
