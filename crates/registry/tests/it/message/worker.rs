//! The worker at work.

use std::sync::Arc;
use std::time::Duration;

use directory::message::{Lease, Urgency};
use domain::Way;
use registry::job::{self, Stop};
use registry::message::LEASE_TIME;
use registry::{NodeId, Registry};
use testkit::{EMAIL, PHONE, Place, STRANGER, seconds};
use tokio::task::JoinSet;

use super::outbox::post;
use super::post::{Answer, Post, transports};

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

/// Sends what waits until `stop`, or until this is dropped.
pub async fn start(registry: &Registry, out: &Arc<Post>, stop: &Stop) -> JoinSet<()> {
    let lanes = registry.background().message_lanes(&transports(out)).await;
    lanes
        .into_iter()
        .map(|lane| job::run(lane, stop.clone()))
        .collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_stalled_message_holds_up_no_other() {
    let place = Place::new().await;
    let out = Post::new();
    out.answer(PHONE, Answer::Stall);
    post(&place.registry, PHONE).await;
    let _worker = start(&place.registry, &out, &Stop::new()).await;
    seen(&out, &[PHONE]).await;
    post(&place.registry, STRANGER).await;
    post(&place.registry, EMAIL).await;
    seen(&out, &[STRANGER, EMAIL]).await;
    assert_eq!(out.seen().len(), 3, "each once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_killed_worker_had_in_hand_is_sent_after_the_next_start() {
    let place = Place::new().await;
    let out = Post::new();
    out.answer(PHONE, Answer::Stall);
    post(&place.registry, PHONE).await;
    let worker = start(&place.registry, &out, &Stop::new()).await;
    seen(&out, &[PHONE]).await;
    drop(worker);

    let next = Post::new();
    let _worker = start(&place.registry, &next, &Stop::new()).await;
    seen(&next, &[PHONE]).await;
    assert_eq!(next.seen()[0].id, out.seen()[0].id);
}

#[tokio::test]
async fn a_node_that_starts_takes_nothing_out_of_anothers_hand() {
    let place = Place::new().await;
    post(&place.registry, PHONE).await;
    let lease = Lease {
        way: Way::Text,
        least: Urgency::Notice,
        limit: 1,
        now: place.now(),
        until: place.now() + LEASE_TIME,
        owner: NodeId([2; 16]),
    };
    let leased = place.directory.lease_messages(lease).await.unwrap();
    assert_eq!(leased.len(), 1, "another node has it in hand");
    let out = Post::new();
    let ways = transports(&out);
    let _lanes = place.registry.background().message_lanes(&ways).await;
    assert_eq!(place.send_messages_once(&ways).await, 0);
    assert!(out.seen().is_empty());
    // When its lease is over, the other node is taken for gone.
    place.pass(seconds(LEASE_TIME) + 1);
    assert_eq!(place.send_messages_once(&ways).await, 1);
}
