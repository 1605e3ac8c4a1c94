//! What the demo says when it is ready.

use std::env;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::time::Duration;

use domain::Timestamp;
use serde_json::{Value, json};

use super::citizen::{EMAIL, PHONE};
use super::console;
use super::desk;
use super::parties::{INTERMEDIARY, INTERMEDIARY_USER, PARTNER, PARTNER_USER, PASSWORD, PROVIDERS};
use super::proving::Proof;
use crate::public_log::development;

/// What is told.
pub struct Told<'a> {
    /// Where the demo is served.
    pub address: SocketAddr,
    /// What can be proven.
    pub proof: &'a Proof,
    /// The path of the invitation to a provider's console; `None`: it was taken up before.
    pub invitation: Option<&'a str>,
}

/// One line of JSON for programs.
pub fn line(told: &Told<'_>) -> String {
    let proof = told.proof;
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
    let url = url(told.address);
    let invitation = told.invitation.map(|path| format!("{url}{path}"));
    let receipt = proof.transaction.map(|transaction| {
        let id = transaction.to_wire();
        json!({"transactionId": id, "url": receipt_url(&url, &id)})
    });
    json!({
        "api": url,
        "web": url,
        "citizen": {"phone": PHONE, "email": EMAIL},
        "desk": {"username": desk::AGENT, "password": PASSWORD},
        "console": {"email": console::OWNER, "invitation": invitation},
        "gateways": {"text": desk::TEXT_TOKEN, "voice": desk::VOICE_TOKEN},
        "providers": providers,
        "log": {
            "url": format!("{url}/log"),
            "key": proof.log_key,
            "authority": authority_url(&url),
        },
        "receipt": receipt,
    })
    .to_string()
}

/// The same for people, with calls to try.
pub fn text(told: &Told<'_>, movements: u64, now: Timestamp) -> String {
    let (url, proof) = (url(told.address), told.proof);
    let console = match told.invitation {
        Some(path) => format!("take the invitation up at {url}{path}"),
        None => format!("sign in at {url}/provider as {}", console::OWNER),
    };
    let mut text = format!(
        "izin is ready: {url} ({movements} movements recorded; Ctrl-C ends it)\n\n\
         see who may reach you: sign in at {url} as {PHONE} or {EMAIL};\n\
         the code, and whatever else is sent, is at {url}/demo/inbox\n\
         serve callers: sign in at {url}/desk as {agent} with the password {PASSWORD}\n\
         manage a provider's consents: {console}\n\n\
         providers, each with the password {PASSWORD}\n",
        agent = desk::AGENT,
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
    let date = (now - Duration::from_mins(1)).to_wire();
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
    if let Some(transaction) = proof.transaction {
        check_it(&mut text, &url, &transaction.to_wire(), &proof.log_key);
    }
    text
}

/// How to check a receipt without believing this registry.
fn check_it(text: &mut String, url: &str, transaction: &str, key: &str) {
    // As this program was called, so that the line runs where it was called.
    let program = env::args().next().unwrap_or_else(|| "izin".to_owned());
    let (receipt, authority) = (receipt_url(url, transaction), authority_url(url));
    // Writing to a string cannot fail.
    let _written = write!(
        text,
        r#"
take a receipt and check it offline, with nothing but the log's key and the certificate of who stamped it
(a development authority: it shows how a time stamp works, and its word is worth nothing to others):

  curl -s {receipt} -H "Authorization: Bearer $TOKEN" -o receipt.json
  curl -s {authority} -o tsa.pem
  {program} verify receipt.json --log-key {key} --tsa-cert tsa.pem
"#
    );
}

fn receipt_url(url: &str, transaction: &str) -> String {
    format!("{url}/izin/v1/receipts/{transaction}")
}

fn authority_url(url: &str) -> String {
    let name = development::NAME;
    format!("{url}/izin/v1/log/authorities/{name}.pem")
}

fn url(address: SocketAddr) -> String {
    format!("http://{address}")
}
