//! The configuration of the public log: its name, who stamps it, and its witnesses.

use std::collections::BTreeSet;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use tlog::{KeyKind, KeyName, VerifierKey};

use super::address;
use crate::failure::{Exit, Failure};
use crate::public_log::development;

/// The most authorities, so that a round of asking all of them ends.
pub const AUTHORITIES_MAX: usize = 8;
/// The longest name of an authority, in bytes; it stands in an address.
const AUTHORITY_NAME_BYTES_MAX: usize = 64;
/// The longest interval or period, in seconds: a day.
const SECONDS_MAX: u32 = 86_400;
/// The widest tolerance of clocks, in seconds: what a verification allows for (five minutes), less the time a
/// movement may take to be recorded.
const CLOCK_TOLERANCE_SECONDS_MAX: u32 = 180;

/// See [`super::Config::public_log`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublicLog {
    /// The log's name.
    pub origin: String,
    /// How long a movement waits before a time stamp is asked for, in seconds.
    pub stamp_interval_seconds: u32,
    /// Within how many seconds each movement must be stamped (rule 58).
    pub stamp_period_seconds: u32,
    /// How many days before a certificate ends all time stamps are renewed.
    pub renew_before_days: u32,
    /// By how many seconds this machine's clock may differ from an authority's.
    pub clock_tolerance_seconds: u32,
    /// By how many hours the clock may be ahead of all that is known when no authority answers.
    pub clock_idle_hours: u32,
    /// The time-stamp authorities, in order of preference.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authorities: Vec<AuthorityEntry>,
    /// The witnesses that are asked to cosign.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub witnesses: Vec<WitnessEntry>,
    /// Being a witness of other logs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub witness: Option<OwnWitness>,
}

/// A time-stamp authority (RFC 3161 over HTTP).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthorityEntry {
    /// What it is called here and in the address of its certificates.
    pub name: String,
    /// Where requests go.
    pub url: String,
    /// The PEM file of the roots its certificates lead to.
    pub roots: PathBuf,
    /// The policies accepted, as dotted numbers; empty: any.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policies: Vec<String>,
    /// The customer number at Kamu SM, which asks for a header of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kamusm_user: Option<u64>,
    /// The file that holds the password of that account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kamusm_password_file: Option<PathBuf>,
}

/// A witness that is asked to cosign (C2SP tlog-witness).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessEntry {
    /// Its address, before `/add-checkpoint`.
    pub url: String,
    /// Its verifier key.
    pub key: String,
}

/// Being a witness of other logs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwnWitness {
    /// The name this registry cosigns under.
    pub name: String,
    /// The verifier keys of the logs it watches.
    pub logs: Vec<String>,
}

impl PublicLog {
    /// Refuses what cannot work; files are not looked at.
    pub fn check(&self) -> Result<(), Failure> {
        self.origin()?;
        self.check_times()?;
        self.check_clock()?;
        self.check_authorities()?;
        self.witness_keys()?;
        if let Some(witness) = &self.witness {
            witness.name()?;
            witness.log_keys()?;
        }
        Ok(())
    }

    /// The log's name.
    pub fn origin(&self) -> Result<KeyName, Failure> {
        key_name("public_log.origin", &self.origin)
    }

    /// The keys of the witnesses, in their order.
    pub fn witness_keys(&self) -> Result<Vec<VerifierKey>, Failure> {
        const KEY: &str = "public_log.witnesses";
        at_most(KEY, self.witnesses.len(), transparency::WITNESSES_MAX)?;
        for entry in &self.witnesses {
            check_url(KEY, &entry.url)?;
        }
        let texts = self.witnesses.iter().map(|entry| entry.key.as_str());
        keys(KEY, texts, KeyKind::Cosignature)
    }

    fn check_times(&self) -> Result<(), Failure> {
        let Self {
            stamp_interval_seconds: interval,
            stamp_period_seconds: period,
            renew_before_days: days,
            ..
        } = *self;
        let wrong = |what: String, remedy: &str| Failure::new(Exit::Config, what, remedy);
        if interval == 0 || period > SECONDS_MAX || days == 0 {
            return Err(wrong(
                "the times in `public_log` are beyond what makes sense".to_owned(),
                "an interval of at least 1 second, a period of at most a day (86400), \
                 renewal at least 1 day ahead",
            ));
        }
        if interval > period {
            return Err(wrong(
                format!(
                    "`stamp_interval_seconds` ({interval}) is longer than `stamp_period_seconds` ({period})"
                ),
                "ask for time stamps at least as often as movements must be covered",
            ));
        }
        Ok(())
    }

    fn check_clock(&self) -> Result<(), Failure> {
        let tolerance = self.clock_tolerance_seconds;
        if !(1..=CLOCK_TOLERANCE_SECONDS_MAX).contains(&tolerance) || self.clock_idle_hours == 0 {
            return Err(Failure::new(
                Exit::Config,
                "the bounds on the clock in `public_log` are beyond what makes sense",
                format!(
                    "a `clock_tolerance_seconds` of 1 to {CLOCK_TOLERANCE_SECONDS_MAX}, so that receipts \
                     verify, and a `clock_idle_hours` of at least 1"
                ),
            ));
        }
        Ok(())
    }

    fn check_authorities(&self) -> Result<(), Failure> {
        const KEY: &str = "public_log.authorities";
        at_most(KEY, self.authorities.len(), AUTHORITIES_MAX)?;
        let mut names = BTreeSet::new();
        for entry in &self.authorities {
            entry.check_name()?;
            if !names.insert(&entry.name) {
                return Err(wrong(
                    KEY,
                    &entry.name,
                    "is there twice",
                    "name each differently",
                ));
            }
            check_url(KEY, &entry.url)?;
            entry.policies()?;
            if entry.kamusm_user.is_some() != entry.kamusm_password_file.is_some() {
                return Err(wrong(
                    KEY,
                    &entry.name,
                    "has half an account",
                    "give both `kamusm_user` and `kamusm_password_file`, or neither",
                ));
            }
        }
        Ok(())
    }
}

impl AuthorityEntry {
    /// The policies accepted.
    pub fn policies(&self) -> Result<Vec<tsp::Oid>, Failure> {
        let read = |text: &String| {
            text.parse().map_err(|_| {
                wrong(
                    "public_log.authorities",
                    text,
                    "is no policy",
                    "write it as dotted numbers, like 1.3.6.1.4.1.32473.1",
                )
            })
        };
        self.policies.iter().map(read).collect()
    }

    fn check_name(&self) -> Result<(), Failure> {
        let name = &self.name;
        let fits = (1..=AUTHORITY_NAME_BYTES_MAX).contains(&name.len())
            && (name.bytes()).all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if !fits || name == development::NAME {
            return Err(wrong(
                "public_log.authorities",
                name,
                "cannot be an authority's name",
                "use a-z, 0-9 and -, and not the development authority's",
            ));
        }
        Ok(())
    }
}

impl OwnWitness {
    /// The name this registry cosigns under.
    pub fn name(&self) -> Result<KeyName, Failure> {
        key_name("public_log.witness.name", &self.name)
    }

    /// The keys of the logs it watches.
    pub fn log_keys(&self) -> Result<Vec<VerifierKey>, Failure> {
        const KEY: &str = "public_log.witness.logs";
        at_most(KEY, self.logs.len(), transparency::LOGS_MAX)?;
        let texts = self.logs.iter().map(String::as_str);
        keys(KEY, texts, KeyKind::Ed25519)
    }
}

fn keys<'a>(
    key: &str,
    texts: impl Iterator<Item = &'a str>,
    kind: KeyKind,
) -> Result<Vec<VerifierKey>, Failure> {
    let mut names = BTreeSet::new();
    let mut keys = Vec::new();
    for text in texts {
        let read = text.parse::<VerifierKey>();
        let parsed = read.map_err(|error| {
            let what = format!("is no verifier key: {error}");
            wrong(key, text, &what, "take it as its owner publishes it")
        })?;
        if parsed.kind() != kind {
            let meant = match kind {
                KeyKind::Cosignature => "a witness's",
                KeyKind::Ed25519 => "a log's",
            };
            let what = format!("is not {meant} key");
            return Err(wrong(key, text, &what, "take the right one"));
        }
        if !names.insert(parsed.name().clone()) {
            return Err(wrong(
                key,
                parsed.name().as_str(),
                "is there twice",
                "leave one out",
            ));
        }
        keys.push(parsed);
    }
    Ok(keys)
}

fn key_name(key: &str, text: &str) -> Result<KeyName, Failure> {
    text.parse().map_err(|_| {
        wrong(
            key,
            text,
            "cannot be a key's name",
            "use an address without its scheme, like registry.example/izin",
        )
    })
}

fn check_url(key: &str, text: &str) -> Result<(), Failure> {
    if address::parse(text).is_some() {
        return Ok(());
    }
    Err(wrong(
        key,
        text,
        "is no address",
        "write it with http:// or https://, and no password in it",
    ))
}

fn at_most(key: &str, count: usize, most: usize) -> Result<(), Failure> {
    if count <= most {
        return Ok(());
    }
    Err(Failure::new(
        Exit::Config,
        format!("`{key}` has {count} entries"),
        format!("at most {most} are asked"),
    ))
}

fn wrong(key: &str, value: &str, what: &str, remedy: &str) -> Failure {
    Failure::new(
        Exit::Config,
        format!("`{key}`: {value:?} {what}"),
        remedy.to_owned(),
    )
}

#[cfg(test)]
mod tests;
