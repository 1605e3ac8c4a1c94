//! `src/verification/together.rs`: files that are right by themselves and cannot be of one honest log.

use domain::{BrandCode, Movement, Seq, Timestamp};
use proptest::prelude::*;
use receipt::{
    Contradiction, Decision, Fault, Finding, Receipt, RecordKey, Stamp, StateProof, Trust, verify,
    verify_all, verify_state,
};
use tsp::{GenTime, Imprint};

use crate::scene::{ACCESS, APPROVAL, BRAND, REFUSAL, SIZE, Scene, movement, recorded_at, token};

/// Milliseconds in a day.
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1000;

/// A scene of so many movements, some of them otherwise.
fn scene(size: u64, change: impl Fn(&mut Movement, u64)) -> Scene {
    let changed = |index| {
        let mut movement = movement(index);
        if ![APPROVAL, ACCESS, REFUSAL].contains(&index) {
            // Each the first of a record of its own.
            movement.key.brand = BrandCode(700_000 + u32::try_from(index).unwrap());
        }
        change(&mut movement, index);
        movement
    };
    Scene::of((0..size).map(changed))
}

fn honest(size: u64) -> Scene {
    scene(size, |_, _| {})
}

/// Names another movement as the predecessor.
fn naming(by: u64, previous: Option<u64>) -> impl Fn(&mut Movement, u64) {
    move |movement, index| {
        if index == by {
            movement.prev = previous.map(Seq);
        }
    }
}

fn trust() -> Trust {
    Scene::of(std::iter::empty()).trust()
}

/// What contradicts itself in these together, each of which is right by itself.
fn told(receipts: &[Receipt], states: &[StateProof]) -> Vec<Contradiction> {
    let trust = trust();
    for receipt in receipts {
        assert_ne!(verify(receipt, &trust).decision(), Decision::Failed);
    }
    for state in states {
        assert_ne!(verify_state(state, &trust).decision(), Decision::Failed);
    }
    let verdict = verify_all(receipts, states, &[], &trust);
    let told: Vec<_> = (verdict.findings())
        .filter_map(|finding| match finding {
            Finding::Failed(Fault::Contradiction { origin, what }) => {
                assert_eq!(origin.as_str(), "log.example/izin");
                Some(what.clone())
            }
            _ => None,
        })
        .collect();
    assert_eq!(verdict.decision() == Decision::Failed, !told.is_empty());
    told
}

fn state(instant: Timestamp, before: Vec<Receipt>, after: Option<Receipt>) -> StateProof {
    let key = RecordKey {
        brand_code: BRAND.0,
        recipient: "+905050000001".to_owned(),
        recipient_type: "BIREYSEL".to_owned(),
        channel: "MESAJ".to_owned(),
    };
    StateProof::new(key, instant, before, after).unwrap()
}

#[test]
fn one_position_has_one_leaf_in_trees_of_all_sizes() {
    let mut other = scene(520, |movement, index| {
        movement.item.index += u32::from(index == APPROVAL);
    });
    let receipts = [honest(SIZE).receipt(APPROVAL), other.receipt(APPROVAL)];
    let told = told(&receipts, &[]);
    let index = Seq(APPROVAL);
    assert!(
        told.contains(&Contradiction::TwoLeaves { index }),
        "{told:?}"
    );
}

#[test]
fn a_larger_tree_begins_as_the_smaller_one_is() {
    let mut other = scene(520, |movement, index| {
        movement.item.index += u32::from(index == 100);
    });
    // Neither receipt is of the entry that differs; both paths show what stands over it.
    for (ours, theirs, first, last) in [(10, 400, 0, 511), (99, 101, 100, 103), (64, 127, 96, 127)]
    {
        let receipts = [honest(SIZE).receipt(ours), other.receipt(theirs)];
        let told = told(&receipts, &[]);
        let [
            Contradiction::TwoHistories {
                first: from,
                last: to,
            },
        ] = told[..]
        else {
            panic!("{told:?}")
        };
        assert!(from.0 <= 100 && 100 <= to.0);
        assert!(first <= from.0 && to.0 <= last, "{told:?}");
    }
}

#[test]
fn two_movements_with_one_predecessor_contradict_each_other() {
    let mut scene = scene(SIZE, naming(REFUSAL, Some(APPROVAL)));
    let receipts = [scene.receipt(REFUSAL), scene.receipt(ACCESS)];
    let fork = Contradiction::TwoSuccessors {
        previous: Seq(APPROVAL),
        one: Seq(ACCESS),
        other: Seq(REFUSAL),
    };
    assert_eq!(told(&receipts, &[]), std::slice::from_ref(&fork));
    // A state proof that hides the movement in between shows it as well.
    let [refusal, access] = receipts;
    let proof = state(
        recorded_at(400),
        vec![scene.receipt(APPROVAL)],
        Some(refusal),
    );
    assert_eq!(told(&[access], &[proof]), [fork]);
}

#[test]
fn a_movement_of_the_record_must_not_be_passed_over() {
    let mut one = scene(SIZE, |movement, index| {
        naming(ACCESS, Some(100))(movement, index);
        naming(REFUSAL, Some(APPROVAL))(movement, index);
    });
    let receipts = [one.receipt(ACCESS), one.receipt(REFUSAL)];
    let skipped = |skipped, names: Option<u64>| Contradiction::Skipped {
        skipped: Seq(skipped),
        by: Seq(REFUSAL),
        names: names.map(Seq),
    };
    assert_eq!(told(&receipts, &[]), [skipped(ACCESS, Some(APPROVAL))]);
    let mut one = scene(SIZE, naming(REFUSAL, None));
    let receipts = [one.receipt(REFUSAL), one.receipt(APPROVAL)];
    assert_eq!(told(&receipts, &[]), [skipped(APPROVAL, None)]);
}

#[test]
fn a_record_that_was_erased_in_between_may_begin_anew() {
    for (days, contradicts) in [(3 * 366, false), (3 * 365 - 1, true)] {
        let mut one = scene(SIZE, |movement, index| {
            naming(REFUSAL, None)(movement, index);
            if index <= APPROVAL {
                let earlier = movement.recorded_at.as_millis() - days * DAY_MILLIS;
                movement.recorded_at = Timestamp::from_millis(earlier);
            }
        });
        let receipts = [one.receipt(REFUSAL), one.receipt(APPROVAL)];
        assert_eq!(!told(&receipts, &[]).is_empty(), contradicts, "{days}");
    }
}

#[test]
fn a_predecessor_is_of_the_same_record() {
    let mut one = scene(SIZE, naming(REFUSAL, Some(2)));
    let receipts = [one.receipt(REFUSAL), one.receipt(2)];
    let other = Contradiction::OtherPredecessor {
        previous: Seq(2),
        by: Seq(REFUSAL),
    };
    assert_eq!(told(&receipts, &[]), [other]);
}

#[test]
fn along_the_log_recording_times_do_not_run_back() {
    let mut one = scene(SIZE, |movement, index| {
        if index == 400 {
            movement.recorded_at = recorded_at(299);
        }
    });
    let receipts = [one.receipt(400), one.receipt(299), one.receipt(300)];
    let back = Contradiction::TimesRunBack {
        one: Seq(300),
        other: Seq(400),
    };
    assert_eq!(told(&receipts, &[]), [back]);
    assert_eq!(told(&receipts[..2], &[]), []);
}

#[test]
fn a_movement_is_not_recorded_after_a_tree_with_it_was_stamped() {
    let recorded = |movement: &mut Movement, index| {
        if index >= REFUSAL {
            let later = recorded_at(SIZE + index).as_millis() + DAY_MILLIS;
            movement.recorded_at = Timestamp::from_millis(later);
        }
    };
    // The larger tree was stamped a day later, as it should be; a smaller one with the movement was not.
    let mut larger = scene(SIZE + 1, recorded);
    let at = GenTime::from_unix_millis(recorded_at(2 * SIZE + 2).as_millis() + DAY_MILLIS).unwrap();
    let imprint = Imprint::Sha256(receipt::stamp::imprint(larger.checkpoint().text()));
    let stamp = Stamp {
        token: token(&mut larger.authority, imprint, at, 7),
        renewals: Vec::new(),
    };
    let late = Receipt::new(larger.opening(REFUSAL), larger.proof(REFUSAL), vec![stamp]).unwrap();
    let receipts = [late, scene(SIZE, recorded).receipt(APPROVAL)];
    let mut trust = trust();
    trust.now = Timestamp::from_millis(at.unix_millis());
    // The witness of the scene signs at one time whatever it is shown.
    trust.witnesses.clear();
    trust.quorum = 0;
    for receipt in &receipts {
        assert_ne!(verify(receipt, &trust).decision(), Decision::Failed);
    }
    let verdict = verify_all(&receipts, &[], &[], &trust);
    let told = verdict
        .findings()
        .filter(|it| it.code() == "stampedEarlier");
    assert_eq!(told.count(), 1);
    assert_eq!(verdict.decision(), Decision::Failed);
}

#[test]
fn a_state_proof_beside_the_movement_it_hides_fails() {
    let mut one = honest(SIZE);
    let instant = recorded_at(550);
    let proof = state(instant, vec![one.receipt(APPROVAL)], None);
    let hidden = Contradiction::Hidden {
        hidden: Seq(ACCESS),
        instant,
    };
    let receipts = [one.receipt(ACCESS), one.receipt(REFUSAL)];
    assert_eq!(
        told(&receipts, std::slice::from_ref(&proof)),
        std::slice::from_ref(&hidden)
    );
    // So does one beside a state proof that shows it, and neither does where it was recorded later.
    let other = state(instant, vec![one.receipt(REFUSAL)], None);
    let hidden_refusal = Contradiction::Hidden {
        hidden: Seq(REFUSAL),
        instant,
    };
    assert_eq!(told(&[], &[proof, other]), [hidden_refusal]);
    let early = state(recorded_at(299), vec![one.receipt(APPROVAL)], None);
    assert_eq!(told(&receipts, &[early]), []);
}

#[test]
fn a_proof_that_there_was_no_record_beside_a_movement_from_before_fails() {
    let mut one = scene(SIZE, naming(REFUSAL, None));
    let instant = recorded_at(400);
    let proof = state(instant, Vec::new(), Some(one.receipt(REFUSAL)));
    let told = told(&[one.receipt(APPROVAL)], &[proof]);
    let hidden = Contradiction::Hidden {
        hidden: Seq(APPROVAL),
        instant,
    };
    assert!(told.contains(&hidden), "{told:?}");
}

#[test]
fn what_no_trusted_log_has_signed_contradicts_nothing() {
    let mut stranger = scene(520, |movement, index| {
        movement.item.index += u32::from(index == APPROVAL);
    });
    stranger.log = tlog::SigningKey::from_seed(stranger.log.verifier().name().clone(), &[9; 32]);
    let receipts = [honest(SIZE).receipt(APPROVAL), stranger.receipt(APPROVAL)];
    let verdict = verify_all(&receipts, &[], &[], &trust());
    assert!(!verdict.findings().any(|it| it.code() == "twoLeaves"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn what_an_honest_log_gives_never_contradicts_itself(
        picks in prop::collection::vec((1_u64..SIZE, 0_u64..SIZE), 1..6),
    ) {
        let mut receipts = Vec::new();
        for (size, index) in picks {
            receipts.push(honest(size + 1).receipt(index % (size + 1)));
        }
        let mut whole = honest(SIZE);
        let ours = [APPROVAL, ACCESS, REFUSAL].map(|index| whole.receipt(index));
        receipts.extend(ours.clone());
        let [approval, access, refusal] = ours;
        let states = [
            state(recorded_at(2), Vec::new(), Some(approval.clone())),
            state(recorded_at(299), vec![approval.clone()], Some(access.clone())),
            state(recorded_at(400), vec![approval, access], Some(refusal.clone())),
            state(recorded_at(550), vec![refusal], None),
        ];
        prop_assert_eq!(told(&receipts, &states), []);
    }
}
