//! What a start and a confirmation are refused for; and the links that refuse.

use axum::http::{Method, StatusCode};
use directory::partner::PartnerCode;
use domain::{Address, BrandCode, Channel, Source, Status};
use registry::people::exit::{ExitLink, REFUSAL_TOKEN_LEN};
use registry::people::verified::{ConsentAnswer, ConsentAnswered, VerificationLink};
use serde_json::{Value, json};
use testkit::Report;

use super::{
    EMAIL, PARTNER, code_of, confirm, form, partner, post_as, question, start, start_path, started,
    token_of, told,
};
use crate::app::{App, OPEN_BRAND, PROVIDER, STRANGER, brand_path};

const DAY: i64 = 24 * 3_600;

#[tokio::test]
async fn every_wrong_start_has_its_code_and_asks_nobody() {
    let app = App::new().await;
    let form = form(&app).await;
    let with = |path: &str, value: Value| {
        let mut body = question(form, "SMS_OTP");
        *body.pointer_mut(path).unwrap() = value;
        body
    };
    let without = |path: &str, name: &str| {
        let mut body = question(form, "SMS_OTP");
        body.pointer_mut(path)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove(name);
        body
    };
    let item = "/consentTypes/0";
    let mut twice = question(form, "SMS_OTP");
    let first = twice["consentTypes"][0].clone();
    twice["consentTypes"].as_array_mut().unwrap().push(first);
    let mut unknown = question(form, "SMS_OTP");
    unknown["smsText"] = json!("x");
    let mut two = question(form, "EPOSTA_APPROVALURL");
    two["consentTypes"][0]["brandCodes"] = json!([PROVIDER, OPEN_BRAND]);
    let mut beside = question(form, "SMS_OTP");
    let text = json!({ "title": "KVK", "types": ["YURTDISI_AKTARIM"] });
    beside["consentTypes"].as_array_mut().unwrap().push(text);
    for (body, code) in [
        (without("", "formId"), "H1005"),
        (with("/formId", json!("x")), "H1029"),
        (with("/formId", json!(form + 1)), "H1055"),
        (with("/recipient", json!("")), "H1057"),
        (with("/recipient", json!(EMAIL)), "H1026"),
        (with("/recipient", json!("+902121112233")), "H1026"),
        (with("/recipient", json!("+4915112345678")), "H1026"),
        (with("/verificationType", json!("SMS")), "H1012"),
        (with("/consentTypes", json!([])), "H1057"),
        (with("/consentTypes", json!("ETK")), "H1029"),
        (with("/consentTypes/0/title", json!("SADAKAT")), "H1013"),
        (
            with("/consentTypes/0/brandCodes", json!([STRANGER])),
            "H1014",
        ),
        (with("/consentTypes/0/brandCodes", json!(["x"])), "H1029"),
        (with("/consentTypes/0/types", json!(["SES"])), "H1085"),
        (with("/consentTypes/0/types", json!(["EPOSTA"])), "H1086"),
        (
            with("/consentTypes/0/recipientType", json!("KURUM")),
            "H1063",
        ),
        (without(item, "brandCodes"), "H1005"),
        (without(item, "types"), "H1005"),
        (without(item, "recipientType"), "H1057"),
        (twice, "H1060"),
        (unknown, "H1025"),
        (two, "H1066"),
        (beside, "H1054"),
    ] {
        let answer = start(&app, body.clone()).await;
        assert_eq!(
            answer.status,
            StatusCode::BAD_REQUEST,
            "{code} {}",
            answer.text()
        );
        assert_eq!(answer.codes(), [code], "{body}");
    }
    assert!(app.messages().await.is_empty());
    assert_eq!(
        start(&app, question(form, "SMS_OTP")).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_form_is_used_once_the_operator_has_approved_it_and_a_change_is_a_new_version() {
    let app = App::new().await;
    let path = format!("/izin/v1/sps/{PROVIDER}/forms");
    let new = app
        .post(PROVIDER, &path, json!({ "text": "Eski metin" }))
        .await;
    let number = u32::try_from(new.json()["formId"].as_u64().unwrap()).unwrap();
    assert_eq!(new.json()["version"], 1);
    let answer = start(&app, question(number, "SMS_OTP")).await;
    assert_eq!(answer.codes(), ["H1000"]);
    let operator = app.registry.operator();
    assert!(operator.approve_form(number, 1).await.unwrap());
    let changed = json!({ "formId": number, "text": "Yeni metin" });
    let changed = app.post(PROVIDER, &path, changed).await;
    assert_eq!(changed.json()["version"], 2);
    let asked = async |method: &str| {
        assert_eq!(
            start(&app, question(number, method)).await.status,
            StatusCode::OK
        );
        format!("{:?}", app.messages().await.pop().unwrap().content)
    };
    assert_eq!(asked("SMS_OTP").await, "Question");
    let forms = app.get(PROVIDER, &path).await.json();
    assert_eq!(forms[0]["text"], "Eski metin");
    assert!(forms[0]["approved"].is_string() && forms[1]["approved"].is_null());
    // Nobody else's.
    for (body, code) in [
        (json!({ "formId": number + 1, "text": "x" }), "H1055"),
        (json!({ "text": "" }), "H095"),
        (json!({ "text": "a\u{7}b" }), "H095"),
        (json!({ "text": "x".repeat(601) }), "H095"),
        (
            json!({ "text": "x", "references": [{ "kind": "RIZA", "at": "y" }] }),
            "H095",
        ),
    ] {
        assert_eq!(app.post(PROVIDER, &path, body).await.codes(), [code]);
    }
    let answer = app.post(STRANGER, &path, json!({ "text": "x" })).await;
    assert_eq!(answer.codes(), ["H353"]);
    assert_eq!(
        app.get(PROVIDER, &path)
            .await
            .json()
            .as_array()
            .unwrap()
            .len(),
        2
    );
}

#[tokio::test]
async fn another_brands_caller_starts_finishes_and_sees_nothing() {
    let app = App::new().await;
    let (id, message) = started(&app, "SMS_OTP").await;
    let code = code_of(&message);
    let stranger = app.token(STRANGER).await;
    let path = format!("/via/sps/{PROVIDER}/confirmation");
    let answer = post_as(&app, &stranger, &path, told(&id, "SMS_OTP", &code)).await;
    assert_eq!(
        (answer.status, answer.codes()),
        (StatusCode::FORBIDDEN, vec!["H1040".into()])
    );
    // Under its own number it is none that it has started.
    let path = format!("/via/sps/{STRANGER}/confirmation");
    let answer = post_as(&app, &stranger, &path, told(&id, "SMS_OTP", &code)).await;
    assert_eq!(answer.codes(), ["H1030"]);
    for path in [
        format!("/via/sps/{STRANGER}/consent/request/{id}"),
        format!("/via/sps/{STRANGER}/via/clarification/{id}/file"),
        format!("/izin/v1/sps/{STRANGER}/verified-consents/{id}"),
    ] {
        let answer = app.get(STRANGER, &path).await;
        assert!(
            ["H1030", "H1072", "H093"].contains(&answer.codes()[0].as_str()),
            "{path}"
        );
    }
    let none = app
        .send(Method::POST, &start_path(PROVIDER), None, Some(json!({})))
        .await;
    assert_eq!(
        (none.status, none.codes()),
        (StatusCode::UNAUTHORIZED, vec!["H1045".into()])
    );
    assert_eq!(app.movements(), 0);
    assert_eq!(
        confirm(&app, told(&id, "SMS_OTP", &code)).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_grant_that_ends_midway_ends_what_its_partner_has_started_but_no_refusal() {
    let app = App::new().await;
    let form = form(&app).await;
    let token = partner(&app).await;
    let mut asked = Vec::new();
    for method in ["SMS_OTP", "SMS_SHORTURL"] {
        app.pass(600);
        let answer = post_as(&app, &token, &start_path(PROVIDER), question(form, method)).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        let id = answer.json()["message"]["requestId"]
            .as_str()
            .unwrap()
            .to_owned();
        asked.push((id, app.messages().await.pop().unwrap()));
    }
    let brand = BrandCode(OPEN_BRAND);
    let partner = PartnerCode(PARTNER);
    let channels = [Channel::Text, Channel::Call];
    app.registry
        .operator()
        .set_partner_access(partner, brand, &channels, None)
        .await
        .unwrap();
    let path = format!("/via/sps/{PROVIDER}/confirmation");
    let body = told(&asked[0].0, "SMS_OTP", &code_of(&asked[0].1));
    let answer = post_as(&app, &token, &path, body).await;
    assert_eq!(
        (answer.status, answer.codes()),
        (StatusCode::FORBIDDEN, vec!["H1040".into()])
    );
    let people = app.registry.people();
    let link = token_of(&asked[1].1);
    let chosen = [(brand, Channel::Text)].into();
    let answered = people
        .answer_verification(&link, ConsentAnswer::Approve(chosen))
        .await;
    assert_eq!(
        answered.unwrap(),
        ConsentAnswered::Closed(VerificationLink::Over)
    );
    assert_eq!(app.movements(), 0);
    let answered = people
        .answer_verification(&link, ConsentAnswer::Refuse)
        .await;
    assert!(matches!(answered.unwrap(), ConsentAnswered::Recorded(_)));
    assert_eq!(app.movements(), 2);
}

fn links_path() -> String {
    brand_path(OPEN_BRAND, "/via-hash-links")
}

fn recipients(addresses: &[&str]) -> Value {
    let one = |address: &&str| json!({ "recipient": address, "recipientType": "BIREYSEL" });
    json!({ "recipients": addresses.iter().map(one).collect::<Vec<_>>() })
}

#[tokio::test]
async fn a_refusal_link_refuses_its_one_record_for_ninety_days_and_can_do_nothing_else() {
    let app = App::new().await;
    let brand = BrandCode(OPEN_BRAND);
    app.report(Report::about(EMAIL).brand(brand)).await;
    app.report(Report::about(EMAIL).brand(BrandCode(PROVIDER)))
        .await;
    let body = recipients(&[EMAIL, "baska@posta.example"]);
    let answer = app.post(PROVIDER, &links_path(), body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let answer = answer.json();
    assert_eq!(answer[0]["recipient"], EMAIL);
    assert_eq!(answer[1]["code"], "H568");
    assert!(answer[1]["url"].is_null());
    let url = answer[0]["url"].as_str().unwrap();
    let token = url.rsplit('/').next().unwrap();
    assert_eq!(token.len(), REFUSAL_TOKEN_LEN);
    let people = app.registry.people();
    let ExitLink::Open(exit) = people.exit(token).await.unwrap() else {
        panic!("{url}");
    };
    assert!(exit.is_brands);
    assert_eq!(exit.records.len(), 1);
    // A letter changed is another link.
    let altered = format!("{}x", &token[..token.len() - 1]);
    assert_eq!(people.exit(&altered).await.unwrap(), ExitLink::Unknown);
    app.pass(90 * DAY);
    let done = people.refuse_by_exit(token, None).await.unwrap().unwrap();
    assert_eq!(done.refused, 1);
    let address = Address::from_stored(EMAIL).unwrap();
    let state = app.said(&address, brand, Channel::Email).unwrap();
    assert_eq!(
        (state.status, state.source),
        (Status::Refusal, Some(Source::RegistryEmail))
    );
    let other = app
        .said(&address, BrandCode(PROVIDER), Channel::Email)
        .unwrap();
    assert_eq!(other.status, Status::Approval);
    app.pass(1);
    assert_eq!(people.exit(token).await.unwrap(), ExitLink::Over);
}

#[tokio::test]
async fn links_are_made_for_a_hundred_recipients_at_most_and_each_is_read_by_itself() {
    let app = App::new().await;
    let many: Vec<String> = (0..101)
        .map(|number| format!("kisi{number}@posta.example"))
        .collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let answer = app.post(PROVIDER, &links_path(), recipients(&many)).await;
    assert_eq!(
        (answer.status, answer.codes()),
        (StatusCode::UNPROCESSABLE_ENTITY, vec!["H568".into()])
    );
    let answer = app
        .post(PROVIDER, &links_path(), recipients(&many[..100]))
        .await;
    assert_eq!(answer.json().as_array().unwrap().len(), 100);
    for (body, codes) in [
        (json!({}), vec!["H168"]),
        (json!({ "recipients": [] }), vec!["H164"]),
        (json!({ "recipients": "x" }), vec!["H478"]),
        (json!({ "recipients": [{}] }), vec!["H114", "H170"]),
        (recipients(&["posta"]), vec!["H120"]),
    ] {
        assert_eq!(app.post(PROVIDER, &links_path(), body).await.codes(), codes);
    }
    // A partner needs the channel.
    let token = partner(&app).await;
    let answer = post_as(&app, &token, &links_path(), recipients(&[EMAIL])).await;
    assert_eq!(answer.codes(), ["H353"]);
}
