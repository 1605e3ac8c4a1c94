//! The announcement, the seed, and the draw.

use std::collections::HashSet;

use sha2::{Digest as _, Sha256};
use tlog::Checkpoint;

/// The most records that are drawn.
pub const SAMPLE_MAX: u32 = 10_000;
/// The most that are drawn from.
pub const POPULATION_MAX: u64 = 1 << 40;
/// The longest name of an audit, in bytes.
pub const NAME_BYTES_MAX: usize = 100;
/// Length of the office's secret, in bytes.
pub const SECRET_BYTES: usize = 32;

const FORMAT: &str = "izin/audit/v1";
const SECRET: &[u8] = b"izin/audit-secret/1\0";
const SEED: &[u8] = b"izin/audit-seed/1\0";
const NUMBER: &[u8] = b"izin/audit-number/1\0";

/// What is announced before an audit is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// What the audit is called: letters without accents, digits, `.` and `-`.
    pub name: String,
    /// The public log.
    pub log: String,
    /// How many records are drawn from; they are numbered from 0.
    pub population: u64,
    /// SHA-256 of the list of them.
    pub population_sha256: [u8; 32],
    /// How many are drawn.
    pub sample: u32,
    /// The size of the tree whose head decides. It must not be there yet.
    pub tree_size: u64,
    /// The hash of the office's secret, see [`commitment`].
    pub commitment: [u8; 32],
}

/// Why there is no draw.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AuditFault {
    /// The announcement is none that can be drawn.
    #[error("the announcement has a wrong {0}")]
    Announcement(&'static str),
    /// The secret is not the one whose hash was announced.
    #[error("the secret is not the one whose hash was announced")]
    Secret,
    /// The tree head is of another log or of another size.
    #[error("the tree head is not the one that was announced")]
    TreeHead,
}

/// The hash of a secret, as it is announced.
pub fn commitment(secret: &[u8; SECRET_BYTES]) -> [u8; 32] {
    hash(&[SECRET, secret])
}

impl Announcement {
    /// Reads the lines that [`text`](Self::text) writes.
    ///
    /// # Errors
    ///
    /// The first member that is wrong.
    pub fn parse(text: &str) -> Result<Self, AuditFault> {
        let wrong = AuditFault::Announcement;
        let mut lines = text.split('\n');
        let mut next = |member| lines.next().ok_or(wrong(member));
        if next("format")? != FORMAT {
            return Err(wrong("format"));
        }
        let (name, log) = (next("name")?.to_owned(), next("log")?.to_owned());
        let population = number(next("population")?).ok_or(wrong("population"))?;
        let population_sha256 = digest(next("list")?).ok_or(wrong("list"))?;
        let sample = number(next("sample")?).and_then(|sample| u32::try_from(sample).ok());
        let tree_size = number(next("tree size")?).ok_or(wrong("tree size"))?;
        let commitment = digest(next("commitment")?).ok_or(wrong("commitment"))?;
        if !next("end")?.is_empty() || lines.next().is_some() {
            return Err(wrong("end"));
        }
        let read = Self {
            name,
            log,
            population,
            population_sha256,
            sample: sample.ok_or(wrong("sample"))?,
            tree_size,
            commitment,
        };
        read.check()?;
        Ok(read)
    }

    /// As it is published: eight lines, each with its newline.
    pub fn text(&self) -> String {
        let list = hex::encode(self.population_sha256);
        let commitment = hex::encode(self.commitment);
        format!(
            "{FORMAT}\n{}\n{}\n{}\n{list}\n{}\n{}\n{commitment}\n",
            self.name, self.log, self.population, self.sample, self.tree_size
        )
    }

    fn check(&self) -> Result<(), AuditFault> {
        let wrong = |member| Err(AuditFault::Announcement(member));
        let in_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
        if !(1..=NAME_BYTES_MAX).contains(&self.name.len()) || !self.name.bytes().all(in_name) {
            return wrong("name");
        }
        if self.log.is_empty() || self.log.contains(char::is_whitespace) {
            return wrong("log");
        }
        if !(1..=POPULATION_MAX).contains(&self.population) {
            return wrong("population");
        }
        let sample = u64::from(self.sample);
        if !(1..=SAMPLE_MAX).contains(&self.sample) || sample > self.population {
            return wrong("sample");
        }
        if self.tree_size == 0 {
            return wrong("tree size");
        }
        Ok(())
    }

    /// The numbers that were drawn, in the order of the draw: what this announcement, the secret and the head come to.
    /// Whether the log has signed the head, and stood at a smaller size when this was announced, is for the caller.
    ///
    /// # Errors
    ///
    /// See [`AuditFault`].
    pub fn draw(
        &self,
        secret: &[u8; SECRET_BYTES],
        head: &Checkpoint,
    ) -> Result<Vec<u64>, AuditFault> {
        self.check()?;
        if commitment(secret) != self.commitment {
            return Err(AuditFault::Secret);
        }
        if head.origin.as_str() != self.log || head.size != self.tree_size {
            return Err(AuditFault::TreeHead);
        }
        let announced = hash(&[self.text().as_bytes()]);
        let seed = hash(&[SEED, &announced, secret, &head.root]);
        let fair = fair(self.population);
        let mut known = HashSet::new();
        let numbers = (0_u64..).map(|counter| {
            let hash = hash(&[NUMBER, &seed, &counter.to_be_bytes()]);
            let mut first = [0; 8];
            first.copy_from_slice(&hash[..8]);
            u64::from_be_bytes(first)
        });
        let drawn = numbers
            .filter(|number| *number <= fair)
            .map(|number| number % self.population)
            .filter(|number| known.insert(*number));
        Ok(drawn.take(self.sample as usize).collect())
    }
}

/// The last number that stands for a record. What is above it does not fill a round, so that some records would come up more
/// often than others.
const fn fair(population: u64) -> u64 {
    u64::MAX - (u64::MAX % population + 1) % population
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part);
    }
    hash.finalize().into()
}

/// A number without a sign, and without zeros before it.
fn number(text: &str) -> Option<u64> {
    let number: u64 = text.parse().ok()?;
    (number.to_string() == text).then_some(number)
}

fn digest(text: &str) -> Option<[u8; 32]> {
    let mut digest = [0; 32];
    hex::decode_to_slice(text, &mut digest).ok()?;
    (hex::encode(digest) == text).then_some(digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_record_is_stood_for_by_as_many_numbers() {
        for population in [
            1,
            2,
            3,
            7,
            1_000,
            1_000_003,
            POPULATION_MAX - 1,
            POPULATION_MAX,
        ] {
            let numbers = u128::from(fair(population)) + 1;
            assert_eq!(numbers % u128::from(population), 0);
            assert!(numbers + u128::from(population) > 1 << 64);
        }
    }
}
