//! `/provider/webhooks` and what is under it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU16, Ordering};

use axum::http::StatusCode;
use directory::activity::{Action, ActivityQuery};
use directory::member::MemberRole;
use domain::{BrandCode, Channel, Status};
use futures::future::BoxFuture;
use registry::contract::push::{
    PushAnswer, PushMessage, PushOutcome, PushPost, PushReach, PushTransport,
};
use testkit::{Answer, Browser, DAY, PHONE, address_of, everywhere, in_brand};
use web::Settings;

use crate::app::{App, BRAND, OTHER_BRAND, PROVIDER, on};

const URL: &str = "https://ornek.example/izin?gizli=1";
const NEW: [(&str, &str); 6] = [
    ("url", URL),
    ("channel", "MESAJ"),
    ("movements", "all"),
    ("way", "login"),
    ("username", "teslim"),
    ("password", "cok gizli"),
];

/// A receiver that answers what it is told to, to whoever shows themselves.
struct Receiver(AtomicU16);

impl PushTransport for Receiver {
    fn reach(&self) -> PushReach {
        PushReach::Public
    }

    fn post<'a>(&'a self, post: PushPost<'a>) -> BoxFuture<'a, PushAnswer> {
        let stranger = post.credentials.is_none() && post.signing.is_none();
        let status = if stranger {
            401
        } else {
            self.0.load(Ordering::Relaxed)
        };
        let said = match post.message {
            PushMessage::Test => "deneme <b>alındı</b>",
            PushMessage::Movements(_) => "hareket alındı",
        };
        Box::pin(async move {
            PushAnswer {
                outcome: PushOutcome::Answered(status),
                beginning: said.as_bytes().to_vec(),
            }
        })
    }
}

async fn begin() -> (App, Arc<Receiver>) {
    let receiver = Arc::new(Receiver(AtomicU16::new(200)));
    let push = Arc::clone(&receiver);
    let app = App::put_together(Settings::default(), |state| state.with_push(push)).await;
    app.subscribe(PROVIDER.0, |_| ()).await;
    (app, receiver)
}

async fn manager<'a>(app: &'a App, email: &str) -> Browser<'a> {
    app.at_console(email, everywhere(MemberRole::Manager)).await
}

/// What was done to webhooks, newest first.
async fn acts(app: &App) -> Vec<Action> {
    let query = ActivityQuery::default();
    let found = app.directory.activity(PROVIDER, query, 100).await.unwrap();
    let acts = found.into_iter().map(|entry| entry.what.action);
    acts.filter(|action| action.as_word().starts_with("webhook"))
        .collect()
}

/// The path of a webhook's page, and its query of the brand.
fn place(answer: &Answer) -> (String, String) {
    let (path, query) = answer.location().split_once('?').unwrap();
    let brand = query.split('&').next().unwrap();
    (path.to_owned(), brand.to_owned())
}

async fn provider_says(app: &App) {
    let recipient = address_of(PHONE);
    let said = app.told(&recipient, BRAND, Channel::Text, Status::Approval);
    said.await;
}

#[tokio::test]
async fn one_is_added_tried_followed_sent_once_more_changed_and_removed() {
    let (app, receiver) = begin().await;
    let mut browser = manager(&app, "a@b.example").await;
    browser
        .get("/provider/webhooks")
        .await
        .says("/provider/webhooks/new");
    let added = browser.post(&on("/provider/webhooks/new"), &NEW).await;
    let (path, brand) = place(&added);
    let here = format!("{path}?{brand}");
    let to = |act: &str| format!("{path}/{act}?{brand}");
    let page = browser.get(added.location()).await;
    page.says("Webhook eklendi");
    page.says("Çalışıyor");
    page.is_silent_about("cok gizli");

    let tried = browser.post(&to("trial"), &[]).await;
    tried.says("Yanıt 200.");
    tried.says("deneme &#60;b&#62;alındı");

    provider_says(&app).await;
    browser.get(&here).await.says("1 değişiklik bekliyor");
    receiver.0.store(503, Ordering::Relaxed);
    let push: Arc<dyn PushTransport> = Arc::clone(&receiver) as _;
    let deliver = || app.contract().deliver_pushes_once(push.as_ref());
    assert_eq!(deliver().await.unwrap().failed, 1);
    let page = browser.get("/provider/webhooks").await;
    page.says("Yeniden deneniyor");
    page.says("Yanıt 503.");
    // Longer than a session is good for.
    app.pass(4 * DAY);
    let mut browser = manager(&app, "b@b.example").await;
    assert_eq!(deliver().await.unwrap().failed, 1);
    browser.get(&here).await.says("Duraklatıldı");
    let refused = browser.post(&to("resume"), &[]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("yanıtı 503 oldu");
    receiver.0.store(200, Ordering::Relaxed);
    let resumed = browser.post(&to("resume"), &[]).await;
    browser.get(resumed.location()).await.says("Kullanımda.");
    assert_eq!(deliver().await.unwrap().delivered, 1);
    let page = browser.get(&here).await;
    page.says("hareket alındı");
    page.says("Bekleyen yok.");

    let attempt = page.field("attempt");
    let again = browser.post(&to("replay"), &[("attempt", &attempt)]).await;
    assert!(again.location().ends_with("done=replayed"));
    assert_eq!(deliver().await.unwrap().delivered, 1);
    let days = [("from", "2026-03-01"), ("until", "2026-12-31")];
    let again = browser.post(&to("replay"), &days).await;
    assert!(again.location().ends_with("done=replayed"));
    let again = browser.post(&to("replay"), &days).await;
    again.says("zaten yeniden gönderiliyor");
    let again = browser.post(&to("replay"), &[("from", "1.3.2026")]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    again.says("href=\"#until\"");

    let change = browser.get(&to("change")).await;
    change.says("value=\"teslim\"");
    let changed = [
        ("url", "https://yeni.example/"),
        ("movements", "recipients"),
        ("username", "teslim"),
        ("password", "yepyeni"),
    ];
    let answer = browser.post(&to("change"), &changed).await;
    browser
        .get(answer.location())
        .await
        .says("https://yeni.example/");
    let key = browser.post(&to("key"), &[]).await;
    key.says("<p class=\"secret\">whsec_");
    browser.get(&here).await.is_silent_about("whsec_");
    let removed = browser.post(&to("remove"), &[]).await;
    browser
        .get(removed.location())
        .await
        .says("Webhook kaldırıldı");
    assert_eq!(browser.get(&here).await.status, StatusCode::NOT_FOUND);
    let list = browser.get("/provider/activity").await;
    list.says("Webhook ekledi");
    assert_eq!(
        acts(&app).await,
        [
            Action::WebhookRemoved,
            Action::WebhookKeyDrawn,
            Action::WebhookChanged,
            Action::WebhookReplayed,
            Action::WebhookReplayed,
            Action::WebhookResumed,
            Action::WebhookTried,
            Action::WebhookAdded,
        ]
    );
}

#[tokio::test]
async fn one_that_signs_shows_its_key_once_and_is_started_afterwards() {
    let (app, _) = begin().await;
    let mut browser = manager(&app, "a@b.example").await;
    let mut form = NEW.to_vec();
    form[3] = ("way", "signature");
    let shown = browser.post(&on("/provider/webhooks/new"), &form).await;
    assert_eq!(shown.status, StatusCode::OK);
    shown.says("<p class=\"secret\">whsec_");
    let from = shown.text().rfind("/provider/webhooks/").unwrap();
    let link = &shown.text()[from..];
    let link = link[..link.find('"').unwrap()].to_owned();
    let page = browser.get(&link).await;
    page.says("Başlatılmadı");
    page.is_silent_about("whsec_");
    let (path, query) = link.split_once('?').unwrap();
    let started = browser.post(&format!("{path}/resume?{query}"), &[]).await;
    browser.get(started.location()).await.says("Çalışıyor");
}

#[tokio::test]
async fn a_form_that_is_not_right_is_shown_again_and_nothing_is_written() {
    let (app, receiver) = begin().await;
    let mut browser = manager(&app, "a@b.example").await;
    for (place, value, said) in [
        (0, "http://ornek.example/", "https ile başlamalı"),
        (0, "https://127.0.0.1/", "aranamaz"),
        (1, "FAKS", "Birini seçin"),
        (2, "", "Birini seçin"),
        (3, "", "Birini seçin"),
        (4, "a:b", "kullanıcı adı"),
        (5, "", "bir parola yazın"),
    ] {
        let mut form = NEW.to_vec();
        form[place].1 = value;
        let answer = browser.post(&on("/provider/webhooks/new"), &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        answer.says(said);
        answer.is_silent_about("cok gizli");
    }
    receiver.0.store(500, Ordering::Relaxed);
    let answer = browser.post(&on("/provider/webhooks/new"), &NEW).await;
    answer.says("yanıtı 500 oldu");
    let kept = app.directory.push_connections(BRAND).await.unwrap();
    assert!(kept.is_empty());
    assert_eq!(acts(&app).await, []);
}

#[tokio::test]
async fn who_may_only_look_sees_no_secrets_and_changes_nothing() {
    let (app, _) = begin().await;
    let mut owner = manager(&app, "a@b.example").await;
    let added = owner.post(&on("/provider/webhooks/new"), &NEW).await;
    let (path, brand) = place(&added);
    let here = format!("{path}?{brand}");
    for role in [MemberRole::Viewer, MemberRole::Editor, MemberRole::Answerer] {
        let email = format!("{}@karanfil.example", role.as_word());
        let mut browser = app.at_console(&email, in_brand(role, BRAND)).await;
        for page in ["/provider/webhooks", &here] {
            let page = browser.get(page).await;
            page.says("https://ornek.example/izin?…");
            for secret in ["gizli", "teslim", "webhooks/new", "<button class=\"button"] {
                let text = page.text();
                let main = &text[text.find("<h1>").unwrap()..];
                assert!(!main.contains(secret), "{secret} in {main}");
            }
        }
        for act in ["change", "remove", "trial", "resume", "replay", "key"] {
            let to = format!("{path}/{act}?{brand}");
            let answer = browser.post(&to, &NEW).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{act}");
        }
        let answer = browser.post(&on("/provider/webhooks/new"), &NEW).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    // A manager of one brand names another's: by the path, and by the query.
    let of_other = in_brand(MemberRole::Manager, OTHER_BRAND);
    let mut other = app.at_console("b@b.example", of_other).await;
    let stranger = BrandCode(700_001);
    app.brand(domain::ProviderCode(700_001), stranger, "Yabancı")
        .await;
    for query in [
        brand.clone(),
        format!("brand={OTHER_BRAND}"),
        format!("brand={stranger}"),
    ] {
        for act in [
            "", "/change", "/remove", "/trial", "/resume", "/replay", "/key",
        ] {
            let to = format!("{path}{act}?{query}");
            let answer = other.post(&to, &[("attempt", "1")]).await;
            let got = other.get(&to).await;
            for status in [answer.status, got.status] {
                let kept_out = [404, 405, 403].contains(&status.as_u16());
                assert!(kept_out, "{to}: {status}");
            }
        }
    }
    let kept = app.directory.push_connections(BRAND).await.unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].connection.url, URL);
    assert!(kept[0].sealed_secret.is_none());
    assert_eq!(acts(&app).await, [Action::WebhookAdded]);
}
