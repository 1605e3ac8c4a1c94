//! `/demo/inbox`.

use std::sync::Arc;

use axum::http::StatusCode;
use domain::{Timestamp, Way};
use registry::message::{Inbox, InboxMessage};
use web::Settings;

use crate::app::{App, start};

/// Always the same messages.
struct Fixed(Vec<InboxMessage>);

impl Inbox for Fixed {
    fn newest(&self, limit: usize) -> Vec<InboxMessage> {
        self.0.iter().take(limit).cloned().collect()
    }
}

fn messages() -> Vec<InboxMessage> {
    let text = InboxMessage {
        at: start(),
        to: "+905321112233".to_owned(),
        way: Way::Text,
        subject: None,
        text: "Giriş kodunuz: 012345. <script>alert(1)</script>".to_owned(),
    };
    let mail = InboxMessage {
        at: Timestamp::from_millis(start().as_millis() + 60_000),
        to: "ayse.yilmaz@posta.example".to_owned(),
        way: Way::Mail,
        subject: Some("Konu <b>".to_owned()),
        text: "Reddet: https://izin.example/e/token ya da https://evil.example/\"x".to_owned(),
    };
    vec![mail, text]
}

#[tokio::test]
async fn codes_are_easy_to_read_and_only_links_to_these_pages_can_be_followed() {
    let settings = Settings {
        public_url: "https://izin.example".to_owned(),
        ..Settings::default()
    };
    let app = App::put_together(settings, |state| {
        state.with_inbox(Arc::new(Fixed(messages())))
    })
    .await;
    let page = app.browser().get("/demo/inbox").await;
    page.says("<p class=\"code\">012345</p>");
    page.says("<a href=\"https://izin.example/e/token\">https://izin.example/e/token</a>");
    page.is_silent_about("href=\"https://evil.example");
    page.is_silent_about("<script>alert");
    page.is_silent_about("Konu <b>");
    page.says("10.03.2026 12:00");
}

#[tokio::test]
async fn a_registry_that_is_no_demonstration_has_no_inbox() {
    let app = App::new().await;
    let page = app.browser().get("/demo/inbox").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
}
