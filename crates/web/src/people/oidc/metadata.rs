//! What the provider says of itself and its keys, kept so that nobody waits for it who need not.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use domain::Timestamp;
use domain::outside::Clock;
use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};
use openidconnect::IssuerUrl;
use openidconnect::core::CoreProviderMetadata;

use super::client::{IdentityClient, why};
use crate::IdentityError;

/// How long what a provider says of itself is used. From half of it on it is read again meanwhile.
const FRESH: Duration = Duration::from_mins(10);
/// How long it is still used while it is read again.
const USED: Duration = Duration::from_hours(1);
/// How often the provider may be asked for new keys because an answer names one it did not have, so
/// that made-up answers are not turned into a flood of calls.
const KEYS_AGAIN: Duration = Duration::from_secs(10);
/// How long a provider that did not answer is not asked again. Whoever comes meanwhile is told at once.
const FAILED: Duration = Duration::from_secs(10);
/// How long all calls of one reading may take.
const READING_TIMEOUT: Duration = Duration::from_secs(5);

/// The provider's metadata, read by one call at a time that all who need it wait for together.
pub(super) struct Metadata {
    issuer: IssuerUrl,
    http: Arc<IdentityClient>,
    clock: Arc<dyn Clock>,
    state: Arc<Mutex<State>>,
}

type Reading = Shared<BoxFuture<'static, Result<CoreProviderMetadata, String>>>;

#[derive(Default)]
struct State {
    kept: Option<(Timestamp, CoreProviderMetadata)>,
    failed: Option<(Timestamp, String)>,
    reading: Option<Reading>,
}

impl Metadata {
    pub(super) fn new(issuer: IssuerUrl, http: Arc<IdentityClient>, clock: Arc<dyn Clock>) -> Self {
        Self {
            issuer,
            http,
            clock,
            state: Arc::default(),
        }
    }

    /// What it said last, if that is not too old.
    pub(super) async fn current(&self) -> Result<CoreProviderMetadata, IdentityError> {
        let now = self.clock.now();
        let reading = {
            let mut state = lock(&self.state);
            let kept = state.kept.clone();
            if let Some((read_at, metadata)) = kept
                && read_at.is_within(USED, now)
            {
                if now.since(read_at) >= FRESH / 2 && state.failure(now).is_none() {
                    // Nobody waits for it.
                    drop(self.read(&mut state));
                }
                return Ok(metadata);
            }
            if let Some(why) = state.failure(now) {
                return Err(IdentityError::Unreachable(why));
            }
            self.read(&mut state)
        };
        reading.await.map_err(IdentityError::Unreachable)
    }

    /// What it says now: its keys may have been changed.
    pub(super) async fn anew(&self) -> Result<CoreProviderMetadata, IdentityError> {
        let now = self.clock.now();
        let reading = {
            let mut state = lock(&self.state);
            if let Some((read_at, metadata)) = &state.kept
                && read_at.is_within(KEYS_AGAIN, now)
            {
                return Ok(metadata.clone());
            }
            if let Some(why) = state.failure(now) {
                return Err(IdentityError::Unreachable(why));
            }
            self.read(&mut state)
        };
        reading.await.map_err(IdentityError::Unreachable)
    }

    /// The reading under way, or a new one.
    fn read(&self, state: &mut State) -> Reading {
        if let Some(reading) = &state.reading {
            return reading.clone();
        }
        let (issuer, http) = (self.issuer.clone(), Arc::clone(&self.http));
        let (clock, shared) = (Arc::clone(&self.clock), Arc::clone(&self.state));
        let task = tokio::spawn(async move {
            let read = CoreProviderMetadata::discover_async(issuer, &*http);
            let read = match tokio::time::timeout(READING_TIMEOUT, read).await {
                Ok(Ok(metadata)) => Ok(metadata),
                Ok(Err(error)) => Err(why(&error)),
                Err(_) => Err("no answer in time".to_owned()),
            };
            let now = clock.now();
            let mut state = lock(&shared);
            state.reading = None;
            match &read {
                Ok(metadata) => {
                    state.kept = Some((now, metadata.clone()));
                    state.failed = None;
                }
                Err(why) => state.failed = Some((now, why.clone())),
            }
            read
        });
        let reading = task
            .map(|ended| ended.unwrap_or_else(|_| Err("it could not be read".to_owned())))
            .boxed()
            .shared();
        state.reading = Some(reading.clone());
        reading
    }
}

impl State {
    /// Why the provider could not be read a moment ago.
    fn failure(&self, now: Timestamp) -> Option<String> {
        let (failed_at, why) = self.failed.as_ref()?;
        failed_at.is_within(FAILED, now).then(|| why.clone())
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}
