//! The public log beside the registry: what it is made of, and what everybody may know of it.

mod gaps;
mod reading;
mod reports;
mod status;
mod unconnected;
mod witness;

use std::path::Path;
use std::sync::Arc;

use domain::outside::{Clock, Random};
use ledger::Ledger;
use transparency::storage::Folder;
use transparency::{
    Authority, PublicLog, Renewals, Stamper, StamperParts, Stamps, Witness, key as log_key,
};

use crate::Proof;
use gaps::GapCache;
use reports::Reports;

pub use gaps::GAPS_MAX;
pub use reading::{Consistency, LogFile};
pub use status::{AuthorityStatus, LogStatus, WitnessStatus};
pub use tlog::{
    KeyName, MAX_ADD_CHECKPOINT_BYTES as WITNESS_REQUEST_BYTES_MAX, SIZE_MEDIA_TYPE, encode_size,
    parse_size,
};
pub use transparency::{
    ANSWER_BYTES_MAX, ANSWER_TIMEOUT, Answer, Gap, OpenError, StampCall, StampPolicy,
    StampTransport, WITNESS_ANSWER_BYTES_MAX, WITNESS_TIMEOUT, WitnessAnswer, WitnessPeer,
    WitnessTransport,
};
pub use tsp::REQUEST_MEDIA_TYPE as STAMP_REQUEST_MEDIA_TYPE;
pub use tsp::kamusm::HEADER as STAMP_IDENTITY_HEADER;
pub use unconnected::Unconnected;
pub use witness::{Cosigning, CosigningRefusal};

/// The log's name where the operator has not given one.
pub const DEFAULT_ORIGIN: &str = "localhost/izin";

/// How soon checkpoints are stamped where the operator has not said: after a minute, within five
/// (rule 58), and anew 90 days before a certificate ends.
pub const DEFAULT_POLICY: StampPolicy = StampPolicy {
    interval: 60,
    period: 300,
    renew_before: 90 * 24 * 60 * 60,
};

/// The public log, its time stamps and its witnesses; clones share them.
///
/// Nothing runs by itself: somebody publishes ([`transparency::publish_until`]) and somebody
/// stamps ([`Stamper::run`]).
#[derive(Clone)]
pub struct Proofs {
    /// The log.
    pub log: PublicLog,
    /// The time stamps over its checkpoints.
    pub stamps: Stamps,
    /// The stamps over the stamps.
    pub renewals: Renewals,
    /// Has checkpoints stamped.
    pub stamper: Arc<Stamper>,
    /// This registry as a witness of other logs, if it is one.
    pub witness: Option<Arc<Witness>>,
    /// How often checkpoints are stamped.
    pub(crate) policy: StampPolicy,
    authorities: Arc<[AuthorityRoots]>,
    gaps: Arc<GapCache>,
    pub(crate) reports: Arc<Reports>,
}

/// How the public log is opened.
pub struct ProofOptions {
    /// The log's name. It can never be changed.
    pub origin: KeyName,
    /// Who stamps, in order of preference; none: nothing is stamped.
    pub authorities: Vec<PublishedAuthority>,
    /// Who is asked to cosign.
    pub witnesses: Vec<WitnessPeer>,
    /// How often.
    pub policy: StampPolicy,
    /// Carries requests to authorities.
    pub stamp_transport: Arc<dyn StampTransport>,
    /// Carries requests to witnesses.
    pub witness_transport: Arc<dyn WitnessTransport>,
    /// This registry as a witness of other logs.
    pub witness: Option<Witness>,
}

/// An authority with the certificates that everybody may fetch to verify its stamps.
pub struct PublishedAuthority {
    /// Who stamps.
    pub authority: Authority,
    /// The roots its certificates lead to, in PEM; no secrets.
    pub roots_pem: String,
}

/// What everybody may know of an authority.
pub(crate) struct AuthorityRoots {
    pub(crate) name: String,
    pub(crate) development: bool,
    pub(crate) roots_pem: String,
}

impl ProofOptions {
    /// A log of this name that nobody stamps or cosigns, for programs that call nobody.
    pub fn unconnected(origin: KeyName) -> Self {
        Self::new(origin, Arc::new(Unconnected), Arc::new(Unconnected))
    }

    /// A log of this name that nobody stamps and nobody cosigns.
    pub fn new(
        origin: KeyName,
        stamp_transport: Arc<dyn StampTransport>,
        witness_transport: Arc<dyn WitnessTransport>,
    ) -> Self {
        Self {
            origin,
            authorities: Vec::new(),
            witnesses: Vec::new(),
            policy: DEFAULT_POLICY,
            stamp_transport,
            witness_transport,
            witness: None,
        }
    }
}

impl Proofs {
    /// Opens the public log of a data folder, making key and log beside a new ledger. What is there
    /// is checked first; see [`PublicLog::open`].
    pub fn open(
        data: &Path,
        ledger: &Ledger,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        options: ProofOptions,
    ) -> Result<Self, OpenError> {
        let key = log_key::open(data, &options.origin, random.as_ref())?;
        let folder = Folder::open(data.to_owned()).map_err(|source| OpenError::File {
            path: data.display().to_string(),
            source,
        })?;
        let storage = Arc::new(folder);
        let verifier = key.verifier().clone();
        let log = PublicLog::open_in(storage.clone(), key, ledger)?;
        let stamps = Stamps::open(storage, verifier)?;
        let renewals = Renewals::open(stamps.clone())?;
        let mut authorities = Vec::new();
        let mut published = Vec::new();
        for PublishedAuthority {
            authority,
            roots_pem,
        } in options.authorities
        {
            published.push(AuthorityRoots {
                name: authority.name.clone(),
                development: authority.is_development(),
                roots_pem,
            });
            authorities.push(authority);
        }
        let stamper = Stamper::new(StamperParts {
            log: log.clone(),
            stamps: stamps.clone(),
            renewals: renewals.clone(),
            leaves: Arc::new(ledger.clone()),
            authorities,
            witnesses: options.witnesses,
            stamp_transport: options.stamp_transport,
            witness_transport: options.witness_transport,
            clock,
            random,
            policy: options.policy,
        });
        Ok(Self {
            log,
            stamps,
            renewals,
            stamper: Arc::new(stamper),
            witness: options.witness.map(Arc::new),
            policy: options.policy,
            authorities: published.into(),
            gaps: Arc::default(),
            reports: Arc::default(),
        })
    }
}

impl<'a> Proof<'a> {
    /// The certificates an authority's stamps lead to, in PEM. `None`: no authority of this name is
    /// configured.
    pub fn authority_roots(self, name: &str) -> Option<&'a str> {
        let mut all = self.0.proofs().authorities.iter();
        all.find(|authority| authority.name == name)
            .map(|authority| authority.roots_pem.as_str())
    }
}
