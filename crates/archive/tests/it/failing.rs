//! A store, and a place for keys, that do one step wrongly.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use archive::{KeyFolder, KeyStore, KeyStoreError, ObjectName, WrappedKey};
use async_trait::async_trait;
use futures::StreamExt as _;
use futures::stream::{self, BoxStream};
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{
    CopyOptions, Error, GetOptions, GetResult, ListResult, MultipartUpload, ObjectMeta,
    ObjectStore, ObjectStoreExt as _, PutMultipartOptions, PutOptions, PutPayload, PutResult,
    Result,
};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The step fails, and has done nothing.
    Fails,
    /// The step has done its work, and fails.
    FailsAfterwards,
    /// The step does its work, and answers when nobody waits any more.
    Late,
    /// The step says it has done its work, and has not; or finds nothing.
    Loses,
    /// Another object is written, or comes back.
    Another,
}

pub const ALL: [Wrong; 5] = [
    Wrong::Fails,
    Wrong::FailsAfterwards,
    Wrong::Late,
    Wrong::Loses,
    Wrong::Another,
];

/// Which steps go wrong: so many from one on.
#[derive(Debug, Default)]
pub struct Plan {
    step: AtomicU32,
    from: AtomicU32,
    count: AtomicU32,
}

impl Plan {
    pub fn set(&self, from: u32, count: u32) {
        self.step.store(0, Ordering::SeqCst);
        self.from.store(from, Ordering::SeqCst);
        self.count.store(count, Ordering::SeqCst);
    }

    /// How many steps there were.
    pub fn steps(&self) -> u32 {
        self.step.load(Ordering::SeqCst)
    }

    fn is_wrong(&self) -> bool {
        let step = self.step.fetch_add(1, Ordering::SeqCst);
        let from = self.from.load(Ordering::SeqCst);
        (from..from.saturating_add(self.count.load(Ordering::SeqCst))).contains(&step)
    }
}

#[derive(Debug)]
pub struct Failing {
    pub inner: Arc<InMemory>,
    pub plan: Arc<Plan>,
    pub wrong: Wrong,
}

/// Longer than anybody waits.
const LATE: Duration = Duration::from_hours(1);

impl Failing {
    fn wrong(&self) -> Option<Wrong> {
        self.plan.is_wrong().then_some(self.wrong)
    }
}

fn failed() -> Error {
    Error::Generic {
        store: "failing",
        source: "the store has failed".into(),
    }
}

fn lost(path: &Path) -> Error {
    Error::NotFound {
        path: path.to_string(),
        source: "lost".into(),
    }
}

impl fmt::Display for Failing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("failing")
    }
}

#[async_trait]
impl ObjectStore for Failing {
    async fn put_opts(
        &self,
        at: &Path,
        payload: PutPayload,
        options: PutOptions,
    ) -> Result<PutResult> {
        let wrong = self.wrong();
        let payload = match wrong {
            Some(Wrong::Fails) => return Err(failed()),
            Some(Wrong::Another) => PutPayload::from_static(b"another"),
            Some(Wrong::Loses) => {
                let elsewhere = Path::from("lost");
                return self.inner.put_opts(&elsewhere, payload, options).await;
            }
            _ => payload,
        };
        let put = self.inner.put_opts(at, payload, options).await;
        match wrong {
            Some(Wrong::FailsAfterwards) => Err(failed()),
            Some(Wrong::Late) => {
                tokio::time::sleep(LATE).await;
                put
            }
            _ => put,
        }
    }

    async fn put_multipart_opts(
        &self,
        at: &Path,
        options: PutMultipartOptions,
    ) -> Result<Box<dyn MultipartUpload>> {
        if self.wrong().is_some() {
            return Err(failed());
        }
        self.inner.put_multipart_opts(at, options).await
    }

    async fn get_opts(&self, at: &Path, options: GetOptions) -> Result<GetResult> {
        match self.wrong() {
            Some(Wrong::Fails | Wrong::FailsAfterwards) => Err(failed()),
            Some(Wrong::Loses) => Err(lost(at)),
            Some(Wrong::Late) => {
                tokio::time::sleep(LATE).await;
                Err(failed())
            }
            Some(Wrong::Another) => {
                let other = Path::from("another");
                let bytes = PutPayload::from(vec![0x5a; 1 << 20]);
                self.inner.put(&other, bytes).await?;
                self.inner.get_opts(&other, options).await
            }
            None => self.inner.get_opts(at, options).await,
        }
    }

    fn delete_stream(
        &self,
        paths: BoxStream<'static, Result<Path>>,
    ) -> BoxStream<'static, Result<Path>> {
        match self.wrong() {
            None => self.inner.delete_stream(paths),
            Some(Wrong::Loses | Wrong::Another) => paths,
            Some(Wrong::Fails) => stream::once(async { Err(failed()) }).boxed(),
            Some(Wrong::FailsAfterwards) => {
                let deleted = self.inner.delete_stream(paths);
                deleted.map(|_| Err(failed())).boxed()
            }
            Some(Wrong::Late) => stream::once(async {
                tokio::time::sleep(LATE).await;
                Err(failed())
            })
            .boxed(),
        }
    }

    fn list(&self, prefix: Option<&Path>) -> BoxStream<'static, Result<ObjectMeta>> {
        match self.wrong() {
            Some(Wrong::Fails | Wrong::FailsAfterwards | Wrong::Late) => {
                stream::once(async { Err(failed()) }).boxed()
            }
            Some(Wrong::Loses | Wrong::Another) => stream::empty().boxed(),
            None => self.inner.list(prefix),
        }
    }

    async fn list_with_delimiter(&self, prefix: Option<&Path>) -> Result<ListResult> {
        self.inner.list_with_delimiter(prefix).await
    }

    async fn copy_opts(&self, from: &Path, to: &Path, options: CopyOptions) -> Result<()> {
        self.inner.copy_opts(from, to, options).await
    }
}

/// A folder of keys of which a step fails before or after its work.
pub struct FailingKeys {
    pub inner: KeyFolder,
    pub plan: Arc<Plan>,
    pub afterwards: bool,
}

impl FailingKeys {
    fn step<T>(&self, work: impl FnOnce() -> Result<T, KeyStoreError>) -> Result<T, KeyStoreError> {
        let wrong = self.plan.is_wrong();
        let fails = || Err(std::io::Error::other("the disk has failed").into());
        if wrong && !self.afterwards {
            return fails();
        }
        let done = work();
        if wrong { fails() } else { done }
    }
}

impl KeyStore for FailingKeys {
    fn put(&self, key: &WrappedKey) -> Result<(), KeyStoreError> {
        self.step(|| self.inner.put(key))
    }

    fn replace(&self, key: &WrappedKey) -> Result<(), KeyStoreError> {
        self.step(|| self.inner.replace(key))
    }

    fn get(&self, object: ObjectName) -> Result<Option<WrappedKey>, KeyStoreError> {
        self.step(|| self.inner.get(object))
    }

    fn destroy(&self, object: ObjectName) -> Result<(), KeyStoreError> {
        self.step(|| self.inner.destroy(object))
    }

    fn is_erased(&self, object: ObjectName) -> Result<bool, KeyStoreError> {
        self.step(|| self.inner.is_erased(object))
    }

    fn list(&self, shard: u8) -> Result<Vec<ObjectName>, KeyStoreError> {
        self.step(|| self.inner.list(shard))
    }
}
