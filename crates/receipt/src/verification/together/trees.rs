//! Trees of one log: of one size they are one, and a larger one begins as a smaller one is.

use std::collections::BTreeMap;

use domain::Seq;
use tlog::{Hash, WholeNode, whole_nodes};

use crate::finding::Contradiction;
use crate::verification::checking::Checked;

/// Roots that differ at one size, and nodes over the same leaves that differ between two sizes. Leaves
/// themselves are told elsewhere.
pub fn contradictions(found: &[&Checked<'_>]) -> Vec<Contradiction> {
    let mut roots: BTreeMap<u64, Hash> = BTreeMap::new();
    let mut split = Vec::new();
    for signed in found.iter().filter_map(|found| found.signed.as_ref()) {
        let root = roots.entry(signed.size).or_insert(signed.root);
        if *root != signed.root && !split.contains(&signed.size) {
            split.push(signed.size);
        }
    }
    let mut contradictions: Vec<_> = (split.iter())
        .map(|size| Contradiction::TwoRoots { size: *size })
        .collect();
    // Each node with the size it was seen in: within one size the roots have told it already.
    let mut nodes: BTreeMap<WholeNode, (Hash, u64)> = BTreeMap::new();
    let mut lowest: Option<WholeNode> = None;
    for found in found {
        let (Some(leaf), Some(signed)) = (&found.included, &found.signed) else {
            continue;
        };
        let hashes = &found.receipt.proof().hashes;
        for (node, hash) in whole_nodes(found.index.0, signed.size, leaf, hashes) {
            let (seen, size) = nodes.entry(node).or_insert((hash, signed.size));
            let differs = *seen != hash && *size != signed.size && node.level > 0;
            // Whatever is over a node that differs does, too.
            if differs && lowest.is_none_or(|lowest| node < lowest) {
                lowest = Some(node);
            }
        }
    }
    if let Some(node) = lowest {
        let (first, last) = node.leaves();
        contradictions.push(Contradiction::TwoHistories {
            first: Seq(first),
            last: Seq(last),
        });
    }
    contradictions
}
