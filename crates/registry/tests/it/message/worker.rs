//! The worker at work.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::oneshot;

use super::outbox::post;
use super::post::{Answer, Post, transports};
use crate::place::{EMAIL, PHONE, Place, STRANGER};

/// How long to wait for what must come; only a failing test waits so long.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Waits until a transport has seen messages to all of these.
async fn seen(out: &Arc<Post>, addresses: &[&str]) {
    let all = async {
        loop {
            let by = out.seen_by();
            if addresses
                .iter()
                .all(|one| by.iter().any(|seen| seen == one))
            {
                return;
            }
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, all).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_stalled_message_holds_up_no_other() {
    let place = Place::new().await;
    let out = Post::new();
    out.answer(PHONE, Answer::Stall);
    post(&place.registry, PHONE).await;
    let (end, ended) = oneshot::channel::<()>();
    let (registry, ways) = (place.registry.background(), transports(&out));
    let worker = tokio::spawn(async move {
        registry
            .run_message_worker(&ways, async move { ended.await.unwrap_or_default() })
            .await;
    });
    seen(&out, &[PHONE]).await;
    post(&place.registry, STRANGER).await;
    post(&place.registry, EMAIL).await;
    seen(&out, &[STRANGER, EMAIL]).await;
    assert_eq!(out.seen().len(), 3, "each once");
    worker.abort();
    drop(end);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_worker_had_in_hand_is_sent_after_the_next_start() {
    let place = Place::new().await;
    let out = Post::new();
    out.answer(PHONE, Answer::Stall);
    post(&place.registry, PHONE).await;
    let (registry, ways) = (place.registry.background(), transports(&out));
    let worker = tokio::spawn(async move {
        registry
            .run_message_worker(&ways, std::future::pending())
            .await;
    });
    seen(&out, &[PHONE]).await;
    worker.abort();
    assert!(worker.await.unwrap_err().is_cancelled());

    let next = Post::new();
    let (registry, ways) = (place.registry.background(), transports(&next));
    let worker = tokio::spawn(async move {
        registry
            .run_message_worker(&ways, std::future::pending())
            .await;
    });
    seen(&next, &[PHONE]).await;
    assert_eq!(next.seen()[0].id, out.seen()[0].id);
    worker.abort();
}
