//! How much is being read and understood at once.

use std::sync::Arc;

use domain::ErrorCode;
use registry::shares::{Place, Shares};
use registry::{Error, Party};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use crate::edge::Problem;

/// The longest body that takes no room in the budget, in bytes. A single consent, and every refusal that a
/// person expresses, is below it and waits for nobody's long bodies.
pub const UNCOUNTED_BYTES_MAX: usize = 16 * 1024;

/// The longest body that has room apart from longer ones, in bytes: a full batch is about a third of it. Whoever
/// sends what is longer, and slowly, keeps nobody's batches out.
pub const SHORT_BYTES_MAX: usize = 1024 * 1024;

/// What all bodies of those up to [`SHORT_BYTES_MAX`] together may take, in bytes, what they are understood as
/// included.
pub const SHORT_BUDGET_BYTES: usize = 64 * 1024 * 1024;

/// What all longer bodies together may take, in bytes, likewise.
pub const BUDGET_BYTES: usize = 192 * 1024 * 1024;

/// What part of either budget one party may take.
const PARTY_SHARE: usize = 4;

/// How many times as large as its text JSON becomes at the worst.
const GROWTH: usize = 64;

/// What is understood of one text at the most, in bytes: so much is made of it at once, however long it is.
const UNDERSTOOD_BYTES_MAX: usize = 10 * 1024 * 1024;

/// How the budget is counted, in bytes.
const UNIT_BYTES: usize = 1024;

/// How many long bodies are understood at once.
const AT_ONCE: usize = 2;

/// Room in the budget; dropping it gives it back.
pub type Room = Place<Option<Party>>;

/// The budgets, shared among parties; gateways and strangers count as one.
pub struct Parsing {
    short: Shares<Option<Party>>,
    long: Shares<Option<Party>>,
    at_once: Arc<Semaphore>,
}

impl Default for Parsing {
    fn default() -> Self {
        Self {
            short: budget(SHORT_BUDGET_BYTES),
            long: budget(BUDGET_BYTES),
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

impl Parsing {
    /// Room for a body of so many bytes, waited for in turn. `H123` when it takes too long.
    pub async fn room(&self, party: Option<Party>, bytes: usize) -> Result<Room, Problem> {
        let understood = bytes.saturating_mul(GROWTH).min(UNDERSTOOD_BYTES_MAX);
        let units = bytes.saturating_add(understood).div_ceil(UNIT_BYTES);
        let budget = if bytes <= SHORT_BYTES_MAX {
            &self.short
        } else {
            &self.long
        };
        let room = budget.take_many(party, units).await;
        room.ok_or_else(|| {
            Problem::code(ErrorCode::H123)
                .with_status(axum::http::StatusCode::SERVICE_UNAVAILABLE)
                .with_wait(1)
        })
    }

    /// Does the work on a thread that no request waits for.
    pub async fn apart<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let permit = Arc::clone(&self.at_once).acquire_owned().await;
        let done = spawn_blocking(move || {
            // The work goes on when nobody waits for it any more, and is counted for so long.
            let _permit = permit;
            work()
        });
        done.await
            .map_err(|error| Problem::from(Error::Failed(Box::new(error))))
    }
}

fn budget(bytes: usize) -> Shares<Option<Party>> {
    let units = bytes / UNIT_BYTES;
    Shares::new(units, units / PARTY_SHARE)
}
