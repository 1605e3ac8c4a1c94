//! `src/state.rs` and `src/verification/state.rs`.

use domain::{Seq, Status, Timestamp};
use receipt::{
    Decision, Fault, Finding, Proven, Receipt, RecordKey, StateFault, StateProof, Unproven,
    verify_state,
};
use tlog::SigningKey;

use crate::scene::{ACCESS, APPROVAL, BRAND, REFUSAL, SIZE, Scene, recorded_at};

fn key() -> RecordKey {
    RecordKey {
        brand_code: BRAND.0,
        recipient: "+905050000001".to_owned(),
        recipient_type: "BIREYSEL".to_owned(),
        channel: "MESAJ".to_owned(),
    }
}

/// Between two movements.
fn instant(index: u64) -> Timestamp {
    Timestamp::from_millis(recorded_at(index).as_millis() + 500)
}

fn prove(
    scene: &mut Scene,
    instant: Timestamp,
    before: &[u64],
    after: Option<u64>,
) -> (Decision, Vec<Finding>) {
    let before: Vec<Receipt> = before.iter().map(|index| scene.receipt(*index)).collect();
    let after = after.map(|index| scene.receipt(index));
    let proof = StateProof::new(key(), instant, before, after).unwrap();
    let read = StateProof::parse(proof.to_json().as_bytes()).unwrap();
    assert_eq!(read, proof);
    let verdict = verify_state(&read, &scene.trust());
    let findings = verdict.findings().cloned().collect();
    (verdict.decision(), findings)
}

fn fails(instant: Timestamp, before: &[u64], after: Option<u64>, fault: StateFault) {
    let (decision, findings) = prove(&mut Scene::new(), instant, before, after);
    assert_eq!(decision, Decision::Failed);
    let failed = findings
        .iter()
        .filter(|it| matches!(it, Finding::Failed(_)));
    let failed: Vec<_> = failed.collect();
    assert_eq!(failed, [&Finding::Failed(Fault::State(fault))]);
    let stated = |it: &Finding| it.code() == "noRecord" || *it == state(instant);
    assert!(!findings.iter().any(stated));
}

fn state(instant: Timestamp) -> Finding {
    Finding::Proven(Proven::State {
        instant,
        status: Status::Approval,
        since: recorded_at(APPROVAL),
    })
}

#[test]
fn the_state_is_proven_by_the_movements_on_both_sides() {
    let at = instant(400);
    let (decision, findings) = prove(&mut Scene::new(), at, &[APPROVAL, ACCESS], Some(REFUSAL));
    assert_eq!(decision, Decision::ProvenButDevelopment);
    assert!(findings.contains(&state(at)));
    for (before, after) in [(APPROVAL, ACCESS), (ACCESS, REFUSAL)] {
        assert!(findings.contains(&Finding::Proven(Proven::Adjacent {
            before: Seq(before),
            after: Seq(after),
        })));
    }
}

#[test]
fn a_movement_counts_from_the_very_instant_it_was_recorded() {
    let at = recorded_at(APPROVAL);
    let (decision, findings) = prove(&mut Scene::new(), at, &[APPROVAL], Some(ACCESS));
    assert_eq!(decision, Decision::ProvenButDevelopment);
    assert!(findings.contains(&state(at)));
    fails(
        Timestamp::from_millis(at.as_millis() - 1),
        &[APPROVAL],
        Some(ACCESS),
        StateFault::TooLate,
    );
}

#[test]
fn before_the_first_movement_there_was_no_record() {
    let at = instant(1);
    let (decision, findings) = prove(&mut Scene::new(), at, &[], Some(APPROVAL));
    assert_eq!(decision, Decision::ProvenButDevelopment);
    assert!(findings.contains(&Finding::Proven(Proven::NoRecord {
        instant: at,
        first: recorded_at(APPROVAL),
    })));
}

#[test]
fn a_movement_with_a_predecessor_does_not_show_that_there_was_no_record() {
    fails(instant(1), &[], Some(ACCESS), StateFault::Gap);
}

#[test]
fn a_movement_left_out_is_noticed() {
    fails(instant(400), &[APPROVAL], Some(REFUSAL), StateFault::Gap);
}

#[test]
fn receipts_in_another_order_are_refused() {
    fails(
        instant(550),
        &[ACCESS, APPROVAL],
        Some(REFUSAL),
        StateFault::Gap,
    );
}

#[test]
fn a_later_movement_must_be_later() {
    fails(
        instant(550),
        &[APPROVAL, ACCESS],
        Some(REFUSAL),
        StateFault::TooEarly,
    );
    // At the instant itself it counts already.
    fails(
        recorded_at(REFUSAL),
        &[APPROVAL, ACCESS],
        Some(REFUSAL),
        StateFault::TooEarly,
    );
}

#[test]
fn receipts_of_different_logs_say_nothing_together() {
    let mut scene = Scene::new();
    let mut other = Scene::new();
    other.log = SigningKey::from_seed("other.example/izin".parse().unwrap(), &[5; 32]);
    let (before, after) = (scene.receipt(APPROVAL), other.receipt(ACCESS));
    let proof = StateProof::new(key(), instant(9), vec![before], Some(after)).unwrap();
    let mut trust = scene.trust();
    trust.log_keys.push(other.log_key());
    let verdict = verify_state(&proof, &trust);
    let fault = Finding::Failed(Fault::State(StateFault::OtherLog));
    assert!(verdict.findings().any(|it| *it == fault));
    assert!(!verdict.findings().any(|it| *it == state(instant(9))));
}

#[test]
fn the_first_movement_must_set_a_status_and_no_other_may() {
    fails(instant(400), &[ACCESS], Some(REFUSAL), StateFault::NoStatus);
    fails(
        instant(550),
        &[APPROVAL, ACCESS, REFUSAL],
        None,
        StateFault::LaterStatus,
    );
}

#[test]
fn a_receipt_of_another_record_is_refused() {
    fails(instant(5), &[4], None, StateFault::OtherRecord);
}

#[test]
fn without_a_later_movement_the_state_is_not_proven() {
    let (decision, findings) = prove(&mut Scene::new(), instant(550), &[REFUSAL], None);
    assert_eq!(decision, Decision::Incomplete);
    assert!(
        findings.contains(&Finding::Unproven(Unproven::NothingAfter {
            last: Seq(REFUSAL),
            size: SIZE,
        }))
    );
}

#[test]
fn a_receipt_that_fails_leaves_no_state_proven() {
    let mut scene = Scene::new();
    let (before, after) = (scene.receipt(APPROVAL), scene.receipt(ACCESS));
    let proof = StateProof::new(key(), instant(9), vec![before], Some(after)).unwrap();
    let mut trust = scene.trust();
    trust.log_keys.clear();
    let verdict = verify_state(&proof, &trust);
    assert_eq!(verdict.decision(), Decision::Failed);
    assert!(!verdict.findings().any(|it| *it == state(instant(9))));
}

#[test]
fn a_proof_without_receipts_is_none() {
    assert!(StateProof::new(key(), instant(1), Vec::new(), None).is_err());
}
