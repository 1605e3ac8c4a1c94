//! Authorities and witnesses that answer as they are told.

use std::collections::BTreeMap;
use std::sync::Mutex;

use domain::outside::Clock as _;
use transparency::{
    Answer, Authority, Source, StampCall, StampTransport, Witness, WitnessAnswer, WitnessRefusal,
    WitnessTransport,
};
use tsp::{DevelopmentAuthority, GenTime, Trust};

use super::TestClock;

/// A development authority whose certificate ends so many seconds after noon.
pub fn development(seed: u8, clock: &TestClock, ends_after: i64) -> DevelopmentAuthority {
    let now = clock.seconds();
    DevelopmentAuthority::with_validity(&[seed; 32], now - 1, now + ends_after).unwrap()
}

/// An authority that is asked over the transport.
pub fn authority(name: &str, inside: &DevelopmentAuthority) -> Authority {
    Authority {
        name: name.to_owned(),
        source: Source::Remote {
            url: name.to_owned(),
            account: None,
        },
        trust: Trust::from_pem(&inside.root_pem()).unwrap(),
        policies: Vec::new(),
    }
}

type Alter = Box<dyn Fn(Vec<u8>) -> Vec<u8> + Send + Sync>;

/// The authorities behind the transport, by address.
pub struct Authorities {
    clock: Mutex<TestClock>,
    inside: Mutex<BTreeMap<String, DevelopmentAuthority>>,
    down: Mutex<Vec<String>>,
    alter: Mutex<Option<Alter>>,
    asked: Mutex<Vec<String>>,
}

impl Authorities {
    pub fn new(clock: &TestClock) -> Self {
        Self {
            clock: Mutex::new(clock.clone()),
            inside: Mutex::default(),
            down: Mutex::default(),
            alter: Mutex::default(),
            asked: Mutex::default(),
        }
    }

    /// They have another clock from now on.
    pub fn set_clock(&self, clock: &TestClock) {
        *self.clock.lock().unwrap() = clock.clone();
    }

    pub fn add(&self, url: &str, authority: DevelopmentAuthority) {
        self.inside
            .lock()
            .unwrap()
            .insert(url.to_owned(), authority);
    }

    pub fn set_down(&self, urls: &[&str]) {
        *self.down.lock().unwrap() = urls.iter().map(|url| (*url).to_owned()).collect();
    }

    /// Changes every answer on its way.
    pub fn alter(&self, change: impl Fn(Vec<u8>) -> Vec<u8> + Send + Sync + 'static) {
        *self.alter.lock().unwrap() = Some(Box::new(change));
    }

    /// Who has been asked since the last call.
    pub fn asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.asked.lock().unwrap())
    }
}

impl StampTransport for Authorities {
    fn stamp<'a>(&'a self, call: StampCall<'a>) -> Answer<'a, Vec<u8>> {
        Box::pin(async move {
            let serial = {
                let mut asked = self.asked.lock().unwrap();
                asked.push(call.url.to_owned());
                asked.len() as u64
            };
            if self.down.lock().unwrap().iter().any(|url| url == call.url) {
                return Err("connection refused".to_owned());
            }
            let now =
                GenTime::from_unix_millis(self.clock.lock().unwrap().now().as_millis()).unwrap();
            let mut inside = self.inside.lock().unwrap();
            let authority = inside.get_mut(call.url).unwrap();
            let answer = authority.answer(&call.body, now, serial);
            let alter = self.alter.lock().unwrap();
            Ok(alter.as_ref().map_or(answer.clone(), |alter| alter(answer)))
        })
    }
}

/// Witnesses behind the transport, by address.
pub struct Peers {
    pub clock: TestClock,
    pub witnesses: BTreeMap<String, Witness>,
    pub down: Mutex<bool>,
}

impl WitnessTransport for Peers {
    fn add_checkpoint<'a>(&'a self, url: &'a str, body: String) -> Answer<'a, WitnessAnswer> {
        Box::pin(async move {
            if *self.down.lock().unwrap() {
                return Err("timed out".to_owned());
            }
            let answer = self.witnesses[url].add_checkpoint(&body, self.clock.now());
            Ok(match answer {
                Ok(lines) => WitnessAnswer::Signatures(lines),
                Err(WitnessRefusal::Judged(tlog::Refusal::OtherSize { known })) => {
                    WitnessAnswer::Size(known)
                }
                Err(WitnessRefusal::Judged(tlog::Refusal::SplitView { size })) => {
                    WitnessAnswer::Size(size)
                }
                Err(_) => WitnessAnswer::Refused("no".to_owned()),
            })
        })
    }

    fn newest<'a>(&'a self, url: &'a str, origin_hash: &'a str) -> Answer<'a, String> {
        Box::pin(async move {
            self.witnesses[url]
                .newest(origin_hash, self.clock.now())
                .ok_or_else(|| "nothing there".to_owned())
        })
    }
}
