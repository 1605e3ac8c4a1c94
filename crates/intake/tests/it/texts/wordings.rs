//! Refusals and approvals as people write them, each with what it changes.

use domain::{Address, BrandCode, Channel, ProviderCode, Status};
use testkit::{BRAND, MINUTE, OTHER_BRAND, phone};

use super::{Scene, from};

/// Which of the approvals of a phone are refused by a text: of Karanfil by text message and by call, of Çınar by
/// text message.
type Refused = (bool, bool, bool);

const NOTHING: Refused = (false, false, false);
const TEXTS: Refused = (true, false, false);
const CALLS: Refused = (false, true, false);
const BOTH: Refused = (true, true, false);
const OTHER: Refused = (false, false, true);

const WORDINGS: &[(&str, Refused)] = &[
    // The exact form, however it is spelt.
    ("RET KARANFIL", TEXTS),
    ("ret karanfil", TEXTS),
    ("Ret Karanfıl.", TEXTS),
    ("RET:KARANFİL", TEXTS),
    ("RETKARANFIL", TEXTS),
    ("RET 600001", TEXTS),
    ("ＲＥＴ karanfil", TEXTS),
    ("RET KARANFIL ARAMA", CALLS),
    ("RET KARANFIL TÜMÜ", BOTH),
    ("RET CINAR", OTHER),
    ("ret çınar!!", OTHER),
    // More words before and behind.
    ("ret KARANFIL 3338", TEXTS),
    ("RET KARANFIL 3338'e", TEXTS),
    ("3338 RET KARANFIL", TEXTS),
    ("RETKARANFIL 3338", TEXTS),
    ("RET KARANFIL yazıp 3338'e gönderdim", TEXTS),
    ("Merhaba, ben Ayşe. RET KARANFIL", TEXTS),
    ("RET KARANFIL lütfen artık", TEXTS),
    ("lütfen artık Karanfil iptal", TEXTS),
    ("RET KARANFIL\nAyşe Yılmaz", TEXTS),
    ("RET KARANFIL\n-- \nÇınar Yılmaz, Ankara", TEXTS),
    ("Ayşe Yılmaz\nRET KARANFIL", TEXTS),
    (
        "Sayın yetkili, Karanfil iptal edilsin, saygılar Ayşe",
        TEXTS,
    ),
    ("RET KARANFIL 0532 123 45 67", TEXTS),
    ("RET KARANFIL, no 12345678901", TEXTS),
    ("RET. KARANFIL", TEXTS),
    ("1) RET KARANFIL", TEXTS),
    // Sentences.
    ("İptal et Karanfil", TEXTS),
    ("iptal edin karanfili", TEXTS),
    ("Karanfil'i iptal edin", TEXTS),
    ("RET KARANFIL'den mesaj almak istemiyorum", TEXTS),
    ("Karanfil’den mesaj almak istemiyorum", TEXTS),
    ("karanfilden sms istemiyorum", TEXTS),
    ("Karanfil'in mesajlarını istemiyorum", TEXTS),
    ("Karanfil'den gelen tüm mesajları durdurun", TEXTS),
    ("Artık Karanfil mesaj göndermesin", TEXTS),
    ("Karanfil bana mesaj atmayın", TEXTS),
    ("karanfil mesaj göndermeyin lütfen", TEXTS),
    ("Karanfil'e onay vermiyorum", TEXTS),
    ("ONAY VERMİYORUM KARANFİL", TEXTS),
    ("onaylamıyorum karanfil", TEXTS),
    ("izin vermiyorum Karanfil", TEXTS),
    ("Karanfil için iznim yok", TEXTS),
    ("kabul etmiyorum karanfil", TEXTS),
    ("Karanfil aboneliğimden çıkmak istiyorum", TEXTS),
    ("Beni Karanfil listesinden çıkarın", TEXTS),
    ("Karanfil'den aranmak istemiyorum", CALLS),
    ("Karanfil beni aramasın", CALLS),
    ("Karanfil aramayın", CALLS),
    ("Karanfil'in aramalarını ve mesajlarını istemiyorum", BOTH),
    ("HAYIR! RET KARANFIL", TEXTS),
    ("ONAY değil, RET KARANFIL", TEXTS),
    ("ret ediyorum karanfil", TEXTS),
    ("Reddediyorum: Karanfil", TEXTS),
    ("Vazgeçtim karanfil", TEXTS),
    ("Karanfil iptal. Etmeyin dedim", TEXTS),
    // What is answered to.
    (
        "RET\n> Karanfil: yaz indirimi başladı! RET yazıp 3338'e gönderin",
        TEXTS,
    ),
    ("iptal\n> Karanfil kampanya", TEXTS),
    ("RET KARANFIL\n> Çınar: yeni sezon", TEXTS),
    ("> RET KARANFIL", TEXTS),
    ("RET KARANFIL\n> TÜMÜ", TEXTS),
    ("ONAY KARANFIL\n> RET yazıp 3338'e gönderin", NOTHING),
    // Two brands, or none: it is asked.
    ("RET KARANFIL ÇINAR", NOTHING),
    ("Karanfil ve Çınar'dan mesaj istemiyorum", NOTHING),
    ("ÇINAR RET KARANFIL", NOTHING),
    ("RET", NOTHING),
    ("İptal et lütfen", NOTHING),
    ("RET PAPATYA", NOTHING),
    ("mesaj almak istemiyorum", NOTHING),
    // Denied.
    ("RET vermiyorum KARANFIL", NOTHING),
    ("KARANFIL'i iptal etmeyin", NOTHING),
    ("Karanfil'den çıkmak istemiyorum", NOTHING),
    ("iptal etmek istemiyorum karanfil", NOTHING),
    ("Karanfil iptal edilmesin", NOTHING),
    ("Karanfil ret istemiyorum", NOTHING),
    ("reddetmiyorum karanfil", NOTHING),
    ("Karanfil iptal edilmeyecek", NOTHING),
    ("Karanfil silinmesini istemiyorum", NOTHING),
    ("i don't want to cancel karanfil", NOTHING),
    // Something is to stay: what is refused for certain is refused, or it is asked.
    ("ret tüm hariç karanfil", NOTHING),
    ("hepsini ret karanfil kalsın", NOTHING),
    ("sadece karanfil kalsın diğerleri ret", NOTHING),
    ("Karanfil dışında hepsini iptal et", NOTHING),
    ("ret karanfil arama haric", NOTHING),
    ("vazgectim karanfil'i iptal etmekten", NOTHING),
    ("Karanfil mesajları gelsin, aramasınlar", CALLS),
    ("Karanfil aramasın ama mesaj atabilir", CALLS),
    ("karanfil sms istemiyorum arama istiyorum", TEXTS),
    ("Karanfil'i iptal edin, Çınar kalsın", NOTHING),
    ("karanfil aramaya hayır mesaja evet", NOTHING),
    ("Karanfil arama istemiyorum sms sorun değil", CALLS),
    ("Karanfil mesajlarınız iyi ama aramayın", CALLS),
    ("stop karanfil calls, sms is ok", CALLS),
    ("RET KARANFIL SMS, ARAMA", BOTH),
    // More of them.
    ("Karanfil bana mesaj atmasın", TEXTS),
    ("Karanfil mesaj atmasın, aramasın", BOTH),
    ("onayımı geri çekiyorum karanfil", TEXTS),
    ("onaylamayın karanfil", TEXTS),
    ("opt out karanfil", TEXTS),
    ("R E T KARANFIL", TEXTS),
    ("RET KARANFIL EPOSTA ARAMA", CALLS),
    ("RET KARANFIL MAIL SMS", TEXTS),
    // No refusal.
    ("KARANFIL", NOTHING),
    ("Karanfil kampanyası ne zaman bitiyor", NOTHING),
    ("DURUM KARANFIL", NOTHING),
];

/// An approval is its word, the brand, perhaps a channel and polite words, and nothing else.
const APPROVALS: &[(&str, bool)] = &[
    ("ONAY KARANFIL", true),
    ("onay karanfil", true),
    ("ONAYKARANFIL", true),
    ("Onay Karanfil lütfen", true),
    ("ONAY 600001", true),
    ("ONAY KARANFIL 3338", true),
    ("KARANFIL ONAY", false),
    ("ONAY KARANFIL ÇINAR", false),
    ("ONAY KARANFIL Ayşe", false),
    ("ONAY KARANFIL\nAyşe Yılmaz", false),
    ("ONAY KARANFIL'den mesaj", false),
    ("ONAY mı KARANFIL", false),
    ("ONAYLAMA KARANFIL", false),
    ("ONAYLAMAM KARANFIL", false),
    ("ONAY VERMEM KARANFIL", false),
    ("ONAY istemiyorum KARANFIL", false),
    ("ONAY ya da RET KARANFIL", false),
    ("ONAY KARANFIL iptal", false),
    ("RET değil ONAY KARANFIL", false),
    ("iptal değil, onay karanfil", false),
    ("ONAY KARANFIL\n> RET yazıp 3338'e gönderin", false),
    ("> ONAY KARANFIL\nbunu ben yazmadım", false),
    ("ONAY RET KARANFIL", false),
    ("ONAY KARANFIL ❌", false),
    ("🚫 ONAY KARANFIL", false),
    ("ONAY KARANFIL?", false),
    ("ON?Y KARANFIL", false),
    ("> ONAY KARANFIL", false),
    ("ONAY ≠ KARANFIL", false),
    ("(Onay: Karanfil.)", true),
    ("-ONAY KARANFIL", false),
    ("ONAY KARANFIL -", false),
    ("ONAY KARANFIL :(", false),
    ("[ ] ONAY KARANFIL", false),
];

fn refused(scene: &Scene, phone: &Address) -> Refused {
    let refused = |brand, channel| {
        let state = scene.place.said(phone, brand, channel);
        state.is_some_and(|state| state.status == Status::Refusal)
    };
    (
        refused(BRAND, Channel::Text),
        refused(BRAND, Channel::Call),
        refused(OTHER_BRAND, Channel::Text),
    )
}

#[tokio::test]
async fn a_refusal_is_found_in_peoples_own_words() {
    let scene = Scene::new().await;
    let mut wrong = Vec::new();
    for (number, (text, expected)) in (100..).zip(WORDINGS) {
        let phone = phone(number);
        for (brand, channel) in [
            (BRAND, Channel::Text),
            (BRAND, Channel::Call),
            (OTHER_BRAND, Channel::Text),
        ] {
            scene.approve(&phone, brand, channel).await;
        }
        scene.place.pass(MINUTE);
        scene.say(from(&phone, text)).await;
        let found = refused(&scene, &phone);
        if found != *expected {
            wrong.push((*text, found));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn what_stands_behind_many_letters_counts() {
    let scene = Scene::new().await;
    let (blanks, dots, words) = (" ".repeat(1_500), ".".repeat(1_500), "x ".repeat(700));
    for (number, (text, expected)) in (100..).zip([
        (format!("ONAY KARANFIL{blanks}RET"), TEXTS),
        (format!("KARANFIL{dots} RET"), TEXTS),
        (format!("{words}RET KARANFIL"), TEXTS),
        (format!("RET KARANFIL {words}"), TEXTS),
        (format!("{}RET KARANFIL ARAMA", "x. ".repeat(5_000)), CALLS),
        // Longer than any way lets through.
        (format!("RET KARANFIL{}", blanks.repeat(20)), TEXTS),
    ]) {
        let phone = phone(number);
        scene.say(from(&phone, &text)).await;
        assert_eq!(refused(&scene, &phone), expected, "{number}");
    }
    let phone = phone(200);
    for text in [
        format!("ONAY KARANFIL{blanks}vermiyorum"),
        format!("ONAY KARANFIL{}", blanks.repeat(20)),
    ] {
        scene.say(from(&phone, &text)).await;
        let state = scene.place.said(&phone, BRAND, Channel::Text);
        let status = state.map(|state| state.status);
        assert_ne!(status, Some(Status::Approval));
    }
}

#[tokio::test]
async fn an_approval_needs_the_exact_form() {
    let scene = Scene::new().await;
    let mut wrong = Vec::new();
    for (number, (text, expected)) in (100..).zip(APPROVALS) {
        let phone = phone(number);
        scene.say(from(&phone, text)).await;
        let state = scene.place.said(&phone, BRAND, Channel::Text);
        let approved = state.is_some_and(|state| state.status == Status::Approval);
        if approved != *expected {
            wrong.push(*text);
        }
        let other = scene.place.said(&phone, OTHER_BRAND, Channel::Text);
        assert_eq!(other.map(|state| state.status), None, "{text}");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn of_two_names_of_which_one_holds_the_other_a_refusal_means_the_longer_and_an_approval_neither()
 {
    let scene = Scene::new().await;
    let (giyim, texts) = (BrandCode(600_100), BrandCode(600_101));
    for (code, name) in [(giyim, "Karanfil Giyim"), (texts, "Karanfil SMS")] {
        scene.place.brand(ProviderCode(600_001), code, name).await;
    }
    let status = |brand| {
        let state = scene.place.said(&phone(1), brand, Channel::Text);
        state.map(|state| state.status)
    };
    scene
        .say(from(
            &phone(1),
            "Merhaba, Karanfil Giyim iptal, Ayşe Yılmaz",
        ))
        .await;
    assert_eq!(status(giyim), Some(Status::Refusal));
    assert_eq!(status(BRAND), Some(Status::Approval));
    let before = scene.place.movements();
    scene.say(from(&phone(2), "ONAY KARANFIL SMS")).await;
    assert_eq!(scene.place.movements(), before);
}
