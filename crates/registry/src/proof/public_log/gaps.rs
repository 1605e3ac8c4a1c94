//! The gaps of the public log, at hand.

use std::sync::{Arc, Mutex, PoisonError};

use transparency::{Gap, LogError, Stamps};

/// The most gaps told of, the newest.
pub const GAPS_MAX: usize = 100;

/// The gaps as of the newest stamp: to find them again for each request would read files.
#[derive(Default)]
pub(crate) struct GapCache(Mutex<Option<(u64, Arc<[Gap]>)>>);

impl GapCache {
    pub(super) fn get(&self, stamps: &Stamps) -> Result<Arc<[Gap]>, LogError> {
        // Only a new stamp can add one. One that comes in between is found the next time.
        let newest = stamps.newest().unwrap_or(0);
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, gaps)) = &*kept
            && *at == newest
        {
            return Ok(Arc::clone(gaps));
        }
        let gaps: Arc<[Gap]> = stamps.gaps(GAPS_MAX)?.into();
        *kept = Some((newest, Arc::clone(&gaps)));
        Ok(gaps)
    }
}
