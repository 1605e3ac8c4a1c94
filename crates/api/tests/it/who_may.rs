//! Every address of the interface for programs × everybody who may ask: whoever is not listed is refused.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use directory::gateway::GatewayKind;
use directory::grant::Permission;
use directory::intermediary::IntermediaryCode;
use directory::subscription::SubscriptionStatus;
use domain::Channel;
use serde_json::{Value, json};

use crate::app::{Answer, App, OPEN_BRAND, PROVIDER, STRANGER, start, user_name};
use crate::iys::brands::{add_partner, grant};
use crate::iys::integrator::subscription;
use crate::iys::retailers::add_retailer;
use crate::own::check::{INTERMEDIARY, INTERMEDIARY_USER, basic, intermediary};
use crate::own::receipts;
use crate::own::texts::gateway;

/// A partner with a grant for the brand's text messages.
const PARTNER: u32 = 800_001;
/// A partner without one.
const OTHER_PARTNER: u32 = 800_002;
const PHONE: &str = "+905321234567";

/// Whom an address is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum For {
    Everybody,
    /// Any party's user, by token.
    SignedIn,
    /// The provider's own users, and a partner with a grant for what is asked.
    Provider,
    /// The provider's own users; a partner only by more than grants.
    Own,
    /// The partner itself.
    Partner,
    /// Whoever sends for the brand: those of [`For::Provider`], and an intermediary.
    Sender,
    /// An intermediary, by password.
    Intermediary,
    /// A gateway of text messages.
    Texts,
    /// A gateway of calls.
    Voice,
}

use For::{Everybody, Intermediary, Own, Partner, Provider, Sender, SignedIn, Texts, Voice};

/// Every address. What ends something that others need stands behind those.
const ADDRESSES: [(&str, For); ADDRESSES_COUNT] = [
    ("/health/live", Everybody),
    ("/health/ready", Everybody),
    ("/izin/v1/docs", Everybody),
    ("/izin/v1/keys", Everybody),
    ("/izin/v1/log", Everybody),
    ("/izin/v1/log/authorities/{file}", Everybody),
    ("/izin/v1/log/consistency", Everybody),
    ("/izin/v1/log/stamps", Everybody),
    ("/izin/v1/log/stamps/{size}", Everybody),
    ("/izin/v1/openapi.json", Everybody),
    ("/log/checkpoint", Everybody),
    ("/log/tile/{*rest}", Everybody),
    ("/witness/add-checkpoint", Everybody),
    ("/witness/{originHash}/checkpoint", Everybody),
    ("/oauth2/token", Everybody),
    ("/oauth/token", Everybody),
    ("/oauth/refresh", Everybody),
    ("/info/city", SignedIn),
    ("/info/city/{code}", SignedIn),
    ("/info/cities", SignedIn),
    ("/info/cities/{code}", SignedIn),
    ("/info/town", SignedIn),
    ("/info/town/{code}", SignedIn),
    ("/integrator/{integratorCode}/sps", Partner),
    ("/integrator/{integratorCode}/sps/{iysCode}", Partner),
    ("/integrator/{integratorCode}/subscription", Partner),
    ("/izin/v1/brands/{brandCode}/check", Sender),
    ("/izin/v1/brands/{brandCode}/check-file", Sender),
    ("/izin/v1/brands/{brandCode}/check-file/{run}", Sender),
    ("/izin/v1/brands/{brandCode}/check-list", Sender),
    ("/izin/v1/brands/{brandCode}/check/token", Sender),
    ("/izin/v1/brands/{brandCode}/days", Own),
    ("/izin/v1/brands/{brandCode}/days/{date}", Own),
    ("/izin/v1/brands/{brandCode}/days/{date}/comparison", Own),
    ("/izin/v1/brands/{brandCode}/days/{date}/csv", Own),
    ("/izin/v1/brands/{brandCode}/days/{date}/file", Own),
    ("/izin/v1/brands/{brandCode}/days/{date}/xlsx", Own),
    ("/izin/v1/brands/{brandCode}/state-proofs", Provider),
    ("/izin/v1/brands/{brandCode}/events", Provider),
    ("/izin/v1/brands/{brandCode}/webhooks", Provider),
    (
        "/izin/v1/brands/{brandCode}/webhooks/{webhookId}/attempts",
        Provider,
    ),
    (
        "/izin/v1/brands/{brandCode}/webhooks/{webhookId}/replay",
        Provider,
    ),
    (
        "/izin/v1/brands/{brandCode}/webhooks/{webhookId}/resume",
        Provider,
    ),
    (
        "/izin/v1/brands/{brandCode}/webhooks/{webhookId}/secret",
        Provider,
    ),
    (
        "/izin/v1/brands/{brandCode}/webhooks/{webhookId}/test",
        Provider,
    ),
    ("/izin/v1/brands/{brandCode}/uploads", Provider),
    ("/izin/v1/brands/{brandCode}/uploads/{uploadId}", Provider),
    (
        "/izin/v1/brands/{brandCode}/uploads/{uploadId}/confirm",
        Provider,
    ),
    (
        "/izin/v1/brands/{brandCode}/uploads/{uploadId}/dry-run",
        Provider,
    ),
    (
        "/izin/v1/brands/{brandCode}/uploads/{uploadId}/preview",
        Provider,
    ),
    (
        "/izin/v1/brands/{brandCode}/uploads/{uploadId}/refused",
        Provider,
    ),
    ("/izin/v1/receipts/{transactionId}", Provider),
    ("/brands/{tin}", Intermediary),
    (
        "/brands/{brandCode}/consents/{recipientType}/rejected/{type}",
        Intermediary,
    ),
    ("/izin/v1/lines/closed", Intermediary),
    ("/izin/v1/sps/{iysCode}/forms", Own),
    (
        "/izin/v1/sps/{iysCode}/verified-consents/{requestId}",
        Provider,
    ),
    ("/izin/v1/texts", Texts),
    ("/izin/v1/voice", Voice),
    ("/sps/{iysCode}/brands", Provider),
    ("/sps/{iysCode}/subscription", Provider),
    (
        "/sps/{iysCode}/brands/{brandCode}/agreements/{reportDate}",
        Own,
    ),
    (
        "/sps/{iysCode}/brands/{brandCode}/agreements/{reportDate}/timestamp",
        Own,
    ),
    (
        "/sps/{iysCode}/brands/{brandCode}/changes/{reportDate}/file",
        Own,
    ),
    (
        "/sps/{iysCode}/brands/{brandCode}/changes/{reportDate}/recipients/{recipientType}",
        Own,
    ),
    ("/sps/{iysCode}/brands/{brandCode}/consents", Provider),
    ("/v2/sps/{iysCode}/brands/{brandCode}/consents", Provider),
    (
        "/sps/{iysCode}/brands/{brandCode}/consents/changes",
        Provider,
    ),
    (
        "/sps/{iysCode}/brands/{brandCode}/consents/history",
        Provider,
    ),
    (
        "/sps/{iysCode}/brands/{brandCode}/consents/request",
        Provider,
    ),
    (
        "/v2/sps/{iysCode}/brands/{brandCode}/consents/request",
        Provider,
    ),
    (
        "/sps/{iysCode}/brands/{brandCode}/consents/request/{requestId}",
        Provider,
    ),
    (
        "/v2/sps/{iysCode}/brands/{brandCode}/consents/request/{requestId}",
        Provider,
    ),
    (
        "/sps/{iysCode}/brands/{brandCode}/consents/status",
        Provider,
    ),
    (
        "/sps/{iysCode}/brands/{brandCode}/consents/{recipientType}/status/{type}",
        Provider,
    ),
    (
        "/sps/{iysCode}/brands/{brandCode}/push/registration",
        Provider,
    ),
    (
        "/sps/{iysCode}/brands/{brandCode}/push/unregistration",
        Provider,
    ),
    ("/sps/{iysCode}/brands/{brandCode}/retailers", Provider),
    (
        "/sps/{iysCode}/brands/{brandCode}/retailers/{retailerCode}",
        Provider,
    ),
    ("/sps/{iysCode}/brands/{brandCode}/via-hash-links", Provider),
    ("/via/sps/{iysCode}/confirmation", Provider),
    ("/via/sps/{iysCode}/consent", Provider),
    ("/via/sps/{iysCode}/consent/request/{requestId}", Provider),
    (
        "/via/sps/{iysCode}/via/clarification/{requestId}/file",
        Provider,
    ),
];
const ADDRESSES_COUNT: usize = 84;

/// What follows a brand in the addresses about retailers' access, each in four spellings.
const ACCESS: [&str; 4] = ["", "/list", "/remove", "/remove/all"];

/// Every address, those in several spellings among them.
fn addresses() -> Vec<(String, For)> {
    let spellings = [
        "consents/retailers",
        "consents/retailer",
        "consent/retailers",
        "consent/retailer",
    ];
    let brand = "/sps/{iysCode}/brands/{brandCode}";
    let access = ACCESS.iter().flat_map(|rest| {
        let spelt = spellings.iter();
        spelt.map(move |spelling| (format!("{brand}/{spelling}/access{rest}"), Provider))
    });
    let plain = ADDRESSES.iter();
    let plain = plain.map(|(path, whom)| ((*path).to_owned(), *whom));
    access.chain(plain).collect()
}

/// What is there to be asked for.
struct There {
    retailer: u32,
    transaction: String,
    batch: String,
}

impl There {
    /// An address with something in place of each name in it.
    fn filled(&self, path: &str) -> String {
        path.replace("{iysCode}", &PROVIDER.to_string())
            .replace("{integratorCode}", &PARTNER.to_string())
            .replace("{brandCode}", &OPEN_BRAND.to_string())
            .replace("{retailerCode}", &self.retailer.to_string())
            .replace("{transactionId}", &self.transaction)
            .replace("{requestId}", &self.batch)
            .replace("{reportDate}", "2026-03-09")
            .replace("{date}", "2026-03-09")
            .replace("{run}", "00000000-0000-0000-0000-000000000000")
            .replace("{recipientType}", "BIREYSEL")
            .replace("{type}", "MESAJ")
            .replace("{tin}", &format!("1{PROVIDER:09}"))
            .replace("{code}", "6")
            .replace("{webhookId}", "00000000-0000-0000-0000-000000000000")
            .replace("{uploadId}", "00000000-0000-0000-0000-000000000000")
            .replace("{size}", "1")
            .replace("{file}", "x")
            .replace("{originHash}", &"0".repeat(64))
            .replace("{*rest}", "0/000")
    }

    /// A body that is right for an address.
    fn body(&self, path: &str) -> Value {
        let record = json!({ "recipient": PHONE, "type": "MESAJ", "recipientType": "BIREYSEL" });
        let mut consent = record.clone();
        consent["status"] = json!("RET");
        consent["source"] = json!("HS_WEB");
        consent["consentDate"] = json!("2026-03-10 11:30:00");
        let ends = |end: &str| path.ends_with(end);
        if path.contains("/access") {
            let mut access = record;
            access["retailerAccess"] = json!([self.retailer]);
            return access;
        }
        if ends("/consents") {
            return consent;
        }
        if ends("/consents/request") {
            return json!([consent]);
        }
        if path.contains("/rejected/") || path.contains("/status/") {
            return json!({ "recipients": [PHONE] });
        }
        if ends("/state-proofs") {
            let mut proof = record;
            proof["instant"] = json!("2026-03-10 11:59:00");
            return proof;
        }
        if ends("/retailers") {
            return json!({
                "tckn": "11111111110", "name": "Ayşe Örnek", "mobile": PHONE,
                "city": { "name": "Ankara", "code": "06" }, "town": { "name": "Çankaya", "code": "06" },
            });
        }
        match path {
            "/izin/v1/lines/closed" => {
                json!({ "lines": [{ "phone": PHONE, "closedAt": "2026-03-10 11:00:00" }] })
            }
            "/izin/v1/texts" => json!({
                "sender": PHONE, "recipient": "3338", "text": format!("RET {OPEN_BRAND}"),
            }),
            "/izin/v1/voice" => json!({ "call": "c1", "caller": PHONE, "verified": true }),
            _ => record,
        }
    }
}

/// Everybody who may ask: by what they prove who they are, and what they are let into beside what is everybody's.
async fn everybody(app: &App) -> Vec<(&'static str, String, &'static [For])> {
    let bearer = |token: String| format!("Bearer {token}");
    let token = async |code: u32| bearer(app.token_of(&user_name(code)).await);
    let text = gateway(app, "texts", GatewayKind::Text, true).await;
    let voice = gateway(app, "voice", GatewayKind::Voice, true).await;
    vec![
        ("nobody", String::new(), &[]),
        ("somebody with a made-up token", bearer("0".repeat(64)), &[]),
        (
            "somebody with a made-up password",
            basic("kimse@ornek.example"),
            &[],
        ),
        (
            "another provider's user",
            token(STRANGER).await,
            &[SignedIn],
        ),
        (
            "another provider's user by password",
            basic(&user_name(STRANGER)),
            &[],
        ),
        (
            "a partner without a grant",
            token(OTHER_PARTNER).await,
            &[SignedIn],
        ),
        (
            "a partner with a grant",
            token(PARTNER).await,
            &[SignedIn, Provider, Partner, Sender],
        ),
        (
            "an intermediary",
            basic(INTERMEDIARY_USER),
            &[Sender, Intermediary],
        ),
        ("a gateway of texts", bearer(text), &[Texts]),
        ("a gateway of calls", bearer(voice), &[Voice]),
        (
            "the provider's own user",
            token(PROVIDER).await,
            &[SignedIn, Provider, Own, Sender],
        ),
    ]
}

/// Whether somebody was refused for who they are; `H363` and `H522` say that they are no partner. A receipt of somebody
/// else's looks like one that is not there.
fn is_refused(path: &str, answer: &Answer) -> bool {
    let body: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
    let code = body["errors"][0]["code"].as_str().unwrap_or_default();
    let is_unknown = answer.status == StatusCode::NOT_FOUND && path.contains("/receipts/");
    let statuses = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN];
    statuses.contains(&answer.status) || is_unknown || matches!(code, "H363" | "H522")
}

async fn there(app: &App) -> There {
    let transaction = receipts::record(app, "ONAY").await;
    app.stamp().await;
    let retailer = add_retailer(app, OPEN_BRAND, 1).await;
    intermediary(app, true).await;
    let code = IntermediaryCode(INTERMEDIARY);
    app.directory
        .name_line_reporter(code, start())
        .await
        .unwrap();
    for partner in [PARTNER, OTHER_PARTNER] {
        add_partner(app, partner, true).await;
        let running = subscription(partner, SubscriptionStatus::Active);
        app.directory.set_subscription(&running).await.unwrap();
    }
    grant(app, PARTNER, OPEN_BRAND, Channel::Text, Permission::Write).await;
    There {
        retailer,
        transaction,
        batch: "0195a1b2c3d4e5f60718293a4b5c6d7e".to_owned(),
    }
}

/// Asks in one way; `None`: the address does not know the method.
async fn ask(app: &App, method: Method, path: &str, proof: &str, body: &Value) -> Option<Answer> {
    let mut request = Request::builder().method(method).uri(path);
    request = request.header(header::CONTENT_TYPE, "application/json");
    if !proof.is_empty() {
        request = request.header(header::AUTHORIZATION, proof);
    }
    let request = request.body(Body::from(body.to_string())).unwrap();
    let answer = app.send_request(request).await;
    (answer.status != StatusCode::METHOD_NOT_ALLOWED).then_some(answer)
}

#[tokio::test]
async fn whoever_is_not_listed_is_refused_at_every_address_and_who_is_listed_is_not() {
    let app = App::new().await;
    let there = there(&app).await;
    let addresses = addresses();
    let mut listed: Vec<_> = addresses.iter().map(|(path, _)| path.clone()).collect();
    let mut routes = api::paths();
    listed.sort();
    routes.sort();
    assert_eq!(listed, routes);

    let everybody = everybody(&app).await;
    let methods = [Method::GET, Method::POST, Method::PUT, Method::DELETE];
    let before = app.movements();
    let retailers = app.directory.retailer_count(domain::BrandCode(OPEN_BRAND));
    let retailers = retailers.await.unwrap();
    // First those that must not change anything, then those that may.
    for is_let_in in [false, true] {
        for (path, whom) in &addresses {
            let (path, body) = (there.filled(path), there.body(path));
            for (who, proof, may) in &everybody {
                if (*whom == Everybody || may.contains(whom)) != is_let_in {
                    continue;
                }
                let mut asked = 0;
                for method in methods.clone() {
                    let Some(answer) = ask(&app, method.clone(), &path, proof, &body).await else {
                        continue;
                    };
                    asked += 1;
                    let (status, refused) = (answer.status, is_refused(&path, &answer));
                    let text = String::from_utf8_lossy(&answer.bytes).into_owned();
                    let place = format!("{who} at {method} {path}: {status} {text:.200}");
                    assert_eq!(refused, !is_let_in, "{place}");
                }
                assert!(asked > 0, "{path} knows no method");
            }
        }
        if !is_let_in {
            assert_eq!(app.movements(), before);
            let now = app.directory.retailer_count(domain::BrandCode(OPEN_BRAND));
            assert_eq!(now.await.unwrap(), retailers);
        }
    }
    assert!(app.movements() > before);
}
