//! The model: what a ledger should be, in a few lines.

use std::collections::BTreeSet;

use domain::calendar::Calendar;
use domain::canonical::Leaf;
use domain::movement::Recorded;
use domain::rules::{self, Context, Decision};
use domain::{BrandCode, Change, ConsentKey, ConsentState, Seq, Status, Timestamp, TransactionId};
use ledger::{Action, BrandCounts, Command};

/// What the ledger should be: a list, and everything else computed from it.
#[derive(Default)]
pub struct Model {
    pub movements: Vec<Recorded>,
    /// Positions of what has been erased.
    pub erased: BTreeSet<Seq>,
    /// Leaves as they were first read.
    pub leaves: Vec<Leaf>,
}

impl Model {
    /// What has not been erased.
    pub fn kept(&self) -> impl DoubleEndedIterator<Item = &Recorded> {
        self.movements
            .iter()
            .filter(|one| !self.erased.contains(&one.seq))
    }

    /// Erases a record if it may be; the number of movements.
    pub fn erase(&mut self, key: &ConsentKey, before: i64) -> usize {
        let of_key = self.kept().filter(|one| one.movement.key == *key);
        let (seqs, times): (Vec<Seq>, Vec<i64>) = of_key
            .map(|one| (one.seq, one.movement.recorded_at.as_millis()))
            .unzip();
        let last = *times.last().unwrap();
        let state = self.state(key).unwrap();
        if state.status == Status::Approval || last >= before {
            return 0;
        }
        let count = seqs.len();
        self.erased.extend(seqs);
        count
    }

    pub fn state_at(&self, key: &ConsentKey, until: i64) -> Option<ConsentState> {
        self.kept()
            .filter(|one| one.movement.key == *key)
            .filter(|one| one.movement.recorded_at.as_millis() <= until)
            .fold(None, rules::apply)
    }

    pub fn state(&self, key: &ConsentKey) -> Option<ConsentState> {
        self.state_at(key, i64::MAX)
    }

    pub fn keys(&self) -> Vec<ConsentKey> {
        let keys = self.kept().map(|one| one.movement.key);
        keys.collect::<BTreeSet<_>>().into_iter().collect()
    }

    pub fn counts(&self, brand: BrandCode) -> BrandCounts {
        let mut counts = BrandCounts::default();
        for key in self.keys().iter().filter(|key| key.brand == brand) {
            match self.state(key).unwrap().status {
                Status::Approval => counts.approvals += 1,
                Status::Refusal => counts.refusals += 1,
            }
        }
        counts
    }

    /// What should become of a command, with the movement that should be appended.
    pub fn decide(&self, key: ConsentKey, command: &Command, now: i64) -> Expected {
        let state = self.state(&key);
        let earlier = self.kept().find(|one| one.movement.item == command.item);
        if let Some(earlier) = earlier.filter(|one| command.retried && one.movement.key == key) {
            return Expected::Earlier(earlier.seq);
        }
        let used = command
            .policy
            .quota
            .iter()
            .flat_map(|quota| quota.brands.iter());
        let used = used
            .map(|brand| self.counts(*brand))
            .map(|one| one.approvals + one.refusals)
            .sum();
        let change = match &command.action {
            Action::Consent(request) => {
                let calendar = Calendar::official();
                let context = Context {
                    now: command.received_at,
                    calendar: &calendar,
                    policy: &command.policy,
                    used,
                };
                match rules::decide(state.as_ref(), request, &context) {
                    Ok(Decision::Record(change)) => Change::Consent(change),
                    Ok(Decision::AlreadyRecorded) => {
                        return Expected::Already(state.unwrap().decided_by);
                    }
                    Err(_) => return Expected::Refused,
                }
            }
            Action::Access(request) => match rules::decide_access(state.as_ref(), request) {
                Ok(Some(change)) => Change::Access(change),
                Ok(None) => return Expected::Unchanged,
                Err(_) => return Expected::Refused,
            },
        };
        let last = self
            .movements
            .last()
            .map_or(i64::MIN, |one| one.movement.recorded_at.as_millis());
        Expected::Recorded(Recorded {
            seq: Seq(self.movements.len() as u64),
            transaction: TransactionId([0; 32]),
            movement: domain::Movement {
                key,
                change,
                recorded_at: Timestamp::from_millis(now.max(last)),
                prev: state.map(|state| state.head),
                item: command.item,
            },
        })
    }
}

/// What should become of a command.
pub enum Expected {
    Recorded(Recorded),
    Earlier(Seq),
    Already(Seq),
    Unchanged,
    Refused,
}
