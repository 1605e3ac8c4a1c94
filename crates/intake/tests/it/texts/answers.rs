//! The answers: one message each, whatever the brand is called.

use domain::{BrandCode, Channel, Language, ProviderCode};
use smpp::gsm::{is_one_message, plain};
use testkit::{MINUTE, phone};

use super::Scene;

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
            .people()
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
            "RET 600100 EPOSTA ARAMA",
            "ONAY 600100 EPOSTA SMS ARAMA",
            "RET TUM SMS EPOSTA",
            "ONAY 600100?",
        ] {
            let answer = scene.write(text).await;
            assert!(is_one_message(&answer), "{text}: {} {answer}", answer.len());
        }
        let english = language == Language::English;
        assert_eq!(scene.write("hello?").await.starts_with("Not"), english);
    }
}

#[tokio::test]
async fn who_wants_several_things_or_perhaps_one_is_told_to_say_one() {
    let scene = Scene::new().await;
    for text in [
        "RET Karanfil ama sms kalsın",
        "Karanfil iptal edilmeyecek",
        "ONAY Karanfil :(",
        "-ONAY Karanfil",
    ] {
        let before = scene.place.movements();
        let answer = scene.write(text).await;
        assert!(answer.contains("tek sey söyler"), "{text}: {answer}");
        assert_eq!(scene.place.movements(), before, "{text}");
        scene.place.pass(MINUTE);
    }
    assert!(scene.write("RET").await.starts_with("Hangi marka"));
}

#[tokio::test]
async fn who_names_email_is_told_where_it_is_changed() {
    let scene = Scene::new().await;
    let ways = ["e-postadaki çikis baglantisi", "izin.example"].map(plain);
    for (text, done) in [
        ("RET Karanfil EPOSTA ARAMA", "reddiniz"),
        ("RET Karanfil EPOSTA ARAMA!", "zaten"),
        ("RET Karanfil ARAMA SMS EPOSTA", "reddiniz"),
        ("ONAY Karanfil EPOSTA ARAMA", "onayiniz"),
        ("RET Karanfil EPOSTA", "degismedi"),
    ] {
        let answer = scene.write(text).await;
        assert!(answer.contains(done), "{text}: {answer}");
        assert!(answer.contains("SMS ile degismez"), "{text}: {answer}");
        assert!(answer.contains(&ways[1]), "{text}: {answer}");
        assert!(is_one_message(&answer), "{text}: {answer}");
        scene.place.pass(10 * MINUTE);
    }
    let answer = scene.write("RET Karanfil ARAMA EPOSTA lütfen").await;
    assert!(answer.contains(&ways[0]), "{answer}");
    let answer = scene.write("RET Karanfil ARAMA").await;
    assert!(!answer.contains("E-posta"), "{answer}");
}

#[test]
fn what_is_plain_stays_plain() {
    let once = plain("Şişli’de “ığüşöç”");
    assert_eq!(plain(&once), once);
}
