//! `POST /oauth2/token`, `/oauth/token`, `/oauth/refresh`.

use api::Settings;
use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use directory::user::UserKind;
use serde_json::{Value, json};

use crate::app::{Answer, App, PASSWORD, PROVIDER, user_name};

const PATH: &str = "/oauth2/token";
const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";

async fn post(app: &App, path: &str, content_type: Option<&str>, body: impl Into<Body>) -> Answer {
    let mut request = Request::post(path);
    if let Some(content_type) = content_type {
        request = request.header(header::CONTENT_TYPE, content_type);
    }
    app.send_request(request.body(body.into()).unwrap()).await
}

async fn ask(app: &App, body: Value) -> Answer {
    post(app, PATH, Some(JSON), body.to_string()).await
}

fn credentials() -> Value {
    json!({"username": user_name(PROVIDER), "password": PASSWORD, "grant_type": "password"})
}

/// Whether the token opens the interface.
async fn opens(app: &App, token: &str) -> bool {
    let path = format!("/sps/{PROVIDER}/brands");
    let answer = app.send(Method::GET, &path, Some(token), None).await;
    answer.status == StatusCode::OK
}

fn text(answer: &Answer, field: &str) -> String {
    answer.json()[field].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn right_credentials_get_a_pair_of_tokens_that_opens_the_interface() {
    let app = App::new().await;
    let answer = ask(&app, credentials()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let body = answer.json();
    assert_eq!(body["expires_in"], 7_200);
    assert_eq!(body["refresh_expires_in"], 14_400);
    assert_eq!(body["token_type"], "bearer");
    assert_ne!(body["access_token"], body["refresh_token"]);
    assert!(opens(&app, &text(&answer, "access_token")).await);
    assert!(!opens(&app, &text(&answer, "refresh_token")).await);
}

#[tokio::test]
async fn forms_are_read_as_well_and_the_body_says_which_when_the_content_type_does_not() {
    let app = App::new().await;
    let form = format!(
        "grant_type=password&username={}&password={PASSWORD}",
        user_name(PROVIDER).replace('@', "%40")
    );
    for (content_type, body) in [
        (Some(FORM), form.clone()),
        (None, form),
        (None, credentials().to_string()),
        (Some(FORM), credentials().to_string()),
        (
            Some("application/json; charset=utf-8"),
            credentials().to_string(),
        ),
    ] {
        let answer = post(&app, PATH, content_type, body.clone()).await;
        assert_eq!(answer.status, StatusCode::OK, "{content_type:?} {body}");
    }
}

#[tokio::test]
async fn other_properties_are_ignored() {
    let app = App::new().await;
    let mut body = credentials();
    body["iysCode"] = json!(PROVIDER);
    body["brandCode"] = json!([1, {"two": null}]);
    assert_eq!(ask(&app, body).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_camel_case_duplicates_are_switchable() {
    let app = App::new().await;
    let answer = ask(&app, credentials()).await;
    assert_eq!(text(&answer, "accessToken"), text(&answer, "access_token"));
    assert_eq!(
        text(&answer, "refreshToken"),
        text(&answer, "refresh_token")
    );
    let settings = Settings {
        token_duplicates: false,
        ..Settings::default()
    };
    let app = App::with(settings, registry::Settings::default()).await;
    let body = ask(&app, credentials()).await.json();
    assert_eq!(body.as_object().unwrap().len(), 5);
}

#[tokio::test]
async fn each_wrong_field_has_its_own_text_and_400() {
    let app = App::new().await;
    let name = user_name(PROVIDER);
    let invalid_request = "invalid_request";
    let invalid_grant = "invalid_grant";
    let cases = [
        (json!({}), invalid_request, "Giriş yöntemi belirtilmemiş."),
        (
            json!({"grant_type": null}),
            invalid_request,
            "Giriş yöntemi belirtilmemiş.",
        ),
        (
            json!({"grant_type": 7}),
            invalid_request,
            "Bilinmeyen giriş yöntemi.",
        ),
        (
            json!({"grant_type": ""}),
            invalid_grant,
            "Giriş yöntemi boş olamaz.",
        ),
        (
            json!({"grant_type": "client_credentials"}),
            "unsupported_grant_type",
            "Desteklenmeyen giriş yöntemi.",
        ),
        (
            json!({"grant_type": "refresh_token"}),
            invalid_request,
            "Yenileme jetonu verilmemiş.",
        ),
        (
            json!({"grant_type": "refresh_token", "refresh_token": {}}),
            invalid_request,
            "Desteklenmeyen yenileme jetonu türü.",
        ),
        (
            json!({"grant_type": "refresh_token", "refresh_token": ""}),
            invalid_grant,
            "Yenileme jetonu boş olamaz.",
        ),
        (
            json!({"grant_type": "refresh_token", "refresh_token": "izin_rt_nonsense"}),
            invalid_grant,
            "Yenileme jetonu geçersiz.",
        ),
        (
            json!({"grant_type": "password", "username": name}),
            invalid_request,
            "Şifre verilmemiş.",
        ),
        (
            json!({"grant_type": "password", "username": name, "password": 12}),
            invalid_request,
            "Desteklenmeyen şifre türü.",
        ),
        (
            json!({"grant_type": "password", "username": name, "password": ""}),
            invalid_grant,
            "Şifre boş bırakılamaz.",
        ),
        (
            json!({"grant_type": "password", "password": PASSWORD}),
            invalid_request,
            "Kullanıcı adı verilmemiş.",
        ),
        (
            json!({"grant_type": "password", "password": PASSWORD, "username": []}),
            invalid_request,
            "Desteklenmeyen kullanıcı adı türü.",
        ),
        (
            json!({"grant_type": "password", "password": PASSWORD, "username": ""}),
            invalid_grant,
            "Kullanıcı adı boş bırakılamaz.",
        ),
        (
            json!({"grant_type": "password", "password": "yanlış", "username": name}),
            invalid_request,
            "Kullanıcı kimlik bilgileri geçersiz.",
        ),
        (
            json!({"grant_type": "password", "password": PASSWORD, "username": "kimse"}),
            invalid_request,
            "Kullanıcı kimlik bilgileri geçersiz.",
        ),
    ];
    for (body, error, description) in cases {
        let answer = ask(&app, body.clone()).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{body}");
        let expected = json!({"error": error, "error_description": description});
        assert_eq!(answer.json(), expected, "{body}");
    }
}

#[tokio::test]
async fn an_operators_user_gets_no_tokens() {
    let app = App::new().await;
    app.add_user("operator", UserKind::Admin).await;
    let mut body = credentials();
    body["username"] = json!("operator");
    let answer = ask(&app, body).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert_eq!(
        text(&answer, "error_description"),
        "Beklenmeyen kullanıcı rolü: admin."
    );
}

#[tokio::test]
async fn a_refresh_gives_a_new_pair_until_the_refresh_token_expires() {
    let app = App::new().await;
    let first = ask(&app, credentials()).await;
    let refresh = json!({
        "grant_type": "refresh_token",
        "refresh_token": text(&first, "refresh_token"),
    });
    app.pass(7_201);
    assert!(!opens(&app, &text(&first, "access_token")).await);
    let second = ask(&app, refresh.clone()).await;
    assert_eq!(second.status, StatusCode::OK);
    assert_ne!(
        text(&second, "refresh_token"),
        text(&first, "refresh_token")
    );
    assert!(opens(&app, &text(&second, "access_token")).await);
    app.pass(7_200);
    let third = ask(&app, refresh).await;
    assert_eq!(third.status, StatusCode::BAD_REQUEST);
    assert_eq!(text(&third, "error"), "invalid_grant");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_in_the_form_of_oauth_and_never_in_the_envelope() {
    let app = App::new().await;
    let twice = format!("grant_type=password&username=a&password={PASSWORD}&password=b");
    let name = user_name(PROVIDER).replace('@', "%40");
    let right = format!("grant_type=password&username={name}&password={PASSWORD}");
    let right_twice = format!("{right}&password={PASSWORD}");
    let bodies: [&[u8]; 13] = [
        b"",
        b" ",
        b"\xef\xbb\xbf",
        b"[null]",
        b"5",
        b"null",
        b"{nope",
        b"{\"username\":\"\xff\"}",
        b"{\"grant_type\":\"password\",\"grant_type\":\"password\"}",
        b"grant_type=password&grant_type=refresh_token",
        twice.as_bytes(),
        right_twice.as_bytes(),
        b"\xff\xfe{}",
    ];
    for path in [PATH, "/oauth/token", "/oauth/refresh"] {
        for content_type in [None, Some(JSON), Some("Application/JSON"), Some(FORM)] {
            for body in bodies {
                let answer = post(&app, path, content_type, body.to_vec()).await;
                let said = String::from_utf8_lossy(body);
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path} {said}");
                let members = answer.json();
                assert_eq!(members["error"], "invalid_request", "{path} {said}");
                assert!(members["error_description"].is_string(), "{path} {said}");
                assert_eq!(members.as_object().unwrap().len(), 2, "{path} {said}");
            }
        }
    }
}

#[tokio::test]
async fn a_byte_order_mark_before_either_form_is_passed_over() {
    let app = App::new().await;
    let json = format!("\u{feff}{}", credentials());
    let name = user_name(PROVIDER).replace('@', "%40");
    let form = format!("\u{feff}grant_type=password&username={name}&password={PASSWORD}");
    for (content_type, body) in [(Some(JSON), &json), (None, &json), (Some(FORM), &form)] {
        let answer = post(&app, PATH, content_type, body.clone()).await;
        assert_eq!(answer.status, StatusCode::OK, "{body}");
    }
}

#[tokio::test]
async fn a_body_that_is_too_long_or_does_not_come_is_told_in_the_form_of_oauth() {
    let app = App::new().await;
    let long = vec![b' '; api::edge::body::TOKEN_BYTES_MAX + 1];
    let answer = post(&app, PATH, Some(JSON), long).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(answer.json()["error"], "invalid_request");
    assert_eq!(answer.json()["errors"], Value::Null);
}

#[tokio::test]
async fn the_hundred_and_first_request_of_an_hour_is_h084_in_both_forms() {
    let app = App::with(Settings::default(), registry::Settings::default()).await;
    for count in 0..100 {
        if count % 10 == 0 {
            app.pass(1);
        }
        let answer = ask(&app, json!({})).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "request {count}");
    }
    app.pass(1);
    let answer = ask(&app, credentials()).await;
    assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    assert_eq!(answer.codes(), ["H084"]);
    assert_eq!(text(&answer, "code"), "H084");
    // Asking has started the hour anew.
    assert_eq!(answer.headers["retry-after"], "3600");
    assert_eq!(
        answer.json()["message"],
        answer.json()["errors"][0]["message"]
    );
    app.pass(3_600);
    assert_eq!(ask(&app, credentials()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_calls_of_2020_answer_in_their_own_shape() {
    let app = App::new().await;
    let body = json!({"username": user_name(PROVIDER), "password": PASSWORD});
    let answer = post(&app, "/oauth/token", Some(JSON), body.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let result = &answer.json()["result"];
    assert_eq!(result["expiresIn"], 7_200);
    assert_eq!(result["tokenType"], "bearer");
    assert!(opens(&app, result["accessToken"].as_str().unwrap()).await);
    let body = json!({"refreshToken": result["refreshToken"]});
    let answer = post(&app, "/oauth/refresh", Some(JSON), body.to_string()).await;
    assert_eq!(answer.status, StatusCode::OK);
    let access = answer.json()["result"]["accessToken"].clone();
    assert!(opens(&app, access.as_str().unwrap()).await);
}

#[tokio::test]
async fn another_method_is_refused_in_the_tokens_own_shape() {
    let app = App::new().await;
    for path in [
        "/oauth2/token",
        "/oauth/token",
        "/oauth/refresh",
        "//oauth2/token/",
    ] {
        for method in [Method::GET, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let answer = app.send(method, path, None, None).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{path}");
            assert_eq!(answer.headers["allow"], "POST", "{path}");
            assert_eq!(text(&answer, "error"), "invalid_request", "{path}");
            assert!(!text(&answer, "error_description").is_empty());
            assert!(answer.json().get("errors").is_none(), "{path}");
        }
    }
}
