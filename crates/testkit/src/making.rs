//! How a place is made: the one function that opens a registry and its parts for a test.

use std::sync::Arc;

use directory::Directory;
use directory::password::PasswordCost;
use domain::Timestamp;
use domain::calendar::Calendar;
use domain::outside::Clock;
use ledger::Ledger;
use registry::blobs::{BlobFolder, Blobs};
use registry::message::MessageSettings;
use registry::proof::public_log::DEFAULT_ORIGIN;
use registry::{Checks, NodeId, Parts, ProofOptions, Proofs, Registry, Settings};
use tempfile::TempDir;

use crate::clock::{ManualClock, start};
use crate::names::{BRAND, OTHER_BRAND, PROVIDER};
use crate::place::Place;
use crate::random::SeededRandom;

/// How many commands may wait for the sequencer of a test's ledger.
const QUEUE_COMMANDS: usize = 4_096;
/// The cache of a test's ledger, in bytes.
const CACHE_BYTES: u64 = 8 * 1024 * 1024;

/// What stands between a registry and its files, to break them.
pub type AroundBlobs = Box<dyn FnOnce(BlobFolder) -> Arc<dyn Blobs> + Send>;

/// What a place is made of, where most tests need no other.
pub struct Making {
    /// Where everything is kept.
    pub folder: TempDir,
    /// The clock that the test turns.
    pub clock: Arc<ManualClock>,
    /// The clock that the registry goes by.
    pub told: Arc<dyn Clock>,
    /// Where all chance comes from.
    pub random: Arc<SeededRandom>,
    /// The operator's switches.
    pub settings: Settings,
    /// How many movements gather before they are sorted.
    pub run_movements: usize,
    /// Who stamps and cosigns the public log.
    pub proofs: ProofOptions,
    /// What stands between the registry and its files.
    pub blobs: AroundBlobs,
}

impl Default for Making {
    fn default() -> Self {
        Self::starting(start())
    }
}

impl Making {
    /// With a clock that starts at another time.
    pub fn starting(start: Timestamp) -> Self {
        let clock = Arc::new(ManualClock::new(start));
        Self::of(tempfile::tempdir().unwrap(), clock, Arc::default())
    }

    /// What another process finds in the folder of a place that is gone.
    pub async fn again(place: Place) -> Self {
        let settings = place.settings().clone();
        let (folder, clock, random) = place.close().await;
        Self {
            settings,
            ..Self::of(folder, clock, random)
        }
    }

    fn of(folder: TempDir, clock: Arc<ManualClock>, random: Arc<SeededRandom>) -> Self {
        Self {
            folder,
            told: clock.clone(),
            clock,
            random,
            settings: Settings::default(),
            run_movements: ledger::Options::system().run_movements,
            proofs: ProofOptions::unconnected(DEFAULT_ORIGIN.parse().unwrap()),
            blobs: Box::new(|folder| Arc::new(folder)),
        }
    }

    /// Opens it, without a party.
    pub async fn open(self) -> Place {
        let path = self.folder.path();
        let options = ledger::Options {
            run_movements: self.run_movements,
            queue_commands: QUEUE_COMMANDS,
            cache_bytes: CACHE_BYTES,
            ..ledger::Options::new(self.told.clone(), self.random.clone())
        };
        let ledger = Ledger::open(path, options).unwrap();
        let options = directory::Options {
            password_cost: PasswordCost::CHEAPEST,
        };
        let file = path.join("directory.sqlite");
        let directory = Directory::open_with(&file, options).await.unwrap();
        let checks = Checks::open(path, self.random.as_ref()).unwrap();
        let (told, random) = (self.told.clone(), self.random.clone());
        let proofs = Proofs::open(path, &ledger, told, random, self.proofs).unwrap();
        let blobs = BlobFolder::open(path, ledger.clone(), self.random.clone());
        let blobs = (self.blobs)(blobs.unwrap());
        let registry = registry_of(
            (&ledger, &directory),
            (&checks, &proofs, &blobs),
            self.told,
            self.random.clone(),
            self.settings,
        );
        Place {
            registry,
            ledger,
            directory,
            checks,
            proofs,
            blobs,
            clock: self.clock,
            random: self.random,
            folder: self.folder,
        }
    }
}

impl Place {
    /// With a provider and its two brands.
    pub async fn new() -> Self {
        Self::with(|_| ()).await
    }

    /// As [`Place::new`], with other rules about messages.
    pub async fn with_messages(messages: MessageSettings) -> Self {
        Self::with(|settings| settings.messages = messages).await
    }

    /// As [`Place::new`], with other switches.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let mut making = Making::default();
        change(&mut making.settings);
        making.open().await.with_brands().await
    }

    /// The same with a provider and its two brands.
    pub async fn with_brands(self) -> Self {
        self.brand(PROVIDER, BRAND, "Karanfil").await;
        self.brand(PROVIDER, OTHER_BRAND, "Çınar").await;
        self
    }

    /// Another registry of the same parts, which goes by another clock.
    pub fn told_by(&self, clock: Arc<dyn Clock>) -> Registry {
        let (stores, logs) = (
            (&self.ledger, &self.directory),
            (&self.checks, &self.proofs, &self.blobs),
        );
        let settings = self.settings().clone();
        registry_of(stores, logs, clock, self.random.clone(), settings)
    }
}

/// A registry of parts that are open.
fn registry_of(
    (ledger, directory): (&Ledger, &Directory),
    (checks, proofs, blobs): (&Checks, &Proofs, &Arc<dyn Blobs>),
    clock: Arc<dyn Clock>,
    random: Arc<SeededRandom>,
    settings: Settings,
) -> Registry {
    Registry::new(Parts {
        ledger: ledger.clone(),
        directory: directory.clone(),
        clock,
        random,
        calendar: Calendar::official(),
        settings,
        checks: checks.clone(),
        proofs: proofs.clone(),
        blobs: Arc::clone(blobs),
        node: NodeId([1; 16]),
    })
}
