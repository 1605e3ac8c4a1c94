//! Proofs made from tiles: they are RFC 6962's, they hold, and nothing that differs from them by anything does.

use proptest::prelude::*;
use tlog::{
    Hash, MAX_PROOF_HASHES, ProofError, TreeError, consistency_proof, empty_root, inclusion_proof,
    root, verify_consistency, verify_inclusion,
};

use crate::support::{Shelf, Sparse, leaf, leaves, naive_consistency, naive_inclusion, naive_root};

/// Sizes at which a tile, or a tile of tiles, is about to be full, is full, or has one more.
fn borders() -> impl Strategy<Value = u64> {
    (0_u32..=7, 1_u64..=256, -1_i64..=1, 0_u64..300).prop_map(|(level, times, off, more)| {
        let border = 256_u64
            .checked_pow(level)
            .and_then(|row| row.checked_mul(times));
        border
            .unwrap_or(u64::MAX)
            .saturating_add_signed(off)
            .saturating_add(more / 2 * (more % 2))
            .max(1)
    })
}

#[test]
fn small_trees_have_the_proofs_of_the_naive_recursion() {
    let all = leaves(70);
    for size in 1..=all.len() {
        let shelf = Shelf::of(size as u64);
        let root = naive_root(&all[..size]);
        for at in 0..size {
            let proof = inclusion_proof(&shelf, size as u64, at as u64).unwrap();
            assert_eq!(proof, naive_inclusion(at, &all[..size]), "{at} in {size}");
            let verified = verify_inclusion(at as u64, size as u64, &all[at], &root, &proof);
            assert_eq!(verified, Ok(()), "{at} in {size}");
        }
        for old in 0..=size {
            let proof = consistency_proof(&shelf, old as u64, size as u64).unwrap();
            assert_eq!(proof, naive_consistency(old, &all[..size]), "{old} {size}");
            let old_root = naive_root(&all[..old]);
            let verified = verify_consistency(old as u64, &old_root, size as u64, &root, &proof);
            assert_eq!(verified, Ok(()), "{old} to {size}");
        }
    }
}

#[test]
fn what_is_not_in_the_tree_has_no_proof() {
    let shelf = Shelf::of(5);
    let out_of_range = |asked, size| Err(TreeError::OutOfRange { asked, size });
    assert_eq!(inclusion_proof(&shelf, 5, 5), out_of_range(5, 5));
    assert_eq!(inclusion_proof(&shelf, 0, 0), out_of_range(0, 0));
    assert_eq!(consistency_proof(&shelf, 6, 5), out_of_range(6, 5));
    let root = naive_root(&leaves(5));
    assert_eq!(
        verify_inclusion(5, 5, &leaf(4), &root, &[]),
        Err(ProofError::OutOfRange { index: 5, size: 5 })
    );
    assert_eq!(
        verify_consistency(6, &root, 5, &root, &[]),
        Err(ProofError::Shrinks { old: 6, new: 5 })
    );
}

#[test]
fn two_trees_of_one_size_are_consistent_only_when_they_are_the_same() {
    let (one, other) = (leaf(1), leaf(2));
    assert_eq!(verify_consistency(7, &one, 7, &one, &[]), Ok(()));
    assert_eq!(
        verify_consistency(7, &one, 7, &other, &[]),
        Err(ProofError::OldRoot)
    );
    assert_eq!(
        verify_consistency(7, &one, 7, &one, &[other]),
        Err(ProofError::Length { found: 1 })
    );
}

#[test]
fn every_tree_continues_the_empty_one_and_the_empty_one_has_one_root() {
    assert_eq!(
        verify_consistency(0, &empty_root(), 9, &leaf(1), &[]),
        Ok(())
    );
    assert_eq!(
        verify_consistency(0, &leaf(1), 9, &leaf(1), &[]),
        Err(ProofError::OldRoot)
    );
    assert_eq!(
        verify_consistency(0, &empty_root(), 0, &leaf(1), &[]),
        Err(ProofError::OldRoot)
    );
    assert_eq!(
        verify_consistency(0, &empty_root(), 9, &leaf(1), &[leaf(2)]),
        Err(ProofError::Length { found: 1 })
    );
}

#[test]
fn a_proof_has_as_many_hashes_as_its_sizes_ask_for() {
    let shelf = Shelf::of(7);
    let (root, old_root) = (naive_root(&leaves(7)), naive_root(&leaves(6)));
    let included = inclusion_proof(&shelf, 7, 5).unwrap();
    let consistent = consistency_proof(&shelf, 6, 7).unwrap();
    for length in 0..8 {
        let error = Err(ProofError::Length { found: length });
        let mut proof = included.clone();
        proof.resize(length, leaf(0));
        if length != included.len() {
            assert_eq!(verify_inclusion(5, 7, &leaf(5), &root, &proof), error);
        }
        let mut proof = consistent.clone();
        proof.resize(length, leaf(0));
        if length != consistent.len() {
            assert_eq!(verify_consistency(6, &old_root, 7, &root, &proof), error);
        }
    }
}

#[test]
fn the_largest_tree_there_can_be_has_proofs() {
    let size = u64::MAX;
    for index in [0, 1 << 63, size - 1] {
        let tree = Sparse::new(size, &[index]);
        let root = root(&tree, size).unwrap();
        assert_eq!(root, tree.naive_root(0, size));
        let proof = inclusion_proof(&tree, size, index).unwrap();
        assert!(proof.len() <= MAX_PROOF_HASHES);
        assert_eq!(
            verify_inclusion(index, size, &leaf(index), &root, &proof),
            Ok(())
        );
        let old = index.max(1);
        let proof = consistency_proof(&tree, old, size).unwrap();
        assert!(proof.len() <= MAX_PROOF_HASHES);
        let old_root = tree.naive_root(0, old);
        assert_eq!(
            verify_consistency(old, &old_root, size, &root, &proof),
            Ok(())
        );
    }
}

/// What a wrong root of the older tree shows as: the proof from a whole subtree begins with the root it is given.
fn wrong_old_root(old: u64, new: u64) -> ProofError {
    if old.is_power_of_two() && old < new {
        ProofError::Root
    } else {
        ProofError::OldRoot
    }
}

/// The same hashes with one bit changed, one left out, one doubled, two swapped, or one added.
fn altered(proof: &[Hash], at: usize, bit: usize) -> Vec<Vec<Hash>> {
    let mut all = Vec::new();
    let longer = |place: usize| {
        let mut proof = proof.to_vec();
        proof.insert(place, leaf(9_999_999));
        proof
    };
    all.push(longer(0));
    all.push(longer(proof.len()));
    if proof.is_empty() {
        return all;
    }
    let at = at % proof.len();
    let mut flipped = proof.to_vec();
    flipped[at][bit / 8] ^= 1 << (bit % 8);
    all.push(flipped);
    let mut shorter = proof.to_vec();
    shorter.remove(at);
    all.push(shorter);
    let mut doubled = proof.to_vec();
    doubled.insert(at, proof[at]);
    all.push(doubled);
    let mut swapped = proof.to_vec();
    let other = (at + 1) % proof.len();
    swapped.swap(at, other);
    if proof[at] != proof[other] {
        all.push(swapped);
    }
    all
}

proptest! {
    #[test]
    fn huge_trees_have_inclusion_proofs_that_hold_and_no_others_do(
        size in borders(), pick in any::<u64>(), edge in any::<bool>(), at in any::<usize>(), bit in 0_usize..256,
    ) {
        let index = if edge { size - 1 - pick % size.min(3) } else { pick % size };
        let tree = Sparse::new(size, &[index]);
        let root = root(&tree, size).unwrap();
        prop_assert_eq!(root, tree.naive_root(0, size));
        let proof = inclusion_proof(&tree, size, index).unwrap();
        let leaf = leaf(index);
        prop_assert_eq!(verify_inclusion(index, size, &leaf, &root, &proof), Ok(()));
        for proof in altered(&proof, at, bit) {
            prop_assert!(verify_inclusion(index, size, &leaf, &root, &proof).is_err());
        }
        let flip = |hash: &Hash| { let mut hash = *hash; hash[bit / 8] ^= 1 << (bit % 8); hash };
        prop_assert_eq!(
            verify_inclusion(index, size, &flip(&leaf), &root, &proof), Err(ProofError::Root)
        );
        prop_assert_eq!(
            verify_inclusion(index, size, &leaf, &flip(&root), &proof), Err(ProofError::Root)
        );
        // The same proof at another place.
        if size > 1 {
            let other = if index == 0 { size - 1 } else { index - 1 };
            prop_assert!(verify_inclusion(other, size, &leaf, &root, &proof).is_err());
        }
    }

    #[test]
    fn huge_trees_have_consistency_proofs_that_hold_and_no_others_do(
        new in borders(), from in borders(), pick in any::<u64>(), at in any::<usize>(), bit in 0_usize..256,
    ) {
        let old = if from < new { from } else { 1 + pick % new };
        let tree = Sparse::new(new, &[pick % new, old - 1, new - 1]);
        let root = tree.naive_root(0, new);
        let old_root = tree.naive_root(0, old);
        let proof = consistency_proof(&tree, old, new).unwrap();
        prop_assert_eq!(verify_consistency(old, &old_root, new, &root, &proof), Ok(()));
        for proof in altered(&proof, at, bit) {
            prop_assert!(verify_consistency(old, &old_root, new, &root, &proof).is_err());
        }
        let flip = |hash: &Hash| { let mut hash = *hash; hash[bit / 8] ^= 1 << (bit % 8); hash };
        prop_assert_eq!(
            verify_consistency(old, &flip(&old_root), new, &root, &proof),
            Err(wrong_old_root(old, new))
        );
        prop_assert!(verify_consistency(old, &old_root, new, &flip(&root), &proof).is_err());
    }

    #[test]
    fn a_history_that_was_changed_is_not_consistent(
        new in borders(), pick in any::<u64>(), changed in any::<u64>(),
    ) {
        let old = 1 + pick % new;
        let before = Sparse::new(new, &[]);
        let after = Sparse::new(new, &[changed % old]);
        let proof = consistency_proof(&after, old, new).unwrap();
        let verified = verify_consistency(
            old, &before.naive_root(0, old), new, &after.naive_root(0, new), &proof,
        );
        prop_assert_eq!(verified, Err(wrong_old_root(old, new)));
    }

    #[test]
    fn no_sizes_and_no_number_of_hashes_make_a_verifier_panic(
        small in any::<u64>(), large in any::<u64>(), length in 0_usize..70,
    ) {
        let proof = vec![leaf(1); length];
        prop_assert!(verify_inclusion(small, large, &leaf(2), &leaf(3), &proof).is_err());
        prop_assert!(
            small == 0 || verify_consistency(small, &leaf(2), large, &leaf(3), &proof).is_err()
        );
    }
}
