//! `/provider/access` and what is under it.

use axum::http::StatusCode;
use directory::activity::{Action, ActivityQuery};
use directory::grant::Permission;
use directory::intermediary::IntermediaryCode;
use directory::member::MemberRole;
use directory::partner::{NewPartner, PartnerCode};
use domain::{BrandCode, Channel};
use registry::provider::granting::GRANTS_MAX;
use registry::provider::trial::TRIALS_MAX;
use testkit::{PROVIDER, in_brand};

use crate::app::{App, BRAND, OTHER_BRAND, on};

const PARTNER: PartnerCode = PartnerCode(800_001);
const UNLICENSED: PartnerCode = PartnerCode(800_002);
const INTERMEDIARY: IntermediaryCode = IntermediaryCode(800_003);

const PARTNERS: &str = "/provider/access/partners";
const INTERMEDIARIES: &str = "/provider/access/intermediaries";
const TRIAL: &str = "/provider/access/trial";

async fn app() -> App {
    let app = App::new().await;
    app.subscribe(PROVIDER.0, |_| ()).await;
    for (code, licensed) in [(PARTNER, true), (UNLICENSED, false)] {
        let new = NewPartner {
            code,
            title: format!("İş Ortağı {code}"),
            licensed,
        };
        app.directory.add_partner(new, app.now()).await.unwrap();
    }
    let intermediary = app
        .directory
        .add_intermediary(INTERMEDIARY, "Aracı", app.now());
    intermediary.await.unwrap();
    app
}

async fn acts(app: &App) -> Vec<(Action, String)> {
    let query = ActivityQuery::default();
    let found = app.directory.activity(PROVIDER, query, 100).await.unwrap();
    let acts = found.into_iter().map(|entry| entry.what);
    acts.filter(|what| what.action.as_word().starts_with("grant"))
        .map(|what| (what.action, format!("{} {}", what.object, what.detail)))
        .collect()
}

async fn granted(app: &App, partner: PartnerCode) -> [Option<Permission>; 3] {
    let grants = app.directory.grants_of(partner, BRAND).await.unwrap();
    Channel::ALL.map(|channel| grants.on(channel))
}

fn wanted<'a>(partner: &'a str, call: &'a str, text: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("partner", partner),
        ("call", call),
        ("text", text),
        ("email", ""),
    ]
}

#[tokio::test]
async fn a_partner_is_given_access_by_channel_changed_and_withdrawn_at_once() {
    let app = app().await;
    let mut browser = app.owner().await;
    let page = browser.get("/provider/access").await;
    page.says("Hiçbir iş ortağının yetkisi yok");
    let given = browser
        .post(&on(PARTNERS), &wanted("800001", "read", "write"))
        .await;
    let page = given;
    let page = browser.get(page.location()).await;
    page.says("İş Ortağı 800001");
    page.says("Verildi, hemen geçerli");
    let read_write = [Some(Permission::Read), Some(Permission::Write), None];
    assert_eq!(granted(&app, PARTNER).await, read_write);
    let same = browser
        .post(&on(PARTNERS), &wanted("800001", "read", "write"))
        .await;
    browser.get(same.location()).await.says("Zaten böyleydi");
    let less = browser
        .post(&on(PARTNERS), &wanted("800001", "", "read"))
        .await;
    assert_eq!(less.status, StatusCode::SEE_OTHER);
    assert_eq!(
        granted(&app, PARTNER).await,
        [None, Some(Permission::Read), None]
    );
    let version = app.directory.access_version();
    let end = format!("{PARTNERS}/{PARTNER}/withdraw?brand={BRAND}");
    let ended = browser.post(&end, &[]).await;
    browser
        .get(ended.location())
        .await
        .says("Geri alındı, hemen geçerli");
    assert_eq!(granted(&app, PARTNER).await, [None; 3]);
    assert!(app.directory.access_version() > version);
    assert_eq!(browser.post(&end, &[]).await.status, StatusCode::NOT_FOUND);
    assert_eq!(
        acts(&app).await,
        [
            (Action::GrantEnded, "800001 ".to_owned()),
            (Action::GrantSet, "800001 MESAJ read".to_owned()),
            (
                Action::GrantSet,
                "800001 ARAMA read, MESAJ write".to_owned()
            ),
        ]
    );
    let log = browser.get("/provider/activity").await;
    log.says("Başkasının markadaki yetkisini geri aldı");
}

#[tokio::test]
async fn an_intermediary_may_ask_and_then_may_not() {
    let app = app().await;
    let mut browser = app.owner().await;
    let given = browser
        .post(&on(INTERMEDIARIES), &[("intermediary", " 800003 ")])
        .await;
    browser.get(given.location()).await.says("Aracı");
    let may = || app.directory.intermediary_may_ask(INTERMEDIARY, BRAND);
    assert!(may().await.unwrap());
    let end = format!("{INTERMEDIARIES}/{INTERMEDIARY}/withdraw?brand={BRAND}");
    assert_eq!(browser.post(&end, &[]).await.status, StatusCode::SEE_OTHER);
    assert!(!may().await.unwrap());
    let acts = acts(&app).await;
    let acts: Vec<_> = acts.into_iter().map(|(action, _)| action).collect();
    assert_eq!(acts, [Action::GrantEnded, Action::GrantSet]);
}

#[tokio::test]
async fn what_cannot_be_granted_is_said_at_its_field_and_nothing_is_written() {
    let app = app().await;
    let mut browser = app.owner().await;
    let own = PROVIDER.0.to_string();
    for (partner, said) in [
        ("", "yalnız rakamlardan"),
        ("on iki", "yalnız rakamlardan"),
        ("800009", "bir iş ortağı yok"),
        ("800003", "bir iş ortağı yok"),
        ("800002", "entegratör yetkisi yok"),
        (own.as_str(), "kendi numaranız"),
    ] {
        let answer = browser
            .post(&on(PARTNERS), &wanted(partner, "read", ""))
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        answer.says(said);
    }
    let nothing = browser.post(&on(PARTNERS), &wanted("800001", "", "")).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    nothing.says("En az bir kanalda");
    let odd = browser
        .post(&on(PARTNERS), &wanted("800001", "all", ""))
        .await;
    assert_eq!(odd.status, StatusCode::BAD_REQUEST);
    // What is left out takes nothing back.
    let part = [("partner", "800001"), ("text", "read")];
    let left_out = browser.post(&on(PARTNERS), &part).await;
    assert_eq!(left_out.status, StatusCode::BAD_REQUEST);
    for (number, said) in [
        ("800001", "aracı hizmet sağlayıcı yok"),
        ("x", "yalnız rakamlardan"),
        (own.as_str(), "kendi numaranız"),
    ] {
        let form = [("intermediary", number)];
        let answer = browser.post(&on(INTERMEDIARIES), &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        answer.says(said);
    }
    assert_eq!(granted(&app, PARTNER).await, [None; 3]);
    assert_eq!(granted(&app, UNLICENSED).await, [None; 3]);
    assert_eq!(acts(&app).await, []);
}

#[tokio::test]
async fn a_partner_without_its_licence_keeps_no_more_than_it_has_and_can_be_ended() {
    let app = app().await;
    let mut browser = app.owner().await;
    browser
        .post(&on(PARTNERS), &wanted("800001", "write", ""))
        .await;
    let lost = app.directory.set_partner_licensed(PARTNER, false);
    lost.await.unwrap();
    browser
        .get("/provider/access")
        .await
        .says("Entegratör yetkisi yok");
    let more = browser
        .post(&on(PARTNERS), &wanted("800001", "write", "read"))
        .await;
    assert_eq!(more.status, StatusCode::UNPROCESSABLE_ENTITY);
    let less = browser
        .post(&on(PARTNERS), &wanted("800001", "read", ""))
        .await;
    assert_eq!(less.status, StatusCode::SEE_OTHER);
    assert_eq!(
        granted(&app, PARTNER).await,
        [Some(Permission::Read), None, None]
    );
}

#[tokio::test]
async fn no_more_partners_than_may_use_a_brand() {
    let app = app().await;
    let mut browser = app.owner().await;
    for number in 0..u32::try_from(GRANTS_MAX).unwrap() {
        let code = PartnerCode(810_000 + number);
        let new = NewPartner {
            code,
            title: "Ortak".to_owned(),
            licensed: true,
        };
        app.directory.add_partner(new, app.now()).await.unwrap();
        let given = app
            .directory
            .grant(code, BRAND, Channel::Call, Permission::Read, app.now());
        given.await.unwrap();
    }
    let answer = browser
        .post(&on(PARTNERS), &wanted("800001", "read", ""))
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("üst sınıra");
    assert_eq!(granted(&app, PARTNER).await, [None; 3]);
    // Who has something may still get more.
    let more = browser
        .post(&on(PARTNERS), &wanted("810000", "write", "read"))
        .await;
    assert_eq!(more.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn who_may_only_look_and_other_brands_people_change_and_try_nothing() {
    let app = app().await;
    let given =
        app.operator()
            .set_partner_access(PARTNER, BRAND, &[Channel::Call], Some(Permission::Read));
    given.await.unwrap();
    let before = acts(&app).await;
    assert_eq!(before.len(), 1);
    let end = format!("{PARTNERS}/{PARTNER}/withdraw");
    let set = wanted("800001", "write", "");
    for role in [MemberRole::Viewer, MemberRole::Editor, MemberRole::Answerer] {
        let email = format!("{}@karanfil.example", role.as_word());
        let mut browser = app.at_console(&email, in_brand(role, BRAND)).await;
        let page = browser.get("/provider/access").await;
        page.says("İş Ortağı 800001");
        page.is_silent_about(PARTNERS);
        for (address, form) in [
            (PARTNERS, &set[..]),
            (&end, &[]),
            (INTERMEDIARIES, &[("intermediary", "800003")]),
            (TRIAL, &tried("800001", "check", "ARAMA")),
        ] {
            let answer = browser.post(address, form).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address}");
        }
    }
    let of_other = in_brand(MemberRole::Manager, OTHER_BRAND);
    let mut other = app.at_console("b@b.example", of_other).await;
    for brand in [BRAND, BrandCode(1)] {
        for address in [PARTNERS, &end, TRIAL] {
            let address = format!("{address}?brand={brand}");
            let answer = other.post(&address, &set).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        }
    }
    assert_eq!(
        granted(&app, PARTNER).await,
        [Some(Permission::Read), None, None]
    );
    assert_eq!(acts(&app).await, before);
}

fn tried<'a>(caller: &'a str, operation: &'a str, channel: &'a str) -> [(&'a str, &'a str); 4] {
    [
        ("caller", caller),
        ("operation", operation),
        ("type", channel),
        ("recipientType", "BIREYSEL"),
    ]
}

#[tokio::test]
async fn a_trial_shows_what_the_caller_would_be_answered_and_records_nothing() {
    let app = app().await;
    let mut browser = app.owner().await;
    browser
        .post(&on(PARTNERS), &wanted("800001", "read", "write"))
        .await;
    let asks = [("intermediary", "800003")];
    let asks = browser.post(&on(INTERMEDIARIES), &asks).await;
    assert_eq!(asks.status, StatusCode::SEE_OTHER);
    let end = app.ledger.end();
    for (caller, operation, channel, said) in [
        ("800001", "approval", "MESAJ", ["HTTP 200", "yetkisi var"]),
        ("800001", "approval", "ARAMA", ["HTTP 403", "H353"]),
        ("800001", "refusal", "EPOSTA", ["HTTP 403", "H353"]),
        ("800001", "state", "ARAMA", ["HTTP 200", "yetkisi var"]),
        ("800001", "state", "EPOSTA", ["HTTP 403", "H353"]),
        (
            "800001",
            "changes",
            "EPOSTA",
            ["HTTP 200", "hiçbirini görmez"],
        ),
        ("800001", "check", "ARAMA", ["HTTP 409", "NO_RECORD"]),
        ("800002", "check", "ARAMA", ["HTTP 403", "H353"]),
        ("800003", "check", "EPOSTA", ["HTTP 409", "NO_RECORD"]),
        ("800003", "approval", "EPOSTA", ["HTTP 403", "H353"]),
    ] {
        let answer = browser
            .post(&on(TRIAL), &tried(caller, operation, channel))
            .await;
        assert_eq!(answer.status, StatusCode::OK, "{caller} {operation}");
        for part in said {
            answer.says(part);
        }
    }
    assert_eq!(app.ledger.end(), end);
    let acts = acts(&app).await;
    assert_eq!(
        acts[0],
        (
            Action::GrantTried,
            "800003 intermediary approval EPOSTA BIREYSEL 403 H353".to_owned()
        )
    );
    assert_eq!(acts.len(), 12);
    let nobody = browser
        .post(&on(TRIAL), &tried("1", "check", "ARAMA"))
        .await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    nobody.says("ne iş ortağı ne de");
}

#[tokio::test]
async fn a_trial_says_that_the_package_is_over_but_not_of_a_refusal() {
    use directory::subscription::SubscriptionStatus;
    let app = app().await;
    let mut browser = app.owner().await;
    browser
        .post(&on(PARTNERS), &wanted("800001", "", "write"))
        .await;
    app.subscribe(PROVIDER.0, |own| own.status = SubscriptionStatus::Paused)
        .await;
    let approval = browser
        .post(&on(TRIAL), &tried("800001", "approval", "MESAJ"))
        .await;
    approval.says("H520");
    let refusal = browser
        .post(&on(TRIAL), &tried("800001", "refusal", "MESAJ"))
        .await;
    refusal.says("HTTP 200");
}

#[tokio::test]
async fn trials_are_counted_by_brand() {
    let app = app().await;
    let mut browser = app.owner().await;
    let form = tried("800001", "check", "ARAMA");
    for _ in 0..TRIALS_MAX {
        assert_eq!(browser.post(&on(TRIAL), &form).await.status, StatusCode::OK);
    }
    let noted = acts(&app).await.len();
    let more = browser.post(&on(TRIAL), &form).await;
    assert_eq!(more.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(acts(&app).await.len(), noted);
    let other = format!("{TRIAL}?brand={OTHER_BRAND}");
    assert_eq!(browser.post(&other, &form).await.status, StatusCode::OK);
}
