//! How days are closed: when, how often, and what a kill or a turned clock does.

use std::sync::Arc;
use std::task::Poll;

use directory::brand_day::DayProgress;
use domain::{BrandCode, Day, Seq};
use futures::future::poll_fn;
use registry::job::{self, Stop};
use tokio::runtime::Builder;

use super::*;
use crate::app::OPEN_BRAND;

fn phone(number: u32) -> String {
    format!("+90532555{number:04}")
}

async fn record(app: &App, instant: &str, number: u32) {
    let request = word(&phone(number), Status::Approval, Source::RegistryWeb);
    record_at(app, instant, &[request]).await;
}

async fn status(app: &App, date: &str) -> String {
    let answer = agreement(app, date).await.json();
    answer["processStatus"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_day_is_closed_a_minute_after_midnight() {
    let app = App::new().await;
    record(&app, "2026-03-10 23:59:59", 1).await;
    app.set_clock("2026-03-11 00:00:59");
    assert_eq!(close(&app).await, 0);
    assert_eq!(status(&app, DAY).await, "queued");
    app.set_clock(AFTER);
    assert_eq!(close(&app).await, 1);
    assert_eq!(status(&app, DAY).await, "completed");
}

#[tokio::test]
async fn what_is_recorded_on_the_next_day_changes_nothing() {
    let app = closed().await;
    let before = (
        agreement(&app, DAY).await.bytes,
        file(&app, DAY).await.bytes,
    );
    record(&app, "2026-03-11 09:00:00", 2).await;
    assert_eq!(close(&app).await, 0);
    let app = app.reopen().await;
    assert_eq!(close(&app).await, 0);
    let after = (
        agreement(&app, DAY).await.bytes,
        file(&app, DAY).await.bytes,
    );
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_registry_that_was_down_closes_the_last_seven_days() {
    let app = App::new().await;
    for date in 10..=14 {
        record(&app, &format!("2026-03-{date} 12:00:00"), date).await;
    }
    let app = app.reopen().await;
    app.set_clock("2026-03-18 08:00:00");
    // The 10th can be asked about no more.
    assert_eq!(close(&app).await, 4);
    for date in 11..=14 {
        let date = format!("2026-03-{date}");
        assert_eq!(status(&app, &date).await, "completed");
    }
    let tenth = Day::from_wire(DAY).unwrap();
    let brand = BrandCode(PROVIDER);
    assert_eq!(app.directory.brand_day(brand, tenth).await.unwrap(), None);
}

#[tokio::test]
async fn a_file_that_was_being_made_when_the_process_died_is_made_anew() {
    let app = over().await;
    let day = Day::from_wire(DAY).unwrap();
    let brand = BrandCode(PROVIDER);
    app.directory
        .begin_day(day, Seq(0), app.ledger.end())
        .await
        .unwrap();
    app.directory
        .queue_brand_days(day, vec![brand])
        .await
        .unwrap();
    app.directory.start_brand_day(brand, day).await.unwrap();
    let app = app.reopen().await;
    assert_eq!(status(&app, DAY).await, "inprogress");
    assert_eq!(close(&app).await, 1);
    assert_eq!(status(&app, DAY).await, "completed");
}

#[tokio::test]
async fn asked_to_stop_the_closer_leaves_what_is_not_done_for_later() {
    let app = over().await;
    let stop = Stop::new();
    stop.cancel();
    assert_eq!(
        app.registry
            .contract()
            .close_days_once(&stop)
            .await
            .unwrap(),
        0
    );
    assert_eq!(status(&app, DAY).await, "queued");
    assert_eq!(close(&app).await, 1);
}

/// Wherever the closer is cut off, the next one ends with the same digests.
#[tokio::test]
async fn a_kill_at_any_point_changes_no_digest() {
    let mut app = App::new().await;
    for (number, brand) in (0..).zip(
        [PROVIDER, OPEN_BRAND, STRANGER]
            .into_iter()
            .cycle()
            .take(90),
    ) {
        approve(&app, brand, &phone(number)).await;
    }
    let brands = [PROVIDER, OPEN_BRAND, STRANGER].map(BrandCode);
    for polls in 1..=24 {
        // Another day each time, with the same movements before it.
        let date = Day::from_wire(DAY).unwrap().plus(polls);
        app.set_clock(&format!("{date} 12:00:00"));
        for (number, brand) in (u32::from(polls) * 100..).zip([PROVIDER, OPEN_BRAND, STRANGER]) {
            approve(&app, brand, &phone(number)).await;
        }
        app.set_clock(&format!("{} 00:01:00", date.plus(1)));
        cut_off(&app, polls).await;
        app = app.reopen().await;
        close(&app).await;
        for brand in brands {
            let known = app.directory.brand_day(brand, date).await.unwrap();
            let DayProgress::Completed {
                digest, movements, ..
            } = known.unwrap().progress
            else {
                panic!("not completed after {polls} polls");
            };
            assert_eq!(movements, 1);
            if brand.0 == PROVIDER {
                let file = file(&app, &date.to_wire()).await;
                assert_eq!(digest, *Sha384::digest(&file.bytes));
            }
        }
    }
}

/// Begins to close days and gives up after some steps, like a process that dies. In a runtime of
/// its own, the end of which waits for what was begun on other threads.
async fn cut_off(app: &App, polls: u16) {
    let registry = app.registry.clone();
    let closing = move || {
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let stop = Stop::new();
            let mut closing = Box::pin(registry.contract().close_days_once(&stop));
            for _ in 0..polls {
                let polled = poll_fn(|context| Poll::Ready(closing.as_mut().poll(context)));
                if polled.await.is_ready() {
                    return;
                }
                tokio::task::yield_now().await;
            }
        });
    };
    tokio::task::spawn_blocking(closing).await.unwrap();
}

/// A clock that is turned back after midnight gives movements a time on the day that is closed.
#[tokio::test]
async fn a_movement_that_comes_late_is_in_the_next_days_file() {
    let app = App::new().await;
    record(&app, "2026-03-10 23:59:00", 1).await;
    app.set_clock(AFTER);
    assert_eq!(close(&app).await, 1);
    let before = file(&app, DAY).await.bytes;
    record(&app, "2026-03-10 23:59:30", 2).await;
    record(&app, "2026-03-11 12:00:00", 3).await;
    app.set_clock("2026-03-12 00:01:00");
    assert_eq!(close(&app).await, 1);
    assert_eq!(file(&app, DAY).await.bytes, before);
    let next = String::from_utf8(file(&app, "2026-03-11").await.bytes).unwrap();
    let lines: Vec<_> = next.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines[1].starts_with("2026-03-10 23:59:30,") && lines[1].contains(&phone(2)));
    assert!(lines[2].starts_with("2026-03-11 12:00:00,") && lines[2].contains(&phone(3)));
}

#[tokio::test]
async fn the_closer_runs_until_it_is_asked_to_end() {
    let app = over().await;
    let stop = Stop::new();
    let stamped = async {
        loop {
            let answer = agreement(&app, &format!("{DAY}/timestamp")).await;
            if answer.status == StatusCode::OK {
                break;
            }
            tokio::task::yield_now().await;
        }
        stop.cancel();
    };
    let closer = app.registry.background();
    let closer = closer.day_closer(Some(Arc::new(Authority::default())));
    futures::join!(stamped, job::run(closer, stop.clone()));
    assert_eq!(status(&app, DAY).await, "completed");
}

#[tokio::test]
async fn days_are_forgotten_after_three_years() {
    let app = closed().await;
    let day = Day::from_wire(DAY).unwrap();
    app.set_clock("2029-03-10 12:00:00");
    close(&app).await;
    assert!(app.directory.closing_day(day).await.unwrap().is_some());
    app.set_clock("2029-03-20 12:00:00");
    close(&app).await;
    assert_eq!(app.directory.closing_day(day).await.unwrap(), None);
}
