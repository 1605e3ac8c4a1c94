//! kill −9 during a bulk load over HTTP.

use std::collections::HashSet;

use rustix::process::Signal;
use serde_json::{Value, json};

use crate::http::Client;
use crate::program::Demo;

const BATCHES: u32 = 8;
const ITEMS: u32 = 250;
/// How often a batch is asked for before the test gives up.
const QUESTIONS_MAX: u32 = 20_000;

fn items(batch: u32) -> Value {
    let item = |index: u32| {
        json!({
            "recipient": format!("+90532{:07}", batch * ITEMS + index),
            "type": "MESAJ", "source": "HS_WEB", "status": "ONAY",
            "recipientType": "BIREYSEL", "consentDate": "2020-05-06 12:00:00",
        })
    };
    (0..ITEMS).map(item).collect()
}

fn finished(client: &Client, request: &str) -> Vec<Value> {
    for _ in 0..QUESTIONS_MAX {
        let answer = client.get(&format!("{}/consents/request/{request}", client.brand));
        assert_eq!(answer.status, 200, "{answer:?}");
        let results = answer.body.as_array().unwrap().clone();
        // A batch in the queue has no results yet.
        if !results.is_empty() && results.iter().all(|result| result["status"] != "enqueue") {
            return results;
        }
        std::thread::yield_now();
    }
    panic!("the batch was never finished")
}

/// The names of all movements in the provider's own feed.
fn feed(client: &Client) -> Vec<String> {
    let mut fed = Vec::new();
    let mut after = String::new();
    loop {
        let path = format!(
            "{}/consents/changes?source=HS&limit=1000{after}",
            client.brand
        );
        let page = client.get(&path);
        if page.status == 204 {
            return fed;
        }
        let list = page.body["list"].as_array().unwrap();
        fed.extend(list.iter().map(|row| row["transactionId"].to_string()));
        after = format!("&after={}", page.body["after"].as_str().unwrap());
    }
}

#[test]
fn what_was_accepted_before_kill_9_is_finished_after_it_exactly_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut accepted = Vec::new();
    // What the demo's citizen has said is in the feed from the beginning.
    let mut invented = HashSet::new();
    for round in 0..2 {
        let demo = Demo::start(Some(folder.path()), 0);
        let client = Client::log_in(&demo);
        if round == 0 {
            invented.extend(feed(&client));
        }
        for batch in 0..BATCHES {
            let path = format!("{}/consents/request", client.brand);
            let answer = client.post(&path, &items(round * BATCHES + batch));
            assert_eq!(answer.status, 202, "{answer:?}");
            accepted.push(answer.body["requestId"].as_str().unwrap().to_owned());
        }
        assert!(!demo.end(Signal::KILL).success());
    }
    let demo = Demo::start(Some(folder.path()), 0);
    let client = Client::log_in(&demo);
    let mut transactions = HashSet::new();
    for request in &accepted {
        for result in finished(&client, request) {
            assert_eq!(result["status"], "success", "{result}");
            transactions.insert(result["transactionId"].to_string());
        }
    }
    let total = usize::try_from(2 * BATCHES * ITEMS).unwrap();
    assert_eq!(transactions.len(), total);

    let mut fed = feed(&client);
    fed.retain(|transaction| !invented.contains(transaction));
    assert_eq!(fed.len(), total, "a movement is lost, or there twice");
    assert_eq!(fed.into_iter().collect::<HashSet<_>>(), transactions);
    assert!(demo.end(Signal::TERM).success());
}
