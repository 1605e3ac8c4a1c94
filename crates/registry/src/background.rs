//! The registry as those see it who work beside the requests.

use std::ops::Deref;

use crate::Registry;

/// A registry whose directory is asked over connections of its own, and whose writes come after those
/// of requests. What runs in the background is written for this type alone, so that nothing of it can
/// take a connection that a check, a refusal or a login waits for.
///
/// Whatever several of its tasks wait for is theirs as long as they are polled: work under way is
/// spawned, never kept beside something else that is awaited.
#[derive(Clone)]
pub struct BackgroundRegistry(Registry);

impl Registry {
    /// This registry for work beside the requests.
    pub fn background(&self) -> BackgroundRegistry {
        BackgroundRegistry(self.with_directory(self.directory().background()))
    }
}

impl Deref for BackgroundRegistry {
    type Target = Registry;

    fn deref(&self) -> &Registry {
        &self.0
    }
}
