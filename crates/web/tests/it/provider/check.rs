//! `/provider/check` and what is under it.

use axum::http::StatusCode;
use directory::member::MemberRole;
use domain::Channel;
use testkit::{PHONE, PROVIDER, Report, address_of, in_brand};

use super::days::give;
use crate::app::{App, BRAND, OTHER_BRAND};

const UNKNOWN: &str = "+905325550102";

async fn place() -> App {
    let app = App::new().await;
    app.subscribe(PROVIDER.0, |_| ()).await;
    app.report(Report::about(PHONE)).await;
    app
}

#[tokio::test]
async fn up_to_ten_recipients_are_checked_in_the_box_and_logged() {
    let app = place().await;
    let roles = in_brand(MemberRole::Editor, BRAND);
    let mut browser = app.at_console("a@b.example", roles).await;
    browser.post("/language", &[("language", "en")]).await;
    browser
        .get("/provider/check")
        .await
        .says("Up to ten, one a line.");
    let path = format!("/provider/check?brand={BRAND}");
    let asked = |recipients: &str| {
        vec![
            ("type", "MESAJ".to_owned()),
            ("recipientType", "BIREYSEL".to_owned()),
            ("recipients", recipients.to_owned()),
        ]
    };
    let recipients = format!("{PHONE}\r\n0532 555 01 02\r\nx\r\n");
    let fields = asked(&recipients);
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let page = browser.post(&path, &fields).await;
    assert_eq!(page.status, StatusCode::OK);
    page.says("May be sent");
    page.says("No record");
    page.says("No address of this channel");
    let address = address_of(UNKNOWN);
    let subject = app.subject_of(&address).await;
    let (from, until) = (
        app.registry.now() - std::time::Duration::from_mins(1),
        app.registry.now(),
    );
    let logged = app.registry.asking();
    let logged = logged
        .checks_of(&subject.addresses[0], from, until)
        .unwrap();
    assert_eq!(logged.checks.len(), 1);
    assert_eq!(logged.checks[0].question.channel, Channel::Text);
    for (recipients, said) in [
        ("", "Write at least one recipient."),
        (&"x\n".repeat(11), "These are more than ten."),
    ] {
        let fields = asked(recipients);
        let fields: Vec<_> = fields
            .iter()
            .map(|(name, value)| (*name, value.as_str()))
            .collect();
        let page = browser.post(&path, &fields).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
        page.says(said);
    }
}

#[tokio::test]
async fn a_file_comes_back_answered_and_its_receipt_can_be_taken_away() {
    let app = place().await;
    let roles = in_brand(MemberRole::Editor, BRAND);
    let mut browser = app.at_console("a@b.example", roles).await;
    browser.post("/language", &[("language", "en")]).await;
    let path = format!("/provider/check/file?brand={BRAND}");
    let fields = [
        ("type", "MESAJ"),
        ("recipientType", "BIREYSEL"),
        ("answer", "csv"),
    ];
    let list = format!("Telefon\n{PHONE}\n{UNKNOWN}\n");
    let answer = give(&browser, &path, &fields, list.as_bytes()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let lines: Vec<&str> = answer.text().lines().collect();
    assert!(
        lines[1].starts_with(&format!("{PHONE},ALLOW,APPROVED,")),
        "{}",
        lines[1]
    );
    assert!(lines[2].starts_with(&format!("{UNKNOWN},DENY,NO_RECORD,")));
    let page = browser.get(&format!("/provider/check?brand={BRAND}")).await;
    let start = page.text().find("/provider/check/receipts/").unwrap();
    let receipt = page.text()[start..].split('"').next().unwrap().to_owned();
    let file = browser.get(&receipt).await;
    assert_eq!(file.json()["format"], "izin-list-check/v1");
    assert!(file.header("content-disposition").contains("attachment"));
    // Of another brand there is none.
    let mut owner = app.owner().await;
    let elsewhere = receipt.replace(&BRAND.to_string(), &OTHER_BRAND.to_string());
    assert_eq!(owner.get(&elsewhere).await.status, StatusCode::NOT_FOUND);
    let refused = give(&browser, &path, &fields, b"a;b\n1;2\n").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    refused.says("NO_RECIPIENTS");
    let viewer = in_brand(MemberRole::Viewer, BRAND);
    let viewer = app.at_console("bakan@b.example", viewer).await;
    let refused = give(&viewer, &path, &fields, list.as_bytes()).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}
