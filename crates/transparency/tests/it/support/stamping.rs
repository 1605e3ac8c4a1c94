//! A log with its stamper, and authorities that are asked over the transport.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use transparency::storage::Storage;
use transparency::{
    Authority, PublicLog, Renewals, Round, StampPolicy, Stamper, StamperParts, Stamps, WitnessPeer,
};

use super::{
    Authorities, Counting, Disk, Movements, Peers, TestClock, authority, development, log_key, open,
};

/// Stamps are asked for after a minute and due within five; renewed ten days ahead.
pub const POLICY: StampPolicy = StampPolicy {
    interval: 60,
    period: 300,
    renew_before: 10 * 86_400,
};

pub struct Stamping {
    pub disk: Arc<Disk>,
    pub movements: Arc<Movements>,
    pub log: PublicLog,
    pub stamps: Stamps,
    pub renewals: Renewals,
    pub clock: TestClock,
    pub transport: Arc<Authorities>,
    pub peers: Arc<Peers>,
    pub stamper: Stamper,
}

impl Stamping {
    /// One authority, `first`, whose certificate ends so many seconds from now.
    pub fn new(ends_after: i64) -> Self {
        Self::with(&[("first", ends_after)], Vec::new(), BTreeMap::new())
    }

    /// Authorities in order of preference, and witnesses.
    pub fn with(
        authorities: &[(&str, i64)],
        witnesses: Vec<WitnessPeer>,
        behind: BTreeMap<String, transparency::Witness>,
    ) -> Self {
        let clock = TestClock::new();
        let transport = Arc::new(Authorities::new(&clock));
        let mut asked = Vec::new();
        for (seed, (name, ends_after)) in (1..).zip(authorities) {
            let inside = development(seed, &clock, *ends_after);
            asked.push(authority(name, &inside));
            transport.add(name, inside);
        }
        let peers = Arc::new(Peers {
            clock: clock.clone(),
            witnesses: behind,
            down: Mutex::new(false),
        });
        let disk = Arc::new(Disk::default());
        let movements = Arc::new(Movements::new(0));
        Self::over(disk, movements, clock, transport, peers, asked, witnesses)
    }

    /// Over what is there.
    pub fn over(
        disk: Arc<Disk>,
        movements: Arc<Movements>,
        clock: TestClock,
        transport: Arc<Authorities>,
        peers: Arc<Peers>,
        authorities: Vec<Authority>,
        witnesses: Vec<WitnessPeer>,
    ) -> Self {
        let log = open(&disk, &movements);
        let storage: Arc<dyn Storage> = disk.clone();
        let stamps = Stamps::open(storage, log_key().verifier().clone()).unwrap();
        let renewals = Renewals::open(stamps.clone()).unwrap();
        let stamper = Stamper::new(StamperParts {
            log: log.clone(),
            stamps: stamps.clone(),
            renewals: renewals.clone(),
            leaves: movements.clone(),
            authorities,
            witnesses,
            stamp_transport: transport.clone(),
            witness_transport: peers.clone(),
            clock: Arc::new(clock.clone()),
            random: Arc::new(Counting::new()),
            policy: POLICY,
        });
        Self {
            disk,
            movements,
            log,
            stamps,
            renewals,
            clock,
            transport,
            peers,
            stamper,
        }
    }

    /// Records movements now and publishes them.
    pub fn record(&self, count: u64) {
        self.movements
            .record_at(count, self.clock.seconds() * 1_000);
        while self.log.publish(self.movements.as_ref()).unwrap() > 0 {}
    }

    pub async fn round(&self) -> Round {
        self.stamper.round().await.unwrap()
    }

    /// A round that must stamp everything published.
    pub async fn stamp(&self) {
        let size = self.log.published().size();
        assert_eq!(self.round().await, Round::Stamped(size));
    }

    /// A second authority that lasts is asked to renew, when the first is near its end.
    pub async fn renew(&self) {
        self.clock.advance(21 * 86_400);
        self.renew_now().await;
    }

    /// The same, without waiting for it.
    pub async fn renew_now(&self) {
        let inside = development(9, &self.clock, 1_000 * 86_400);
        let lasting = authority("lasting", &inside);
        self.transport.add("lasting", inside);
        let anew = self.restarted(vec![lasting, first()]);
        let done = anew.round().await;
        assert!(matches!(done, Round::Renewed(_)), "{done:?}");
    }

    /// Over the same disk, with these authorities and no witnesses.
    pub fn restarted(&self, authorities: Vec<Authority>) -> Self {
        Self::over(
            self.disk.clone(),
            self.movements.clone(),
            self.clock.clone(),
            self.transport.clone(),
            self.peers.clone(),
            authorities,
            Vec::new(),
        )
    }
}

/// The authority of [`Stamping::new`], as it is configured.
pub fn first() -> Authority {
    authority("first", &development(1, &TestClock::new(), 30 * 86_400))
}
