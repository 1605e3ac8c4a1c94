//! A group: commands decided one after the other, each seeing what the ones before it did, and
//! written with one sync. Nothing of it is visible to readers before it is on disk; only the group
//! decided after it sees it before.

use std::borrow::Cow;
use std::sync::Arc;

use domain::canonical::{CommitmentKey, Leaf};
use domain::movement::Recorded;
use domain::rules::{self, Context, Decision};
use domain::{Change, ConsentState, ItemId, Movement, Policy, Seq, Status, Timestamp};
use keys::Pool;

use crate::chain::{self, Chain};
use crate::core::Core;
use crate::decided::{Decided, Pending};
use crate::hash::{Map, Set};
use crate::log::{Log as _, Row};
use crate::queue::Prepared;
use crate::{Acknowledgement, Action, LedgerError, Outcome, log_row, record};

/// Commands decided one after the other, to be written with one sync.
pub(crate) struct Group {
    core: Arc<Core>,
    /// The group before, which may not be published yet.
    before: Option<Arc<Decided>>,
    decided: Decided,
    /// When what is decided now is recorded.
    recorded_at: Timestamp,
    /// What the clock shows, while that is later than what it is believed to be.
    shown: Option<Timestamp>,
    /// The rows of the log that are whole.
    rows: Vec<Row>,
    /// The row that takes the next record.
    row: Row,
    buffer: Vec<u8>,
}

impl Group {
    /// A group on top of the one decided before it; of those before that, all must be published.
    pub(crate) fn new(core: Arc<Core>, before: Option<Arc<Decided>>) -> Self {
        let (first, last_recorded_at) = match &before {
            Some(before) => (before.end(), before.last_recorded_at),
            None => (core.end(), core.last_recorded_at()),
        };
        Self {
            recorded_at: Timestamp::from_millis(last_recorded_at),
            shown: None,
            decided: Decided {
                first,
                movements: Vec::new(),
                by_key: Map::default(),
                recipients: Set::default(),
                counts: Map::default(),
                last_recorded_at,
            },
            before,
            rows: Vec::new(),
            row: Row::new(first),
            buffer: Vec::new(),
            core,
        }
    }

    /// What is decided and not known to be published, newest first.
    fn unpublished(&self) -> impl Iterator<Item = &Decided> {
        std::iter::once(&self.decided).chain(self.before.as_deref())
    }

    /// Looks at the clock for what is decided from now on. Times never decrease along the log.
    pub(crate) fn look_at_clock(&mut self) {
        let clock = &self.core.options.clock;
        let now = clock.now();
        self.shown = Some(clock.shown()).filter(|shown| *shown > now);
        let now = now.as_millis();
        let recorded_at = now.max(self.decided.last_recorded_at);
        self.recorded_at = Timestamp::from_millis(recorded_at);
    }

    /// Decides one command. After an error the group must be given up: what it decided is of no use.
    pub(crate) fn decide(
        &mut self,
        prepared: &Prepared,
        random: &mut Pool,
    ) -> Result<Outcome, LedgerError> {
        let current = self.current(prepared)?;
        if prepared.command.retried
            && let Some(receipt) = self.earlier_attempt(prepared, current.as_ref())?
        {
            return Ok(Outcome::Recorded(receipt));
        }
        let change = match &prepared.command.action {
            Action::Consent(request) => {
                let context = Context {
                    now: self.judged_at(request.status, prepared.command.received_at),
                    calendar: &self.core.options.calendar,
                    policy: &prepared.command.policy,
                    used: self.used(&prepared.command.policy),
                };
                match rules::decide(current.as_ref(), request, &context) {
                    Ok(Decision::Record(consent)) => Change::Consent(consent),
                    Ok(Decision::AlreadyRecorded) => return self.already_recorded(current),
                    Err(violations) => return Ok(Outcome::Refused(violations)),
                }
            }
            Action::Access(request) => match rules::decide_access(current.as_ref(), request) {
                Ok(Some(change)) => Change::Access(change),
                Ok(None) => return Ok(Outcome::Unchanged),
                Err(violations) => return Ok(Outcome::Refused(violations)),
            },
        };
        self.append(prepared, current, change, random)
            .map(Outcome::Recorded)
    }

    /// The time a request is judged by: that of its arrival. While the clock is corrected to an earlier time
    /// than it shows, that may be too early, and a refusal dated truly would look like one from the future.
    fn judged_at(&self, status: Status, received_at: Timestamp) -> Timestamp {
        match (status, self.shown) {
            (Status::Refusal, Some(shown)) => received_at.max(shown),
            _ => received_at,
        }
    }

    /// The record as it stands after everything decided so far.
    fn current(&self, prepared: &Prepared) -> Result<Option<ConsentState>, LedgerError> {
        let key = &prepared.key;
        if let Some(state) = self.unpublished().find_map(|decided| decided.state(key)) {
            return Ok(Some(state.clone()));
        }
        if !self.core.known.may_have(key) {
            return Ok(None);
        }
        {
            let tail = self.core.tail();
            if let Some(state) = tail.state(key) {
                return Ok(Some(state.clone()));
            }
            if let Some(hint) = &prepared.hint
                && tail.first() <= hint.end
                && !self.has_erased_since(prepared)
            {
                return Ok(hint.state.clone());
            }
        }
        self.core.indexed_state(key)
    }

    /// How many records the brands of the quota hold, those of this group included.
    fn used(&self, policy: &Policy) -> u64 {
        let Some(quota) = &policy.quota else { return 0 };
        let published = self.core.counts();
        quota
            .brands
            .iter()
            .filter_map(|brand| {
                let unpublished = self.unpublished();
                let mut unpublished = unpublished.map(|decided| decided.counts.get(brand));
                unpublished
                    .find_map(|counts| counts)
                    .or_else(|| published.get(brand))
            })
            .map(|counts| counts.approvals + counts.refusals)
            .sum()
    }

    fn already_recorded(&self, current: Option<ConsentState>) -> Result<Outcome, LedgerError> {
        let Some(current) = current else {
            return Err(LedgerError::Damaged(
                "a repetition was decided where there is no record".to_owned(),
            ));
        };
        let (receipt, original) = self.receipt_of(current.decided_by)?;
        Ok(Outcome::AlreadyRecorded { receipt, original })
    }

    fn receipt_of(&self, seq: Seq) -> Result<(Acknowledgement, ItemId), LedgerError> {
        if let Some(recorded) = self.unpublished().find_map(|decided| decided.pending(seq)) {
            return Ok((receipt(recorded), recorded.movement.item));
        }
        let recorded = self.core.log()?.record(seq)?.recorded;
        Ok((receipt(&recorded), recorded.movement.item))
    }

    /// What an earlier attempt of the same item has recorded.
    fn earlier_attempt(
        &self,
        prepared: &Prepared,
        current: Option<&ConsentState>,
    ) -> Result<Option<Acknowledgement>, LedgerError> {
        let item = prepared.command.item;
        // First the part of the chain that is in memory, then the part in the log.
        let mut head = current.map(|state| state.head);
        while let Some(recorded) =
            head.and_then(|seq| self.unpublished().find_map(|decided| decided.pending(seq)))
        {
            if recorded.movement.item == item {
                return Ok(Some(receipt(recorded)));
            }
            head = recorded.movement.prev;
        }
        let log = self.core.log()?;
        let chain = Chain::new(&*log, prepared.key, head);
        let found = chain::find_item(chain, item, prepared.command.received_at)?;
        Ok(found.as_ref().map(receipt))
    }

    fn append(
        &mut self,
        prepared: &Prepared,
        current: Option<ConsentState>,
        change: Change,
        random: &mut Pool,
    ) -> Result<Acknowledgement, LedgerError> {
        let movement = Movement {
            key: prepared.key,
            change,
            recorded_at: self.recorded_at,
            prev: current.as_ref().map(|state| state.head),
            item: prepared.command.item,
        };
        let key = CommitmentKey(random.take());
        let leaf = Leaf::commit(&key, &movement, prepared.address());
        let seq = Seq(self.decided.end());
        let brings_address = self.put_address(prepared, seq);
        record::encode(
            &mut self.buffer,
            seq,
            &movement,
            &key,
            &leaf,
            brings_address,
        );
        log_row::put(&mut self.row.records, &self.buffer);
        if log_row::ends_at(seq.0) {
            self.end_row(seq.0 + 1);
        }

        let recorded = Recorded {
            seq,
            transaction: leaf.transaction_id(),
            movement,
        };
        let before = current.as_ref().map(|state| state.status);
        let state = rules::apply(current, &recorded).ok_or_else(|| {
            LedgerError::Damaged("an accepted movement left no state behind".to_owned())
        })?;
        let brand = prepared.key.brand;
        let counts = self.decided.counts.entry(brand).or_insert_with(|| {
            let before = self.before.as_ref();
            let before = before.and_then(|before| before.counts.get(&brand).copied());
            before.unwrap_or_else(|| self.core.counts().get(&brand).copied().unwrap_or_default())
        });
        counts.change(before, state.status);
        let receipt = receipt(&recorded);
        self.decided.last_recorded_at = self.recorded_at.as_millis();
        let place = self.decided.movements.len();
        self.decided.by_key.insert(prepared.key, place);
        self.decided.movements.push(Pending {
            recorded,
            state,
            brings_address,
        });
        Ok(receipt)
    }

    /// Whether anything has been erased since a command was prepared.
    fn has_erased_since(&self, prepared: &Prepared) -> bool {
        prepared.erasures != self.core.erasures()
    }

    /// A recipient's address goes to disk with the recipient's first movement. Says whether this
    /// is it.
    fn put_address(&mut self, prepared: &Prepared, seq: Seq) -> bool {
        let recipient = prepared.key.recipient;
        // Known recipients stay known until they are erased, so most are not looked up again.
        let known = prepared.sealed.is_none() && !self.has_erased_since(prepared);
        let known = known
            || self
                .unpublished()
                .any(|decided| decided.recipients.contains(&recipient))
            || self.core.known.has_recipient(&recipient);
        if known {
            return false;
        }
        let sealed = match &prepared.sealed {
            Some(sealed) => Cow::Borrowed(sealed),
            // The recipient was known when this was prepared, and has been erased since.
            None => Cow::Owned(self.core.keys.seal_address(recipient, prepared.address())),
        };
        log_row::put_address(&mut self.row.addresses, self.row.first, seq.0, &sealed);
        self.decided.recipients.insert(recipient);
        true
    }

    /// Ends the row; the one after it begins at this position.
    fn end_row(&mut self, next: u64) {
        let row = std::mem::replace(&mut self.row, Row::new(next));
        if row.first < next {
            self.rows.push(row);
        }
    }

    /// Ends the group: what was decided, and what has to be written before anybody may know.
    pub(crate) fn finish(mut self) -> (Arc<Decided>, Vec<Row>) {
        self.end_row(self.decided.end());
        (Arc::new(self.decided), self.rows)
    }
}

fn receipt(recorded: &Recorded) -> Acknowledgement {
    Acknowledgement {
        seq: recorded.seq,
        transaction: recorded.transaction,
        recorded_at: recorded.movement.recorded_at,
    }
}
