//! Whatever any test is refused with is in the OpenAPI document: the first code at the answer's status, the others
//! at one of the operation's.

use std::sync::LazyLock;

use axum::http::{Method, StatusCode};
use serde_json::Value;

use crate::app::Answer;

static DOCUMENT: LazyLock<Value> = LazyLock::new(|| serde_json::to_value(api::openapi()).unwrap());

/// Panics where the document does not have a refusal.
pub fn check(method: &Method, path: &str, answer: &Answer) {
    let body: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
    let codes = codes(&body);
    // An unknown path's, or an unknown method's.
    let nowhere = [StatusCode::NOT_FOUND, StatusCode::METHOD_NOT_ALLOWED].contains(&answer.status);
    let operation = operation(method, path);
    let (Some(operation), Some(first)) = (operation, codes.first()) else {
        return;
    };
    if nowhere && path.contains('%') {
        return;
    }
    let status = answer.status.as_str();
    let of = |status: &str| words(&operation["responses"][status]["description"]);
    assert!(
        of(status).contains(first),
        "{method} {path}: {status} has {first}, which is not documented"
    );
    let answers = operation["responses"].as_object().unwrap();
    for code in &codes[1..] {
        let known = answers.keys().any(|status| of(status).contains(code));
        assert!(known, "{method} {path}: {code} is not documented");
    }
}

/// The codes of an envelope.
pub fn codes(body: &Value) -> Vec<&str> {
    let errors = body["errors"].as_array().into_iter().flatten();
    errors.filter_map(|error| error["code"].as_str()).collect()
}

/// The words of a description.
pub fn words(description: &Value) -> Vec<&str> {
    let text = description.as_str().unwrap_or_default();
    text.split(|sign: char| !sign.is_ascii_alphanumeric())
        .collect()
}

/// The operation of a path, as it is plainly spelt.
fn operation(method: &Method, path: &str) -> Option<&'static Value> {
    let method = method.as_str().to_ascii_lowercase();
    let fits = |template: &str| {
        let (template, path) = (template.split('/'), path.split('/'));
        template.clone().count() == path.clone().count()
            && template
                .zip(path)
                .all(|(piece, said)| piece.starts_with('{') || piece == said)
    };
    let paths = DOCUMENT["paths"].as_object().unwrap().iter();
    let fitting = paths.filter(|(template, _)| fits(template));
    let closest = fitting.min_by_key(|(template, _)| template.matches('{').count());
    closest?.1.get(&method)
}
