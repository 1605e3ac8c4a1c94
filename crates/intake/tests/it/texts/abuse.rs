//! What others may try, and what no limit holds back.

use domain::{BrandCode, Channel, ProviderCode, Status};
use intake::texts::{Outcome, Received};
use registry::intake::texts::{DeliveredText, Legibility, PartOf};
use testkit::{BRAND, HOUR, phone};

use super::{Scene, from};

#[tokio::test]
async fn a_message_by_a_way_that_proves_nothing_changes_nothing_and_says_where_to_go() {
    let scene = Scene::new().await;
    let before = scene.place.movements();
    for text in [
        "RET Karanfil",
        "ONAY Çınar ARAMA",
        "RET TUM",
        "LİSTE",
        "DURUM Karanfil",
    ] {
        let spoofed = DeliveredText {
            verified: false,
            ..from(&phone(1), text)
        };
        let Received::Done { answer, .. } = scene.say(spoofed).await else {
            panic!("not done");
        };
        let answer = answer.unwrap();
        assert!(answer.contains("izin.example"), "{answer}");
        assert!(!answer.contains("Karanfil"), "nothing is told: {answer}");
        scene.place.pass(HOUR + 1);
    }
    assert_eq!(scene.place.movements(), before);
}

#[tokio::test]
async fn a_sender_gets_ten_answers_an_hour_and_every_refusal() {
    let scene = Scene::new().await;
    let provider = ProviderCode(600_001);
    let brands: Vec<BrandCode> = (0..15).map(|number| BrandCode(610_000 + number)).collect();
    for brand in &brands {
        scene
            .place
            .brand(provider, *brand, &format!("Marka {brand}"))
            .await;
        scene.approve(&phone(1), *brand, Channel::Text).await;
    }
    let mut answered = 0;
    for brand in &brands {
        let outcome = scene.say(from(&phone(1), &format!("RET {brand}"))).await;
        let Received::Done { answer, .. } = outcome else {
            panic!("{outcome:?}");
        };
        answered += usize::from(answer.is_some());
        assert_eq!(scene.status(*brand, Channel::Text), Some(Status::Refusal));
    }
    assert_eq!(answered, 10);
    // The limit is the sender's own, and an hour long.
    let other = scene.say(from(&phone(2), "YARDIM")).await;
    assert!(matches!(
        other,
        Received::Done {
            answer: Some(_),
            ..
        }
    ));
    scene.place.pass(HOUR + 1);
    scene.write("YARDIM").await;
}

#[tokio::test]
async fn names_and_our_own_numbers_get_no_answer() {
    let scene = Scene::new().await;
    let before = scene.place.movements();
    for sender in ["3338", "KARANFIL", "", "IZIN", "+903338"] {
        let text = DeliveredText {
            sender: sender.to_owned(),
            ..from(&phone(1), "RET Karanfil")
        };
        assert_eq!(scene.say(text).await, Received::Ignored, "{sender}");
    }
    let ours = DeliveredText {
        recipient: phone(1).to_string(),
        ..from(&phone(1), "RET Karanfil")
    };
    assert_eq!(scene.say(ours).await, Received::Ignored);
    assert_eq!(scene.place.movements(), before);
    assert!(scene.place.messages().await.is_empty());
}

#[tokio::test]
async fn nobody_speaks_for_another_number() {
    let scene = Scene::new().await;
    scene.say(from(&phone(2), "RET Karanfil")).await;
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Approval));
    scene
        .say(from(&phone(2), &format!("RET Karanfil {}", phone(1))))
        .await;
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Approval));
}

#[tokio::test]
async fn a_flood_of_parts_is_kept_within_bounds_and_loses_no_later_refusal() {
    let scene = Scene::new().await;
    for reference in 0..60 {
        let text = DeliveredText {
            id: Some(format!("f{reference}")),
            part: Some(PartOf {
                reference,
                total: 2,
                number: 1,
            }),
            ..from(&phone(1), "x")
        };
        assert_eq!(scene.say(text).await, Received::Waiting);
    }
    // Those that too many followed have waited long enough.
    assert_eq!(scene.texts.read_overdue().await.unwrap(), 20);
    scene.place.pass(25 * HOUR);
    let kept = scene.place.intake().purge_texts().await.unwrap();
    assert_eq!(kept, directory::text_part::PARTS_PER_SENDER);
    scene.write("RET Karanfil").await;
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
}

#[tokio::test]
async fn who_writes_in_anothers_number_uses_none_of_their_answers_up() {
    let scene = Scene::new().await;
    let mut answered = 0;
    for number in 0..20 {
        let spoofed = DeliveredText {
            verified: false,
            ..from(&phone(1), &format!("YARDIM {number}"))
        };
        let Received::Done { answer, .. } = scene.say(spoofed).await else {
            panic!("not done");
        };
        answered += usize::from(answer.is_some());
    }
    assert_eq!(answered, 1);
    // The owner is still told the code without which not everything can be refused.
    let asked = scene.write("RET TUM").await;
    assert!(asked.contains("RET TUM "), "{asked}");
}

#[tokio::test]
async fn what_others_write_in_a_number_is_no_part_of_what_its_owner_writes() {
    let scene = Scene::new().await;
    let part = |number, text| DeliveredText {
        part: Some(PartOf {
            reference: 7,
            total: 2,
            number,
        }),
        ..from(&phone(1), text)
    };
    let before = scene.place.movements();
    let spoofed = DeliveredText {
        verified: false,
        ..part(1, "RET Çın")
    };
    scene.say(spoofed).await;
    assert_eq!(scene.say(part(2, "anfil")).await, Received::Waiting);
    assert_eq!(scene.place.movements(), before);
    scene.say(part(1, "RET Kar")).await;
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
}

#[test]
fn who_wrote_and_what_is_in_no_debug_output() {
    let text = from(&phone(1), "RET TUM 4711");
    let shown = format!("{text:?}");
    assert!(!shown.contains("4711") && !shown.contains(&text.sender));
    let (outcome, answer) = (Outcome::Asked, Some("Kod: 4711".to_owned()));
    assert!(!format!("{:?}", Received::Done { outcome, answer }).contains("4711"));
    let call = intake::voice::CallEvent {
        gateway: "ivr".to_owned(),
        call: "1".to_owned(),
        caller: text.sender.clone(),
        verified: false,
        input: Some("471147".to_owned()),
        state: None,
    };
    let shown = format!("{call:?}");
    assert!(!shown.contains("471147") && !shown.contains(&text.sender));
}

/// Phones acknowledge by themselves what they were sent.
#[tokio::test]
async fn an_acknowledgement_refuses_and_nothing_else() {
    let scene = Scene::new().await;
    let before = scene.place.movements();
    let acknowledged = |text| DeliveredText {
        is_acknowledgement: true,
        legibility: Legibility::Doubtful,
        ..from(&phone(1), text)
    };
    for text in ["", "Tamam", "ONAY Çınar ARAMA", "LİSTE", "DURUM Karanfil"] {
        let received = scene.say(acknowledged(text)).await;
        assert_eq!(received, Received::Ignored, "{text}");
    }
    assert_eq!(scene.place.movements(), before);
    let received = scene.say(acknowledged("RET Karanfil")).await;
    assert!(
        matches!(
            received,
            Received::Done {
                outcome: Outcome::Done,
                ..
            }
        ),
        "{received:?}"
    );
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
    // A part of one may refuse with the others.
    let part = PartOf {
        reference: 7,
        total: 2,
        number: 1,
    };
    let begun = DeliveredText {
        part: Some(part),
        ..acknowledged("Tamam")
    };
    assert_eq!(scene.say(begun).await, Received::Waiting);
}

#[tokio::test]
async fn a_message_that_proved_nothing_is_not_the_same_as_one_that_does() {
    let scene = Scene::new().await;
    let unproven = DeliveredText {
        id: Some("1".to_owned()),
        verified: false,
        ..from(&phone(1), "RET Karanfil")
    };
    let proven = DeliveredText {
        verified: true,
        ..unproven.clone()
    };
    scene.say(unproven).await;
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Approval));
    scene.say(proven).await;
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
}
