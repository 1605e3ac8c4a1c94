//! Having the stamps renewed before the certificates they rest on end.

use domain::Timestamp;

use super::asking::end_of;
use super::{Round, Stamper, seconds};
use crate::error::LogError;

/// How many stamps are looked at in one round for when their certificates end.
const LOOK_AHEAD: usize = 64;
/// How long after a renewal that failed the next is tried, in seconds: it reads every stamp, may use up one that was
/// paid for, and is begun long before it must be done.
const RENEWAL_PAUSE: i64 = 3_600;

impl Stamper {
    /// Renews all stamps when a certificate that one of them rests on ends before long.
    pub(super) async fn renew(&self, now: Timestamp) -> Result<Round, LogError> {
        self.look_ahead();
        let ends_at = {
            let state = self.state();
            let paused = state.renewal_paused_until - seconds(now);
            // A clock that stepped back must not make the pause longer.
            if (1..=RENEWAL_PAUSE).contains(&paused) {
                return Ok(Round::Nothing);
            }
            state.ends_at
        };
        let due = ends_at.filter(|end| end - seconds(now) <= self.parts.policy.renew_before);
        let Some(ends_at) = due else {
            return Ok(Round::Nothing);
        };
        let done = self.renew_all(ends_at, now).await;
        if !matches!(done, Ok(Round::Renewed(_))) {
            self.state().renewal_paused_until = seconds(now).saturating_add(RENEWAL_PAUSE);
        }
        done
    }

    /// Renews the stamps, the first of whose certificates ends at `ends_at`.
    async fn renew_all(&self, ends_at: i64, now: Timestamp) -> Result<Round, LogError> {
        let draft = self.parts.renewals.draft()?;
        let imprint = tsp::Imprint::Sha512(draft.text.imprint());
        let Some((token, authority)) = self.ask(&imprint, now).await else {
            return Ok(Round::Failed);
        };
        let end = end_of(&token, &self.trust);
        if end.is_none_or(|end| end <= ends_at) {
            // Nothing would be gained.
            tracing::error!(%authority, "no authority has a certificate that ends later than those of the stamps");
            return Ok(Round::Failed);
        }
        let renewal = self.parts.renewals.put(draft, token, authority)?;
        let mut state = self.state();
        state.ends_at = end;
        state.looked_to = self.parts.stamps.size_at(renewal.text.stamps);
        tracing::info!(
            number = renewal.text.number,
            stamps = renewal.text.stamps,
            "the time stamps have been renewed"
        );
        Ok(Round::Renewed(renewal.text.number))
    }

    /// Looks at some stamps that no renewal covers, for when their certificates end. One that cannot be read is told
    /// and passed over.
    fn look_ahead(&self) {
        let from = self.state().looked_to;
        for size in self.parts.stamps.sizes(from, LOOK_AHEAD) {
            let end = match self.parts.stamps.get(size) {
                Ok(stamp) => stamp.and_then(|stamp| end_of(&stamp.token, &self.trust)),
                Err(error) => {
                    tracing::error!(%error, "a time stamp cannot be read");
                    None
                }
            };
            let mut state = self.state();
            state.looked_to = size.saturating_add(1);
            state.ends_at = [state.ends_at, end].into_iter().flatten().min();
        }
    }
}
