//! Everything at once: hundreds of notices that are due, wrong passwords, clients that read nothing,
//! clients that send nothing. Whoever asks honestly meanwhile is answered, the program stays small, and
//! afterwards it is as if nothing had been.
//!
//! Nothing here is measured against a clock; everything is counted. All clients are on this machine, each
//! at a loopback address of its own.

mod attack;
mod client;
mod honest;
mod place;
mod process;

use std::net::SocketAddr;
use std::time::Duration;

use tokio::task::JoinSet;
use tokio::time::timeout;

use attack::Attack;
use honest::Honest;
use place::{NOTICES, NUMBERS, Place};
use process::Process;

/// How long to wait for what must come; only a failing test waits so long.
const PATIENCE: Duration = Duration::from_mins(3);

/// How often something is asked for before the test gives up.
const QUESTIONS_MAX: usize = 1_000_000;

/// How many clients attack in each of the ways.
const ATTACKERS: u8 = 24;

/// How many honest checks and refusals there are at least while all attackers are in place.
const HONEST: u16 = 60;

/// How much more memory the program may ever have had than when it began to serve, in bytes: far less
/// than the attackers ask it to keep for them, and enough for what it does honestly.
const MEMORY_MAX: u64 = 256 * 1024 * 1024;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_all_loads_at_once_every_honest_check_and_refusal_is_answered() {
    let all = timeout(PATIENCE, everything_at_once()).await;
    all.expect("something is never answered");
}

async fn everything_at_once() {
    let place = Place::new().await;
    let server = place.serve();
    let process = Process::of(&server);
    let address: SocketAddr = server.address.parse().unwrap();
    let honest = Honest::log_in(address).await;
    honest.ask(0).await;
    let (memory, descriptors) = (process.memory(), process.descriptors());

    let mut attacks = JoinSet::new();
    for number in 0..ATTACKERS {
        for attack in Attack::ALL {
            attacks.spawn(attack.run(address, number, honest.authorization().to_owned()));
        }
    }
    let mut held = Vec::new();
    let (mut asked, mut still) = (1, 0);
    while still < HONEST || place.messages() < NOTICES {
        honest.ask(asked).await;
        asked = asked.checked_add(1).expect("not all notices go out");
        while let Some(done) = attacks.try_join_next() {
            held.extend(done.unwrap());
        }
        still += u16::from(attacks.is_empty());
    }
    assert_eq!(place.messages(), NOTICES, "each once");
    let grown = process.most_memory().saturating_sub(memory);
    assert!(grown < MEMORY_MAX, "{grown} bytes more");

    drop(held);
    process.settles(descriptors).await;
    let again = Honest::log_in(address).await;
    again.ask(asked).await;
    let refused = usize::from(asked.min(NUMBERS));
    assert_eq!(again.refusals().await, refused);
    server.end();
    place.is_whole();
}
