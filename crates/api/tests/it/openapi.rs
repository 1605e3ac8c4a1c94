//! The committed OpenAPI document is the one the handlers make.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use domain::ErrorCode;
use serde_json::Value;

use crate::documented;

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
    let document: Value = serde_json::from_str(&api::openapi().to_pretty_json().unwrap()).unwrap();
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

/// The document as it is served.
fn document() -> Value {
    serde_json::from_str(&api::openapi().to_pretty_json().unwrap()).unwrap()
}

/// Each operation with its path and method.
fn operations(document: &Value) -> impl Iterator<Item = (&str, &str, &Value)> {
    let paths = document["paths"].as_object().unwrap();
    paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap();
        methods
            .iter()
            .map(move |(method, operation)| (path.as_str(), method.as_str(), operation))
    })
}

#[test]
fn operations_have_names_of_their_own_answers_are_described_and_credentials_are_named() {
    let document = document();
    let mut names = HashSet::new();
    for (path, method, operation) in operations(&document) {
        let name = operation["operationId"].as_str().unwrap();
        assert!(names.insert(name), "{name}");
        assert!(operation["security"].is_array(), "{method} {path}");
        for (status, response) in operation["responses"].as_object().unwrap() {
            let said = response["description"].as_str().unwrap_or_default();
            assert!(!said.is_empty(), "{method} {path} {status}");
        }
    }
}

/// The codes that may be answered with another status than the table's, too.
const OTHERWISE: [(&str, &str); 17] = [
    // The body is too long, or does not come.
    ("H014", "413"),
    ("H192", "408"),
    // What is asked for is not there, or has no such part.
    ("H015", "404"),
    ("H093", "404"),
    ("H093", "410"),
    ("H403", "404"),
    ("H015", "416"),
    // Asking again may help.
    ("H015", "503"),
    ("H123", "503"),
    // Another of its kind is under way.
    ("H123", "409"),
    // An upload is being sent, too many are open, there is no room for it.
    ("H123", "423"),
    ("H123", "429"),
    ("H123", "507"),
    // Its headers, its bytes or its columns are not as they have to be.
    ("H095", "412"),
    ("H095", "415"),
    ("H095", "422"),
    ("H095", "460"),
];

#[test]
fn a_documented_code_has_the_status_of_the_table() {
    let document = document();
    let mut seen = HashSet::new();
    for (path, method, operation) in operations(&document) {
        for (status, response) in operation["responses"].as_object().unwrap() {
            for word in documented::words(&response["description"]) {
                let code = ErrorCode::ALL.iter().find(|code| code.as_wire() == word);
                let Some(code) = code else { continue };
                seen.insert(word);
                let own = code.http_status().to_string() == *status;
                let known = own || OTHERWISE.contains(&(word, status));
                assert!(known, "{method} {path}: {word} at {status}");
            }
        }
    }
    assert!(seen.len() > 80, "only {} codes", seen.len());
}

#[test]
fn a_number_in_the_path_that_is_none_is_documented() {
    let document = document();
    for (path, method, operation) in operations(&document) {
        let said = operation["responses"]["422"]["description"].as_str();
        for (piece, code) in [("{iysCode}", "H190"), ("{brandCode}", "H191")] {
            if path.contains(piece) {
                let said = said.unwrap_or_default();
                assert!(said.contains(code), "{method} {path}: {said}");
            }
        }
    }
}

#[test]
fn the_contracts_words_are_listed_wherever_they_stand() {
    let document = document();
    let mut listed = 0;
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        let properties = schema["properties"].as_object().into_iter().flatten();
        for (property, of) in properties {
            let words = [
                "type",
                "recipientType",
                "status",
                "source",
                "decision",
                "reason",
            ];
            if !words.contains(&property.as_str()) {
                continue;
            }
            // The state of a connection is a sentence, and so is what is wrong with a part.
            let sentences = [("ConnectionBody", "status"), ("HealthPartBody", "reason")];
            if sentences.contains(&(name.as_str(), property.as_str())) {
                continue;
            }
            let reference = of["$ref"].as_str().or_else(|| {
                let mut any = of["oneOf"].as_array()?.iter();
                any.find_map(|one| one["$ref"].as_str())
            });
            let pointer = reference.map(|reference| reference.trim_start_matches('#'));
            let word = document.pointer(pointer.unwrap_or_else(|| panic!("{name} {property}")));
            assert!(word.unwrap()["enum"].is_array(), "{name} {property}");
            listed += 1;
        }
    }
    assert!(listed > 20, "only {listed}");
}

/// Two schemas of one name would silently become one.
#[test]
fn no_two_schemas_have_one_name() {
    let mut names = HashMap::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap();
            for name in schemas_of(&source) {
                let other = names.insert(name.to_owned(), path.clone());
                assert_eq!(other, None, "{name} is in {} as well", path.display());
            }
        }
    }
    assert!(names.len() > 60, "only {} schemas", names.len());
}

/// The types of a source file that derive `ToSchema`.
fn schemas_of(source: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut derived = false;
    for line in source.lines() {
        derived |= line.starts_with("#[derive(") && line.contains("ToSchema");
        let words: Vec<&str> = line.split_whitespace().collect();
        let named = words
            .iter()
            .position(|word| ["struct", "enum"].contains(word));
        if let Some(at) = named.filter(|_| derived && !line.starts_with("//")) {
            found.push(words[at + 1].split(['<', '(', ';']).next().unwrap());
            derived = false;
        }
    }
    found
}
