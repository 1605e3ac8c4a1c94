//! `…/retailers[/{retailerCode}]`.

use std::sync::Arc;

use axum::http::{Method, StatusCode, header};
use directory::partner::Permission;
use directory::retailer::RetailerStatus;
use domain::draft::ConsentRequest;
use domain::{
    Address, BrandCode, Channel, ItemId, Policy, RecipientType, RetailerCode, Source, Status,
    Timestamp,
};
use ledger::{Action, Command, Outcome};
use serde_json::{Value, json};

use super::brands::{add_partner, grant};
use crate::app::{App, OPEN_BRAND, PROVIDER, STRANGER, brand_path, start};

const PARTNER: u32 = 800_001;

/// A right identity number, another for each number given.
pub(super) fn tckn(number: u32) -> String {
    let mut digits: Vec<u32> = format!("1{number:08}")
        .bytes()
        .map(|b| u32::from(b - b'0'))
        .collect();
    let odd: u32 = digits.iter().step_by(2).sum();
    let even: u32 = digits.iter().skip(1).step_by(2).sum();
    digits.push((odd * 7 + 90 - even) % 10);
    digits.push(digits.iter().sum::<u32>() % 10);
    digits.iter().map(ToString::to_string).collect()
}

/// A right request for a retailer, another for each number given.
pub(super) fn request(number: u32) -> Value {
    json!({
        "title": "XYZ Ticaret A.Ş.", "name": "Adım Soyadım", "tckn": tckn(number),
        "tin": "8450525470", "alias": "Şişli Mağazası", "mobile": "+905325001111",
        "city": {"code": "34", "name": "İstanbul"}, "town": {"code": "01", "name": "Kadıköy"},
    })
}

/// Adds a retailer and answers its number.
pub async fn add_retailer(app: &App, brand: u32, number: u32) -> u32 {
    let answer = app
        .post(PROVIDER, &brand_path(brand, "/retailers"), request(number))
        .await;
    assert_eq!(answer.status, StatusCode::CREATED, "{:?}", answer.json());
    u32::try_from(answer.json()["retailerCode"].as_u64().unwrap()).unwrap()
}

/// Records an approval of text messages, open to retailers.
pub async fn record(app: &App, brand: u32, phone: &str, retailers: &[u32]) {
    let request = ConsentRequest {
        address: Address::from_wire(phone, Channel::Text).unwrap(),
        channel: Channel::Text,
        recipient_type: RecipientType::Individual,
        status: Status::Approval,
        source: Some(Source::Web),
        consent_date: Some(start()),
        retailer: None,
        retailer_access: retailers.iter().copied().map(RetailerCode).collect(),
    };
    submit(app, brand, request).await;
}

/// Records a consent past the interface.
pub(crate) async fn submit(app: &App, brand: u32, request: ConsentRequest) {
    submit_at(app, start(), brand, request).await;
}

/// The same, received at another instant than the clock's first.
pub(crate) async fn submit_at(
    app: &App,
    received_at: Timestamp,
    brand: u32,
    request: ConsentRequest,
) {
    let command = Command {
        brand: BrandCode(brand),
        action: Action::Consent(request),
        received_at,
        item: ItemId {
            request: app.registry.new_request_id(),
            index: 0,
        },
        policy: Arc::new(Policy::CONTRACT),
        retried: false,
    };
    let outcomes = app.ledger.submit(vec![command]).await.unwrap();
    assert!(
        matches!(outcomes[..], [Outcome::Recorded(_)]),
        "{outcomes:?}"
    );
}

/// Refuses whoever may not use a brand: without a token, with an expired one, a stranger, another's
/// number in the path, a partner with nothing granted, and without a subscription.
pub(in crate::iys) async fn refuses_strangers(method: Method, rest: &str, body: Option<Value>) {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    let path = brand_path(OPEN_BRAND, rest);
    let old = app.token(PROVIDER).await;
    app.pass(7_201);
    let own = app.token(PROVIDER).await;
    let others = format!("/sps/{PROVIDER}/brands/{STRANGER}{rest}");
    for (path, token, status, code) in [
        (&path, None, StatusCode::UNAUTHORIZED, "H351"),
        (&path, Some(old), StatusCode::UNAUTHORIZED, "H351"),
        (
            &path,
            Some(app.token(STRANGER).await),
            StatusCode::FORBIDDEN,
            "H353",
        ),
        (
            &path,
            Some(app.token(PARTNER).await),
            StatusCode::FORBIDDEN,
            "H353",
        ),
        (&others, Some(own.clone()), StatusCode::FORBIDDEN, "H353"),
    ] {
        let answer = app
            .send(method.clone(), path, token.as_deref(), body.clone())
            .await;
        assert_eq!(answer.status, status, "{path}");
        assert_eq!(answer.codes(), [code]);
    }
    app.subscribe(PROVIDER, |subscription| subscription.api_use = false)
        .await;
    let answer = app.send(method, &path, Some(&own), body).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.codes(), ["H586"]);
    assert_eq!(app.movements(), 0);
    assert_eq!(count(&app).await, 0);
}

async fn count(app: &App) -> u32 {
    app.directory
        .retailer_count(BrandCode(OPEN_BRAND))
        .await
        .unwrap()
}

fn path(rest: &str) -> String {
    brand_path(OPEN_BRAND, &format!("/retailers{rest}"))
}

#[tokio::test]
async fn a_new_retailer_gets_a_number_of_eight_digits_and_is_read_back() {
    let app = App::new().await;
    let mut body = request(1);
    body["mersis"] = json!(845_052_547_000_015_u64 + 1_000_000_000_000_000);
    let answer = app.post(PROVIDER, &path(""), body).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let code = answer.json()["retailerCode"].as_u64().unwrap();
    assert!((10_000_000..=99_999_999).contains(&code));
    let answer = app.get(PROVIDER, &path(&format!("/{code}"))).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.json(),
        json!({
            "title": "XYZ Ticaret A.Ş.", "mersis": "1845052547000015", "alias": "Şişli Mağazası",
            "name": "Adım Soyadım", "tckn": tckn(1), "mobile": "+905325001111", "tin": "8450525470",
            "city": {"name": "İstanbul", "code": "34"}, "town": {"name": "Kadıköy", "code": "1"},
            "status": "active", "retailerAccessCount": 0, "retailerCode": code,
        })
    );
}

#[tokio::test]
async fn each_wrong_field_has_its_code() {
    let app = App::new().await;
    for (field, value, code) in [
        ("title", json!(null), "H214"),
        ("title", json!(" "), "H214"),
        ("title", json!("a".repeat(256)), "H017"),
        ("title", json!("#$%"), "H229"),
        ("title", json!("..."), "H229"),
        ("title", json!(7), "H229"),
        ("name", json!(""), "H215"),
        ("name", json!("A<b>"), "H229"),
        ("alias", json!("a\u{0}b"), "H229"),
        ("tckn", json!(null), "H216"),
        ("tckn", json!("5770341124"), "H226"),
        ("tckn", json!("57703411245"), "H225"),
        ("tin", json!(""), "H288"),
        ("tin", json!("84505254"), "H244"),
        ("tin", json!("8450525471"), "H243"),
        ("tin", json!("57703411245"), "H243"),
        ("city", json!(null), "H217"),
        ("city", json!("İstanbul"), "H217"),
        ("city", json!({"name": "İstanbul"}), "H218"),
        ("city", json!({"code": 82, "name": "Yok"}), "H218"),
        ("city", json!({"code": 34}), "H219"),
        ("town", json!(null), "H220"),
        ("town", json!({"name": "Kadıköy"}), "H221"),
        ("town", json!({"code": 999_999, "name": "Yok"}), "H221"),
        ("town", json!({"code": 1}), "H222"),
        ("mobile", json!("0532"), "H224"),
        ("mersis", json!(56_518_556_720_u64), "H228"),
        ("mersis", json!("0845052547100015"), "H227"),
        ("status", json!("asleep"), "H201"),
        ("status", json!(1), "H201"),
    ] {
        let mut body = request(1);
        body[field] = value;
        let answer = app.post(PROVIDER, &path(""), body.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        assert_eq!(answer.codes(), [code], "{body}");
        let error = &answer.json()["errors"][0];
        assert_eq!(error["location"][0], field);
        assert!(error.get("value").is_none());
    }
    assert_eq!(count(&app).await, 0);
}

#[tokio::test]
async fn all_violations_are_answered_together() {
    let app = App::new().await;
    let answer = app.post(PROVIDER, &path(""), json!({"alias": "x"})).await;
    assert_eq!(
        answer.codes(),
        ["H214", "H215", "H216", "H288", "H217", "H220"]
    );
}

#[tokio::test]
async fn what_is_no_object_is_h016_and_what_is_no_json_h014() {
    let app = App::new().await;
    for body in [json!([]), json!({}), json!("x"), json!(null)] {
        let answer = app.post(PROVIDER, &path(""), body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.codes(), ["H016"]);
    }
    let token = app.token(PROVIDER).await;
    let request = axum::http::Request::post(path(""))
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .body("{".into())
        .unwrap();
    assert_eq!(app.send_request(request).await.codes(), ["H014"]);
}

#[tokio::test]
async fn numbers_are_unique_under_a_brand() {
    let app = App::new().await;
    let mut first = request(1);
    first["mersis"] = json!("0845052547000015");
    assert_eq!(
        app.post(PROVIDER, &path(""), first.clone()).await.status,
        StatusCode::CREATED
    );
    let mut same_mersis = request(2);
    same_mersis["mersis"] = first["mersis"].clone();
    assert_eq!(
        app.post(PROVIDER, &path(""), same_mersis.clone())
            .await
            .codes(),
        ["H230"]
    );
    assert_eq!(
        app.post(PROVIDER, &path(""), request(1)).await.codes(),
        ["H231"]
    );
    let code = app.get(PROVIDER, &path("")).await.json()["list"][0]["retailerCode"].clone();
    let code = RetailerCode(u32::try_from(code.as_u64().unwrap()).unwrap());
    let brand = BrandCode(OPEN_BRAND);
    app.directory
        .set_retailer_status(brand, code, RetailerStatus::Passive)
        .await
        .unwrap();
    for (body, key) in [(same_mersis, "mersis"), (request(1), "kimlik")] {
        let answer = app.post(PROVIDER, &path(""), body).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.codes(), ["H253"]);
        let message = answer.json()["errors"][0]["message"]
            .as_str()
            .unwrap()
            .to_owned();
        assert!(
            message.contains(&format!("aynı {key} numarası")),
            "{message}"
        );
    }
    assert_eq!(count(&app).await, 1);
}

#[tokio::test]
async fn the_list_is_paged_or_whole_long_or_short() {
    let app = App::new().await;
    let mut codes = Vec::new();
    for number in 1..=3 {
        codes.push(add_retailer(&app, OPEN_BRAND, number).await);
    }
    record(&app, OPEN_BRAND, "+905321112233", &codes[..1]).await;
    let page = app.get(PROVIDER, &path("?offset=2&limit=2")).await.json();
    assert_eq!(
        page["pagination"],
        json!({"offset": 2, "pageSize": 1, "totalCount": 3, "currentPage": 2})
    );
    let all = app
        .get(PROVIDER, &path("?limit=1&all=true&short=true"))
        .await
        .json();
    assert_eq!(all["pagination"]["pageSize"], 3);
    let list = all["list"].as_array().unwrap();
    let first = list
        .iter()
        .find(|entry| entry["retailerCode"] == codes[0])
        .unwrap();
    assert_eq!(
        *first,
        json!({"title": "XYZ Ticaret A.Ş.", "city": {"name": "İstanbul", "code": "34"},
               "retailerAccessCount": 1, "retailerCode": codes[0], "status": "active"})
    );
}

#[tokio::test]
async fn bad_parameters_of_the_list_are_refused_together() {
    let app = App::new().await;
    let answer = app
        .get(PROVIDER, &path("?offset=-1&limit=x&all=1&short=yes"))
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.codes(), ["H182", "H183", "H184", "H185"]);
    assert_eq!(
        app.get(PROVIDER, &path("?limit=101")).await.codes(),
        ["H186"]
    );
    assert_eq!(app.get(PROVIDER, &path("?limit=0")).await.codes(), ["H187"]);
}

#[tokio::test]
async fn an_unknown_retailer_is_an_empty_object() {
    let app = App::new().await;
    let answer = app.get(PROVIDER, &path("/12345678")).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json(), json!({}));
    assert_eq!(app.get(PROVIDER, &path("/abc")).await.codes(), ["H058"]);
}

#[tokio::test]
async fn a_retailer_is_deleted_once_no_record_refers_to_it() {
    let app = App::new().await;
    let code = add_retailer(&app, OPEN_BRAND, 1).await;
    record(&app, OPEN_BRAND, "+905321112233", &[code]).await;
    let token = app.token(PROVIDER).await;
    let one = path(&format!("/{code}"));
    let answer = app.send(Method::DELETE, &one, Some(&token), None).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_eq!(answer.codes(), ["H061"]);
    assert_eq!(count(&app).await, 1);
    let all = brand_path(OPEN_BRAND, "/consents/retailers/access/remove/all");
    let body =
        json!({"type": "MESAJ", "recipientType": "BIREYSEL", "recipients": ["+905321112233"]});
    assert_eq!(
        app.post(PROVIDER, &all, body).await.status,
        StatusCode::ACCEPTED
    );
    let answer = app.send(Method::DELETE, &one, Some(&token), None).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.bytes, "Başarı".as_bytes());
    assert!(
        answer.headers[header::CONTENT_TYPE]
            .to_str()
            .unwrap()
            .starts_with("text/plain")
    );
    assert_eq!(count(&app).await, 0);
}

#[tokio::test]
async fn a_retailer_that_took_a_consent_is_kept_even_without_access() {
    let app = App::new().await;
    let code = add_retailer(&app, OPEN_BRAND, 1).await;
    let request = ConsentRequest {
        address: Address::from_wire("+905321112233", Channel::Text).unwrap(),
        channel: Channel::Text,
        recipient_type: RecipientType::Individual,
        status: Status::Approval,
        source: Some(Source::Web),
        consent_date: Some(start()),
        retailer: Some(RetailerCode(code)),
        retailer_access: Vec::new(),
    };
    submit(&app, OPEN_BRAND, request).await;
    let all = brand_path(OPEN_BRAND, "/consents/retailers/access/remove/all");
    let body =
        json!({"type": "MESAJ", "recipientType": "BIREYSEL", "recipients": ["+905321112233"]});
    assert_eq!(
        app.post(PROVIDER, &all, body).await.status,
        StatusCode::ACCEPTED
    );
    let token = app.token(PROVIDER).await;
    let answer = app
        .send(
            Method::DELETE,
            &path(&format!("/{code}")),
            Some(&token),
            None,
        )
        .await;
    assert_eq!(answer.codes(), ["H061"]);
    assert_eq!(count(&app).await, 1);
}

#[tokio::test]
async fn deleting_an_unknown_or_another_brands_retailer_is_h058() {
    let app = App::new().await;
    let other = add_retailer(&app, PROVIDER, 1).await;
    let token = app.token(PROVIDER).await;
    for code in [other, 12_345_678] {
        let answer = app
            .send(
                Method::DELETE,
                &path(&format!("/{code}")),
                Some(&token),
                None,
            )
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert_eq!(answer.codes(), ["H058"]);
    }
    assert_eq!(
        app.directory
            .retailer_count(BrandCode(PROVIDER))
            .await
            .unwrap(),
        1
    );
}

#[tokio::test]
async fn a_partner_that_may_only_read_changes_no_retailers() {
    let app = App::new().await;
    add_partner(&app, PARTNER, true).await;
    grant(&app, PARTNER, OPEN_BRAND, Channel::Text, Permission::Read).await;
    let answer = app.post(PARTNER, &path(""), request(1)).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.codes(), ["H353"]);
    assert_eq!(count(&app).await, 0);
    assert_eq!(app.get(PARTNER, &path("")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn adding_refuses_strangers() {
    refuses_strangers(Method::POST, "/retailers", Some(request(1))).await;
}

#[tokio::test]
async fn listing_refuses_strangers() {
    refuses_strangers(Method::GET, "/retailers", None).await;
}

#[tokio::test]
async fn reading_refuses_strangers() {
    refuses_strangers(Method::GET, "/retailers/12345678", None).await;
}

#[tokio::test]
async fn deleting_refuses_strangers() {
    refuses_strangers(Method::DELETE, "/retailers/12345678", None).await;
}
