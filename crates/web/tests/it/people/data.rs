//! `/data`, `/data.json` and `/data.csv`.

use crate::app::{App, BRAND, EMAIL, PHONE, Report};

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
    let data: serde_json::Value = serde_json::from_str(answer.text()).unwrap();
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
