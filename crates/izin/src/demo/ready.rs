//! What the demo says when it is ready.

use std::fmt::Write as _;
use std::net::SocketAddr;

use domain::Timestamp;
use serde_json::{Value, json};

use super::parties::{INTERMEDIARY, INTERMEDIARY_USER, PARTNER, PARTNER_USER, PASSWORD, PROVIDERS};

/// One line of JSON for programs.
pub fn line(address: SocketAddr) -> String {
    let providers: Vec<Value> = PROVIDERS
        .iter()
        .map(|provider| {
            let brands: Vec<u32> = provider.brands.iter().map(|(code, _)| *code).collect();
            json!({
                "iysCode": provider.code,
                "brands": brands,
                "username": provider.username,
                "password": PASSWORD,
            })
        })
        .collect();
    json!({"api": url(address), "web": null, "providers": providers}).to_string()
}

/// The same for people, with calls to try.
pub fn text(address: SocketAddr, movements: u64, now: Timestamp) -> String {
    let url = url(address);
    let mut text = format!(
        "izin is ready: {url} ({movements} movements recorded; Ctrl-C ends it)\n\n\
         providers, each with the password {PASSWORD}\n"
    );
    for provider in &PROVIDERS {
        let brands: Vec<String> = provider
            .brands
            .iter()
            .map(|(code, name)| format!("{code} {name}"))
            .collect();
        let loading = if provider.historic {
            "any date"
        } else {
            "the last three business days"
        };
        // Writing to a string cannot fail.
        let _written = writeln!(
            text,
            "  {} {}\n    user {}   brands {}   accepts consents of {loading}",
            provider.code,
            provider.title,
            provider.username,
            brands.join(", "),
        );
    }
    let first = &PROVIDERS[0];
    let code = first.code;
    // A minute ago, so that a clock that differs a little does not make it a date in the future.
    let date = Timestamp::from_millis(now.as_millis() - 60_000).to_wire();
    let _written = write!(
        text,
        r#"a partner {PARTNER_USER} ({PARTNER}) and an intermediary {INTERMEDIARY_USER} ({INTERMEDIARY}) have the same password

log in, record a consent, see the changes:

  TOKEN=$(curl -s {url}/oauth2/token -d grant_type=password -d username={user} -d password={PASSWORD} | sed 's/.*"access_token":"\([^"]*\)".*/\1/')
  curl -s {url}/sps/{code}/brands/{code}/consents -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{{"recipient":"+905321234567","type":"MESAJ","source":"HS_WEB","status":"ONAY","recipientType":"BIREYSEL","consentDate":"{date}"}}'
  curl -s "{url}/sps/{code}/brands/{code}/consents/changes?source=IYS&limit=3" -H "Authorization: Bearer $TOKEN"
"#,
        user = first.username,
    );
    text
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}
