//! `/provider/complaints` and what is under it.

use axum::http::StatusCode;
use directory::member::MemberRole;
use domain::{BrandCode, ProviderCode};
use registry::cases::complaints::ComplaintForm;
use registry::provider::complaints::{DOCUMENT_BYTES_MAX, STATEMENT_MAX};
use testkit::{Answer, Browser, DAY, Given, Report, everywhere, in_brand, whole};

use crate::app::{App, BRAND, EMAIL, OTHER_BRAND, PHONE, PROVIDER};

const PDF: &[u8] = b"%PDF-1.7\n<html><script>alert(1)</script>";

/// Files a complaint; the path of its page on the console.
async fn filed(app: &App, form: &ComplaintForm) -> String {
    let person = app.person(&[PHONE, EMAIL]);
    let number = app.filed(&person, form).await;
    format!("/provider/complaints/{number}")
}

async fn answerer(app: &App) -> Browser<'_> {
    let roles = in_brand(MemberRole::Answerer, BRAND);
    app.at_console("yanit@karanfil.example", roles).await
}

/// The form of an answer at some version, sent by a button.
fn answer<'a>(statement: &'a str, version: &'a str, button: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("message_id", "smsc-17"),
        ("statement", statement),
        ("correction", ""),
        ("version", version),
        (button, "yes"),
    ]
}

/// The same, with the box ticked that is needed to submit.
fn sure<'a>(statement: &'a str, version: &'a str) -> Vec<(&'a str, &'a str)> {
    let mut form = answer(statement, version, "submit");
    form.push(("sure", "yes"));
    form
}

/// Hands in a document as a browser without a script does.
async fn hand_in(browser: &Browser<'_>, path: &str, bytes: &[u8]) -> Answer {
    let document = Given {
        field: "file",
        name: "onay <b>.html",
        kind: "text/html",
        bytes,
    };
    browser
        .give(&format!("{path}/document"), &[], document)
        .await
}

/// Where a page's first link leads that begins so.
fn link(page: &Answer, start: &str) -> String {
    let (_, rest) = page.text().split_once(&format!("href=\"{start}")).unwrap();
    let (rest, _) = rest.split_once('"').unwrap();
    format!("{start}{rest}").replace("&#38;", "&")
}

/// What is kept of an answer: how often it was written to, and whether it is submitted.
async fn kept(app: &App, path: &str) -> (u64, bool) {
    let number = path.rsplit('/').next().unwrap();
    let defence = app.directory.defence(number, PROVIDER).await;
    let defence = defence.unwrap().unwrap();
    (defence.version, defence.submitted.is_some())
}

#[tokio::test]
async fn a_complaint_is_found_answered_with_a_document_and_seen_by_the_complainant() {
    let app = App::new().await;
    app.subscribe(PROVIDER.0, |_| ()).await;
    app.report(Report::about(PHONE)).await;
    app.publish();
    app.pass(DAY);
    let form = ComplaintForm {
        day: domain::Day::of(app.now()).to_wire(),
        text: "Fırsat! <script>alert(1)</script>".to_owned(),
        ..whole()
    };
    let path = filed(&app, &form).await;
    let mut browser = answerer(&app).await;
    let overview = browser.get("/provider").await;
    overview.says("data-waiting=\"1\"");
    overview.says("1 şikâyet yanıtınızı bekliyor");
    let list = browser.get("/provider/complaints").await;
    list.says(&format!("href=\"{path}\""));
    list.says("Karanfil · SMS");
    list.says("15 gün kaldı");
    let page = browser.get(&path).await;
    page.says("Fırsat! &#60;script&#62;");
    page.says("0532 111 22 33");
    page.says("KARANFIL");
    // The complainant is told to nobody.
    for secret in ["10000000146", "İstanbul", "Turkcell"] {
        page.is_silent_about(secret);
    }
    // What the registry holds: the state then, its receipt and its proof.
    let receipt = link(&page, "/provider/receipts/");
    browser.get(&receipt).await.says("izin-receipt/v1");
    let proof = link(&page, &format!("{path}/proof"));
    browser.get(&proof).await.says("izin-state/v1");
    let saved = browser
        .post(&path, &answer("Bakıyoruz.", "0", "save"))
        .await;
    assert_eq!(saved.location(), format!("{path}?done=saved"));
    let page = browser.get(saved.location()).await;
    page.says("Taslak kaydedildi.");
    page.says("Bakıyoruz.</textarea>");
    let given = hand_in(&browser, &path, PDF).await;
    assert_eq!(given.location(), format!("{path}?done=document"));
    let page = browser.get(&path).await;
    page.says("onay &#60;b&#62;.html");
    let document = browser.get(&format!("{path}/document")).await;
    assert_eq!(document.headers["content-type"], "application/pdf");
    assert_eq!(document.headers["x-content-type-options"], "nosniff");
    let disposition = document.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment;"), "{disposition}");
    assert_eq!(document.bytes, PDF);
    // Not without the box, and then for good.
    let unsure = browser
        .post(&path, &answer("Onayı var.", "2", "submit"))
        .await;
    assert_eq!(unsure.status, StatusCode::UNPROCESSABLE_ENTITY);
    unsure.says("Göndermek için bu kutuyu işaretleyin.");
    unsure.says("Onayı var.</textarea>");
    assert_eq!(kept(&app, &path).await, (2, false));
    let sent = browser.post(&path, &sure("Onayı var.", "2")).await;
    assert_eq!(sent.location(), format!("{path}?done=submitted"));
    let page = browser.get(sent.location()).await;
    page.says("data-submitted");
    page.says("Onayı var.");
    page.is_silent_about("<textarea");
    page.is_silent_about("type=\"file\"");
    assert_eq!(kept(&app, &path).await, (3, true));
    let list = browser.get("/provider/complaints").await;
    list.says("Yanıtınızı bekleyen şikâyet yok.");
    list.says("Yanıtladıklarınız");
}

#[tokio::test]
async fn a_second_answer_is_refused_and_shown_to_whoever_wrote_it() {
    let app = App::new().await;
    let path = filed(&app, &whole()).await;
    let mut browser = answerer(&app).await;
    browser.post(&path, &sure("Birinci.", "0")).await;
    let again = browser.post(&path, &sure("İkinci.", "1")).await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    again.says("Bu şikâyet zaten yanıtlandı");
    again.says("İkinci.");
    let given = hand_in(&browser, &path, PDF).await;
    given.says("Bu şikâyet zaten yanıtlandı");
    let page = browser.get(&path).await;
    page.says("Birinci.");
    page.is_silent_about("İkinci.");
    assert_eq!(kept(&app, &path).await, (1, true));
}

#[tokio::test]
async fn what_a_colleague_wrote_meanwhile_is_shown_beside_ones_own_and_nothing_is_lost() {
    let app = App::new().await;
    let path = filed(&app, &whole()).await;
    let mut browser = answerer(&app).await;
    browser.post(&path, &answer("Birinci.", "0", "save")).await;
    let stale = browser.post(&path, &answer("İkinci.", "0", "save")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.says("data-theirs");
    stale.says("Birinci.");
    stale.says("İkinci.</textarea>");
    assert_eq!(stale.field("version"), "1");
    assert_eq!(kept(&app, &path).await, (1, false));
    // Having seen it, they may.
    let saved = browser.post(&path, &answer("İkisi.", "1", "save")).await;
    assert_eq!(saved.location(), format!("{path}?done=saved"));
    assert_eq!(kept(&app, &path).await, (2, false));
}

#[tokio::test]
async fn a_form_that_is_refused_for_something_else_writes_over_nothing_unseen() {
    let app = App::new().await;
    let path = filed(&app, &whole()).await;
    let mut browser = answerer(&app).await;
    browser.post(&path, &answer("Birinci.", "0", "save")).await;
    let long = "ç".repeat(STATEMENT_MAX + 1);
    for refused in [answer("İkinci.", "0", "submit"), answer(&long, "0", "save")] {
        let refused = browser.post(&path, &refused).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(refused.field("version"), "0");
    }
    let stale = browser.post(&path, &sure("İkinci.", "0")).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    stale.says("data-theirs");
    stale.says("Birinci.");
    assert_eq!(kept(&app, &path).await, (1, false));
}

#[tokio::test]
async fn what_is_missing_or_too_much_is_said_at_its_field_and_nothing_is_kept() {
    let app = App::new().await;
    let path = filed(&app, &whole()).await;
    let mut browser = answerer(&app).await;
    let nothing = browser.post(&path, &sure("", "0")).await;
    assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
    nothing.says("id=\"statement-error\"");
    nothing.says("Açıklamanızı yazın.");
    let long = "ç".repeat(STATEMENT_MAX + 1);
    let long = browser.post(&path, &answer(&long, "0", "save")).await;
    long.says("karakter yazabilirsiniz");
    // Lines end as browsers send them, and count as they are typed.
    let lines = "a\r\n".repeat(STATEMENT_MAX / 2);
    let neither = [("statement", "x"), ("version", "0")];
    let neither = browser.post(&path, &neither).await;
    assert_eq!(neither.status, StatusCode::BAD_REQUEST);
    assert_eq!(kept(&app, &path).await, (0, false));
    let saved = browser.post(&path, &answer(&lines, "0", "save")).await;
    assert_eq!(saved.location(), format!("{path}?done=saved"));
}

#[tokio::test]
async fn a_document_of_another_kind_or_too_long_is_refused_on_the_page() {
    let app = App::new().await;
    let path = filed(&app, &whole()).await;
    let browser = answerer(&app).await;
    let wrong = hand_in(&browser, &path, b"<html>").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    wrong.says("Bu dosya PDF, PNG ya da JPEG değil.");
    let none = hand_in(&browser, &path, b"").await;
    none.says("Bir dosya seçin.");
    let mut long = PDF.to_vec();
    long.resize(DOCUMENT_BYTES_MAX + 1, b' ');
    let long = hand_in(&browser, &path, &long).await;
    long.says("Bu belge çok büyük.");
    assert_eq!(kept(&app, &path).await, (0, false));
    hand_in(&browser, &path, PDF).await;
    let second = hand_in(&browser, &path, PDF).await;
    second.says("Bu arada belgeyi başka biri değiştirdi.");
    assert_eq!(kept(&app, &path).await, (1, false));
}

#[tokio::test]
async fn a_document_is_taken_away_once_and_by_its_own_name() {
    let app = App::new().await;
    let path = filed(&app, &whole()).await;
    let mut browser = answerer(&app).await;
    hand_in(&browser, &path, PDF).await;
    let page = browser.get(&path).await;
    let id = page.field("id");
    let to = format!("{path}/document/remove");
    let other = "0".repeat(32);
    let wrong = browser.post(&to, &[("id", &other)]).await;
    wrong.says("Bu arada belgeyi başka biri değiştirdi.");
    assert_eq!(kept(&app, &path).await, (1, false));
    let removed = browser.post(&to, &[("id", &id)]).await;
    assert_eq!(removed.location(), format!("{path}?done=document"));
    let gone = browser.get(&format!("{path}/document")).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn complaints_of_others_look_like_none_and_a_viewer_is_sent_away() {
    let app = App::new().await;
    let stranger = BrandCode(700_001);
    app.brand(ProviderCode(700_001), stranger, "Yabancı").await;
    let about = |brand| ComplaintForm {
        brand: Some(brand),
        ..whole()
    };
    let own = filed(&app, &whole()).await;
    let other = filed(&app, &about(OTHER_BRAND)).await;
    let strangers = filed(&app, &about(stranger)).await;
    let mut browser = answerer(&app).await;
    let list = browser.get("/provider/complaints").await;
    list.is_silent_about(&other);
    list.is_silent_about(&strangers);
    for path in [
        other.clone(),
        strangers,
        "/provider/complaints/x".to_owned(),
    ] {
        assert_eq!(browser.get(&path).await.status, StatusCode::NOT_FOUND);
        let sent = browser.post(&path, &sure("Evet.", "0")).await;
        assert_eq!(sent.status, StatusCode::NOT_FOUND, "{path}");
        let given = hand_in(&browser, &path, PDF).await;
        assert_eq!(given.status, StatusCode::NOT_FOUND);
        for part in ["document", "proof"] {
            let taken = browser.get(&format!("{path}/{part}")).await;
            assert_eq!(taken.status, StatusCode::NOT_FOUND);
        }
    }
    let roles = everywhere(MemberRole::Viewer);
    let mut viewer = app.at_console("bakan@karanfil.example", roles).await;
    let sent = viewer.post(&own, &sure("Evet.", "0")).await;
    assert_eq!(sent.status, StatusCode::FORBIDDEN);
    let given = hand_in(&viewer, &own, PDF).await;
    assert_eq!(given.status, StatusCode::FORBIDDEN);
    let overview = viewer.get("/provider").await;
    overview.is_silent_about("/provider/complaints");
    overview.is_silent_about("data-waiting");
    assert_eq!(kept(&app, &own).await, (0, false));
    assert_eq!(kept(&app, &other).await, (0, false));
}

#[tokio::test]
async fn the_inbox_counts_the_days_and_is_shown_in_either_language() {
    let app = App::new().await;
    let path = filed(&app, &whole()).await;
    let mut browser = answerer(&app).await;
    app.pass(14 * DAY);
    // Two weeks are longer than a session.
    assert_eq!(browser.get(&path).await.location(), "/provider/sign-in");
    let roles = everywhere(MemberRole::Manager);
    let mut browser = app.at_console("sonra@karanfil.example", roles).await;
    browser
        .get("/provider/complaints")
        .await
        .says("1 gün kaldı");
    browser.post("/language", &[("language", "en")]).await;
    let list = browser.get("/provider/complaints").await;
    list.says("One day left");
    list.says("Waiting for your answer");
    let page = browser.get(&path).await;
    page.says("What the registry holds");
    page.is_silent_about("answering-");
    app.pass(3 * DAY);
    let roles = everywhere(MemberRole::Manager);
    let mut browser = app.at_console("en-son@karanfil.example", roles).await;
    browser
        .get("/provider/complaints")
        .await
        .says("2 gün geçti");
    let sent = browser.post(&path, &sure("Geç de olsa.", "0")).await;
    browser.get(sent.location()).await.says("Süresinden sonra");
}
