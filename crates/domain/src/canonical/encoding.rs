//! From a movement to its canonical bytes.

use std::borrow::Cow;
use std::io::Write;

use super::VERSION;
use crate::{AccessChange, Address, Change, Movement, RetailerCode};

/// What a movement changes, as the second byte.
pub(super) mod kind {
    pub const CONSENT: u8 = 1;
    pub const GRANT: u8 = 2;
    pub const REPLACE: u8 = 3;
    pub const REVOKE: u8 = 4;
    pub const REVOKE_ALL: u8 = 5;
}

/// Before an optional value that is absent.
pub(super) const ABSENT: u8 = 0;
/// Before an optional value that is there.
pub(super) const PRESENT: u8 = 1;

/// Room for what has a fixed length and an address of usual length; a longer movement grows it.
const USUAL_BYTES: usize = 128;

/// The canonical bytes of a movement of the recipient at `address`, which must fit the movement's
/// channel. Lists of retailers are written ascending and without repeats, whatever order they have.
pub fn encode(movement: &Movement, address: &Address) -> Vec<u8> {
    let mut out = Vec::with_capacity(USUAL_BYTES);
    encode_into(&mut out, movement, address);
    out
}

/// Appends what [`encode`] returns to `out`, for callers that encode many movements.
pub fn encode_into(out: &mut Vec<u8>, movement: &Movement, address: &Address) {
    debug_assert!(
        address.fits(movement.key.channel),
        "an address of the channel's kind"
    );
    out.push(VERSION);
    out.push(match &movement.change {
        Change::Consent(_) => kind::CONSENT,
        Change::Access(AccessChange::Grant(_)) => kind::GRANT,
        Change::Access(AccessChange::Replace(_)) => kind::REPLACE,
        Change::Access(AccessChange::Revoke(_)) => kind::REVOKE,
        Change::Access(AccessChange::RevokeAll) => kind::REVOKE_ALL,
    });
    out.push(movement.key.channel.to_byte());
    out.push(movement.key.recipient_type.to_byte());
    out.extend(movement.key.brand.0.to_be_bytes());
    out.extend(movement.recorded_at.as_millis().to_be_bytes());
    put_optional(out, movement.prev.map(|seq| seq.0.to_be_bytes()));
    out.extend(movement.item.request.0);
    out.extend(movement.item.index.to_be_bytes());
    put_address(out, address);
    match &movement.change {
        Change::Consent(consent) => {
            out.push(consent.status.to_byte());
            put_optional(out, consent.source.map(|source| [source.to_byte()]));
            put_optional(
                out,
                consent
                    .consent_date
                    .map(|date| date.as_millis().to_be_bytes()),
            );
            put_optional(out, consent.retailer.map(|code| code.0.to_be_bytes()));
            put_retailers(out, &consent.retailer_access);
        }
        Change::Access(
            AccessChange::Grant(codes) | AccessChange::Replace(codes) | AccessChange::Revoke(codes),
        ) => put_retailers(out, codes),
        Change::Access(AccessChange::RevokeAll) => {}
    }
}

/// A byte that says whether there is a value, and the value.
fn put_optional<const N: usize>(out: &mut Vec<u8>, value: Option<[u8; N]>) {
    match value {
        None => out.push(ABSENT),
        Some(bytes) => {
            out.push(PRESENT);
            out.extend(bytes);
        }
    }
}

/// Length in two bytes, and the wire form.
fn put_address(out: &mut Vec<u8>, address: &Address) {
    let start = out.len();
    out.extend([0; 2]);
    write!(out, "{address}").expect("writing to memory cannot fail");
    let length = out.len() - start - 2;
    let length = u16::try_from(length).expect("an address has at most 265 bytes");
    out[start..start + 2].copy_from_slice(&length.to_be_bytes());
}

/// Count in four bytes, and the codes in four bytes each, ascending.
fn put_retailers(out: &mut Vec<u8>, codes: &[RetailerCode]) {
    let codes = if codes.is_sorted_by(|left, right| left < right) {
        Cow::Borrowed(codes)
    } else {
        let mut sorted = codes.to_vec();
        sorted.sort_unstable();
        sorted.dedup();
        Cow::Owned(sorted)
    };
    let count = u32::try_from(codes.len()).expect("there are no more different codes than u32s");
    out.extend(count.to_be_bytes());
    for code in codes.iter() {
        out.extend(code.0.to_be_bytes());
    }
}
