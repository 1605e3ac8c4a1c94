//! Hashing passwords.

mod queue;

use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use argon2::password_hash::PasswordHasher;
use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use subtle::ConstantTimeEq as _;
use tokio::time::timeout;

use self::queue::{Place, Queue};
use crate::error::{self, Error, Result};

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

/// What a password is for. Each has places of its own, so that a flood of one kind closes no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordUse {
    /// Getting tokens.
    Login,
    /// Sent along with a request.
    EachCall,
    /// Signing in as staff, at the desk or for the authority.
    Desk,
    /// Signing in at a provider's console.
    Console,
}

/// Who sends a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asker {
    /// The client, as clients are counted.
    pub client: IpAddr,
    /// Whether it has signed in well under this name before; it has places apart from strangers'.
    pub known: bool,
}

/// How many uses of passwords there are.
const USES: usize = 4;
/// The length of a salt, in bytes.
pub(crate) const SALT_LEN: usize = 16;

/// How long setting a password waits for others that are set.
const SETTING_WAIT: Duration = Duration::from_secs(10);

/// The password whose hash stands in for an unknown user's. Being right about it opens nothing.
const DUMMY: &str = "nobody's password";

/// Computes and checks hashes off the async threads, one at a time of each use: each fills a core and
/// its memory.
pub(crate) struct Passwords {
    cost: PasswordCost,
    queues: [Arc<Queue>; USES],
    memory: Arc<Memory>,
    /// Passwords that are set, one at a time.
    setting: Arc<tokio::sync::Mutex<()>>,
    /// What the password of an unknown user is compared with, so that it takes as long.
    dummy: Arc<str>,
}

impl Passwords {
    /// `Invalid`: argon2id cannot work at this cost.
    pub(crate) async fn new(cost: PasswordCost) -> Result<Self> {
        let mut passwords = Self {
            cost,
            queues: Default::default(),
            memory: Arc::default(),
            setting: Arc::default(),
            dummy: Arc::from(""),
        };
        passwords.dummy = passwords.hash(DUMMY, [0; SALT_LEN]).await?.into();
        Ok(passwords)
    }

    /// The hash of a password, as a PHC string. `Busy`: others are set before it for too long.
    pub(crate) async fn hash(&self, password: &str, salt: [u8; SALT_LEN]) -> Result<String> {
        let params = Params::new(
            self.cost.memory_kib,
            self.cost.passes,
            self.cost.lanes,
            None,
        )
        .map_err(|_| Error::Invalid("password cost"))?;
        let password = password.to_owned();
        let setting = Arc::clone(&self.setting).lock_owned();
        let one = timeout(SETTING_WAIT, setting)
            .await
            .map_err(|_| error::busy())?;
        let work = move || {
            // Held by the work itself: whoever goes away does not let another begin beside it.
            let _one = one;
            Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
                .hash_password_with_salt(password.as_bytes(), &salt)
                .map(|hash| hash.to_string())
                .map_err(|_| Error::Invalid("password"))
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| Error::Closed)?
    }

    /// A place to have a password looked at, taken before anything is looked up for it. `Busy`: there
    /// is none, or the client has its share of them.
    pub(crate) fn place(&self, what: PasswordUse, asker: Asker) -> Result<Place> {
        self.queues[what as usize].place(asker)
    }

    /// Whether a password is the one of the hash; without a hash it is not, after as long a time.
    pub(crate) async fn verify(
        &self,
        place: Place,
        password: &str,
        hash: Option<String>,
    ) -> Result<bool> {
        let known = hash.is_some();
        let hash = hash.map_or_else(|| Arc::clone(&self.dummy), Arc::from);
        let password = password.to_owned();
        let memory = Arc::clone(&self.memory);
        let turn = place.turn().await?;
        let right = tokio::task::spawn_blocking(move || {
            // Held by the work itself, which goes on if the caller goes away.
            let (_place, _turn) = (place, turn);
            is_right(&memory, password.as_bytes(), &hash)
        })
        .await
        .map_err(|_| Error::Closed)??;
        Ok(right && known)
    }

    /// Takes all places of strangers, as a flood of them would.
    #[cfg(test)]
    pub(crate) fn fill_up(&self, what: PasswordUse) -> Vec<Place> {
        let askers = (0..=u8::MAX).map(|number| Asker {
            client: IpAddr::from([198, 51, number, 1]),
            known: false,
        });
        askers
            .flat_map(|asker| std::iter::from_fn(move || self.place(what, asker).ok()))
            .collect()
    }
}

fn is_right(memory: &Memory, password: &[u8], hash: &str) -> Result<bool> {
    let corrupt = || Error::Corrupt("password hash".to_owned());
    let hash = PasswordHash::new(hash).map_err(|_| corrupt())?;
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).map_err(|_| corrupt())?;
    let version = hash.version.ok_or_else(corrupt)?;
    let version = Version::try_from(version).map_err(|_| corrupt())?;
    let params = Params::try_from(&hash).map_err(|_| corrupt())?;
    let (Some(salt), Some(right)) = (&hash.salt, &hash.hash) else {
        return Err(corrupt());
    };
    let mut made = vec![0; right.len()];
    let mut blocks = memory.take(params.block_count());
    let done = Argon2::new(algorithm, version, params).hash_password_into_with_memory(
        password,
        salt,
        &mut made,
        &mut blocks,
    );
    memory.give_back(blocks);
    done.map_err(|_| corrupt())?;
    Ok(right.as_bytes().ct_eq(&made).into())
}

/// The memory that hashes were computed in and the next ones are: an allocator asked anew each time
/// may keep a piece for each thread that ever computed one.
#[derive(Default)]
struct Memory {
    kept: Mutex<Vec<Vec<Block>>>,
}

impl Memory {
    fn take(&self, blocks: usize) -> Vec<Block> {
        let kept = self.kept().pop();
        let mut memory = kept.unwrap_or_default();
        memory.resize(blocks, Block::new());
        memory
    }

    fn give_back(&self, memory: Vec<Block>) {
        let mut kept = self.kept();
        if kept.len() < USES {
            kept.push(memory);
        }
    }

    fn kept(&self) -> MutexGuard<'_, Vec<Vec<Block>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test says what it expects by unwrapping it"
    )]

    use std::net::{IpAddr, Ipv4Addr};

    use futures::FutureExt as _;

    use super::{Asker, DUMMY, PasswordCost, PasswordUse, Passwords, SALT_LEN};
    use crate::Result;

    const ASKER: Asker = Asker {
        client: IpAddr::V4(Ipv4Addr::LOCALHOST),
        known: false,
    };

    impl Passwords {
        async fn check(&self, password: &str, hash: Option<String>) -> Result<bool> {
            let place = self.place(PasswordUse::Login, ASKER)?;
            self.verify(place, password, hash).await
        }
    }

    #[tokio::test]
    async fn without_a_hash_no_password_is_right_not_even_the_one_it_is_compared_with() {
        let passwords = Passwords::new(PasswordCost::CHEAPEST).await.unwrap();
        assert!(!passwords.check(DUMMY, None).await.unwrap());
        assert!(!passwords.check("", None).await.unwrap());
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
        assert!(cheap.check("a", Some(hash.clone())).await.unwrap());
        assert!(!cheap.check("b", Some(hash)).await.unwrap());
    }

    #[tokio::test]
    async fn the_memory_of_hashes_is_used_again_and_no_more_is_kept_than_is_used_at_once() {
        let passwords = Passwords::new(PasswordCost::CHEAPEST).await.unwrap();
        let hash = passwords.hash("a", [1; SALT_LEN]).await.unwrap();
        for _ in 0..20 {
            assert!(passwords.check("a", Some(hash.clone())).await.unwrap());
            assert!(!passwords.check("b", None).await.unwrap());
            assert_eq!(passwords.memory.kept().len(), 1);
        }
        let memory = (0..20).map(|_| passwords.memory.take(8));
        for memory in memory.collect::<Vec<_>>() {
            passwords.memory.give_back(memory);
        }
        assert_eq!(passwords.memory.kept().len(), super::USES);
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

    #[test]
    fn a_password_that_is_looked_at_keeps_its_turn_when_whoever_sent_it_goes() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .max_blocking_threads(1)
            .enable_time()
            .build()
            .unwrap();
        runtime.block_on(async {
            let passwords = Passwords::new(PasswordCost::CHEAPEST).await.unwrap();
            let place = || passwords.place(PasswordUse::Login, ASKER).unwrap();
            // The only thread has other work, so that the password stays in hand.
            let (go_on, waits) = std::sync::mpsc::channel();
            let other = tokio::task::spawn_blocking(move || waits.recv());
            assert!(
                passwords
                    .verify(place(), "a", None)
                    .now_or_never()
                    .is_none()
            );
            let next = place();
            let mut turn = Box::pin(next.turn());
            assert!(futures::poll!(turn.as_mut()).is_pending());
            go_on.send(()).unwrap();
            assert!(turn.await.is_ok());
            other.await.unwrap().unwrap();
        });
    }
}
