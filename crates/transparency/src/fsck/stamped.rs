//! The stamps and their renewals.

use tlog::{Appender, Hash, VerifierKey, leaf_hash};

use super::{Check, StampedRoots};
use crate::error::LogError;
use crate::renewals::{self, Renewal};
use crate::stamps::{Stamp, name};

/// What renewals take of the stamps, ascending by size; none: that one cannot be read, which has
/// been told.
pub(super) type StampLeaves = Vec<Option<Hash>>;

impl Check<'_> {
    /// Reads every stamp and gives the roots they are for, ascending by size, and what renewals take
    /// of them.
    pub(super) fn stamps(
        &mut self,
        log: &VerifierKey,
    ) -> Result<(StampedRoots, StampLeaves), LogError> {
        let mut strange = Vec::new();
        let names = name::all(self.storage, &mut |path| strange.push(path.to_owned()))?;
        for path in strange {
            self.differs(&path, "is not named as a stamp is");
        }
        let mut roots = StampedRoots::with_capacity(names.len());
        let mut leaves = StampLeaves::with_capacity(names.len());
        let mut previous = None;
        for name in names {
            self.checked.stamps += 1;
            match Stamp::load(self.storage, &name, log) {
                Ok(stamp) => {
                    let path = name.path();
                    if stamp.previous != previous {
                        let what = match stamp.previous {
                            Some(size) => format!("follows a stamp of {size}, which is missing"),
                            None => "says that no stamp is before it".to_owned(),
                        };
                        self.differs(&path, &what);
                    }
                    leaves.push(Some(leaf_hash(&stamp.digest())));
                    roots.push_back((path, name.size, stamp.checkpoint.checkpoint().root));
                }
                Err(error) => {
                    self.unreadable(error)?;
                    leaves.push(None);
                }
            }
            previous = Some(name.size);
        }
        Ok((roots, leaves))
    }

    /// Builds each renewal's tree anew.
    pub(super) fn renewals(&mut self, stamps: &[Option<Hash>]) -> Result<(), LogError> {
        let mut previous: Option<Renewal> = None;
        loop {
            match renewals::find(self.storage, previous.as_ref()) {
                Ok(None) => return Ok(()),
                Ok(Some((path, renewal))) => {
                    self.checked.renewals += 1;
                    self.renewed_tree(&path, &renewal, stamps);
                    previous = Some(renewal);
                }
                Err(error) => {
                    self.checked.renewals += 1;
                    return self.unreadable(error);
                }
            }
        }
    }

    fn renewed_tree(&mut self, path: &str, renewal: &Renewal, stamps: &[Option<Hash>]) {
        let text = &renewal.text;
        let count = usize::try_from(text.stamps).unwrap_or(usize::MAX);
        let leaves: Option<Vec<Hash>> = stamps.iter().take(count).copied().collect();
        let Some(leaves) = leaves else {
            // That a stamp cannot be read has been told, and without it nothing fits.
            return;
        };
        let mut tree = Appender::new();
        let path_of = |tile| renewals::tile_path(text.number, tile);
        let what = "does not hold what the stamps make";
        self.append(&mut tree, &leaves, text.stamps, &path_of, what);
        if tree.size() != text.stamps || tree.root() != text.root {
            self.differs(path, "has another root than the stamps");
        }
    }
}
