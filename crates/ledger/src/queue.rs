//! The way into the sequencer: a queue bounded in commands.
//!
//! What costs time and needs no place in the order is done on the caller's thread before: the
//! pseudonym, the sealing of a new recipient's address, and reading a record that is only on disk.

use std::sync::Arc;
use std::sync::mpsc::Sender;

use domain::{Address, ConsentKey, ConsentState, Timestamp};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::core::Core;
use crate::{Action, Command, Erasure, LedgerError, Outcome, erasure};

/// How many commands are handed over, decided and synced together at most.
pub const GROUP_COMMANDS_MAX: usize = 4096;

/// A command with everything that could be done before its turn.
pub(crate) struct Prepared {
    pub(crate) command: Command,
    pub(crate) key: ConsentKey,
    /// How many erasures there had been before anything was looked up for it. As long as there is
    /// none more, what was found still holds.
    pub(crate) erasures: u64,
    /// The sealed address, if the recipient was not known when this was prepared.
    pub(crate) sealed: Option<Vec<u8>>,
    /// The record as the engine had it, if it was not in memory then.
    pub(crate) hint: Option<Hint>,
}

/// A state read ahead of the decision.
pub(crate) struct Hint {
    pub(crate) state: Option<ConsentState>,
    /// The end of the log when the tail was looked at. As long as nothing from there on has left
    /// the tail, a record that is not in the tail is still as it was read.
    pub(crate) end: u64,
}

impl Prepared {
    pub(crate) fn new(core: &Core, command: Command) -> Result<Self, LedgerError> {
        let (address, channel, recipient_type) = match &command.action {
            Action::Consent(request) => (&request.address, request.channel, request.recipient_type),
            Action::Access(request) => (&request.address, request.channel, request.recipient_type),
        };
        let recipient = core.keys.recipient_id(address);
        let key = ConsentKey {
            recipient,
            brand: command.brand,
            recipient_type,
            channel,
        };
        let erasures = core.erasures();
        let sealed = (!core.known.has_recipient(&recipient))
            .then(|| core.keys.seal_address(recipient, address));
        let hint = if core.known.may_have(&key) {
            read_ahead(core, &key)?
        } else {
            None
        };
        Ok(Self {
            command,
            key,
            erasures,
            sealed,
            hint,
        })
    }

    /// The address it is about.
    pub(crate) fn address(&self) -> &Address {
        match &self.command.action {
            Action::Consent(request) => &request.address,
            Action::Access(request) => &request.address,
        }
    }
}

fn read_ahead(core: &Core, key: &ConsentKey) -> Result<Option<Hint>, LedgerError> {
    let end = {
        let tail = core.tail();
        if tail.state(key).is_some() {
            return Ok(None);
        }
        tail.active.end()
    };
    Ok(Some(Hint {
        state: core.engine()?.state(key)?,
        end,
    }))
}

/// What the sequencer is told.
pub(crate) enum Message {
    /// Decide these.
    Work(Job),
    /// Erase these.
    Erase(EraseJob),
    /// The group that was handed over is done with.
    Committed,
    /// Finish what came before, hand the tail to the engine and end.
    Close,
    /// End; the tail will be read again from the log.
    Leave,
}

/// Commands of one caller, decided and synced together.
pub(crate) struct Job {
    pub(crate) commands: Vec<Prepared>,
    pub(crate) answer: oneshot::Sender<Result<Vec<Outcome>, LedgerError>>,
    /// Room in the queue, given back when the job is done.
    pub(crate) _room: OwnedSemaphorePermit,
}

impl Job {
    /// Answers with an error. A caller that is gone needs no answer.
    pub(crate) fn refuse(self, error: &LedgerError) {
        let _ = self.answer.send(Err(error.clone()));
    }
}

/// Records that are to be erased, if they have ended.
pub(crate) struct EraseJob {
    pub(crate) keys: Vec<ConsentKey>,
    pub(crate) before: Timestamp,
    pub(crate) answer: oneshot::Sender<Result<Erasure, LedgerError>>,
}

/// The callers' end of the queue.
pub(crate) struct Queue {
    sender: Sender<Message>,
    room: Arc<Semaphore>,
    job_commands_max: usize,
}

impl Queue {
    pub(crate) fn new(sender: Sender<Message>, commands: usize) -> Self {
        let commands = commands.clamp(1, Semaphore::MAX_PERMITS);
        Self {
            sender,
            room: Arc::new(Semaphore::new(commands)),
            job_commands_max: commands.min(GROUP_COMMANDS_MAX),
        }
    }

    /// Hands commands over in order, in jobs, and waits for all answers.
    pub(crate) async fn submit(
        &self,
        core: &Core,
        commands: Vec<Command>,
    ) -> Result<Vec<Outcome>, LedgerError> {
        let mut outcomes = Vec::with_capacity(commands.len());
        let mut answers = Vec::with_capacity(commands.len().div_ceil(self.job_commands_max));
        let mut commands = commands.into_iter();
        while commands.len() > 0 {
            core.check_running()?;
            let prepared = commands
                .by_ref()
                .take(self.job_commands_max)
                .map(|command| Prepared::new(core, command))
                .collect::<Result<Vec<_>, _>>()?;
            let room = u32::try_from(prepared.len()).unwrap_or(u32::MAX);
            let room = Arc::clone(&self.room).acquire_many_owned(room).await;
            let room = room.map_err(|_| stopped(core))?;
            let (answer, received) = oneshot::channel();
            let job = Job {
                commands: prepared,
                answer,
                _room: room,
            };
            self.sender
                .send(Message::Work(job))
                .map_err(|_| stopped(core))?;
            answers.push(received);
        }
        for answer in answers {
            outcomes.extend(answer.await.map_err(|_| stopped(core))??);
        }
        Ok(outcomes)
    }

    /// Waits for its turn without a command.
    pub(crate) async fn turn(&self, core: &Core) -> Result<(), LedgerError> {
        core.check_running()?;
        let room = Arc::clone(&self.room).acquire_many_owned(0).await;
        let (answer, received) = oneshot::channel();
        let job = Job {
            commands: Vec::new(),
            answer,
            _room: room.map_err(|_| stopped(core))?,
        };
        self.sender
            .send(Message::Work(job))
            .map_err(|_| stopped(core))?;
        received.await.map_err(|_| stopped(core))?.map(|_| ())
    }

    /// Has records erased that ended before an instant, and waits for it.
    pub(crate) async fn erase(
        &self,
        core: &Core,
        keys: &[ConsentKey],
        before: Timestamp,
    ) -> Result<Erasure, LedgerError> {
        let mut erasure = Erasure::default();
        // One after the other, so that others' commands are decided between them.
        for keys in keys.chunks(erasure::RECORDS_MAX) {
            core.check_running()?;
            let (answer, received) = oneshot::channel();
            let job = EraseJob {
                keys: keys.to_vec(),
                before,
                answer,
            };
            self.sender
                .send(Message::Erase(job))
                .map_err(|_| stopped(core))?;
            erasure += received.await.map_err(|_| stopped(core))??;
        }
        Ok(erasure)
    }

    /// Tells the sequencer to end after what is queued.
    pub(crate) fn send_last(&self, message: Message) {
        self.room.close();
        // If it is gone already there is nobody to tell.
        let _ = self.sender.send(message);
    }
}

fn stopped(core: &Core) -> LedgerError {
    core.check_running()
        .err()
        .unwrap_or_else(|| LedgerError::Stopped("it is being closed".to_owned()))
}
