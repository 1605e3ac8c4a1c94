//! The movements that wait for a connection, in their order, of each side that it is told of.

use directory::push::PushConnection;
use domain::movement::Recorded;
use domain::{Seq, Timestamp};

use super::POST_MOVEMENTS_MAX;
use crate::{Contract, Result};

const EVER: Timestamp = Timestamp::from_millis(i64::MIN);
const FOREVER: Timestamp = Timestamp::from_millis(i64::MAX);

/// Movements of a brand on all channels.
pub(super) struct Waiting {
    pub movements: Vec<Recorded>,
    /// Whether there are more after them.
    pub more: bool,
}

/// How far behind a connection is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Behind {
    /// How many movements of its channel wait, as far as they were counted.
    pub movements: usize,
    /// Whether more than those that were looked at wait.
    pub more: bool,
    /// When the first of them was recorded; `None`: none waits.
    pub since: Option<Timestamp>,
}

impl Contract<'_> {
    /// What a connection's brand has from a position on, at most [`POST_MOVEMENTS_MAX`].
    pub(super) fn waiting(self, connection: &PushConnection, from: Seq) -> Result<Waiting> {
        // What is recorded while one side is read could be behind what the other one shows already.
        let end = self.ledger().end();
        let after = from.0.checked_sub(1).map(Seq);
        let (mut movements, mut bound, mut more) = (Vec::new(), end, false);
        for origin in connection.connection.terms.sides() {
            let page = self.ledger().feed(
                connection.connection.brand,
                *origin,
                after,
                EVER,
                FOREVER,
                POST_MOVEMENTS_MAX,
            )?;
            if let Some(last) = page.movements.last()
                && page.more
            {
                more = true;
                bound = bound.min(Seq(last.seq.0 + 1));
            }
            movements.extend(page.movements);
        }
        movements.retain(|recorded| recorded.seq < bound);
        movements.sort_by_key(|recorded| recorded.seq);
        more |= movements.len() > POST_MOVEMENTS_MAX;
        movements.truncate(POST_MOVEMENTS_MAX);
        Ok(Waiting { movements, more })
    }

    /// How far behind a connection is.
    pub(crate) fn push_behind(self, connection: &PushConnection) -> Result<Behind> {
        let mut waiting = self.waiting(connection, connection.connection.cursor)?;
        let channel = connection.connection.channel;
        let more = waiting.more;
        let movements = &mut waiting.movements;
        movements.retain(|recorded| recorded.movement.key.channel == channel);
        let first = movements.first();
        Ok(Behind {
            movements: movements.len(),
            more,
            since: first.map(|first| first.movement.recorded_at),
        })
    }

    /// Where the first movement stands that a connection is told of and that was recorded at an instant or later.
    pub(super) fn first_since(
        self,
        connection: &PushConnection,
        instant: Timestamp,
    ) -> Result<Option<Seq>> {
        let mut first: Option<Seq> = None;
        for origin in connection.connection.terms.sides() {
            let brand = connection.connection.brand;
            let page = self
                .ledger()
                .feed(brand, *origin, None, instant, FOREVER, 1)?;
            let found = page.movements.first().map(|found| found.seq);
            first = first.into_iter().chain(found).min();
        }
        Ok(first)
    }
}
