//! Who waits for whom, and for how long.

#![allow(
    clippy::unwrap_used,
    reason = "a test says what it expects by unwrapping it"
)]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::sync::{Notify, oneshot};

use super::BACKGROUND_GROUP_MAX;
use crate::accounts::password::PasswordCost;
use crate::error::Result;
use crate::lane::Lane;
use crate::{Directory, Error, Options, Trouble};

/// What has been done, in order.
type Done = Arc<Mutex<Vec<&'static str>>>;

struct Scene {
    directory: Directory,
    done: Done,
    _folder: tempfile::TempDir,
}

impl Scene {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let options = Options {
            password_cost: PasswordCost::CHEAPEST,
        };
        let path = folder.path().join("directory.sqlite");
        Self {
            directory: Directory::open_with(&path, options).await.unwrap(),
            done: Done::default(),
            _folder: folder,
        }
    }

    fn lane(&self, lane: Lane) -> Directory {
        match lane {
            Lane::Foreground => self.directory.clone(),
            Lane::Background => self.directory.background(),
        }
    }

    /// A write that only leaves its name.
    fn write(&self, lane: Lane, name: &'static str) -> impl Future<Output = Result<()>> + 'static {
        let (directory, done) = (self.lane(lane), Arc::clone(&self.done));
        async move {
            directory
                .write(move |_| {
                    Box::pin(async move {
                        done.lock().unwrap().push(name);
                        Ok(())
                    })
                })
                .await
        }
    }

    /// Has the writer busy with a write until the sender is used or dropped.
    async fn busy(&self, lane: Lane) -> oneshot::Sender<()> {
        let (end, ended) = oneshot::channel::<()>();
        let begun = Arc::new(Notify::new());
        let (directory, told) = (self.lane(lane), Arc::clone(&begun));
        tokio::spawn(async move {
            let written: Result<()> = directory
                .write(move |_| {
                    Box::pin(async move {
                        told.notify_one();
                        let _ended = ended.await;
                        Ok(())
                    })
                })
                .await;
            written.unwrap();
        });
        begun.notified().await;
        end
    }

    fn done(&self) -> Vec<&'static str> {
        self.done.lock().unwrap().clone()
    }
}

/// Lets everything queue that is about to.
async fn settle() {
    for _ in 0..1_000 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn a_requests_write_comes_before_the_background_work_that_waits() {
    let scene = Scene::new().await;
    let busy = scene.busy(Lane::Background).await;
    let work = (0..200).map(|_| tokio::spawn(scene.write(Lane::Background, "work")));
    let work: Vec<_> = work.collect();
    settle().await;
    let request = tokio::spawn(scene.write(Lane::Foreground, "request"));
    settle().await;
    assert!(scene.done().is_empty());
    drop(busy);
    request.await.unwrap().unwrap();
    for work in work {
        work.await.unwrap().unwrap();
    }
    assert_eq!(scene.done().len(), 201);
    assert_eq!(scene.done()[0], "request");
}

#[tokio::test]
async fn background_work_has_its_turn_however_many_requests_there_are() {
    let scene = Scene::new().await;
    let busy = scene.busy(Lane::Foreground).await;
    let requests = (0..200).map(|_| tokio::spawn(scene.write(Lane::Foreground, "request")));
    let requests: Vec<_> = requests.collect();
    let work = (0..200).map(|_| tokio::spawn(scene.write(Lane::Background, "work")));
    let work: Vec<_> = work.collect();
    settle().await;
    drop(busy);
    for write in requests.into_iter().chain(work) {
        write.await.unwrap().unwrap();
    }
    let done = scene.done();
    let first = done.iter().position(|name| *name == "request").unwrap();
    let last = done.iter().rposition(|name| *name == "request").unwrap();
    let between = &done[first..last];
    assert!(between.contains(&"work"), "it waits for all requests");
    let longest = between
        .split(|name| *name == "request")
        .map(<[_]>::len)
        .max();
    assert!(
        longest <= Some(BACKGROUND_GROUP_MAX),
        "a request waits for more than {BACKGROUND_GROUP_MAX}"
    );
}

#[tokio::test]
async fn a_failure_of_background_work_undoes_no_request() {
    let scene = Scene::new().await;
    let busy = scene.busy(Lane::Background).await;
    let background = scene.directory.background();
    let failing = tokio::spawn(async move {
        let failed: Result<()> = background
            .write(|_| Box::pin(async { Err(sqlx::Error::WorkerCrashed.into()) }))
            .await;
        failed
    });
    let request = tokio::spawn(scene.write(Lane::Foreground, "request"));
    settle().await;
    drop(busy);
    request.await.unwrap().unwrap();
    assert!(failing.await.unwrap().is_err());
}

/// Three writes that share a commit: one that is done, one that does what is given, and one whose turn would come.
async fn group_with(scene: &Scene, sql: &'static str) -> [std::result::Result<(), Error>; 3] {
    let busy = scene.busy(Lane::Foreground).await;
    let before = tokio::spawn(scene.write(Lane::Foreground, "before"));
    settle().await;
    let directory = scene.directory.clone();
    let failing = tokio::spawn(async move {
        directory
            .write(move |connection| {
                Box::pin(async move {
                    sqlx::raw_sql(sql).execute(connection).await?;
                    Ok(())
                })
            })
            .await
    });
    settle().await;
    let behind = tokio::spawn(scene.write(Lane::Foreground, "behind"));
    settle().await;
    drop(busy);
    [
        before.await.unwrap(),
        failing.await.unwrap(),
        behind.await.unwrap(),
    ]
}

#[tokio::test]
async fn every_write_of_a_commit_that_failed_is_told_why() {
    let full = "PRAGMA max_page_count = 1; CREATE TABLE x AS SELECT zeroblob(1000000) AS y";
    let damaged = "PRAGMA writable_schema = ON; \
                   UPDATE sqlite_schema SET rootpage = 999999 WHERE name = 'holds'; \
                   PRAGMA schema_version = 999999; SELECT * FROM holds";
    for (sql, trouble, says) in [
        (full, Trouble::Full, "no room"),
        (damaged, Trouble::Damaged, "damaged"),
    ] {
        let scene = Scene::new().await;
        for told in group_with(&scene, sql).await {
            let error = told.unwrap_err();
            assert_eq!(error.trouble(), Some(trouble), "{error:?}");
            assert!(error.to_string().contains(says), "{error}");
            assert!(!error.to_string().contains("another"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_commit_that_fails_itself_is_no_other_writes_failure_and_the_next_is_done() {
    let scene = Scene::new().await;
    let dangling = "PRAGMA defer_foreign_keys = ON; \
                    INSERT INTO partner_agreements (partner, brand) VALUES (1, 1)";
    for told in group_with(&scene, dangling).await {
        let error = told.unwrap_err();
        assert!(matches!(error, Error::Store(_)), "{error:?}");
        let cause = std::error::Error::source(&error).unwrap().to_string();
        assert!(cause.contains("FOREIGN KEY"), "{cause}");
    }
    scene.write(Lane::Foreground, "next").await.unwrap();
    let partner = crate::parties::partner::PartnerCode(1);
    let agreed = scene
        .directory
        .has_agreement_control(partner, domain::BrandCode(1));
    assert!(!agreed.await.unwrap());
}

/// The tests' time goes on by itself once nothing else can happen.
#[tokio::test]
async fn a_write_whose_turn_does_not_come_is_given_up_and_never_done() {
    for lane in [Lane::Foreground, Lane::Background] {
        let scene = Scene::new().await;
        let busy = scene.busy(Lane::Background).await;
        tokio::time::pause();
        let waited = scene.write(lane, "late").await;
        assert!(matches!(waited, Err(Error::Busy)), "{waited:?}");
        tokio::time::resume();
        drop(busy);
        scene.write(lane, "next").await.unwrap();
        assert_eq!(scene.done(), ["next"]);
    }
}

#[tokio::test]
async fn background_work_that_holds_all_its_connections_leaves_requests_theirs() {
    let scene = Scene::new().await;
    let background = scene.directory.background();
    let all = background.readers().options().get_max_connections();
    let mut held = Vec::new();
    for _ in 0..all {
        held.push(background.readers().acquire().await.unwrap());
    }
    let provider = domain::ProviderCode(1);
    tokio::time::timeout(Duration::from_secs(30), scene.directory.provider(provider))
        .await
        .unwrap()
        .unwrap();

    tokio::time::pause();
    let refused = background.provider(domain::ProviderCode(2)).await;
    assert!(matches!(refused, Err(Error::Busy)), "{refused:?}");
}
