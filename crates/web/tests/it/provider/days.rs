//! `/provider/days` and what is under it.

use axum::http::StatusCode;
use directory::member::MemberRole;
use domain::{Status, Timestamp};
use registry::job::Stop;
use testkit::{Answer, Browser, Given, PHONE, PROVIDER, Report, in_brand};

use crate::app::{App, BRAND};

/// The day the clock begins on.
const DAY: &str = "2026-03-10";
const OTHER_PHONE: &str = "+905325550102";

/// A registry whose first day has movements, is over and closed.
pub async fn closed() -> App {
    let app = App::new().await;
    app.subscribe(PROVIDER.0, |_| ()).await;
    app.report(Report::about(PHONE)).await;
    app.report(Report::about(OTHER_PHONE)).await;
    app.report(Report::about(OTHER_PHONE).status(Status::Refusal).age(1))
        .await;
    let after = Timestamp::from_wire("2026-03-11 00:01:00").unwrap();
    app.clock.set(after);
    let stop = Stop::new();
    app.registry
        .contract()
        .close_days_once(&stop)
        .await
        .unwrap();
    app
}

/// Sends a form with a list in it.
pub async fn give(
    browser: &Browser<'_>,
    path: &str,
    fields: &[(&str, &str)],
    file: &[u8],
) -> Answer {
    let list = Given::list("mine.csv", file);
    browser.give(path, fields, list).await
}

#[tokio::test]
async fn a_month_is_shown_as_a_calendar_and_a_day_with_its_counts_and_files() {
    let app = closed().await;
    let roles = in_brand(MemberRole::Viewer, BRAND);
    let mut browser = app.at_console("a@b.example", roles).await;
    browser.post("/language", &[("language", "en")]).await;
    let page = browser.get("/provider/days").await;
    page.says("<strong>March 2026</strong>");
    let day = format!("/provider/days/{DAY}?brand={BRAND}");
    page.says(&format!("<td class=\"published\"><a href=\"{day}\">10 "));
    page.says("Published, not agreed to");
    page.says(&format!("/provider/days?brand={BRAND}&#38;month=2026-02"));
    browser
        .get(&format!("/provider/days?brand={BRAND}&month=2026-02"))
        .await
        .says("Nothing was recorded in this month.");
    let page = browser.get(&day).await;
    page.says("aria-label=\"SMS: 2 approvals, 1 refusals.\"");
    page.says("HS_ISLAK_IMZA");
    // A viewer neither agrees nor compares.
    page.is_silent_about("/agreement");
    page.is_silent_about("/comparison");
    let contract = browser
        .get(&format!("/provider/days/{DAY}/taken/file?brand={BRAND}"))
        .await;
    assert_eq!(contract.text().lines().count(), 4);
    assert!(
        contract
            .header("content-disposition")
            .contains("attachment")
    );
    let csv = browser
        .get(&format!("/provider/days/{DAY}/taken/csv?brand={BRAND}"))
        .await;
    assert!(csv.text().starts_with("\u{feff}creationDate,"));
    let xlsx = browser
        .get(&format!("/provider/days/{DAY}/taken/xlsx?brand={BRAND}"))
        .await;
    assert!(xlsx.bytes.starts_with(b"PK"));
    for nowhere in [
        "/provider/days/2026-03-09",
        "/provider/days/x",
        "/provider/days/2026-03-11",
        "/provider/days?month=x",
        "/provider/days/2026-03-10/taken/pdf",
        "/provider/days/2026-03-09/taken/csv",
    ] {
        let status = browser.get(nowhere).await.status;
        assert_eq!(status, StatusCode::NOT_FOUND, "{nowhere}");
    }
}

#[tokio::test]
async fn a_manager_agrees_and_an_editor_compares() {
    let app = closed().await;
    let mut manager = app.owner().await;
    manager.post("/language", &[("language", "en")]).await;
    let day = format!("/provider/days/{DAY}?brand={BRAND}");
    let file = manager
        .get(&format!("/provider/days/{DAY}/taken/file?brand={BRAND}"))
        .await;
    let file = file.text().to_owned();
    let lines: Vec<&str> = file.lines().collect();
    let other = format!("{}\n{}\n{}\n", lines[0], lines[1], lines[2]);
    let comparison = format!("/provider/days/{DAY}/comparison?brand={BRAND}");
    let answer = give(
        &manager,
        &comparison,
        &[("answer", "page")],
        other.as_bytes(),
    )
    .await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.says("In the registry only");
    answer.says("<td></td><td></td><td>+90532");
    manager
        .get(&day)
        .await
        .says("Different: the file you had compared is another");
    let answer = give(
        &manager,
        &comparison,
        &[("answer", "csv")],
        other.as_bytes(),
    )
    .await;
    assert!(answer.text().starts_with("\u{feff}difference,"));
    let answer = give(&manager, &comparison, &[], b"a;b\n1;2\n").await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    answer.says("NO_HEADER");
    let answer = give(&manager, &comparison, &[], file.as_bytes()).await;
    answer.says("There is no difference.");
    let agreed = manager
        .post(
            &format!("/provider/days/{DAY}/agreement?brand={BRAND}"),
            &[],
        )
        .await;
    assert_eq!(agreed.location(), day);
    let page = manager.get(&day).await;
    page.says("<dd>Agreed</dd>");
    page.is_silent_about("/agreement");
    // A viewer may do neither, whatever they post.
    let roles = in_brand(MemberRole::Viewer, BRAND);
    let mut viewer = app.at_console("bakan@b.example", roles).await;
    let answer = give(&viewer, &comparison, &[], other.as_bytes()).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    let answer = viewer
        .post(
            &format!("/provider/days/{DAY}/agreement?brand={BRAND}"),
            &[],
        )
        .await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    manager.get(&day).await.says("<dd>Agreed</dd>");
}
