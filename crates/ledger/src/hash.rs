//! Hashing of what is random already.
//!
//! Pseudonyms and leaf hashes are outputs of keyed or cryptographic hashes: whoever sends requests
//! cannot choose them, so the maps keyed by them need no defence against chosen keys, only good
//! spreading at the cost of a few multiplications.

use std::hash::{BuildHasherDefault, Hasher};

use domain::ConsentKey;

use crate::bytes;

/// Odd numbers with well mixed bits (from the fractions of π and of the golden ratio).
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;
const MIX_MORE: u64 = 0x2437_54fa_8a21_7b65;

/// A map hashed by [`PseudonymHasher`].
pub(crate) type Map<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<PseudonymHasher>>;
/// A set hashed by [`PseudonymHasher`].
pub(crate) type Set<K> = std::collections::HashSet<K, BuildHasherDefault<PseudonymHasher>>;

/// Takes a pseudonym's own bytes for its hash: they are a keyed hash already.
#[derive(Clone, Copy, Default)]
pub(crate) struct PseudonymHasher(u64);

impl PseudonymHasher {
    fn add(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(26) ^ word).wrapping_mul(MIX);
    }
}

impl Hasher for PseudonymHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        for word in words {
            self.add(u64::from_le_bytes(*word));
        }
        if !rest.is_empty() {
            let mut word = [0; 8];
            word[..rest.len()].copy_from_slice(rest);
            self.add(u64::from_le_bytes(word));
        }
    }

    fn write_u8(&mut self, number: u8) {
        self.add(u64::from(number));
    }

    fn write_u32(&mut self, number: u32) {
        self.add(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.add(number);
    }

    fn write_usize(&mut self, number: usize) {
        self.add(number as u64);
    }

    fn write_isize(&mut self, number: isize) {
        self.add(number.cast_unsigned() as u64);
    }

    fn finish(&self) -> u64 {
        // The map takes its group from the low bits and its tag from the top ones.
        self.0 ^ (self.0 >> 32)
    }
}

/// The 64-bit fingerprint of a record's key; never 0.
pub(crate) fn fingerprint(key: &ConsentKey) -> u64 {
    let (halves, _) = key.recipient.0.as_chunks::<8>();
    let (high, low) = (u64::from_be_bytes(halves[0]), u64::from_be_bytes(halves[1]));
    let rest = u64::from(key.brand.0) << 8 | u64::from(bytes::kinds(key));
    let mut mixed = (high ^ rest.wrapping_mul(MIX)).wrapping_mul(MIX_MORE) ^ low;
    mixed = (mixed ^ (mixed >> 32)).wrapping_mul(MIX);
    (mixed ^ (mixed >> 29)).max(1)
}
