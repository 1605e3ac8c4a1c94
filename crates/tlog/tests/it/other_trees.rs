//! Against another implementation of RFC 6962, the crate `ct-merkle`, in both directions.

use ct_merkle::digest::Output;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ct_merkle::{ConsistencyProof, InclusionProof, RootHash};
use proptest::prelude::*;
use sha2::Sha256;
use tlog::{Hash, consistency_proof, inclusion_proof, root, verify_consistency, verify_inclusion};

use crate::support::{Shelf, leaf};

fn other_tree(size: u64) -> MemoryBackedTree<Sha256, [u8; 8]> {
    let mut tree = MemoryBackedTree::new();
    for index in 0..size {
        tree.push(index.to_be_bytes());
    }
    tree
}

fn hashes(bytes: &[u8]) -> Vec<Hash> {
    let (hashes, rest) = bytes.as_chunks();
    assert!(rest.is_empty());
    hashes.to_vec()
}

fn other_root(root: Hash, size: u64) -> RootHash<Sha256> {
    RootHash::new(Output::<Sha256>::from(root), size)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn both_make_the_same_roots_and_proofs_and_accept_each_others(
        size in prop_oneof![1_u64..20, 250_u64..260, 1_u64..1_500], pick in any::<u64>(),
    ) {
        let (ours, theirs) = (Shelf::of(size), other_tree(size));
        let our_root = root(&ours, size).unwrap();
        prop_assert!(other_root(our_root, size) == theirs.root());

        let index = pick % size;
        let our_proof = inclusion_proof(&ours, size, index).unwrap();
        let their_proof = hashes(theirs.prove_inclusion(usize::try_from(index).unwrap()).as_bytes());
        prop_assert_eq!(&our_proof, &their_proof);
        prop_assert_eq!(verify_inclusion(index, size, &leaf(index), &our_root, &their_proof), Ok(()));
        let proof = InclusionProof::try_from_bytes(our_proof.concat()).unwrap();
        let verified = other_root(our_root, size).verify_inclusion(&index.to_be_bytes(), index, &proof);
        prop_assert!(verified.is_ok());

        let old = 1 + pick % size;
        let old_root = root(&Shelf::of(old), old).unwrap();
        let our_proof = consistency_proof(&ours, old, size).unwrap();
        let their_proof = theirs.prove_consistency(usize::try_from(size - old).unwrap());
        let their_proof = hashes(their_proof.as_bytes());
        prop_assert_eq!(&our_proof, &their_proof);
        let verified = verify_consistency(old, &old_root, size, &our_root, &their_proof);
        prop_assert_eq!(verified, Ok(()));
        let proof = ConsistencyProof::try_from_bytes(our_proof.concat()).unwrap();
        let verified = other_root(our_root, size).verify_consistency(&other_root(old_root, old), &proof);
        prop_assert!(verified.is_ok());
    }
}
