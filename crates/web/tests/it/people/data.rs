//! `/data`, `/data.json` and `/data.csv`.

use axum::http::StatusCode;
use domain::{Source, Status, VerificationMethod};
use registry::people::recipient::Selection;
use serde_json::Value;
use testkit::address_of;

use crate::app::{App, BRAND, EMAIL, OTHER_BRAND, PHONE, Report};
use crate::people::verification::{TEXT, link};

#[tokio::test]
async fn everything_held_comes_as_json_and_nothing_of_others() {
    let app = App::new().await;
    app.fill().await;
    let mut browser = app.signed_in().await;
    let answer = browser.get("/data.json").await;
    assert_eq!(
        answer.header("content-type"),
        "application/json; charset=utf-8"
    );
    let disposition = "attachment; filename=\"izin-data.json\"";
    assert_eq!(answer.header("content-disposition"), disposition);
    let data: Value = serde_json::from_str(answer.text()).unwrap();
    assert_eq!(data["addresses"][0], PHONE);
    assert_eq!(data["records"].as_array().unwrap().len(), 4);
    answer.is_silent_about(EMAIL);
    answer.is_silent_about("+905321112244");
}

#[tokio::test]
async fn the_table_is_read_by_spreadsheets_and_computes_nothing() {
    let app = App::new().await;
    let retailer = app.retailer("=HYPERLINK(\"https://evil.example\")").await;
    app.report(Report::about(PHONE).brand(BRAND).retailer(retailer))
        .await;
    let mut browser = app.signed_in().await;
    let answer = browser.get("/data.csv").await;
    assert_eq!(answer.header("content-type"), "text/csv; charset=utf-8");
    let text = answer.text().strip_prefix('\u{feff}').unwrap();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 2);
    assert!(lines[0].starts_with("\"Adres\";\"Alıcı tipi\";"));
    assert!(
        lines[1].starts_with("\"+905321112233\";\"BIREYSEL\";\"MESAJ\";\"600001\";\"Karanfil\";")
    );
    assert!(lines[1].contains(";\"'=HYPERLINK(\"\"https://evil.example\"\")\";"));
    let english = browser.get("/data.csv?lang=en").await;
    english.says("\"Address\",\"Recipient type\",");
}

/// What an export tells of questions.
async fn questions(app: &App, address: &str) -> Vec<Value> {
    let mut browser = app.signed_in_with(address).await;
    let answer = browser.get("/data.json").await;
    let data: Value = serde_json::from_str(answer.text()).unwrap();
    data["questions"].as_array().unwrap().clone()
}

#[tokio::test]
async fn what_somebody_was_asked_and_has_answered_is_theirs_to_take_away() {
    let app = App::new().await;
    let path = link(&app, PHONE, VerificationMethod::TextLink).await;
    let asked = questions(&app, PHONE).await;
    assert_eq!(asked.len(), 1);
    let asked = &asked[0];
    assert_eq!(asked["text"], TEXT);
    assert_eq!(asked["provider"], "Sağlayıcı 600001 A.Ş.");
    assert_eq!(asked["verificationType"], "SMS_SHORTURL");
    assert_eq!(
        (&asked["recipient"], &asked["state"]),
        (&PHONE.into(), &"waiting".into())
    );
    assert_eq!(asked["answeredAt"], Value::Null);
    assert_eq!(asked["records"].as_array().unwrap().len(), 4);
    assert_eq!(asked["records"][0]["status"], Value::Null);

    let record = format!("{OTHER_BRAND}-1");
    let ticked = [("record", record.as_str()), ("approve", "yes")];
    let page = app.browser().post(&path, &ticked).await;
    assert_eq!(page.status, StatusCode::OK);
    let answered = &questions(&app, PHONE).await[0];
    assert_eq!(answered["state"], "recorded");
    assert_eq!(answered["answeredAt"], app.now().to_wire());
    let records = answered["records"].as_array().unwrap();
    let told = |record: &Value| record["status"] == "ONAY";
    let approved: Vec<_> = records.iter().filter(|record| told(record)).collect();
    assert_eq!(approved.len(), 1);
    assert_eq!(approved[0]["brandCode"], OTHER_BRAND.0);
    assert_eq!(approved[0]["type"], "ARAMA");
    page.says(approved[0]["transactionId"].as_str().unwrap());
    assert_eq!(approved[0]["refusalLink"], "open");

    let subject = app.subject_of(&address_of(PHONE)).await;
    let all = Selection::Everything;
    app.change(&subject, &all, Status::Refusal, Source::RegistryWeb)
        .await;
    let later = &questions(&app, PHONE).await[0];
    let later = later["records"].as_array().unwrap();
    let later: Vec<_> = later.iter().filter(|record| told(record)).collect();
    assert_eq!(later[0]["refusalLink"], "used");
    // Nobody else's.
    assert_eq!(questions(&app, EMAIL).await, Vec::<Value>::new());
}

#[tokio::test]
async fn a_question_that_nobody_answers_ends_and_is_told_so_and_a_later_owner_is_not_told_of_it() {
    let app = App::new().await;
    link(&app, PHONE, VerificationMethod::TextLink).await;
    app.pass(24 * 3_600);
    assert_eq!(questions(&app, PHONE).await[0]["state"], "unanswered");
    app.close_line(&address_of(PHONE), app.now()).await;
    app.pass(60);
    assert_eq!(questions(&app, PHONE).await, Vec::<Value>::new());
}
