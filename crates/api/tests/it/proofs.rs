//! The public log of a test's registry: stamped by a development authority, asked by nobody else.

use std::path::Path;
use std::sync::Mutex;

use registry::ProofOptions;
use registry::proof::public_log::PublishedAuthority;
use tlog::{Cosigner, KeyName, SigningKey, VerifierKey};
use transparency::{Authority, Source, Witness};
use tsp::{DevelopmentAuthority, Trust};

use crate::app::App;

/// The log's name.
pub const ORIGIN: &str = "log.example/izin";
/// What the development authority is called.
pub const AUTHORITY: &str = "gelistirme";
/// The name of the witness that the registry is.
const WITNESS: &str = "witness.example";
/// The log it watches.
pub const WATCHED: &str = "watched.example/log";

/// Who stamps and cosigns the log.
pub fn options(witness: Option<Witness>) -> ProofOptions {
    ProofOptions {
        authorities: vec![authority()],
        witness,
        ..ProofOptions::unconnected(name(ORIGIN))
    }
}

/// The key of the log that is watched.
pub fn watched_key() -> SigningKey {
    SigningKey::from_seed(name(WATCHED), &[7; 32])
}

/// What the witness's cosignatures are verified with.
pub fn witness_key() -> VerifierKey {
    cosigner().verifier().clone()
}

/// The root of the development authority; the same for every test.
pub fn root_pem() -> String {
    development().root_pem()
}

/// Whoever believes this log and the development authority, and has nothing else.
pub fn reader(app: &App) -> receipt::Trust {
    receipt::Trust {
        log_keys: vec![app.proofs.log.verifier().clone()],
        witnesses: Vec::new(),
        quorum: 0,
        authorities: Trust::from_pem(&root_pem()).unwrap(),
        policies: Vec::new(),
        now: app.registry.now(),
    }
}

fn cosigner() -> Cosigner {
    Cosigner::from_seed(name(WITNESS), &[9; 32])
}

/// The witness in a data folder.
pub fn witness(data: &Path) -> Witness {
    Witness::open(data, cosigner(), vec![watched_key().verifier().clone()]).unwrap()
}

fn development() -> DevelopmentAuthority {
    let made = crate::app::start().as_millis() / 1_000;
    DevelopmentAuthority::generate(&[5; 32], made).unwrap()
}

fn authority() -> PublishedAuthority {
    let inside = development();
    let roots_pem = inside.root_pem();
    let trust = Trust::from_pem(&roots_pem).unwrap();
    PublishedAuthority {
        authority: Authority {
            name: AUTHORITY.to_owned(),
            source: Source::Development(Box::new(Mutex::new(inside))),
            trust,
            policies: Vec::new(),
        },
        roots_pem,
    }
}

fn name(text: &str) -> KeyName {
    text.parse().unwrap()
}
