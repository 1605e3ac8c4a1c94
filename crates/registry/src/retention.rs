//! Retention (rule 60): what has ended long enough ago is erased, unless a case is open.
//!
//! A record has ended when its status is refusal. Three years after its last movement nothing of it
//! is left but the leaves in the public log; and checks are forgotten three years after they were
//! made. So is what the directory keeps (`parties`). A run looks at every record, so it is done once a
//! day, beside the requests. What has a shorter time is forgotten elsewhere, within the hour: messages,
//! codes, sessions, calls of the desk, batches.

mod parties;

use std::collections::HashSet;
use std::time::Duration;

use directory::hold::Held;
use domain::{ConsentKey, Day, Timestamp};
use ledger::Erasure;

use crate::job::{Job, Next, Stop};
use crate::{BackgroundRegistry, Error, Operator, Result};

pub use parties::Forgotten;

/// How many years a record is kept after its end.
const YEARS_AFTER_END: i16 = 3;
/// How many years everything else is kept: a check, a complaint after its last step, a look, the closing
/// of a line, an account after it was last used.
const YEARS_KEPT: i16 = 3;

/// How many records are looked up, held against the holds and erased at once.
const RECORDS_AT_ONCE: usize = 512;
/// The hour of the day, in Türkiye, after which the daily run is done.
const RUN_HOUR: i8 = 3;
/// How often the worker looks whether it is time.
const LOOK_INTERVAL: Duration = Duration::from_mins(10);

/// What a run has done, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RetentionReport {
    /// Records whose time is over.
    pub over: u64,
    /// Those of them that are kept for the sake of a case.
    pub held: u64,
    /// What was erased.
    pub erased: Erasure,
    /// Files of the log of checks that were removed.
    pub check_files: usize,
    /// What the directory has forgotten, or would.
    pub parties: Forgotten,
}

/// Runs [`Operator::retain`](crate::Operator::retain) once a day, in the night.
pub struct Retention {
    registry: BackgroundRegistry,
    /// The last day on which a run came to its end.
    done: Option<Day>,
}

impl BackgroundRegistry {
    /// Erases what is over, once a day.
    pub fn retention(&self) -> Retention {
        Retention {
            registry: self.clone(),
            done: None,
        }
    }
}

impl Job for Retention {
    fn name(&self) -> &'static str {
        "retention"
    }

    fn retry_pause(&self) -> Duration {
        LOOK_INTERVAL
    }

    async fn round(&mut self, _stop: &Stop) -> Result<Next> {
        let now = self.registry.now();
        let today = Some(Day::of(now));
        if self.done != today && now.to_civil().hour() >= RUN_HOUR {
            self.registry.operator().retain().await?;
            self.done = today;
        }
        Ok(Next::After(LOOK_INTERVAL))
    }
}

impl Operator<'_> {
    /// Erases what is over. What is placed on hold before this asks for the holds is kept, and so
    /// is everything that was not accepted as ended by the ledger itself.
    pub async fn retain(self) -> Result<RetentionReport> {
        let mut report = RetentionReport::default();
        let now = self.now();
        let before = years_before(now, YEARS_AFTER_END)?;
        let mut after = None;
        while let Some(keys) = self.ended(before, after).await? {
            after = keys.last().copied();
            // No hold is placed between the look at them and the erasure.
            let _placing = self.hold_lock().await;
            let free = self.free(&keys, &mut report).await?;
            report.erased += self.ledger().erase(&free, before).await?;
        }
        // Also after a run that was cut off before it came to this.
        self.blocking(|registry| Ok(registry.ledger().scrub()?))
            .await?;
        let checks_before = years_before(now, YEARS_KEPT)?;
        report.check_files = self
            .blocking(move |registry| {
                let forgotten = registry.checks().log.forget_before(checks_before);
                forgotten.map_err(|error| Error::Failed(Box::new(error)))
            })
            .await?;
        report.parties = self.erase_parties(years_before(now, YEARS_KEPT)?).await?;
        tracing::info!(
            over = report.over,
            held = report.held,
            records = report.erased.records,
            movements = report.erased.movements,
            addresses = report.erased.addresses,
            check_files = report.check_files,
            parties = report.parties.total(),
            "what is over has been erased"
        );
        Ok(report)
    }

    /// Says what [`Operator::retain`](crate::Operator::retain) would find, and changes nothing.
    pub async fn would_retain(self) -> Result<RetentionReport> {
        let mut report = RetentionReport::default();
        let before = years_before(self.now(), YEARS_AFTER_END)?;
        let mut after = None;
        while let Some(keys) = self.ended(before, after).await? {
            after = keys.last().copied();
            self.free(&keys, &mut report).await?;
        }
        report.parties = self
            .over_parties(years_before(self.now(), YEARS_KEPT)?)
            .await?;
        Ok(report)
    }

    /// The next records whose time is over; `None`: there are no more.
    async fn ended(
        self,
        before: Timestamp,
        after: Option<ConsentKey>,
    ) -> Result<Option<Vec<ConsentKey>>> {
        let keys = self
            .blocking(move |registry| {
                let ledger = registry.ledger();
                Ok(ledger.ended(before, after.as_ref(), RECORDS_AT_ONCE)?)
            })
            .await?;
        Ok((!keys.is_empty()).then_some(keys))
    }

    /// Those of the records that no hold covers; counts them.
    async fn free(
        self,
        keys: &[ConsentKey],
        report: &mut RetentionReport,
    ) -> Result<Vec<ConsentKey>> {
        let holds = self.directory().holds_in_force().await?;
        let held: HashSet<Held> = holds.into_iter().map(|hold| hold.held).collect();
        let is_held = |key: &ConsentKey| {
            held.contains(&Held::Record(*key)) || held.contains(&Held::Recipient(key.recipient))
        };
        let free: Vec<ConsentKey> = keys.iter().filter(|key| !is_held(key)).copied().collect();
        report.over += keys.len() as u64;
        report.held += (keys.len() - free.len()) as u64;
        Ok(free)
    }
}

/// The same time of the same day some years before, in Türkiye; of a 29 February, the 28th.
fn years_before(now: Timestamp, years: i16) -> Result<Timestamp> {
    let civil = now.to_civil();
    let year = civil.year().saturating_sub(years);
    let same_day = civil.with().year(year).build();
    same_day
        .or_else(|_| civil.with().year(year).day(28).build())
        .ok()
        .and_then(Timestamp::from_civil)
        .ok_or_else(|| Error::Failed("the clock shows no year that anything ends in".into()))
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test may stop at what it does not expect"
    )]

    use super::*;

    #[test]
    fn years_are_those_of_the_calendar() {
        for (now, before) in [
            ("2029-03-01 00:00:00", "2026-03-01 00:00:00"),
            ("2028-02-29 12:30:01", "2025-02-28 12:30:01"),
            ("2031-02-28 23:59:59", "2028-02-28 23:59:59"),
        ] {
            let now = Timestamp::from_wire(now).unwrap();
            let expected = Timestamp::from_wire(before).unwrap();
            assert_eq!(years_before(now, YEARS_AFTER_END).unwrap(), expected);
        }
    }
}
