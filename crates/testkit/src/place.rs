//! A whole registry, and its parts to look behind it.

use std::ops::Deref;
use std::sync::Arc;

use directory::Directory;
use domain::movement::Recorded;
use domain::{BrandCode, ConsentKey, ConsentState, Origin, Seq, Timestamp};
use ledger::Ledger;
use registry::blobs::Blobs;
use registry::people::recipient::RecordRef;
use registry::{Checks, Proofs, Registry};
use tempfile::TempDir;
use transparency::Round;

use crate::clock::ManualClock;
use crate::names::address_of;
use crate::random::SeededRandom;

/// A registry in a temporary folder; its use cases can be called on it.
pub struct Place {
    /// The use cases.
    pub registry: Registry,
    /// The log of movements.
    pub ledger: Ledger,
    /// The parties, to add more.
    pub directory: Directory,
    /// The log of checks, to look behind or to break.
    pub checks: Checks,
    /// The public log, to publish and stamp by hand.
    pub proofs: Proofs,
    /// Files that were handed in, to look at.
    pub blobs: Arc<dyn Blobs>,
    /// The time.
    pub clock: Arc<ManualClock>,
    /// Where all chance comes from.
    pub random: Arc<SeededRandom>,
    /// The data folder, to look at or to damage what is in it.
    pub folder: TempDir,
}

impl Deref for Place {
    type Target = Registry;

    fn deref(&self) -> &Registry {
        &self.registry
    }
}

impl Place {
    /// Ends it; what another process finds, and what goes on in the world.
    pub async fn close(self) -> (TempDir, Arc<ManualClock>, Arc<SeededRandom>) {
        let Self {
            registry,
            ledger,
            directory,
            checks,
            proofs,
            blobs,
            clock,
            random,
            folder,
        } = self;
        directory.close().await;
        drop((registry, ledger, directory, checks, proofs, blobs));
        (folder, clock, random)
    }

    /// Turns the clock, by so many seconds.
    pub fn pass(&self, seconds: i64) {
        self.clock.pass(seconds);
    }

    /// The one-time code that was made last.
    pub fn last_code(&self) -> String {
        self.random.last_code()
    }

    /// Publishes what is recorded, so that it can be proven.
    pub fn publish(&self) {
        self.proofs.log.publish(&self.ledger).unwrap();
    }

    /// Publishes what is recorded and has it stamped at once.
    pub async fn stamp(&self) {
        self.publish();
        self.stamp_published().await;
    }

    /// Has what is published stamped at once.
    pub async fn stamp_published(&self) {
        // A movement waits a minute before a stamp is asked for.
        self.pass(60);
        let round = self.proofs.stamper.round().await.unwrap();
        assert_eq!(round, Round::Stamped(self.proofs.log.published().size()));
    }

    /// The key of a record.
    pub fn key(&self, address: &str, record: RecordRef) -> ConsentKey {
        ConsentKey {
            recipient: self.ledger.recipient_id(&address_of(address)),
            brand: record.brand,
            recipient_type: record.recipient_type,
            channel: record.channel,
        }
    }

    /// What holds for a record.
    pub fn state(&self, address: &str, record: RecordRef) -> Option<ConsentState> {
        self.ledger.state(&self.key(address, record)).unwrap()
    }

    /// A movement.
    pub fn movement(&self, seq: Seq) -> Recorded {
        self.ledger.movement(seq).unwrap().unwrap()
    }

    /// The movements of recipients in a brand's feed, oldest first.
    pub fn feed(&self, brand: BrandCode) -> Vec<Recorded> {
        let ever = (
            Timestamp::from_millis(i64::MIN),
            Timestamp::from_millis(i64::MAX),
        );
        let page = self
            .ledger
            .feed(brand, Origin::Recipient, None, ever.0, ever.1, usize::MAX);
        page.unwrap().movements
    }

    /// How many movements there are.
    pub fn movements(&self) -> u64 {
        self.ledger.end().0
    }
}
