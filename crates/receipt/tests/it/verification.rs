//! `src/verification.rs` and what it checks of one receipt.

use domain::{Movement, Seq, Timestamp};
use receipt::{
    CLOCK_SKEW_MAX, Dated, Decision, Fault, Finding, Opening, Proven, Receipt, Stamp, Trust,
    Unproven, verify,
};
use tlog::{Checkpoint, Cosigner, KeyName, Note, ProofError, SigningKey};
use tsp::{Imprint, Token, VerifyError};

use crate::scene::{APPROVAL, REFUSAL, SIZE, Scene, movement, recorded_at};

fn codes(receipt: &Receipt, trust: &Trust) -> Vec<&'static str> {
    verify(receipt, trust)
        .findings()
        .map(Finding::code)
        .collect()
}

fn faults(receipt: &Receipt, trust: &Trust) -> Vec<Fault> {
    let verdict = verify(receipt, trust);
    let failed = verdict.findings().filter_map(|finding| match finding {
        Finding::Failed(fault) => Some(fault.clone()),
        _ => None,
    });
    let faults: Vec<_> = failed.collect();
    assert_eq!(verdict.decision() == Decision::Failed, !faults.is_empty());
    faults
}

/// The receipt with something in its JSON replaced.
fn replaced(receipt: &Receipt, from: &str, to: &str) -> Receipt {
    let json = receipt.to_json();
    assert!(json.contains(from), "{from} is not in it");
    Receipt::parse(json.replacen(from, to, 1).as_bytes()).unwrap()
}

#[test]
fn a_whole_receipt_is_proven_step_by_step() {
    let mut scene = Scene::new();
    let receipt = scene.receipt(APPROVAL);
    let verdict = verify(&receipt, &scene.trust());
    assert_eq!(verdict.decision(), Decision::ProvenButDevelopment);
    assert_eq!(
        codes(&receipt, &scene.trust()),
        [
            "opened",
            "identified",
            "included",
            "signed",
            "cosigned",
            "stamped",
            "development",
            "truth",
            "today"
        ]
    );
    let findings: Vec<_> = verdict.findings().collect();
    let Finding::Proven(Proven::Opened(opened)) = findings[0] else {
        panic!("{findings:?}")
    };
    assert_eq!(opened.address.to_string(), "+905050000001");
    assert_eq!(opened.recorded_at, recorded_at(APPROVAL));
    let stamped = verdict.stamped().unwrap();
    assert_eq!(
        stamped.at.unix_millis(),
        recorded_at(SIZE).as_millis() + 655
    );
    assert!(stamped.development);
}

#[test]
fn every_movement_of_the_log_has_a_receipt_that_holds() {
    let mut scene = Scene::new();
    let trust = scene.trust();
    for index in [0, 1, 255, 256, 511, 512, SIZE - 1] {
        let receipt = scene.receipt(index);
        assert_eq!(faults(&receipt, &trust), [], "{index}");
        let Some(Finding::Proven(Proven::Included { index: found, size })) =
            verify(&receipt, &trust).findings().nth(2).cloned()
        else {
            panic!("{index}")
        };
        assert_eq!((found, size), (index, SIZE));
    }
}

#[test]
fn another_opening_fails() {
    let mut scene = Scene::new();
    let stamp = scene.stamp();
    let other = Opening {
        canonical: scene.opening(SIZE - 1).canonical,
        ..scene.opening(APPROVAL)
    };
    let receipt = Receipt::new(other, scene.proof(APPROVAL), vec![stamp]).unwrap();
    assert_eq!(
        faults(&receipt, &scene.trust()),
        [Fault::Inclusion(ProofError::Root)]
    );
}

#[test]
fn another_transaction_id_fails() {
    let mut scene = Scene::new();
    let (ours, other) = (scene.receipt(APPROVAL), scene.receipt(REFUSAL));
    let receipt = replaced(
        &ours,
        &ours.transaction_id().to_wire(),
        &other.transaction_id().to_wire(),
    );
    assert_eq!(faults(&receipt, &scene.trust()), [Fault::Identity]);
}

#[test]
fn words_that_differ_from_the_proof_fail() {
    let mut scene = Scene::new();
    let receipt = scene.receipt(APPROVAL);
    for (from, to) in [
        ("\"status\":\"ONAY\"", "\"status\":\"RET\""),
        ("+905050000001", "+905050000009"),
        ("\"consentDate\":\"2026", "\"consentDate\":\"2025"),
        ("\"source\":\"HS_WEB\",", ""),
        ("\"kind\":\"consent\"", "\"kind\":\"grant\""),
    ] {
        let changed = replaced(&receipt, from, to);
        assert_eq!(faults(&changed, &scene.trust()), [Fault::Words], "{from}");
    }
}

#[test]
fn another_index_fails() {
    let mut scene = Scene::new();
    let receipt = replaced(&scene.receipt(APPROVAL), "\\nindex 3\\n", "\\nindex 2\\n");
    assert_eq!(
        faults(&receipt, &scene.trust()),
        [Fault::Inclusion(ProofError::Root)]
    );
}

#[test]
fn a_log_that_nobody_trusts_fails() {
    let mut scene = Scene::new();
    let receipt = scene.receipt(APPROVAL);
    let mut trust = scene.trust();
    let origin = scene.log.verifier().name().clone();
    let other_name: KeyName = "other.example/izin".parse().unwrap();
    let others = [
        // The same key under another name, and another key under the same name.
        SigningKey::from_seed(other_name, &[1; 32]),
        SigningKey::from_seed(origin.clone(), &[9; 32]),
    ];
    trust.log_keys = others.iter().map(|key| key.verifier().clone()).collect();
    let expected = [Fault::NotSigned {
        origin: Some(origin.into()),
    }];
    assert_eq!(faults(&receipt, &trust), expected);
    trust.log_keys = Vec::new();
    assert_eq!(faults(&receipt, &trust), expected);
}

#[test]
fn a_log_speaks_for_itself_and_for_no_other() {
    let scene = Scene::new();
    let mut proof = scene.proof(APPROVAL);
    let ours = Checkpoint::parse(proof.checkpoint.text()).unwrap();
    let theirs = Checkpoint {
        origin: "other.example/izin".parse().unwrap(),
        ..ours
    };
    proof.checkpoint = Note::new(theirs.text()).unwrap();
    let signature = scene.log.sign(proof.checkpoint.text());
    proof.checkpoint.add(signature).unwrap();
    let receipt = Receipt::new(scene.opening(APPROVAL), proof, Vec::new()).unwrap();
    let expected = [Fault::NotSigned {
        origin: Some(theirs.origin),
    }];
    assert_eq!(faults(&receipt, &scene.trust()), expected);
}

#[test]
fn a_witness_that_has_not_signed_is_missed_only_if_asked_for() {
    let mut scene = Scene::new();
    let receipt = scene.receipt(APPROVAL);
    let mut trust = scene.trust();
    let stranger = Cosigner::from_seed("witness.example/w2".parse().unwrap(), &[8; 32]);
    trust.witnesses = vec![stranger.verifier().clone()];
    trust.quorum = 0;
    let verdict = verify(&receipt, &trust);
    assert_eq!(verdict.decision(), Decision::ProvenButDevelopment);
    assert!(verdict.findings().any(|it| it.code() == "oneView"));
    trust.quorum = 1;
    let verdict = verify(&receipt, &trust);
    assert_eq!(verdict.decision(), Decision::Incomplete);
    let missed = Finding::Unproven(Unproven::Quorum { have: 0, need: 1 });
    assert!(verdict.findings().any(|it| *it == missed));
}

#[test]
fn a_witness_given_twice_counts_once() {
    let mut scene = Scene::new();
    let receipt = scene.receipt(APPROVAL);
    let mut trust = scene.trust();
    trust.witnesses.push(trust.witnesses[0].clone());
    trust.quorum = 2;
    let missed = Finding::Unproven(Unproven::Quorum { have: 1, need: 2 });
    let verdict = verify(&receipt, &trust);
    assert!(verdict.findings().any(|it| *it == missed));
}

#[test]
fn a_receipt_without_a_stamp_is_incomplete() {
    let scene = Scene::new();
    let receipt = Receipt::new(scene.opening(APPROVAL), scene.proof(APPROVAL), Vec::new()).unwrap();
    let verdict = verify(&receipt, &scene.trust());
    assert_eq!(verdict.decision(), Decision::Incomplete);
    let missing = Finding::Unproven(Unproven::NoStamp);
    assert!(verdict.findings().any(|it| *it == missing));
    assert_eq!(verdict.stamped(), None);
}

#[test]
fn a_stamp_of_nobody_trusted_is_incomplete() {
    let mut scene = Scene::new();
    let receipt = scene.receipt(APPROVAL);
    let mut trust = scene.trust();
    trust.authorities = tsp::Trust::default();
    assert!(codes(&receipt, &trust).contains(&"noAuthority"));
    assert_eq!(verify(&receipt, &trust).decision(), Decision::Incomplete);
    let stranger =
        tsp::DevelopmentAuthority::generate(&[4; 32], recorded_at(0).as_seconds()).unwrap();
    trust.authorities = tsp::Trust::from_pem(&stranger.root_pem()).unwrap();
    let verdict = verify(&receipt, &trust);
    assert_ne!(verdict.decision(), Decision::ProvenButDevelopment);
    assert_eq!(verdict.stamped(), None);
}

#[test]
fn a_stamp_over_another_checkpoint_fails() {
    let mut scene = Scene::new();
    let mut stamp = scene.stamp();
    stamp.token = scene.token(Imprint::sha256(b"another text"));
    let receipt =
        Receipt::new(scene.opening(APPROVAL), scene.proof(APPROVAL), vec![stamp]).unwrap();
    let wrong = [Fault::Stamp(VerifyError::Imprint)];
    assert_eq!(faults(&receipt, &scene.trust()), wrong);
}

#[test]
fn a_policy_that_was_not_asked_for_fails() {
    let mut scene = Scene::new();
    let receipt = scene.receipt(APPROVAL);
    let mut trust = scene.trust();
    trust.policies = vec![tsp::Oid::new_unwrap("1.2.3.4")];
    assert!(matches!(
        faults(&receipt, &trust)[..],
        [Fault::Stamp(VerifyError::Policy(_))]
    ));
    trust.policies = vec![tsp::development::DEVELOPMENT_POLICY];
    assert_eq!(faults(&receipt, &trust), []);
}

#[test]
fn a_wrong_mark_of_development_fails() {
    let mut scene = Scene::new();
    let receipt = replaced(
        &scene.receipt(APPROVAL),
        "\"development\":true",
        "\"development\":false",
    );
    assert_eq!(faults(&receipt, &scene.trust()), [Fault::DevelopmentMark]);
}

#[test]
fn a_movement_recorded_after_its_stamp_fails() {
    let later = |index| {
        let mut movement = movement(index);
        if index == APPROVAL {
            movement.recorded_at = Timestamp::from_seconds(recorded_at(SIZE).as_seconds() + 400);
        }
        movement
    };
    let mut scene = Scene::of((0..SIZE).map(later));
    let receipt = scene.receipt(APPROVAL);
    let mut trust = scene.trust();
    assert!(matches!(
        faults(&receipt, &trust)[..],
        [Fault::WitnessClock { .. }, Fault::Clock { .. }]
    ));
    trust.witnesses.clear();
    trust.quorum = 0;
    assert!(matches!(
        faults(&receipt, &trust)[..],
        [Fault::Clock { .. }]
    ));
}

/// The receipt of the refusal, which names this one as the movement before it.
fn naming(previous: u64) -> (Scene, Receipt) {
    let named = move |index| Movement {
        prev: (index == REFUSAL).then_some(Seq(previous)),
        ..movement(index)
    };
    let mut scene = Scene::of((0..SIZE).map(named));
    let receipt = scene.receipt(REFUSAL);
    (scene, receipt)
}

#[test]
fn a_movement_that_names_itself_or_a_later_one_as_its_predecessor_fails() {
    for previous in [REFUSAL, REFUSAL + 1, SIZE, u64::MAX] {
        let (scene, receipt) = naming(previous);
        let expected = Fault::Predecessor {
            index: Seq(REFUSAL),
            previous: Seq(previous),
        };
        assert_eq!(faults(&receipt, &scene.trust()), [expected]);
    }
    let (scene, receipt) = naming(REFUSAL - 1);
    assert_eq!(faults(&receipt, &scene.trust()), []);
}

/// So many milliseconds before the receipts of the scene were stamped.
fn before_the_stamp(millis: i64) -> Timestamp {
    Timestamp::from_millis(recorded_at(SIZE).as_millis() + 655 - millis)
}

#[test]
fn a_stamp_from_the_future_fails_beyond_the_tolerance() {
    let mut scene = Scene::new();
    let receipt = scene.receipt(APPROVAL);
    let mut trust = scene.trust();
    // It signed before the stamp was made.
    trust.witnesses.clear();
    trust.quorum = 0;
    let skew_max = i64::try_from(CLOCK_SKEW_MAX.as_millis()).unwrap();
    trust.now = before_the_stamp(skew_max);
    assert_eq!(faults(&receipt, &trust), []);
    trust.now = before_the_stamp(skew_max + 1);
    let expected = Fault::Future {
        what: Dated::Stamp,
        at: before_the_stamp(0),
        now: trust.now,
    };
    assert_eq!(faults(&receipt, &trust), [expected]);
    assert_eq!(verify(&receipt, &trust).stamped(), None);
}

#[test]
fn a_witness_and_a_movement_from_the_future_fail() {
    let scene = Scene::new();
    let receipt = Receipt::new(scene.opening(REFUSAL), scene.proof(REFUSAL), Vec::new()).unwrap();
    let mut trust = scene.trust();
    trust.now = Timestamp::from_millis(recorded_at(0).as_millis());
    let found = faults(&receipt, &trust);
    let what = |fault: &Fault| match fault {
        Fault::Future { what, .. } => what.clone(),
        other => panic!("{other:?}"),
    };
    let witness = scene.witness.verifier().name().clone();
    assert_eq!(
        found.iter().map(what).collect::<Vec<_>>(),
        [Dated::Cosignature(witness), Dated::Movement]
    );
    // Nor is it one of those that were asked for.
    assert!(codes(&receipt, &trust).contains(&"quorum"));
}

#[test]
fn a_stamp_whose_certificate_has_ended_is_said_to_need_renewal() {
    let mut scene = Scene::new();
    let receipt = scene.receipt(APPROVAL);
    let mut trust = scene.trust();
    let until = verify(&receipt, &trust).stamped().unwrap().until;
    trust.now = Timestamp::from_seconds(until);
    assert!(!codes(&receipt, &trust).contains(&"ended"));
    trust.now = Timestamp::from_seconds(until + 1);
    let verdict = verify(&receipt, &trust);
    let ended = Finding::Unproven(Unproven::Ended { until });
    assert!(verdict.findings().any(|it| *it == ended));
    assert_eq!(verdict.decision(), Decision::Incomplete);
    // What it says is told nevertheless: it held up to then.
    assert_eq!(verdict.stamped().unwrap().until, until);
}

#[test]
fn a_stamp_that_has_ended_is_not_missed_beside_one_that_counts() {
    let mut scene = Scene::new();
    let theirs = Stamp {
        token: Token::parse(include_bytes!("../fixtures/checkpoint.tsr")).unwrap(),
        renewals: Vec::new(),
    };
    let made = theirs.token.time().unix_seconds();
    let begin = recorded_at(0).as_seconds();
    scene.authority =
        tsp::DevelopmentAuthority::with_validity(&[9; 32], begin, begin + 86_400).unwrap();
    let mut trust = scene.trust();
    let rsa = tsp::Trust::from_pem(include_str!("../fixtures/rsa-root.pem")).unwrap();
    trust.authorities.extend(rsa);
    trust.now = Timestamp::from_seconds(made + 1);
    let (ended, both) = (vec![scene.stamp()], vec![scene.stamp(), theirs]);
    let decided = |stamps| {
        let proof = scene.proof(APPROVAL);
        let receipt = Receipt::new(scene.opening(APPROVAL), proof, stamps).unwrap();
        verify(&receipt, &trust)
    };
    assert_eq!(decided(ended).decision(), Decision::Incomplete);
    let verdict = decided(both);
    assert_eq!(verdict.decision(), Decision::Proven);
    assert_eq!(verdict.stamped().unwrap().at.unix_seconds(), made);
}

#[test]
fn a_second_stamp_does_not_need_a_trusted_authority() {
    let mut scene = Scene::new();
    // The frozen stamp of another authority over this very checkpoint.
    let theirs = Stamp {
        token: Token::parse(include_bytes!("../fixtures/checkpoint.tsr")).unwrap(),
        renewals: Vec::new(),
    };
    let stamps = vec![theirs, scene.stamp()];
    let receipt = Receipt::new(scene.opening(APPROVAL), scene.proof(APPROVAL), stamps).unwrap();
    let verdict = verify(&receipt, &scene.trust());
    assert_eq!(verdict.decision(), Decision::ProvenButDevelopment);
    let stamped = verdict.findings().filter(|it| it.code() == "stamped");
    assert_eq!(stamped.count(), 1);
}

#[test]
fn neither_errors_nor_debug_forms_show_the_recipient() {
    let mut scene = Scene::new();
    let receipt = scene.receipt(APPROVAL);
    let verdict = verify(&receipt, &scene.trust());
    for text in [format!("{receipt:?}"), format!("{verdict:?}")] {
        assert!(!text.contains("05050000001"), "{text}");
    }
    let broken = receipt.to_json().replace("\"type\":", "\"typ\":");
    let error = Receipt::parse(broken.as_bytes()).unwrap_err();
    assert!(!format!("{error:?} {error}").contains("0505"));
    assert_eq!(Seq(receipt.proof().index), Seq(APPROVAL));
}
