//! The rows of the derived keyspaces. They can be thrown away and rebuilt from the log.
//!
//! - `state`: consent key (21 bytes) → form (1), head (unsigned), how far `decided_by` lies before
//!   the head (unsigned), recorded at (signed, milliseconds), then the consent as in
//!   [`crate::record`].
//! - `state` too: pseudonym (16 bytes, so before the recipient's records) → position of the
//!   movement that brought the recipient's address (unsigned); `addresses` has it there.
//! - `feed`: brand (4), origin (1), seq (8) → nothing.
//! - `transactions`: first 5 bytes of the leaf hash, seq (8, without leading zeros) → nothing.

use std::cmp::Ordering;

use domain::movement::Recorded;
use domain::{
    BrandCode, Change, ConsentState, Origin, RecipientId, Seq, Status, Timestamp, TransactionId,
};

use crate::bytes::{self, Reader};
use crate::record;

const STATE_FORM: u8 = 1;
/// Length in bytes of a feed row.
pub(crate) const FEED_LEN: usize = 4 + 1 + 8;
/// How much of a leaf hash is written, in bytes: of a thousand million movements one in a thousand
/// shares it with another, which is found out when the record is read.
pub(crate) const TRANSACTION_PREFIX_LEN: usize = 5;

/// Writes a state into `bytes`, which is cleared first.
pub(crate) fn encode_state(bytes: &mut Vec<u8>, state: &ConsentState) {
    bytes.clear();
    bytes.push(STATE_FORM);
    bytes::put_unsigned(bytes, state.head.0);
    bytes::put_unsigned(bytes, state.head.0 - state.decided_by.0);
    bytes::put_signed(bytes, state.recorded_at.as_millis());
    record::put_consent(
        bytes,
        state.status,
        state.source,
        state.consent_date,
        state.retailer,
        &state.retailer_access,
    );
}

/// Reads what [`encode_state`] wrote.
pub(crate) fn decode_state(stored: &[u8]) -> Option<ConsentState> {
    let mut reader = Reader(stored);
    if reader.byte()? != STATE_FORM {
        return None;
    }
    let head = reader.unsigned()?;
    let decided_by = head.checked_sub(reader.unsigned()?)?;
    let recorded_at = Timestamp::from_millis(reader.signed()?);
    let consent = record::read_consent(&mut reader)?;
    reader.is_empty().then_some(ConsentState {
        head: Seq(head),
        decided_by: Seq(decided_by),
        status: consent.status,
        source: consent.source,
        consent_date: consent.consent_date,
        recorded_at,
        retailer: consent.retailer,
        retailer_access: consent.retailer_access,
    })
}

/// The recipient, if this is the key of the row that says where its address stands.
pub(crate) fn address_recipient(key: &[u8]) -> Option<RecipientId> {
    key.try_into().ok().map(RecipientId)
}

/// Writes where a recipient's address stands into `bytes`, which is cleared first.
pub(crate) fn encode_address_position(bytes: &mut Vec<u8>, seq: u64) {
    bytes.clear();
    bytes::put_unsigned(bytes, seq);
}

/// Reads what [`encode_address_position`] wrote.
pub(crate) fn decode_address_position(stored: &[u8]) -> Option<u64> {
    let mut reader = Reader(stored);
    let seq = reader.unsigned()?;
    reader.is_empty().then_some(seq)
}

/// Reads the status alone.
pub(crate) fn decode_status(stored: &[u8]) -> Option<Status> {
    let mut reader = Reader(stored);
    if reader.byte()? != STATE_FORM {
        return None;
    }
    reader.unsigned()?;
    reader.unsigned()?;
    reader.signed()?;
    Status::from_byte(reader.byte()? & record::STATUS_MASK)
}

/// Which feed a movement belongs to; `None`: it does not set a status. A merchant's first record
/// may come without a source; the provider made it.
pub(crate) fn feed_of(recorded: &Recorded) -> Option<(BrandCode, Origin)> {
    match &recorded.movement.change {
        Change::Consent(consent) => Some((
            recorded.movement.key.brand,
            consent
                .source
                .map_or(Origin::Provider, domain::Source::origin),
        )),
        Change::Access(_) => None,
    }
}

/// A feed row's key.
pub(crate) fn feed_key(brand: BrandCode, origin: Origin, seq: u64) -> [u8; FEED_LEN] {
    let mut bytes = [0; FEED_LEN];
    bytes[..4].copy_from_slice(&brand.0.to_be_bytes());
    bytes[4] = origin.to_byte();
    bytes[5..].copy_from_slice(&seq.to_be_bytes());
    bytes
}

/// The part of a leaf hash that is indexed.
pub(crate) fn transaction_prefix(transaction: &TransactionId) -> u64 {
    let mut bytes = [0; 8];
    bytes.copy_from_slice(&transaction.0[..8]);
    u64::from_be_bytes(bytes)
}

/// The part of a prefix that is written to disk; the rows of a name begin with it.
pub(crate) fn transaction_row(prefix: u64) -> [u8; TRANSACTION_PREFIX_LEN] {
    let mut bytes = [0; TRANSACTION_PREFIX_LEN];
    bytes.copy_from_slice(&prefix.to_be_bytes()[..TRANSACTION_PREFIX_LEN]);
    bytes
}

/// Writes a transaction row's key into `bytes`, which is cleared first.
pub(crate) fn encode_transaction(bytes: &mut Vec<u8>, prefix: u64, seq: u64) {
    bytes.clear();
    bytes.extend_from_slice(&transaction_row(prefix));
    let seq = seq.to_be_bytes();
    bytes.extend_from_slice(&seq[leading_zeros(&seq)..]);
}

/// The order of transaction rows' keys, by prefix and position.
pub(crate) fn transaction_order(one: (u64, u64), other: (u64, u64)) -> Ordering {
    let (row, other_row) = (transaction_row(one.0), transaction_row(other.0));
    row.cmp(&other_row).then_with(|| {
        let (one, other) = (one.1.to_be_bytes(), other.1.to_be_bytes());
        one[leading_zeros(&one)..].cmp(&other[leading_zeros(&other)..])
    })
}

fn leading_zeros(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte == 0).count()
}

/// The position in a transaction row's key.
pub(crate) fn transaction_seq(key: &[u8]) -> Option<u64> {
    let (_, written) = key.split_first_chunk::<TRANSACTION_PREFIX_LEN>()?;
    let mut seq = [0; 8];
    let zeros = seq.len().checked_sub(written.len())?;
    seq[zeros..].copy_from_slice(written);
    Some(u64::from_be_bytes(seq))
}

/// The position at the end of a log or feed row's key.
pub(crate) fn seq_at_end(key: &[u8]) -> Option<u64> {
    key.last_chunk::<8>()
        .map(|bytes| u64::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test may stop at what it does not expect"
    )]

    use super::*;

    #[test]
    fn names_that_begin_alike_are_written_in_the_order_of_their_rows() {
        let mut rows = Vec::new();
        for prefix in [0, 1 << 23, 1 << 24, u64::MAX] {
            for seq in [0, 1, 0xff, 0x100, 0xffff, 0x0001_0000, u64::MAX] {
                rows.push((prefix, seq));
            }
        }
        rows.sort_by(|one, other| transaction_order(*one, *other));
        let keys = rows.iter().map(|(prefix, seq)| {
            let mut key = Vec::new();
            encode_transaction(&mut key, *prefix, *seq);
            assert_eq!(transaction_seq(&key), Some(*seq));
            key
        });
        let keys: Vec<_> = keys.collect();
        assert!(keys.is_sorted());
    }
}
