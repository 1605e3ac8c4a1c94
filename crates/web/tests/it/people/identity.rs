//! `/identity/start` and `/identity/callback`.

mod peer;
mod provider;

use std::sync::Arc;

use axum::http::StatusCode;
use domain::outside::Clock as _;
use serde_json::json;
use web::{OidcProvider, OidcSettings, Settings};

use crate::app::{App, EMAIL, PHONE, start};
use provider::{CLIENT, Lie, Provider, SECRET};
use testkit::Browser;

const SESSION: &str = "__Host-izin";

/// The pages before a provider that is trusted with addresses or not.
async fn app(provider: &Provider, trust_addresses: bool) -> App {
    before(&provider.issuer(), trust_addresses).await
}

async fn before(issuer: &str, trust_addresses: bool) -> App {
    let settings = OidcSettings {
        issuer: issuer.to_owned(),
        client_id: CLIENT.to_owned(),
        client_secret: Some(SECRET.to_owned()),
        name: "e-Devlet & Co".to_owned(),
        redirect_url: "http://localhost:8080/identity/callback".to_owned(),
        trust_addresses,
    };
    App::put_together(Settings::default(), |state| {
        let registry = state.registry.clone();
        let provider = OidcProvider::new(settings, move || registry.now(), keys::OsRandom);
        state.with_identity(Arc::new(provider.unwrap()))
    })
    .await
}

/// Goes to the provider, signs in there, and says where that leads.
async fn way_back(browser: &mut Browser<'_>, provider: &Provider, start: &str) -> String {
    let sent = browser.get(start).await;
    provider.authorize(sent.location())
}

async fn failed(browser: &mut Browser<'_>, path: &str) {
    let answer = browser.get(path).await;
    assert_eq!(answer.location(), "/sign-in?identity=failed", "{path}");
    assert!(!browser.cookies.contains_key(SESSION));
}

#[tokio::test]
async fn who_signs_in_at_the_provider_is_signed_in_here_and_led_on() {
    let provider = Provider::start(start()).await;
    let app = app(&provider, true).await;
    app.fill().await;
    provider.claims(json!({
        "email": EMAIL, "email_verified": true,
        "phone_number": PHONE, "phone_number_verified": true,
    }));
    let mut browser = app.browser();
    let form = browser.get("/sign-in?next=/consents%3Fq%3Da").await;
    form.says("e-Devlet &#38; Co");
    form.says("/identity/start?next=/consents%3Fq%3Da");
    let back = way_back(
        &mut browser,
        &provider,
        "/identity/start?next=/consents%3Fq%3Da",
    )
    .await;
    let signed_in = browser.get(&back).await;
    assert_eq!(signed_in.location(), "/consents?q=a");
    let mine = browser.get("/consents").await;
    mine.says("Karanfil");
    // The addresses are as if they had been proven by code.
    let mut other = app.signed_in_with(PHONE).await;
    other.get("/addresses").await.says(EMAIL);
}

#[tokio::test]
async fn the_provider_is_asked_for_no_more_than_it_is_trusted_with() {
    let provider = Provider::start(start()).await;
    for (trust, scope) in [
        (false, "scope=openid&"),
        (true, "scope=openid+email+phone&"),
    ] {
        let app = app(&provider, trust).await;
        let sent = app.browser().get("/identity/start").await;
        let url = format!("{}&", sent.location());
        assert!(url.contains(scope), "{url}");
    }
}

#[tokio::test]
async fn addresses_are_taken_only_if_verified_and_only_from_a_trusted_provider() {
    for (trust, claims) in [
        (
            false,
            json!({ "phone_number": PHONE, "phone_number_verified": true }),
        ),
        (
            true,
            json!({ "phone_number": PHONE, "phone_number_verified": false }),
        ),
        (true, json!({ "phone_number": PHONE })),
        (true, json!({ "email": PHONE, "email_verified": true })),
    ] {
        let provider = Provider::start(start()).await;
        let app = app(&provider, trust).await;
        app.fill().await;
        provider.claims(claims.clone());
        let mut browser = app.browser();
        let back = way_back(&mut browser, &provider, "/identity/start").await;
        assert_eq!(browser.get(&back).await.location(), "/consents");
        let mine = browser.get("/consents").await;
        assert_eq!(mine.status, StatusCode::OK);
        mine.is_silent_about("Karanfil");
    }
}

#[tokio::test]
async fn whatever_is_wrong_with_the_answer_signs_nobody_in() {
    let provider = Provider::start(start()).await;
    let app = app(&provider, true).await;
    let mut believed = Vec::new();
    for lie in [
        Lie::AnotherNonce,
        Lie::AnotherClient,
        Lie::AnotherIssuer,
        Lie::Expired,
        Lie::Unsigned,
        Lie::SignedWithTheSecret,
        Lie::SignedByAStranger,
        Lie::AnotherAccessToken,
        Lie::NoIdentity,
        Lie::NoSuchCode,
        Lie::AnotherPersonsAddresses,
    ] {
        let mut browser = app.browser();
        let back = way_back(&mut browser, &provider, "/identity/start").await;
        provider.lies(lie);
        let answer = browser.get(&back).await;
        if !answer.location().starts_with("/sign-in?identity=")
            || browser.cookies.contains_key(SESSION)
        {
            believed.push(lie);
        }
        provider.lies(Lie::Nothing);
    }
    assert_eq!(believed, []);
}

#[tokio::test]
async fn an_answer_works_once_in_the_browser_that_asked() {
    let provider = Provider::start(start()).await;
    let app = app(&provider, false).await;
    let mut browser = app.browser();
    let back = way_back(&mut browser, &provider, "/identity/start").await;
    // Somebody else's browser, made to open the link.
    failed(&mut app.browser(), &back).await;
    let mut begun = app.browser();
    way_back(&mut begun, &provider, "/identity/start").await;
    failed(&mut begun, &back).await;
    let mut browser = app.browser();
    let back = way_back(&mut browser, &provider, "/identity/start").await;
    assert_eq!(browser.get(&back).await.location(), "/consents");
    browser.post("/sign-out", &[]).await;
    failed(&mut browser, &back).await;
}

#[tokio::test]
async fn an_answer_without_its_parts_signs_nobody_in() {
    let provider = Provider::start(start()).await;
    let app = app(&provider, false).await;
    let long = "c".repeat(5_000);
    for change in ["code=", "code=other", &format!("code={long}")] {
        let mut browser = app.browser();
        let back = way_back(&mut browser, &provider, "/identity/start").await;
        failed(&mut browser, &back.replace("code=c0de", change)).await;
    }
    let mut browser = app.browser();
    let back = way_back(&mut browser, &provider, "/identity/start").await;
    failed(&mut browser, &back.replace("state=", "state=A")).await;
    let mut browser = app.browser();
    way_back(&mut browser, &provider, "/identity/start").await;
    failed(&mut browser, "/identity/callback").await;
}

#[tokio::test]
async fn who_says_no_at_the_provider_is_told_so() {
    let provider = Provider::start(start()).await;
    let app = app(&provider, false).await;
    let mut browser = app.browser();
    let back = way_back(&mut browser, &provider, "/identity/start").await;
    let said = "error=access_denied&error_description=%3Cscript%3E";
    let answer = browser.get(&back.replace("code=c0de", said)).await;
    assert_eq!(answer.location(), "/sign-in?identity=cancelled");
    let form = browser.get("/sign-in?identity=cancelled").await;
    form.says("role=\"alert\"");
    for nonsense in ["/sign-in", "/sign-in?identity=%3Cscript%3E"] {
        browser
            .get(nonsense)
            .await
            .is_silent_about("role=\"alert\"");
    }
}

#[tokio::test]
async fn a_provider_that_cannot_be_reached_or_read_leaves_the_code() {
    let provider = Provider::start(start()).await;
    provider.lies(Lie::Garbage);
    let unreachable = before("http://127.0.0.1:9", false).await;
    for app in [unreachable, app(&provider, false).await] {
        let mut browser = app.browser();
        let answer = browser.get("/identity/start").await;
        assert_eq!(answer.location(), "/sign-in?identity=unreachable");
        browser.sign_in(PHONE).await;
    }
}

#[tokio::test]
async fn new_keys_of_the_provider_are_fetched_and_not_by_everybody() {
    let provider = Provider::start(start()).await;
    let app = app(&provider, false).await;
    let mut browser = app.browser();
    let back = way_back(&mut browser, &provider, "/identity/start").await;
    provider.change_key();
    // The keys were read a moment ago: made-up answers are not to cause a call each.
    failed(&mut browser, &back).await;
    assert_eq!(provider.metadata_asked(), 1);
    let back = way_back(&mut browser, &provider, "/identity/start").await;
    app.pass(11);
    assert_eq!(browser.get(&back).await.location(), "/consents");
    assert_eq!(provider.metadata_asked(), 2);
}

/// Where everybody is led who begins to sign in at once.
async fn begun_at_once(app: &App, many: usize) -> Vec<String> {
    let starts = (0..many).map(|_| async {
        let answer = app.browser().get("/identity/start").await;
        answer.location().to_owned()
    });
    futures::future::join_all(starts).await
}

#[tokio::test]
async fn all_wait_for_one_call_to_a_provider_and_none_after_a_failure() {
    let provider = Provider::start(start()).await;
    let app = app(&provider, false).await;
    provider.hang();
    provider.lies(Lie::Garbage);
    let answers = begun_at_once(&app, 20);
    let release = async {
        while provider.metadata_asked() == 0 {
            tokio::task::yield_now().await;
        }
        provider.go_on();
    };
    let (answers, ()) = tokio::join!(answers, release);
    assert_eq!(answers, ["/sign-in?identity=unreachable"; 20]);
    // Each of them would have waited for a call of its own, one after the other.
    assert_eq!(provider.metadata_asked(), 1);
    let next = app.browser().get("/identity/start").await;
    assert_eq!(next.location(), "/sign-in?identity=unreachable");
    assert_eq!(provider.metadata_asked(), 1);
    provider.lies(Lie::Nothing);
    app.pass(10);
    let mut browser = app.browser();
    let back = way_back(&mut browser, &provider, "/identity/start").await;
    assert_eq!(browser.get(&back).await.location(), "/consents");
}

#[tokio::test]
async fn who_comes_while_a_known_provider_hangs_is_sent_on_at_once() {
    let provider = Provider::start(start()).await;
    let app = app(&provider, false).await;
    way_back(&mut app.browser(), &provider, "/identity/start").await;
    app.pass(15 * 60);
    provider.hang();
    // What was read before is used; nobody waits for it to be read again.
    for _ in 0..3 {
        way_back(&mut app.browser(), &provider, "/identity/start").await;
    }
    provider.go_on();
    assert!(provider.metadata_asked() <= 2);
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    let provider = Provider::start(start()).await;
    let app = app(&provider, false).await;
    for elsewhere in ["//evil.example", "https://evil.example", "/%5Cevil.example"] {
        let mut browser = app.browser();
        let start = format!("/identity/start?next={elsewhere}");
        let back = way_back(&mut browser, &provider, &start).await;
        assert_eq!(browser.get(&back).await.location(), "/consents");
    }
}

#[tokio::test]
async fn without_a_provider_there_is_no_way_to_one() {
    let app = App::new().await;
    let mut browser = app.browser();
    browser.get("/sign-in").await.is_silent_about("/identity/");
    for path in ["/identity/start", "/identity/callback?code=a&state=b"] {
        assert_eq!(browser.get(path).await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn that_one_address_was_verified_proves_no_other() {
    let provider = Provider::start(start()).await;
    let app = app(&provider, true).await;
    app.fill().await;
    provider.lies(Lie::AnotherAddressVerified);
    provider.claims(json!({ "phone_number": PHONE }));
    let mut browser = app.browser();
    let back = way_back(&mut browser, &provider, "/identity/start").await;
    assert_eq!(browser.get(&back).await.location(), "/consents");
    browser.get("/consents").await.is_silent_about("Karanfil");
}
