//! What every path shares: unknown routes, wrong methods, slashes, bodies.

use axum::http::{Method, StatusCode};

use crate::app::App;

#[tokio::test]
async fn an_unknown_route_answers_in_the_envelope() {
    let app = App::new().await;
    let answer = app.send(Method::GET, "/nowhere", None, None).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.codes(), ["H015"]);
}
