//! The nodes that proofs of inclusion show.

use proptest::prelude::*;
use tlog::{WholeNode, inclusion_proof, whole_nodes};

use crate::support::{Shelf, leaves, naive_root};

#[test]
fn every_node_that_a_proof_shows_is_the_root_of_its_leaves() {
    let all = leaves(70);
    for size in 1..=70 {
        let shelf = Shelf::of(size);
        for at in 0..size {
            let proof = inclusion_proof(&shelf, size, at).unwrap();
            let nodes = whole_nodes(at, size, &all[usize::try_from(at).unwrap()], &proof);
            let leaf = WholeNode {
                level: 0,
                position: at,
            };
            assert!(nodes.contains_key(&leaf), "{at} in {size}");
            for (node, hash) in nodes {
                let (first, last) = node.leaves();
                assert!(last < size, "{node:?} in {size}");
                let range = usize::try_from(first).unwrap()..=usize::try_from(last).unwrap();
                assert_eq!(hash, naive_root(&all[range]), "{node:?} in {size}");
            }
        }
    }
}

proptest! {
    #[test]
    fn a_proof_that_does_not_hold_panics_nowhere(
        index in any::<u64>(),
        size in any::<u64>(),
        length in 0_usize..70,
    ) {
        let _nodes = whole_nodes(index, size, &[1; 32], &vec![[2; 32]; length]);
    }
}
