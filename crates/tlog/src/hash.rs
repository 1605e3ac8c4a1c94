//! The hashes of the tree (RFC 6962, section 2.1): leaves and nodes are told apart by their first byte.

use sha2::{Digest, Sha256};

/// A SHA-256 digest.
pub type Hash = [u8; HASH_BYTES];

/// Length of a digest, in bytes.
pub const HASH_BYTES: usize = 32;

/// The hash of a leaf: SHA-256 over a zero byte and the entry (RFC 6962, section 2.1).
pub fn leaf_hash(entry: &[u8]) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update([0x00]);
    hasher.update(entry);
    hasher.finalize().into()
}

/// The hash of a node: SHA-256 over a one byte and the hashes of its two children (RFC 6962, section 2.1).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    let mut input = [0x01; 1 + 2 * HASH_BYTES];
    input[1..=HASH_BYTES].copy_from_slice(left);
    input[1 + HASH_BYTES..].copy_from_slice(right);
    Sha256::digest(input).into()
}

/// The root of the tree without leaves: the digest of nothing (RFC 6962, section 2.1).
pub fn empty_root() -> Hash {
    Sha256::digest([]).into()
}

/// The root over a whole number of neighbouring nodes of one height, whose count is a power of two.
pub(crate) fn perfect_root(nodes: &[Hash]) -> Hash {
    debug_assert!(nodes.len().is_power_of_two());
    if let [only] = nodes {
        return *only;
    }
    let mut row: Vec<Hash> = pairs(nodes);
    while row.len() > 1 {
        row = pairs(&row);
    }
    row[0]
}

fn pairs(row: &[Hash]) -> Vec<Hash> {
    let (pairs, _) = row.as_chunks::<2>();
    pairs
        .iter()
        .map(|[left, right]| node_hash(left, right))
        .collect()
}
