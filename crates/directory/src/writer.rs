//! The one writer: takes the writes that wait, runs each, commits them together, then answers all.
//!
//! SQLite allows one writer and syncs per commit, so concurrent writes share a commit. A write is
//! run to its end even if its caller goes away, so that caches are told of every change.

use std::future::Future;
use std::pin::Pin;

use sqlx::{Connection, Executor, SqliteConnection};
use tokio::sync::{mpsc, oneshot};

use crate::error::{Error, Result};

/// The most writes that share a commit.
const GROUP_MAX: usize = 128;
/// How many writes may wait; further callers wait for room.
const QUEUE: usize = 256;

/// A future that borrows the writer's connection.
pub(crate) type Work<'c, T> = Pin<Box<dyn Future<Output = T> + Send + 'c>>;

/// The way to the writer's task.
pub(crate) struct Writer {
    queue: mpsc::Sender<Message>,
}

enum Message {
    Write(Box<dyn Write>),
    Close(oneshot::Sender<()>),
}

/// One write, its result's type hidden.
trait Write: Send {
    /// Runs the work and keeps its result.
    fn run<'c>(&'c mut self, connection: &'c mut SqliteConnection) -> Work<'c, Outcome>;
    /// Tells the caller, after the commit.
    fn answer(self: Box<Self>, committed: Result<()>);
}

/// What became of one write, before the commit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It did its work.
    Done,
    /// It was refused and must leave no trace; the others are not concerned.
    Refused,
    /// The store itself failed: the whole group is undone.
    Failed,
}

/// Whether an error means that the store failed, as opposed to that a rule refused the write.
pub(crate) trait StoreFailure {
    fn is_store_failure(&self) -> bool;
}

impl StoreFailure for Error {
    fn is_store_failure(&self) -> bool {
        match self {
            Self::Store(sqlx::Error::Database(error)) => {
                !(error.is_unique_violation()
                    || error.is_foreign_key_violation()
                    || error.is_check_violation())
            }
            Self::Store(_) => true,
            _ => false,
        }
    }
}

struct Pending<F, A, T, E> {
    work: Option<F>,
    after: Option<A>,
    result: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

impl<F, A, T, E> Write for Pending<F, A, T, E>
where
    F: for<'c> FnOnce(&'c mut SqliteConnection) -> Work<'c, Result<T, E>> + Send,
    A: FnOnce(&T) + Send,
    T: Send,
    E: From<Error> + StoreFailure + Send,
{
    fn run<'c>(&'c mut self, connection: &'c mut SqliteConnection) -> Work<'c, Outcome> {
        Box::pin(async move {
            let Some(work) = self.work.take() else {
                return Outcome::Refused;
            };
            let result = work(connection).await;
            let outcome = match &result {
                Ok(_) => Outcome::Done,
                Err(error) if error.is_store_failure() => Outcome::Failed,
                Err(_) => Outcome::Refused,
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
    pub(crate) fn start(connection: SqliteConnection) -> Self {
        let (queue, messages) = mpsc::channel(QUEUE);
        tokio::spawn(serve(connection, messages));
        Self { queue }
    }

    /// Runs `work` in a transaction, durable when this returns; an error leaves no trace. `after`
    /// is called between the commit and the answer, also if the caller has gone away.
    pub(crate) async fn write<T, E, F, A>(&self, work: F, after: A) -> Result<T, E>
    where
        F: for<'c> FnOnce(&'c mut SqliteConnection) -> Work<'c, Result<T, E>> + Send + 'static,
        A: FnOnce(&T) + Send + 'static,
        T: Send + 'static,
        E: From<Error> + StoreFailure + Send + 'static,
    {
        let (caller, answer) = oneshot::channel();
        let pending = Pending {
            work: Some(work),
            after: Some(after),
            result: None,
            caller,
        };
        self.queue
            .send(Message::Write(Box::new(pending)))
            .await
            .map_err(|_| Error::Closed)?;
        answer.await.map_err(|_| Error::Closed)?
    }

    /// Finishes the writes that wait, then closes the connection.
    pub(crate) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.queue.send(Message::Close(done)).await.is_ok() {
            // An error means that the task is gone, which is what is asked for.
            let _ = closed.await;
        }
    }
}

async fn serve(mut connection: SqliteConnection, mut messages: mpsc::Receiver<Message>) {
    let mut waiting = Vec::with_capacity(GROUP_MAX);
    let mut closers = Vec::new();
    while messages.recv_many(&mut waiting, GROUP_MAX).await > 0 {
        let mut group = Vec::with_capacity(waiting.len());
        for message in waiting.drain(..) {
            match message {
                Message::Write(write) => group.push(write),
                Message::Close(done) => {
                    messages.close();
                    closers.push(done);
                }
            }
        }
        commit(&mut connection, group).await;
    }
    if let Err(error) = connection.close().await {
        tracing::warn!(%error, "the directory's writer did not close cleanly");
    }
    for done in closers {
        let _ = done.send(());
    }
}

/// Why a group is undone.
#[derive(Debug, thiserror::Error)]
enum Undone {
    #[error(transparent)]
    Store(#[from] sqlx::Error),
    #[error("one of its writes failed in the store")]
    Write,
}

/// Runs a group in one transaction and answers each of its writes.
async fn commit(connection: &mut SqliteConnection, mut group: Vec<Box<dyn Write>>) {
    if group.is_empty() {
        return;
    }
    let outcome = run_group(connection, &mut group).await;
    if let Err(error) = &outcome {
        tracing::error!(%error, "a group of directory writes is undone");
        // After some failures the store has rolled back by itself and says so here.
        let _ = connection.execute("ROLLBACK").await;
    }
    for write in group {
        write.answer(outcome.as_ref().copied().map_err(|_| Error::Undone));
    }
}

/// Runs the writes and commits.
async fn run_group(
    connection: &mut SqliteConnection,
    group: &mut [Box<dyn Write>],
) -> Result<(), Undone> {
    connection.execute("BEGIN IMMEDIATE").await?;
    for write in group {
        // The savepoint keeps one write's refusal from the others.
        connection.execute("SAVEPOINT one").await?;
        match write.run(&mut *connection).await {
            Outcome::Done => {}
            Outcome::Refused => {
                connection.execute("ROLLBACK TO SAVEPOINT one").await?;
            }
            Outcome::Failed => return Err(Undone::Write),
        }
        connection.execute("RELEASE SAVEPOINT one").await?;
    }
    connection.execute("COMMIT").await?;
    Ok(())
}
