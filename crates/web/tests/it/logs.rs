//! What the program writes into its log: nothing of anybody.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::app::{App, EMAIL, PHONE};

/// Keeps everything that anybody logs, at every level.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<String>>);

struct Line<'a>(&'a mut String);

impl Visit for Line<'_> {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let _ = write!(self.0, " {field}={value:?}");
    }
}

impl Subscriber for Kept {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut Line(&mut self.0.lock().unwrap()));
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut Line(&mut self.0.lock().unwrap()));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut kept = self.0.lock().unwrap();
        kept.push('\n');
        event.record(&mut Line(&mut kept));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

#[tokio::test]
async fn no_address_code_or_token_is_ever_logged() {
    let kept = Kept::default();
    tracing::subscriber::set_global_default(kept.clone()).unwrap();
    let app = App::new().await;
    app.fill().await;
    let mut secrets: Vec<String> = vec!["5321112233".into(), "ayse.yilmaz".into()];
    let mut browser = app.browser();
    browser.post("/sign-in", &[("address", PHONE)]).await;
    secrets.push(app.last_code());
    browser.post("/sign-in/code", &[("code", "x")]).await;
    let code = app.last_code();
    browser.post("/sign-in/code", &[("code", &code)]).await;
    secrets.push(browser.cookies["__Host-izin"].clone());
    browser.add_address(EMAIL).await;
    browser.get(&format!("/consents/all?q={EMAIL}")).await;
    browser.post("/consents/change", &[("all", "RET:x")]).await;
    let link = "tttttttttttttttttttttttttttttttttttttttttty";
    browser.get(&format!("/e/{link}")).await;
    secrets.push(link.to_owned());
    let mut desk = app.serving(PHONE).await;
    desk.get("/desk/caller").await;
    // Whatever fails is logged: with the store gone, everything does.
    app.directory.close().await;
    for page in [
        "/consents",
        "/addresses",
        "/data.json",
        &format!("/e/{link}"),
    ] {
        browser.get(page).await;
    }
    browser.post("/sign-in", &[("address", PHONE)]).await;
    desk.get("/desk/caller").await;
    let kept = kept.0.lock().unwrap();
    assert!(kept.contains("a page could not be made"), "{kept}");
    for secret in secrets {
        assert!(!kept.contains(&secret), "{secret} is in {kept}");
    }
}
