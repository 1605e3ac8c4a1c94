//! What is left of an erased movement, at its position in place of its record:
//!
//! | field | bytes | |
//! |---|---|---|
//! | form | 1 | upper half: the form's number, 2; lower half: 0 |
//! | recorded at | 1–10 | signed number, milliseconds; times never decrease along the log, and are searched |
//! | leaf | 33 | as in the public log |
//! | check | 4 | as in a record |
//!
//! Nothing of it says whom the movement was about, or for which brand.

use domain::canonical::Leaf;
use domain::{Seq, Timestamp};

use super::{CHECK_LEN, check};
use crate::bytes::{self, Reader};

/// The first byte.
pub(super) const FORM: u8 = 2 << 4;

/// An erased movement, read back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Erased {
    pub(crate) recorded_at: Timestamp,
    pub(crate) leaf: Leaf,
}

/// Writes what is left of a movement into `bytes`, which is cleared first.
pub(crate) fn encode(bytes: &mut Vec<u8>, seq: Seq, erased: &Erased) {
    bytes.clear();
    bytes.push(FORM);
    bytes::put_signed(bytes, erased.recorded_at.as_millis());
    bytes.extend_from_slice(&erased.leaf.0);
    let check = check(seq, bytes);
    bytes.extend_from_slice(&check.to_be_bytes());
    debug_assert!(bytes.len() > CHECK_LEN);
}

/// Reads what follows the first byte.
pub(super) fn decode(reader: &mut Reader<'_>) -> Option<Erased> {
    let recorded_at = Timestamp::from_millis(reader.signed()?);
    let leaf = Leaf(reader.array()?);
    reader.is_empty().then_some(Erased { recorded_at, leaf })
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test may stop at what it does not expect"
    )]

    use super::super::{Stored, decode, leaf};
    use super::*;

    fn stored(erased: &Erased) -> Vec<u8> {
        let mut bytes = vec![1, 2, 3];
        encode(&mut bytes, Seq(301), erased);
        bytes
    }

    #[test]
    fn what_is_left_reads_back_as_it_was_written() {
        for millis in [i64::MIN, -1, 0, 1_788_253_200_123, i64::MAX] {
            let erased = Erased {
                recorded_at: Timestamp::from_millis(millis),
                leaf: Leaf([6; Leaf::LEN]),
            };
            let bytes = stored(&erased);
            assert_eq!(decode(Seq(301), &bytes), Some(Stored::Erased(erased)));
            assert_eq!(leaf(Seq(301), &bytes), Some(erased.leaf));
            assert_eq!(decode(Seq(302), &bytes), None, "at another position");
        }
    }

    #[test]
    fn no_flipped_bit_and_no_lost_byte_gets_by() {
        let whole = stored(&Erased {
            recorded_at: Timestamp::from_millis(1_788_253_200_123),
            leaf: Leaf([6; Leaf::LEN]),
        });
        for bit in 0..whole.len() * 8 {
            let mut damaged = whole.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(decode(Seq(301), &damaged), None, "bit {bit}");
            assert_eq!(leaf(Seq(301), &damaged), None, "bit {bit}");
        }
        for len in 0..whole.len() {
            assert_eq!(decode(Seq(301), &whole[..len]), None, "length {len}");
            assert_eq!(leaf(Seq(301), &whole[..len]), None, "length {len}");
        }
    }
}
