//! One message, one deed, one answer, however it is delivered.

use domain::{Channel, Status};
use intake::texts::{Outcome, Received};
use registry::intake::texts::{DeliveredText, Legibility, PartOf, Reply};
use registry::message::Content;
use testkit::{BRAND, HOUR, MINUTE, phone};

use super::{Scene, from};

fn named(id: &str, text: &str) -> DeliveredText {
    DeliveredText {
        id: Some(id.to_owned()),
        ..from(&phone(1), text)
    }
}

fn part(reference: u32, total: u8, number: u8, text: &str) -> DeliveredText {
    DeliveredText {
        part: Some(PartOf {
            reference,
            total,
            number,
        }),
        ..named(&format!("p{reference}-{number}"), text)
    }
}

/// What is on its way to people, as text.
async fn answers(scene: &Scene) -> Vec<String> {
    let messages = scene.place.messages().await.into_iter();
    messages
        .map(|message| match message.content {
            Content::Text { text, .. } => text,
            other => panic!("{other:?}"),
        })
        .collect()
}

#[tokio::test]
async fn an_answer_is_sent_to_the_sender_once() {
    let scene = Scene::new().await;
    for _ in 0..3 {
        let text = named("m1", "RET Karanfil");
        scene
            .texts
            .receive(text, None, Reply::Message)
            .await
            .unwrap();
    }
    assert_eq!(answers(&scene).await.len(), 1);
    assert_eq!(scene.place.feed(BRAND).len(), 1);
}

#[tokio::test]
async fn a_message_delivered_again_is_answered_as_before_and_does_nothing() {
    let scene = Scene::new().await;
    let Received::Done { answer, .. } = scene.say(named("m1", "RET Karanfil")).await else {
        panic!("not done");
    };
    scene.place.pass(MINUTE);
    scene.write("ONAY Karanfil").await;
    let before = scene.place.movements();
    let again = scene.say(named("m1", "RET Karanfil")).await;
    assert_eq!(again, Received::Repeated { answer });
    assert_eq!(scene.place.movements(), before);
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Approval));
}

#[tokio::test]
async fn a_name_given_twice_loses_no_refusal() {
    let scene = Scene::new().await;
    scene.say(named("0", "YARDIM")).await;
    scene.say(named("0", "RET Karanfil")).await;
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
}

#[tokio::test]
async fn without_a_name_the_same_text_soon_after_is_the_same_message() {
    let scene = Scene::new().await;
    let text = || from(&phone(1), "RET Karanfil");
    for _ in 0..2 {
        scene
            .texts
            .receive(text(), None, Reply::Message)
            .await
            .unwrap();
    }
    assert_eq!(answers(&scene).await.len(), 1);
    scene.place.pass(11 * MINUTE);
    scene
        .texts
        .receive(text(), None, Reply::Message)
        .await
        .unwrap();
    assert_eq!(answers(&scene).await.len(), 1, "it is a new one by now");
}

#[tokio::test]
async fn without_a_name_a_refusal_counts_although_it_may_be_the_same() {
    let scene = Scene::new().await;
    scene.write("RET Karanfil").await;
    scene.place.pass(MINUTE);
    scene.write("ONAY Karanfil").await;
    scene.place.pass(MINUTE);
    let answer = scene.write("RET Karanfil").await;
    assert!(answer.contains("kaydedildi"), "{answer}");
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
    // An approval that may be a repetition is none.
    scene.place.pass(MINUTE);
    let again = scene.say(from(&phone(1), "ONAY Karanfil")).await;
    let (outcome, answer) = (Outcome::Unchanged, None);
    assert_eq!(again, Received::Done { outcome, answer });
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
}

#[tokio::test]
async fn many_deliveries_at_once_are_one_message() {
    let scene = Scene::new().await;
    let deliveries = (0..20).map(|_| scene.say(named("m1", "RET Karanfil")));
    let outcomes = futures::future::join_all(deliveries).await;
    let done = |outcome: &&Received| matches!(outcome, Received::Done { .. });
    assert_eq!(outcomes.iter().filter(done).count(), 1);
    assert_eq!(scene.place.feed(BRAND).len(), 1);
}

#[tokio::test]
async fn parts_are_one_message_in_any_order() {
    let scene = Scene::new().await;
    let before = scene.place.movements();
    assert_eq!(scene.say(part(7, 3, 2, "ran")).await, Received::Waiting);
    assert_eq!(scene.say(part(7, 3, 2, "ran")).await, Received::Waiting);
    assert_eq!(scene.say(part(7, 3, 3, "fil")).await, Received::Waiting);
    assert_eq!(scene.place.movements(), before);
    let Received::Done { answer, .. } = scene.say(part(7, 3, 1, "RET Ka")).await else {
        panic!("not done");
    };
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
    let again = scene.say(part(7, 3, 1, "RET Ka")).await;
    assert_eq!(again, Received::Repeated { answer });
    let other = scene.say(part(7, 3, 3, "fil")).await;
    assert_eq!(other, Received::Repeated { answer: None });
    assert_eq!(scene.place.feed(BRAND).len(), 1);
}

#[tokio::test]
async fn parts_of_others_and_of_other_messages_do_not_mix() {
    let scene = Scene::new().await;
    let before = scene.place.movements();
    scene.say(part(7, 2, 1, "RET Ka")).await;
    let foreign = DeliveredText {
        sender: phone(2).to_string(),
        ..part(7, 2, 2, "ranfil")
    };
    assert_eq!(scene.say(foreign).await, Received::Waiting);
    assert_eq!(scene.say(part(8, 2, 2, "ranfil")).await, Received::Waiting);
    assert_eq!(scene.place.movements(), before);
}

#[tokio::test]
async fn a_part_waits_an_hour_for_the_others() {
    let scene = Scene::new().await;
    scene.say(part(7, 2, 1, "RET Ka")).await;
    scene.place.pass(HOUR);
    // The reference is used for another message by now.
    assert_eq!(scene.say(part(7, 2, 2, "ranfil")).await, Received::Waiting);
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Approval));
}

#[tokio::test]
async fn what_cannot_be_a_part_is_a_message_of_its_own() {
    let scene = Scene::new().await;
    for (total, number) in [(0, 0), (2, 3), (200, 1), (1, 1)] {
        scene.say(part(9, total, number, "RET Karanfil")).await;
        assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
        scene.place.pass(2 * MINUTE);
        scene.approve(&phone(1), BRAND, Channel::Text).await;
        scene.place.pass(MINUTE);
    }
}

#[tokio::test]
async fn old_messages_and_parts_are_forgotten() {
    let scene = Scene::new().await;
    scene.say(named("m1", "RET Karanfil")).await;
    scene.say(part(7, 2, 1, "RET Ka")).await;
    scene.write("RET TUM").await;
    assert_eq!(scene.place.intake().purge_texts().await.unwrap(), 0);
    scene.place.pass(2 * HOUR);
    let gone = scene.place.intake().purge_texts().await.unwrap();
    assert_eq!(gone, 1, "the code");
    assert_eq!(scene.texts.read_overdue().await.unwrap(), 1, "the part");
    scene.place.pass(8 * 24 * HOUR);
    // The first, the one that asked for a code, and the part.
    assert_eq!(scene.place.intake().purge_texts().await.unwrap(), 3);
}

#[tokio::test]
async fn a_national_number_that_is_called_international_is_its_owners() {
    let scene = Scene::new().await;
    let text = DeliveredText {
        sender: phone(1).to_string().replace("+90", "+0"),
        ..from(&phone(1), "RET Karanfil")
    };
    scene.say(text).await;
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
}

#[tokio::test]
async fn what_is_said_again_soon_gets_no_other_code_and_no_second_answer() {
    let scene = Scene::new().await;
    let answer = scene.write("RET TUM").await;
    let again = scene.say(from(&phone(1), "RET TUM")).await;
    assert!(matches!(again, Received::Done { answer: None, .. }));
    let code = answer.rsplit(' ').next().unwrap();
    scene.write(&format!("RET TUM {code}")).await;
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
    let unreadable = DeliveredText {
        legibility: Legibility::None,
        ..from(&phone(1), "")
    };
    for is_told in [true, false] {
        let Received::Done { answer, .. } = scene.say(unreadable.clone()).await else {
            panic!("not done");
        };
        assert_eq!(answer.is_some(), is_told);
    }
}
