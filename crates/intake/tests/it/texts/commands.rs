//! What each word does.

use domain::{Channel, Source, Status};
use testkit::{BRAND, HOUR, MINUTE, OTHER_BRAND, phone};

use super::Scene;

#[tokio::test]
async fn a_refusal_is_a_movement_by_text_message_seen_by_the_brand() {
    let scene = Scene::new().await;
    let answer = scene.write("RET Karanfil").await;
    let state = scene.place.said(&phone(1), BRAND, Channel::Text).unwrap();
    assert_eq!(
        (state.status, state.source),
        (Status::Refusal, Some(Source::RegistryText))
    );
    let last = scene.place.feed(BRAND).pop().unwrap();
    assert_eq!(last.seq, state.decided_by);
    assert!(
        answer.contains(&last.transaction.to_wire()[..12]),
        "{answer}"
    );
}

#[tokio::test]
async fn without_a_channel_text_messages_are_meant_and_calls_are_offered() {
    let scene = Scene::new().await;
    let answer = scene.write("ret karanfil").await;
    assert!(answer.ends_with("RET 600001 ARAMA"), "{answer}");
    assert_eq!(scene.status(BRAND, Channel::Call), Some(Status::Approval));
    scene.write("RET 600001 ARAMA").await;
    assert_eq!(scene.status(BRAND, Channel::Call), Some(Status::Refusal));
    assert_eq!(
        scene.status(OTHER_BRAND, Channel::Text),
        Some(Status::Approval)
    );
}

#[tokio::test]
async fn all_channels_of_a_brand_are_refused_at_once() {
    let scene = Scene::new().await;
    scene.write("RET karanfil tümü").await;
    assert_eq!(scene.status(BRAND, Channel::Call), Some(Status::Refusal));
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
}

#[tokio::test]
async fn a_brand_without_a_record_can_be_refused_before_it_writes() {
    let scene = Scene::new().await;
    scene.write("RET Çınar ARAMA").await;
    assert_eq!(
        scene.status(OTHER_BRAND, Channel::Call),
        Some(Status::Refusal)
    );
}

#[tokio::test]
async fn an_unknown_brand_changes_nothing() {
    let scene = Scene::new().await;
    let before = scene.place.movements();
    for text in [
        "RET Papatya",
        "RET 999999",
        "RET",
        "ONAY",
        "ONAY Papatya",
        "DURUM",
        "falan filan",
    ] {
        let answer = scene.write(text).await;
        assert!(answer.contains("izin.example"), "{text}: {answer}");
    }
    assert_eq!(scene.place.movements(), before);
}

#[tokio::test]
async fn a_name_two_brands_have_names_neither() {
    let scene = Scene::new().await;
    let provider = domain::ProviderCode(600_001);
    let twin = domain::BrandCode(600_009);
    scene.place.brand(provider, twin, "KARANFİL").await;
    let before = scene.place.movements();
    let answer = scene.write("RET karanfil").await;
    assert!(answer.contains("birden"), "{answer}");
    assert_eq!(scene.place.movements(), before);
    scene.write("RET 600001").await;
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
}

#[tokio::test]
async fn an_approval_needs_the_brands_name_and_its_time() {
    let scene = Scene::new().await;
    scene.write("RET Karanfil").await;
    scene.place.pass(MINUTE);
    scene.write("ONAY Karanfil").await;
    let state = scene.place.said(&phone(1), BRAND, Channel::Text).unwrap();
    assert_eq!(
        (state.status, state.source),
        (Status::Approval, Some(Source::RegistryText))
    );
    // One that was held up on its way must not undo what was said meanwhile.
    scene.place.pass(MINUTE);
    scene.write("RET Karanfil.").await;
    let late = domain::Timestamp::from_seconds(scene.place.now().as_seconds() - 11 * MINUTE);
    let text = super::from(&phone(1), "onay karanfil");
    let reply = registry::intake::texts::Reply::Inline;
    scene.texts.receive(text, Some(late), reply).await.unwrap();
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
    // A refusal counts however late it comes.
    let text = super::from(&phone(1), "ret çınar");
    scene.texts.receive(text, Some(late), reply).await.unwrap();
    assert_eq!(
        scene.status(OTHER_BRAND, Channel::Text),
        Some(Status::Refusal)
    );
}

#[tokio::test]
async fn the_way_back_an_approval_is_answered_with_refuses_all_that_was_approved() {
    for (approval, channel) in [
        ("ONAY Papatya ARAMA", Channel::Call),
        ("ONAY Papatya TUM", Channel::Call),
        ("ONAY Papatya", Channel::Text),
    ] {
        let scene = Scene::new().await;
        let brand = domain::BrandCode(600_100);
        let provider = domain::ProviderCode(600_001);
        scene.place.brand(provider, brand, "Papatya").await;
        let answer = scene.write(approval).await;
        assert_eq!(scene.status(brand, channel), Some(Status::Approval));
        let (_, back) = answer.split_once("icin: ").unwrap();
        scene.place.pass(MINUTE);
        scene.write(back).await;
        for channel in [Channel::Text, Channel::Call] {
            assert_ne!(
                scene.status(brand, channel),
                Some(Status::Approval),
                "{answer}"
            );
        }
    }
}

#[tokio::test]
async fn the_state_and_the_list_say_what_holds_and_change_nothing() {
    let scene = Scene::new().await;
    let before = scene.place.movements();
    let state = scene.write("DURUM Çınar").await;
    assert!(state.contains("SMS: Onay, arama: kayit yok"), "{state}");
    let list = scene.write("LİSTE").await;
    assert!(
        list.contains("Karanfil") && list.contains("Çinar"),
        "{list}"
    );
    assert!(list.contains("Size 2 marka"), "{list}");
    assert!(scene.write("YARDIM").await.contains("RET TUM"));
    assert_eq!(scene.place.movements(), before);
}

#[tokio::test]
async fn everything_is_refused_only_with_the_code() {
    let scene = Scene::new().await;
    let answer = scene.write("RET TUM").await;
    let code = answer.rsplit(' ').next().unwrap().to_owned();
    assert_eq!(code.len(), 4, "{answer}");
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Approval));
    let answer = scene.write(&format!("ret tüm {code}")).await;
    assert!(answer.contains("3 onay"), "{answer}");
    for (brand, channel) in [
        (BRAND, Channel::Text),
        (BRAND, Channel::Call),
        (OTHER_BRAND, Channel::Text),
    ] {
        let state = scene.place.said(&phone(1), brand, channel).unwrap();
        assert_eq!(
            (state.status, state.source),
            (Status::Refusal, Some(Source::RegistryText))
        );
    }
    // All of one action have one request's name.
    let requests: Vec<_> = (scene.place.movements() - 3..scene.place.movements())
        .map(|seq| scene.place.movement(domain::Seq(seq)).movement.item.request)
        .collect();
    assert!(requests.iter().all(|request| *request == requests[0]));
    // The code is used up.
    scene.place.pass(2 * MINUTE);
    scene.approve(&phone(1), BRAND, Channel::Text).await;
    let before = scene.place.movements();
    scene.write(&format!("RET TUM {code}")).await;
    assert_eq!(scene.place.movements(), before);
}

#[tokio::test]
async fn all_of_one_channel_leaves_the_other() {
    let scene = Scene::new().await;
    let answer = scene.write("RET TUM ARAMA").await;
    let words: Vec<&str> = answer.split(' ').collect();
    let instruction = words[words.len() - 4..].join(" ");
    assert!(instruction.starts_with("RET TUM ARAMA "), "{answer}");
    scene.write(&instruction).await;
    assert_eq!(scene.status(BRAND, Channel::Call), Some(Status::Refusal));
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Approval));
}

#[tokio::test]
async fn a_code_confirms_what_was_asked_and_nothing_else() {
    let scene = Scene::new().await;
    let code = async || {
        let answer = scene.write("RET TUM ARAMA").await;
        answer.rsplit(' ').next().unwrap().to_owned()
    };
    let channels = || [Channel::Call, Channel::Text].map(|one| scene.status(BRAND, one).unwrap());
    let (call, text) = (Status::Refusal, Status::Approval);
    // It names another channel, and confirms nothing.
    let asked = code().await;
    scene.write(&format!("RET TUM SMS {asked}")).await;
    assert_eq!(channels(), [Status::Approval; 2]);
    // It names none, and confirms the calls that were asked for.
    scene.write(&format!("RET TUM {asked}")).await;
    assert_eq!(channels(), [call, text]);
}

#[tokio::test]
async fn whoever_has_nothing_approved_refuses_all_of_it_anew_without_a_code() {
    let scene = Scene::new().await;
    let refused = scene.write("RET TUM").await;
    scene.write(&refused[refused.len() - 4..]).await;
    assert_eq!(scene.status(BRAND, Channel::Text), Some(Status::Refusal));
    let (before, since) = (scene.place.movements(), scene.place.now());
    scene.place.pass(HOUR);
    scene.write("RET TUM").await;
    assert_eq!(scene.place.movements(), before + 3);
    let state = scene.place.said(&phone(1), BRAND, Channel::Text).unwrap();
    assert!(state.consent_date > Some(since));
}

#[tokio::test]
async fn three_wrong_codes_end_the_code_and_so_do_ten_minutes() {
    let scene = Scene::new().await;
    let code = |answer: String| answer.rsplit(' ').next().unwrap().to_owned();
    let right = code(scene.write("RET TUM").await);
    let wrong = |number: u32| {
        let other = (right.parse::<u32>().unwrap() + number) % 10_000;
        format!("RET TUM {other:04}")
    };
    for number in 1..=3 {
        scene.write(&wrong(number)).await;
    }
    let before = scene.place.movements();
    scene.write(&format!("RET TUM {right}")).await;
    assert_eq!(scene.place.movements(), before, "three tries and no more");
    scene.place.pass(11 * MINUTE);
    let right = code(scene.write("RET TUM").await);
    scene.place.pass(10 * MINUTE);
    scene.write(&format!("RET HEPSİ {right}")).await;
    assert_eq!(scene.place.movements(), before, "ten minutes and no longer");
}

#[tokio::test]
async fn a_code_is_good_for_its_sender_alone() {
    let scene = Scene::new().await;
    scene.approve(&phone(2), BRAND, Channel::Text).await;
    let answer = scene.write("RET TUM").await;
    let code = answer.rsplit(' ').next().unwrap();
    let before = scene.place.movements();
    let text = super::from(&phone(2), &format!("RET TUM {code}"));
    scene.say(text).await;
    assert_eq!(scene.place.movements(), before);
}
