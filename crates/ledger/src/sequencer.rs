//! The sequencer: the one thread that gives movements their place in the order.
//!
//! It decides what waits as one [`Group`] while the committer writes the group before, and hands
//! the group over as soon as the committer is free. So the time of a sync is the time of deciding,
//! and nobody waits longer for it: what comes meanwhile joins the open group.
//!
//! A group is decided on top of the one that is being written. If that write fails, what was decided behind it is
//! decided anew once it is known what is on disk: nothing is ever answered that rests on what may not
//! be there. For the same reason a refusal, which writes nothing, waits its turn too.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender};
use std::sync::{Arc, Mutex};

use keys::Pool;

use crate::Outcome;
use crate::committer::{self, Committer, Handed, Written};
use crate::core::Core;
use crate::decided::Decided;
use crate::group::Group;
use crate::queue::{EraseJob, GROUP_COMMANDS_MAX, Job, Message};

/// From so many commands on a group is written while the next one is decided. Below, deciding is
/// short beside the sync, and the next group is the larger the longer it waits to be begun.
const HANDED_COMMANDS_MIN: usize = 256;

/// The thread's belongings.
pub(crate) struct Sequencer {
    core: Arc<Core>,
    messages: Receiver<Message>,
    committer: Arc<Mutex<Committer>>,
    /// To the committer's thread.
    groups: Sender<Handed>,
    random: Pool,
    /// Jobs for which the open group had no room.
    waiting: VecDeque<Job>,
    /// Erasures; while there are any, no more jobs are taken.
    erasures: VecDeque<EraseJob>,
    open: Option<Open>,
    /// The group that was handed over last.
    before: Option<Arc<Decided>>,
    /// Whether the committer is at work on it.
    busy: bool,
    /// How many suspensions there had been when `open` and `before` were decided.
    suspensions: u64,
}

/// A group that takes jobs.
struct Open {
    group: Group,
    jobs: Vec<(Job, Vec<Outcome>)>,
    size: usize,
}

impl Sequencer {
    pub(crate) fn new(
        core: Arc<Core>,
        messages: Receiver<Message>,
        committer: Arc<Mutex<Committer>>,
        groups: Sender<Handed>,
    ) -> Self {
        let random = Pool::new(Arc::clone(&core.options.random));
        Self {
            core,
            messages,
            committer,
            groups,
            random,
            waiting: VecDeque::new(),
            erasures: VecDeque::new(),
            open: None,
            before: None,
            busy: false,
            suspensions: 0,
        }
    }

    /// Works until told to end.
    pub(crate) fn run(mut self) {
        while let Ok(first) = self.messages.recv() {
            let mut next = Some(first);
            // All that is there goes into the group before it is handed over.
            while let Some(message) = next {
                match message {
                    Message::Work(job) => self.waiting.push_back(job),
                    Message::Erase(job) => self.erasures.push_back(job),
                    Message::Committed => self.busy = false,
                    Message::Leave => return self.end(None),
                    Message::Close => return self.end(Some(Handed::Close)),
                }
                self.take_waiting();
                next = self.messages.try_recv().ok();
            }
            self.hand_over();
            if self.erase_waiting() {
                self.take_waiting();
                self.hand_over();
            }
        }
    }

    /// Erases what waits to be erased once nothing is open or being written. Says whether it did.
    fn erase_waiting(&mut self) -> bool {
        if self.busy || self.open.is_some() || self.erasures.is_empty() {
            return false;
        }
        // Everything decided is published, and not all of it is still so after an erasure.
        self.before = None;
        for job in std::mem::take(&mut self.erasures) {
            let erased = committer::lock(&self.committer).erase(&job.keys, job.before);
            let _ = job.answer.send(erased);
        }
        true
    }

    /// Decides waiting jobs as long as the open group has room.
    fn take_waiting(&mut self) {
        if !self.forget_doubtful() {
            return;
        }
        while self.erasures.is_empty()
            && let Some(job) = self.waiting.front()
        {
            let size = self.open.as_ref().map_or(0, |open| open.size);
            if size > 0 && size + job.commands.len() > GROUP_COMMANDS_MAX {
                self.hand_over();
                if self.open.is_some() {
                    return;
                }
            }
            if let Some(job) = self.waiting.pop_front() {
                self.decide(job);
            }
        }
    }

    /// Gives up what was decided before a write failed; its jobs are decided anew. `false`: not yet, because the
    /// committer still finds out what is on disk.
    fn forget_doubtful(&mut self) -> bool {
        let suspensions = self.core.mode.suspensions();
        if suspensions == self.suspensions {
            return true;
        }
        if self.busy {
            return false;
        }
        self.suspensions = suspensions;
        self.before = None;
        let decided = self.open.take().map(|open| open.jobs).unwrap_or_default();
        for (job, _) in decided {
            self.decide(job);
        }
        true
    }

    /// Decides a job as part of the open group. A job whose records cannot be read is answered with
    /// that error and left out; nothing of it is written, and the others are decided anew.
    fn decide(&mut self, job: Job) {
        let mut jobs = VecDeque::from([job]);
        while let Some(job) = jobs.pop_front() {
            if let Err(error) = self.core.check_running() {
                let _ = job.answer.send(Err(error));
                continue;
            }
            let open = self.open.get_or_insert_with(|| Open {
                group: Group::new(Arc::clone(&self.core), self.before.clone()),
                jobs: Vec::new(),
                size: 0,
            });
            open.group.look_at_clock();
            let commands = job.commands.iter();
            match commands
                .map(|command| open.group.decide(command, &mut self.random))
                .collect()
            {
                Ok(outcomes) => {
                    open.size += job.commands.len();
                    open.jobs.push((job, outcomes));
                }
                Err(error) => {
                    let decided = self.open.take().map(|open| open.jobs).unwrap_or_default();
                    let _ = job.answer.send(Err(error));
                    for (job, _) in decided.into_iter().rev() {
                        jobs.push_front(job);
                    }
                }
            }
        }
    }

    /// Has the open group committed, if the committer is free.
    fn hand_over(&mut self) {
        if self.busy || !self.forget_doubtful() {
            return;
        }
        let Some(open) = self.open.take() else {
            return;
        };
        let (decided, rows) = open.group.finish();
        self.before = Some(Arc::clone(&decided));
        let written = Written {
            decided,
            rows,
            jobs: open.jobs,
        };
        if open.size < HANDED_COMMANDS_MIN {
            return committer::lock(&self.committer).commit(written);
        }
        self.busy = true;
        // Should it be gone, what it is sent is dropped, and with it the callers' answers.
        if self.groups.send(Handed::Group(Box::new(written))).is_err() {
            self.busy = false;
            self.core.stop("the committer is gone");
        }
    }

    /// Has everything written that came before the end; then the committer gets a last word.
    fn end(mut self, last: Option<Handed>) {
        loop {
            self.erase_waiting();
            self.take_waiting();
            self.hand_over();
            if !self.busy && self.erasures.is_empty() {
                break;
            }
            if !self.busy {
                continue;
            }
            // What comes now came too late; dropping it answers it.
            match self.messages.recv() {
                Ok(Message::Committed) => self.busy = false,
                Ok(_) => {}
                Err(_) => return,
            }
        }
        if let Some(last) = last {
            let _ = self.groups.send(last);
        }
    }
}
