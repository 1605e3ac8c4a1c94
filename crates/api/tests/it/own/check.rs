//! `POST /izin/v1/brands/{brandCode}/check`, its token, and `GET /izin/v1/keys`.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use directory::grant::Permission;
use directory::intermediary::IntermediaryCode;
use directory::partner::{NewPartner, PartnerCode};
use directory::provider::ProviderState;
use directory::user::UserKind;
use domain::{Address, BrandCode, Channel, ProviderCode, Timestamp};
use ledger::check_log::LoggedAnswer;
use serde_json::{Value, json};

use crate::app::{Answer, App, OPEN_BRAND, PASSWORD, PROVIDER, STRANGER, start};

pub const INTERMEDIARY: u32 = 900_001;
pub const INTERMEDIARY_USER: &str = "gecit@900001.example";
const PARTNER: u32 = 800_001;
const PARTNER_USER: &str = "api@800001.example";
const PHONE: &str = "+905321234567";

/// Records through the contract.
pub async fn record(app: &App, recipient: &str, kind: &str, channel: &str, status: &str) {
    app.pass(2);
    let date = Timestamp::from_millis(app.registry.now().as_millis() - 1_000);
    let body = json!({
        "recipient": recipient, "recipientType": kind, "type": channel, "status": status,
        "source": "HS_WEB", "consentDate": date.to_wire(),
    });
    let path = crate::app::brand_path(OPEN_BRAND, "/consents");
    let answer = app.post(PROVIDER, &path, body).await;
    let text = String::from_utf8_lossy(&answer.bytes).into_owned();
    assert_eq!(answer.status, StatusCode::OK, "{text}");
}

/// An intermediary with a user and, perhaps, a grant.
pub async fn intermediary(app: &App, granted: bool) {
    let code = IntermediaryCode(INTERMEDIARY);
    app.directory
        .add_intermediary(code, "Geçit A.Ş.", start())
        .await
        .unwrap();
    app.add_user(INTERMEDIARY_USER, UserKind::Intermediary(code))
        .await;
    if granted {
        app.directory
            .grant_intermediary(code, BrandCode(OPEN_BRAND), start())
            .await
            .unwrap();
    }
}

/// `Authorization` of a name and [`PASSWORD`].
pub fn basic(name: &str) -> String {
    format!(
        "Basic {}",
        BASE64_STANDARD.encode(format!("{name}:{PASSWORD}"))
    )
}

fn path(brand: u32) -> String {
    format!("/izin/v1/brands/{brand}/check")
}

async fn check(app: &App, body: Value) -> Answer {
    app.post(PROVIDER, &path(OPEN_BRAND), body).await
}

async fn check_as(app: &App, authorization: &str, body: Value) -> Answer {
    let request = Request::post(path(OPEN_BRAND))
        .header(header::AUTHORIZATION, authorization)
        .body(Body::from(body.to_string()))
        .unwrap();
    app.send_request(request).await
}

fn question() -> Value {
    json!({ "recipient": PHONE, "type": "MESAJ" })
}

#[track_caller]
fn assert_answer(answer: &Answer, status: StatusCode, decision: &str, reason: &str) {
    assert_eq!(answer.status, status);
    let body = answer.json();
    assert_eq!(
        (&body["decision"], &body["reason"]),
        (&json!(decision), &json!(reason))
    );
}

/// How often the recipient was asked about, as the log has it.
async fn logged(app: &App) -> Vec<LoggedAnswer> {
    let address = Address::from_wire(PHONE, Channel::Text).unwrap();
    let checks = app.checks_of(&address).await;
    checks.into_iter().map(|check| check.answer).collect()
}

#[tokio::test]
async fn a_private_person_without_a_record_or_with_a_refusal_is_409_and_an_approval_is_200() {
    let app = App::new().await;
    assert_answer(
        &check(&app, question()).await,
        StatusCode::CONFLICT,
        "DENY",
        "NO_RECORD",
    );
    record(&app, PHONE, "BIREYSEL", "MESAJ", "ONAY").await;
    let allowed = check(&app, question()).await;
    assert_answer(&allowed, StatusCode::OK, "ALLOW", "APPROVED");
    assert_eq!(allowed.json()["asOf"], "2026-03-10T12:00:02.000+03:00");
    assert_eq!(
        allowed.json()["validUntil"],
        "2026-03-10T13:00:02.000+03:00"
    );
    record(&app, PHONE, "BIREYSEL", "MESAJ", "RET").await;
    let denied = check(&app, question()).await;
    assert_answer(&denied, StatusCode::CONFLICT, "DENY", "REFUSED");
    assert_eq!(denied.json()["validUntil"], denied.json()["asOf"]);
}

#[tokio::test]
async fn other_channels_and_the_other_type_are_other_records() {
    let app = App::new().await;
    record(&app, PHONE, "BIREYSEL", "MESAJ", "ONAY").await;
    let call = json!({ "recipient": PHONE, "type": "ARAMA" });
    assert_answer(
        &check(&app, call).await,
        StatusCode::CONFLICT,
        "DENY",
        "NO_RECORD",
    );
    let merchant = json!({ "recipient": PHONE, "type": "MESAJ", "recipientType": "TACIR" });
    let unrecorded = check(&app, merchant.clone()).await;
    assert_answer(&unrecorded, StatusCode::CONFLICT, "DENY", "NO_RECORD");
    record(&app, PHONE, "TACIR", "MESAJ", "ONAY").await;
    let recorded = check(&app, merchant.clone()).await;
    assert_answer(&recorded, StatusCode::OK, "ALLOW", "MERCHANT_NOT_REFUSED");
    record(&app, PHONE, "TACIR", "MESAJ", "RET").await;
    assert_answer(
        &check(&app, merchant).await,
        StatusCode::CONFLICT,
        "DENY",
        "REFUSED",
    );
    // No type said is a private person (rule 38).
    assert_answer(
        &check(&app, question()).await,
        StatusCode::OK,
        "ALLOW",
        "APPROVED",
    );
}

#[tokio::test]
async fn an_exempt_message_is_allowed_by_its_declaration_which_is_kept() {
    let app = App::new().await;
    let mut body = question();
    body["class"] = json!("EXEMPT");
    let incomplete = check(&app, body.clone()).await;
    assert_eq!(incomplete.status, StatusCode::BAD_REQUEST);
    assert_eq!(incomplete.codes(), ["H016", "H016", "H016"]);
    assert_eq!(logged(&app).await, []);
    body["declaration"] = json!("6/2 teslimat");
    body["sender"] = json!("ORNEK");
    body["template"] = json!("kargo-3");
    assert_answer(
        &check(&app, body.clone()).await,
        StatusCode::OK,
        "ALLOW",
        "EXEMPT",
    );
    match &logged(&app).await[..] {
        [LoggedAnswer::Exempt(kept)] => {
            assert_eq!(kept.declaration, "6/2 teslimat");
            assert_eq!(kept.sender, "ORNEK");
            assert_eq!(kept.template, "kargo-3");
        }
        other => panic!("{other:?}"),
    }
    body["template"] = json!("x".repeat(257));
    assert_eq!(check(&app, body).await.codes(), ["H017"]);
}

#[tokio::test]
async fn every_answered_check_is_logged_and_a_refused_one_is_not() {
    let app = App::new().await;
    check(&app, question()).await;
    app.post(STRANGER, &path(OPEN_BRAND), question()).await;
    let expected = [LoggedAnswer::Single(domain::check::Reason::NoRecord)];
    assert_eq!(logged(&app).await, expected);
    assert_eq!(app.movements(), 0);
}

#[tokio::test]
async fn a_check_that_cannot_be_logged_is_unknown_and_allows_nothing() {
    let app = App::new().await;
    record(&app, PHONE, "BIREYSEL", "MESAJ", "ONAY").await;
    app.checks.log.close().unwrap();
    let answer = check(&app, question()).await;
    assert_answer(
        &answer,
        StatusCode::SERVICE_UNAVAILABLE,
        "UNKNOWN",
        "UNAVAILABLE",
    );
}

#[tokio::test]
async fn all_that_is_wrong_is_said_together() {
    let app = App::new().await;
    let codes = async |body: Value| {
        let answer = check(&app, body).await;
        assert!(answer.status.is_client_error() && answer.status != StatusCode::CONFLICT);
        answer.codes()
    };
    assert_eq!(codes(json!({})).await, ["H111", "H114"]);
    assert_eq!(codes(json!([])).await, ["H097"]);
    assert_eq!(
        codes(json!({"recipient": PHONE, "type": "SMS"})).await,
        ["H117"]
    );
    assert_eq!(
        codes(json!({"recipient": "5321234567", "type": "MESAJ"})).await,
        ["H121"]
    );
    assert_eq!(
        codes(json!({"recipient": "+9053212345678901", "type": "MESAJ"})).await,
        ["H166"]
    );
    assert_eq!(
        codes(json!({"recipient": PHONE, "type": "EPOSTA"})).await,
        ["H120"]
    );
    let mut misspelt = question();
    misspelt["recipienttype"] = json!("TACIR");
    assert_eq!(codes(misspelt).await, ["H097"]);
    let mut several = question();
    several["recipientType"] = json!("KURUMSAL");
    several["class"] = json!("INFO");
    several["token"] = json!("yes");
    assert_eq!(codes(several).await, ["H116", "H097", "H097"]);
    assert_eq!(logged(&app).await, []);
    let request = Request::post(path(OPEN_BRAND))
        .header(
            header::AUTHORIZATION,
            format!("Bearer {}", app.token(PROVIDER).await),
        )
        .body(Body::from("not json"))
        .unwrap();
    assert_eq!(app.send_request(request).await.codes(), ["H014"]);
    let answer = app
        .post(PROVIDER, "/izin/v1/brands/x/check", question())
        .await;
    assert_eq!(answer.codes(), ["H191"]);
}

#[tokio::test]
async fn without_a_valid_token_nobody_is_answered() {
    let app = App::new().await;
    let none = app
        .send(Method::POST, &path(OPEN_BRAND), None, Some(question()))
        .await;
    assert_eq!(
        (none.status, none.codes()),
        (StatusCode::UNAUTHORIZED, vec!["H351".into()])
    );
    let token = app.token(PROVIDER).await;
    app.pass(7_201);
    let expired = app
        .send(
            Method::POST,
            &path(OPEN_BRAND),
            Some(&token),
            Some(question()),
        )
        .await;
    assert_eq!(expired.codes(), ["H351"]);
    let wrong = check_as(&app, "Basic YTpi", question()).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(wrong.headers.contains_key(header::WWW_AUTHENTICATE));
    assert_eq!(logged(&app).await, []);
}

#[tokio::test]
async fn anothers_brand_and_one_that_does_not_exist_look_the_same() {
    let app = App::new().await;
    record(&app, PHONE, "BIREYSEL", "MESAJ", "ONAY").await;
    let others = app.post(STRANGER, &path(OPEN_BRAND), question()).await;
    let nobodys = app.post(STRANGER, &path(123_456), question()).await;
    assert_eq!(others.status, StatusCode::FORBIDDEN);
    assert_eq!(others.codes(), ["H353"]);
    assert_eq!(
        (nobodys.status, nobodys.bytes),
        (others.status, others.bytes)
    );
    assert_eq!(logged(&app).await, []);
}

#[tokio::test]
async fn an_intermediary_needs_a_grant_which_ends_at_once() {
    let app = App::new().await;
    record(&app, PHONE, "BIREYSEL", "MESAJ", "ONAY").await;
    intermediary(&app, false).await;
    let authorization = basic(INTERMEDIARY_USER);
    let refused = check_as(&app, &authorization, question()).await;
    assert_eq!(
        (refused.status, refused.codes()),
        (StatusCode::FORBIDDEN, vec!["H353".into()])
    );
    let (code, brand) = (IntermediaryCode(INTERMEDIARY), BrandCode(OPEN_BRAND));
    app.directory
        .grant_intermediary(code, brand, start())
        .await
        .unwrap();
    let granted = check_as(&app, &authorization, question()).await;
    assert_answer(&granted, StatusCode::OK, "ALLOW", "APPROVED");
    let token = format!("Bearer {}", app.token_of(INTERMEDIARY_USER).await);
    let by_token = check_as(&app, &token, question()).await;
    assert_answer(&by_token, StatusCode::OK, "ALLOW", "APPROVED");
    app.directory
        .revoke_intermediary(code, brand, start())
        .await
        .unwrap();
    let revoked = check_as(&app, &authorization, question()).await;
    assert_eq!(revoked.codes(), ["H353"]);
}

#[tokio::test]
async fn nothing_may_be_sent_for_a_suspended_provider() {
    let app = App::new().await;
    record(&app, PHONE, "BIREYSEL", "MESAJ", "ONAY").await;
    intermediary(&app, true).await;
    let state = ProviderState::Suspended;
    app.directory
        .set_provider_state(ProviderCode(PROVIDER), state)
        .await
        .unwrap();
    app.registry.forget_parties();
    let answer = check_as(&app, &basic(INTERMEDIARY_USER), question()).await;
    assert_answer(&answer, StatusCode::CONFLICT, "DENY", "PROVIDER_SUSPENDED");
    let own = check(&app, question()).await;
    assert_eq!(
        (own.status, own.codes()),
        (StatusCode::FORBIDDEN, vec!["H520".into()])
    );
}

#[tokio::test]
async fn a_partner_may_ask_on_the_channels_it_may_read() {
    let app = App::new().await;
    record(&app, PHONE, "BIREYSEL", "MESAJ", "ONAY").await;
    let code = PartnerCode(PARTNER);
    let new = NewPartner {
        code,
        title: "Entegratör A.Ş.".to_owned(),
        licensed: true,
    };
    app.directory.add_partner(new, start()).await.unwrap();
    app.add_user(PARTNER_USER, UserKind::Partner(code)).await;
    let token = format!("Bearer {}", app.token_of(PARTNER_USER).await);
    let nothing = check_as(&app, &token, question()).await;
    assert_eq!(nothing.codes(), ["H353"]);
    let brand = BrandCode(OPEN_BRAND);
    app.directory
        .grant(code, brand, Channel::Text, Permission::Read, start())
        .await
        .unwrap();
    let text = check_as(&app, &token, question()).await;
    assert_answer(&text, StatusCode::OK, "ALLOW", "APPROVED");
    let call = check_as(&app, &token, json!({ "recipient": PHONE, "type": "ARAMA" })).await;
    assert_eq!(
        (call.status, call.codes()),
        (StatusCode::FORBIDDEN, vec!["H353".into()])
    );
}

#[tokio::test]
async fn a_token_is_good_until_its_end_or_a_refusal() {
    let app = App::new().await;
    record(&app, PHONE, "BIREYSEL", "MESAJ", "ONAY").await;
    let mut body = question();
    body["token"] = json!(true);
    let token = check(&app, body).await.json()["token"]
        .as_str()
        .unwrap()
        .to_owned();
    let path = format!("{}/token", path(OPEN_BRAND));
    let verify = async |recipient: &str| {
        let body = json!({ "token": token, "recipient": recipient });
        app.post(PROVIDER, &path, body).await
    };
    assert_answer(&verify(PHONE).await, StatusCode::OK, "ALLOW", "APPROVED");
    let other = verify("+905321234568").await;
    assert_answer(&other, StatusCode::CONFLICT, "DENY", "TOKEN_INVALID");
    app.pass(3_601);
    assert_answer(
        &verify(PHONE).await,
        StatusCode::CONFLICT,
        "DENY",
        "TOKEN_EXPIRED",
    );
    app.pass(-3_601);
    record(&app, PHONE, "BIREYSEL", "MESAJ", "RET").await;
    assert_answer(
        &verify(PHONE).await,
        StatusCode::CONFLICT,
        "DENY",
        "REFUSED",
    );
    let other_brand = format!("/izin/v1/brands/{PROVIDER}/check/token");
    let body = json!({ "token": token, "recipient": PHONE });
    let answer = app.post(PROVIDER, &other_brand, body).await;
    assert_answer(&answer, StatusCode::CONFLICT, "DENY", "TOKEN_INVALID");
    let strange = app
        .post(
            STRANGER,
            &path,
            json!({ "token": token, "recipient": PHONE }),
        )
        .await;
    assert_eq!(strange.codes(), ["H353"]);
    assert_eq!(app.post(PROVIDER, &path, json!({})).await.codes(), ["H097"]);
}

#[tokio::test]
async fn the_published_key_is_the_one_that_signs() {
    let app = App::new().await;
    let answer = app.send(Method::GET, "/izin/v1/keys", None, None).await;
    assert_eq!(answer.status, StatusCode::OK);
    let key = &answer.json()["keys"][0];
    assert_eq!(
        (&key["kty"], &key["crv"]),
        (&json!("OKP"), &json!("Ed25519"))
    );
    let signer = app.registry.asking().signer();
    let bytes = base64::prelude::BASE64_URL_SAFE_NO_PAD
        .decode(key["x"].as_str().unwrap())
        .unwrap();
    assert_eq!(bytes, signer.public_key());
    assert!(
        key["pem"]
            .as_str()
            .unwrap()
            .starts_with("-----BEGIN PUBLIC KEY-----")
    );
}
