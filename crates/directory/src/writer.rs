//! The one writer: takes the writes that wait, runs each, commits them together, then answers all.
//!
//! SQLite allows one writer and syncs per commit, so concurrent writes share a commit. A write that
//! was begun is run to its end even if its caller goes away, so that caches are told of every change.
//!
//! Requests' writes come first, and share no commit with background work: they wait for a few of
//! that at most, and are not undone with it. In between, some of the background's have their turn.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use sqlx::{Connection as _, Executor as _};
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;

use crate::db::Connection;
use crate::error::{self, Error, Result};
use crate::lane::Lane;

/// The most writes that share a commit.
const GROUP_MAX: usize = 128;
/// The most writes of background work that do, and that a request's write waits for.
const BACKGROUND_GROUP_MAX: usize = 16;
/// How many writes may wait in a lane; further callers wait for room.
const QUEUE: usize = 256;

/// A future that borrows the writer's connection.
pub(crate) type Work<'c, T> = Pin<Box<dyn Future<Output = T> + Send + 'c>>;

/// What is to be written, for [`Writer::write`]: a closure over the connection, whose body may await.
macro_rules! work {
    (|$connection:ident| $work:expr) => {
        move |$connection| Box::pin(async move { $work })
    };
}

pub(crate) use work;

/// The way to the writer's task.
pub(crate) struct Writer {
    foreground: mpsc::Sender<Message>,
    background: mpsc::Sender<Message>,
}

enum Message {
    Write(Box<dyn Write>),
    Close(oneshot::Sender<()>),
}

/// One write, its result's type hidden.
trait Write: Send {
    /// Runs the work and keeps its result.
    fn run<'c>(&'c mut self, connection: &'c mut Connection) -> Work<'c, Outcome>;
    /// Tells the caller, after the commit.
    fn answer(self: Box<Self>, committed: Result<()>);
}

/// What became of one write, before the commit.
enum Outcome {
    /// It did its work.
    Done,
    /// It was refused and must leave no trace; the others are not concerned.
    Refused,
    /// The store itself failed: the whole group is undone.
    Failed(Arc<sqlx::Error>),
}

/// What an error says of the store, if it means that the store failed, as opposed to that a rule refused the write.
pub(crate) trait StoreFailure {
    fn store_failure(&self) -> Option<&Arc<sqlx::Error>>;
}

impl StoreFailure for Error {
    fn store_failure(&self) -> Option<&Arc<sqlx::Error>> {
        let Self::Store(error) = self else {
            return None;
        };
        let is_refusal = error.as_database_error().is_some_and(|error| {
            error.is_unique_violation()
                || error.is_foreign_key_violation()
                || error.is_check_violation()
        });
        (!is_refusal).then_some(error)
    }
}

struct Pending<F, A, T, E> {
    work: Option<F>,
    /// Set by whichever comes first: the writer that begins it, or its caller that gives up.
    taken: Arc<AtomicBool>,
    after: Option<A>,
    result: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<F, A, T, E> Write for Pending<F, A, T, E>
where
    F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, Result<T, E>> + Send,
    A: FnOnce(&T) + Send,
    T: Send,
    E: From<Error> + StoreFailure + Send,
{
    fn run<'c>(&'c mut self, connection: &'c mut Connection) -> Work<'c, Outcome> {
        Box::pin(async move {
            let Some(work) = self.work.take() else {
                return Outcome::Refused;
            };
            if self.taken.swap(true, Ordering::AcqRel) {
                return Outcome::Refused;
            }
            let result = work(connection).await;
            let outcome = match &result {
                Ok(_) => Outcome::Done,
                Err(error) => match error.store_failure() {
                    Some(cause) => Outcome::Failed(Arc::clone(cause)),
                    None => Outcome::Refused,
                },
            };
            self.result = Some(result);
            outcome
        })
    }

    fn answer(self: Box<Self>, committed: Result<()>) {
        let result = match (self.result, committed) {
            // The write's own error says more than the group's.
            (Some(Err(error)), _) => Err(error),
            (Some(Ok(value)), Ok(())) => {
                if let Some(after) = self.after {
                    after(&value);
                }
                Ok(value)
            }
            (_, Err(error)) => Err(error.into()),
            (None, Ok(())) => Err(Error::Closed.into()),
        };
        // The caller may have gone away; the write stands all the same.
        let _ = self.caller.send(result);
    }
}

impl Writer {
    /// Starts the writer's task on its connection.
    pub(crate) fn start(connection: Connection) -> Self {
        let (foreground, requests) = mpsc::channel(QUEUE);
        let (background, work) = mpsc::channel(QUEUE);
        let queues = Queues {
            requests,
            background: work,
        };
        tokio::spawn(serve(connection, queues));
        Self {
            foreground,
            background,
        }
    }

    /// Runs `work` in a transaction, durable when this returns; an error leaves no trace. `after`
    /// is called between the commit and the answer, also if the caller has gone away. `Busy`: it had
    /// to wait longer than its lane may for room, or for its turn.
    pub(crate) async fn write<T, E, F, A>(&self, of: Lane, work: F, after: A) -> Result<T, E>
    where
        F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, Result<T, E>> + Send + 'static,
        A: FnOnce(&T) + Send + 'static,
        T: Send + 'static,
        E: From<Error> + StoreFailure + Send + 'static,
    {
        let (caller, mut answer) = oneshot::channel();
        let taken = Arc::new(AtomicBool::new(false));
        let pending = Pending {
            work: Some(work),
            taken: Arc::clone(&taken),
            after: Some(after),
            result: None,
            caller,
        };
        timeout(
            of.wait(),
            self.queue(of).send(Message::Write(Box::new(pending))),
        )
        .await
        .map_err(|_| error::busy())?
        .map_err(|_| Error::Closed)?;
        if let Ok(answer) = timeout(of.wait(), &mut answer).await {
            return answer.map_err(|_| Error::Closed)?;
        }
        if !taken.swap(true, Ordering::AcqRel) {
            return Err(error::busy().into());
        }
        // It was begun, so that only its end tells what became of it.
        answer.await.map_err(|_| Error::Closed)?
    }

    fn queue(&self, lane: Lane) -> &mpsc::Sender<Message> {
        match lane {
            Lane::Foreground => &self.foreground,
            Lane::Background => &self.background,
        }
    }

    /// Finishes the writes that wait, then closes the connection.
    pub(crate) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.foreground.send(Message::Close(done)).await.is_ok() {
            // An error means that the task is gone, which is what is asked for.
            let _ = closed.await;
        }
    }
}

/// The writes that wait.
struct Queues {
    requests: mpsc::Receiver<Message>,
    background: mpsc::Receiver<Message>,
}

impl Queues {
    /// Takes what is to be committed next, requests first; `None`: there will be nothing any more.
    async fn next(&mut self) -> Option<(Lane, Vec<Message>)> {
        let (lane, first) = tokio::select! {
            biased;
            Some(first) = self.requests.recv() => (Lane::Foreground, first),
            Some(first) = self.background.recv() => (Lane::Background, first),
            else => return None,
        };
        let mut taken = vec![first];
        match lane {
            Lane::Foreground => take(&mut self.requests, GROUP_MAX - 1, &mut taken),
            Lane::Background => take(&mut self.background, BACKGROUND_GROUP_MAX - 1, &mut taken),
        }
        Some((lane, taken))
    }

    /// What background work waits, so that it has its turn however many requests there are.
    fn waiting(&mut self) -> Vec<Message> {
        let mut taken = Vec::new();
        take(&mut self.background, BACKGROUND_GROUP_MAX, &mut taken);
        taken
    }

    fn close(&mut self) {
        self.requests.close();
        self.background.close();
    }
}

/// Takes what waits in a queue, at most so much.
fn take(queue: &mut mpsc::Receiver<Message>, most: usize, taken: &mut Vec<Message>) {
    taken.extend(std::iter::from_fn(|| queue.try_recv().ok()).take(most));
}

async fn serve(mut connection: Connection, mut queues: Queues) {
    let mut closers = Vec::new();
    while let Some((lane, taken)) = queues.next().await {
        let mut group = Vec::with_capacity(taken.len());
        for message in taken {
            match message {
                Message::Write(write) => group.push(write),
                Message::Close(done) => {
                    queues.close();
                    closers.push(done);
                }
            }
        }
        commit(&mut connection, group).await;
        if lane == Lane::Foreground {
            let waiting = queues.waiting().into_iter();
            let group = waiting.filter_map(|message| match message {
                Message::Write(write) => Some(write),
                Message::Close(_) => None,
            });
            commit(&mut connection, group.collect()).await;
        }
    }
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "the directory's writer did not close cleanly");
    }
    for done in closers {
        let _ = done.send(());
    }
}

/// Runs a group in one transaction and answers each of its writes.
async fn commit(connection: &mut Connection, mut group: Vec<Box<dyn Write>>) {
    if group.is_empty() {
        return;
    }
    let outcome = run_group(connection, &mut group).await;
    if let Err(cause) = &outcome {
        let error = Error::Store(Arc::clone(cause));
        tracing::error!(%error, %cause, "a group of directory writes is undone");
        // After some failures the store has rolled back by itself and says so here.
        let _ = connection.execute("ROLLBACK").await;
    }
    for write in group {
        // Each is told why, also those that had no part in it.
        let told = outcome.as_ref().copied();
        write.answer(told.map_err(|cause| Error::Store(Arc::clone(cause))));
    }
}

/// Runs the writes and commits.
async fn run_group(
    connection: &mut Connection,
    group: &mut [Box<dyn Write>],
) -> Result<(), Arc<sqlx::Error>> {
    connection.execute("BEGIN IMMEDIATE").await?;
    for write in group {
        // The savepoint keeps one write's refusal from the others.
        connection.execute("SAVEPOINT one").await?;
        match write.run(&mut *connection).await {
            Outcome::Done => {}
            Outcome::Refused => {
                connection.execute("ROLLBACK TO SAVEPOINT one").await?;
            }
            Outcome::Failed(cause) => return Err(cause),
        }
        connection.execute("RELEASE SAVEPOINT one").await?;
    }
    connection.execute("COMMIT").await?;
    Ok(())
}

#[cfg(test)]
mod tests;
