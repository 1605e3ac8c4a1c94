//! The nodes that a proof of inclusion shows and that no later tree has otherwise.

use std::collections::BTreeMap;

use crate::hash::{Hash, node_hash};

/// A node over a whole subtree: the leaves `position * 2^level` and on, `2^level` of them. Trees of one
/// log that have all of these leaves have the same hash there, whatever their sizes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WholeNode {
    /// 0: a leaf.
    pub level: u32,
    /// From the left, from 0.
    pub position: u64,
}

impl WholeNode {
    /// The node, if a tree of so many leaves has all of its leaves.
    fn within(level: u32, position: u64, size: u64) -> Option<Self> {
        let end = (u128::from(position) + 1).checked_shl(level)?;
        (end <= u128::from(size)).then_some(Self { level, position })
    }

    /// The first and the last leaf below it.
    pub fn leaves(self) -> (u64, u64) {
        let first = self.position << self.level;
        (first, first + ((1_u64 << self.level) - 1))
    }
}

/// The nodes over whole subtrees on the way from a leaf to the root and beside it. For a proof that
/// [`crate::verify_inclusion`] has found to hold; of another one the answer means nothing.
pub fn whole_nodes(
    index: u64,
    size: u64,
    leaf: &Hash,
    proof: &[Hash],
) -> BTreeMap<WholeNode, Hash> {
    let mut nodes = BTreeMap::new();
    let mut keep = |level, position, hash: Hash| {
        if let Some(node) = WholeNode::within(level, position, size) {
            nodes.insert(node, hash);
        }
    };
    let (mut node, mut last, mut level) = (index, size.saturating_sub(1), 0);
    let mut hash = *leaf;
    keep(level, node, hash);
    for sibling in proof {
        if node % 2 == 1 || node == last {
            // At the right edge a node without sibling is its own parent.
            while node.is_multiple_of(2) && node != 0 {
                (node, last, level) = (node >> 1, last >> 1, level + 1);
            }
            keep(level, node.saturating_sub(1), *sibling);
            hash = node_hash(sibling, &hash);
        } else {
            keep(level, node + 1, *sibling);
            hash = node_hash(&hash, sibling);
        }
        (node, last, level) = (node >> 1, last >> 1, level + 1);
        keep(level, node, hash);
    }
    nodes
}
