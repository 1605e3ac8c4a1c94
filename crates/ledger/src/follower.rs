//! Followers: readers of the whole log with a durable cursor of their own.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::Seq;
use domain::movement::Recorded;

use crate::LedgerError;
use crate::core::Core;
use crate::log::Log as _;
use crate::record::Stored;

/// Longest name of a follower, in bytes.
pub const NAME_LEN_MAX: usize = 64;
const _: () = assert!(NAME_LEN_MAX == 64, "`LedgerError::FollowerName` says so");

/// Reads the log from where it left off, across restarts.
///
/// What it has read but not committed it will read again after a restart: its work must bear being
/// done twice. There must be one user of a name at a time.
pub struct Follower {
    core: Arc<Core>,
    name: String,
    next: u64,
    /// Up to here there is nothing but what has been erased.
    passed: AtomicU64,
}

impl Follower {
    pub(crate) fn open(core: Arc<Core>, name: &str) -> Result<Self, LedgerError> {
        let right = (1..=NAME_LEN_MAX).contains(&name.len())
            && name
                .bytes()
                .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-'));
        if !right {
            return Err(LedgerError::FollowerName(name.to_owned()));
        }
        let next = core.engine()?.cursor(name)?;
        if next > core.end() {
            return Err(LedgerError::Damaged(format!(
                "the cursor of {name} is past the end"
            )));
        }
        Ok(Self {
            core,
            name: name.to_owned(),
            next,
            passed: AtomicU64::new(next),
        })
    }

    /// The first position it has not committed.
    pub fn position(&self) -> Seq {
        Seq(self.next)
    }

    /// The movements from its cursor on that have not been erased, at most `limit`; empty: none
    /// yet. Asked again without a commit, it gives the same ones.
    pub fn next(&self, limit: usize) -> Result<Vec<Recorded>, LedgerError> {
        let (begin, end) = (self.passed.load(Ordering::Relaxed), self.core.end());
        let mut movements = Vec::new();
        let mut at = begin;
        let log = self.core.log()?;
        for stored in log.records(begin, end) {
            if movements.len() == limit {
                break;
            }
            at += 1;
            match stored? {
                Stored::Kept(record) => movements.push(record.recorded),
                Stored::Erased(_) if movements.is_empty() => {
                    self.passed.store(at, Ordering::Relaxed);
                }
                Stored::Erased(_) => {}
            }
        }
        if movements.len() < limit && at < end {
            return Err(LedgerError::missing(at));
        }
        Ok(movements)
    }

    /// Says that everything up to and with `done` is dealt with. Durable when it returns.
    pub fn commit(&mut self, done: Seq) -> Result<(), LedgerError> {
        self.core.check_running()?;
        let next = done.0.saturating_add(1);
        if next < self.next || next > self.core.end() {
            return Err(LedgerError::FollowerCursor {
                name: self.name.clone(),
                seq: done.0,
            });
        }
        let engine = self.core.engine()?;
        self.core.written(engine.set_cursor(&self.name, next))?;
        self.next = next;
        self.passed.fetch_max(next, Ordering::Relaxed);
        Ok(())
    }

    /// Waits until there is a movement at its cursor. `Stopped`: there will be none any more.
    pub async fn wait(&self) -> Result<(), LedgerError> {
        let mut end = self.core.watch_end();
        loop {
            if *end.borrow_and_update() > self.passed.load(Ordering::Relaxed) {
                return Ok(());
            }
            self.core.mode.check_open()?;
            if end.changed().await.is_err() {
                return self.core.mode.check_open();
            }
        }
    }
}
