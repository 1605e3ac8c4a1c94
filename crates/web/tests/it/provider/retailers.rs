//! `/provider/retailers` and what is under it.

use axum::http::StatusCode;
use directory::activity::{Action, ActivityQuery};
use directory::member::MemberRole;
use directory::{Paging, places};
use domain::{BrandCode, Channel, RetailerCode, Status};
use registry::contract::record::ContractVersion;
use registry::provider::Editing;
use testkit::{PROVIDER, everywhere, in_brand, phone, word};

use crate::app::{App, BRAND, OTHER_BRAND, on};

const NEW: &str = "/provider/retailers/new";
const RECORD: &str = "/provider/retailers/record";
const CHANGE: &str = "/provider/retailers/record/change";

async fn app() -> App {
    let app = App::new().await;
    app.subscribe(PROVIDER.0, |_| ()).await;
    app
}

async fn acts(app: &App) -> Vec<(Action, String)> {
    let query = ActivityQuery::default();
    let found = app.directory.activity(PROVIDER, query, 100).await.unwrap();
    let acts = found.into_iter().map(|entry| entry.what);
    acts.filter(|what| what.action.as_word().starts_with("retailer"))
        .map(|what| (what.action, format!("{} {}", what.object, what.detail)))
        .collect()
}

async fn codes(app: &App, brand: BrandCode) -> Vec<RetailerCode> {
    let page = app.directory.retailers(brand, Paging::All).await.unwrap();
    page.list.iter().map(|one| one.code).collect()
}

fn town() -> String {
    let town = places::towns().iter().find(|town| town.city == 34);
    town.unwrap().code.to_string()
}

fn new<'a>(title: &'a str, tckn: &'a str, town: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("title", title),
        ("name", "Deniz Kaya"),
        ("tckn", tckn),
        ("tin", "10000000146"),
        ("town", town),
        ("mobile", "0532 123 45 67"),
    ]
}

/// An approval by text message, so that there is a record.
async fn recorded(app: &App, number: u32) {
    let owner = everywhere(MemberRole::Owner);
    let email = format!("kayit{number}@karanfil.example");
    let session = app.signed_in_member(&email, owner).await;
    let mut request = word(&phone(number), Channel::Text, Status::Approval);
    request.consent_date = Some(app.now());
    let scope = app.provider().brand::<Editing>(&session, BRAND).await;
    let scope = scope.unwrap();
    let recorded = app
        .contract()
        .record(&scope, request, ContractVersion::V2)
        .await;
    recorded.unwrap();
}

#[tokio::test]
async fn a_retailer_is_added_listed_and_removed() {
    let app = app().await;
    let mut browser = app.owner().await;
    let page = browser.get("/provider/retailers").await;
    page.says("Markanın bayisi yok");
    let town = town();
    browser.get(NEW).await.says("İstanbul – ");
    let added = browser
        .post(&on(NEW), &new("Köşe Bayi", "10000000146", &town))
        .await;
    let page = added;
    let page = browser.get(page.location()).await;
    page.says("Köşe Bayi");
    page.says("Bayi eklendi");
    page.is_silent_about("10000000146");
    let code = codes(&app, BRAND).await[0];
    let kept = app.directory.retailer(BRAND, code).await.unwrap().unwrap();
    assert_eq!(kept.details.city.code, 34);
    assert_eq!(kept.details.mobile.as_deref(), Some("+905321234567"));
    let remove = format!("/provider/retailers/{code}/remove?brand={BRAND}");
    let removed = browser.post(&remove, &[]).await;
    browser
        .get(removed.location())
        .await
        .says("Bayi kaldırıldı");
    assert_eq!(codes(&app, BRAND).await, []);
    assert_eq!(
        acts(&app).await,
        [
            (Action::RetailerRemoved, format!("{code} ")),
            (Action::RetailerAdded, format!("{code} ")),
        ]
    );
    browser
        .get("/provider/activity")
        .await
        .says("Bayi kaldırdı");
}

#[tokio::test]
async fn what_is_no_retailer_is_said_at_its_field_and_nothing_is_written() {
    let app = app().await;
    let mut browser = app.owner().await;
    let town = town();
    for (form, said) in [
        (new("", "10000000146", &town), "H214"),
        (new("Bayi", "10000000145", &town), "H225"),
        (new("Bayi", "10000000146", ""), "İlçeyi seçin"),
        (new("Bayi", "10000000146", "999999"), "İlçeyi seçin"),
    ] {
        let answer = browser.post(&on(NEW), &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        answer.says(said);
    }
    let empty = browser.post(&on(NEW), &[]).await;
    for said in ["H214", "H215", "H216", "H288", "İlçeyi seçin"] {
        empty.says(said);
    }
    assert_eq!(codes(&app, BRAND).await, []);
    browser
        .post(&on(NEW), &new("Bayi", "10000000146", &town))
        .await;
    let twin = browser
        .post(&on(NEW), &new("Bayi", "10000000146", &town))
        .await;
    assert_eq!(twin.status, StatusCode::UNPROCESSABLE_ENTITY);
    twin.says("H231");
    assert_eq!(codes(&app, BRAND).await.len(), 1);
    assert_eq!(acts(&app).await.len(), 1);
}

#[tokio::test]
async fn the_list_has_pages() {
    let app = app().await;
    let mut browser = app.owner().await;
    let retailer = app.retailer("Bayi 0").await;
    let first = app.directory.retailer(BRAND, retailer).await.unwrap();
    for number in 1..=50 {
        let mut details = first.clone().unwrap().details;
        details.title = format!("Bayi {number}");
        details.tckn = format!("{number:011}");
        let added = app
            .directory
            .add_retailer(BRAND, details, &keys::OsRandom, app.now());
        added.await.unwrap();
    }
    let page = browser.get("/provider/retailers").await;
    page.says("51 bayi");
    page.says("Bayi 0");
    page.says("Sonraki bayiler");
    let page = browser.get("/provider/retailers?page=2").await;
    page.is_silent_about("Bayi 0");
    page.is_silent_about("Sonraki bayiler");
    page.says("Önceki bayiler");
    let odd = browser.get("/provider/retailers?page=-1").await;
    odd.says("Bayi 0");
}

fn asked<'a>(retailers: &'a str, button: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut form = vec![
        ("address", "0532 000 00 01"),
        ("type", "MESAJ"),
        ("recipientType", "BIREYSEL"),
        ("retailers", retailers),
    ];
    if !button.is_empty() {
        form.push((button, "yes"));
    }
    form
}

#[tokio::test]
async fn retailers_are_let_use_a_record_and_it_is_taken_from_them() {
    let app = app().await;
    let mut browser = app.owner().await;
    let code = app.retailer("Köşe Bayi").await;
    let own = phone(1).to_string();
    let with = |retailers: &str, button: &str| {
        let mut form = Vec::from([("address".to_owned(), own.clone())]);
        let rest = asked(retailers, button).into_iter().skip(1);
        form.extend(rest.map(|(name, value)| (name.to_owned(), value.to_owned())));
        form
    };
    let send =
        async |browser: &mut testkit::Browser<'_>, path: &str, form: Vec<(String, String)>| {
            let form: Vec<_> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
            browser.post(path, &form).await
        };
    let code_text = code.to_string();
    // There is no record yet.
    let none = send(&mut browser, &on(CHANGE), with(&code_text, "add")).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.says("H401");
    recorded(&app, 1).await;
    let unknown = send(&mut browser, &on(CHANGE), with("99999999", "add")).await;
    unknown.says("H180");
    assert_eq!(acts(&app).await, []);
    let page = send(&mut browser, &on(RECORD), with("", "")).await;
    page.says("kullanabilen bayi yok");
    let page = send(&mut browser, &on(CHANGE), with(&code_text, "add")).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("Köşe Bayi");
    let page = send(&mut browser, &on(CHANGE), with("", "take-all")).await;
    page.says("kullanabilen bayi yok");
    let acts = acts(&app).await;
    assert_eq!(
        acts,
        [
            (Action::RetailersChanged, " take all MESAJ".to_owned()),
            (Action::RetailersChanged, format!("{code} add MESAJ")),
            (Action::RetailersLookedUp, " ".to_owned()),
        ]
    );
    for wrong in ["", "x", "1,x"] {
        let page = send(&mut browser, &on(CHANGE), with(wrong, "take")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
}

#[tokio::test]
async fn a_retailer_that_a_record_names_stays() {
    let app = app().await;
    let mut browser = app.owner().await;
    let code = app.retailer("Köşe Bayi").await;
    recorded(&app, 1).await;
    let own = phone(1).to_string();
    let (numbers, form) = (code.to_string(), asked("", "add"));
    let mut form: Vec<_> = form.into_iter().skip(1).collect();
    form.retain(|(name, _)| *name != "retailers");
    form.extend([("address", own.as_str()), ("retailers", &numbers)]);
    browser.post(&on(CHANGE), &form).await;
    let remove = format!("/provider/retailers/{code}/remove?brand={BRAND}");
    let answer = browser.post(&remove, &[]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("H061");
    answer.says("1 izin kaydında");
    assert_eq!(codes(&app, BRAND).await, [code]);
}

#[tokio::test]
async fn who_may_only_look_and_other_brands_people_change_nothing() {
    let app = app().await;
    let code = app.retailer("Köşe Bayi").await;
    let town = town();
    let form = new("Bayi", "10000000146", &town);
    let remove = format!("/provider/retailers/{code}/remove");
    let mut viewer = app
        .at_console("v@karanfil.example", in_brand(MemberRole::Viewer, BRAND))
        .await;
    let page = viewer.get("/provider/retailers").await;
    page.says("Köşe Bayi");
    page.is_silent_about("/remove");
    viewer.get(RECORD).await.is_silent_about(CHANGE);
    let mut editor = app
        .at_console("e@karanfil.example", in_brand(MemberRole::Editor, BRAND))
        .await;
    for (browser, address) in [(&mut viewer, CHANGE), (&mut editor, NEW)] {
        let answer = browser.post(address, &form).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address}");
        let answer = browser.post(&remove, &[]).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
    let of_other = in_brand(MemberRole::Manager, OTHER_BRAND);
    let mut other = app.at_console("b@b.example", of_other).await;
    let of_brand = format!("{remove}?brand={BRAND}");
    assert_eq!(
        other.post(&of_brand, &[]).await.status,
        StatusCode::NOT_FOUND
    );
    let of_own = format!("{remove}?brand={OTHER_BRAND}");
    let answer = other.post(&of_own, &[]).await;
    answer.says("H058");
    assert_eq!(codes(&app, BRAND).await, [code]);
    assert_eq!(acts(&app).await, []);
}
