//! Reading the bodies of these paths: all that is wrong is told together.

#![allow(
    clippy::result_large_err,
    reason = "what is wrong goes one step up, where all of it is gathered"
)]

use domain::{
    Address, BrandCode, Channel, ErrorCode, PrivacyText, RecipientType, RequestId,
    VerificationMethod, Violation, Way,
};
use registry::contract::verified::{BRANDS_MAX, Confirmation, VerificationRequest};
use serde_json::{Map, Value};

/// A body, as it came.
type Object = Map<String, Value>;

/// The two titles.
const CONSENT: &str = "ETK";
const PRIVACY: &str = "KVK";

/// Reads what a provider wants somebody to be asked.
pub fn request(body: &Object) -> Result<VerificationRequest, Vec<Violation>> {
    let mut found = Vec::new();
    only(
        body,
        &["formId", "recipient", "verificationType", "consentTypes"],
        &mut found,
    );
    let form = keep(number(body, "formId"), &mut found);
    let method = keep(method(body), &mut found);
    let address = method.and_then(|method| keep(address(body, method), &mut found));
    let items = keep(items(body), &mut found).unwrap_or_default();
    let mut consent = None;
    let mut references = Vec::new();
    for item in &items {
        only(
            item,
            &[
                "title",
                "brandCodes",
                "types",
                "recipientType",
                "personData",
            ],
            &mut found,
        );
        match title(item) {
            Ok(CONSENT) => consent = Some(item),
            Ok(_) => references = keep(privacy_texts(item), &mut found).unwrap_or_default(),
            Err(wrong) => found.push(wrong),
        }
    }
    if consent.is_none() && found.is_empty() {
        // Texts about personal data are shown beside a consent, never by themselves.
        found.push(ErrorCode::H1013.violation().at("title"));
    }
    let asked = consent.map(|item| {
        let brands = keep(brands(item, method), &mut found);
        let channels = keep(channels(item, method), &mut found);
        let recipient_type = keep(recipient_type(item), &mut found);
        (brands, channels, recipient_type)
    });
    let (Some(form), Some(method), Some(address), true) = (form, method, address, found.is_empty())
    else {
        return Err(found);
    };
    let Some((Some(brands), Some(channels), Some(recipient_type))) = asked else {
        return Err(found);
    };
    Ok(VerificationRequest {
        form,
        address,
        method,
        brands,
        channels,
        recipient_type,
        references,
    })
}

/// Reads the code that a recipient has told.
pub fn confirmation(body: &Object) -> Result<Confirmation, Vec<Violation>> {
    let mut found = Vec::new();
    only(
        body,
        &["requestId", "verificationType", "consentTypes"],
        &mut found,
    );
    let id = keep(request_id(body), &mut found);
    let method = keep(method(body), &mut found);
    let items = keep(items(body), &mut found).unwrap_or_default();
    let mut code = None;
    let mut chosen = None;
    for item in &items {
        only(item, &["title", "otpCode", "types"], &mut found);
        match title(item) {
            Ok(CONSENT) => {
                code = keep(text(item, "otpCode"), &mut found);
                if item.contains_key("types") {
                    chosen = keep(channels(item, method), &mut found);
                }
            }
            // No code is sent for these, so that none can be right.
            Ok(_) => found.push(ErrorCode::H1013.violation().at("title")),
            Err(wrong) => found.push(wrong),
        }
    }
    let (Some(id), Some(method), Some(code), true) = (id, method, code, found.is_empty()) else {
        return Err(found);
    };
    Ok(Confirmation {
        id,
        method,
        code,
        channels: chosen,
    })
}

fn keep<T>(read: Result<T, Violation>, found: &mut Vec<Violation>) -> Option<T> {
    read.map_err(|wrong| found.push(wrong)).ok()
}

/// Notes fields that are not known.
fn only(object: &Object, known: &[&str], found: &mut Vec<Violation>) {
    let unknown = object.keys().filter(|name| !known.contains(&name.as_str()));
    found.extend(unknown.take(known.len()).map(|name| {
        let violation = ErrorCode::H1025.violation().at(name.clone());
        violation.filled(&[("field", name)])
    }));
}

fn said(code: ErrorCode, field: &'static str) -> Violation {
    code.violation().at(field).filled(&[("field", field)])
}

fn of_type(field: &'static str, kind: &str) -> Violation {
    let violation = ErrorCode::H1029.violation().at(field);
    violation.filled(&[("field", field), ("type", kind)])
}

/// A field that may be neither missing nor empty.
fn given<'a>(object: &'a Object, field: &'static str) -> Result<&'a Value, Violation> {
    let value = object.get(field).filter(|value| !value.is_null());
    value.ok_or_else(|| said(ErrorCode::H1057, field))
}

fn text(object: &Object, field: &'static str) -> Result<String, Violation> {
    match given(object, field)? {
        Value::String(text) if text.trim().is_empty() => Err(said(ErrorCode::H1057, field)),
        Value::String(text) => Ok(text.clone()),
        Value::Number(number) => Ok(number.to_string()),
        _ => Err(of_type(field, "String")),
    }
}

/// A number, also as a text of digits.
fn number(object: &Object, field: &'static str) -> Result<u32, Violation> {
    let value = object
        .get(field)
        .ok_or_else(|| said(ErrorCode::H1005, field))?;
    let read = match value {
        Value::Number(number) => number.as_u64().and_then(|number| number.try_into().ok()),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    read.ok_or_else(|| of_type(field, "integer"))
}

fn method(body: &Object) -> Result<VerificationMethod, Violation> {
    let word = text(body, "verificationType")?;
    VerificationMethod::from_wire(&word)
        .map_err(|code| code.violation().at("verificationType").with_value(word))
}

/// The recipient, of the kind that the method's way reaches.
fn address(body: &Object, method: VerificationMethod) -> Result<Address, Violation> {
    let word = text(body, "recipient")?;
    let (channel, otherwise) = match method.way() {
        Way::Text => (Channel::Text, ErrorCode::H1026),
        Way::Mail => (Channel::Email, ErrorCode::H1027),
    };
    Address::from_wire(&word, channel)
        .map_err(|_| otherwise.violation().at("recipient").with_value(word))
}

fn request_id(body: &Object) -> Result<RequestId, Violation> {
    let word = text(body, "requestId")?;
    RequestId::from_wire(&word).ok_or_else(|| ErrorCode::H1030.violation().at("requestId"))
}

/// The items, each an object, no title twice.
fn items(body: &Object) -> Result<Vec<&Object>, Violation> {
    let list = given(body, "consentTypes")?;
    let list = list
        .as_array()
        .ok_or_else(|| of_type("consentTypes", "Array"))?;
    if list.is_empty() {
        return Err(said(ErrorCode::H1057, "consentTypes"));
    }
    let items: Option<Vec<&Object>> = list.iter().map(Value::as_object).collect();
    let items = items.ok_or_else(|| of_type("consentTypes", "Object"))?;
    let mut titles: Vec<&str> = Vec::new();
    for one in items.iter().filter_map(|item| item.get("title")?.as_str()) {
        if titles.contains(&one) {
            return Err(ErrorCode::H1060.violation().at("title"));
        }
        titles.push(one);
    }
    Ok(items)
}

fn title(item: &Object) -> Result<&'static str, Violation> {
    let title = item
        .get("title")
        .ok_or_else(|| said(ErrorCode::H1005, "title"))?;
    match title.as_str() {
        Some(CONSENT) => Ok(CONSENT),
        Some(PRIVACY) => Ok(PRIVACY),
        _ => Err(ErrorCode::H1013
            .violation()
            .at("title")
            .with_value(title.clone())),
    }
}

/// The entries of a list in an item: neither missing nor none.
fn list<'a>(item: &'a Object, field: &'static str) -> Result<&'a [Value], Violation> {
    let list = item
        .get(field)
        .ok_or_else(|| said(ErrorCode::H1005, field))?;
    let list = list.as_array().ok_or_else(|| {
        if list.is_null() {
            said(ErrorCode::H1057, field)
        } else {
            of_type(field, "Array")
        }
    })?;
    if list.is_empty() {
        return Err(said(ErrorCode::H1057, field));
    }
    Ok(list)
}

fn brands(item: &Object, method: Option<VerificationMethod>) -> Result<Vec<BrandCode>, Violation> {
    let mut brands = Vec::new();
    for value in list(item, "brandCodes")? {
        let code = match value {
            Value::Number(number) => number.as_u64().and_then(|number| number.try_into().ok()),
            Value::String(text) => text.parse().ok(),
            _ => None,
        };
        let code = BrandCode(code.ok_or_else(|| of_type("brandCodes", "integer"))?);
        if !brands.contains(&code) {
            brands.push(code);
        }
    }
    if brands.len() > BRANDS_MAX {
        return Err(said(ErrorCode::H1010, "brandCodes"));
    }
    if brands.len() > 1 && method.is_some_and(VerificationMethod::is_single) {
        return Err(ErrorCode::H1066.violation().at("brandCodes"));
    }
    Ok(brands)
}

fn channels(item: &Object, method: Option<VerificationMethod>) -> Result<Vec<Channel>, Violation> {
    let mut channels = Vec::new();
    for value in list(item, "types")? {
        let word = value.as_str().unwrap_or_default();
        let Ok(channel) = Channel::from_wire(word) else {
            let known = Channel::ALL.map(Channel::as_wire).join(", ");
            return Err(unknown_type(word, &known, value));
        };
        if let Some(method) = method
            && !method.channels().contains(&channel)
        {
            let fitting: Vec<_> = method.channels().iter().map(|one| one.as_wire()).collect();
            let fitting = fitting.join(", ");
            let violation = ErrorCode::H1086.violation().at("types").filled(&[
                ("type", word),
                ("method", method.as_wire()),
                ("types", &fitting),
            ]);
            return Err(violation.with_value(value.clone()));
        }
        if !channels.contains(&channel) {
            channels.push(channel);
        }
    }
    Ok(channels)
}

fn privacy_texts(item: &Object) -> Result<Vec<PrivacyText>, Violation> {
    let mut texts = Vec::new();
    for value in list(item, "types")? {
        let word = value.as_str().unwrap_or_default();
        let Ok(text) = PrivacyText::from_wire(word) else {
            let known = PrivacyText::ALL.map(PrivacyText::as_wire).join(", ");
            return Err(unknown_type(word, &known, value));
        };
        if !texts.contains(&text) {
            texts.push(text);
        }
    }
    Ok(texts)
}

fn unknown_type(word: &str, known: &str, value: &Value) -> Violation {
    let violation = ErrorCode::H1085.violation().at("types");
    let violation = violation.filled(&[("type", word), ("types", known)]);
    violation.with_value(value.clone())
}

fn recipient_type(item: &Object) -> Result<RecipientType, Violation> {
    let word = text(item, "recipientType")?;
    RecipientType::from_wire(&word).map_err(|_| {
        ErrorCode::H1063
            .violation()
            .at("recipientType")
            .with_value(word)
    })
}
