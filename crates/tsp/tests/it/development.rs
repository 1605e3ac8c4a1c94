//! The development authority, read by openssl and by us.

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use tsp::development::{AuthorityError, DEVELOPMENT_NAME, DEVELOPMENT_POLICY};
use tsp::{
    DevelopmentAuthority, Expect, FailInfo, GenTime, Imprint, Oid, Refusal, Reply, ReplyError,
    Request, Token, Trust, VerifyError, verify,
};

use crate::fixture::Folder;
use crate::openssl;

const SEED: [u8; 32] = [7; 32];
/// 2026-01-02T03:04:05.678Z.
const NOW: i64 = 1_767_323_045_678;
const DAY: i64 = 24 * 60 * 60;

fn authority() -> DevelopmentAuthority {
    DevelopmentAuthority::generate(&SEED, NOW / 1000).unwrap()
}

fn time(millis: i64) -> GenTime {
    GenTime::from_unix_millis(millis).unwrap()
}

fn request() -> Request {
    Request::new(Imprint::sha256(b"data"), 42)
}

fn expect() -> Expect {
    Expect {
        nonce: Some(42),
        policies: vec![DEVELOPMENT_POLICY],
        ..Expect::imprint(Imprint::sha256(b"data"))
    }
}

fn refused(answer: &[u8]) -> Refusal {
    match Reply::parse(answer) {
        Err(ReplyError::Refused(refusal)) => refusal,
        other => panic!("{other:?}"),
    }
}

/// A folder with `data`, a request, the answer, the bare token and the root.
fn answered(data: &[u8]) -> TempDir {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, bytes: &[u8]| fs::write(folder.path().join(name), bytes).unwrap();
    let mut authority = authority();
    let request = Request::new(Imprint::sha256(data), u64::MAX);
    let answer = authority.answer(&request.to_der(), time(NOW), 1);
    write("data", data);
    write("ours.tsq", &request.to_der());
    write("ours.tsr", &answer);
    write("token", Token::parse(&answer).unwrap().to_der());
    write("root.pem", authority.root_pem().as_bytes());
    folder
}

fn openssl_verify(folder: &Path, what: &[&str]) -> Result<String, String> {
    let at = (NOW / 1000).to_string();
    let mut arguments = vec!["ts", "-verify", "-CAfile", "root.pem", "-attime", &at];
    arguments.extend(what);
    openssl::run(folder, &arguments)
}

#[test]
fn openssl_verifies_our_reply_and_our_bare_token() {
    let folder = answered(b"data");
    let path = folder.path();
    for what in [
        &["-data", "data", "-in", "ours.tsr"][..],
        &["-data", "data", "-in", "token", "-token_in"],
        &["-queryfile", "ours.tsq", "-in", "ours.tsr"],
        &["-queryfile", "ours.tsq", "-in", "token", "-token_in"],
    ] {
        openssl_verify(path, what).unwrap_or_else(|error| panic!("{what:?}: {error}"));
    }
    fs::write(path.join("data"), b"date").unwrap();
    assert!(openssl_verify(path, &["-data", "data", "-in", "ours.tsr"]).is_err());
}

#[test]
fn openssl_reads_every_field_of_our_token() {
    let folder = answered(b"data");
    let text = openssl::run(folder.path(), &["ts", "-reply", "-in", "ours.tsr", "-text"]).unwrap();
    for line in [
        "Status: Granted.",
        "Policy OID: 1.3.6.1.4.1.32473.3161.1",
        "Serial number: 0x01",
        "Time stamp: Jan  2 03:04:05.678 2026 GMT",
        "Accuracy: 0x01 seconds",
        "Nonce: 0xFFFFFFFFFFFFFFFF",
    ] {
        assert!(text.contains(line), "{line} in {text}");
    }
}

#[test]
fn our_token_verifies_and_is_marked_as_development() {
    let mut authority = authority();
    let answer = authority.answer(&request().to_der(), time(NOW), 3);
    let token = Reply::parse(&answer).unwrap().into_token();
    let verified = verify(
        &token,
        &Trust::from_pem(&authority.root_pem()).unwrap(),
        &expect(),
    )
    .unwrap();
    assert!(verified.development);
    assert_eq!(verified.time, time(NOW));
    assert_eq!(verified.subject, format!("CN={DEVELOPMENT_NAME}"));
    assert_eq!(verified.not_after, authority.not_after());
    assert_eq!(token.serial(), 3.into());
    assert_eq!(token.accuracy().unwrap().duration().as_secs(), 1);
}

#[test]
fn the_same_seed_makes_the_same_authority_and_another_another() {
    assert_eq!(*authority().key_pem(), *authority().key_pem());
    assert_eq!(authority().root_pem(), authority().root_pem());
    let other = DevelopmentAuthority::generate(&[8; 32], NOW / 1000).unwrap();
    assert_ne!(*authority().key_pem(), *other.key_pem());
    let trust = Trust::from_pem(&other.root_pem()).unwrap();
    let answer = authority().answer(&request().to_der(), time(NOW), 1);
    // The names are equal, the keys are not.
    assert_eq!(
        verify(&Token::parse(&answer).unwrap(), &trust, &expect()),
        Err(VerifyError::ChainSignature)
    );
}

#[test]
fn an_authority_can_be_kept_and_loaded() {
    let first = authority();
    let (key, certificate, root) = (first.key_pem(), first.certificate_pem(), first.root_pem());
    let mut loaded = DevelopmentAuthority::load(&key, &certificate, &root).unwrap();
    let answer = loaded.answer(&request().to_der(), time(NOW), 1);
    assert!(
        verify(
            &Token::parse(&answer).unwrap(),
            &Trust::from_pem(&root).unwrap(),
            &expect()
        )
        .is_ok()
    );
    let load = |key: &str, certificate: &str, root: &str| {
        DevelopmentAuthority::load(key, certificate, root).unwrap_err()
    };
    let other = DevelopmentAuthority::generate(&[8; 32], NOW / 1000).unwrap();
    assert_eq!(
        load(&other.key_pem(), &certificate, &root),
        AuthorityError::Mismatch
    );
    assert_eq!(load("", &certificate, &root), AuthorityError::Key);
    assert_eq!(load(&key, "", &root), AuthorityError::Certificate);
    assert_eq!(load(&key, &certificate, &key), AuthorityError::Certificate);
}

#[test]
fn a_clock_that_steps_back_stops_the_authority_until_it_has_caught_up() {
    let mut authority = authority();
    let der = request().to_der();
    assert!(Reply::parse(&authority.answer(&der, time(NOW), 1)).is_ok());
    let refusal = refused(&authority.answer(&der, time(NOW - 1), 2));
    assert!(
        refusal.fail_info.contains(FailInfo::TIME_NOT_AVAILABLE),
        "{refusal}"
    );
    assert!(Reply::parse(&authority.answer(&der, time(NOW), 3)).is_ok());
    assert!(Reply::parse(&authority.answer(&der, time(NOW + 1), 4)).is_ok());
}

#[test]
fn a_loaded_authority_does_not_stamp_before_its_newest_token() {
    let mut authority = authority().resumed_after(time(NOW + 10));
    let der = request().to_der();
    let refusal = refused(&authority.answer(&der, time(NOW + 9), 1));
    assert!(
        refusal.fail_info.contains(FailInfo::TIME_NOT_AVAILABLE),
        "{refusal}"
    );
    assert!(Reply::parse(&authority.answer(&der, time(NOW + 10), 1)).is_ok());
}

#[test]
fn a_request_it_cannot_serve_is_refused_with_its_reason() {
    let mut authority = authority();
    let mut assert_refused = |request: &[u8], reason| {
        let refusal = refused(&authority.answer(request, time(NOW), 1));
        assert!(refusal.fail_info.contains(reason), "{refusal}");
        assert!(!refusal.text.is_empty());
    };
    let policy = request().with_policy(Oid::new_unwrap("1.2.3.4"));
    assert_refused(&policy.to_der(), FailInfo::UNACCEPTED_POLICY);
    assert_refused(b"", FailInfo::BAD_DATA_FORMAT);
    assert_refused(&[0x30; 5000], FailInfo::BAD_DATA_FORMAT);
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("data"), b"data").unwrap();
    openssl::run(
        folder.path(),
        &["ts", "-query", "-data", "data", "-sha1", "-out", "sha1.tsq"],
    )
    .unwrap();
    assert_refused(
        &fs::read(folder.path().join("sha1.tsq")).unwrap(),
        FailInfo::BAD_ALG,
    );
}

#[test]
fn openssls_requests_are_served() {
    let folder = Folder::frozen();
    let mut authority = authority();
    let trust = Trust::from_pem(&authority.root_pem()).unwrap();
    for name in ["rsa", "rsa-sha512", "p384", "ess-v1"] {
        let request = folder.request(name);
        let token =
            Token::parse(&authority.answer(&folder.bytes(&format!("{name}.tsq")), time(NOW), 1))
                .unwrap();
        assert_eq!(token.nonce().as_ref(), request.nonce(), "{name}");
        assert!(
            verify(&token, &trust, &Expect::imprint(*request.imprint())).is_ok(),
            "{name}"
        );
    }
}

#[test]
fn a_short_lived_certificate_ends_and_then_stamps_no_more() {
    let begin = NOW / 1000;
    let mut authority = DevelopmentAuthority::with_validity(&SEED, begin, begin + 60).unwrap();
    let der = request().to_der();
    let trust = Trust::from_pem(&authority.root_pem()).unwrap();
    let token = Token::parse(&authority.answer(&der, time((begin + 60) * 1000), 1)).unwrap();
    let at = |at| Expect { at, ..expect() };
    let verified = verify(&token, &trust, &at(None)).unwrap();
    assert_eq!(verified.not_after, begin + 60);
    let late = verify(&token, &trust, &at(Some(begin + 61)));
    assert_eq!(
        late,
        Err(VerifyError::Expired {
            not_after: begin + 60,
            at: begin + 61
        })
    );
    for outside in [begin - 1, begin + 61] {
        let mut authority = DevelopmentAuthority::with_validity(&SEED, begin, begin + 60).unwrap();
        let refusal = refused(&authority.answer(&der, time(outside * 1000), 2));
        assert!(
            refusal.fail_info.contains(FailInfo::SYSTEM_FAILURE),
            "{refusal}"
        );
    }
}

#[test]
fn a_validity_that_cannot_be_is_refused() {
    for (not_before, not_after) in [
        (10, 9),
        (-1, 9),
        (0, i64::MAX),
        (i64::MAX, i64::MAX),
        (i64::MIN, 0),
    ] {
        let made = DevelopmentAuthority::with_validity(&SEED, not_before, not_after);
        assert_eq!(
            made.unwrap_err(),
            AuthorityError::Validity,
            "{not_before} {not_after}"
        );
    }
    assert!(DevelopmentAuthority::generate(&SEED, i64::MIN).is_err());
    // Past 2049 a certificate writes its dates in another way.
    let far = 2_600_000_000;
    let mut authority = DevelopmentAuthority::with_validity(&SEED, far, far + DAY).unwrap();
    let answer = authority.answer(&request().to_der(), time(far * 1000), 1);
    let trust = Trust::from_pem(&authority.root_pem()).unwrap();
    assert!(verify(&Token::parse(&answer).unwrap(), &trust, &expect()).is_ok());
}

#[test]
fn the_secret_key_is_in_no_log() {
    let authority = authority();
    assert!(!format!("{authority:?}").contains("key"));
}
