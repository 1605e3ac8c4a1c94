//! A group: commands decided one after the other, each seeing what the ones before it did, and
//! written with one sync. Nothing of it is visible to readers before it is on disk.

use domain::canonical::{CommitmentKey, Leaf};
use domain::movement::Recorded;
use domain::rules::{self, Context, Decision};
use domain::{
    BrandCode, Change, ConsentKey, ConsentState, ItemId, Movement, Policy, RecipientId, Seq,
    Status, Timestamp,
};
use fjall::OwnedWriteBatch;

use crate::chain::{self, Chain};
use crate::core::Core;
use crate::hash::{Map, Set};
use crate::queue::Prepared;
use crate::random::Pool;
use crate::{Action, BrandCounts, LedgerError, Outcome, Receipt, bundle, record};

/// See the module.
pub(crate) struct Group<'a> {
    core: &'a Core,
    random: &'a mut Pool,
    recorded_at: Timestamp,
    first: u64,
    movements: Vec<Pending>,
    /// The newest of `movements` for a key.
    by_key: Map<ConsentKey, usize>,
    recipients: Set<RecipientId>,
    counts: Map<BrandCode, BrandCounts>,
    batch: OwnedWriteBatch,
    /// The records that are to be the next row of the log.
    bundle: Vec<u8>,
    bundle_first: u64,
    /// The sealed addresses these records have brought.
    addresses: Vec<u8>,
    buffer: Vec<u8>,
}

struct Pending {
    recorded: Recorded,
    state: ConsentState,
    brings_address: bool,
}

impl<'a> Group<'a> {
    pub(crate) fn new(core: &'a Core, random: &'a mut Pool) -> Self {
        let now = core.options.clock.now().as_millis();
        Self {
            core,
            random,
            recorded_at: Timestamp::from_millis(now.max(core.last_recorded_at())),
            first: core.end(),
            movements: Vec::new(),
            by_key: Map::default(),
            recipients: Set::default(),
            counts: Map::default(),
            batch: core.engine.batch(),
            bundle: Vec::new(),
            bundle_first: core.end(),
            addresses: Vec::new(),
            buffer: Vec::new(),
        }
    }

    /// Decides one command. After an error the group must be given up: what it decided is of no use.
    pub(crate) fn decide(&mut self, prepared: &Prepared) -> Result<Outcome, LedgerError> {
        let current = self.current(prepared)?;
        if prepared.command.retried
            && let Some(receipt) = self.earlier_attempt(prepared, current.as_ref())?
        {
            return Ok(Outcome::Recorded(receipt));
        }
        let change = match &prepared.command.action {
            Action::Consent(request) => {
                let context = Context {
                    now: prepared.command.received_at,
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
        self.append(prepared, current, change)
            .map(Outcome::Recorded)
    }

    /// The record as it stands after everything decided so far.
    fn current(&self, prepared: &Prepared) -> Result<Option<ConsentState>, LedgerError> {
        let key = &prepared.key;
        if let Some(place) = self.by_key.get(key) {
            return Ok(Some(self.movements[*place].state.clone()));
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
            {
                return Ok(hint.state.clone());
            }
        }
        self.core.engine.state(key)
    }

    /// How many records the brands of the quota hold, those of this group included.
    fn used(&self, policy: &Policy) -> u64 {
        let Some(quota) = &policy.quota else { return 0 };
        let published = self.core.counts();
        quota
            .brands
            .iter()
            .filter_map(|brand| self.counts.get(brand).or_else(|| published.get(brand)))
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

    fn receipt_of(&self, seq: Seq) -> Result<(Receipt, ItemId), LedgerError> {
        if let Some(place) = seq.0.checked_sub(self.first) {
            let pending = usize::try_from(place)
                .ok()
                .and_then(|place| self.movements.get(place));
            let pending = pending.ok_or_else(|| {
                LedgerError::Damaged(format!("a state speaks of movement {}", seq.0))
            })?;
            return Ok((receipt(&pending.recorded), pending.recorded.movement.item));
        }
        let recorded = self.core.engine.record(seq)?.recorded;
        Ok((receipt(&recorded), recorded.movement.item))
    }

    /// What an earlier attempt of the same item has recorded.
    fn earlier_attempt(
        &self,
        prepared: &Prepared,
        current: Option<&ConsentState>,
    ) -> Result<Option<Receipt>, LedgerError> {
        let item = prepared.command.item;
        // First the part of the chain that is in this group, then the part in the log.
        let mut head = current.map(|state| state.head);
        while let Some(seq) = head.filter(|seq| seq.0 >= self.first) {
            let place = usize::try_from(seq.0 - self.first).unwrap_or(usize::MAX);
            let Some(pending) = self.movements.get(place) else {
                break;
            };
            if pending.recorded.movement.item == item {
                return Ok(Some(receipt(&pending.recorded)));
            }
            head = pending.recorded.movement.prev;
        }
        let chain = Chain::new(&self.core.engine, prepared.key, head);
        let found = chain::find_item(chain, item, prepared.command.received_at)?;
        Ok(found.as_ref().map(receipt))
    }

    fn append(
        &mut self,
        prepared: &Prepared,
        current: Option<ConsentState>,
        change: Change,
    ) -> Result<Receipt, LedgerError> {
        let movement = Movement {
            key: prepared.key,
            change,
            recorded_at: self.recorded_at,
            prev: current.as_ref().map(|state| state.head),
            item: prepared.command.item,
        };
        let key = CommitmentKey(self.random.take());
        let leaf = Leaf::commit(&key, &movement, prepared.address());
        let seq = Seq(self.first + self.movements.len() as u64);
        let brings_address = self.put_address(prepared, seq);
        record::encode(
            &mut self.buffer,
            seq,
            &movement,
            &key,
            &leaf,
            brings_address,
        );
        bundle::put(&mut self.bundle, &self.buffer);
        if bundle::ends_at(seq.0) {
            self.end_bundle(seq.0 + 1);
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
        let counts = self
            .counts
            .entry(brand)
            .or_insert_with(|| self.core.counts().get(&brand).copied().unwrap_or_default());
        counts.change(before, state.status);
        let receipt = receipt(&recorded);
        self.by_key.insert(prepared.key, self.movements.len());
        self.movements.push(Pending {
            recorded,
            state,
            brings_address,
        });
        Ok(receipt)
    }

    /// A recipient's address goes to disk with the recipient's first movement. Says whether this
    /// is it.
    fn put_address(&mut self, prepared: &Prepared, seq: Seq) -> bool {
        let recipient = prepared.key.recipient;
        // Whoever prepared it found the recipient known: known recipients stay known.
        let Some(sealed) = &prepared.sealed else {
            return false;
        };
        if self.recipients.contains(&recipient) || self.core.known.has_recipient(&recipient) {
            return false;
        }
        bundle::put_address(&mut self.addresses, self.bundle_first, seq.0, sealed);
        self.recipients.insert(recipient);
        true
    }

    /// Makes the gathered records a row; the next one begins at this position.
    fn end_bundle(&mut self, next: u64) {
        if !self.bundle.is_empty() {
            let engine = &self.core.engine;
            engine.put_bundle(&mut self.batch, self.bundle_first, &self.bundle);
            self.bundle.clear();
        }
        if !self.addresses.is_empty() {
            let engine = &self.core.engine;
            engine.put_addresses(&mut self.batch, self.bundle_first, &self.addresses);
            self.addresses.clear();
        }
        self.bundle_first = next;
    }

    /// Writes and syncs the group, then lets readers see it.
    pub(crate) fn commit(mut self) -> Result<(), LedgerError> {
        let Some(last) = self.movements.last() else {
            return Ok(());
        };
        let end = last.recorded.seq.0 + 1;
        self.end_bundle(end);
        self.batch.commit()?;

        let core = self.core;
        // First what could make a reader believe that there is nothing.
        core.known.add_recipients(self.recipients.into_iter());
        core.known.add_keys(self.by_key.keys());
        core.counts_mut().extend(self.counts);
        {
            let mut tail = core.tail_mut();
            for pending in self.movements {
                let Pending {
                    recorded,
                    state,
                    brings_address,
                } = pending;
                tail.active.push(&recorded, state, brings_address);
            }
        }
        core.set_end(end, self.recorded_at.as_millis());
        Ok(())
    }
}

fn receipt(recorded: &Recorded) -> Receipt {
    Receipt {
        seq: recorded.seq,
        transaction: recorded.transaction,
        recorded_at: recorded.movement.recorded_at,
    }
}

impl BrandCounts {
    /// Moves one record from its status before (`None`: it is new) to its status now.
    pub(crate) fn change(&mut self, before: Option<Status>, now: Status) {
        if before == Some(now) {
            return;
        }
        match before {
            Some(Status::Approval) => self.approvals = self.approvals.saturating_sub(1),
            Some(Status::Refusal) => self.refusals = self.refusals.saturating_sub(1),
            None => {}
        }
        match now {
            Status::Approval => self.approvals += 1,
            Status::Refusal => self.refusals += 1,
        }
    }
}
