//! An authority's no and its reasons.

use std::fmt;

use der::asn1::BitString;

/// The reasons of RFC 3161 section 2.4.2, by the number of their bit.
const REASONS: [(u8, &str); 8] = [
    (0, "badAlg"),
    (2, "badRequest"),
    (5, "badDataFormat"),
    (14, "timeNotAvailable"),
    (15, "unacceptedPolicy"),
    (16, "unacceptedExtension"),
    (17, "addInfoNotAvailable"),
    (25, "systemFailure"),
];

/// Why an authority did not stamp.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// PKIStatus: 2 rejection, 3 waiting, 4 and 5 about revocation; `None` when the answer had no status at all.
    pub status: Option<u32>,
    /// Its words, in one line without control characters; often empty.
    pub text: String,
    /// Its reasons.
    pub fail_info: FailInfo,
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.status {
            Some(status) => write!(out, "status {status}")?,
            None => write!(out, "no status")?,
        }
        for name in self.fail_info.names() {
            write!(out, ", {name}")?;
        }
        if !self.text.is_empty() {
            write!(out, ": {}", self.text)?;
        }
        Ok(())
    }
}

/// A set of reasons: bits of PKIFailureInfo.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FailInfo(u32);

impl FailInfo {
    /// The digest's algorithm is not known.
    pub const BAD_ALG: Self = Self::bit(0);
    /// The request is not allowed or supported.
    pub const BAD_REQUEST: Self = Self::bit(2);
    /// The request cannot be read.
    pub const BAD_DATA_FORMAT: Self = Self::bit(5);
    /// The authority's clock is not to be had.
    pub const TIME_NOT_AVAILABLE: Self = Self::bit(14);
    /// The policy asked for is not known.
    pub const UNACCEPTED_POLICY: Self = Self::bit(15);
    /// An extension asked for is not known.
    pub const UNACCEPTED_EXTENSION: Self = Self::bit(16);
    /// More was asked for than can be given.
    pub const ADD_INFO_NOT_AVAILABLE: Self = Self::bit(17);
    /// Something else went wrong.
    pub const SYSTEM_FAILURE: Self = Self::bit(25);

    const fn bit(number: u8) -> Self {
        Self(1 << number)
    }

    /// Whether all of the other's reasons are among these.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether no reason is given.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The RFC's names of the reasons; bits it does not name are left out.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        REASONS
            .into_iter()
            .filter(move |(bit, _)| self.contains(Self::bit(*bit)))
            .map(|(_, name)| name)
    }

    /// Bits beyond the RFC's are dropped.
    pub(crate) fn from_asn1(bits: &BitString) -> Self {
        let set = bits
            .bits()
            .take(32)
            .zip(0_u8..)
            .filter(|(is_set, _)| *is_set);
        Self(set.fold(0, |sum, (_, number)| sum | Self::bit(number).0))
    }

    pub(crate) fn to_asn1(self) -> BitString {
        let octets = self.0.reverse_bits().to_be_bytes();
        // DER writes a list of named bits without the zeros at its end.
        let length = octets
            .iter()
            .rposition(|octet| *octet != 0)
            .map_or(0, |last| last + 1);
        let unused = octets[..length]
            .last()
            .map_or(0, |last| last.trailing_zeros());
        let unused =
            u8::try_from(unused).expect("an octet that is not zero has at most seven zeros");
        BitString::new(unused, &octets[..length])
            .expect("at most four octets, with zeros at the end")
    }
}

#[cfg(test)]
mod tests {
    use der::{Decode, Encode};

    use super::*;

    #[test]
    fn reasons_are_a_bit_string_without_zeros_at_its_end() {
        assert_eq!(
            FailInfo::BAD_ALG.to_asn1().to_der().unwrap(),
            [3, 2, 7, 0x80]
        );
        assert_eq!(
            FailInfo::BAD_REQUEST.to_asn1().to_der().unwrap(),
            [3, 2, 5, 0x20]
        );
        assert_eq!(
            FailInfo::TIME_NOT_AVAILABLE.to_asn1().to_der().unwrap(),
            [3, 3, 1, 0, 2]
        );
        assert_eq!(
            FailInfo::SYSTEM_FAILURE.to_asn1().to_der().unwrap(),
            [3, 5, 6, 0, 0, 0, 0x40]
        );
        assert_eq!(FailInfo::default().to_asn1().to_der().unwrap(), [3, 1, 0]);
    }

    #[test]
    fn each_reason_is_read_back_with_its_name() {
        for (bit, name) in REASONS {
            let reason = FailInfo::bit(bit);
            assert_eq!(FailInfo::from_asn1(&reason.to_asn1()), reason);
            assert_eq!(reason.names().collect::<Vec<_>>(), [name]);
        }
    }

    #[test]
    fn bits_beyond_the_rfcs_do_no_harm() {
        let long = BitString::from_der(&[3, 7, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]).unwrap();
        assert_eq!(FailInfo::from_asn1(&long).names().count(), REASONS.len());
    }

    #[test]
    fn a_refusal_reads_as_one_line() {
        let refusal = Refusal {
            status: Some(2),
            text: "no credit left".into(),
            fail_info: FailInfo::BAD_REQUEST,
        };
        assert_eq!(refusal.to_string(), "status 2, badRequest: no credit left");
    }
}
