//! May these be sent? A list of any length (rule 43): the same order out, a line for a line.
//!
//! ```text
//! bytes ── Cutter ──> chunks of whole lines ── ListCheck::check ──> verdicts ── ListAnswer ──> bytes
//!          in order                            in parallel                      in order
//! ```
//!
//! Nothing here grows with the list. The middle step is the work (a keyed hash and a look-up a
//! line); chunks may be checked on several threads at once, and are put together in their order.

mod answer;
mod cutter;
pub mod file;
mod row;

use std::sync::{Arc, PoisonError, RwLock};

use domain::check::{self, Reason};
use domain::{ConsentKey, ErrorCode, RecipientType, Timestamp};
use ledger::check_log::{CheckLogError, ListBlock};
use uuid::Uuid;

use crate::asking::check::CheckScope;
use crate::shares::Place;
use crate::{Asking, Error, Party, Registry, Result};

pub use answer::{ListAnswer, instant};
pub use cutter::Cutter;
pub use row::{Fault, Form, LINE_BYTES_MAX, ListQuestion, Verdict};

/// About how much is checked in one go, in bytes; a chunk is shorter than twice this.
pub const CHUNK_BYTES: usize = 256 * 1024;

/// One list being checked.
pub struct ListCheck {
    registry: Registry,
    /// As it was opened last.
    scope: RwLock<Arc<CheckScope>>,
    question: ListQuestion,
    id: Uuid,
    /// Bounds how many lists are checked at once.
    _place: Option<Place<Party>>,
}

/// The verdicts on a chunk, a line each.
#[derive(Debug)]
pub struct Checked {
    /// In the order of the lines.
    pub verdicts: Vec<Verdict>,
    /// The instant they are true for.
    pub as_of: Timestamp,
}

impl Asking<'_> {
    /// Begins to check a list. `H353`: not on this channel; `H124`: too many lists at once.
    /// [`Error::Unavailable`]: no check can be answered now.
    pub fn check_list(self, scope: CheckScope, question: ListQuestion) -> Result<ListCheck> {
        scope.require(question.channel)?;
        self.can_check()?;
        let place = self.limits().lists.try_take(scope.party());
        let place = place.ok_or_else(|| Error::code(ErrorCode::H124))?;
        Ok(self.list(scope, question, Some(place)))
    }

    pub(crate) fn list(
        self,
        scope: CheckScope,
        question: ListQuestion,
        place: Option<Place<Party>>,
    ) -> ListCheck {
        let mut random = [0; 16];
        self.random().fill(&mut random);
        ListCheck {
            registry: self.0.clone(),
            scope: RwLock::new(Arc::new(scope)),
            question,
            id: uuid::Builder::from_random_bytes(random).into_uuid(),
            _place: place,
        }
    }
}

impl ListCheck {
    /// To be asked before each chunk: a long list must not outlive what it was begun by. Refused as
    /// [`Asking::scope`](crate::Asking::scope) is, and with `H351` once the caller's user is kept out. Costs nothing while
    /// nobody's access has changed.
    pub async fn require_still_allowed(&self) -> Result<()> {
        let scope = self.scope();
        if let Some(scope) = self.registry.asking().reopened_scope(&scope).await? {
            scope.require(self.question.channel)?;
            *self.scope.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(scope);
        }
        Ok(())
    }

    fn scope(&self) -> Arc<CheckScope> {
        Arc::clone(&self.scope.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Checks a chunk of whole lines and logs it. Works a few milliseconds; not for a thread that
    /// others wait for.
    ///
    /// Fails when records cannot be read or checks cannot be logged: then nothing of the chunk is
    /// answered (rule 42).
    pub fn check(&self, chunk: &[u8]) -> Result<Checked> {
        let as_of = self.registry.now();
        let lines = chunk.strip_suffix(b"\n").unwrap_or(chunk);
        if chunk.is_empty() {
            let verdicts = Vec::new();
            return Ok(Checked { verdicts, as_of });
        }
        let expected = chunk.len() / 14 + 1;
        let brand = self.scope().brand();
        let mut verdicts = Vec::with_capacity(expected);
        let mut keys = Vec::with_capacity(expected);
        for line in lines.split(|&byte| byte == b'\n') {
            match row::read(line, self.question) {
                Ok((address, recipient_type)) => {
                    keys.push(ConsentKey {
                        recipient: self.registry.ledger().recipient_id(&address),
                        brand,
                        recipient_type,
                        channel: self.question.channel,
                    });
                    // Decided below; should it be forgotten, it allows nothing.
                    verdicts.push(Verdict::Decided(Reason::Unavailable));
                }
                Err(fault) => verdicts.push(Verdict::Invalid(fault)),
            }
        }
        let reasons = self.decide(&keys, as_of)?;
        let open = verdicts
            .iter_mut()
            .filter(|verdict| matches!(verdict, Verdict::Decided(_)));
        for (verdict, reason) in open.zip(reasons) {
            *verdict = Verdict::Decided(reason);
        }
        Ok(Checked { verdicts, as_of })
    }

    /// Decides records in order, and logs it.
    pub(crate) fn decide(&self, keys: &[ConsentKey], as_of: Timestamp) -> Result<Vec<Reason>> {
        let scope = self.scope();
        let reasons: Vec<_> = if let Some(closed) = scope.closed() {
            vec![closed; keys.len()]
        } else {
            self.registry.ledger().check_running()?;
            let statuses = self.registry.ledger().statuses(keys)?;
            let decided = keys.iter().zip(statuses);
            decided
                .map(|(key, status)| check::decide(key.recipient_type, status))
                .collect()
        };
        for recipient_type in RecipientType::ALL {
            let rows = || {
                let all = keys.iter().zip(&reasons);
                all.filter(move |(key, _)| key.recipient_type == recipient_type)
            };
            let recipients: Vec<_> = rows().map(|(key, _)| key.recipient).collect();
            let allowed: Vec<_> = rows().map(|(_, reason)| reason.allows()).collect();
            self.log(&ListBlock {
                question: scope.question(as_of, self.question.channel, recipient_type),
                list: self.id.into_bytes(),
                recipients: &recipients,
                allowed: &allowed,
            })?;
        }
        Ok(reasons)
    }

    fn log(&self, block: &ListBlock<'_>) -> Result<()> {
        let log = &self.registry.checks().log;
        let logged = match log.list(block) {
            // A list can outrun the disk; unlike a single check it can wait for it.
            Err(CheckLogError::Full) => log.flush().and_then(|()| log.list(block)),
            logged => logged,
        };
        Ok(logged?)
    }

    /// Where the verdicts become the answer.
    pub fn answer(&self) -> ListAnswer {
        ListAnswer::new(self.question.form)
    }
}
