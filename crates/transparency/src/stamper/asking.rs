//! Asking authorities in order of preference, and leaving alone for a while those that fail.

use std::time::Duration;

use domain::Timestamp;
use tsp::{Expect, GenTime, Imprint, Reply, Request, Token, Trust};

use super::Stamper;
use super::status::PeerStatus;
use crate::authority::{ANSWER_BYTES_MAX, Authority, Source, StampCall};

/// How long after the first failure the next attempt is made; doubles each time.
const RETRY_FIRST: Duration = Duration::from_secs(5);
/// The longest wait between attempts.
const RETRY_LONGEST: Duration = Duration::from_mins(5);

/// How it has gone with one peer.
#[derive(Clone, Debug, Default)]
pub(super) struct Attempts {
    failures: u32,
    not_before: Option<Timestamp>,
    last_error: Option<String>,
}

impl Attempts {
    pub fn may_try(&self, now: Timestamp) -> bool {
        // A clock that stepped back must not leave a peer alone for longer than the longest wait.
        (self.not_before).is_none_or(|at| at <= now || at.since(now) > RETRY_LONGEST)
    }

    pub fn succeeded(&mut self) {
        *self = Self::default();
    }

    pub fn failed(&mut self, name: &str, error: String, now: Timestamp) {
        if self.last_error.as_deref() != Some(error.as_str()) {
            tracing::warn!(peer = name, %error, "no signature");
        }
        let wait = RETRY_FIRST
            .saturating_mul(1 << self.failures.min(16))
            .min(RETRY_LONGEST);
        self.failures = self.failures.saturating_add(1);
        self.not_before = Some(now + wait);
        self.last_error = Some(error);
    }

    pub fn status(&self, name: &str) -> PeerStatus {
        PeerStatus {
            name: name.to_owned(),
            failures: self.failures,
            last_error: self.last_error.clone(),
        }
    }
}

impl Stamper {
    /// Whether any authority is to be asked now.
    pub(super) fn may_ask(&self, now: Timestamp) -> bool {
        let state = self.state();
        state
            .authorities
            .iter()
            .any(|attempts| attempts.may_try(now))
    }

    /// A verified token of the first authority that gives one, and what that is called.
    pub(super) async fn ask(&self, imprint: &Imprint, now: Timestamp) -> Option<(Token, String)> {
        for (place, authority) in self.parts.authorities.iter().enumerate() {
            if !self.state().authorities[place].may_try(now) {
                continue;
            }
            let answer = self.token(authority, imprint).await;
            let mut state = self.state();
            let attempts = &mut state.authorities[place];
            match answer {
                Ok(token) => {
                    attempts.succeeded();
                    drop(state);
                    if !authority.is_development() {
                        let time = Timestamp::from_millis(token.time().unix_millis());
                        self.parts.clock.heard(time);
                    }
                    return Some((token, authority.name.clone()));
                }
                Err(reason) => attempts.failed(&authority.name, reason, now),
            }
        }
        None
    }

    async fn token(&self, authority: &Authority, imprint: &Imprint) -> Result<Token, String> {
        let nonce = self.random_number();
        let mut request = Request::new(*imprint, nonce);
        if let [only] = authority.policies.as_slice() {
            request = request.with_policy(*only);
        }
        let body = request.to_der();
        let answer = match &authority.source {
            Source::Development(inside) => {
                let now = GenTime::from_unix_millis(self.parts.clock.now().as_millis())
                    .ok_or("the clock is beyond what a time stamp can say")?;
                let serial = self.random_number();
                let mut inside = inside.lock().map_err(|_| "has failed before")?;
                inside.answer(&body, now, serial)
            }
            Source::Remote { url, account } => {
                let identity = account.as_ref().map(|account| {
                    let mut salt = [0; tsp::kamusm::SALT_BYTES];
                    self.parts.random.fill(&mut salt);
                    tsp::kamusm::identity_header(account.user, &account.password, imprint, &salt)
                });
                let call = StampCall {
                    url,
                    body,
                    identity,
                };
                self.parts.stamp_transport.stamp(call).await?
            }
        };
        if answer.len() > ANSWER_BYTES_MAX {
            return Err("its answer is too long".to_owned());
        }
        let token = Reply::parse(&answer)
            .map_err(|error| error.to_string())?
            .into_token();
        let expect = Expect {
            nonce: Some(nonce),
            policies: authority.policies.clone(),
            ..Expect::imprint(*imprint)
        };
        tsp::verify(&token, &authority.trust, &expect).map_err(|error| error.to_string())?;
        // A stamp made earlier than the one before it would say that the log has shrunk.
        let newest = self.parts.stamps.newest();
        let before = newest.and_then(|size| self.parts.stamps.get(size).ok().flatten());
        if before.is_some_and(|before| token.time().unix_seconds() < before.stamped_at()) {
            return Err("its clock is behind the newest time stamp".to_owned());
        }
        Ok(token)
    }

    fn random_number(&self) -> u64 {
        let mut bytes = [0; 8];
        self.parts.random.fill(&mut bytes);
        u64::from_le_bytes(bytes)
    }
}

/// When the first certificate a token rests on ends, in seconds since 1970; none: the token leads to
/// no authority that is configured.
pub(super) fn end_of(token: &Token, trust: &Trust) -> Option<i64> {
    tsp::verify(token, trust, &Expect::imprint(*token.imprint()))
        .ok()
        .map(|verified| verified.not_after)
}
