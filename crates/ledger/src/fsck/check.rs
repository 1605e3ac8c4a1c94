//! A check under way, as its parts see it.

use keys::Keys;

use super::finding::Finding;
use crate::engine::Engine;

/// What was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Movements in the log, those erased included.
    pub movements: u64,
    /// Movements of which only the leaf is left.
    pub erased: u64,
    /// Records with a state.
    pub records: u64,
    /// Sealed addresses.
    pub addresses: u64,
    /// Frames of the log of checks.
    pub check_frames: u64,
    /// How many findings were told.
    pub findings: u64,
}

/// What is checked.
pub(super) struct Store {
    pub(super) engine: Engine,
    pub(super) keys: Keys,
    /// The position up to which the derived keyspaces are complete.
    pub(super) indexed: u64,
    /// The position after the last record.
    pub(super) end: u64,
}

/// Passes findings on.
pub(super) struct Teller<'a> {
    pub(super) count: u64,
    pub(super) found: &'a mut dyn FnMut(Finding),
}

impl Teller<'_> {
    pub(super) fn tell(&mut self, finding: Finding) {
        self.count += 1;
        (self.found)(finding);
    }
}

/// A check under way.
pub(super) struct Check<'a> {
    pub(super) store: Store,
    pub(super) summary: Summary,
    pub(super) teller: Teller<'a>,
}
