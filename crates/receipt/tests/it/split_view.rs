//! One log with two histories.

use receipt::{
    Contradiction, Decision, Fault, Finding, Proven, Receipt, RecordKey, StateProof, verify,
    verify_all,
};
use tlog::{Checkpoint, Note, SigningKey};

use crate::scene::{APPROVAL, REFUSAL, SIZE, Scene, movement, recorded_at};

#[test]
fn two_trees_of_one_size_are_a_split_view() {
    let mut scene = Scene::new();
    let other = |index| {
        let mut movement = movement(index);
        if index == REFUSAL {
            movement.item.index += 1;
        }
        movement
    };
    let mut split = Scene::of((0..SIZE).map(other));
    let trust = scene.trust();
    let receipts = [scene.receipt(APPROVAL), split.receipt(REFUSAL)];
    for receipt in &receipts {
        assert_ne!(verify(receipt, &trust).decision(), Decision::Failed);
    }
    let verdict = verify_all(&receipts, &[], &[], &trust);
    assert_eq!(verdict.decision(), Decision::Failed);
    let fault = Finding::Failed(Fault::Contradiction {
        origin: scene.log.verifier().name().clone().into(),
        what: Contradiction::TwoRoots { size: SIZE },
    });
    assert_eq!(fault.code(), "splitView");
    assert!(verdict.findings().any(|it| *it == fault));
    // It is one as well where a receipt stands in a state proof.
    let Some(Finding::Proven(Proven::Opened(opened))) =
        verify(&receipts[0], &trust).findings().next().cloned()
    else {
        panic!("it opens")
    };
    let [ours, theirs] = receipts;
    let state = StateProof::new(RecordKey::of(&opened), recorded_at(SIZE), vec![ours], None);
    let verdict = verify_all(&[theirs], &[state.unwrap()], &[], &trust);
    assert!(verdict.findings().any(|it| *it == fault));
    let same = [scene.receipt(APPROVAL), scene.receipt(REFUSAL)];
    let verdict = verify_all(&same, &[], &[], &trust);
    assert_ne!(verdict.decision(), Decision::Failed);
}

#[test]
fn an_unsigned_tree_makes_no_split_view() {
    let mut scene = Scene::new();
    let trust = scene.trust();
    let honest = scene.receipt(APPROVAL);
    let stranger = SigningKey::from_seed(scene.log.verifier().name().clone(), &[9; 32]);
    let mut proof = scene.proof(REFUSAL);
    let forged = Checkpoint {
        root: [0; 32],
        ..Checkpoint::parse(proof.checkpoint.text()).unwrap()
    };
    proof.checkpoint = Note::new(forged.text()).unwrap();
    let signature = stranger.sign(proof.checkpoint.text());
    proof.checkpoint.add(signature).unwrap();
    let forged = Receipt::new(scene.opening(REFUSAL), proof, Vec::new()).unwrap();
    let verdict = verify_all(&[honest, forged], &[], &[], &trust);
    assert!(!verdict.findings().any(|it| it.code() == "splitView"));
    assert_eq!(verdict.decision(), Decision::Failed);
}
