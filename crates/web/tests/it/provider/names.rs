//! `/provider/names` and what is under it.

use axum::http::StatusCode;
use directory::activity::{Action, ActivityQuery};
use directory::member::MemberRole;
use directory::sender::{SenderKind, SenderName, SenderNumber};
use domain::{BrandCode, ProviderCode};
use testkit::{PROVIDER, everywhere, in_brand};

use crate::app::{App, BRAND, OTHER_BRAND, on};

const AT_ONCE: [(&str, &str); 1] = [("from", "")];
const TITLE: [(&str, &str); 2] = [("kind", "title"), ("sender", "KARANFIL")];

async fn acts(app: &App) -> Vec<Action> {
    let query = ActivityQuery::default();
    let found = app.directory.activity(PROVIDER, query, 100).await.unwrap();
    let acts = found.into_iter().map(|entry| entry.what.action);
    acts.filter(|action| action.as_word().starts_with("sender"))
        .collect()
}

async fn whose(app: &App, title: &str) -> Option<BrandCode> {
    let name = SenderName::new(SenderKind::Title, title).unwrap();
    let found = app.directory.brand_of_sender(&name, app.now()).await;
    found.unwrap()
}

#[tokio::test]
async fn a_sender_is_asked_for_confirmed_by_the_operator_and_withdrawn_with_a_day() {
    let app = App::new().await;
    let mut browser = app.owner().await;
    browser.get("/provider/names").await.says("kısa adı yok");
    let asked = browser.post(&on("/provider/names/senders"), &TITLE).await;
    let page = browser.get(asked.location()).await;
    page.says("KARANFIL");
    page.says("İşletmeciyi bekliyor");
    assert_eq!(whose(&app, "Karan-Fil").await, None);
    let confirmed = app.operator().confirm_sender(SenderNumber(1)).await;
    assert!(confirmed.unwrap());
    assert_eq!(whose(&app, "Karan-Fil").await, Some(BRAND));
    let page = browser.get("/provider/names").await;
    page.says("anından beri");
    let end = format!("/provider/names/senders/1/withdraw?brand={BRAND}");
    let answer = browser.post(&end, &[("from", "yarın")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(whose(&app, "KARANFIL").await, Some(BRAND));
    let left_out = browser.post(&end, &[]).await;
    assert_eq!(left_out.status, StatusCode::BAD_REQUEST);
    assert_eq!(whose(&app, "KARANFIL").await, Some(BRAND));
    // A day that is over does not undo what was sent on it.
    let before = app.now();
    let withdrawn = browser.post(&end, &[("from", "2026-01-01")]).await;
    browser.get(withdrawn.location()).await.says("Geri alındı.");
    assert_eq!(whose(&app, "KARANFIL").await, None);
    let kept = app.directory.sender(SenderNumber(1)).await.unwrap();
    assert_eq!(kept.unwrap().ended_at, Some(before));
    let again = browser.post(&end, &AT_ONCE).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.says("zaten sona ermiş");
    let none = format!("/provider/names/senders/9/withdraw?brand={BRAND}");
    let none = browser.post(&none, &AT_ONCE).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    assert_eq!(
        acts(&app).await,
        [
            Action::SenderEnded,
            Action::SenderConfirmed,
            Action::SenderAsked
        ]
    );
    let log = browser.get("/provider/activity").await;
    log.says("Başlık, numara, alan adı ya da kısa ad istedi");
}

#[tokio::test]
async fn what_is_no_sender_or_somebodys_is_shown_again_and_nothing_is_written() {
    let app = App::new().await;
    let stranger = BrandCode(700_001);
    app.brand(ProviderCode(700_001), stranger, "Yabancı").await;
    let name = SenderName::new(SenderKind::Title, "YABANCI").unwrap();
    app.operator().add_sender(stranger, name).await.unwrap();
    let mut browser = app.owner().await;
    for (kind, sender, said) in [
        ("title", "K!", "3–11 harf"),
        ("number", "12 34 x", "0850"),
        ("number", "112", "0850"),
        ("domain", "a@b.example", "@ işaretinden"),
        ("domain", "com.tr", "@ işaretinden"),
        ("", "KARANFIL", "Birini seçin"),
        ("title", "yabanci", "Bu ad istenemez"),
    ] {
        let form = [("kind", kind), ("sender", sender)];
        let answer = browser.post(&on("/provider/names/senders"), &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        answer.says(said);
        answer.is_silent_about("Yabancı");
    }
    assert!(
        app.directory
            .senders_of(BRAND, app.now())
            .await
            .unwrap()
            .is_empty()
    );
    assert_eq!(acts(&app).await, []);
}

#[tokio::test]
async fn who_may_only_look_and_other_brands_people_change_nothing() {
    let app = App::new().await;
    let name = SenderName::new(SenderKind::Title, "KARANFIL").unwrap();
    app.operator().add_sender(BRAND, name).await.unwrap();
    let before = acts(&app).await;
    for role in [MemberRole::Viewer, MemberRole::Editor, MemberRole::Answerer] {
        let email = format!("{}@karanfil.example", role.as_word());
        let mut browser = app.at_console(&email, in_brand(role, BRAND)).await;
        let page = browser.get("/provider/names").await;
        page.says("KARANFIL");
        page.is_silent_about("/provider/names/senders");
        let answer = browser.post(&on("/provider/names/senders"), &TITLE).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let end = "/provider/names/senders/1/withdraw";
        assert_eq!(browser.post(end, &[]).await.status, StatusCode::FORBIDDEN);
    }
    let of_other = in_brand(MemberRole::Manager, OTHER_BRAND);
    let mut other = app.at_console("b@b.example", of_other).await;
    for brand in [BRAND, OTHER_BRAND, BrandCode(1)] {
        let end = format!("/provider/names/senders/1/withdraw?brand={brand}");
        let answer = other.post(&end, &AT_ONCE).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{brand}");
    }
    let mut all = app
        .at_console("c@b.example", everywhere(MemberRole::Manager))
        .await;
    let end = format!("/provider/names/senders/1/withdraw?brand={OTHER_BRAND}");
    let answer = all.post(&end, &AT_ONCE).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    // Who has several brands says which.
    let unsaid = all.post("/provider/names/senders/1/withdraw", &AT_ONCE);
    assert_eq!(unsaid.await.status, StatusCode::BAD_REQUEST);
    assert_eq!(whose(&app, "KARANFIL").await, Some(BRAND));
    assert_eq!(acts(&app).await, before);
}

#[tokio::test]
async fn a_short_name_is_asked_for_and_no_other_brands_name_title_or_short_name() {
    let app = App::new().await;
    let stranger = BrandCode(700_001);
    app.brand(ProviderCode(700_001), stranger, "Yabancı").await;
    let title = SenderName::new(SenderKind::Title, "BASKA").unwrap();
    app.operator().add_sender(stranger, title).await.unwrap();
    let mut browser = app.owner().await;
    for (text, said) in [
        ("yabancı", "başka bir markanın"),
        ("Başka", "başka bir markanın"),
        ("iki ad", "3–20 harf"),
        ("ret", "mesajlarda kullanılıyor"),
        ("İptal", "mesajlarda kullanılıyor"),
    ] {
        let form = [("kind", "short"), ("sender", text)];
        let refused = browser.post(&on("/provider/names/senders"), &form).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{text}");
        refused.says(said);
    }
    assert_eq!(acts(&app).await, []);
    let form = [("kind", "short"), ("sender", "şıkgiyim")];
    let asked = browser.post(&on("/provider/names/senders"), &form).await;
    let page = browser.get(asked.location()).await;
    page.says("SIKGIYIM");
    page.says("kısa adı yok");
    let waiting = app.directory.senders_of(BRAND, app.now()).await.unwrap();
    let confirmed = app.operator().confirm_sender(waiting[0].number).await;
    assert!(confirmed.unwrap());
    let page = browser.get("/provider/names").await;
    page.is_silent_about("kısa adı yok");
    let found = app.directory.brand_of_short_name("sikgiyim", app.now());
    assert_eq!(found.await.unwrap(), Some(BRAND));
}

#[tokio::test]
async fn where_the_brand_takes_refusals_is_said_changed_and_taken_back() {
    let app = App::new().await;
    let mut browser = app.owner().await;
    let path = &on("/provider/names/refusal-address");
    let at = || app.directory.refusal_address(BRAND);
    let refused = browser
        .post(path, &[("address", "http://ornek.example")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("https://");
    assert_eq!(at().await.unwrap(), None);
    for (typed, shown) in [
        ("0850 123 45 67", Some("+908501234567")),
        ("ret@ornek.example", Some("ret@ornek.example")),
        ("", None),
    ] {
        let set = browser.post(path, &[("address", typed)]).await;
        let page = browser.get(set.location()).await;
        page.says("Ret adresi kaydedildi.");
        assert_eq!(at().await.unwrap().as_deref(), shown);
        // What is left out takes nothing back.
        let left_out = browser.post(path, &[]).await;
        assert_eq!(left_out.status, StatusCode::BAD_REQUEST);
        assert_eq!(at().await.unwrap().as_deref(), shown);
    }
    let log = browser.get("/provider/activity").await;
    log.says("Ret adresini değiştirdi");
}
