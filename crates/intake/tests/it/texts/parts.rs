//! Long messages whose parts are lost, late or mixed with those of others.

use domain::{Address, Channel, Status};
use intake::texts::{Outcome, Received};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use registry::intake::texts::{DeliveredText, PartOf};
use registry::message::Content;
use testkit::{BRAND, HOUR, MINUTE, phone};

use super::{Scene, from};

/// A part without a name of its own, as a message centre delivers it.
fn part(sender: &Address, (number, total): (u8, u8), text: &str) -> DeliveredText {
    DeliveredText {
        part: Some(PartOf {
            reference: 7,
            total,
            number,
        }),
        ..from(sender, text)
    }
}

impl Scene {
    async fn part(&self, place: (u8, u8), text: &str) -> Received {
        self.say(part(&phone(1), place, text)).await
    }

    /// The wait is over, and what is there is read.
    async fn wait(&self) {
        self.place.pass(HOUR + MINUTE);
        self.texts.read_overdue().await.unwrap();
    }
}

#[tokio::test]
async fn a_refusal_in_parts_is_no_approval_of_an_earlier_message_whose_end_was_lost() {
    let scene = Scene::new().await;
    scene.write("RET Karanfil").await;
    let before = scene.place.movements();
    assert_eq!(
        scene.part((1, 2), "ONAY KARANFIL ").await,
        Received::Waiting
    );
    assert_eq!(scene.part((1, 2), "RET KARANFIL ").await, Received::Waiting);
    let Received::Done { outcome, .. } = scene.part((2, 2), "lutfen").await else {
        panic!("not done");
    };
    assert_eq!(outcome, Outcome::Unchanged, "it is refused already");
    scene.wait().await;
    assert_eq!(scene.place.movements(), before);
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
}

#[tokio::test]
async fn what_is_there_after_the_wait_refuses_and_never_approves() {
    let scene = Scene::new().await;
    scene.part((1, 2), "RET KARANFIL ").await;
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Approval));
    scene.place.pass(HOUR - MINUTE);
    assert_eq!(scene.texts.read_overdue().await.unwrap(), 0, "it waits");
    scene.wait().await;
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
    let told = scene.place.messages().await.pop().unwrap();
    assert!(matches!(told.content, Content::Text { text, .. } if text.contains("reddiniz")));
    let before = scene.place.movements();
    let told = scene.place.messages().await.len();
    scene.part((1, 2), "ONAY KARANFIL ").await;
    scene.wait().await;
    assert_eq!(scene.place.movements(), before);
    assert_eq!(scene.place.messages().await.len(), told);
    assert_eq!(scene.texts.read_overdue().await.unwrap(), 0, "read once");
}

#[tokio::test]
async fn an_approval_in_parts_is_not_recorded_and_says_so() {
    let scene = Scene::new().await;
    scene.write("RET Karanfil").await;
    let before = scene.place.movements();
    scene.part((1, 2), "ONAY KARAN").await;
    let Received::Done { outcome, answer } = scene.part((2, 2), "FIL").await else {
        panic!("not done");
    };
    assert_eq!(outcome, Outcome::NotRecorded);
    assert!(answer.unwrap().contains("ONAY MARKAADI"));
    assert_eq!(scene.place.movements(), before);
}

#[tokio::test]
async fn a_part_delivered_again_is_neither_a_new_message_nor_read_alone() {
    let scene = Scene::new().await;
    scene
        .place
        .brand(
            domain::ProviderCode(600_001),
            domain::BrandCode(600_100),
            "Karanfil Giyim",
        )
        .await;
    scene.part((1, 2), "RET KARANFIL ").await;
    scene.part((2, 2), "GIYIM").await;
    scene.part((1, 2), "RET KARANFIL ").await;
    scene.place.pass(MINUTE);
    scene.write("ONAY Karanfil Giyim").await;
    scene.wait().await;
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Approval));
    let other = scene.status(domain::BrandCode(600_100), Channel::Text);
    assert_eq!(other, Some(Status::Approval));
}

#[tokio::test]
async fn who_has_no_record_yet_can_refuse_with_what_is_there() {
    let scene = Scene::new().await;
    scene.say(part(&phone(9), (2, 3), "RET KARANFIL")).await;
    scene.wait().await;
    let state = scene.place.said(&phone(9), BRAND, Channel::Text);
    assert_eq!(state.map(|state| state.status), Some(Status::Refusal));
}

/// Messages of two parts, and whether they refuse Karanfil.
const MESSAGES: &[([&str; 2], bool)] = &[
    (["RET KARANFIL ", "lutfen"], true),
    (["RET KAR", "ANFIL"], true),
    (["RET ", "KARANFIL"], true),
    (["KARANFIL ", "iptal"], true),
    (["Merhaba, ", "RET KARANFIL"], true),
    (["ONAY ", "VERMIYORUM KARANFIL"], true),
    (["ONAY KARANFIL ", "lutfen"], false),
    (["ONAY ", "KARANFIL"], false),
    (["ONAY KAR", "ANFIL"], false),
    (["DURUM ", "KARANFIL"], false),
    (["KARANFIL ", "indirimi"], false),
    (["YARDIM ", "lutfen"], false),
    (["ONAY CINAR ", "tesekkurler"], false),
];

/// Some messages, in which order their parts come, and which parts are lost.
fn mixtures() -> impl Strategy<Value = (Vec<usize>, Vec<(usize, usize)>, Vec<bool>)> {
    proptest::collection::vec(0..MESSAGES.len(), 2..5).prop_flat_map(|chosen| {
        let parts: Vec<(usize, usize)> = (0..chosen.len())
            .flat_map(|message| [(message, 0), (message, 1)])
            .collect();
        let lost = proptest::collection::vec(proptest::bool::weighted(0.2), parts.len());
        (Just(chosen), Just(parts).prop_shuffle(), lost)
    })
}

#[tokio::test]
async fn a_refusal_that_was_sent_whole_has_the_last_word_however_parts_are_mixed() {
    let scene = Scene::new().await;
    let mut runner = TestRunner::deterministic();
    let mut refusals = 0;
    for number in 0..400_u32 {
        let (chosen, order, lost) = mixtures().new_tree(&mut runner).unwrap().current();
        let sender = phone(1_000 + number);
        let approved = number % 2 == 0;
        if approved {
            scene.approve(&sender, BRAND, Channel::Text).await;
        }
        let mut arrived = vec![0; chosen.len()];
        for ((message, place), lost) in order.iter().zip(&lost) {
            if *lost {
                continue;
            }
            arrived[*message] += 1;
            let text = MESSAGES[chosen[*message]].0[*place];
            let place = u8::try_from(*place).unwrap() + 1;
            scene.say(part(&sender, (place, 2), text)).await;
            scene.place.pass(1);
        }
        scene.wait().await;
        let whole = chosen.iter().zip(&arrived);
        let refused = whole
            .filter(|(_, arrived)| **arrived == 2)
            .any(|(message, _)| MESSAGES[*message].1);
        let state = scene.place.said(&sender, BRAND, Channel::Text);
        let status = state.map(|state| state.status);
        let told: Vec<_> = order
            .iter()
            .zip(&lost)
            .filter(|(_, lost)| !**lost)
            .map(|((message, place), _)| MESSAGES[chosen[*message]].0[*place])
            .collect();
        if refused {
            refusals += 1;
            assert_eq!(status, Some(Status::Refusal), "{told:?}");
        }
        if !approved {
            assert_ne!(status, Some(Status::Approval), "{told:?}");
        }
    }
    assert!(refusals > 100, "{refusals}");
}
