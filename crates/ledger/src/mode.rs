//! Whether the ledger takes movements: it runs, it waits until it can write again, or it has stopped.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use crate::LedgerError;

/// See the module; shared by the ledger's threads.
#[derive(Default)]
pub(crate) struct Mode {
    state: RwLock<State>,
    /// Counts the suspensions: what was decided before one must be decided anew after it.
    suspensions: AtomicU64,
    closing: AtomicBool,
    /// Signalled at each change, and when the frozen run is gone.
    changed: Condvar,
    change_lock: Mutex<()>,
}

#[derive(Clone, Default)]
enum State {
    #[default]
    Running,
    /// A write has failed. It goes on by itself once writing works again.
    Suspended(String),
    /// For good.
    Stopped { why: String, failed: bool },
}

impl Mode {
    /// Refuses everything from now on: closed, or after a failure that only a restart mends.
    pub(crate) fn stop(&self, why: impl Into<String>, failed: bool) {
        let why = why.into();
        {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            if matches!(*state, State::Stopped { .. }) {
                return;
            }
            if failed {
                tracing::error!(%why, "the ledger has stopped");
            }
            *state = State::Stopped { why, failed };
        }
        self.signal();
    }

    /// Takes nothing until [`Mode::resume`].
    pub(crate) fn suspend(&self, why: impl Into<String>) {
        let why = why.into();
        {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            if !matches!(*state, State::Running) {
                return;
            }
            tracing::error!(%why, "the ledger cannot write; it takes nothing until it can again");
            *state = State::Suspended(why);
            self.suspensions.fetch_add(1, Ordering::AcqRel);
        }
        self.signal();
    }

    /// Goes on after a suspension.
    pub(crate) fn resume(&self) {
        {
            let mut state = self.state.write().unwrap_or_else(PoisonError::into_inner);
            if !matches!(*state, State::Suspended(_)) {
                return;
            }
            tracing::info!("the ledger can write again");
            *state = State::Running;
        }
        self.signal();
    }

    fn state(&self) -> State {
        let state = self.state.read().unwrap_or_else(PoisonError::into_inner);
        state.clone()
    }

    /// Why nothing can be taken now, if so.
    pub(crate) fn check_running(&self) -> Result<(), LedgerError> {
        match &*self.state.read().unwrap_or_else(PoisonError::into_inner) {
            State::Running => Ok(()),
            State::Suspended(why) => Err(LedgerError::Unavailable(why.clone())),
            State::Stopped { why, .. } => Err(LedgerError::Stopped(why.clone())),
        }
    }

    /// Why nothing will ever be taken again, if so.
    pub(crate) fn check_open(&self) -> Result<(), LedgerError> {
        match self.check_running() {
            Err(LedgerError::Unavailable(_)) => Ok(()),
            checked => checked,
        }
    }

    pub(crate) fn is_suspended(&self) -> bool {
        matches!(self.state(), State::Suspended(_))
    }

    /// Why it has stopped, if it was not closed.
    pub(crate) fn failure(&self) -> Option<String> {
        match self.state() {
            State::Stopped { why, failed: true } => Some(why),
            _ => None,
        }
    }

    /// How many suspensions there have been.
    pub(crate) fn suspensions(&self) -> u64 {
        self.suspensions.load(Ordering::Acquire)
    }

    /// Lets nobody wait any longer: the ledger is being closed.
    pub(crate) fn close(&self) {
        self.closing.store(true, Ordering::Release);
        self.signal();
    }

    fn is_closing(&self) -> bool {
        self.closing.load(Ordering::Acquire)
    }

    /// Wakes whoever waits for something here.
    pub(crate) fn signal(&self) {
        let _guard = self.lock();
        self.changed.notify_all();
    }

    /// Sleeps until something is so.
    pub(crate) fn wait_until(&self, is_so: impl Fn() -> bool) {
        let mut guard = self.lock();
        while !is_so() {
            guard = self
                .changed
                .wait(guard)
                .unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Sleeps until the ledger is suspended; `false`: it never will be any more.
    pub(crate) fn wait_for_suspension(&self) -> bool {
        self.wait_until(|| self.is_suspended() || self.is_closing() || self.check_open().is_err());
        !self.is_closing() && self.is_suspended()
    }

    /// Sleeps until the ledger runs; `false`: it never will any more.
    pub(crate) fn wait_for_resumption(&self) -> bool {
        self.wait_until(|| !self.is_suspended() || self.is_closing());
        self.check_running().is_ok()
    }

    /// Sleeps so long, unless the ledger is closed meanwhile.
    pub(crate) fn pause(&self, pause: Duration) {
        let guard = self.lock();
        let _ended = self
            .changed
            .wait_timeout_while(guard, pause, |()| !self.is_closing())
            .unwrap_or_else(PoisonError::into_inner);
    }

    fn lock(&self) -> MutexGuard<'_, ()> {
        self.change_lock
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}
