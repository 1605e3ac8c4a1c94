//! Checking proofs (RFC 9162, sections 2.1.3.2 and 2.1.4.2, whose steps also decide for RFC 6962's trees).

use crate::hash::{Hash, empty_root, node_hash};

/// Hashes in the longest proof: a path through a tree of 2^64 leaves, and one more for consistency.
pub const MAX_PROOF_HASHES: usize = 65;

/// What a proof does not prove.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// The leaf is not in a tree of this size.
    #[error("leaf {index} is not in a tree of {size}")]
    OutOfRange {
        /// The leaf.
        index: u64,
        /// Leaves in the tree.
        size: u64,
    },
    /// A tree does not get smaller.
    #[error("the newer tree has {new} leaves, the older one {old}")]
    Shrinks {
        /// Leaves in the older tree.
        old: u64,
        /// Leaves in the newer tree.
        new: u64,
    },
    /// It has another number of hashes than a proof for these sizes.
    #[error("the proof has {found} hashes, not as many as these sizes ask for")]
    Length {
        /// How many it has.
        found: usize,
    },
    /// The older root is not the one the proof leads to; with two equal sizes, the roots differ. From a size that is a
    /// power of two the proof begins at the older root itself, and a wrong one shows as [`Root`](Self::Root).
    #[error("the proof does not lead to the older root")]
    OldRoot,
    /// The root (of two, the newer one) is not the one the proof leads to.
    #[error("the proof does not lead to the root")]
    Root,
}

/// Checks that a leaf with this hash is number `index` of the tree of `size` leaves with this root.
pub fn verify_inclusion(
    index: u64,
    size: u64,
    leaf: &Hash,
    root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if index >= size {
        return Err(ProofError::OutOfRange { index, size });
    }
    let length = ProofError::Length { found: proof.len() };
    let mut path = Path {
        node: index,
        last: size - 1,
    };
    let mut hash = *leaf;
    for sibling in proof {
        if path.is_root() {
            return Err(length);
        }
        hash = if path.sibling_is_left() {
            node_hash(sibling, &hash)
        } else {
            node_hash(&hash, sibling)
        };
    }
    if !path.is_root() {
        return Err(length);
    }
    if hash == *root {
        Ok(())
    } else {
        Err(ProofError::Root)
    }
}

/// Checks that the tree of `old` leaves with root `old_root` is the beginning of that of `new` leaves with root
/// `new_root`. From 0 leaves and from the same size, the proof is empty.
pub fn verify_consistency(
    old: u64,
    old_root: &Hash,
    new: u64,
    new_root: &Hash,
    proof: &[Hash],
) -> Result<(), ProofError> {
    if old > new {
        return Err(ProofError::Shrinks { old, new });
    }
    let length = ProofError::Length { found: proof.len() };
    if old == 0 || old == new {
        return match proof {
            [] if old == 0 && *old_root != empty_root() => Err(ProofError::OldRoot),
            // From nothing to something every root is consistent; nothing can be said about it here.
            [] if old == 0 && new > 0 => Ok(()),
            [] if old_root == new_root => Ok(()),
            [] => Err(ProofError::OldRoot),
            _ => Err(length),
        };
    }
    // Up to the whole subtree that the older tree ends with: below it both trees are alike.
    let whole = old.trailing_zeros();
    let mut path = Path {
        node: (old - 1) >> whole,
        last: (new - 1) >> whole,
    };
    // Where that subtree is the whole older tree, its root is not sent.
    let (first, rest) = if old.is_power_of_two() {
        (old_root, proof)
    } else {
        proof.split_first().ok_or(length.clone())?
    };
    let (mut old_hash, mut new_hash) = (*first, *first);
    for sibling in rest {
        if path.is_root() {
            return Err(length);
        }
        if path.sibling_is_left() {
            old_hash = node_hash(sibling, &old_hash);
            new_hash = node_hash(sibling, &new_hash);
        } else {
            new_hash = node_hash(&new_hash, sibling);
        }
    }
    if !path.is_root() {
        return Err(length);
    }
    if old_hash != *old_root {
        return Err(ProofError::OldRoot);
    }
    if new_hash != *new_root {
        return Err(ProofError::Root);
    }
    Ok(())
}

/// The way from a node up to the root.
struct Path {
    /// The node's place in its row.
    node: u64,
    /// The place of the last node in that row.
    last: u64,
}

impl Path {
    fn is_root(&self) -> bool {
        self.last == 0
    }

    /// Goes up over the next sibling, and past the rows in which the node has none; tells whether it was on the left.
    fn sibling_is_left(&mut self) -> bool {
        let left = self.node % 2 == 1 || self.node == self.last;
        if left {
            // At the right edge a node without sibling is its own parent.
            while self.node.is_multiple_of(2) && self.node != 0 {
                self.up();
            }
        }
        self.up();
        left
    }

    fn up(&mut self) {
        self.node >>= 1;
        self.last >>= 1;
    }
}
