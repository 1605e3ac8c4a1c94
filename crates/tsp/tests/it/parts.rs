//! Each part of a time stamp that can be wrong on its own.

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::PemObject;
use tsp::{Oid, VerifyError};

use crate::fixture::Folder;
use crate::mutation::Case;

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
