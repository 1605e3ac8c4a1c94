//! `src/day.rs` and `src/verification/day.rs`.

use domain::Timestamp;
use receipt::{DayDigest, DayProof, Decision, Fault, Finding, Proven, Unproven, verify_day};
use tsp::{Imprint, VerifyError};

use crate::scene::{Scene, recorded_at};

const FILE: &[u8] = b"transactionId,recipient\n0a6e,+905050000001\n";

fn digest(bytes: &[u8]) -> [u8; 48] {
    let mut digest = DayDigest::new();
    for piece in bytes.chunks(7) {
        digest.update(piece);
    }
    digest.finish()
}

#[test]
fn a_daily_file_is_proven_by_its_time_stamp() {
    let mut scene = Scene::new();
    let token = scene.token(Imprint::Sha384(digest(FILE)));
    for tsr in [token.to_reply_der(), token.to_der().to_vec()] {
        let proof = DayProof::new(digest(FILE), &tsr).unwrap();
        let verdict = verify_day(&proof, &scene.trust());
        assert_eq!(verdict.decision(), Decision::ProvenButDevelopment);
        let findings: Vec<_> = verdict.findings().collect();
        assert!(matches!(findings[0], Finding::Proven(Proven::Stamped(_))));
        assert!(findings.contains(&&Finding::Unproven(Unproven::Content)));
    }
}

#[test]
fn a_daily_file_whose_stamp_has_ended_is_proven_no_more() {
    let mut scene = Scene::new();
    let token = scene.token(Imprint::Sha384(digest(FILE)));
    let proof = DayProof::new(digest(FILE), token.to_der()).unwrap();
    let mut trust = scene.trust();
    let until = verify_day(&proof, &trust).stamped().unwrap().until;
    trust.now = Timestamp::from_seconds(until + 1);
    let verdict = verify_day(&proof, &trust);
    assert_eq!(verdict.decision(), Decision::Incomplete);
    let ended = Finding::Unproven(Unproven::Ended { until });
    assert!(verdict.findings().any(|it| *it == ended));
}

#[test]
fn a_daily_file_stamped_in_the_future_fails() {
    let mut scene = Scene::new();
    let token = scene.token(Imprint::Sha384(digest(FILE)));
    let proof = DayProof::new(digest(FILE), token.to_der()).unwrap();
    let mut trust = scene.trust();
    trust.now = recorded_at(0);
    let verdict = verify_day(&proof, &trust);
    assert_eq!(verdict.decision(), Decision::Failed);
    assert_eq!(verdict.findings().next().unwrap().code(), "future");
}

#[test]
fn a_changed_daily_file_fails() {
    let mut scene = Scene::new();
    let token = scene.token(Imprint::Sha384(digest(FILE)));
    let mut changed = FILE.to_vec();
    changed[30] ^= 1;
    let proof = DayProof::new(digest(&changed), token.to_der()).unwrap();
    let mut trust = scene.trust();
    for _ in 0..2 {
        let verdict = verify_day(&proof, &trust);
        let wrong = Finding::Failed(Fault::Stamp(VerifyError::Imprint));
        assert_eq!(verdict.findings().next(), Some(&wrong));
        assert_eq!(verdict.decision(), Decision::Failed);
        // Whom the stamp is of makes no difference.
        trust.authorities = tsp::Trust::default();
    }
}

#[test]
fn a_daily_file_without_a_trusted_authority_is_not_proven() {
    let mut scene = Scene::new();
    let token = scene.token(Imprint::Sha384(digest(FILE)));
    let proof = DayProof::new(digest(FILE), token.to_der()).unwrap();
    let mut trust = scene.trust();
    trust.authorities = tsp::Trust::default();
    assert_eq!(verify_day(&proof, &trust).decision(), Decision::Incomplete);
}
