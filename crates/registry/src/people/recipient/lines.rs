//! Closed lines (rule 53): the consents of a number end with its line, and whoever has the number next
//! sees nothing of what was before.

use std::collections::BTreeMap;
use std::sync::Arc;

use directory::intermediary::IntermediaryCode;
use directory::line::LineClosure;
use domain::draft::ConsentRequest;
use domain::{
    Address, ConsentState, ErrorCode, ItemId, Phone, Policy, RecipientId, Source, Status,
    Timestamp, words,
};
use ledger::{Action, Command};

use crate::contract::brand_scope::mismatch;
use crate::{Caller, Error, Party, People, Result};

/// The most lines of one report.
pub const LINES_MAX: usize = 1_000;

/// A line its operator reports as closed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClosedLine {
    /// Its number.
    pub phone: Phone,
    /// When it was closed.
    pub closed_at: Timestamp,
}

words! {
    /// What became of one reported line. Says nothing about whether the number had consents (rule 44).
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum LineOutcome: as_wire {
        /// Its consents have ended.
        Closed = "CLOSED",
        /// The same was reported before; nothing of it is left to do.
        KnownAlready = "KNOWN",
        /// It says that the line will be closed; nothing was done.
        NotYet = "FUTURE",
    }
}

/// Of how many numbers the records are ended in one go, so that what is held in memory is bounded.
const NUMBERS_AT_ONCE: usize = 8;
/// How often an approval that changes while it is being ended is looked at anew. Each time a
/// provider has reported another one; that many in a moment are no person's.
const LOOKS_MAX: usize = 16;

/// A number whose line was closed.
struct Closed {
    address: Address,
    recipient: RecipientId,
    at: Timestamp,
}

impl Closed {
    /// Whether a record is an approval of the former owner: given or recorded up to the closing.
    fn ends(&self, state: &ConsentState) -> bool {
        let given_before = state.consent_date.is_some_and(|date| date <= self.at);
        state.status == Status::Approval && (given_before || state.recorded_at <= self.at)
    }
}

impl People<'_> {
    /// Ends the consents of closed lines: approvals given or recorded up to the closing become
    /// refusals with the source `IYS_AHS_HAT_KAPATMA`, later ones stay, as do all refusals. The numbers
    /// leave the accounts of their former owners, and what was written to them is not sent. Answers
    /// in the order of the lines; may be repeated. `H353`: the caller has not been named a reporter of
    /// lines; nothing was written. `H125`: more than [`LINES_MAX`].
    pub async fn report_closed_lines(
        self,
        caller: &Caller,
        lines: &[ClosedLine],
    ) -> Result<Vec<LineOutcome>> {
        let reporter = self.line_reporter(caller).await?;
        if lines.len() > LINES_MAX {
            return Err(Error::code(ErrorCode::H125));
        }
        let now = self.now();
        let closure = |line: &ClosedLine| LineClosure {
            recipient: self.ledger().recipient_id(&Address::Phone(line.phone)),
            closed_at: line.closed_at,
        };
        let due: Vec<_> = lines.iter().filter(|line| line.closed_at <= now).collect();
        let closures: Vec<_> = due.iter().map(|line| closure(line)).collect();
        // What hides the past comes first: whoever has the number now must not see it ending.
        let mut fresh = self
            .directory()
            .close_lines(closures.clone(), reporter, now)
            .await?;
        // Of several closings of one number the last says all.
        let mut closed: BTreeMap<RecipientId, Closed> = BTreeMap::new();
        for (line, closure) in due.into_iter().zip(closures) {
            let (recipient, at) = (closure.recipient, closure.closed_at);
            let entry = closed.entry(recipient).or_insert_with(|| Closed {
                address: Address::Phone(line.phone),
                recipient,
                at,
            });
            entry.at = entry.at.max(at);
        }
        for number in closed.values() {
            self.outbox()
                .drop_messages(number.recipient, number.at)
                .await?;
        }
        let closed: Vec<_> = closed.into_values().map(Arc::new).collect();
        self.end_approvals(&closed, now).await?;
        let outcome = |line: &ClosedLine| {
            if line.closed_at > now {
                LineOutcome::NotYet
            } else if fresh.remove(&closure(line)) {
                LineOutcome::Closed
            } else {
                LineOutcome::KnownAlready
            }
        };
        Ok(lines.iter().map(outcome).collect())
    }

    /// `H353` unless the caller has been named a reporter of lines.
    pub async fn require_line_reporter(self, caller: &Caller) -> Result<()> {
        self.line_reporter(caller).await.map(drop)
    }

    /// The intermediary that calls, if it may report lines.
    async fn line_reporter(self, caller: &Caller) -> Result<IntermediaryCode> {
        if let Party::Intermediary(intermediary) = caller.party()
            && self.directory().is_line_reporter(intermediary).await?
        {
            return Ok(intermediary);
        }
        Err(mismatch("lines").into())
    }

    /// Ends the former owners' approvals of some numbers.
    async fn end_approvals(self, closed: &[Arc<Closed>], now: Timestamp) -> Result<()> {
        let mut item = ItemId {
            request: self.new_request_id(),
            index: 0,
        };
        for numbers in closed.chunks(NUMBERS_AT_ONCE) {
            for look in 0.. {
                let (numbers, first) = (numbers.to_vec(), item);
                let commands = self
                    .blocking(move |registry| registry.people().endings(&numbers, first, now))
                    .await?;
                if commands.is_empty() {
                    break;
                }
                if look == LOOKS_MAX {
                    return Err(Error::Failed("a closed line's approvals do not end".into()));
                }
                item.index += u32::try_from(commands.len()).unwrap_or(u32::MAX);
                // What is refused has changed since it was read: the next look shows how.
                self.ledger().submit(commands).await?;
            }
        }
        Ok(())
    }

    /// What ends the former owners' approvals that there are now.
    fn endings(
        self,
        closed: &[Arc<Closed>],
        first: ItemId,
        now: Timestamp,
    ) -> Result<Vec<Command>> {
        let policy = Arc::new(Policy::CONTRACT);
        let mut commands = Vec::new();
        for number in closed {
            for (key, state) in self.ledger().records_of(number.recipient)? {
                if !number.ends(&state) {
                    continue;
                }
                let request = ConsentRequest {
                    address: number.address.clone(),
                    channel: key.channel,
                    recipient_type: key.recipient_type,
                    status: Status::Refusal,
                    source: Some(Source::LineClosed),
                    consent_date: state.consent_date,
                    retailer: None,
                    retailer_access: Vec::new(),
                };
                let offset = u32::try_from(commands.len()).unwrap_or(u32::MAX);
                commands.push(Command {
                    brand: key.brand,
                    action: Action::Consent(request),
                    received_at: now,
                    item: ItemId {
                        index: first.index.saturating_add(offset),
                        ..first
                    },
                    policy: Arc::clone(&policy),
                    retried: false,
                });
            }
        }
        Ok(commands)
    }
}
