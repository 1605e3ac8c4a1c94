//! The public log over HTTP, as whoever follows it sees it.

mod go;

use rustix::process::Signal;
use serde_json::{Value, json};
use tlog::{
    Checkpoint, Hash, SignedCheckpoint, TileId, Tiles, VerifierKey, consistency_proof,
    verify_consistency,
};

use crate::http::{Client, fetch};
use crate::program::{Demo, arg, run, text};

const RECORDS: u32 = 300;
const ROUNDS: u32 = 3;
const BATCHES: u32 = 6;
const ITEMS: u32 = 250;
/// How often a checkpoint is asked for before the test gives up.
const QUESTIONS_MAX: u32 = 20_000;

/// The log of a running demo.
struct Served<'a> {
    address: String,
    demo: &'a Demo,
}

impl<'a> Served<'a> {
    fn by(demo: &'a Demo) -> Self {
        let address = demo.address();
        Self { address, demo }
    }

    fn key(&self) -> VerifierKey {
        let key = self.demo.ready["log"]["key"].as_str().unwrap();
        key.parse().unwrap()
    }

    fn checkpoint(&self) -> Checkpoint {
        let (status, note) = fetch(&self.address, "/log/checkpoint");
        assert_eq!(status, 200);
        let signed = SignedCheckpoint::open(&text(&note), &self.key()).unwrap();
        signed.checkpoint().clone()
    }
}

impl Tiles for Served<'_> {
    type Error = u16;

    fn tile(&self, tile: TileId) -> Result<Vec<Hash>, u16> {
        let (status, bytes) = fetch(&self.address, &format!("/log/{}", tile.path()));
        if status != 200 {
            return Err(status);
        }
        let (hashes, rest) = bytes.as_chunks();
        assert!(rest.is_empty());
        Ok(hashes.to_vec())
    }
}

/// What a follower believes: the newest checkpoint it has seen, and that each grew out of the one before.
#[derive(Default)]
struct Follower(Option<Checkpoint>);

impl Follower {
    fn look(&mut self, log: &Served<'_>) -> u64 {
        let new = log.checkpoint();
        let size = new.size;
        if let Some(old) = self.0.replace(new.clone()) {
            assert!(old.size <= new.size, "{} after {}", new.size, old.size);
            let proof = consistency_proof(log, old.size, new.size).unwrap();
            verify_consistency(old.size, &old.root, new.size, &new.root, &proof).unwrap();
        }
        size
    }
}

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

#[test]
fn kill_9_during_a_load_takes_back_nothing_that_was_published() {
    let folder = tempfile::tempdir().unwrap();
    let mut follower = Follower::default();
    let mut at_first = None;
    for round in 0..ROUNDS {
        let demo = Demo::start(Some(folder.path()), RECORDS);
        let (client, log) = (Client::log_in(&demo), Served::by(&demo));
        let ready = follower.look(&log);
        at_first.get_or_insert(ready);
        let path = format!("{}/consents/request", client.brand);
        for batch in 0..BATCHES {
            let answer = client.post(&path, &items(round * BATCHES + batch));
            assert_eq!(answer.status, 202, "{answer:?}");
            follower.look(&log);
        }
        assert!(!demo.end(Signal::KILL).success());
    }
    let demo = Demo::start(Some(folder.path()), RECORDS);
    let log = Served::by(&demo);
    let all = at_first.unwrap() + u64::from(ROUNDS * BATCHES * ITEMS);
    let last = (0..QUESTIONS_MAX).find(|_| {
        std::thread::yield_now();
        follower.look(&log) >= all
    });
    assert!(last.is_some(), "not everything was published");
    assert_eq!(log.checkpoint().size, all);
    assert!(demo.end(Signal::TERM).success());
    let checked = run(["fsck", "--data", arg(folder.path())]);
    assert!(
        checked.status.success(),
        "{}{}",
        text(&checked.stdout),
        text(&checked.stderr)
    );
}

#[test]
fn what_was_recorded_before_the_end_is_published_before_it() {
    let folder = tempfile::tempdir().unwrap();
    let demo = Demo::start(Some(folder.path()), RECORDS);
    let client = Client::log_in(&demo);
    let before = Served::by(&demo).checkpoint().size;
    for item in items(0).as_array().unwrap().iter().take(20) {
        let answer = client.post(&format!("{}/consents", client.brand), item);
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let key = Served::by(&demo).key();
    assert!(demo.end(Signal::TERM).success());
    let note = std::fs::read_to_string(folder.path().join("log/checkpoint")).unwrap();
    let signed = SignedCheckpoint::open(&note, &key).unwrap();
    assert_eq!(signed.checkpoint().size, before + 20);
}
