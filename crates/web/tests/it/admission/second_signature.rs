//! `/apply/sign/{token}`: the second signatory's word.

use axum::http::StatusCode;
use directory::application::ApplicationState;
use registry::message::ApplicationNews;
use testkit::Browser;

use super::{APPLICANT, SIGNATORY, begun, joint, state};
use crate::app::App;

/// A day, in seconds.
const DAY: i64 = 24 * 3_600;

/// Submits an application that two have to sign; where it is, and the link's path.
async fn asked(app: &App, browser: &mut Browser<'_>) -> (String, String) {
    let at = begun(browser).await;
    assert_eq!(browser.post(&at, &joint()).await.location(), at);
    let link = link(app).await;
    (at, link)
}

/// The path of the link that was sent.
async fn link(app: &App) -> String {
    let news = app.news().await;
    let [(to, _, ApplicationNews::Sign { token })] = &news[..] else {
        panic!("{} messages", news.len());
    };
    assert_eq!(to.to_string(), SIGNATORY);
    format!("/apply/sign/{token}")
}

#[tokio::test]
async fn the_operator_sees_it_only_once_the_second_signatory_has_confirmed() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    let (at, link) = asked(&app, &mut browser).await;
    browser.get(&at).await.says("Mehmet Yılmaz");
    let mut signatory = app.browser();
    let page = signatory.get(&link).await;
    page.says("Karanfil Çiçekçilik A.Ş.");
    page.says(APPLICANT);
    // A look says nothing.
    assert_eq!(state(&app).await, ApplicationState::Unsigned);
    let answer = signatory.post(&link, &[("confirm", "yes")]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(state(&app).await, ApplicationState::Submitted);
    // Neither is a word said twice, nor taken back.
    signatory.post(&link, &[("decline", "yes")]).await;
    assert_eq!(state(&app).await, ApplicationState::Submitted);
    assert!(app.news().await.is_empty());
}

#[tokio::test]
async fn what_is_not_confirmed_goes_back_and_says_so() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    let (at, link) = asked(&app, &mut browser).await;
    app.browser().post(&link, &[("decline", "yes")]).await;
    assert_eq!(state(&app).await, ApplicationState::Returned);
    browser.get(&at).await.says("data-returned");
    app.browser().post(&link, &[("confirm", "yes")]).await;
    assert_eq!(state(&app).await, ApplicationState::Returned);
}

#[tokio::test]
async fn a_form_without_a_word_or_with_both_is_none() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    let (_, link) = asked(&app, &mut browser).await;
    let both = [("confirm", "yes"), ("decline", "yes")];
    for fields in [&[][..], &both[..]] {
        let answer = app.browser().post(&link, fields).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    }
    assert_eq!(state(&app).await, ApplicationState::Unsigned);
}

#[tokio::test]
async fn a_link_is_good_for_two_weeks_and_until_the_application_is_taken_back() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    let (at, link) = asked(&app, &mut browser).await;
    app.pass(14 * DAY);
    app.browser().post(&link, &[("confirm", "yes")]).await;
    assert_eq!(state(&app).await, ApplicationState::Unsigned);
    let mut browser = app.applying(APPLICANT).await;
    let recalled = browser.post(&format!("{at}/recall"), &[]).await;
    assert_eq!(recalled.location(), at);
    assert_eq!(state(&app).await, ApplicationState::Draft);
    app.browser().post(&link, &[("confirm", "yes")]).await;
    assert_eq!(state(&app).await, ApplicationState::Draft);
}

#[tokio::test]
async fn a_second_signatory_is_written_to_so_often_for_an_application_and_no_more() {
    let app = App::new().await;
    let mut browser = app.applying(APPLICANT).await;
    let (at, _) = asked(&app, &mut browser).await;
    for _ in 1..3 {
        browser.post(&format!("{at}/recall"), &[]).await;
        assert_eq!(browser.post(&at, &joint()).await.location(), at);
        link(&app).await;
    }
    browser.post(&format!("{at}/recall"), &[]).await;
    let more = browser.post(&at, &joint()).await;
    assert_eq!(more.status, StatusCode::CONFLICT);
    assert!(app.news().await.is_empty());
    assert_eq!(state(&app).await, ApplicationState::Draft);
}

#[tokio::test]
async fn a_made_up_link_opens_nothing() {
    let app = App::new().await;
    for token in ["abc", &"A".repeat(43)] {
        let link = format!("/apply/sign/{token}");
        let answer = app.browser().get(&link).await;
        answer.is_silent_about("name=\"confirm\"");
        let answer = app.browser().post(&link, &[("confirm", "yes")]).await;
        assert_eq!(answer.status, StatusCode::OK);
    }
}
