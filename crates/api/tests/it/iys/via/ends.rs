//! Each `verificationType` to its end, and what ends it otherwise.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use domain::{Address, BrandCode, Channel, Source, Status};
use registry::message::Content;
use registry::people::verified::{ConsentAnswer, ConsentAnswered, VerificationLink};
use serde_json::json;

use super::{
    EMAIL, NOTICE, PHONE, TEXT, code_of, confirm, form, progress, question, start, started,
    token_of, told, wrong,
};
use crate::app::{App, OPEN_BRAND};

const BRAND: BrandCode = BrandCode(OPEN_BRAND);

fn said(app: &App, address: &str, channel: Channel) -> Option<(Status, Option<Source>)> {
    let address = Address::from_stored(address).unwrap();
    let state = app.said(&address, BRAND, channel)?;
    Some((state.status, state.source))
}

#[tokio::test]
async fn a_right_code_records_an_approval_for_each_channel() {
    let app = App::new().await;
    let (id, message) = started(&app, "SMS_OTP").await;
    let answer = confirm(&app, told(&id, "SMS_OTP", &code_of(&message))).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    let answer = answer.json();
    assert_eq!(answer["code"], "OK");
    let types: Vec<_> = answer["message"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            assert_eq!(one["brandCode"], OPEN_BRAND.to_string());
            assert_eq!(one["transactionId"].as_str().unwrap().len(), 64);
            one["type"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(types, ["MESAJ", "ARAMA"]);
    for channel in [Channel::Text, Channel::Call] {
        let expected = (Status::Approval, Some(Source::RegistryText));
        assert_eq!(said(&app, PHONE, channel), Some(expected));
    }
    let progress = progress(&app, &id).await;
    assert_eq!(
        progress["lastStatus"],
        json!({"stage": "COMPLETED", "status": "SUCCESS"})
    );
    assert_eq!(progress["source"], "IYS_KISAMESAJ");
    assert_eq!(
        progress["requestDetails"][0]["operationStatusMessage"],
        "Onay verildi"
    );
    // The recipient is told what was recorded.
    let messages = app.messages().await;
    assert!(
        matches!(messages[..], [ref one] if matches!(one.content, Content::Confirmation { .. }))
    );
    // It is used up.
    let before = app.movements();
    let again = confirm(&app, told(&id, "SMS_OTP", &code_of(&message))).await;
    assert_eq!(again.codes(), ["H1032"]);
    assert_eq!(app.movements(), before);
}

#[tokio::test]
async fn a_code_by_mail_records_the_mails_source_and_the_channels_that_were_chosen_alone() {
    let app = App::new().await;
    let (id, message) = started(&app, "EPOSTA_OTP").await;
    let answer = confirm(&app, told(&id, "EPOSTA_OTP", &code_of(&message))).await;
    assert_eq!(answer.status, StatusCode::OK);
    let expected = (Status::Approval, Some(Source::RegistryEmail));
    assert_eq!(said(&app, EMAIL, Channel::Email), Some(expected));

    let (id, message) = started(&app, "SMS_OTP").await;
    let mut body = told(&id, "SMS_OTP", &code_of(&message));
    body["consentTypes"][0]["types"] = json!(["ARAMA"]);
    assert_eq!(confirm(&app, body).await.status, StatusCode::OK);
    assert_eq!(said(&app, PHONE, Channel::Text), None);
    assert!(said(&app, PHONE, Channel::Call).is_some());
    let details = progress(&app, &id).await["requestDetails"].clone();
    assert_eq!(details[0]["operationStatusMessage"], "Onay verilmedi");
}

#[tokio::test]
async fn each_link_records_what_is_answered_on_its_page() {
    let app = App::new().await;
    for (method, address, channel, source) in [
        ("SMS_SHORTURL", PHONE, Channel::Call, Source::RegistryText),
        (
            "EPOSTA_SHORTURL",
            EMAIL,
            Channel::Email,
            Source::RegistryEmail,
        ),
        (
            "EPOSTA_APPROVALURL",
            EMAIL,
            Channel::Email,
            Source::RegistryEmail,
        ),
    ] {
        app.pass(3_600);
        let (id, message) = started(&app, method).await;
        assert_eq!(progress(&app, &id).await["lastStatus"]["status"], "PENDING");
        let token = token_of(&message);
        let people = app.registry.people();
        let VerificationLink::Open(asked) = people.verification(&token).await.unwrap() else {
            panic!("{method}");
        };
        assert_eq!(
            (asked.text.as_str(), asked.is_single),
            (TEXT, method.ends_with("APPROVALURL"))
        );
        let chosen = BTreeSet::from([(BRAND, channel)]);
        let answered = people
            .answer_verification(&token, ConsentAnswer::Approve(chosen))
            .await;
        assert!(
            matches!(answered.unwrap(), ConsentAnswered::Recorded(_)),
            "{method}"
        );
        assert_eq!(
            said(&app, address, channel),
            Some((Status::Approval, Some(source)))
        );
        assert_eq!(progress(&app, &id).await["lastStatus"]["status"], "SUCCESS");
        // A link takes one answer, and no code.
        let before = app.movements();
        let again = people
            .answer_verification(&token, ConsentAnswer::Refuse)
            .await;
        assert_eq!(
            again.unwrap(),
            ConsentAnswered::Closed(VerificationLink::Answered)
        );
        assert_eq!(
            confirm(&app, told(&id, method, "123456")).await.codes(),
            ["H1056"]
        );
        assert_eq!(app.movements(), before);
    }
    assert_eq!(said(&app, PHONE, Channel::Text), None, "it was not ticked");
}

#[tokio::test]
async fn a_no_on_the_page_is_a_refusal_of_all_that_was_asked() {
    let app = App::new().await;
    let (id, message) = started(&app, "SMS_SHORTURL").await;
    let people = app.registry.people();
    let answered = people
        .answer_verification(&token_of(&message), ConsentAnswer::Refuse)
        .await;
    assert!(matches!(answered.unwrap(), ConsentAnswered::Recorded(_)));
    for channel in [Channel::Text, Channel::Call] {
        let expected = (Status::Refusal, Some(Source::RegistryText));
        assert_eq!(said(&app, PHONE, channel), Some(expected));
    }
    let details = progress(&app, &id).await["requestDetails"].clone();
    assert_eq!(details[0]["operationStatusMessage"], "Ret verildi");
}

#[tokio::test]
async fn three_wrong_codes_end_it_and_the_fourth_is_not_looked_at() {
    let app = App::new().await;
    let (id, message) = started(&app, "SMS_OTP").await;
    let code = code_of(&message);
    for tried in 1..=3 {
        let answer = confirm(&app, told(&id, "SMS_OTP", &wrong(&code))).await;
        assert_eq!(answer.codes(), ["H1052"]);
        let stage = if tried < 3 {
            "CONSENT_REQUESTED"
        } else {
            "COMPLETED"
        };
        let expected = json!({"stage": stage, "status": "OTP_CODE_INCORRECT"});
        assert_eq!(progress(&app, &id).await["lastStatus"], expected);
    }
    let answer = confirm(&app, told(&id, "SMS_OTP", &code)).await;
    assert_eq!(
        (answer.status, answer.codes()),
        (StatusCode::BAD_REQUEST, vec!["H1050".into()])
    );
    assert_eq!(app.movements(), 0);
}

#[tokio::test]
async fn fifteen_minutes_end_a_code_and_a_day_a_link() {
    let app = App::new().await;
    let (id, message) = started(&app, "SMS_OTP").await;
    app.pass(15 * 60);
    let answer = confirm(&app, told(&id, "SMS_OTP", &code_of(&message))).await;
    assert_eq!(answer.codes(), ["H1051"]);
    let expected = json!({"stage": "COMPLETED", "status": "OTP_CODE_EXPIRED"});
    assert_eq!(progress(&app, &id).await["lastStatus"], expected);
    for (method, status) in [
        ("EPOSTA_SHORTURL", "SHORT_URL_EXPIRED"),
        ("EPOSTA_APPROVALURL", "LINK_CLICK_TIMEOUT"),
    ] {
        let (id, message) = started(&app, method).await;
        app.pass(24 * 3_600);
        let people = app.registry.people();
        let token = token_of(&message);
        let answered = people.answer_verification(&token, ConsentAnswer::Refuse);
        let over = ConsentAnswered::Closed(VerificationLink::Over);
        assert_eq!(answered.await.unwrap(), over);
        assert_eq!(progress(&app, &id).await["lastStatus"]["status"], status);
    }
    assert_eq!(app.movements(), 0);
}

#[tokio::test]
async fn a_start_goes_on_after_a_restart() {
    let app = App::new().await;
    let (id, message) = started(&app, "SMS_OTP").await;
    let app = app.reopen().await;
    let answer = confirm(&app, told(&id, "SMS_OTP", &code_of(&message))).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn of_two_answers_at_once_one_is_taken() {
    let app = App::new().await;
    let (_, message) = started(&app, "SMS_SHORTURL").await;
    let token = token_of(&message);
    let people = app.registry.people();
    let answers = tokio::join!(
        people.answer_verification(&token, ConsentAnswer::Refuse),
        people.answer_verification(&token, ConsentAnswer::Refuse),
    );
    let answers = [answers.0.unwrap(), answers.1.unwrap()];
    let recorded = answers
        .iter()
        .filter(|one| matches!(one, ConsentAnswered::Recorded(_)));
    assert_eq!(recorded.count(), 1);
    assert_eq!(app.movements(), 2);
    let contract = app.registry.contract();
    assert_eq!(contract.record_left_answers().await.unwrap(), 0);
}

#[tokio::test]
async fn a_message_names_the_brand_the_channels_and_the_text_and_texts_beside_it_are_no_consent() {
    let app = App::new().await;
    let form = form(&app).await;
    let mut body = question(form, "SMS_OTP");
    let beside = json!({
        "title": "KVK", "types": ["AYDINLATMA_METNI"],
        "personData": { "name": "Aslı Can", "recipientIdNumber": "11111111111" },
    });
    body["consentTypes"].as_array_mut().unwrap().push(beside);
    assert_eq!(start(&app, body).await.status, StatusCode::OK);
    let message = app.messages().await.pop().unwrap();
    let Content::Question {
        brands,
        channels,
        text,
        references,
        ..
    } = &message.content
    else {
        panic!("{:?}", message.content);
    };
    assert_eq!(brands, &format!("Marka {OPEN_BRAND}"));
    assert_eq!(channels.len(), 2);
    assert_eq!(
        (text.as_str(), references.as_slice()),
        (TEXT, &[NOTICE.to_owned()][..])
    );
    // By themselves they are not asked about.
    app.pass(600);
    let mut body = question(form, "SMS_OTP");
    body["consentTypes"] = json!([{ "title": "KVK", "types": ["AYDINLATMA_METNI"] }]);
    assert_eq!(start(&app, body).await.codes(), ["H1013"]);
    assert!(app.messages().await.is_empty());
}
