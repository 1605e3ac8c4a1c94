//! A brand's feed as it grows, for whoever stays connected.

use std::sync::Arc;
use std::time::Duration;

use domain::{ErrorCode, Origin, Seq, Timestamp, TransactionId};
use tokio::time::sleep;

use crate::contract::changes::{AddressedMovement, WINDOW};
use crate::shares::Place;
use crate::{BrandScope, Contract, Error, Party, Registry, Result};

/// How many movements are handed on at once.
pub const EVENTS_AT_ONCE: usize = 100;

/// How many pages of the feed are read in one go where they have nothing to tell to this caller.
const PAGES_AT_ONCE: usize = 10;

/// After how much silence something is said all the same, so that nobody between takes the connection for dead.
pub const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How long a stream lasts at most: whoever wants to go on comes again, with a token that is good still.
pub const STREAM_LASTS: Duration = Duration::from_hours(1);

/// How often is looked whether the log has grown.
const LOOK: Duration = Duration::from_millis(500);

/// Before every instant that a movement can have.
const EVER: Timestamp = Timestamp::from_millis(i64::MIN);
/// After every instant that a movement can have.
const FOREVER: Timestamp = Timestamp::from_millis(i64::MAX);

/// A stream of a brand's movements.
pub struct Events {
    registry: Registry,
    /// As it was opened last.
    scope: BrandScope,
    origin: Origin,
    /// The last movement that was looked at.
    after: Option<Seq>,
    /// The log's end when there was nothing more.
    seen: Option<Seq>,
    began: Timestamp,
    /// Bounds how many streams there are.
    place: Arc<Place<Party>>,
}

impl Contract<'_> {
    /// Begins to follow a brand's movements of one side: those after the one named, however long ago that was, or else
    /// those of the feed's window and what follows. An `after` that names no movement of this brand counts as not given.
    /// `H124`: too many streams.
    ///
    /// Other than the feed, a stream does not wait for the feed's delay.
    pub async fn events(
        self,
        scope: &BrandScope,
        origin: Origin,
        after: Option<TransactionId>,
    ) -> Result<Events> {
        let began = self.now();
        scope.require_subscription(began)?;
        let place = self.limits().streams.try_take(scope.party());
        let place = place.ok_or_else(|| Error::code(ErrorCode::H124))?;
        let named = scope.clone();
        let after = self
            .blocking(move |registry| {
                let position = |transaction| registry.contract().position(&named, transaction);
                Ok(after.map(position).transpose()?.flatten())
            })
            .await?;
        Ok(Events {
            registry: self.0.clone(),
            scope: scope.clone(),
            origin,
            after,
            seen: None,
            began,
            place: Arc::new(place),
        })
    }
}

impl Events {
    /// The next movements, at most [`EVENTS_AT_ONCE`], in the order of the feed; none: there were none for
    /// [`KEEP_ALIVE`]. `None`: the stream has lasted [`STREAM_LASTS`]. Refused once the caller may not follow the brand any
    /// more.
    pub async fn next(&mut self) -> Result<Option<Vec<AddressedMovement>>> {
        let mut silence = Duration::ZERO;
        loop {
            let now = self.registry.now();
            if now >= self.began + STREAM_LASTS {
                return Ok(None);
            }
            self.scope = self.registry.contract().reopened(&self.scope).await?;
            self.scope.require_subscription(now)?;
            let end = self.registry.ledger().end();
            if self.seen != Some(end) {
                let (movements, more) = self.read().await?;
                if !movements.is_empty() {
                    return Ok(Some(movements));
                }
                if more {
                    continue;
                }
                self.seen = Some(end);
            }
            if silence >= KEEP_ALIVE {
                return Ok(Some(Vec::new()));
            }
            sleep(LOOK).await;
            silence += LOOK;
        }
    }

    /// Reads on, so many pages; whether there may be more where these have nothing to tell.
    async fn read(&mut self) -> Result<(Vec<AddressedMovement>, bool)> {
        let (scope, origin, mut after) = (self.scope.clone(), self.origin, self.after);
        // What was before a partner's time is not its to read, whatever movement it can name.
        let from = match after {
            Some(_) if !scope.is_partner() => EVER,
            _ => self.began - WINDOW,
        };
        // Held by the work itself: whoever goes away and comes again has no more of it under way.
        let place = Arc::clone(&self.place);
        let (after, movements, more) = self
            .registry
            .blocking(move |registry| {
                let ledger = registry.ledger();
                let _place = place;
                let (mut movements, mut more) = (Vec::new(), true);
                for _ in 0..PAGES_AT_ONCE {
                    let page =
                        ledger.feed(scope.brand(), origin, after, from, FOREVER, EVENTS_AT_ONCE)?;
                    after = page.movements.last().map(|last| last.seq).or(after);
                    let addressed = registry.contract().addressed(&scope, page.movements)?;
                    movements.extend(addressed);
                    more = page.more;
                    // What may not be told is passed over, and is not the end.
                    if !movements.is_empty() || !more {
                        break;
                    }
                }
                Ok((after, movements, more))
            })
            .await?;
        self.after = after;
        Ok((movements, more))
    }
}
