//! Damaged time stamps: never a panic, and never proof of anything else.

use proptest::prelude::*;
use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use tsp::{Expect, Oid, Reply, Request, Token, Trust, Verified, VerifyError, verify};

use crate::fixture::Folder;

/// Those whose every bit counts: no certificate in them but the signer's.
const TIGHT: [&str; 3] = ["cms", "pss", "key-id"];

struct Case {
    bytes: Vec<u8>,
    trust: Trust,
    expect: Expect,
    verified: Verified,
}

impl Case {
    fn of(name: &str) -> Self {
        let folder = Folder::frozen();
        let token = folder.token(name);
        Self {
            bytes: token.to_der().to_vec(),
            trust: folder.trust("roots.pem"),
            expect: Expect::imprint(*token.imprint()),
            verified: folder.verify(name).unwrap(),
        }
    }

    fn verify(&self, bytes: &[u8]) -> Option<Result<Verified, VerifyError>> {
        let token = Token::parse(bytes).ok()?;
        Some(verify(&token, &self.trust, &self.expect))
    }
}

#[test]
fn one_bit_flipped_anywhere_and_nothing_is_proven() {
    for name in TIGHT {
        let case = Case::of(name);
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
    for name in TIGHT {
        let case = Case::of(name);
        for length in 0..case.bytes.len() {
            assert!(
                case.verify(&case.bytes[..length]).is_none(),
                "{name} {length}"
            );
        }
    }
}

/// id-ct-TSTInfo and id-sha256, as they stand in a token.
const TST_INFO: [u8; 13] = [6, 11, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 16, 1, 4];
const SHA_256: [u8; 11] = [6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1];
/// id-contentType and id-messageDigest.
const CONTENT_TYPE: [u8; 11] = [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 3];
const MESSAGE_DIGEST: [u8; 11] = [6, 9, 0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 1, 9, 4];

/// Where these bytes stand.
fn places(bytes: &[u8], piece: &[u8]) -> Vec<usize> {
    let windows = bytes.windows(piece.len()).enumerate();
    windows
        .filter(|(_, window)| *window == piece)
        .map(|(at, _)| at)
        .collect()
}

#[test]
fn each_part_of_a_token_that_is_changed_is_named() {
    let case = Case::of("cms");
    let changed = |places: &[usize]| {
        let mut bytes = case.bytes.clone();
        for at in places {
            bytes[*at] ^= 1;
        }
        case.verify(&bytes).unwrap().unwrap_err()
    };
    let last_of = |piece: &[u8]| {
        places(&case.bytes, piece)
            .into_iter()
            .map(|at| at + piece.len() - 1)
            .collect()
    };
    let kinds: Vec<_> = last_of(&TST_INFO);
    let digests: Vec<_> = last_of(&SHA_256);
    // The digest listed in front, that of the imprint, that of the signer.
    let (listed, signers) = (digests[0], digests[2]);
    // Before the time, its tag and its length stands the serial.
    let year = &case.verified.time.to_string()[..4];
    let serial = places(&case.bytes, year.as_bytes())[0] - 3;
    let certificate = places(&case.bytes, &hex::decode("0603551d25").unwrap())[0];

    assert_eq!(changed(&[serial]), VerifyError::MessageDigest);
    assert_eq!(changed(&[case.bytes.len() - 1]), VerifyError::Signature);
    assert_eq!(
        changed(&[certificate + 10]),
        VerifyError::CertificateMismatch
    );
    assert_eq!(changed(&[kinds[1]]), VerifyError::ContentType);
    assert_eq!(
        changed(&[listed]),
        VerifyError::Malformed("digest algorithms")
    );
    assert!(matches!(
        changed(&[listed, signers]),
        VerifyError::Algorithm(_)
    ));
    let kind: Vec<_> = last_of(&CONTENT_TYPE);
    assert_eq!(
        changed(&kind),
        VerifyError::AttributeMissing("content type")
    );
    let digest: Vec<_> = last_of(&MESSAGE_DIGEST);
    assert_eq!(
        changed(&digest),
        VerifyError::AttributeMissing("message digest")
    );
}

/// Writes one byte at a place counted from where a piece last stands.
fn with(bytes: &[u8], piece: &[u8], offset: usize, to: u8) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let at = *places(&bytes, piece).last().unwrap();
    bytes[at + offset] = to;
    bytes
}

#[test]
fn what_the_signer_says_about_itself_must_fit_together() {
    let case = Case::of("cms");
    let refused = |bytes: &[u8]| case.verify(bytes).unwrap().unwrap_err();
    // The message digest becomes a second content type.
    let twice = with(&case.bytes, &MESSAGE_DIGEST, 10, 3);
    assert_eq!(refused(&twice), VerifyError::Malformed("content type"));
    // A signer named by issuer and serial has version 1; the SEQUENCE with the name comes next.
    let version = places(&case.bytes, &[2, 1, 1, 0x30])
        .into_iter()
        .next_back()
        .unwrap();
    let mut bytes = case.bytes.clone();
    bytes[version + 2] = 3;
    assert_eq!(
        refused(&bytes),
        VerifyError::Malformed("signer's identifier")
    );
}

#[test]
fn parameters_of_an_algorithm_that_has_none_are_refused() {
    let case = Case::of("rsa");
    let rsa = hex::decode("06092a864886f70d0101010500").unwrap();
    let bytes = with(&case.bytes, &rsa, 11, 4);
    let result = case.verify(&bytes).unwrap();
    assert_eq!(
        result,
        Err(VerifyError::Algorithm(Oid::new_unwrap(
            "1.2.840.113549.1.1.1"
        )))
    );
}

#[test]
fn issuer_and_serial_of_the_named_certificate_must_be_the_signers() {
    let case = Case::of("cms");
    let sid = places(&case.bytes, &[2, 1, 1, 0x30])
        .into_iter()
        .next_back()
        .unwrap();
    // In the signer's name first, in the attribute last.
    let serial = places(&case.bytes[sid..], &[2, 0x14]);
    let [_, named] = serial[..] else {
        panic!("{serial:?}");
    };
    let mut bytes = case.bytes.clone();
    bytes[sid + named + 10] ^= 1;
    assert_eq!(
        case.verify(&bytes),
        Some(Err(VerifyError::CertificateMismatch))
    );
}

#[test]
fn certificates_may_stand_in_any_order() {
    let case = Case::of("below");
    let folder = Folder::frozen();
    let der = |name: &str, position: usize| {
        let pem = folder.bytes(name);
        CertificateDer::pem_slice_iter(&pem)
            .nth(position)
            .unwrap()
            .unwrap()
    };
    let (between, root) = (der("between.pem", 0), der("roots.pem", 2));
    let at = [
        places(&case.bytes, &between)[0],
        places(&case.bytes, &root)[0],
    ];
    let begin = at[0].min(at[1]);
    let end = begin + between.len() + root.len();
    for order in [[&between, &root], [&root, &between]] {
        let mut bytes = case.bytes.clone();
        bytes[begin..end].copy_from_slice(&[order[0].as_ref(), order[1].as_ref()].concat());
        assert_eq!(case.verify(&bytes), Some(Ok(case.verified.clone())));
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
