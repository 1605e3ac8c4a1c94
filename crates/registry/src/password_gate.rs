//! Where passwords come in: each is counted, looked at once, and counted as what it was.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use directory::password::Asker;
use domain::Timestamp;
use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared};
use sha2::{Digest as _, Sha256};

use crate::attempts::Attempts;
use crate::clients::network;
use crate::log_pace::LogPace;
use crate::{Error, Result};

/// What became of a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Judged<T> {
    /// It is this one's.
    Right(T),
    /// It is nobody's under that name.
    Wrong,
    /// It was not looked at: too many were wrong. From this instant on one is again.
    Wait(Timestamp),
}

/// One way in. The same name and password that a client sends several times at once are looked at once
/// and are one try: a program that begins with many threads is no guesser.
pub(crate) struct PasswordGate<T> {
    attempts: Arc<Attempts>,
    under_way: Mutex<HashMap<[u8; 32], Judging<T>>>,
    /// Makes the names of what is under way say nothing of passwords.
    key: [u8; 32],
    log: LogPace,
}

type Judging<T> = Shared<BoxFuture<'static, Result<Option<T>, Arc<directory::Error>>>>;

impl<T: Clone + Send + Sync + 'static> PasswordGate<T> {
    pub(crate) fn new(key: [u8; 32]) -> Self {
        Self {
            attempts: Arc::new(Attempts::new()),
            under_way: Mutex::default(),
            key,
            log: LogPace::default(),
        }
    }

    /// Has a password looked at by `look`. A try that was not judged, because the store is too busy or
    /// fails, is not counted. It is looked at to the end even if whoever sent it has gone, so that
    /// going away leaves no try uncounted.
    pub(crate) async fn judge<F>(
        self: &Arc<Self>,
        (name, password): (&str, &str),
        client: IpAddr,
        now: Timestamp,
        look: impl FnOnce(Asker) -> F,
    ) -> Result<Judged<T>>
    where
        F: Future<Output = directory::Result<Option<T>>> + Send + 'static,
    {
        let key = self.name_of(name, password, client);
        let judging = {
            let mut under_way = self.under_way();
            if let Some(judging) = under_way.get(&key) {
                judging.clone()
            } else {
                let attempt = match self.attempts.begin(name, client, now) {
                    Ok(attempt) => attempt,
                    Err(again_at) => return Ok(Judged::Wait(again_at)),
                };
                let looking = look(attempt.asker());
                let landing = Landing {
                    gate: Arc::clone(self),
                    key,
                };
                let judging = tokio::spawn(async move {
                    let found = looking.await;
                    match &found {
                        Ok(Some(_)) => attempt.right(),
                        Ok(None) => {}
                        Err(error) => {
                            attempt.not_judged();
                            if matches!(error, directory::Error::Busy) {
                                landing.gate.note_turned_away(now);
                            }
                        }
                    }
                    drop(landing);
                    found.map_err(Arc::new)
                });
                let judging = judging
                    .map(|ended| ended.unwrap_or(Err(Arc::new(directory::Error::Closed))))
                    .boxed()
                    .shared();
                under_way.insert(key, judging.clone());
                judging
            }
        };
        match judging.await {
            Ok(Some(found)) => Ok(Judged::Right(found)),
            Ok(None) => Ok(Judged::Wrong),
            Err(error) => Err(unjudged(error)),
        }
    }

    fn name_of(&self, name: &str, password: &str, client: IpAddr) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(self.key);
        hasher.update(network(client).to_string());
        // The lengths keep them apart.
        for text in [name, password] {
            hasher.update(text.len().to_be_bytes());
            hasher.update(text);
        }
        hasher.finalize().into()
    }

    fn note_turned_away(&self, now: Timestamp) {
        if let Some(left_out) = self.log.pass(now) {
            tracing::warn!(
                left_out,
                "more passwords wait to be looked at than may; one was turned away"
            );
        }
    }
}

impl<T> PasswordGate<T> {
    fn under_way(&self) -> MutexGuard<'_, HashMap<[u8; 32], Judging<T>>> {
        self.under_way
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why a password was not judged; said to all who wait for it.
fn unjudged(error: Arc<directory::Error>) -> Error {
    use directory::Error as Cause;
    match *error {
        Cause::Busy => Error::Busy,
        Cause::Store(_) | Cause::Closed => Error::Unavailable(Box::new(error)),
        _ => Error::Failed(Box::new(error)),
    }
}

/// Ends what is under way, also where looking at it fails.
struct Landing<T> {
    gate: Arc<PasswordGate<T>>,
    key: [u8; 32],
}

impl<T> Drop for Landing<T> {
    fn drop(&mut self) {
        self.gate.under_way().remove(&self.key);
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test says what it expects by unwrapping it"
    )]

    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::attempts::NAME_TRIES_MAX;

    const NOW: Timestamp = Timestamp::from_seconds(1_772_348_400);
    const CLIENT: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));

    fn gate() -> Arc<PasswordGate<u8>> {
        Arc::new(PasswordGate::new([0; 32]))
    }

    async fn found(
        gate: &Arc<PasswordGate<u8>>,
        password: &str,
        found: directory::Result<Option<u8>>,
    ) -> Result<Judged<u8>> {
        let look = |_| async { found };
        gate.judge(("ayse", password), CLIENT, NOW, look).await
    }

    #[tokio::test]
    async fn what_was_not_judged_is_no_try_and_too_busy_is_said_as_such() {
        let gate = gate();
        for number in 0..5 * NAME_TRIES_MAX {
            let password = number.to_string();
            let busy = found(&gate, &password, Err(directory::Error::Busy)).await;
            assert!(matches!(busy, Err(Error::Busy)));
            let failed = found(&gate, &password, Err(directory::Error::Closed)).await;
            assert!(matches!(failed, Err(Error::Unavailable(_))));
        }
        for number in 0..NAME_TRIES_MAX {
            let judged = found(&gate, &number.to_string(), Ok(None)).await;
            assert_eq!(judged.unwrap(), Judged::Wrong);
        }
        let judged = found(&gate, "right", Ok(Some(1))).await.unwrap();
        assert!(matches!(judged, Judged::Wait(_)));
    }

    #[tokio::test]
    async fn the_same_password_sent_often_at_once_is_looked_at_once_and_is_one_try() {
        let (gate, looked) = (gate(), Arc::new(AtomicU32::new(0)));
        let mut tries = tokio::task::JoinSet::new();
        for _ in 0..5 * NAME_TRIES_MAX {
            let (gate, looked) = (Arc::clone(&gate), Arc::clone(&looked));
            tries.spawn(async move {
                let look = |_| async move {
                    looked.fetch_add(1, Ordering::SeqCst);
                    tokio::task::yield_now().await;
                    Ok(Some(7))
                };
                gate.judge(("ayse", "right"), CLIENT, NOW, look).await
            });
        }
        for judged in tries.join_all().await {
            assert_eq!(judged.unwrap(), Judged::Right(7));
        }
        assert!(looked.load(Ordering::SeqCst) <= NAME_TRIES_MAX);
        assert!(gate.under_way().is_empty());
    }

    #[tokio::test]
    async fn a_try_whose_sender_has_gone_is_counted_all_the_same() {
        let gate = gate();
        for number in 0..NAME_TRIES_MAX {
            let password = number.to_string();
            let look = |_| async {
                tokio::task::yield_now().await;
                Ok(None)
            };
            let gone = gate.judge(("ayse", &password), CLIENT, NOW, look);
            assert!(gone.now_or_never().is_none());
        }
        while !gate.under_way().is_empty() {
            tokio::task::yield_now().await;
        }
        let judged = found(&gate, "right", Ok(Some(1))).await.unwrap();
        assert!(matches!(judged, Judged::Wait(_)));
    }

    #[tokio::test]
    async fn the_same_password_of_two_clients_is_a_try_of_each() {
        let (gate, looked) = (gate(), Arc::new(AtomicU32::new(0)));
        let look = || {
            let looked = Arc::clone(&looked);
            move |_: Asker| async move {
                looked.fetch_add(1, Ordering::SeqCst);
                tokio::task::yield_now().await;
                Ok(None)
            }
        };
        let other = IpAddr::from([192, 0, 2, 2]);
        let (one, two) = tokio::join!(
            gate.judge(("ayse", "wrong"), CLIENT, NOW, look()),
            gate.judge(("ayse", "wrong"), other, NOW, look()),
        );
        assert_eq!((one.unwrap(), two.unwrap()), (Judged::Wrong, Judged::Wrong));
        assert_eq!(looked.load(Ordering::SeqCst), 2);
    }
}
