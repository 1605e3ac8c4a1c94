//! Which users have called lately: noted in memory by each call, and kept once a minute beside them, so that no request waits
//! for it. What a crash takes with it is a minute's notes.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use directory::user::Username;
use domain::Timestamp;

use crate::{Contract, Result};

/// How many users are remembered between two times that they are kept; of more, some are not noted.
const USERS_MAX: usize = 10_000;

/// When each user has called since it was last kept.
#[derive(Default)]
pub(crate) struct Uses(Mutex<HashMap<Username, Timestamp>>);

impl Uses {
    /// Notes that a user calls.
    pub(crate) fn note(&self, name: &Username, now: Timestamp) {
        let mut uses = self.uses();
        if let Some(used_at) = uses.get_mut(name) {
            *used_at = now.max(*used_at);
        } else if uses.len() < USERS_MAX {
            uses.insert(name.clone(), now);
        }
    }

    fn uses(&self) -> MutexGuard<'_, HashMap<Username, Timestamp>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Contract<'_> {
    /// Keeps when users last called; says of how many. What cannot be kept is noted by their next calls.
    pub async fn note_uses(self) -> Result<u64> {
        let uses: Vec<_> = self.uses().uses().drain().collect();
        if uses.is_empty() {
            return Ok(0);
        }
        Ok(self.directory().note_uses(uses).await?)
    }
}
