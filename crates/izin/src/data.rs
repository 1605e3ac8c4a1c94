//! The data folder: the ledger, the directory beside it, and the registry over both.

mod node;
mod parts;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use directory::Directory;
use directory::password::PasswordCost;
use domain::calendar::Calendar;
use domain::outside::{Clock, Random};
use keys::{OsRandom, SystemClock};
use ledger::{ClockGuard, Ledger};
use registry::{Proofs, Registry};
use tokio::time::timeout;

use crate::config::Config;
use crate::failure::{Exit, Failure};
use crate::{permissions, public_log, timekeeping};

use parts::Parts;

/// The directory's file in the data folder.
const DIRECTORY_FILE: &str = "directory.sqlite";

/// How long it is waited for an authority to say what the time is. One that answers later is heard later.
const CLOCK_ASK_TIMEOUT: Duration = Duration::from_secs(5);

/// Bytes in a MiB.
pub const MIB: u64 = 1024 * 1024;

/// How a data folder is opened.
pub struct Setup {
    /// The ledger's block cache, in bytes.
    pub cache_bytes: u64,
    /// How many movements gather before the indexes are written.
    pub run_movements: usize,
    /// How many commands may wait for the sequencer.
    pub queue_commands: usize,
    /// What a password hash costs.
    pub password_cost: PasswordCost,
    /// The business days.
    pub calendar: Calendar,
    /// The registry's switches.
    pub settings: registry::Settings,
    /// The public log.
    pub public_log: public_log::Setup,
}

impl Setup {
    /// The defaults.
    pub fn new() -> Result<Self, Failure> {
        use ledger::options::{DEFAULT_CACHE_BYTES, DEFAULT_QUEUE_COMMANDS, DEFAULT_RUN_MOVEMENTS};
        Ok(Self {
            cache_bytes: DEFAULT_CACHE_BYTES,
            run_movements: DEFAULT_RUN_MOVEMENTS,
            queue_commands: DEFAULT_QUEUE_COMMANDS,
            password_cost: PasswordCost::DEFAULT,
            calendar: Calendar::official(),
            settings: registry::Settings::default(),
            public_log: public_log::Setup::new()?,
        })
    }

    /// As a configuration says.
    pub fn of(config: &Config) -> Result<Self, Failure> {
        // 32 bits fit into a usize wherever this program can run.
        let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        Ok(Self {
            cache_bytes: u64::from(config.ledger.cache_mib) * MIB,
            run_movements: size(config.ledger.run_movements),
            queue_commands: size(config.ledger.queue_commands),
            password_cost: PasswordCost::DEFAULT,
            calendar: config.calendar()?,
            settings: config.registry_settings(),
            public_log: public_log::Setup::of(&config.public_log)?,
        })
    }
}

/// An open data folder. No other process can open it meanwhile. Clones share it.
#[derive(Clone)]
pub struct Data {
    /// Where it is.
    pub folder: PathBuf,
    /// The log of movements.
    pub ledger: Ledger,
    /// The parties.
    pub directory: Directory,
    /// The use cases over both.
    pub registry: Registry,
    /// The business days.
    pub calendar: Calendar,
    /// The public log and its time stamps.
    pub proofs: Proofs,
    /// The log of checks and what its answers are signed with.
    pub checks: registry::Checks,
    /// What the clock is held against.
    pub guard: Arc<ClockGuard>,
    /// Whether others are served meanwhile.
    pub is_served: bool,
}

impl Data {
    /// Opens a folder, making it if need be, and closing it to others than its owner. One that has lost a part is
    /// refused, and so is another user's, and nothing is made in it.
    pub async fn open(folder: &Path, setup: Setup) -> Result<Self, Failure> {
        permissions::require_own(folder)?;
        permissions::close(folder)?;
        let mut parts = Parts::look(folder)?;
        parts.require(folder)?;
        let guard = Arc::new(ClockGuard::new(
            Arc::new(SystemClock),
            setup.public_log.clock(),
        ));
        let clock: Arc<dyn Clock> = guard.clone();
        let random: Arc<dyn Random> = Arc::new(OsRandom);
        // The ledger first: it holds the lock that keeps other processes out.
        let ledger = Ledger::open(
            folder,
            ledger::Options {
                calendar: setup.calendar.clone(),
                run_movements: setup.run_movements,
                queue_commands: setup.queue_commands,
                cache_bytes: setup.cache_bytes,
                ..ledger::Options::new(clock.clone(), random.clone())
            },
        )?;
        if ledger.end().0 > 0 {
            parts = Parts::ALL;
            parts.require(folder)?;
        }
        let options = directory::Options {
            password_cost: setup.password_cost,
        };
        let file = directory_file(folder);
        let directory = if parts.have_directory() {
            Directory::open_existing(&file, options).await
        } else {
            Directory::open_with(&file, options).await
        };
        let directory = directory.map_err(|error| failure_of_directory(folder, error))?;
        let checks = registry::Checks::open(folder, random.as_ref())?;
        let blobs = registry::blobs::BlobFolder::open(folder, ledger.clone(), random.clone());
        let blobs = blobs.map_err(|error| Failure::unwritable(folder, &error))?;
        let node = node::identity(folder, random.as_ref())?;
        let proofs = setup.public_log.open(folder, &ledger, &clock, &random)?;
        timekeeping::begin(&guard, folder, &ledger, &proofs)?;
        let registry = Registry::new(registry::Parts {
            ledger: ledger.clone(),
            directory: directory.clone(),
            clock,
            random,
            calendar: setup.calendar.clone(),
            settings: setup.settings,
            checks: checks.clone(),
            proofs: proofs.clone(),
            blobs: Arc::new(blobs),
            node,
        });
        Ok(Self {
            folder: folder.to_path_buf(),
            ledger,
            directory,
            registry,
            calendar: setup.calendar,
            proofs,
            checks,
            guard,
            is_served: false,
        })
    }

    /// The same while others are served.
    pub fn served(&self) -> Self {
        Self {
            is_served: true,
            ..self.clone()
        }
    }

    /// The same for much work at once, which no request waits for.
    pub fn background(&self) -> Self {
        Self {
            directory: self.directory.background(),
            registry: Registry::clone(&self.registry.background()),
            ..self.clone()
        }
    }

    /// Asks the authorities what the time is, and goes on where none answers soon.
    pub async fn ask_the_time(&self) {
        let _asked = timeout(CLOCK_ASK_TIMEOUT, self.proofs.stamper.ask_the_time()).await;
    }

    /// Closes everything; what was acknowledged is on disk with or without.
    pub async fn close(self) -> Result<(), Failure> {
        self.directory.close().await;
        // Both wait for their threads, which must not hold up the runtime's.
        tokio::task::spawn_blocking(move || {
            self.checks
                .log
                .close()
                .map_err(|error| Failure::internal(&error))?;
            Ok(self.ledger.close()?)
        })
        .await
        .map_err(|error| Failure::internal(&error))?
    }
}

/// The parties alone, for questions that need no ledger and may be asked beside a running server. Changes nothing.
pub async fn read_directory(folder: &Path) -> Result<Directory, Failure> {
    require(folder)?;
    let directory = Directory::look(&directory_file(folder)).await;
    directory.map_err(|error| failure_of_directory(folder, error))
}

fn failure_of_directory(folder: &Path, error: directory::Error) -> Failure {
    match error {
        directory::Error::Lost(_) => parts::directory_lost(folder),
        error => error.into(),
    }
}

/// Refuses a folder that holds no registry, and one that has lost its ledger or its directory.
pub fn require(folder: &Path) -> Result<(), Failure> {
    let parts = Parts::look(folder)?;
    if parts.are_there() {
        return parts.require_data(folder);
    }
    Err(Failure::new(
        Exit::Folder,
        format!("{} is no data folder of izin", folder.display()),
        "check the path, or add a provider to make it one",
    ))
}

/// What a folder has lost, as the start of a server would find it, in the order in which it would tell.
pub fn lost(folder: &Path, has_movements: bool) -> Result<Vec<Failure>, Failure> {
    let parts = if has_movements {
        Parts::ALL
    } else {
        Parts::look(folder)?
    };
    parts.lost(folder)
}

/// Whether a folder holds a registry, or what is left of one.
pub fn exists(folder: &Path) -> bool {
    directory_file(folder).is_file() || Parts::look(folder).is_ok_and(Parts::are_there)
}

pub fn directory_file(folder: &Path) -> PathBuf {
    folder.join(DIRECTORY_FILE)
}
