//! The answers: one message each, whatever the brand is called.

use channels::texts::{is_one_message, plain};
use domain::{BrandCode, Channel, Language, ProviderCode};

use super::Scene;
use crate::people::{MINUTE, phone};

#[tokio::test]
async fn every_answer_is_one_message_in_both_languages() {
    let scene = Scene::new().await;
    let long = BrandCode(600_100);
    let name = "Şükrüoğlu Kardeşler Yapı Market ve Bahçe Ürünleri";
    scene.place.brand(ProviderCode(600_001), long, name).await;
    scene.approve(&phone(1), long, Channel::Text).await;
    for language in Language::ALL {
        let person = scene.place.sign_in(&phone(1)).await.person;
        scene
            .place
            .registry
            .set_language(&person, language)
            .await
            .unwrap();
        scene.place.pass(61 * MINUTE);
        for text in [
            "RET 600100",
            "RET 600100!",
            "RET 600100 TUM",
            "ONAY 600100",
            "DURUM 600100",
            "LISTE",
            "YARDIM",
            "falan",
            "RET",
        ] {
            let answer = scene.write(text).await;
            assert!(is_one_message(&answer), "{text}: {} {answer}", answer.len());
        }
        scene.place.pass(61 * MINUTE);
        for text in [
            "RET TUM",
            "RET TUM 0000",
            "RET EPOSTA Karanfil",
            "ONAY Papatya",
            "ONAY 600100 TUM",
        ] {
            let answer = scene.write(text).await;
            assert!(is_one_message(&answer), "{text}: {} {answer}", answer.len());
        }
        let english = language == Language::English;
        assert_eq!(scene.write("hello?").await.starts_with("Not"), english);
    }
}

#[test]
fn what_is_plain_stays_plain() {
    let once = plain("Şişli’de “ığüşöç”");
    assert_eq!(plain(&once), once);
}
