//! A log_row: consecutive records that are stored as one row of the log.
//!
//! Key: the position of its first record, 64 bits, big-endian. Value: each record after its length
//! (unsigned). A log row holds the records of one group, and none from both sides of a multiple of
//! [`RECORDS_MAX`]; so the row that holds a position is found near it, rows are written once, and
//! again only when something in them is erased ([`crate::erasure`]), and the engine's cost of a row is shared by the records in it.
//!
//! Each record has its own check. A damaged length points at something that is no record.
//!
//! The addresses that records of a log row have brought along are one row of `addresses` at the same
//! key. Value: of each how far its record lies from the key (1), its length (unsigned), the sealed
//! address. An address is erased by writing the row without it.

use crate::bytes::{self, Reader};

/// How many records a log row holds at most; a power of two. About the block of a table.
pub(crate) const RECORDS_MAX: u64 = 32;

/// The first position whose record can be in the same log row as this one's.
pub(crate) fn first_beside(seq: u64) -> u64 {
    seq & !(RECORDS_MAX - 1)
}

/// Whether the record after this one begins another log row.
pub(crate) fn ends_at(seq: u64) -> bool {
    first_beside(seq + 1) == seq + 1
}

/// Adds a record to a log row.
pub(crate) fn put(log_row: &mut Vec<u8>, record: &[u8]) {
    bytes::put_unsigned(log_row, record.len() as u64);
    log_row.extend_from_slice(record);
}

/// Adds the sealed address that the record at `seq` has brought to those of the log row from `first`.
pub(crate) fn put_address(addresses: &mut Vec<u8>, first: u64, seq: u64, sealed: &[u8]) {
    // Bundles are far shorter than 256 records.
    addresses.push(seq.wrapping_sub(first).to_le_bytes()[0]);
    put(addresses, sealed);
}

/// The sealed addresses beside the log row from `first`, with the positions of the records that have
/// brought them. `None`, once and at the end: the row is not whole.
pub(crate) fn addresses(mut row: &[u8], first: u64) -> impl Iterator<Item = Option<(u64, &[u8])>> {
    std::iter::from_fn(move || {
        let (offset, rest) = row.split_first()?;
        row = rest;
        let seq = first.checked_add(u64::from(*offset));
        let entry = seq.and_then(|seq| Some((seq, take(&mut row)?)));
        if entry.is_none() {
            row = &[];
        }
        Some(entry)
    })
}

/// The sealed address that the record at `seq` has brought, if it is among those of the log row from
/// `first`.
pub(crate) fn address(row: &[u8], first: u64, seq: u64) -> Option<&[u8]> {
    addresses(row, first)
        .map_while(|entry| entry)
        .find(|(at, _)| *at == seq)
        .map(|(_, sealed)| sealed)
}

/// Takes the first record off a log row. `None`: there is none, or it is not whole.
pub(crate) fn take<'a>(log_row: &mut &'a [u8]) -> Option<&'a [u8]> {
    let mut reader = Reader(log_row);
    let len = usize::try_from(reader.unsigned()?).ok()?;
    let (record, rest) = reader.0.split_at_checked(len)?;
    *log_row = rest;
    Some(record)
}

/// How many records it holds. `None`: it is not whole.
pub(crate) fn count(mut log_row: &[u8]) -> Option<u64> {
    let mut count = 0;
    while !log_row.is_empty() {
        take(&mut log_row)?;
        count += 1;
    }
    Some(count)
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a test may stop at what it does not expect"
    )]

    use super::*;

    #[test]
    fn records_come_out_of_a_bundle_as_they_went_in() {
        let records = [vec![1; 300], Vec::new(), vec![2; 5]];
        let mut log_row = Vec::new();
        for record in &records {
            put(&mut log_row, record);
        }
        assert_eq!(count(&log_row), Some(3));
        let mut rest = log_row.as_slice();
        for record in &records {
            assert_eq!(take(&mut rest).unwrap(), record);
        }
        assert_eq!(take(&mut rest), None);
    }

    #[test]
    fn an_address_is_found_by_its_record_alone() {
        let mut addresses = Vec::new();
        put_address(&mut addresses, 64, 65, b"first");
        put_address(&mut addresses, 64, 95, b"second");
        assert_eq!(address(&addresses, 64, 65), Some(b"first".as_slice()));
        assert_eq!(address(&addresses, 64, 95), Some(b"second".as_slice()));
        for other in [0, 64, 66, 96, 65 + 256] {
            assert_eq!(address(&addresses, 64, other), None, "{other}");
        }
        for len in 0..addresses.len() {
            assert_eq!(address(&addresses[..len], 64, 95), None, "length {len}");
        }
    }

    #[test]
    fn a_cut_bundle_is_not_whole() {
        let mut log_row = Vec::new();
        put(&mut log_row, &[1; 300]);
        for len in 1..log_row.len() {
            assert_eq!(count(&log_row[..len]), None, "length {len}");
        }
    }

    #[test]
    fn no_bundle_crosses_a_multiple_of_its_size() {
        assert_eq!(first_beside(31), 0);
        assert_eq!(first_beside(32), 32);
        assert!(ends_at(31) && !ends_at(32) && !ends_at(30));
    }
}
