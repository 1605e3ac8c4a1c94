//! Reading JSON.

use domain::json::{NotJson, read};
use serde_json::{Value, json};

#[test]
fn what_is_read_is_what_stands_there() {
    for text in [
        "null",
        "true",
        "-7",
        "18446744073709551615",
        "0.5",
        "\"ş\\u015f\"",
        "[]",
        "{}",
        r#"{"b":[{"a":1},{"a":2}],"a":{"b":null,"c":[[]]}}"#,
    ] {
        let plain: Value = serde_json::from_str(text).unwrap();
        assert_eq!(read(text.as_bytes()), Ok(plain.clone()), "{text}");
        assert_eq!(
            read(format!("\u{feff}{text}").as_bytes()),
            Ok(plain),
            "{text}"
        );
    }
    let ordered = read(br#"{"z":1,"a":2}"#).unwrap();
    assert_eq!(ordered.to_string(), json!({"z": 1, "a": 2}).to_string());
}

#[test]
fn a_name_twice_in_one_object_has_no_meaning_at_any_depth() {
    for text in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"\u0061":1}"#,
        r#"[{"a":{"b":1,"c":2,"b":null}}]"#,
        r#"{"":1,"":2}"#,
    ] {
        assert_eq!(read(text.as_bytes()), Err(NotJson), "{text}");
    }
    // Names of different objects, and names that differ in case, are different names.
    assert!(read(br#"{"a":{"a":{"A":1,"a":2}}}"#).is_ok());
}

#[test]
fn what_is_no_json_is_none() {
    let deep = "[".repeat(100_000);
    for text in [
        &b""[..],
        b"{} {}",
        b"{\"a\":1,}",
        b"NaN",
        b"\"\xff\"",
        b"\xef\xbb\xbf\xef\xbb\xbf{}",
        b"\xff\xfe{\x00}\x00",
        deep.as_bytes(),
    ] {
        assert_eq!(read(text), Err(NotJson));
    }
}

#[test]
fn a_text_of_more_values_than_any_request_has_is_refused() {
    let list = |entries: usize| {
        let mut text = b"[0".to_vec();
        text.extend(b",0".repeat(entries - 1));
        text.push(b']');
        text
    };
    // The list itself is one of them.
    assert!(read(&list(domain::json::VALUES_MAX - 1)).is_ok());
    assert!(read(&list(domain::json::VALUES_MAX)).is_err());
    let nested = format!("[{}0]", "{\"\":0},".repeat(domain::json::VALUES_MAX / 2));
    assert!(read(nested.as_bytes()).is_err());
}

#[test]
fn an_object_that_is_read_name_by_name_has_no_more_names_than_values_may_be() {
    let mut names = domain::json::Names::default();
    let mut note = |number: usize| names.note::<serde_json::Error>(&number.to_string());
    for number in 0..domain::json::VALUES_MAX {
        note(number).unwrap();
    }
    assert!(note(domain::json::VALUES_MAX).is_err());
}
