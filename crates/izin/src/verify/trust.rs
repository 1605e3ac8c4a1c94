//! Whom the reader believes, from the command line.

use std::path::{Path, PathBuf};

use domain::outside::Clock as _;
use keys::SystemClock;
use receipt::CheckKey;
use tlog::{KeyKind, VerifierKey};

use crate::failure::{Exit, Failure};
use crate::text_file;

/// Keys and certificates; obtained in other ways than with what is verified.
#[derive(clap::Args)]
pub struct Believed {
    /// The log's public key (name+hash+base64), or a file with such lines.
    #[arg(long, value_name = "VKEY|FILE")]
    log_key: Vec<String>,
    /// Certificates that a time-stamp authority's chain may end at, in PEM.
    #[arg(long, value_name = "PEM")]
    tsa_cert: Vec<PathBuf>,
    /// The time-stamp policies that are good enough; any when not given.
    #[arg(long, value_name = "OID")]
    tsa_policy: Vec<String>,
    /// A witness's public key, or a file with such lines.
    #[arg(long, value_name = "VKEY|FILE")]
    witness: Vec<String>,
    /// The public key that checks are signed with, in PEM, as the registry publishes it.
    #[arg(long, value_name = "PEM")]
    check_key: Vec<PathBuf>,
    /// How many of the witnesses must have cosigned.
    #[arg(long, value_name = "N", default_value_t = 0)]
    quorum: usize,
}

impl Believed {
    /// Reads the files named.
    pub fn read(&self) -> Result<receipt::Trust, Failure> {
        let mut authorities = tsp::Trust::default();
        for path in &self.tsa_cert {
            let found = tsp::Trust::from_pem(&text_file::read(path)?).map_err(|error| {
                let what = format!("{} is no certificate: {error}", path.display());
                Failure::new(Exit::File, what, "give certificates in PEM")
            })?;
            authorities.extend(found);
        }
        let policies: Result<_, _> = self.tsa_policy.iter().map(|text| policy(text)).collect();
        Ok(receipt::Trust {
            log_keys: keys(&self.log_key, KeyKind::Ed25519, "a log")?,
            witnesses: keys(&self.witness, KeyKind::Cosignature, "a witness")?,
            quorum: self.quorum,
            authorities,
            policies: policies?,
            now: SystemClock.now(),
        })
    }

    /// The keys that answers before sending are signed with; one at least.
    pub fn check_keys(&self) -> Result<Vec<CheckKey>, Failure> {
        let key = |path: &PathBuf| {
            CheckKey::from_pem(&text_file::read(path)?).map_err(|_| {
                let what = format!("{} is no Ed25519 public key", path.display());
                Failure::new(Exit::File, what, "give the `pem` of /izin/v1/keys")
            })
        };
        let keys: Vec<_> = self.check_key.iter().map(key).collect::<Result<_, _>>()?;
        require_check_key(&keys)?;
        Ok(keys)
    }
}

/// A list's receipt is signed with the registry's key for checks; one that came with it is as good as none.
fn require_check_key(keys: &[CheckKey]) -> Result<(), Failure> {
    if keys.is_empty() {
        return Err(Failure::new(
            Exit::Unproven,
            "no public key of checks is given, and one that came with the receipt would prove nothing",
            "give --check-key with the key the registry has published",
        ));
    }
    Ok(())
}

/// Nothing can be proven about a log whose key is not known: a key that comes with a receipt is as
/// good as no key.
pub fn require_log_key(trust: &receipt::Trust) -> Result<(), Failure> {
    if trust.log_keys.is_empty() {
        return Err(Failure::new(
            Exit::Unproven,
            "no public key of the log is given, and one that came with the receipt would prove nothing",
            "give --log-key with the key the registry has published",
        ));
    }
    Ok(())
}

fn policy(text: &str) -> Result<tsp::Oid, Failure> {
    text.parse().map_err(|_| {
        let what = format!("{text:?} is no object identifier");
        Failure::new(Exit::File, what, "write it as 1.2.3.4")
    })
}

fn keys(given: &[String], kind: KeyKind, whose: &str) -> Result<Vec<VerifierKey>, Failure> {
    let mut keys = Vec::new();
    for one in given {
        // A key's three parts are set apart by plus signs, and a file may be named anything else.
        if let Ok(key) = one.parse() {
            keys.push(key);
            continue;
        }
        let wrong = |why: String| {
            let remedy = format!("give the public key of {whose}: name+hash+base64, a line each");
            Failure::new(Exit::File, format!("{one} holds no key: {why}"), remedy)
        };
        let text = text_file::read(Path::new(one))?;
        let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let first = lines
            .next()
            .ok_or_else(|| wrong("it is empty".to_owned()))?;
        for line in std::iter::once(first).chain(lines) {
            keys.push(line.parse().map_err(|error| wrong(format!("{error}")))?);
        }
    }
    match keys.iter().find(|key: &&VerifierKey| key.kind() != kind) {
        None => Ok(keys),
        Some(key) => Err(Failure::new(
            Exit::File,
            format!("the key of {} is not that of {whose}", key.name()),
            "logs go with --log-key, witnesses with --witness",
        )),
    }
}
