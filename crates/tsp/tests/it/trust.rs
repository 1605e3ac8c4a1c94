//! Reading trusted certificates.

use tsp::{Trust, TrustError};

use crate::fixture::Folder;

#[test]
fn a_text_may_hold_several_certificates_and_other_words() {
    let folder = Folder::frozen();
    let pem = String::from_utf8(folder.bytes("roots.pem")).unwrap();
    let trust = Trust::from_pem(&format!("Roots of the test\n{pem}\nthe end\n")).unwrap();
    let names: Vec<_> = trust.subjects().collect();
    let roots = ["rsa-root", "p256-root", "p384-root", "short-root"];
    assert_eq!(names, roots.map(|root| format!("CN={root},O=izin test")));
}

#[test]
fn trust_can_grow() {
    let folder = Folder::frozen();
    let mut trust = folder.trust("p256.pem");
    trust.extend(folder.trust("between.pem"));
    assert_eq!(trust.subjects().count(), 2);
}

#[test]
fn what_is_no_certificate_cannot_be_trusted() {
    assert_eq!(Trust::from_pem("").unwrap_err(), TrustError::Empty);
    let cut = "-----BEGIN CERTIFICATE-----\nMIIB\n";
    assert_eq!(Trust::from_pem(cut).unwrap_err(), TrustError::Pem);
    let other = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    assert!(matches!(
        Trust::from_pem(other),
        Err(TrustError::Malformed(_))
    ));
    assert!(matches!(
        Trust::from_der([&b"x"[..]]),
        Err(TrustError::Malformed(_))
    ));
    let pem = String::from_utf8(Folder::frozen().bytes("p256.pem")).unwrap();
    assert_eq!(
        Trust::from_pem(&pem.repeat(300)).unwrap_err(),
        TrustError::TooMany
    );
}
