//! What is accepted and what is refused, and why.

use tsp::{Expect, Imprint, Oid, Trust, VerifyError, verify};

use crate::fixture::Folder;

/// Time stamps that hold.
const GOOD: [&str; 12] = [
    "rsa",
    "rsa-sha512",
    "ess-v1",
    "p256",
    "p256-sha512",
    "p384",
    "p384-sha512",
    "below",
    "cms",
    "pss",
    "key-id",
    "short",
];

/// Those that do not, and the reason.
fn bad() -> Vec<(&'static str, VerifyError)> {
    let oid = Oid::new_unwrap;
    vec![
        (
            "critical-extension",
            VerifyError::Extension(oid("1.2.3.4.9")),
        ),
        ("two-signers", VerifyError::Signers(2)),
        ("no-attributes", VerifyError::AttributeMissing("attributes")),
        (
            "no-ess",
            VerifyError::AttributeMissing("signing certificate"),
        ),
        ("no-certificate", VerifyError::CertificateMissing),
        (
            "pss-odd",
            VerifyError::Algorithm(oid("1.2.840.113549.1.1.10")),
        ),
        ("weak", VerifyError::Key),
        ("p521", VerifyError::Key),
        ("no-purpose", VerifyError::PurposeMissing),
        ("not-critical", VerifyError::PurposeNotCritical),
        ("more-purposes", VerifyError::Purpose),
        ("other-purpose", VerifyError::Purpose),
        ("no-signatures", VerifyError::KeyUsage),
        ("no-intermediate", VerifyError::Untrusted),
        ("web-below", VerifyError::Untrusted),
        (
            "also-authority",
            VerifyError::Chain("CaUsedAsEndEntity".into()),
        ),
    ]
}

fn assert_judgements(folder: &Folder) {
    for name in GOOD {
        let verified = folder.verify(name);
        assert!(verified.is_ok(), "{name}: {verified:?}");
        assert!(!verified.unwrap().development, "{name}");
    }
    for (name, reason) in bad() {
        assert_eq!(folder.verify(name), Err(reason), "{name}");
    }
}

#[test]
fn each_kind_of_frozen_time_stamp_is_judged_for_its_own_reason() {
    assert_judgements(&Folder::frozen());
}

#[test]
fn what_openssl_makes_now_is_judged_like_what_it_made_then() {
    assert_judgements(&Folder::made_now());
}

#[test]
fn a_verified_time_stamp_says_when_by_whom_and_until_when() {
    let folder = Folder::frozen();
    let token = folder.token("below");
    let verified = folder.verify("below").unwrap();
    assert_eq!(verified.time, token.time());
    assert_eq!(verified.policy.to_string(), "1.2.3.4.1");
    assert_eq!(verified.accuracy.unwrap().duration().as_micros(), 1_500_100);
    let chain = [
        "CN=below,O=izin test",
        "CN=between,O=izin test",
        "CN=p384-root,O=izin test",
    ];
    assert_eq!(verified.chain, chain);
    assert_eq!(verified.subject, chain[0]);
    // Ten years for the two below, twenty for the root.
    let days = (verified.not_after - token.time().unix_seconds()) / 86_400;
    assert!((3649..=3650).contains(&days), "{days}");
}

#[test]
fn a_time_stamp_of_other_data_is_refused() {
    let folder = Folder::frozen();
    let expect = Expect::imprint(Imprint::sha256(&folder.bytes("other")));
    let result = verify(&folder.token("p256"), &folder.trust("roots.pem"), &expect);
    assert_eq!(result, Err(VerifyError::Imprint));
}

#[test]
fn the_same_data_under_another_digest_is_another_imprint() {
    let folder = Folder::frozen();
    let expect = Expect::imprint(Imprint::sha512(&folder.bytes("data")));
    let trust = folder.trust("roots.pem");
    assert_eq!(
        verify(&folder.token("rsa"), &trust, &expect),
        Err(VerifyError::Imprint)
    );
    assert!(verify(&folder.token("rsa-sha512"), &trust, &expect).is_ok());
}

#[test]
fn an_answer_repeats_the_nonce_of_its_request() {
    let folder = Folder::frozen();
    let trust = folder.trust("roots.pem");
    let request = folder.request("rsa");
    let bytes = request.nonce().unwrap().as_bytes();
    let asked = bytes
        .iter()
        .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let expect = |nonce| Expect {
        nonce: Some(nonce),
        ..folder.expect()
    };
    assert!(verify(&folder.token("rsa"), &trust, &expect(asked)).is_ok());
    assert_eq!(
        verify(&folder.token("rsa"), &trust, &expect(asked ^ 1)),
        Err(VerifyError::Nonce)
    );
    assert_eq!(
        verify(&folder.token("ess-v1"), &trust, &expect(asked)),
        Err(VerifyError::NonceMissing)
    );
}

#[test]
fn a_policy_that_is_not_asked_for_is_refused() {
    let folder = Folder::frozen();
    let trust = folder.trust("roots.pem");
    let (first, second) = (Oid::new_unwrap("1.2.3.4.1"), Oid::new_unwrap("1.2.3.4.5"));
    let expect = |policies: &[Oid]| Expect {
        policies: policies.to_vec(),
        ..folder.expect()
    };
    let other = folder.token("other-policy");
    assert_eq!(
        verify(&other, &trust, &expect(&[first])),
        Err(VerifyError::Policy(second))
    );
    assert!(verify(&other, &trust, &expect(&[first, second])).is_ok());
    assert!(verify(&other, &trust, &expect(&[])).is_ok());
}

#[test]
fn an_authority_below_another_root_is_not_trusted() {
    let folder = Folder::frozen();
    let result = verify(
        &folder.token("rsa"),
        &folder.trust("p256-root.pem"),
        &folder.expect(),
    );
    assert_eq!(result, Err(VerifyError::Untrusted));
    let nobody = verify(&folder.token("rsa"), &Trust::default(), &folder.expect());
    assert_eq!(nobody, Err(VerifyError::Untrusted));
}

#[test]
fn an_authoritys_own_certificate_or_one_between_may_be_the_trusted_one() {
    let folder = Folder::frozen();
    let own = verify(
        &folder.token("p256"),
        &folder.trust("p256.pem"),
        &folder.expect(),
    )
    .unwrap();
    assert_eq!(own.chain, ["CN=p256,O=izin test"]);
    let between = verify(
        &folder.token("no-intermediate"),
        &folder.trust("between.pem"),
        &folder.expect(),
    )
    .unwrap();
    assert_eq!(
        between.chain,
        ["CN=below,O=izin test", "CN=between,O=izin test"]
    );
}

#[test]
fn a_certificate_the_token_lacks_may_be_among_the_trusted() {
    let folder = Folder::frozen();
    let result = verify(
        &folder.token("no-certificate"),
        &folder.trust("p256.pem"),
        &folder.expect(),
    );
    assert!(result.is_ok(), "{result:?}");
}

#[test]
fn a_root_that_ended_ends_what_is_below_it() {
    let folder = Folder::frozen();
    let token = folder.token("short");
    let not_after = folder.verify("short").unwrap().not_after;
    let at = token.time().unix_seconds() + 2 * 86_400;
    assert!(not_after < at);
    let expect = Expect {
        at: Some(at),
        ..folder.expect()
    };
    let result = verify(&token, &folder.trust("roots.pem"), &expect);
    assert_eq!(result, Err(VerifyError::Expired { not_after, at }));
}

#[test]
fn the_chain_must_be_valid_at_the_instant_asked_for() {
    let folder = Folder::frozen();
    for (name, trusted) in [
        ("p256", "roots.pem"),
        ("p256", "p256.pem"),
        ("below", "roots.pem"),
    ] {
        let token = folder.token(name);
        let trust = folder.trust(trusted);
        let at = |at| {
            let expect = Expect {
                at: Some(at),
                ..folder.expect()
            };
            verify(&token, &trust, &expect)
        };
        let now = token.time().unix_seconds();
        let not_after = at(now).unwrap().not_after;
        assert!(at(not_after).is_ok(), "{name}");
        let late = not_after + 1;
        assert_eq!(
            at(late),
            Err(VerifyError::Expired {
                not_after,
                at: late
            }),
            "{name} {trusted}"
        );
        let early = at(now - 86_400);
        assert!(
            matches!(early, Err(VerifyError::NotYetValid { .. })),
            "{name} {trusted}: {early:?}"
        );
        for far in [i64::MIN, i64::MAX] {
            assert!(at(far).is_err(), "{name} {trusted}");
        }
    }
}
