//! From canonical bytes to what they say. Strict: whatever an encoder would not have written is
//! refused.

use super::encoding::{ABSENT, PRESENT, kind};
use super::{MAX_BYTES, Opened, VERSION};
use crate::movement::ConsentChange;
use crate::{
    AccessChange, Address, BrandCode, Change, Channel, ItemId, RecipientType, RequestId,
    RetailerCode, Seq, Source, Status, Timestamp,
};

/// Bytes that are no movement. Says nothing of what they hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatError {
    /// Longer than [`MAX_BYTES`].
    #[error("longer than any movement")]
    TooLong,
    /// They end too early.
    #[error("the bytes end before the movement does")]
    Truncated,
    /// Something follows the movement.
    #[error("bytes follow the movement")]
    Trailing,
    /// The version is not known to this program.
    #[error("version {0} of the format is not known")]
    Version(u8),
    /// A field holds what no encoder writes there.
    #[error("the field `{0}` has no such value")]
    Field(&'static str),
}

/// Reads canonical bytes: all of them, and only in the one form [`super::encode`] writes.
pub fn decode(bytes: &[u8]) -> Result<Opened, FormatError> {
    if bytes.len() > MAX_BYTES {
        return Err(FormatError::TooLong);
    }
    let mut reader = Reader(bytes);
    let version = reader.byte()?;
    if version != VERSION {
        return Err(FormatError::Version(version));
    }
    let kind = reader.byte()?;
    let channel = reader.known("channel", Channel::from_byte)?;
    let recipient_type = reader.known("recipientType", RecipientType::from_byte)?;
    let brand = BrandCode(reader.u32()?);
    let recorded_at = reader.timestamp()?;
    let prev = reader
        .optional("prev", Reader::array)?
        .map(|bytes| Seq(u64::from_be_bytes(bytes)));
    let item = ItemId {
        request: RequestId(reader.array()?),
        index: reader.u32()?,
    };
    let address = reader.address(channel)?;
    let change = match kind {
        kind::CONSENT => Change::Consent(ConsentChange {
            status: reader.known("status", Status::from_byte)?,
            source: reader
                .optional("source", |reader| reader.known("source", Source::from_byte))?,
            consent_date: reader.optional("consentDate", Reader::timestamp)?,
            retailer: reader.optional("retailer", Reader::u32)?.map(RetailerCode),
            retailer_access: reader.retailers()?,
        }),
        kind::GRANT => Change::Access(AccessChange::Grant(reader.retailers()?)),
        kind::REPLACE => Change::Access(AccessChange::Replace(reader.retailers()?)),
        kind::REVOKE => Change::Access(AccessChange::Revoke(reader.retailers()?)),
        kind::REVOKE_ALL => Change::Access(AccessChange::RevokeAll),
        _ => return Err(FormatError::Field("kind")),
    };
    if !reader.0.is_empty() {
        return Err(FormatError::Trailing);
    }
    Ok(Opened {
        address,
        brand,
        recipient_type,
        channel,
        change,
        recorded_at,
        prev,
        item,
    })
}

/// The bytes not read yet.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, count: usize) -> Result<&'a [u8], FormatError> {
        let (taken, rest) = self
            .0
            .split_at_checked(count)
            .ok_or(FormatError::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], FormatError> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(FormatError::Truncated)?;
        self.0 = rest;
        Ok(*taken)
    }

    fn byte(&mut self) -> Result<u8, FormatError> {
        self.array().map(|[byte]| byte)
    }

    fn u32(&mut self) -> Result<u32, FormatError> {
        self.array().map(u32::from_be_bytes)
    }

    fn timestamp(&mut self) -> Result<Timestamp, FormatError> {
        self.array()
            .map(i64::from_be_bytes)
            .map(Timestamp::from_millis)
    }

    /// A byte that stands for one of several words.
    fn known<T>(
        &mut self,
        field: &'static str,
        from_byte: fn(u8) -> Option<T>,
    ) -> Result<T, FormatError> {
        from_byte(self.byte()?).ok_or(FormatError::Field(field))
    }

    fn optional<T>(
        &mut self,
        field: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T, FormatError>,
    ) -> Result<Option<T>, FormatError> {
        match self.byte()? {
            ABSENT => Ok(None),
            PRESENT => read(self).map(Some),
            _ => Err(FormatError::Field(field)),
        }
    }

    fn address(&mut self, channel: Channel) -> Result<Address, FormatError> {
        const REFUSED: FormatError = FormatError::Field("recipient");
        let length = self.array().map(u16::from_be_bytes)?;
        let text = str::from_utf8(self.take(length.into())?).map_err(|_| REFUSED)?;
        Address::from_stored(text)
            .filter(|address| address.fits(channel))
            .ok_or(REFUSED)
    }

    fn retailers(&mut self) -> Result<Vec<RetailerCode>, FormatError> {
        let count = usize::try_from(self.u32()?).map_err(|_| FormatError::Truncated)?;
        let bytes = self.take(count.checked_mul(4).ok_or(FormatError::Truncated)?)?;
        let (codes, _) = bytes.as_chunks();
        let codes: Vec<_> = codes
            .iter()
            .copied()
            .map(u32::from_be_bytes)
            .map(RetailerCode)
            .collect();
        if codes.is_sorted_by(|left, right| left < right) {
            Ok(codes)
        } else {
            Err(FormatError::Field("retailerAccess"))
        }
    }
}
