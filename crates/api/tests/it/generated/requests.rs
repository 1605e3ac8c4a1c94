//! Requests made of the document's schemas: as they should be, and with one thing or another wrong.

use std::fmt;

use axum::body::Body;
use axum::http::{Request, header};
use serde_json::{Map, Value, json};

use crate::app::{OPEN_BRAND, PROVIDER};

/// Who may call, as `Authorization` has it, and a retailer that is there.
#[derive(Clone)]
pub struct Callers {
    pub token: String,
    pub partner: String,
    pub password: String,
    pub texts: String,
    pub voice: String,
    pub retailer: u32,
}

/// Where an operation stands in the document.
#[derive(Clone, Debug)]
pub struct Operation {
    pub method: String,
    pub path: String,
}

/// A request.
#[derive(Clone)]
pub struct Made {
    pub operation: Operation,
    target: String,
    authorization: String,
    kind: String,
    body: Vec<u8>,
}

impl fmt::Debug for Made {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let body = String::from_utf8_lossy(&self.body);
        write!(f, "{} {} {body}", self.operation.method, self.target)
    }
}

impl Made {
    pub fn to_http(&self) -> Request<Body> {
        let method = self.operation.method.to_uppercase();
        let mut request = Request::builder().method(method.as_str()).uri(&self.target);
        request = request.header(header::AUTHORIZATION, &self.authorization);
        if !self.kind.is_empty() {
            request = request.header(header::CONTENT_TYPE, &self.kind);
        }
        request.body(Body::from(self.body.clone())).unwrap()
    }
}

/// Numbers that look random and come again for the same seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap();
        usize::try_from(self.next() % bound).unwrap()
    }

    /// True once in so many times.
    fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn pick<'a, T: ?Sized>(&mut self, list: &[&'a T]) -> &'a T {
        list[self.below(list.len())]
    }
}

/// Texts that software stumbles over.
const ODD: [&str; 14] = [
    "",
    " ",
    "0",
    "-1",
    "null",
    "true",
    "\u{0}",
    "İıŞş",
    "\u{202e}x",
    "2147483648",
    "99999999999999999999",
    "'; DROP TABLE x",
    "../..",
    "+90532123456712345678",
];
const PHONES: [&str; 4] = [
    "+905321234567",
    "+905321112233",
    "+902121230000",
    "+4930123456",
];
const EMAILS: [&str; 3] = ["ayse@ornek.example", "A@B.example", "a+b@ornek.example"];
const DATES: [&str; 6] = [
    "2026-03-10 11:00:00",
    "2026-03-10 12:30:00",
    "2015-05-01 00:00:00",
    "2026-15-01 00:00:00",
    "2026-03-10 11:00:00 ",
    "2026-03-10 11:00:00.123",
];

/// Makes requests of a document.
pub struct Requests {
    document: Value,
    operations: Vec<Operation>,
    callers: Callers,
}

impl Requests {
    pub fn new(document: &Value, callers: Callers) -> Self {
        let mut operations = Vec::new();
        for (path, methods) in document["paths"].as_object().unwrap() {
            for method in methods.as_object().unwrap().keys() {
                let (path, method) = (path.clone(), method.clone());
                operations.push(Operation { method, path });
            }
        }
        Self {
            document: document.clone(),
            operations,
            callers,
        }
    }

    pub fn operations(&self) -> usize {
        self.operations.len()
    }

    /// The request of a seed.
    pub fn make(&self, operation: usize, seed: u64) -> Made {
        let mut dice = Dice(seed);
        let operation = self.operations[operation].clone();
        let described = &self.document["paths"][&operation.path][&operation.method];
        let mut target = operation.path.clone();
        let mut query = Vec::new();
        let parameters = described["parameters"].as_array().into_iter().flatten();
        for parameter in parameters {
            let name = parameter["name"].as_str().unwrap();
            let value = match name {
                _ if dice.once_in(12) => ODD[dice.below(ODD.len())].to_owned(),
                "iysCode" => PROVIDER.to_string(),
                "brandCode" => OPEN_BRAND.to_string(),
                "integratorCode" => "800001".to_owned(),
                "reportDate" => dice
                    .pick(&["2026-03-09", "2026-03-10", "2026-02-30"])
                    .to_owned(),
                "retailerCode" => self.callers.retailer.to_string(),
                _ => match self.value(&parameter["schema"], name, &mut dice, 0) {
                    Value::String(text) => text,
                    other => other.to_string(),
                },
            };
            if parameter["in"] == "path" {
                // An empty piece would be another path.
                let value = if value.is_empty() { "x" } else { &value };
                target = target.replace(&format!("{{{name}}}"), &encoded(value));
            } else if parameter["required"] == json!(true) || dice.once_in(2) {
                query.push(format!("{name}={}", encoded(&value)));
            }
        }
        if dice.once_in(20) && !query.is_empty() {
            query.push(query[0].clone());
        }
        if !query.is_empty() {
            target = format!("{target}?{}", query.join("&"));
        }
        let (kind, body) = self.body(&described["requestBody"]["content"], &mut dice);
        let authorization = self.authorization(&operation.path, &mut dice);
        Made {
            operation,
            target,
            authorization,
            kind,
            body,
        }
    }

    fn authorization(&self, path: &str, dice: &mut Dice) -> String {
        let callers = &self.callers;
        if dice.once_in(30) {
            let wrong = [
                "Bearer x",
                "Basic x",
                "Basic eDp5",
                "Bearer",
                &callers.partner,
            ];
            return dice.pick(&wrong).to_owned();
        }
        match path {
            "/izin/v1/texts" => callers.texts.clone(),
            "/izin/v1/voice" => callers.voice.clone(),
            "/izin/v1/lines/closed" => callers.password.clone(),
            _ if path.starts_with("/brands/") => callers.password.clone(),
            _ if path.starts_with("/integrator/") => callers.partner.clone(),
            _ => callers.token.clone(),
        }
    }

    fn body(&self, content: &Value, dice: &mut Dice) -> (String, Vec<u8>) {
        let Some(kinds) = content.as_object() else {
            return (String::new(), Vec::new());
        };
        let (kind, described) = kinds.iter().nth(dice.below(kinds.len())).unwrap();
        if kind.starts_with("text/") {
            let lines = [PHONES[0], EMAILS[0], "x", ""].join("\n");
            return (kind.clone(), lines.into_bytes());
        }
        let mut value = self.value(&described["schema"], "", dice, 0);
        for _ in 0..dice.below(3) {
            spoil(&mut value, dice);
        }
        let mut body = if kind.contains("form") {
            let fields = value.as_object().into_iter().flatten();
            let fields = fields.map(|(name, value)| {
                format!("{name}={}", encoded(value.as_str().unwrap_or_default()))
            });
            fields.collect::<Vec<_>>().join("&").into_bytes()
        } else {
            value.to_string().into_bytes()
        };
        if dice.once_in(15) {
            body.truncate(dice.below(body.len() + 1));
        }
        if dice.once_in(15) {
            let odd: [&[u8]; 4] = [b"\xff", b"\xef\xbb\xbf", b"{\"a\":1,\"a\":2}", b"\0"];
            let at = dice.below(body.len() + 1);
            let bytes = dice.pick(&odd);
            body.splice(at..at, bytes.iter().copied());
        }
        (kind.clone(), body)
    }

    /// A value of a schema; `name` says what its texts are.
    fn value(&self, schema: &Value, name: &str, dice: &mut Dice, depth: usize) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let pointer = reference.trim_start_matches('#');
            return self.value(self.document.pointer(pointer).unwrap(), name, dice, depth);
        }
        for alternatives in ["oneOf", "anyOf", "allOf"] {
            if let Some(list) = schema[alternatives].as_array() {
                let chosen = dice.below(list.len());
                return self.value(&list[chosen], name, dice, depth);
            }
        }
        if let Some(words) = schema["enum"].as_array() {
            return words[dice.below(words.len())].clone();
        }
        let kinds = schema["type"].as_array();
        let kind = match kinds {
            Some(kinds) => kinds[dice.below(kinds.len())].as_str(),
            None => schema["type"].as_str(),
        };
        match kind {
            Some("object") => self.object(schema, dice, depth),
            Some("array") => {
                let many = if dice.once_in(40) {
                    1_001
                } else {
                    1 + dice.below(3)
                };
                let entry = |_| self.value(&schema["items"], name, dice, depth + 1);
                Value::Array((0..many).map(entry).collect())
            }
            Some("boolean") => Value::Bool(dice.once_in(2)),
            Some("integer" | "number") => match name {
                "retailerCode" | "retailerAccess" if !dice.once_in(3) => {
                    json!(self.callers.retailer)
                }
                _ => json!([0, 1, 5, -1, 100, 1_001, i64::from(i32::MAX) + 1][dice.below(7)]),
            },
            Some("null") => Value::Null,
            _ => Value::String(text(name, dice)),
        }
    }

    fn object(&self, schema: &Value, dice: &mut Dice, depth: usize) -> Value {
        let mut object = Map::new();
        let required = schema["required"].as_array();
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            let needed = required.is_some_and(|names| names.contains(&json!(name)));
            if needed || dice.once_in(2) {
                object.insert(name.clone(), self.value(member, name, dice, depth + 1));
            }
        }
        Value::Object(object)
    }
}

/// A text as one of this name should be, most of the time.
fn text(name: &str, dice: &mut Dice) -> String {
    if dice.once_in(10) {
        return ODD[dice.below(ODD.len())].to_owned();
    }
    match name {
        "recipient" | "recipients" if dice.once_in(3) => dice.pick(&EMAILS).to_owned(),
        "recipient" | "recipients" | "phone" | "sender" | "caller" => dice.pick(&PHONES).to_owned(),
        "consentDate" | "instant" | "closedAt" | "receivedAt" => dice.pick(&DATES).to_owned(),
        "tckn" => "10000000146".to_owned(),
        "tin" => "1234567890".to_owned(),
        "code" => "34".to_owned(),
        "url" => "https://ornek.example/push".to_owned(),
        "text" => format!("RET {OPEN_BRAND}"),
        "transactionId" => "0".repeat(64),
        _ => "Örnek".to_owned(),
    }
}

/// Makes one place of a value wrong.
fn spoil(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Object(object) if !object.is_empty() && !dice.once_in(6) => {
            let name = object.keys().nth(dice.below(object.len())).unwrap().clone();
            match dice.below(4) {
                0 => {
                    object.remove(&name);
                }
                1 => {
                    object.insert("bilinmeyen".to_owned(), json!({"x": []}));
                }
                _ => spoil(object.get_mut(&name).unwrap(), dice),
            }
        }
        Value::Array(list) if !list.is_empty() && !dice.once_in(6) => {
            let at = dice.below(list.len());
            match dice.below(3) {
                0 => list.push(list[at].clone()),
                _ => spoil(&mut list[at], dice),
            }
        }
        other => {
            let odd = ODD[dice.below(ODD.len())];
            let wrong = [
                json!(null),
                json!(odd),
                json!(-1),
                json!(1.5e300),
                json!(u64::MAX),
                json!([]),
                json!({}),
                json!([[{}]]),
                json!(true),
                json!("x".repeat(5_000)),
            ];
            *other = wrong[dice.below(wrong.len())].clone();
        }
    }
}

/// A text as a piece of an address.
fn encoded(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric();
    text.as_bytes()
        .iter()
        .map(|byte| {
            if plain(byte) {
                char::from(*byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect()
}
