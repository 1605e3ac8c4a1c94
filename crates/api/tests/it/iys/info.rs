//! `GET /info/city[/{code}]`, `GET /info/town[/{code}]` and their older spelling.

use axum::http::{Method, StatusCode};
use serde_json::json;

use crate::app::{App, PROVIDER};

#[tokio::test]
async fn all_81_provinces_are_listed_in_both_spellings() {
    let app = App::new().await;
    for path in ["/info/city", "/info/cities"] {
        let list = app.get(PROVIDER, path).await.json();
        assert_eq!(list.as_array().unwrap().len(), 81);
        assert_eq!(list[33], json!({"code": 34, "name": "İstanbul"}));
    }
}

#[tokio::test]
async fn all_districts_are_listed_with_their_province() {
    let app = App::new().await;
    let list = app.get(PROVIDER, "/info/town").await.json();
    assert!(list.as_array().unwrap().len() >= 970);
    assert_eq!(
        list[0],
        json!({"name": "Seyhan", "code": 1, "city_code": 1})
    );
}

#[tokio::test]
async fn one_place_is_answered_by_its_number() {
    let app = App::new().await;
    for path in ["/info/city/34", "/info/cities/34"] {
        let answer = app.get(PROVIDER, path).await;
        assert_eq!(answer.json(), json!({"code": 34, "name": "İstanbul"}));
    }
    let town = app.get(PROVIDER, "/info/town/1").await.json();
    assert_eq!(town["city_code"], 1);
}

#[tokio::test]
async fn an_unknown_place_is_204_without_a_body() {
    let app = App::new().await;
    for path in ["/info/city/82", "/info/cities/0", "/info/town/999999"] {
        let answer = app.get(PROVIDER, path).await;
        assert_eq!(answer.status, StatusCode::NO_CONTENT, "{path}");
        assert!(answer.bytes.is_empty());
    }
}

#[tokio::test]
async fn what_is_no_number_is_h241() {
    let app = App::new().await;
    for path in ["/info/city/abc", "/info/town/1x"] {
        let answer = app.get(PROVIDER, path).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.codes(), ["H241"]);
    }
}

#[tokio::test]
async fn a_token_is_needed() {
    let app = App::new().await;
    let token = app.token(PROVIDER).await;
    app.pass(7_201);
    for path in [
        "/info/city",
        "/info/city/1",
        "/info/town",
        "/info/town/1",
        "/info/cities",
    ] {
        for token in [None, Some(token.as_str())] {
            let answer = app.send(Method::GET, path, token, None).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
            assert_eq!(answer.codes(), ["H351"]);
        }
    }
}
