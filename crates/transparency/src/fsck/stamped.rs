//! The stamps and their renewals.

use std::collections::VecDeque;

use tlog::{Appender, Hash, TileId, VerifierKey, leaf_hash};

use super::{Check, StampedRoots};
use crate::error::{Damage, LogError};
use crate::layout::STAMPS_FOLDER;
use crate::renewals::{self, Renewal};
use crate::stamps::{Name, Stamp, name};

/// The most renewals looked for; each lasts for years.
const RENEWALS_MAX: u64 = 10_000;

impl Check<'_> {
    /// Reads every stamp and gives the roots they are for, ascending by size.
    pub(super) fn stamps(&mut self, log: &VerifierKey) -> Result<StampedRoots, LogError> {
        let mut names = Vec::new();
        for day in self.list(STAMPS_FOLDER)? {
            if !name::is_day(&day) {
                continue;
            }
            for file in self.list(&format!("{STAMPS_FOLDER}/{day}"))? {
                match Name::parse(&day, &file) {
                    Some(name) => names.push(name),
                    None => self.differs(
                        &format!("{STAMPS_FOLDER}/{day}/{file}"),
                        "is not named as a stamp is",
                    ),
                }
            }
        }
        names.sort_by_key(|name| name.size);
        let mut roots = VecDeque::with_capacity(names.len());
        let mut previous = None;
        for name in names {
            self.checked.stamps += 1;
            let path = name.path();
            let read = match self.storage.read(&path) {
                Ok(Some(bytes)) if name::digest(&bytes) != name.digest => {
                    Err("is not what was written".to_owned())
                }
                Ok(Some(bytes)) => Stamp::read(&bytes, log),
                Ok(None) => Err("is missing".to_owned()),
                Err(error) => Err(format!("cannot be read: {error}")),
            };
            match read {
                Ok(stamp) => {
                    let checkpoint = stamp.checkpoint.checkpoint();
                    if stamp.size() != name.size || stamp.is_late() != name.late {
                        self.differs(&path, "says something else than its name");
                    }
                    if stamp.previous != previous {
                        let what = match stamp.previous {
                            Some(size) => format!("follows a stamp of {size}, which is missing"),
                            None => "says that no stamp is before it".to_owned(),
                        };
                        self.differs(&path, &what);
                    }
                    roots.push_back((path, checkpoint.size, checkpoint.root));
                }
                Err(what) => self.differs(&path, &what),
            }
            previous = Some(name.size);
        }
        Ok(roots)
    }

    /// Builds each renewal's tree anew.
    pub(super) fn renewals(&mut self) -> Result<(), LogError> {
        let mut previous: Option<Renewal> = None;
        for number in 1..=RENEWALS_MAX {
            let found = renewals::find(self.storage, number).and_then(|found| match found {
                Some((path, renewal)) => match renewal.follows(previous.as_ref(), number) {
                    Ok(renewal) => Ok(Some((path, renewal))),
                    Err(what) => Err(LogError::Damaged(Damage::new(path, what))),
                },
                None => Ok(None),
            });
            match found {
                Ok(None) => break,
                Ok(Some((path, renewal))) => {
                    self.checked.renewals += 1;
                    self.renewed_tree(&path, &renewal)?;
                    previous = Some(renewal);
                }
                Err(LogError::Damaged(damage)) => {
                    self.checked.renewals += 1;
                    self.differs(&damage.file, &damage.what);
                    break;
                }
                Err(LogError::File { path, reason }) => {
                    self.differs(&path, &format!("cannot be read: {reason}"));
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    fn renewed_tree(&mut self, path: &str, renewal: &Renewal) -> Result<(), LogError> {
        let mut names = Vec::new();
        for day in self.list(STAMPS_FOLDER)? {
            if name::is_day(&day) {
                let files = self.list(&format!("{STAMPS_FOLDER}/{day}"))?;
                names.extend(files.iter().filter_map(|file| Name::parse(&day, file)));
            }
        }
        names.sort_by_key(|name| name.size);
        let count = usize::try_from(renewal.text.stamps).unwrap_or(usize::MAX);
        let mut tree = Appender::new();
        let mut made: Vec<(TileId, Vec<u8>)> = Vec::new();
        for name in names.iter().take(count) {
            let Some(hash) = self.digest(name) else {
                // It has been reported already, and without it nothing fits.
                return Ok(());
            };
            tree.append(&[hash], &mut |tile, bytes| {
                if tile.is_full() {
                    made.push((tile, bytes.to_vec()));
                }
            });
            for (tile, bytes) in made.drain(..) {
                self.compare_renewed(renewal.text.number, tile, &bytes);
            }
        }
        if tree.size() != renewal.text.stamps || tree.root() != renewal.text.root {
            self.differs(path, "has another root than the stamps");
            return Ok(());
        }
        for level in 0..=tlog::MAX_LEVEL {
            let edge = tree.edge(level);
            let above = tree.size() >> (8 * u32::from(level));
            let width = u16::try_from(edge.len()).unwrap_or(u16::MAX);
            if let Some(tile) = TileId::new(level, above / tlog::TILE_WIDTH, width) {
                self.compare_renewed(renewal.text.number, tile, edge.as_flattened());
            }
        }
        Ok(())
    }

    fn compare_renewed(&mut self, number: u64, tile: TileId, bytes: &[u8]) {
        self.checked.tiles += 1;
        let path = renewals::tile_path(number, tile);
        self.compare(&path, bytes, "does not hold what the stamps make");
    }

    fn digest(&self, name: &Name) -> Option<Hash> {
        let bytes = self.storage.read(&name.path()).ok()??;
        Stamp::digest_of(&bytes).map(|digest| leaf_hash(&digest))
    }

    fn list(&self, folder: &str) -> Result<Vec<String>, LogError> {
        self.storage
            .list(folder)
            .map_err(|error| LogError::file(folder, &error))
    }
}
