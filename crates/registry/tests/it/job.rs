//! Work beside the requests: when a round comes, and how it ends. Time is the tests' own.

use std::collections::VecDeque;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use registry::job::{self, Every, Job, Next, RETRY_PAUSE, Stop};
use registry::{Error, Result};
use tokio::sync::{Notify, mpsc};
use tokio::time::{Instant, sleep, timeout};

/// What the tests' clock shows.
fn now() -> Instant {
    sleep(Duration::ZERO).deadline()
}

/// What a round does.
#[derive(Clone, Copy, Debug)]
enum Round {
    Done(Next),
    Fails,
    Panics,
    Takes(Duration),
}

/// Does as it is told, and tells when it began and ended each round.
struct Told {
    rounds: VecDeque<Round>,
    seen: mpsc::UnboundedSender<(&'static str, Duration)>,
    begun: Instant,
    wake: Arc<Notify>,
    grace: Duration,
}

impl Told {
    fn tell(&self, what: &'static str) {
        self.seen.send((what, now() - self.begun)).unwrap();
    }
}

impl Job for Told {
    fn name(&self) -> &'static str {
        "test"
    }

    fn grace(&self) -> Duration {
        self.grace
    }

    async fn round(&mut self, _stop: &Stop) -> Result<Next> {
        self.tell("round");
        match self.rounds.pop_front() {
            None => pending().await,
            Some(Round::Done(next)) => Ok(next),
            Some(Round::Fails) => Err(Error::Failed("as it is asked to".into())),
            Some(Round::Panics) => panic!("as it is asked to"),
            Some(Round::Takes(time)) => {
                sleep(time).await;
                self.tell("done");
                Ok(Next::AtOnce)
            }
        }
    }

    async fn woken(&mut self) {
        self.wake.notified().await;
    }

    async fn finish(&mut self) {
        self.tell("finish");
    }
}

struct Scene {
    seen: mpsc::UnboundedReceiver<(&'static str, Duration)>,
    wake: Arc<Notify>,
    stop: Stop,
    job: tokio::task::JoinHandle<()>,
}

impl Scene {
    fn begin(grace: Duration, rounds: &[Round]) -> Self {
        let (tell, seen) = mpsc::unbounded_channel();
        let (wake, stop) = (Arc::new(Notify::new()), Stop::new());
        let job = Told {
            rounds: rounds.iter().copied().collect(),
            seen: tell,
            begun: now(),
            wake: Arc::clone(&wake),
            grace,
        };
        let job = tokio::spawn(job::run(job, stop.clone()));
        Self {
            seen,
            wake,
            stop,
            job,
        }
    }

    async fn next(&mut self) -> (&'static str, Duration) {
        self.seen.recv().await.unwrap()
    }

    /// Everything that is told until the job has ended.
    async fn end(mut self) -> Vec<&'static str> {
        self.stop.cancel();
        self.job.await.unwrap();
        let mut told = Vec::new();
        while let Some((what, _)) = self.seen.recv().await {
            told.push(what);
        }
        told
    }
}

const MINUTE: Duration = Duration::from_mins(1);

#[tokio::test(start_paused = true)]
async fn a_round_comes_at_once_after_a_pause_or_when_the_job_is_woken() {
    let later = Round::Done(Next::After(MINUTE));
    let mut scene = Scene::begin(Duration::ZERO, &[Round::Done(Next::AtOnce), later, later]);
    assert_eq!(scene.next().await, ("round", Duration::ZERO));
    assert_eq!(scene.next().await, ("round", Duration::ZERO));
    assert_eq!(scene.next().await, ("round", MINUTE));
    scene.wake.notify_one();
    assert_eq!(scene.next().await, ("round", MINUTE), "woken");
}

#[tokio::test(start_paused = true)]
async fn a_round_that_fails_or_panics_is_tried_again_after_a_pause() {
    let mut scene = Scene::begin(Duration::ZERO, &[Round::Fails, Round::Panics]);
    assert_eq!(scene.next().await, ("round", Duration::ZERO));
    // What wakes it does not shorten the pause.
    scene.wake.notify_one();
    assert_eq!(scene.next().await, ("round", RETRY_PAUSE));
    assert_eq!(scene.next().await, ("round", 2 * RETRY_PAUSE));
}

#[tokio::test(start_paused = true)]
async fn a_round_under_way_at_the_end_has_its_time_and_no_more() {
    let long = [Round::Takes(10 * MINUTE)];
    for (grace, told) in [
        (Duration::ZERO, vec!["finish"]),
        (MINUTE, vec!["finish"]),
        (20 * MINUTE, vec!["done", "finish"]),
    ] {
        let mut scene = Scene::begin(grace, &long);
        assert_eq!(scene.next().await.0, "round");
        assert_eq!(scene.end().await, told, "{grace:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_round_begins_after_the_end_was_asked_for() {
    let scene = Scene::begin(MINUTE, &[Round::Done(Next::AtOnce); 3]);
    scene.stop.cancel();
    let told = timeout(MINUTE, scene.end()).await.unwrap();
    assert!(told.len() <= 2, "{told:?}");
    assert_eq!(told.last(), Some(&"finish"));
}

#[tokio::test(start_paused = true)]
async fn what_is_done_every_so_often_is_done_again_after_each_pause() {
    let (tell, mut seen) = mpsc::unbounded_channel();
    let begun = now();
    let every = Every::new("test", MINUTE, move || {
        tell.send(now() - begun).unwrap();
        async { Ok(1) }
    });
    let stop = Stop::new();
    let running = tokio::spawn(job::run(every, stop.clone()));
    for round in 0..3 {
        assert_eq!(seen.recv().await.unwrap(), round * MINUTE);
    }
    stop.cancel();
    running.await.unwrap();
}
