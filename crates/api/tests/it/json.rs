//! JSON at every address that takes it: no object may have a name twice, and a byte order mark is no
//! part of it.

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use directory::gateway::GatewayKind;
use directory::intermediary::IntermediaryCode;
use serde_json::{Value, json};

use crate::app::{Answer, App, OPEN_BRAND, PROVIDER, brand_path, start};
use crate::own::check::{INTERMEDIARY, INTERMEDIARY_USER, basic, intermediary};
use crate::own::texts::gateway;

/// Where tokens are asked for.
const TOKENS: &str = "/oauth2/token";

/// Whoever may call an address.
struct Callers {
    provider: String,
    intermediary: String,
    texts: String,
    voice: String,
}

impl Callers {
    async fn new(app: &App) -> Self {
        intermediary(app, true).await;
        app.directory
            .name_line_reporter(IntermediaryCode(INTERMEDIARY), start())
            .await
            .unwrap();
        let bearer = |token: String| format!("Bearer {token}");
        Self {
            provider: bearer(app.token(PROVIDER).await),
            intermediary: basic(INTERMEDIARY_USER),
            texts: bearer(gateway(app, "texts", GatewayKind::Text, true).await),
            voice: bearer(gateway(app, "voice", GatewayKind::Voice, true).await),
        }
    }

    fn of(&self, path: &str) -> &str {
        match path {
            "/izin/v1/texts" => &self.texts,
            "/izin/v1/voice" => &self.voice,
            "/izin/v1/lines/closed" => &self.intermediary,
            _ if path.starts_with("/brands/") => &self.intermediary,
            _ => &self.provider,
        }
    }

    async fn send(&self, app: &App, method: &str, path: &str, body: &[u8]) -> Answer {
        let request = Request::builder()
            .method(method.to_ascii_uppercase().as_str())
            .uri(path)
            .header(header::AUTHORIZATION, self.of(path))
            .header(header::CONTENT_TYPE, "application/json")
            .body(Body::from(body.to_vec()));
        app.send_request(request.unwrap()).await
    }
}

/// The method and path of every operation whose body is JSON, as the document has them.
fn operations() -> Vec<(String, String)> {
    let document: Value = serde_json::from_str(&api::openapi().to_json().unwrap()).unwrap();
    let mut operations = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            if operation["requestBody"]["content"]["application/json"].is_object() {
                let path = path
                    .replace("{iysCode}", &PROVIDER.to_string())
                    .replace("{brandCode}", &OPEN_BRAND.to_string())
                    .replace("{recipientType}", "BIREYSEL")
                    .replace("{type}", "MESAJ")
                    .replace("{webhookId}", "00000000-0000-0000-0000-000000000000")
                    .replace("{uploadId}", "00000000-0000-0000-0000-000000000000")
                    .replace("{reportDate}", "2026-03-09");
                assert!(!path.contains('{'), "{path}");
                operations.push((method.clone(), path));
            }
        }
    }
    assert!(operations.len() > 18, "{operations:?}");
    operations
}

/// Nothing was recorded, accepted, added or connected.
async fn assert_no_trace(app: &App) {
    app.work_batches_once().await;
    assert_eq!(app.movements(), 0);
    for (list, empty) in [
        ("/retailers", json!(0)),
        ("/push/registration", json!(null)),
    ] {
        let answer = app.get(PROVIDER, &brand_path(OPEN_BRAND, list)).await;
        assert_eq!(answer.json()["pagination"]["totalCount"], empty, "{list}");
    }
    let pushes = app
        .get(PROVIDER, &brand_path(OPEN_BRAND, "/push/registration"))
        .await;
    assert_eq!(pushes.json(), json!([]));
}

fn assert_refused(path: &str, answer: &Answer, body: &str) {
    assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path} {body}");
    if path == TOKENS {
        assert_eq!(answer.json()["error"], "invalid_request", "{body}");
        assert_eq!(answer.json()["errors"], Value::Null, "{body}");
    } else {
        assert_eq!(answer.codes(), [not_json(path)], "{path} {body}");
    }
}

/// The code of what is no JSON.
fn not_json(path: &str) -> &'static str {
    if path.starts_with("/via/") {
        "H1016"
    } else {
        "H014"
    }
}

#[tokio::test]
async fn a_name_twice_at_any_depth_is_h014_at_every_address() {
    let app = App::new().await;
    let callers = Callers::new(&app).await;
    let objects = [
        r#"{"x":1,"x":1}"#,
        r#"{"status":"RET","type":"MESAJ","status":"ONAY"}"#,
        r#"{"status":"RET","\u0073tatus":"ONAY"}"#,
        r#"{"a":[{"b":{"c":[1,{"d":null,"e":2,"d":null}]}}]}"#,
        r#"{"username":"a","password":"b","grant_type":"password","password":"c"}"#,
    ];
    for (method, path) in operations() {
        for object in objects {
            for body in [
                object.to_owned(),
                format!("[{object}]"),
                format!("[1,{object}]"),
            ] {
                let answer = callers.send(&app, &method, &path, body.as_bytes()).await;
                assert_refused(&path, &answer, &body);
            }
        }
    }
    assert_no_trace(&app).await;
}

#[tokio::test]
async fn a_refusal_beside_an_approval_in_one_object_is_neither() {
    let app = App::new().await;
    let consent = |statuses: &str| {
        format!(
            r#"{{"recipient":"+905325550101","type":"MESAJ","source":"HS_WEB",{statuses},
               "consentDate":"2026-03-10 09:00:00"}}"#
        )
    };
    let twice = consent(r#""status":"RET","status":"ONAY""#);
    let once = consent(r#""status":"ONAY""#);
    let long = vec![once.as_str(); 1_000].join(",");
    let callers = Callers::new(&app).await;
    for version in ["", "/v2"] {
        for (path, body) in [
            ("/consents", twice.clone()),
            ("/consents/request", format!("[{once},{twice}]")),
            ("/consents/request", format!("[{long},{twice}]")),
            ("/consents/request", twice.clone()),
        ] {
            let path = format!("{version}{}", brand_path(OPEN_BRAND, path));
            let answer = callers.send(&app, "post", &path, body.as_bytes()).await;
            assert_refused(&path, &answer, &body[..40]);
        }
    }
    assert_no_trace(&app).await;
}

#[tokio::test]
async fn a_byte_order_mark_before_json_is_passed_over() {
    let app = App::new().await;
    let callers = Callers::new(&app).await;
    // What is wrong with these bodies is the same with the mark and without it.
    for (method, path) in operations() {
        for body in ["{}", "[]", "[{}]", "{\"type\":\"MESAJ\"}"] {
            let plain = callers.send(&app, &method, &path, body.as_bytes()).await;
            let marked = [b"\xef\xbb\xbf", body.as_bytes()].concat();
            let marked = callers.send(&app, &method, &path, &marked).await;
            let text = String::from_utf8_lossy(&marked.bytes).into_owned();
            assert!(
                !text.contains(not_json(&path)) || plain.codes() == [not_json(&path)],
                "{path} {body}"
            );
            assert_eq!(marked.status, plain.status, "{path} {body} {text}");
        }
    }
    let consent = json!({
        "recipient": "+905325550101", "type": "MESAJ", "source": "HS_WEB", "status": "ONAY",
        "consentDate": "2026-03-10 09:00:00",
    });
    let path = brand_path(OPEN_BRAND, "/consents");
    let marked = format!("\u{feff}{consent}");
    let answer = callers.send(&app, "post", &path, marked.as_bytes()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(app.movements(), 1);
    // A mark stands once, and nowhere else.
    for body in [
        format!("\u{feff}\u{feff}{consent}"),
        format!("{consent}\u{feff}"),
    ] {
        let answer = callers.send(&app, "post", &path, body.as_bytes()).await;
        assert_eq!(answer.codes(), ["H014"]);
    }
}

#[tokio::test]
async fn a_parameter_twice_is_refused_wherever_there_is_one() {
    let app = App::new().await;
    let callers = Callers::new(&app).await;
    let at_brand = |rest: &str| brand_path(OPEN_BRAND, rest);
    let record =
        json!({ "recipient": "+905325550101", "recipientType": "BIREYSEL", "type": "MESAJ" });
    for (method, path, code) in [
        (
            "get",
            at_brand("/consents/changes?source=HS&source=IYS"),
            "H095",
        ),
        (
            "get",
            at_brand("/consents/changes?limit=1&after=x&limit=1"),
            "H095",
        ),
        (
            "post",
            at_brand("/consents/history?limit=1&limit=2"),
            "H095",
        ),
        ("get", at_brand("/retailers?all=true&%61ll=false"), "H095"),
        (
            "post",
            at_brand("/consent/retailers/access/list?offset=0&offset=1"),
            "H095",
        ),
        (
            "get",
            format!(
                "/izin/v1/receipts/{}?stamped=true&stamped=false",
                "0".repeat(64)
            ),
            "H095",
        ),
        (
            "post",
            format!("/izin/v1/brands/{OPEN_BRAND}/state-proofs?stamped=true&stamped=true"),
            "H095",
        ),
        (
            "get",
            "/izin/v1/log/consistency?old=1&old=2".to_owned(),
            "H095",
        ),
        (
            "get",
            "/izin/v1/log/stamps?covering=1&covering=1".to_owned(),
            "H095",
        ),
        (
            "post",
            format!("/izin/v1/brands/{OPEN_BRAND}/check-list?type=MESAJ&type=ARAMA"),
            "H097",
        ),
    ] {
        let answer = callers
            .send(&app, method, &path, record.to_string().as_bytes())
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(answer.codes(), [code], "{path}");
    }
}
