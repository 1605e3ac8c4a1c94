//! The open directory: connections, caches, options.

use std::io::ErrorKind;
use std::path::Path;
use std::sync::Arc;

use crate::accounts::password::{PasswordCost, Passwords};
use crate::caches::Caches;
use crate::db::{self, Connection, Pool};
use crate::error::{Error, Result};
use crate::lane::{Lane, Readers};
use crate::row::FromRow;
use crate::row_sum;
use crate::schema;
use crate::statement::Statement;
use crate::writer::{StoreFailure, Work, Writer, work};

/// How a directory is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// What one password hash costs.
    pub password_cost: PasswordCost,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            password_cost: PasswordCost::DEFAULT,
        }
    }
}

/// What a directory is opened for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To work with it, making it if there is none.
    Make,
    /// To work with the one there is.
    GoOn,
    /// To read it.
    Look,
}

/// The open directory. Cheap to clone; all clones share the connections and caches.
#[derive(Clone)]
pub struct Directory {
    pub(crate) inner: Arc<Inner>,
    lane: Lane,
}

/// What the clones of a [`Directory`] share.
pub(crate) struct Inner {
    readers: Readers,
    writer: Writer,
    pub(crate) passwords: Passwords,
    pub(crate) caches: Arc<Caches>,
}

impl Directory {
    /// Opens the directory in the file `path`, creating it and bringing its schema up to date.
    pub async fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, Options::default()).await
    }

    /// As [`Directory::open`], with options.
    pub async fn open_with(path: &Path, options: Options) -> Result<Self> {
        Self::open_for(path, options, Purpose::Make).await
    }

    /// As [`Directory::open_with`], for a file that must be there and hold a directory ([`Error::Lost`]): none is made.
    pub async fn open_existing(path: &Path, options: Options) -> Result<Self> {
        Self::open_for(path, options, Purpose::GoOn).await
    }

    /// Opens the directory to read it, also beside the program that has it open. Changes nothing: a file of an older
    /// program is refused ([`Error::OlderSchema`]), and so is every write.
    pub async fn look(path: &Path) -> Result<Self> {
        Self::open_for(path, Options::default(), Purpose::Look).await
    }

    async fn open_for(path: &Path, options: Options, purpose: Purpose) -> Result<Self> {
        let opening = |source| Error::Open {
            path: path.to_owned(),
            source,
        };
        // SQLite takes an empty file for a new one.
        let is_empty = || {
            std::fs::metadata(path).map_or_else(
                |error| error.kind() == ErrorKind::NotFound,
                |metadata| metadata.len() == 0,
            )
        };
        if purpose != Purpose::Make && is_empty() {
            return Err(Error::Lost(path.to_owned()));
        }
        let settings = db::settings(path)
            .create_if_missing(purpose == Purpose::Make)
            .read_only(purpose == Purpose::Look);
        let mut connection = db::connect(&settings).await.map_err(opening)?;
        if purpose != Purpose::Make && schema::applied(&mut connection).await? == 0 {
            return Err(Error::Lost(path.to_owned()));
        }
        if purpose == Purpose::Look {
            schema::require_newest(&mut connection).await?;
        } else {
            schema::migrate(&mut connection).await?;
            row_sum::sum_all(&mut connection).await?;
        }
        let readers = Readers::open(settings).await.map_err(opening)?;
        Ok(Self {
            inner: Arc::new(Inner {
                readers,
                writer: Writer::start(connection),
                passwords: Passwords::new(options.password_cost).await?,
                caches: Arc::new(Caches::new()),
            }),
            lane: Lane::Foreground,
        })
    }

    /// The same directory for work that nobody waits for: it reads by connections of its own, and
    /// its writes come after those of requests.
    #[must_use]
    pub fn background(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            lane: Lane::Background,
        }
    }

    /// Waits for writes under way, then closes the connections. Nothing is lost without it.
    pub async fn close(&self) {
        self.inner.readers.close().await;
        self.inner.writer.close().await;
    }

    /// Another number after every change of what somebody may do: users, grants, licences, providers,
    /// brands, subscriptions. Who opened something under one number and still uses it under another
    /// asks anew. Costs nothing.
    pub fn access_version(&self) -> u64 {
        self.caches().access_version()
    }

    /// Where reads go.
    pub(crate) fn readers(&self) -> &Pool {
        self.inner.readers.of(self.lane)
    }

    /// The answers remembered in memory.
    pub(crate) fn caches(&self) -> &Arc<Caches> {
        &self.inner.caches
    }

    /// What all rows of a statement say.
    pub(crate) async fn all<T: FromRow>(&self, statement: Statement) -> Result<Vec<T>> {
        statement.all(self.readers()).await
    }

    /// What the row of a statement says, if there is one.
    pub(crate) async fn one<T: FromRow>(&self, statement: Statement) -> Result<Option<T>> {
        statement.one(self.readers()).await
    }

    /// What the row of a statement says that there always is.
    pub(crate) async fn only<T: FromRow>(&self, statement: Statement) -> Result<T> {
        statement.only(self.readers()).await
    }

    /// Runs a change that no cache needs to know of; says how many rows it has changed.
    pub(crate) async fn run(&self, statement: Statement) -> Result<u64> {
        self.write(work!(|connection| statement.run(connection).await))
            .await
    }

    /// As [`Directory::run`], for a change that always fits.
    pub(crate) async fn apply(&self, statement: Statement) -> Result<()> {
        self.run(statement).await.map(drop)
    }

    /// Runs a write that no cache needs to know of; see [`Writer::write`].
    pub(crate) async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, Result<T, E>> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + StoreFailure + Send + 'static,
    {
        self.inner.writer.write(self.lane, work, |_| ()).await
    }

    /// Runs a write and has `forget` called between its commit and its answer.
    pub(crate) async fn write_and_forget<T, E, F, A>(&self, work: F, forget: A) -> Result<T, E>
    where
        F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, Result<T, E>> + Send + 'static,
        A: FnOnce(&Caches) + Send + 'static,
        T: Send + 'static,
        E: From<Error> + StoreFailure + Send + 'static,
    {
        self.write_then(work, move |caches, _| forget(caches)).await
    }

    /// As [`Directory::write_and_forget`], for a `forget` that depends on what was done.
    pub(crate) async fn write_then<T, E, F, A>(&self, work: F, forget: A) -> Result<T, E>
    where
        F: for<'c> FnOnce(&'c mut Connection) -> Work<'c, Result<T, E>> + Send + 'static,
        A: FnOnce(&Caches, &T) + Send + 'static,
        T: Send + 'static,
        E: From<Error> + StoreFailure + Send + 'static,
    {
        let caches = Arc::clone(self.caches());
        self.inner
            .writer
            .write(self.lane, work, move |done| forget(&caches, done))
            .await
    }
}
