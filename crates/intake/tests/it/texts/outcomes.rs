//! What a message has brought about, told by name.

use domain::{Channel, Status};
use intake::texts::{Outcome, Received};
use registry::intake::texts::{DeliveredText, Legibility, PartOf};
use testkit::{BRAND, HOUR, phone};

use super::{Scene, from};

impl Scene {
    /// Phone 1 writes; what that has brought about.
    async fn bring_about(&self, text: &str) -> Outcome {
        self.outcome_of(from(&phone(1), text)).await
    }

    async fn outcome_of(&self, text: DeliveredText) -> Outcome {
        match self.say(text).await {
            Received::Done { outcome, .. } => outcome,
            other => panic!("{other:?}"),
        }
    }
}

#[tokio::test]
async fn what_changed_nothing_is_not_done() {
    let scene = Scene::new().await;
    for (text, outcome) in [
        ("ONAY Karanfil", Outcome::Unchanged),
        ("RET Karanfil", Outcome::Done),
        ("RET Karanfil!", Outcome::Unchanged),
        ("RET Papatya", Outcome::NotUnderstood),
        ("RET", Outcome::Asked),
        ("RET TUM", Outcome::Asked),
        ("RET TUM 12345", Outcome::NotUnderstood),
        ("RET Karanfil EPOSTA", Outcome::NotRecorded),
        ("LİSTE", Outcome::Answered),
        ("DURUM Karanfil", Outcome::Answered),
        ("YARDIM", Outcome::Answered),
        ("falan filan", Outcome::NotUnderstood),
        ("ONAY Karanfil Çınar", Outcome::NotUnderstood),
        ("RET Karanfil Çınar", Outcome::Asked),
    ] {
        let before = scene.place.movements();
        assert_eq!(scene.bring_about(text).await, outcome, "{text}");
        let recorded = scene.place.movements() > before;
        // A refusal that is said again is recorded as of now, though it changes nothing.
        let again = text == "RET Karanfil!";
        assert_eq!(recorded, again || outcome == Outcome::Done, "{text}");
        scene.place.pass(HOUR / 2);
    }
}

#[tokio::test]
async fn what_cannot_be_read_is_told_so_and_is_no_approval() {
    let scene = Scene::new().await;
    scene.write("RET Karanfil").await;
    let before = scene.place.movements();
    let unreadable = DeliveredText {
        legibility: Legibility::None,
        ..from(&phone(1), "")
    };
    let Received::Done { outcome, answer } = scene.say(unreadable).await else {
        panic!("not done");
    };
    assert_eq!(outcome, Outcome::NotUnderstood);
    assert!(answer.unwrap().contains("okunamadi"));
    let doubtful = |text| DeliveredText {
        legibility: Legibility::Doubtful,
        ..from(&phone(1), text)
    };
    let approval = scene.outcome_of(doubtful("ONAY Karanfil")).await;
    assert_eq!(approval, Outcome::NotRecorded);
    assert_eq!(scene.place.movements(), before);
    let refusal = scene.outcome_of(doubtful("RET Karanfil ARAMA")).await;
    assert_eq!(refusal, Outcome::Done);
    assert_eq!(scene.status(BRAND, Channel::Call), Some(Status::Refusal));
}

#[tokio::test]
async fn a_part_that_cannot_be_is_no_approval_and_may_refuse() {
    let scene = Scene::new().await;
    let part = |text| DeliveredText {
        part: Some(PartOf {
            reference: 1,
            total: 2,
            number: 9,
        }),
        ..from(&phone(1), text)
    };
    scene.write("RET Karanfil").await;
    let before = scene.place.movements();
    let approval = scene.outcome_of(part("ONAY Karanfil")).await;
    assert_eq!(approval, Outcome::NotRecorded);
    assert_eq!(scene.place.movements(), before);
    assert_eq!(scene.outcome_of(part("RET Çınar")).await, Outcome::Done);
}

#[tokio::test]
async fn a_part_that_cannot_be_read_is_told_at_once_and_makes_nothing_whole() {
    let scene = Scene::new().await;
    let part = |number, text| DeliveredText {
        part: Some(PartOf {
            reference: 1,
            total: 2,
            number,
        }),
        ..from(&phone(1), text)
    };
    let unreadable = DeliveredText {
        legibility: Legibility::None,
        ..part(1, "")
    };
    let told = scene.outcome_of(unreadable).await;
    assert_eq!(told, Outcome::NotUnderstood);
    let rest = scene.say(part(2, "RET KARANFIL")).await;
    assert_eq!(rest, Received::Waiting);
}
