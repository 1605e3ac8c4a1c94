//! The sequencer: the one thread that gives movements their place in the order.
//!
//! It takes what waits, up to a limit, decides it as one [`Group`], syncs once and answers. When a
//! run is full it freezes it and passes it to the indexer. If a write fails nobody knows what is on
//! disk, so the ledger stops and the next start finds out.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender};

use crate::core::Core;
use crate::group::Group;
use crate::indexer::Frozen;
use crate::queue::{GROUP_COMMANDS_MAX, Job, Message};
use crate::random::Pool;
use crate::run::Run;
use crate::{LedgerError, Outcome};

/// How many runs' worth of movements may gather while one is being handed to the engine; then the
/// sequencer waits for it.
const RUNS_BEHIND_MAX: usize = 3;

/// The thread's belongings.
pub(crate) struct Sequencer {
    core: Arc<Core>,
    messages: Receiver<Message>,
    frozen: Sender<Frozen>,
    random: Pool,
}

impl Sequencer {
    pub(crate) fn new(
        core: Arc<Core>,
        messages: Receiver<Message>,
        frozen: Sender<Frozen>,
    ) -> Self {
        let random = Pool::new(Arc::clone(&core.options.random));
        Self {
            core,
            messages,
            frozen,
            random,
        }
    }

    /// Works until told to end.
    pub(crate) fn run(mut self) {
        let mut waiting = None;
        loop {
            self.freeze_if_full();
            let Some(message) = waiting.take().or_else(|| self.messages.recv().ok()) else {
                return;
            };
            match message {
                Message::Work(job) => waiting = self.work(job),
                Message::Leave => return,
                Message::Close => {
                    self.drain();
                    return;
                }
            }
        }
    }

    /// Decides a job and what waits behind it. Gives back the message it had to leave for later.
    fn work(&mut self, first: Job) -> Option<Message> {
        let mut size = first.commands.len();
        let mut jobs = vec![first];
        let mut left = None;
        while let Ok(message) = self.messages.try_recv() {
            match message {
                Message::Work(job) if size + job.commands.len() <= GROUP_COMMANDS_MAX => {
                    size += job.commands.len();
                    jobs.push(job);
                }
                other => {
                    left = Some(other);
                    break;
                }
            }
        }
        self.decide(jobs);
        left
    }

    /// Decides and writes jobs, and answers them. A job whose records cannot be read is answered
    /// with that error and left out; nothing of it is written, and the others are decided anew.
    fn decide(&mut self, mut jobs: Vec<Job>) {
        while !jobs.is_empty() {
            if let Err(error) = self.core.check_running() {
                return refuse(jobs, &error);
            }
            let mut group = Group::new(&self.core, &mut self.random);
            let mut answers: Vec<Vec<Outcome>> = Vec::with_capacity(jobs.len());
            let mut failed = None;
            for job in &jobs {
                match job
                    .commands
                    .iter()
                    .map(|command| group.decide(command))
                    .collect()
                {
                    Ok(outcomes) => answers.push(outcomes),
                    Err(error) => {
                        failed = Some(error);
                        break;
                    }
                }
            }
            if let Some(error) = failed {
                let _ = jobs.remove(answers.len()).answer.send(Err(error));
                continue;
            }
            match group.commit() {
                Ok(()) => {
                    for (job, outcomes) in jobs.into_iter().zip(answers) {
                        // A caller that is gone needs no answer.
                        let _ = job.answer.send(Ok(outcomes));
                    }
                }
                Err(error) => {
                    self.core.stop(error.to_string());
                    refuse(jobs, &self.core.check_running().err().unwrap_or(error));
                }
            }
            return;
        }
    }

    /// Passes the active run on if it is long enough and the one before is done; waits for that if
    /// it has grown too long.
    fn freeze_if_full(&self) {
        let run_movements = self.core.options.run_movements.max(1);
        let (len, busy) = {
            let tail = self.core.tail();
            (tail.active.len(), tail.frozen.is_some())
        };
        if len < run_movements {
            return;
        }
        if busy {
            if len < run_movements.saturating_mul(RUNS_BEHIND_MAX) {
                return;
            }
            self.core.wait_for_thaw();
        }
        if self.core.check_running().is_ok() {
            self.freeze();
        }
    }

    fn freeze(&self) {
        let run = {
            let mut tail = self.core.tail_mut();
            let (end, len) = (tail.active.end(), tail.active.len());
            let run = Arc::new(std::mem::replace(&mut tail.active, Run::new(end, len)));
            tail.frozen = Some(Arc::clone(&run));
            run
        };
        // Counts are those at the run's end: only this thread changes them.
        let frozen = Frozen::new(run, &self.core.counts());
        if self.frozen.send(frozen).is_err() {
            self.core.stop("the indexer is gone");
        }
    }

    /// Hands everything to the engine and waits for it.
    fn drain(&self) {
        self.core.wait_for_thaw();
        if self.core.check_running().is_ok() && self.core.tail().active.len() > 0 {
            self.freeze();
            self.core.wait_for_thaw();
        }
    }
}

fn refuse(jobs: Vec<Job>, error: &LedgerError) {
    for job in jobs {
        let _ = job.answer.send(Err(error.clone()));
    }
}
