//! The committed OpenAPI document is the one the handlers make.

use std::path::Path;

/// Set to write the document instead of comparing it.
const UPDATE: &str = "IZIN_UPDATE_OPENAPI";

#[test]
fn the_committed_document_is_what_the_handlers_make() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("openapi.json");
    let mut made = api::openapi().to_pretty_json().unwrap();
    made.push('\n');
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == made,
        "crates/api/openapi.json is not what the handlers make; look at what changed, then run\n\
         {UPDATE}=1 cargo nextest run -p api the_committed_document"
    );
}

#[test]
fn every_operation_says_what_it_does_and_what_it_answers() {
    let document: serde_json::Value =
        serde_json::from_str(&api::openapi().to_pretty_json().unwrap()).unwrap();
    let mut operations = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            operations += 1;
            let summary = operation["summary"].as_str().unwrap_or_default();
            assert!(!summary.is_empty(), "{method} {path} has no summary");
            let answers = operation["responses"].as_object().unwrap();
            let good = answers.keys().any(|status| status.starts_with('2'));
            assert!(good, "{method} {path} documents no good answer");
            for name in path
                .split('{')
                .skip(1)
                .filter_map(|rest| rest.split('}').next())
            {
                let documented = operation["parameters"].as_array().is_some_and(|all| {
                    all.iter()
                        .any(|one| one["name"] == name && one["in"] == "path")
                });
                assert!(documented, "{method} {path} does not explain {name}");
            }
        }
    }
    assert!(operations > 20, "only {operations} operations");
}
