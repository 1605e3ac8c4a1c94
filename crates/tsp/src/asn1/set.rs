//! A `SET OF` as authorities write it.

use der::{
    Decode, DecodeValue, Encode, EncodeValue, FixedTag, Header, Length, Reader, Tag, Writer,
};

/// The most members read: far above any real set of certificates, attributes or signers.
const MAX_MEMBERS: usize = 64;

/// The members of a `SET OF`. Read in whatever order they stand, because many authorities do not sort their
/// certificates; written in DER's order, because that is what is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnyOrder<T>(pub Vec<T>);

impl<T> FixedTag for AnyOrder<T> {
    const TAG: Tag = Tag::Set;
}

impl<'a, T: Decode<'a, Error = der::Error>> DecodeValue<'a> for AnyOrder<T> {
    type Error = der::Error;

    fn decode_value<R: Reader<'a>>(reader: &mut R, _header: Header) -> der::Result<Self> {
        let mut members = Vec::new();
        while !reader.is_finished() {
            if members.len() == MAX_MEMBERS {
                return Err(reader.error(Tag::Set.length_error()));
            }
            members.push(T::decode(reader)?);
        }
        Ok(Self(members))
    }
}

impl<T: Encode> EncodeValue for AnyOrder<T> {
    fn value_len(&self) -> der::Result<Length> {
        self.0
            .iter()
            .try_fold(Length::ZERO, |sum, member| sum + member.encoded_len()?)
    }

    fn encode_value(&self, writer: &mut impl Writer) -> der::Result<()> {
        let mut members = self
            .0
            .iter()
            .map(Encode::to_der)
            .collect::<der::Result<Vec<_>>>()?;
        members.sort();
        members.iter().try_for_each(|member| writer.write(member))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_are_read_in_any_order_and_written_in_ders() {
        let unsorted = [0x31, 6, 2, 1, 9, 2, 1, 3];
        let set = AnyOrder::<u8>::from_der(&unsorted).unwrap();
        assert_eq!(set.0, [9, 3]);
        assert_eq!(set.to_der().unwrap(), [0x31, 6, 2, 1, 3, 2, 1, 9]);
    }

    #[test]
    fn more_members_than_any_real_set_are_refused() {
        let set = |members: usize| AnyOrder(vec![1_u8; members]).to_der().unwrap();
        assert!(AnyOrder::<u8>::from_der(&set(MAX_MEMBERS)).is_ok());
        assert!(AnyOrder::<u8>::from_der(&set(MAX_MEMBERS + 1)).is_err());
    }
}
