//! `GET /izin/v1/receipts/{transactionId}`.

use std::path::PathBuf;

use axum::http::{Method, StatusCode, header};
use directory::grant::Permission;
use directory::partner::{NewPartner, PartnerCode};
use directory::user::UserKind;
use domain::{Address, BrandCode, Channel, ConsentKey, RecipientType};
use receipt::{Decision, Receipt, verify};
use registry::proof::public_log::DEFAULT_POLICY;
use registry::proof::receipts::PUBLICATION_WAIT;
use serde_json::json;

use super::check::{INTERMEDIARY_USER, intermediary};
use crate::app::{Answer, App, OPEN_BRAND, PROVIDER, STRANGER, brand_path, start};
use crate::proofs::reader;

pub const PHONE: &str = "+905321234567";
const PARTNER: u32 = 800_001;
const PARTNER_USER: &str = "api@800001.example";

/// Records a status of [`PHONE`] and gives its transactionId.
pub async fn record(app: &App, status: &str) -> String {
    app.pass(2);
    let date = domain::Timestamp::from_millis(app.registry.now().as_millis() - 1_000);
    let body = json!({
        "recipient": PHONE, "recipientType": "BIREYSEL", "type": "MESAJ", "status": status,
        "source": "HS_WEB", "consentDate": date.to_wire(),
    });
    let path = brand_path(OPEN_BRAND, "/consents");
    let answer = app.post(PROVIDER, &path, body).await;
    assert_eq!(answer.status, StatusCode::OK);
    answer.json()["transactionId"].as_str().unwrap().to_owned()
}

/// The record of [`PHONE`].
pub fn key(app: &App) -> ConsentKey {
    let address = Address::from_wire(PHONE, Channel::Text).unwrap();
    ConsentKey {
        recipient: app.ledger.recipient_id(&address),
        brand: BrandCode(OPEN_BRAND),
        recipient_type: RecipientType::Individual,
        channel: Channel::Text,
    }
}

fn path(id: &str) -> String {
    format!("/izin/v1/receipts/{id}")
}

async fn ask(app: &App, id: &str) -> Answer {
    app.get(PROVIDER, &path(id)).await
}

async fn ask_as(app: &App, user: &str, id: &str) -> Answer {
    let token = app.token_of(user).await;
    app.send(Method::GET, &path(id), Some(&token), None).await
}

#[track_caller]
fn assert_refused(answer: &Answer, status: StatusCode, code: &str) {
    assert_eq!(answer.status, status);
    assert_eq!(answer.codes(), [code]);
    let text = String::from_utf8_lossy(&answer.bytes);
    assert!(!text.contains("izin-receipt"), "{text}");
    assert!(!text.contains(PHONE), "{text}");
}

#[tokio::test]
async fn a_receipt_is_proven_to_whoever_has_the_logs_key_and_the_authoritys_root() {
    let app = App::new().await;
    let id = record(&app, "ONAY").await;
    app.stamp().await;
    let answer = ask(&app, &id).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.headers[header::CONTENT_TYPE],
        "application/json; charset=utf-8"
    );
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    let name = format!("attachment; filename=\"izin-receipt-{}.json\"", &id[..12]);
    assert_eq!(answer.headers[header::CONTENT_DISPOSITION], name);
    let receipt = Receipt::parse(&answer.bytes).unwrap();
    assert_eq!(receipt.transaction_id().to_wire(), id);
    assert_eq!(receipt.movement().recipient, PHONE);
    assert!(receipt.is_development());
    let verdict = verify(&receipt, &reader(&app));
    assert_eq!(verdict.decision(), Decision::ProvenButDevelopment);
}

#[tokio::test]
async fn a_receipt_has_the_earliest_stamp_that_covers_it() {
    let app = App::new().await;
    let id = record(&app, "ONAY").await;
    app.stamp().await;
    record(&app, "RET").await;
    app.stamp().await;
    let receipt = Receipt::parse(&ask(&app, &id).await.bytes).unwrap();
    let checkpoint = tlog::Checkpoint::parse(receipt.proof().checkpoint.text()).unwrap();
    assert_eq!((checkpoint.size, receipt.stamps().len()), (1, 1));
}

#[tokio::test]
async fn whether_a_stamp_is_needed_is_said_by_true_or_false_and_nothing_else() {
    let app = App::new().await;
    let id = record(&app, "ONAY").await;
    app.publish();
    let answer = ask(&app, &format!("{id}?stamped=false")).await;
    assert_eq!(answer.status, StatusCode::OK);
    for word in ["", "anything", "1", "TRUE", "yes", "%20true"] {
        let answer = ask(&app, &format!("{id}?stamped={word}")).await;
        assert_refused(&answer, StatusCode::BAD_REQUEST, "H095");
        let body = json!({ "recipient": PHONE, "recipientType": "BIREYSEL", "type": "MESAJ",
                           "instant": app.registry.now().to_wire() });
        let path = format!("/izin/v1/brands/{OPEN_BRAND}/state-proofs?stamped={word}");
        let answer = app.post(PROVIDER, &path, body).await;
        assert_refused(&answer, StatusCode::BAD_REQUEST, "H095");
    }
}

#[tokio::test]
async fn a_receipt_without_a_stamp_says_so_and_is_not_given_where_one_is_asked_for() {
    let app = App::new().await;
    let id = record(&app, "ONAY").await;
    app.publish();
    let answer = ask(&app, &id).await;
    assert_eq!(answer.status, StatusCode::OK);
    let name = answer.headers[header::CONTENT_DISPOSITION]
        .to_str()
        .unwrap();
    assert!(name.ends_with("-unstamped.json\""), "{name}");
    let receipt = Receipt::parse(&answer.bytes).unwrap();
    assert_eq!(receipt.stamps(), []);
    let verdict = verify(&receipt, &reader(&app));
    assert_eq!(verdict.decision(), Decision::Incomplete);

    let stamped = path(&format!("{id}?stamped=true"));
    let answer = app.get(PROVIDER, &stamped).await;
    assert_refused(&answer, StatusCode::SERVICE_UNAVAILABLE, "H123");
    let interval = DEFAULT_POLICY.interval.to_string();
    assert_eq!(answer.headers[header::RETRY_AFTER], interval);
    app.stamp().await;
    let answer = app.get(PROVIDER, &stamped).await;
    assert_eq!(answer.status, StatusCode::OK);
}

/// A registry with one published movement and one that is not, whose clock of waiting stands still
/// from now on and jumps to whatever is waited for; a token, and the id of the latter.
async fn with_unpublished() -> (App, String, String) {
    let app = App::new().await;
    let published = record(&app, "ONAY").await;
    app.publish();
    let waiting = record(&app, "RET").await;
    let token = app.token(PROVIDER).await;
    // Who is calling is in memory from here on: no store is waited for while time stands still.
    let answer = app
        .send(Method::GET, &path(&published), Some(&token), None)
        .await;
    assert_eq!(answer.status, StatusCode::OK);
    tokio::time::pause();
    (app, token, waiting)
}

#[tokio::test]
async fn publication_is_waited_for() {
    let (app, token, waiting) = with_unpublished().await;
    let path = path(&waiting);
    let ask = app.send(Method::GET, &path, Some(&token), None);
    let publish = async {
        // Time passes only once the other one waits for it, too.
        tokio::time::sleep(PUBLICATION_WAIT / 2).await;
        app.publish();
    };
    let (answer, ()) = tokio::join!(ask, publish);
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn what_is_not_published_in_time_is_503() {
    let (app, token, waiting) = with_unpublished().await;
    for path in [path(&waiting), path(&format!("{waiting}?stamped=true"))] {
        let answer = app.send(Method::GET, &path, Some(&token), None).await;
        assert_refused(&answer, StatusCode::SERVICE_UNAVAILABLE, "H123");
        assert_eq!(answer.headers[header::RETRY_AFTER], "1");
    }
}

#[tokio::test]
async fn a_log_that_has_stopped_is_not_waited_for() {
    let (app, token, waiting) = with_unpublished().await;
    app.proofs.log.stop("another history was seen".to_owned());
    let path = path(&waiting);
    let ask = app.send(Method::GET, &path, Some(&token), None);
    let answer = tokio::time::timeout(PUBLICATION_WAIT / 2, ask).await;
    let answer = answer.expect("the answer comes at once");
    assert_refused(&answer, StatusCode::SERVICE_UNAVAILABLE, "H123");
}

#[tokio::test]
async fn one_that_the_caller_may_not_see_looks_like_one_that_is_not_there() {
    let app = App::new().await;
    let id = record(&app, "ONAY").await;
    app.stamp().await;
    let unknown = ask(&app, &"0".repeat(64)).await;
    assert_refused(&unknown, StatusCode::NOT_FOUND, "H093");
    intermediary(&app, true).await;
    app.add_user("admin", UserKind::Admin).await;
    let mut answers = vec![
        app.get(STRANGER, &path(&id)).await,
        ask_as(&app, INTERMEDIARY_USER, &id).await,
        ask_as(&app, "admin", &id).await,
    ];
    for text in ["0", "x", &"g".repeat(64), &format!("{id}0")] {
        answers.push(ask(&app, text).await);
    }
    for answer in answers {
        assert_refused(&answer, StatusCode::NOT_FOUND, "H093");
        assert_eq!(answer.bytes, unknown.bytes);
    }
    let answer = app.send(Method::GET, &path(&id), None, None).await;
    assert_refused(&answer, StatusCode::UNAUTHORIZED, "H351");
}

#[tokio::test]
async fn a_partner_has_those_of_the_channels_it_may_read() {
    let app = App::new().await;
    let id = record(&app, "ONAY").await;
    app.stamp().await;
    let code = PartnerCode(PARTNER);
    let partner = NewPartner {
        code,
        title: "Ortak A.Ş.".to_owned(),
        licensed: true,
    };
    app.directory.add_partner(partner, start()).await.unwrap();
    app.add_user(PARTNER_USER, UserKind::Partner(code)).await;
    let grant = async |channel| {
        app.directory
            .grant(
                code,
                BrandCode(OPEN_BRAND),
                channel,
                Permission::Read,
                start(),
            )
            .await
            .unwrap();
    };
    let answer = ask_as(&app, PARTNER_USER, &id).await;
    assert_refused(&answer, StatusCode::NOT_FOUND, "H093");
    grant(Channel::Email).await;
    let answer = ask_as(&app, PARTNER_USER, &id).await;
    assert_refused(&answer, StatusCode::NOT_FOUND, "H093");
    grant(Channel::Text).await;
    let answer = ask_as(&app, PARTNER_USER, &id).await;
    assert_eq!(answer.status, StatusCode::OK);
}

#[tokio::test]
async fn without_the_use_of_the_interface_there_are_no_receipts() {
    let app = App::new().await;
    let id = record(&app, "ONAY").await;
    app.stamp().await;
    app.subscribe(PROVIDER, |subscription| subscription.api_use = false)
        .await;
    let answer = ask(&app, &id).await;
    assert_refused(&answer, StatusCode::FORBIDDEN, "H586");
}

#[tokio::test]
async fn what_has_been_erased_has_no_receipt_and_its_leaf_stays_in_the_log() {
    let app = App::new().await;
    record(&app, "ONAY").await;
    let id = record(&app, "RET").await;
    app.stamp().await;
    let checkpoint = app.proofs.log.published().text();
    app.pass(60);
    let erased = app
        .ledger
        .erase(&[key(&app)], app.registry.now())
        .await
        .unwrap();
    assert_eq!(erased.movements, 2);
    let answer = ask(&app, &id).await;
    assert_refused(&answer, StatusCode::NOT_FOUND, "H093");
    assert_eq!(app.proofs.log.published().text(), checkpoint);
}

#[tokio::test]
async fn nothing_is_given_that_rests_on_a_damaged_stamp() {
    let app = App::new().await;
    let id = record(&app, "ONAY").await;
    app.stamp().await;
    let stamp = only_stamp(&app);
    let mut bytes = std::fs::read(&stamp).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&stamp, bytes).unwrap();
    let answer = ask(&app, &id).await;
    assert_refused(&answer, StatusCode::INTERNAL_SERVER_ERROR, "H015");
}

/// The file of the one stamp there is.
fn only_stamp(app: &App) -> PathBuf {
    let only = |folder: PathBuf| {
        let mut entries = std::fs::read_dir(folder).unwrap();
        entries.next().unwrap().unwrap().path()
    };
    only(only(app.data().join("stamps")))
}
