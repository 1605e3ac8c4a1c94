//! `src/document.rs`.

use receipt::{
    Document, Opening, RECEIPT_BYTES_MAX, Receipt, ReceiptError, STAMPS_MAX, STATE_BYTES_MAX,
};

use crate::scene::{ACCESS, APPROVAL, Scene};

fn refused(json: &str) -> ReceiptError {
    let error = Receipt::parse(json.as_bytes()).unwrap_err();
    assert!(Document::parse(json.as_bytes()).is_err());
    error
}

#[test]
fn what_is_written_is_read_and_in_any_layout() {
    let mut scene = Scene::new();
    for index in [0, APPROVAL, ACCESS] {
        let receipt = scene.receipt(index);
        let json = receipt.to_json();
        assert_eq!(Receipt::parse(json.as_bytes()).unwrap(), receipt);
        let value: serde_json::Value = serde_json::from_str(&json).unwrap();
        let pretty = serde_json::to_string_pretty(&value).unwrap();
        assert_eq!(Receipt::parse(pretty.as_bytes()).unwrap(), receipt);
        let line = json.strip_suffix('\n').unwrap();
        assert!(!line.contains(['\n', '\t']), "a blank could be another");
        // As editors and mail programs leave it.
        for end in ["", "\n", "\r\n", " ", "\t", "\r", "\n\n", "\r\n \r\n"] {
            let ended = format!("{line}{end}");
            assert_eq!(Receipt::parse(ended.as_bytes()).unwrap(), receipt);
            assert!(matches!(
                Document::parse(ended.as_bytes()),
                Ok(Document::Receipt(read)) if *read == receipt
            ));
        }
        for end in ["\0", "\u{a0}", "\u{1a}", "\n.", "\n{}", ",", "}"] {
            refused(&format!("{line}{end}"));
        }
    }
}

#[test]
fn an_unknown_format_is_refused() {
    let json = Scene::new().receipt(APPROVAL).to_json();
    let newer = json.replacen("izin-receipt/v1", "izin-receipt/v2", 1);
    assert!(matches!(refused(&newer), ReceiptError::Format(_)));
    assert!(matches!(refused("{}"), ReceiptError::Json { .. }));
    assert!(matches!(refused(""), ReceiptError::Json { .. }));
}

#[test]
fn members_are_those_of_the_format_each_once() {
    let json = Scene::new().receipt(APPROVAL).to_json();
    for wrong in [
        json.replacen("\"development\":true", "\"development\":true,\"x\":1", 1),
        json.replacen(
            "\"development\":true",
            "\"development\":true,\"development\":true",
            1,
        ),
        json.replacen(",\"development\":true", "", 1),
        json.replacen("\"kind\":", "\"note\":\"all is well\",\"kind\":", 1),
        json.replacen("{\"key\":", "{\"x\":1,\"key\":", 1),
        format!("{json}{json}"),
    ] {
        assert!(matches!(refused(&wrong), ReceiptError::Json { .. }));
    }
}

#[test]
fn values_have_one_spelling() {
    let receipt = Scene::new().receipt(APPROVAL);
    let json = receipt.to_json();
    let id = receipt.transaction_id().to_wire();
    let upper = json.replacen(&id, &id.to_uppercase(), 1);
    assert_eq!(refused(&upper), ReceiptError::Member("transactionId"));
    let short = json.replacen("\"key\":\"00", "\"key\":\"", 1);
    assert_eq!(refused(&short), ReceiptError::Member("key"));
    let spaced = json.replacen("\"movement\":\"", "\"movement\":\" ", 1);
    assert_eq!(refused(&spaced), ReceiptError::Member("movement"));
    let extra = json.replacen("@v1\\nindex", "@v1\\nextra QUJD\\nindex", 1);
    assert_eq!(refused(&extra), ReceiptError::Member("proof"));
    let reply = {
        use base64::Engine as _;
        use base64::engine::general_purpose::STANDARD;
        let token = &receipt.stamps()[0].token;
        let bare = STANDARD.encode(token.to_der());
        json.replacen(&bare, &STANDARD.encode(token.to_reply_der()), 1)
    };
    assert_eq!(refused(&reply), ReceiptError::Member("token"));
}

#[test]
fn what_is_too_long_is_refused_before_it_is_read() {
    let long = vec![b' '; RECEIPT_BYTES_MAX + 1];
    assert_eq!(
        Receipt::parse(&long),
        Err(ReceiptError::TooLong(RECEIPT_BYTES_MAX))
    );
    let longer = vec![b' '; STATE_BYTES_MAX + 1];
    assert_eq!(
        Document::parse(&longer),
        Err(ReceiptError::TooLong(STATE_BYTES_MAX))
    );
}

#[test]
fn a_receipt_has_no_more_stamps_than_allowed() {
    let mut scene = Scene::new();
    let stamps = vec![scene.stamp(); STAMPS_MAX + 1];
    let made = Receipt::new(scene.opening(APPROVAL), scene.proof(APPROVAL), stamps);
    assert!(matches!(made, Err(ReceiptError::TooMany { .. })));
}

#[test]
fn nothing_is_made_of_bytes_that_are_no_movement() {
    let scene = Scene::new();
    let opening = Opening {
        canonical: vec![1, 2, 3],
        ..scene.opening(APPROVAL)
    };
    let made = Receipt::new(opening, scene.proof(APPROVAL), Vec::new());
    assert!(matches!(made, Err(ReceiptError::Movement(_))));
}
