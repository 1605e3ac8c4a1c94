//! The open directory.

use std::path::Path;
use std::sync::Arc;

use crate::error::Result;
use crate::password::PasswordCost;

/// How a directory is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// What one password hash costs.
    pub password_cost: PasswordCost,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            password_cost: PasswordCost::DEFAULT,
        }
    }
}

/// The open directory. Cheap to clone; all clones share the connections and caches.
#[derive(Clone)]
pub struct Directory {
    pub(crate) inner: Arc<()>,
}

impl Directory {
    /// Opens the directory in the file `path`, creating it and bringing its schema up to date.
    pub async fn open(path: &Path) -> Result<Self> {
        Self::open_with(path, Options::default()).await
    }

    /// As [`Directory::open`], with options.
    pub async fn open_with(path: &Path, options: Options) -> Result<Self> {
        todo!()
    }

    /// Waits for writes under way, then closes the connections. Nothing is lost without it.
    pub async fn close(&self) {
        todo!()
    }
}
