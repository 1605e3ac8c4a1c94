//! Reading and writing of the stored forms' elements.
//!
//! Whole numbers are variable-length (LEB128: seven bits a byte, lowest first, the top bit says
//! that more follow); signed ones are folded first (0, -1, 1, -2, … become 0, 1, 2, 3, …). Fixed
//! fields are big-endian.

use domain::{BrandCode, Channel, ConsentKey, RecipientId, RecipientType, RetailerCode};

/// Length in bytes of a stored [`ConsentKey`].
pub(crate) const KEY_LEN: usize = RecipientId::LEN + 4 + 1;
/// Longest stored variable-length number, in bytes.
const VARINT_LEN_MAX: usize = 10;
/// Longest list of retailers that is read back, in entries; a longer one cannot have been written.
const RETAILERS_MAX: u64 = 1_000_000;

pub(crate) fn put_unsigned(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

pub(crate) fn put_signed(bytes: &mut Vec<u8>, number: i64) {
    put_unsigned(
        bytes,
        (number.cast_unsigned() << 1) ^ (number >> 63).cast_unsigned(),
    );
}

pub(crate) fn put_retailers(bytes: &mut Vec<u8>, retailers: &[RetailerCode]) {
    put_unsigned(bytes, retailers.len() as u64);
    for retailer in retailers {
        bytes.extend_from_slice(&retailer.0.to_be_bytes());
    }
}

/// The key's stored form: recipient, brand, then recipient type and channel in one byte, so that
/// the order of the bytes is the order of the keys.
pub(crate) fn key_bytes(key: &ConsentKey) -> [u8; KEY_LEN] {
    let mut bytes = [0; KEY_LEN];
    bytes[..16].copy_from_slice(&key.recipient.0);
    bytes[16..20].copy_from_slice(&key.brand.0.to_be_bytes());
    bytes[20] = kinds(key);
    bytes
}

/// Recipient type and channel in one byte.
pub(crate) fn kinds(key: &ConsentKey) -> u8 {
    key.recipient_type.to_byte() << 4 | key.channel.to_byte()
}

/// Reads what [`key_bytes`] wrote.
pub(crate) fn read_key(bytes: &[u8]) -> Option<ConsentKey> {
    let mut reader = Reader(bytes);
    let key = reader.key()?;
    reader.is_empty().then_some(key)
}

/// The rest of a stored form. Every read is `None` where the bytes are not of that form.
pub(crate) struct Reader<'a>(pub(crate) &'a [u8]);

impl<'a> Reader<'a> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(len)?;
        self.0 = rest;
        Some(taken)
    }

    pub(crate) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (array, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*array)
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(crate) fn unsigned(&mut self) -> Option<u64> {
        let mut number = 0_u64;
        for place in 0..VARINT_LEN_MAX {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7f).checked_shl(7 * u32::try_from(place).ok()?)?;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn signed(&mut self) -> Option<i64> {
        let folded = self.unsigned()?;
        Some((folded >> 1).cast_signed() ^ -(folded & 1).cast_signed())
    }

    pub(crate) fn retailer(&mut self) -> Option<RetailerCode> {
        self.array().map(u32::from_be_bytes).map(RetailerCode)
    }

    pub(crate) fn retailers(&mut self) -> Option<Vec<RetailerCode>> {
        let count = self.unsigned()?;
        if count > RETAILERS_MAX {
            return None;
        }
        (0..count).map(|_| self.retailer()).collect()
    }

    pub(crate) fn key(&mut self) -> Option<ConsentKey> {
        let recipient = RecipientId(self.array()?);
        let brand = BrandCode(u32::from_be_bytes(self.array()?));
        let (recipient_type, channel) = self.kinds()?;
        Some(ConsentKey {
            recipient,
            brand,
            recipient_type,
            channel,
        })
    }

    pub(crate) fn kinds(&mut self) -> Option<(RecipientType, Channel)> {
        let kinds = self.byte()?;
        Some((
            RecipientType::from_byte(kinds >> 4)?,
            Channel::from_byte(kinds & 0x0f)?,
        ))
    }
}
