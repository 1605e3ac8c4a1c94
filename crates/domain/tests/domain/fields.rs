//! The single fields of calls that are no consent object: contract 6.4, 6.5 and 11.5.

use domain::draft::{
    AddressUse, parse_address, parse_channel, parse_recipient_type, parse_retailer_access,
};
use domain::{Channel, ErrorCode, Location, Violation};
use serde_json::json;

fn codes(violations: &[Violation]) -> Vec<&'static str> {
    violations
        .iter()
        .map(|violation| violation.code.as_wire())
        .collect()
}

#[test]
fn a_question_about_an_over_long_number_is_h166_alone() {
    let value = json!("+905543213232213232");
    let location = [Location::Field("recipient".into())];
    for purpose in [AddressUse::Query, AddressUse::ListQuery] {
        assert_eq!(
            parse_address(&value, Channel::Text, purpose, &location),
            Err(vec![
                ErrorCode::H166
                    .violation()
                    .at("recipient")
                    .with_value(value.clone())
            ])
        );
    }
}

#[test]
fn an_address_of_the_other_kind_in_a_list_is_h464() {
    for (channel, text, message) in [
        (
            Channel::Text,
            "test@gmail.com",
            "İzin tipi (type) MESAJ için, alıcı (recipient) telefon formatında olmalıdır.",
        ),
        (
            Channel::Email,
            "+905312560714",
            "İzin tipi (type) EPOSTA için, alıcı (recipient) e-posta formatında olmalıdır.",
        ),
    ] {
        let violations =
            parse_address(&json!(text), channel, AddressUse::ListQuery, &[]).unwrap_err();
        assert_eq!(codes(&violations), ["H464"]);
        assert_eq!(violations[0].message, message);
    }
}

#[test]
fn the_fields_of_other_calls_have_their_codes() {
    assert_eq!(codes(&parse_channel(None).unwrap_err()), ["H111"]);
    assert_eq!(
        codes(&parse_channel(Some(&json!(3))).unwrap_err()),
        ["H117"]
    );
    assert_eq!(codes(&parse_recipient_type(None).unwrap_err()), ["H170"]);
    assert_eq!(
        codes(&parse_recipient_type(Some(&json!("X"))).unwrap_err()),
        ["H116"]
    );
    assert_eq!(
        codes(&parse_retailer_access(None, 100).unwrap_err()),
        ["H169"]
    );
    assert_eq!(
        codes(&parse_retailer_access(Some(&json!([])), 100).unwrap_err()),
        ["H163"]
    );
    let many: Vec<u32> = (0..101).collect();
    assert_eq!(
        codes(&parse_retailer_access(Some(&json!(many)), 100).unwrap_err()),
        ["H126"]
    );
}
