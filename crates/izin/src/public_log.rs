//! The public log of a data folder, opened as the configuration says: its name, who stamps it, and its
//! witnesses.

mod days;
pub mod development;
mod files;
pub mod log_key;

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use domain::outside::{Clock, Random};
use ledger::{ClockPolicy, Ledger};
use outward::LogClient;
use registry::proof::public_log::{DEFAULT_POLICY, PublishedAuthority, StampPolicy, WitnessPeer};
use registry::{ProofOptions, Proofs};
use tlog::{KeyName, VerifierKey};
use transparency::{Account, Authority, Source, Witness, key};

use crate::config::{AuthorityEntry, OwnWitness, PublicLog};
use crate::failure::Failure;
use crate::text_file;

pub use days::DayDigests;

/// Seconds in a day.
const DAY: i64 = 24 * 60 * 60;

/// How a data folder's public log is opened.
pub struct Setup {
    origin: KeyName,
    policy: StampPolicy,
    clock: ClockPolicy,
    authorities: Vec<PublishedAuthority>,
    witnesses: Vec<WitnessPeer>,
    witness: Option<(KeyName, Vec<VerifierKey>)>,
}

impl Setup {
    /// The defaults: nobody stamps but the development authority, and there are no witnesses.
    pub fn new() -> Result<Self, Failure> {
        Ok(Self {
            origin: PublicLog::default().origin()?,
            policy: DEFAULT_POLICY,
            clock: ClockPolicy::default(),
            authorities: Vec::new(),
            witnesses: Vec::new(),
            witness: None,
        })
    }

    /// How far the clock is believed.
    pub fn clock(&self) -> ClockPolicy {
        self.clock
    }

    /// Stamped so often.
    #[must_use]
    pub fn with_policy(self, policy: StampPolicy) -> Self {
        Self { policy, ..self }
    }

    /// As a configuration says. Reads the files it names.
    pub fn of(config: &PublicLog) -> Result<Self, Failure> {
        let keys = config.witness_keys()?.into_iter();
        let witnesses = keys.zip(&config.witnesses).map(|(key, entry)| WitnessPeer {
            url: entry.url.trim_end_matches('/').to_owned(),
            key,
        });
        let own = |witness: &OwnWitness| -> Result<_, Failure> {
            Ok((witness.name()?, witness.log_keys()?))
        };
        Ok(Self {
            origin: config.origin()?,
            policy: StampPolicy {
                interval: i64::from(config.stamp_interval_seconds),
                period: i64::from(config.stamp_period_seconds),
                renew_before: i64::from(config.renew_before_days) * DAY,
            },
            clock: ClockPolicy {
                tolerance: Duration::from_secs(config.clock_tolerance_seconds.into()),
                idle_max: Duration::from_hours(config.clock_idle_hours.into()),
            },
            authorities: (config.authorities.iter())
                .map(authority)
                .collect::<Result<_, _>>()?,
            witnesses: witnesses.collect(),
            witness: config.witness.as_ref().map(own).transpose()?,
        })
    }

    /// Opens the log of a folder whose ledger is open, making keys, log and development authority if
    /// need be.
    pub fn open(
        self,
        folder: &Path,
        ledger: &Ledger,
        clock: &Arc<dyn Clock>,
        random: &Arc<dyn Random>,
    ) -> Result<Proofs, Failure> {
        let has_movements = ledger.end().0 > 0;
        log_key::prepare(folder, &self.origin, has_movements, random.as_ref())?;
        let mut authorities = self.authorities;
        if authorities.is_empty() {
            authorities.push(development::open(folder, clock.now(), random.as_ref())?);
        }
        let witness = match self.witness {
            None => None,
            Some((name, logs)) => {
                let cosigner = key::open_cosigner(folder, &name, random.as_ref())?;
                Some(Witness::open(folder, cosigner, logs)?)
            }
        };
        let client = Arc::new(LogClient::default());
        let options = ProofOptions {
            authorities,
            witnesses: self.witnesses,
            policy: self.policy,
            witness,
            ..ProofOptions::new(self.origin, client.clone(), client)
        };
        Ok(Proofs::open(
            folder,
            ledger,
            Arc::clone(clock),
            Arc::clone(random),
            options,
        )?)
    }
}

fn authority(entry: &AuthorityEntry) -> Result<PublishedAuthority, Failure> {
    let (roots_pem, trust) = files::roots(&entry.roots)?;
    let account = match (entry.kamusm_user, &entry.kamusm_password_file) {
        (Some(user), Some(file)) => Some(Account {
            user,
            password: text_file::secret(file)?,
        }),
        _ => None,
    };
    Ok(PublishedAuthority {
        authority: Authority {
            name: entry.name.clone(),
            source: Source::Remote {
                url: entry.url.clone(),
                account,
            },
            trust,
            policies: entry.policies()?,
        },
        roots_pem,
    })
}
