//! The shape of a consent object: contract 4.1, 5.5 and 5.6, step 6.

use domain::draft::{ConsentRequest, EmptyFields, MAX_RETAILER_ACCESS, MAX_VIOLATIONS, parse};
use domain::{
    Channel, ErrorCode, Location, RecipientType, RetailerCode, Source, Status, Timestamp, Violation,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn consent() -> Map<String, Value> {
    object(json!({
        "consentDate": "2026-03-02 10:15:00", "source": "HS_WEB", "recipient": "+905321234567",
        "recipientType": "BIREYSEL", "status": "ONAY", "type": "MESAJ",
    }))
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => panic!("no object"),
    }
}

/// The consent with one field set.
fn with(field: &str, value: Value) -> Map<String, Value> {
    let mut object = consent();
    object.insert(field.to_owned(), value);
    object
}

/// The consent without one field.
fn without(field: &str) -> Map<String, Value> {
    let mut object = consent();
    object.remove(field);
    object
}

fn lenient(object: &Map<String, Value>) -> Result<ConsentRequest, Vec<Violation>> {
    parse(object, EmptyFields::Absent).map_err(|misfit| misfit.violations)
}

fn strict(object: &Map<String, Value>) -> Result<ConsentRequest, Vec<Violation>> {
    parse(object, EmptyFields::Wrong).map_err(|misfit| misfit.violations)
}

/// A violation at one field with the value that was sent.
fn wrong(code: ErrorCode, field: &'static str, value: Value) -> Violation {
    code.violation().at(field).with_value(value)
}

fn codes(violations: &[Violation]) -> Vec<&'static str> {
    violations
        .iter()
        .map(|violation| violation.code.as_wire())
        .collect()
}

#[test]
fn a_whole_consent_is_read() {
    let mut sent = consent();
    sent.insert("retailerCode".into(), json!(55_550_127));
    sent.insert("retailerAccess".into(), json!([58_795_354, 30_143_398]));
    let read = strict(&sent).unwrap();
    assert_eq!(read.address.to_string(), "+905321234567");
    assert_eq!(read.channel, Channel::Text);
    assert_eq!(read.recipient_type, RecipientType::Individual);
    assert_eq!(read.status, Status::Approval);
    assert_eq!(read.source, Some(Source::Web));
    assert_eq!(
        read.consent_date.map(Timestamp::to_wire).as_deref(),
        Some("2026-03-02 10:15:00")
    );
    assert_eq!(read.retailer, Some(RetailerCode(55_550_127)));
    assert_eq!(
        read.retailer_access,
        [58_795_354, 30_143_398].map(RetailerCode)
    );
}

#[test]
fn a_recipient_is_a_private_person_unless_said() {
    assert_eq!(
        strict(&without("recipientType")).unwrap().recipient_type,
        RecipientType::Individual
    );
}

#[test]
fn each_missing_field_has_its_code_and_no_value() {
    for (field, code) in [
        ("status", ErrorCode::H110),
        ("type", ErrorCode::H111),
        ("consentDate", ErrorCode::H112),
        ("source", ErrorCode::H113),
        ("recipient", ErrorCode::H114),
    ] {
        assert_eq!(
            strict(&without(field)),
            Err(vec![code.violation().at(field)])
        );
    }
}

#[test]
fn an_empty_object_misses_all_five_fields_at_once() {
    let violations = strict(&Map::new()).unwrap_err();
    assert_eq!(codes(&violations), ["H110", "H111", "H112", "H113", "H114"]);
}

#[test]
fn a_merchants_consent_needs_neither_date_nor_source() {
    let mut sent = with("recipientType", json!("TACIR"));
    sent.remove("consentDate");
    sent.remove("source");
    let read = strict(&sent).unwrap();
    assert_eq!((read.source, read.consent_date), (None, None));
}

#[test]
fn the_contracts_examples_of_wrong_values_are_answered_as_documented() {
    for (field, value, code) in [
        ("type", "EPOSTAa", ErrorCode::H117),
        ("source", "HS_FIZIKSEL_OTAM", ErrorCode::H119),
        ("status", "ONAYY", ErrorCode::H115),
        ("recipientType", "TACIRR", ErrorCode::H116),
        ("consentDate", "2020-15-01 13:35:00", ErrorCode::H157),
        ("consentDate", "2026-03-02 11:20:30 ", ErrorCode::H158),
    ] {
        assert_eq!(
            strict(&with(field, json!(value))),
            Err(vec![wrong(code, field, json!(value))])
        );
    }
}

#[test]
fn a_registry_source_is_h119() {
    for source in Source::ALL
        .iter()
        .filter(|source| source.as_wire().starts_with("IYS_"))
    {
        let value = json!(source.as_wire());
        assert_eq!(
            strict(&with("source", value.clone())),
            Err(vec![wrong(ErrorCode::H119, "source", value)])
        );
    }
}

#[test]
fn a_value_of_the_wrong_json_type_has_its_fields_code_and_is_sent_back() {
    for value in [json!(1), json!(true), json!([]), json!({}), json!("")] {
        for (field, code) in [
            ("status", ErrorCode::H115),
            ("type", ErrorCode::H117),
            ("source", ErrorCode::H119),
            ("recipientType", ErrorCode::H116),
            ("consentDate", ErrorCode::H158),
            ("recipient", ErrorCode::H121),
        ] {
            let violations = strict(&with(field, value.clone())).unwrap_err();
            assert_eq!(violations, [wrong(code, field, value.clone())]);
        }
    }
}

#[test]
fn an_unknown_property_is_h118_under_its_own_name() {
    let violations = strict(&with("unacceptableProperty", json!("unacceptableValue"))).unwrap_err();
    let expected = ErrorCode::H118
        .violation()
        .at("unacceptableProperty")
        .with_value("unacceptableValue");
    assert_eq!(violations, [expected]);
}

#[test]
fn an_over_long_number_is_h160_and_h121() {
    let value = json!("9055436100000000");
    assert_eq!(
        strict(&with("recipient", value.clone())),
        Err(vec![
            wrong(ErrorCode::H160, "recipient", value.clone()),
            wrong(ErrorCode::H121, "recipient", value),
        ])
    );
}

#[test]
fn who_approves_has_a_number_that_exists_and_anybody_may_refuse() {
    for number in ["+4901703210035", "+1234567", "+4402079460018"] {
        let mut sent = with("recipient", json!(number));
        let expected = wrong(ErrorCode::H121, "recipient", json!(number));
        assert_eq!(strict(&sent), Err(vec![expected]), "{number}");
        sent.insert("status".into(), json!("RET"));
        assert_eq!(strict(&sent).unwrap().address.to_string(), number);
        sent.insert("status".into(), json!("RED"));
        assert_eq!(codes(&strict(&sent).unwrap_err()), ["H115", "H121"]);
    }
    let sent = with("recipient", json!("+491703210035"));
    assert_eq!(strict(&sent).unwrap().address.to_string(), "+491703210035");
}

#[test]
fn an_e_mail_address_for_a_text_message_is_h121_and_a_number_for_an_e_mail_h120() {
    let mail = json!("ornek.ornek@mail.com");
    assert_eq!(
        strict(&with("recipient", mail.clone())),
        Err(vec![wrong(ErrorCode::H121, "recipient", mail)])
    );
    assert_eq!(
        strict(&with("type", json!("EPOSTA"))),
        Err(vec![wrong(
            ErrorCode::H120,
            "recipient",
            json!("+905321234567")
        )])
    );
}

#[test]
fn a_recipient_of_an_unknown_type_has_to_be_either_kind() {
    let mut sent = without("type");
    assert_eq!(codes(&strict(&sent).unwrap_err()), ["H111"]);
    sent.insert("recipient".into(), json!("nobody"));
    assert_eq!(codes(&strict(&sent).unwrap_err()), ["H111", "H122"]);
}

#[test]
fn all_violations_come_together_in_the_contracts_order() {
    let sent = object(json!({
        "retailerAccess": [], "consentDate": "yesterday", "recipient": "+1", "source": "IYS_WEB",
        "recipientType": "KIMSE", "status": "RED", "type": "MESAJ", "extra": 1,
    }));
    let violations = strict(&sent).unwrap_err();
    assert_eq!(
        codes(&violations),
        ["H118", "H116", "H115", "H119", "H121", "H158", "H163"]
    );
}

#[test]
fn empty_fields_count_as_absent_by_default() {
    let mut sent = consent();
    for field in [
        "transactionId",
        "retailerCode",
        "retailerAccess",
        "recipientType",
    ] {
        sent.insert(field.into(), Value::Null);
    }
    assert_eq!(lenient(&sent), strict(&consent()));
    assert_eq!(
        lenient(&with("retailerAccess", json!([]))),
        strict(&consent())
    );
    // A null does not stand in for a field that is needed.
    let violations = lenient(&with("status", Value::Null)).unwrap_err();
    assert_eq!(violations, [ErrorCode::H110.violation().at("status")]);
}

#[test]
fn empty_fields_are_wrong_under_the_strict_policy() {
    for (field, value, code) in [
        ("transactionId", Value::Null, ErrorCode::H118),
        ("retailerAccess", Value::Null, ErrorCode::H163),
        ("retailerAccess", json!([]), ErrorCode::H163),
        ("retailerCode", Value::Null, ErrorCode::H180),
        ("recipientType", Value::Null, ErrorCode::H116),
        ("status", Value::Null, ErrorCode::H115),
    ] {
        assert_eq!(
            strict(&with(field, value.clone())),
            Err(vec![wrong(code, field, value)])
        );
    }
}

#[test]
fn an_empty_retailer_code_is_h267_without_location_and_says_which_field_it_means() {
    let mut expected = ErrorCode::H267.violation();
    expected.message = "retailerCode değeri boş string olmamalıdır!".into();
    assert_eq!(
        strict(&with("retailerCode", json!(""))),
        Err(vec![expected])
    );
}

#[test]
fn a_retailer_code_is_a_whole_number_also_as_text() {
    assert_eq!(
        strict(&with("retailerCode", json!("55550127")))
            .unwrap()
            .retailer,
        Some(RetailerCode(55_550_127))
    );
    for value in [
        json!(-1),
        json!(1.5),
        json!(4_294_967_296_u64),
        json!("x"),
        json!("+1"),
        json!(" 1"),
        json!([]),
        json!({}),
        json!(true),
        json!("99999999999999999999999"),
    ] {
        assert_eq!(
            strict(&with("retailerCode", value.clone())),
            Err(vec![wrong(ErrorCode::H180, "retailerCode", value)])
        );
    }
}

#[test]
fn a_retailer_list_has_at_most_3000_entries() {
    let longest: Vec<u32> = (0..3000).collect();
    assert_eq!(MAX_RETAILER_ACCESS, longest.len());
    assert!(strict(&with("retailerAccess", json!(longest))).is_ok());
    let longer: Vec<u32> = (0..=3000).collect();
    let violations = strict(&with("retailerAccess", json!(longer))).unwrap_err();
    assert_eq!(codes(&violations), ["H126"]);
    assert!(violations[0].message.contains("en fazla 3000 olmal"));
    assert_eq!(violations[0].value, Some(json!(longer)));
}

#[test]
fn each_wrong_retailer_of_a_list_is_named_by_its_position() {
    let violations = strict(&with("retailerAccess", json!([1, "2", 1, "x"]))).unwrap_err();
    assert_eq!(
        violations,
        [
            ErrorCode::H193
                .violation()
                .at("retailerAccess")
                .at_position(2)
                .with_value(1),
            ErrorCode::H180
                .violation()
                .at("retailerAccess")
                .at_position(3)
                .with_value("x"),
        ]
    );
}

#[test]
fn an_item_has_a_bounded_number_of_violations() {
    let sent: Map<_, _> = (0..1000)
        .map(|number| (format!("x{number}"), json!(number)))
        .collect();
    assert_eq!(strict(&sent).unwrap_err().len(), MAX_VIOLATIONS);
    let repeated = vec![7; 3000];
    assert_eq!(
        strict(&with("retailerAccess", json!(repeated)))
            .unwrap_err()
            .len(),
        MAX_VIOLATIONS
    );
}

#[test]
fn debug_forms_of_violations_hide_what_was_sent() {
    let violations = strict(&with("ayse@ornek.example", json!("+905321234567"))).unwrap_err();
    let shown = format!("{violations:?}");
    assert!(
        shown.contains("H118") && !shown.contains("ayse") && !shown.contains("532"),
        "{shown}"
    );
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop::sample::select(vec![
            "ONAY",
            "RET",
            "MESAJ",
            "EPOSTA",
            "TACIR",
            "HS_WEB",
            "+905321234567",
            "a@b.cc",
            "2026-03-02 10:15:00"
        ])
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 24, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::btree_map("[a-z]{0,6}", inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn any_object() -> impl Strategy<Value = Map<String, Value>> {
    let names = vec![
        "recipient",
        "type",
        "source",
        "status",
        "consentDate",
        "recipientType",
        "retailerCode",
        "retailerAccess",
        "extra",
    ];
    prop::collection::btree_map(prop::sample::select(names), any_json(), 0..9).prop_map(|map| {
        map.into_iter()
            .map(|(name, value)| (name.to_owned(), value))
            .collect()
    })
}

proptest! {
    #[test]
    fn any_object_is_read_or_has_violations(sent in any_object()) {
        for policy in [EmptyFields::Absent, EmptyFields::Wrong] {
            match parse(&sent, policy) {
                Ok(read) => {
                    prop_assert!(read.address.fits(read.channel));
                    let merchant = read.recipient_type == RecipientType::Merchant;
                    prop_assert!(merchant || (read.source.is_some() && read.consent_date.is_some()));
                    prop_assert!(sent.keys().all(|name| name != "extra") || policy == EmptyFields::Absent);
                }
                Err(misfit) => {
                    prop_assert!((1..=MAX_VIOLATIONS).contains(&misfit.violations.len()));
                }
            }
        }
    }

    #[test]
    fn one_damaged_field_of_a_right_consent_is_the_only_one_named(value in any_json()) {
        for field in ["status", "source", "consentDate", "recipientType", "recipient"] {
            if let Err(violations) = strict(&with(field, value.clone())) {
                for violation in violations {
                    prop_assert_eq!(&violation.location, &[Location::Field(field.into())]);
                    prop_assert_eq!(violation.value, Some(value.clone()));
                }
            }
        }
    }

    #[test]
    fn a_date_reads_back_as_it_was_written(seconds in 0_i64..4_102_444_800) {
        let date = Timestamp::from_seconds(seconds);
        prop_assert_eq!(Timestamp::from_wire(&date.to_wire()), Ok(date));
    }

    #[test]
    fn a_date_has_one_spelling(text in "2[0-9]{3}-[01][0-9]-[0-3][0-9] [0-2][0-9]:[0-6][0-9]:[0-6][0-9]") {
        match Timestamp::from_wire(&text) {
            Ok(date) => prop_assert_eq!(date.to_wire(), text),
            Err(code) => prop_assert_eq!(code, ErrorCode::H157),
        }
    }

    #[test]
    fn every_instant_can_be_written(millis in any::<i64>()) {
        prop_assert!(Timestamp::from_millis(millis).to_wire().len() >= 19);
    }

    #[test]
    fn no_text_makes_a_date_panic(text in "[0-9: -]{19}|\\PC{0,24}") {
        if let Ok(date) = Timestamp::from_wire(&text) {
            prop_assert_eq!(date.to_wire(), text);
        }
    }
}
