//! Having the log's checkpoints stamped within the period, whatever happens to one authority.

mod asking;
mod renewing;
mod status;
mod timekeeping;

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Timestamp;
use domain::outside::{Clock, Random};
use tlog::SignedCheckpoint;
use tsp::Trust;

use crate::authority::{Authority, StampTransport};
use crate::cosigning::{CosignError, WitnessPeer, WitnessTransport, cosign};
use crate::error::LogError;
use crate::leaves::Leaves;
use crate::log::PublicLog;
use crate::published::Published;
use crate::renewals::Renewals;
use crate::stamps::{Stamp, Stamps};

use asking::Attempts;
pub use status::{PeerStatus, StampStatus};

/// How often the stamper looks whether there is something to do.
const TICK: Duration = Duration::from_secs(1);
/// The most witnesses asked.
pub const WITNESSES_MAX: usize = 8;
/// By how many seconds an authority's clock may differ from ours before the operator is told.
const CLOCK_DIFFERENCE_MAX: i64 = 60;

/// How often, and how long ahead.
#[derive(Clone, Copy, Debug)]
pub struct StampPolicy {
    /// How long the oldest movement without a stamp waits before a stamp is asked for, in seconds.
    pub interval: i64,
    /// Within how many seconds each movement must be covered (rule 58); later is a gap.
    pub period: i64,
    /// How many seconds before a certificate ends all stamps are renewed.
    pub renew_before: i64,
}

/// What a stamper works with.
pub struct StamperParts {
    /// The log whose checkpoints are stamped.
    pub log: PublicLog,
    /// Where stamps are kept.
    pub stamps: Stamps,
    /// Where their renewals are kept.
    pub renewals: Renewals,
    /// Tells since when movements wait.
    pub leaves: Arc<dyn Leaves>,
    /// In order of preference.
    pub authorities: Vec<Authority>,
    /// Asked before the stamp, so that it comes with their signatures; at most [`WITNESSES_MAX`].
    pub witnesses: Vec<WitnessPeer>,
    /// Carries requests to authorities.
    pub stamp_transport: Arc<dyn StampTransport>,
    /// Carries requests to witnesses.
    pub witness_transport: Arc<dyn WitnessTransport>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// Makes nonces.
    pub random: Arc<dyn Random>,
    /// How often.
    pub policy: StampPolicy,
}

/// Has checkpoints stamped.
pub struct Stamper {
    parts: StamperParts,
    /// Every authority's roots.
    trust: Trust,
    state: Mutex<State>,
}

struct State {
    authorities: Vec<Attempts>,
    /// Each with the size it has seen last.
    witnesses: Vec<(Attempts, u64)>,
    /// Whether a movement waits longer than the period, or for its own time to come.
    overdue: bool,
    /// Whether the last round could not read or keep what it had to.
    failing: bool,
    clock: timekeeping::Watch,
    /// The earliest end of a certificate that a stamp without renewal rests on, of those looked at.
    ends_at: Option<i64>,
    /// The next size to be looked at for that.
    looked_to: u64,
    /// Until when no renewal is tried, in seconds since 1970: one has failed.
    renewal_paused_until: i64,
}

/// What one round has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Round {
    /// Everything published is stamped, or has not waited long enough.
    Nothing,
    /// A checkpoint of this size was stamped.
    Stamped(u64),
    /// No authority gave a stamp; it is tried again.
    Failed,
    /// All stamps have been renewed.
    Renewed(u64),
}

impl Stamper {
    /// Takes up the work.
    pub fn new(parts: StamperParts) -> Self {
        let mut trust = Trust::default();
        for authority in &parts.authorities {
            trust.extend(authority.trust.clone());
        }
        let newest = parts.renewals.all().pop();
        let renewed_to = newest
            .as_ref()
            .map_or(0, |renewal| parts.stamps.size_at(renewal.text.stamps));
        let state = State {
            authorities: vec![Attempts::default(); parts.authorities.len()],
            witnesses: vec![(Attempts::default(), 0); parts.witnesses.len().min(WITNESSES_MAX)],
            overdue: false,
            failing: false,
            clock: timekeeping::Watch::default(),
            ends_at: newest.and_then(|renewal| asking::end_of(&renewal.token, &trust)),
            looked_to: renewed_to,
            renewal_paused_until: 0,
        };
        Self {
            parts,
            trust,
            state: Mutex::new(state),
        }
    }

    /// Works until `end`. Blocks on files now and then: give it a thread of its own.
    pub async fn run(&self, end: impl Future<Output = ()>) {
        let mut end = pin!(end);
        loop {
            let round = self.round().await;
            let was_failing = std::mem::replace(&mut self.state().failing, round.is_err());
            if let Err(error) = round
                && !was_failing
            {
                tracing::error!(%error, "the time stamps cannot be kept; it is tried again");
            }
            tokio::select! {
                () = &mut end => return,
                () = tokio::time::sleep(TICK) => {}
            }
        }
    }

    /// Does what is due now. The newest checkpoint comes first: its stamp is owed within the period,
    /// and a renewal that cannot be made must not hold it up.
    pub async fn round(&self) -> Result<Round, LogError> {
        self.watch_the_clock().await;
        let now = self.parts.clock.now();
        match self.stamp_newest(now).await? {
            Round::Nothing => self.renew(now).await,
            done => Ok(done),
        }
    }

    async fn stamp_newest(&self, now: Timestamp) -> Result<Round, LogError> {
        let published = self.parts.log.published();
        let stamped = self.parts.stamps.newest().unwrap_or(0);
        if published.size() <= stamped {
            self.state().overdue = false;
            return Ok(Round::Nothing);
        }
        let waited_since = self.waiting_since(stamped, now)?;
        if self.is_dated_later(published.size(), now)? {
            self.wait_for_its_time();
            return Ok(Round::Nothing);
        }
        self.watch_the_period(seconds(now) - waited_since);
        if !self.is_due(waited_since, now) {
            return Ok(Round::Nothing);
        }
        if !self.may_ask(now) {
            return Ok(Round::Failed);
        }
        let signed = self.cosigned(&published, now).await?;
        let imprint = tsp::Imprint::Sha256(receipt::stamp::imprint(&signed.checkpoint().text()));
        let Some((token, authority)) = self.ask(&imprint, now).await else {
            return Ok(Round::Failed);
        };
        let size = signed.checkpoint().size;
        // Only now does anybody know the authority's time. It has corrected the clock as well.
        let stamped_at = Timestamp::from_millis(token.time().unix_millis());
        if self.is_dated_later(size, stamped_at)? {
            self.wait_for_its_time();
            return Ok(Round::Nothing);
        }
        let stamp = Stamp {
            checkpoint: signed,
            token,
            authority,
            waited_since,
            period: self.parts.policy.period,
            previous: (stamped > 0).then_some(stamped),
        };
        let apart = stamp.stamped_at() - seconds(self.parts.clock.now());
        if apart.abs() > CLOCK_DIFFERENCE_MAX {
            tracing::warn!(
                authority = %stamp.authority, seconds = apart,
                "the time-stamp authority's clock and ours differ"
            );
        }
        self.parts.stamps.put(&stamp)?;
        if stamp.is_late() {
            tracing::warn!(
                size,
                waited_seconds = stamp.stamped_at() - waited_since,
                "movements were stamped later than the period allows"
            );
        }
        self.state().overdue = false;
        Ok(Round::Stamped(size))
    }

    /// A token for something else than a checkpoint, such as the digest of a day's file, and which
    /// authority gave it; none: none of them did, and it may be tried again.
    pub async fn stamp(&self, imprint: &tsp::Imprint) -> Option<(tsp::Token, String)> {
        self.ask(imprint, self.parts.clock.now()).await
    }

    /// The authorities that are asked.
    pub fn authorities(&self) -> &[Authority] {
        &self.parts.authorities
    }

    /// How things stand.
    pub fn status(&self) -> Result<StampStatus, LogError> {
        let size = self.parts.log.published().size();
        let stamped = self.parts.stamps.newest();
        let now = self.parts.clock.now();
        let waiting = if stamped.unwrap_or(0) < size {
            Some(self.waiting_since(stamped.unwrap_or(0), now)?)
        } else {
            None
        };
        let overdue = match waiting {
            Some(since) => {
                let late = seconds(now) - since > self.parts.policy.period;
                late || self.state().overdue || self.is_dated_later(size, now)?
            }
            None => false,
        };
        let state = self.state();
        Ok(StampStatus {
            size,
            stamped,
            waiting_since: waiting,
            overdue,
            failing: state.failing,
            development: self.parts.authorities.iter().any(Authority::is_development),
            authorities: (self.parts.authorities.iter())
                .zip(&state.authorities)
                .map(|(authority, attempts)| attempts.status(&authority.name))
                .collect(),
            witnesses: (self.parts.witnesses.iter())
                .zip(&state.witnesses)
                .map(|(peer, (attempts, _))| attempts.status(peer.key.name().as_str()))
                .collect(),
            stopped: self.parts.log.stopped(),
        })
    }

    /// The checkpoint with the signatures of the witnesses that answer. One that has signed it already is not asked
    /// again, however often no authority stamps it.
    async fn cosigned(
        &self,
        published: &Published,
        now: Timestamp,
    ) -> Result<SignedCheckpoint, LogError> {
        let mut signatures = Vec::new();
        for (place, peer) in self.parts.witnesses.iter().take(WITNESSES_MAX).enumerate() {
            let (attempts, mut seen) = self.state().witnesses[place].clone();
            let has_signed = tlog::verify_cosignature(published.signed.note(), &peer.key).is_ok();
            if has_signed || !attempts.may_try(now) {
                continue;
            }
            let transport = self.parts.witness_transport.as_ref();
            let answer = cosign(&self.parts.log, published, peer, transport, &mut seen).await;
            let mut state = self.state();
            let (attempts, last_seen) = &mut state.witnesses[place];
            *last_seen = seen;
            match answer {
                Ok(signature) => {
                    attempts.succeeded();
                    signatures.push(signature);
                }
                Err(error) => {
                    if matches!(error, CosignError::OtherHistory(_)) {
                        self.parts
                            .log
                            .stop(format!("the witness {} {error}", peer.key.name()));
                    }
                    attempts.failed(peer.key.name().as_str(), error.to_string(), now);
                }
            }
        }
        if signatures.is_empty() {
            return Ok(published.signed.clone());
        }
        self.parts.log.add_cosignatures(published, signatures)
    }

    /// Since when the first movement beyond the stamped size waits, in seconds since 1970.
    fn waiting_since(&self, stamped: u64, now: Timestamp) -> Result<i64, LogError> {
        let recorded = self.parts.leaves.recorded_at(stamped)?;
        Ok(seconds(recorded.unwrap_or(now)))
    }

    /// Whether a stamp is to be asked for: the interval is over, or the day the movement was recorded
    /// on is.
    fn is_due(&self, waited_since: i64, now: Timestamp) -> bool {
        let day = |instant: Timestamp| instant.to_civil().date();
        seconds(now) - waited_since >= self.parts.policy.interval
            || day(Timestamp::from_seconds(waited_since)) != day(now)
    }

    fn watch_the_period(&self, waited: i64) {
        let overdue = waited > self.parts.policy.period;
        let mut state = self.state();
        if overdue && !state.overdue {
            tracing::warn!(
                waited_seconds = waited,
                "movements have no time stamp within the period"
            );
        }
        state.overdue = overdue;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whole seconds since 1970.
fn seconds(instant: Timestamp) -> i64 {
    instant.as_millis().div_euclid(1_000)
}
