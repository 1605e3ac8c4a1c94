//! `/v/{token}`: the page of a question whether somebody consents.

use axum::http::StatusCode;
use directory::form::FormAdded;
use directory::user::UserKind;
use domain::{Channel, RecipientType, Source, Status, VerificationMethod};
use registry::contract::verified::VerificationRequest;
use registry::message::{AnswerWay, Content};
use testkit::{address_of, user_name};

use crate::app::{App, BRAND, EMAIL, OTHER_BRAND, PHONE, PROVIDER};

pub const TEXT: &str = "Kampanyalardan <b>haberdar</b> olmak istiyorum.";

/// The page of a question to an address about both brands, or about one.
pub async fn link(app: &App, address: &str, method: VerificationMethod) -> String {
    let name = user_name(PROVIDER.0);
    app.add_user(&name, UserKind::Provider(PROVIDER)).await;
    app.subscribe(PROVIDER.0, |_| ()).await;
    let token = app.token_of(&name).await;
    let contract = app.registry.contract();
    let caller = contract
        .caller_of(&token, [192, 0, 2, 1].into())
        .await
        .unwrap();
    let content = format!(r#"{{"language":"tr","text":"{TEXT}","references":[]}}"#);
    let added = app.directory.add_form(PROVIDER, None, content, app.now());
    let FormAdded::Added { number, version } = added.await.unwrap() else {
        panic!("no form");
    };
    let approved = app.directory.approve_form(number, version, app.now());
    assert!(approved.await.unwrap());
    let mut brands = vec![BRAND, OTHER_BRAND];
    brands.truncate(if method.is_single() { 1 } else { 2 });
    let request = VerificationRequest {
        form: number,
        address: address_of(address),
        method,
        brands,
        channels: method.channels().to_vec(),
        recipient_type: RecipientType::Individual,
        references: Vec::new(),
    };
    let started = contract.start_verification(&caller, PROVIDER, request);
    started.await.unwrap();
    let message = app.messages().await.pop().unwrap();
    match message.content {
        Content::Question {
            answer: AnswerWay::Link { token, .. },
            ..
        } => format!("/v/{token}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn looking_shows_who_asks_and_for_what_with_nothing_ticked_and_changes_nothing() {
    let app = App::new().await;
    let path = link(&app, PHONE, VerificationMethod::TextLink).await;
    let mut browser = app.browser();
    for glued in ["", ".", "%94"] {
        let page = browser.get(&format!("{path}{glued}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.header("x-robots-tag"), "noindex");
        page.says("Sağlayıcı 600001 A.Ş.");
        page.says("Kampanyalardan &#60;b&#62;haberdar");
        page.says("Karanfil – SMS");
        page.says("Çınar – Arama");
        page.says("+90 532 *** ** 33");
        page.is_silent_about("checked");
    }
    assert_eq!(app.movements(), 0);
    assert!(browser.cookies.is_empty());
}

#[tokio::test]
async fn what_is_ticked_is_approved_and_nothing_else() {
    let app = App::new().await;
    let path = link(&app, PHONE, VerificationMethod::TextLink).await;
    let mut browser = app.browser();
    let none = browser.post(&path, &[("approve", "yes")]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    none.says("En az birini seçin");
    let foreign = [("record", "700001-2"), ("approve", "yes")];
    let foreign = browser.post(&path, &foreign).await;
    assert_eq!(foreign.status, StatusCode::UNPROCESSABLE_ENTITY);
    let both = [
        ("record", "600002-1"),
        ("approve", "yes"),
        ("refuse", "all"),
    ];
    assert_eq!(
        browser.post(&path, &both).await.status,
        StatusCode::BAD_REQUEST
    );
    assert_eq!(app.movements(), 0);

    let ticked = [("record", "600002-1"), ("approve", "yes")];
    let page = browser.post(&path, &ticked).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    page.says("Yanıtınız kaydedildi");
    let state = app.state(PHONE, OTHER_BRAND, Channel::Call).unwrap();
    let expected = (Status::Approval, Some(Source::RegistryText));
    assert_eq!((state.status, state.source), expected);
    page.says(&app.movement(state.decided_by).transaction.to_wire());
    assert_eq!(app.movements(), 1);

    let again = browser.get(&path).await;
    assert_eq!(again.status, StatusCode::GONE);
    again.says("Bu soru yanıtlandı");
    let again = browser.post(&path, &ticked).await;
    assert_eq!(again.status, StatusCode::GONE);
    assert_eq!(app.movements(), 1);
}

#[tokio::test]
async fn the_one_question_of_a_mail_is_answered_by_one_button() {
    let app = App::new().await;
    let path = link(&app, EMAIL, VerificationMethod::MailApproval).await;
    let mut browser = app.browser();
    let page = browser.get(&path).await;
    page.says("Karanfil size E-posta göndersin mi?");
    let record = page.field("record");
    let page = browser
        .post(&path, &[("record", &record), ("approve", "yes")])
        .await;
    assert_eq!(page.status, StatusCode::OK);
    let state = app.state(EMAIL, BRAND, Channel::Email).unwrap();
    assert_eq!(state.source, Some(Source::RegistryEmail));
}

#[tokio::test]
async fn a_no_refuses_all_and_a_page_that_is_over_or_made_up_says_so() {
    let app = App::new().await;
    let path = link(&app, PHONE, VerificationMethod::TextLink).await;
    let mut browser = app.browser();
    let page = browser.post(&path, &[("refuse", "all")]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert_eq!(app.movements(), 4);
    for brand in [BRAND, OTHER_BRAND] {
        let state = app.state(PHONE, brand, Channel::Text).unwrap();
        assert_eq!(state.status, Status::Refusal);
    }
    app.pass(24 * 3_600);
    let before = app.movements();
    let other = link_again(&app).await;
    app.pass(24 * 3_600);
    let page = browser.get(&other).await;
    assert_eq!(page.status, StatusCode::GONE);
    page.says("süresi doldu");
    let made_up = browser.get("/v/abc").await;
    assert_eq!(made_up.status, StatusCode::NOT_FOUND);
    let altered = format!("{}AA", &path[..path.len() - 2]);
    assert_eq!(browser.get(&altered).await.status, StatusCode::NOT_FOUND);
    assert_eq!(app.movements(), before);
}

/// Another question by mail, from the user there is.
async fn link_again(app: &App) -> String {
    let token = app.token_of(&user_name(PROVIDER.0)).await;
    let contract = app.registry.contract();
    let caller = contract
        .caller_of(&token, [192, 0, 2, 1].into())
        .await
        .unwrap();
    let request = VerificationRequest {
        form: 1,
        address: address_of(EMAIL),
        method: VerificationMethod::MailLink,
        brands: vec![BRAND],
        channels: vec![Channel::Email],
        recipient_type: RecipientType::Merchant,
        references: Vec::new(),
    };
    let started = contract.start_verification(&caller, PROVIDER, request);
    started.await.unwrap();
    let messages = app.messages().await;
    let link = messages
        .into_iter()
        .find_map(|message| match message.content {
            Content::Question {
                answer: AnswerWay::Link { token, .. },
                ..
            } => Some(format!("/v/{token}")),
            _ => None,
        });
    link.unwrap()
}
