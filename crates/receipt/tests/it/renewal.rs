//! `src/renewal.rs` and how renewals are followed.

use domain::Timestamp;
use proptest::prelude::*;
use receipt::renewal::RenewalText;
use receipt::{
    Dated, Decision, Fault, Finding, Mismatch, Receipt, Stamp, Unproven, Verdict, verify,
};
use tlog::ProofError;
use tsp::{DevelopmentAuthority, GenTime, Token};

use crate::scene::{APPROVAL, SIZE, Scene, recorded_at, renewed};

/// Seconds in a day.
const DAY: i64 = 24 * 60 * 60;

/// An authority whose certificate lasts ten days from a day on.
fn short_lived(seed: u8, day: i64) -> DevelopmentAuthority {
    let begin = recorded_at(0).as_seconds() + day * DAY;
    DevelopmentAuthority::with_validity(&[seed; 32], begin, begin + 10 * DAY).unwrap()
}

fn on_day(day: i64) -> GenTime {
    GenTime::new(recorded_at(SIZE).as_seconds() + day * DAY, 0).unwrap()
}

/// A stamp by a certificate that ends on day 10, renewed on these days by others.
fn story(days: &[i64]) -> (Scene, Stamp) {
    let mut scene = Scene::new();
    scene.authority = short_lived(10, 0);
    let text = scene.checkpoint().text().to_owned();
    let mut stamp = scene.stamp();
    for (day, seed) in days.iter().zip(11..) {
        let mut authority = short_lived(seed, *day);
        let renewal = renewed(&text, &stamp, &mut authority, on_day(*day));
        stamp.renewals.push(renewal);
    }
    (scene, stamp)
}

/// A receipt that was renewed twice, and the roots to trust for it.
pub fn frozen() -> (Receipt, String) {
    let days = [8, 15];
    let (scene, stamp) = story(&days);
    let mut roots = scene.authority.root_pem();
    for (day, seed) in days.iter().zip(11..) {
        roots.push_str(&short_lived(seed, *day).root_pem());
    }
    let (opening, proof) = (scene.opening(APPROVAL), scene.proof(APPROVAL));
    (Receipt::new(opening, proof, vec![stamp]).unwrap(), roots)
}

fn judge(scene: &Scene, stamp: Stamp, days: &[i64], today: i64) -> Verdict {
    let receipt =
        Receipt::new(scene.opening(APPROVAL), scene.proof(APPROVAL), vec![stamp]).unwrap();
    let read = Receipt::parse(receipt.to_json().as_bytes()).unwrap();
    assert_eq!(read, receipt);
    let mut trust = scene.trust();
    for (day, seed) in days.iter().zip(11..) {
        let root = short_lived(seed, *day).root_pem();
        trust
            .authorities
            .extend(tsp::Trust::from_pem(&root).unwrap());
    }
    trust.now = Timestamp::from_seconds(on_day(today).unix_seconds());
    verify(&read, &trust)
}

fn ended(verdict: &Verdict) -> usize {
    let ended = |it: &&Finding| matches!(it, Finding::Unproven(Unproven::Ended { .. }));
    verdict.findings().filter(ended).count()
}

fn fault(verdict: &Verdict) -> Option<Mismatch> {
    assert_eq!(verdict.decision(), Decision::Failed);
    verdict.findings().find_map(|finding| match finding {
        Finding::Failed(Fault::Renewal { why, .. }) => Some(why.clone()),
        _ => None,
    })
}

#[test]
fn a_stamp_renewed_in_time_outlives_its_certificate() {
    let days = [8, 15];
    let (scene, stamp) = story(&days);
    let verdict = judge(&scene, stamp, &days, 20);
    assert_eq!(verdict.decision(), Decision::ProvenButDevelopment);
    assert_eq!(ended(&verdict), 0);
    let renewed = verdict.findings().filter(|it| it.code() == "renewed");
    assert_eq!(renewed.count(), 2);
    assert_eq!(
        verdict.stamped().unwrap().at.unix_millis(),
        recorded_at(SIZE).as_millis() + 655
    );
}

#[test]
fn a_stamp_that_was_not_renewed_ends_with_its_certificate() {
    let (scene, stamp) = story(&[]);
    assert_eq!(ended(&judge(&scene, stamp.clone(), &[], 9)), 0);
    let verdict = judge(&scene, stamp, &[], 20);
    assert_eq!(ended(&verdict), 1);
    assert_eq!(verdict.decision(), Decision::Incomplete);
}

#[test]
fn a_renewal_that_came_too_late_does_not_help() {
    let days = [12];
    let (scene, stamp) = story(&days);
    let verdict = judge(&scene, stamp, &days, 13);
    assert_eq!(ended(&verdict), 1);
    assert_eq!(verdict.decision(), Decision::Incomplete);
}

#[test]
fn the_newest_renewal_ends_too() {
    let days = [8];
    let (scene, stamp) = story(&days);
    let verdict = judge(&scene, stamp, &days, 30);
    assert_eq!(ended(&verdict), 1);
    assert_eq!(verdict.decision(), Decision::Incomplete);
}

#[test]
fn a_renewal_of_nobody_trusted_is_incomplete_and_the_stamp_before_it_still_counts() {
    let scene = Scene::new();
    // The frozen stamp of another authority over this very checkpoint, renewed by one of our own.
    let mut stamp = Stamp {
        token: Token::parse(include_bytes!("../fixtures/checkpoint.tsr")).unwrap(),
        renewals: Vec::new(),
    };
    let made = stamp.token.time().unix_seconds();
    let renewed_at = GenTime::new(made + DAY, 0).unwrap();
    let mut authority = DevelopmentAuthority::generate(&[11; 32], made).unwrap();
    let text = scene.checkpoint().text().to_owned();
    let renewal = renewed(&text, &stamp, &mut authority, renewed_at);
    stamp.renewals.push(renewal);
    let receipt =
        Receipt::new(scene.opening(APPROVAL), scene.proof(APPROVAL), vec![stamp]).unwrap();

    let mut trust = scene.trust();
    trust.authorities = tsp::Trust::from_pem(include_str!("../fixtures/rsa-root.pem")).unwrap();
    trust.now = Timestamp::from_seconds(made + 2 * DAY);
    let verdict = verify(&receipt, &trust);
    assert_eq!(verdict.decision(), Decision::Incomplete);
    let unknown = Finding::Unproven(Unproven::UnknownRenewal {
        number: 1,
        claimed: renewed_at,
    });
    assert!(verdict.findings().any(|it| *it == unknown));
    assert_eq!(ended(&verdict), 0);
    let until = verdict.stamped().unwrap().until;
    trust.now = Timestamp::from_seconds(until + 1);
    assert_eq!(ended(&verify(&receipt, &trust)), 1);
}

#[test]
fn a_renewal_of_another_stamp_fails() {
    let days = [8];
    let (scene, mut stamp) = story(&days);
    stamp.renewals[0].index = 3;
    assert_eq!(
        fault(&judge(&scene, stamp, &days, 9)),
        Some(Mismatch::Inclusion(ProofError::Root))
    );
}

#[test]
fn a_renewal_with_another_root_is_not_what_was_stamped() {
    let days = [8];
    let (scene, mut stamp) = story(&days);
    // The tree of one leaf has that leaf's hash as its root.
    let digest = receipt::stamp::digest(scene.checkpoint().text(), stamp.token.to_der());
    let renewal = &mut stamp.renewals[0];
    renewal.text.root = tlog::leaf_hash(&digest);
    renewal.text.stamps = 1;
    renewal.index = 0;
    renewal.proof.clear();
    assert!(matches!(
        fault(&judge(&scene, stamp, &days, 9)),
        Some(Mismatch::Stamp(_))
    ));
}

#[test]
fn a_renewal_left_out_is_noticed() {
    let days = [8, 15, 22];
    let (scene, mut stamp) = story(&days);
    stamp.renewals.remove(1);
    assert_eq!(
        fault(&judge(&scene, stamp, &days, 23)),
        Some(Mismatch::Order)
    );
}

#[test]
fn a_renewal_follows_the_very_one_before_it() {
    let days = [8, 15];
    let (scene, mut stamp) = story(&days);
    // Another renewal of the same number, which the second one does not name.
    let mut alone = stamp.clone();
    alone.renewals.clear();
    let text = scene.checkpoint().text().to_owned();
    let other = renewed(&text, &alone, &mut short_lived(11, days[0]), on_day(9));
    stamp.renewals[0] = other;
    assert_eq!(
        fault(&judge(&scene, stamp, &days, 16)),
        Some(Mismatch::Order)
    );
}

#[test]
fn a_renewal_is_not_older_than_what_it_renews() {
    let (scene, mut stamp) = story(&[]);
    let text = scene.checkpoint().text().to_owned();
    let mut authority = short_lived(11, -1);
    let renewal = renewed(&text, &stamp, &mut authority, on_day(-1));
    stamp.renewals.push(renewal);
    assert_eq!(
        fault(&judge(&scene, stamp, &[-1], 1)),
        Some(Mismatch::Earlier)
    );
}

#[test]
fn a_renewal_from_the_future_fails() {
    let days = [8];
    let (scene, stamp) = story(&days);
    let verdict = judge(&scene, stamp, &days, 7);
    assert_eq!(verdict.decision(), Decision::Failed);
    let dated = |it: &Finding| match it {
        Finding::Failed(Fault::Future { what, .. }) => Some(what.clone()),
        _ => None,
    };
    assert_eq!(verdict.findings().find_map(dated), Some(Dated::Renewal(1)));
}

#[test]
fn a_renewals_text_has_one_form() {
    let text = RenewalText {
        number: 2,
        stamps: 7,
        root: [5; 32],
        previous: Some([6; 64]),
    };
    let written = text.to_text();
    assert_eq!(RenewalText::parse(&written), Ok(text));
    for wrong in [
        written.replacen("v1", "v2", 1),
        written.replacen("\n2\n", "\n02\n", 1),
        written.replacen("\n7\n", "\n+7\n", 1),
        written.to_uppercase(),
        written.trim_end().to_owned(),
        format!("{written}\n"),
    ] {
        assert!(RenewalText::parse(&wrong).is_err(), "{wrong}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "(izin/renewal/v1\n)?[0-9\n=+/A-Za-z-]{0,200}") {
        if let Ok(read) = RenewalText::parse(&text) {
            prop_assert_eq!(read.to_text(), text);
        }
    }
}
