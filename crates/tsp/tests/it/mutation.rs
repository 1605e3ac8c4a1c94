//! Damaged time stamps: never a panic, and never proof of anything else.

use proptest::prelude::*;
use tsp::{
    DevelopmentAuthority, Expect, GenTime, Imprint, Reply, Request, Token, Trust, Verified,
    VerifyError, verify,
};

use crate::fixture::Folder;

/// Those whose every bit counts: no certificate in them but the signer's.
const TIGHT: [&str; 3] = ["cms", "pss", "key-id"];

/// A time stamp that holds, and what it is checked against.
pub struct Case {
    pub bytes: Vec<u8>,
    trust: Trust,
    expect: Expect,
    pub verified: Verified,
}

impl Case {
    pub fn of(name: &str) -> Self {
        let folder = Folder::frozen();
        let token = folder.token(name);
        Self {
            bytes: token.to_der().to_vec(),
            trust: folder.trust("roots.pem"),
            expect: Expect::imprint(*token.imprint()),
            verified: folder.verify(name).unwrap(),
        }
    }

    /// One by our own authority.
    fn of_development() -> Self {
        let mut authority = DevelopmentAuthority::generate(&[7; 32], 1_767_323_045).unwrap();
        let imprint = Imprint::sha256(b"data");
        let time = GenTime::from_unix_millis(1_767_323_045_678).unwrap();
        let answer = authority.answer(&Request::new(imprint, 42).to_der(), time, 1);
        let token = Token::parse(&answer).unwrap();
        let trust = Trust::from_pem(&authority.root_pem()).unwrap();
        let expect = Expect::imprint(imprint);
        Self {
            bytes: token.to_der().to_vec(),
            verified: verify(&token, &trust, &expect).unwrap(),
            trust,
            expect,
        }
    }

    fn tight() -> impl Iterator<Item = Self> {
        TIGHT
            .into_iter()
            .map(Self::of)
            .chain([Self::of_development()])
    }

    /// `None` for what is no token.
    pub fn verify(&self, bytes: &[u8]) -> Option<Result<Verified, VerifyError>> {
        let token = Token::parse(bytes).ok()?;
        Some(verify(&token, &self.trust, &self.expect))
    }
}

#[test]
fn one_bit_flipped_anywhere_and_nothing_is_proven() {
    for case in Case::tight() {
        let name = &case.verified.subject;
        for at in 0..case.bytes.len() * 8 {
            let mut bytes = case.bytes.clone();
            bytes[at / 8] ^= 1 << (at % 8);
            let result = case.verify(&bytes);
            assert!(
                !matches!(result, Some(Ok(_))),
                "{name}: bit {} of byte {}",
                at % 8,
                at / 8
            );
        }
    }
}

#[test]
fn a_token_cut_anywhere_proves_nothing() {
    for case in Case::tight() {
        let name = &case.verified.subject;
        for length in 0..case.bytes.len() {
            assert!(
                case.verify(&case.bytes[..length]).is_none(),
                "{name} {length}"
            );
        }
    }
}

/// What happens to bytes on their way.
#[derive(Clone, Debug)]
enum Damage {
    Set(usize, u8),
    Remove(usize, usize),
    Insert(usize, Vec<u8>),
    Repeat(usize, usize),
}

fn damage() -> impl Strategy<Value = Damage> {
    prop_oneof![
        (any::<usize>(), any::<u8>()).prop_map(|(at, to)| Damage::Set(at, to)),
        (any::<usize>(), 1..40_usize).prop_map(|(at, length)| Damage::Remove(at, length)),
        (any::<usize>(), prop::collection::vec(any::<u8>(), 1..40))
            .prop_map(|(at, new)| Damage::Insert(at, new)),
        (any::<usize>(), 1..200_usize).prop_map(|(at, length)| Damage::Repeat(at, length)),
    ]
}

fn damaged(bytes: &[u8], damages: &[Damage]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    for damage in damages {
        let place = |at: usize| at % (bytes.len() + 1);
        match damage {
            Damage::Set(at, to) => {
                let at = place(*at);
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = *to;
                }
            }
            Damage::Remove(at, length) => {
                let at = place(*at);
                bytes.drain(at..bytes.len().min(at + length));
            }
            Damage::Insert(at, new) => {
                let at = place(*at);
                bytes.splice(at..at, new.iter().copied());
            }
            Damage::Repeat(at, length) => {
                let at = place(*at);
                let piece = bytes[at..bytes.len().min(at + length)].to_vec();
                bytes.splice(at..at, piece);
            }
        }
    }
    bytes
}

proptest! {
    #[test]
    fn a_damaged_token_proves_nothing_or_the_same(
        name in prop::sample::select(&["rsa", "p256", "p384", "below", "cms", "pss", "key-id", "ess-v1"][..]),
        damages in prop::collection::vec(damage(), 1..4),
    ) {
        let case = Case::of(name);
        if let Some(Ok(verified)) = case.verify(&damaged(&case.bytes, &damages)) {
            // A certificate that the chain does not need may be damaged without harm.
            prop_assert_eq!(verified, case.verified);
        }
    }

    #[test]
    fn damaged_replies_requests_and_certificates_never_panic(
        damages in prop::collection::vec(damage(), 1..6),
    ) {
        let folder = Folder::frozen();
        for name in ["rsa.tsr", "below.tsr"] {
            let _ = Reply::parse(&damaged(&folder.bytes(name), &damages));
        }
        let _ = Request::parse(&damaged(&folder.bytes("rsa.tsq"), &damages));
        let pem = damaged(&folder.bytes("p256.pem"), &damages);
        let _ = Trust::from_pem(&String::from_utf8_lossy(&pem));
    }

    #[test]
    fn bytes_of_any_kind_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = Reply::parse(&bytes);
        let _ = Request::parse(&bytes);
        let _ = Token::parse(&bytes);
        let _ = Trust::from_der([bytes.as_slice()]);
    }
}
