//! Hashing passwords.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use tokio::sync::Semaphore;

use crate::error::{Error, Result};

/// What one argon2id hash costs. Stored with each hash, so that it may be raised later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PasswordCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl PasswordCost {
    /// The cost for service: 19 MiB, two passes, one lane (OWASP's first recommendation).
    pub const DEFAULT: Self = Self {
        memory_kib: 19 * 1024,
        passes: 2,
        lanes: 1,
    };
    /// The least that argon2id accepts, for tests and for demonstrations.
    pub const CHEAPEST: Self = Self {
        memory_kib: 8,
        passes: 1,
        lanes: 1,
    };
}

/// How many hashes are computed at once; each fills a core and its memory.
const AT_ONCE: usize = 2;
/// How many logins may wait for that; further ones are turned away.
const WAITING_MAX: usize = 128;
/// The length of a salt, in bytes.
pub(crate) const SALT_LEN: usize = 16;

/// The password whose hash stands in for an unknown user's. Being right about it opens nothing.
const DUMMY: &str = "nobody's password";

/// Computes and checks hashes, a few at a time and off the async threads.
pub(crate) struct Passwords {
    cost: PasswordCost,
    at_once: Arc<Semaphore>,
    waiting: Semaphore,
    /// What the password of an unknown user is compared with, so that it takes as long.
    dummy: Arc<str>,
}

impl Passwords {
    /// `Invalid`: argon2id cannot work at this cost.
    pub(crate) async fn new(cost: PasswordCost) -> Result<Self> {
        let mut passwords = Self {
            cost,
            at_once: Arc::new(Semaphore::new(AT_ONCE)),
            waiting: Semaphore::new(WAITING_MAX),
            dummy: Arc::from(""),
        };
        passwords.dummy = passwords.hash(DUMMY, [0; SALT_LEN]).await?.into();
        Ok(passwords)
    }

    /// The hash of a password, as a PHC string.
    pub(crate) async fn hash(&self, password: &str, salt: [u8; SALT_LEN]) -> Result<String> {
        let params = Params::new(
            self.cost.memory_kib,
            self.cost.passes,
            self.cost.lanes,
            None,
        )
        .map_err(|_| Error::Invalid("password cost"))?;
        let password = password.to_owned();
        self.run(move || {
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map(|hash| hash.to_string())
                .map_err(|_| Error::Invalid("password"))
        })
        .await?
    }

    /// Whether a password is the one of the hash; without a hash it is not, after as long a time.
    pub(crate) async fn verify(&self, password: &str, hash: Option<String>) -> Result<bool> {
        let known = hash.is_some();
        let hash = hash.map_or_else(|| Arc::clone(&self.dummy), Arc::from);
        let password = password.to_owned();
        let right = self
            .run(move || {
                let hash = PasswordHash::new(&hash).map_err(|_| Error::Corrupt("password hash"))?;
                Ok::<_, Error>(
                    Argon2::default()
                        .verify_password(password.as_bytes(), &hash)
                        .is_ok(),
                )
            })
            .await??;
        Ok(right && known)
    }

    /// Takes all places for logins, as a flood of them would.
    #[cfg(test)]
    pub(crate) fn fill_up(&self) -> tokio::sync::SemaphorePermit<'_> {
        let places = u32::try_from(WAITING_MAX).unwrap_or(u32::MAX);
        self.waiting
            .try_acquire_many(places)
            .expect("no login is under way")
    }

    async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T> {
        let _place = self.waiting.try_acquire().map_err(|_| Error::Busy)?;
        let permit = Arc::clone(&self.at_once)
            .acquire_owned()
            .await
            .map_err(|_| Error::Closed)?;
        tokio::task::spawn_blocking(move || {
            // Held by the work itself, which goes on if the caller goes away.
            let _permit = permit;
            work()
        })
        .await
        .map_err(|_| Error::Closed)
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test says what it expects by unwrapping it"
    )]

    use super::{DUMMY, PasswordCost, Passwords, SALT_LEN};

    #[tokio::test]
    async fn without_a_hash_no_password_is_right_not_even_the_one_it_is_compared_with() {
        let passwords = Passwords::new(PasswordCost::CHEAPEST).await.unwrap();
        assert!(!passwords.verify(DUMMY, None).await.unwrap());
        assert!(!passwords.verify("", None).await.unwrap());
    }

    #[tokio::test]
    async fn a_hash_is_checked_at_the_cost_it_was_made_with() {
        let cheap = Passwords::new(PasswordCost::CHEAPEST).await.unwrap();
        let dearer = PasswordCost {
            memory_kib: 16,
            passes: 2,
            lanes: 1,
        };
        let hash = Passwords::new(dearer)
            .await
            .unwrap()
            .hash("a", [1; SALT_LEN])
            .await
            .unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=16,t=2,p=1$"), "{hash}");
        assert!(cheap.verify("a", Some(hash.clone())).await.unwrap());
        assert!(!cheap.verify("b", Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn an_impossible_cost_is_refused_at_the_start() {
        let none = PasswordCost {
            memory_kib: 0,
            passes: 0,
            lanes: 0,
        };
        assert!(Passwords::new(none).await.is_err());
    }
}
