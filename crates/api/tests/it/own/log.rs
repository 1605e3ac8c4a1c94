//! `/log/*` and `GET /izin/v1/log…`: what everybody may have without credentials.

use axum::body::Body;
use axum::http::{Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::draft::ConsentRequest;
use domain::{
    Address, BrandCode, Channel, ItemId, Policy, RecipientType, Source, Status, Timestamp,
};
use ledger::{Action, Command};
use serde_json::{Value, json};
use tlog::{BundleId, Hash, SignedCheckpoint, TILE_WIDTH, TileId};

use super::receipts::record;
use crate::app::{Answer, App, OPEN_BRAND};
use crate::proofs::{AUTHORITY, ORIGIN, root_pem, witness_key};

const IMMUTABLE: &str = "public, max-age=31536000, immutable";

async fn get(app: &App, path: &str) -> Answer {
    let answer = app.send(Method::GET, path, None, None).await;
    if answer.status == StatusCode::OK {
        assert_eq!(answer.headers[header::ACCESS_CONTROL_ALLOW_ORIGIN], "*");
    }
    answer
}

#[track_caller]
fn assert_missing(answer: &Answer) {
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.codes(), ["H015"]);
    assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
}

/// Records so many consents of as many recipients.
pub async fn fill(app: &App, count: u32) {
    let request = app.registry.new_request_id();
    let policy = std::sync::Arc::new(Policy::CONTRACT);
    let commands = (0..count).map(|index| {
        let address = format!("+90532{index:07}");
        Command {
            brand: BrandCode(OPEN_BRAND),
            action: Action::Consent(ConsentRequest {
                address: Address::from_wire(&address, Channel::Text).unwrap(),
                recipient_type: RecipientType::Individual,
                channel: Channel::Text,
                status: Status::Approval,
                source: Some(Source::Web),
                consent_date: Some(app.registry.now()),
                retailer: None,
                retailer_access: Vec::new(),
            }),
            received_at: app.registry.now(),
            item: ItemId { request, index },
            policy: policy.clone(),
            retried: false,
        }
    });
    app.ledger.submit(commands.collect()).await.unwrap();
    assert_eq!(app.movements(), u64::from(count));
}

fn hash(value: &Value) -> Hash {
    let bytes = BASE64_STANDARD.decode(value.as_str().unwrap()).unwrap();
    bytes.try_into().unwrap()
}

#[tokio::test]
async fn the_checkpoint_is_a_signed_note_that_may_be_kept_for_a_moment() {
    let app = App::new().await;
    record(&app, "ONAY").await;
    app.publish();
    let answer = get(&app, "/log/checkpoint").await;
    assert_eq!(answer.status, StatusCode::OK);
    let headers = &answer.headers;
    assert_eq!(headers[header::CONTENT_TYPE], "text/plain; charset=utf-8");
    assert_eq!(headers[header::CACHE_CONTROL], "public, max-age=1");
    let text = String::from_utf8(answer.bytes).unwrap();
    let signed = SignedCheckpoint::open(&text, app.proofs.log.verifier()).unwrap();
    assert_eq!(signed.checkpoint().size, 1);
}

#[tokio::test]
async fn head_tells_the_length_and_sends_nothing() {
    let app = App::new().await;
    record(&app, "ONAY").await;
    app.publish();
    for path in ["/log/checkpoint", "/log/tile/0/000.p/1", "/izin/v1/log"] {
        let whole = get(&app, path).await;
        let request = Request::head(path).body(Body::empty()).unwrap();
        let head = app.send_request(request).await;
        assert_eq!(head.status, StatusCode::OK, "{path}");
        let length = whole.bytes.len().to_string();
        assert_eq!(head.headers[header::CONTENT_LENGTH], length, "{path}");
        assert!(head.bytes.is_empty(), "{path}");
    }
}

#[tokio::test]
async fn anybody_can_recompute_the_root_from_what_is_served() {
    let app = App::new().await;
    fill(&app, 300).await;
    app.publish();
    let mut entries = Vec::new();
    for bundle in BundleId::all(300) {
        let answer = get(&app, &format!("/log/{}", bundle.path())).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.headers[header::CACHE_CONTROL], IMMUTABLE);
        let leaves = tlog::decode_bundle(&answer.bytes, bundle.width()).unwrap();
        entries.extend(leaves.into_iter().map(tlog::leaf_hash));
    }
    let mut tree = tlog::Appender::new();
    let mut tiles = Vec::new();
    tree.append(&entries, &mut |tile, bytes| {
        tiles.push((tile, bytes.to_vec()));
    });
    for (tile, bytes) in tiles {
        let answer = get(&app, &format!("/log/{}", tile.path())).await;
        assert_eq!(answer.bytes, bytes, "{}", tile.path());
        let kind = &answer.headers[header::CONTENT_TYPE];
        assert_eq!(kind, "application/octet-stream");
        assert_eq!(answer.headers[header::CACHE_CONTROL], IMMUTABLE);
    }
    assert_eq!(tree.root(), app.proofs.log.published().checkpoint().root);
    assert_eq!(
        hash(&get(&app, "/izin/v1/log").await.json()["root"]),
        tree.root()
    );
}

#[tokio::test]
async fn what_is_not_published_is_404_and_may_not_be_kept() {
    let app = App::new().await;
    fill(&app, 3).await;
    app.publish();
    record(&app, "ONAY").await;
    for path in [
        "/log/tile/0/000",
        "/log/tile/0/000.p/4",
        "/log/tile/entries/000.p/4",
        "/log/tile/1/000.p/1",
        "/log/tile/0/001.p/1",
        "/log/tile/0/000.p/0",
        "/log/tile/0/0",
        "/log/tile/9/000",
        "/log/tile/",
        "/log/tile/..%2f..%2flog-key",
        "/log/tile/%ff",
        "/log/log-key",
        "/log/../log-key",
        "/log",
        "/izin/v1/log/stamps/3",
        "/izin/v1/log/stamps/x",
        "/izin/v1/log/stamps?covering=0",
        "/izin/v1/log/authorities/x.pem",
        "/izin/v1/log/authorities/gelistirme",
        "/izin/v1/log/consistency?old=1&new=4",
        "/izin/v1/log/consistency?old=3&new=2",
        "/izin/v1/log/consistency?old=4",
    ] {
        assert_missing(&get(&app, path).await);
    }
}

#[tokio::test]
async fn nothing_is_served_from_a_damaged_tile() {
    let app = App::new().await;
    fill(&app, 300).await;
    app.publish();
    for path in ["tile/0/000", "tile/entries/000"] {
        let file = app.data().join("log").join(path);
        let mut bytes = std::fs::read(&file).unwrap();
        bytes[100] ^= 1;
        std::fs::write(&file, bytes).unwrap();
    }
    for path in [
        "/log/tile/0/000",
        "/log/tile/0/000.p/7",
        "/log/tile/entries/000",
        "/izin/v1/log/consistency?old=7&new=300",
    ] {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "{path}");
        assert_eq!(answer.codes(), ["H015"]);
        assert_eq!(answer.headers[header::CACHE_CONTROL], "no-store");
    }
    // What is whole is served.
    for path in ["/log/checkpoint", "/log/tile/0/001.p/44", "/izin/v1/log"] {
        assert_eq!(get(&app, path).await.status, StatusCode::OK, "{path}");
    }
}

#[tokio::test]
async fn the_status_says_what_is_published_stamped_and_by_whom() {
    let app = App::new().await;
    record(&app, "ONAY").await;
    let recorded = app.registry.now().to_wire();
    app.publish();
    let answer = get(&app, "/izin/v1/log").await;
    let published = app.proofs.log.published();
    let mut expected = json!({
        "origin": ORIGIN,
        "key": app.proofs.log.verifier().to_string(),
        "size": 1,
        "root": BASE64_STANDARD.encode(published.checkpoint().root),
        "stampedSize": null,
        "waitingSince": recorded,
        "overdue": false,
        "clock": "UNCHECKED",
        "gaps": [],
        "authorities": [{"name": AUTHORITY, "development": true, "failures": 0}],
        "witnesses": [],
        "witnessKey": witness_key().to_string(),
        "stopped": null,
    });
    assert_eq!(answer.json(), expected);
    app.stamp_published().await;
    expected["stampedSize"] = json!(1);
    expected["waitingSince"] = json!(null);
    assert_eq!(get(&app, "/izin/v1/log").await.json(), expected);
    app.proofs.log.stop("another history was seen".to_owned());
    expected["stopped"] = json!("another history was seen");
    assert_eq!(get(&app, "/izin/v1/log").await.json(), expected);
}

#[tokio::test]
async fn movements_that_wait_too_long_for_a_stamp_are_a_gap_that_stays_visible() {
    let app = App::new().await;
    record(&app, "ONAY").await;
    let since = app.registry.now().to_wire();
    app.publish();
    assert_eq!(get(&app, "/izin/v1/log").await.json()["gaps"], json!([]));
    app.pass(301);
    assert_eq!(get(&app, "/izin/v1/log").await.json()["overdue"], true);
    let stamped = Timestamp::from_millis(app.registry.now().as_millis() + 60_000);
    app.stamp_published().await;
    let body = get(&app, "/izin/v1/log").await.json();
    assert_eq!(body["overdue"], false);
    let gap = json!({"from": 0, "until": 1, "since": since, "stampedAt": stamped.to_wire()});
    assert_eq!(body["gaps"], json!([gap]));
}

#[tokio::test]
async fn consistency_is_proven_between_any_two_sizes() {
    let app = App::new().await;
    fill(&app, 300).await;
    app.publish();
    for (old, new) in [(0, 300), (1, 300), (255, 257), (256, 300), (300, 300)] {
        let path = format!("/izin/v1/log/consistency?old={old}&new={new}");
        let answer = get(&app, &path).await;
        assert_eq!(answer.headers[header::CACHE_CONTROL], IMMUTABLE);
        let body = answer.json();
        assert_eq!((&body["old"], &body["new"]), (&json!(old), &json!(new)));
        let proof: Vec<Hash> = body["proof"].as_array().unwrap().iter().map(hash).collect();
        let (old_root, new_root) = (hash(&body["oldRoot"]), hash(&body["newRoot"]));
        tlog::verify_consistency(old, &old_root, new, &new_root, &proof).unwrap();
        assert_eq!(new_root, app.proofs.log.root_at(new).unwrap());
    }
    let newest = get(&app, "/izin/v1/log/consistency?old=7").await;
    assert_eq!(newest.json()["new"], 300);
    assert_eq!(newest.headers[header::CACHE_CONTROL], "public, max-age=1");
}

#[tokio::test]
async fn questions_without_numbers_are_h016() {
    let app = App::new().await;
    for path in [
        "/izin/v1/log/consistency",
        "/izin/v1/log/consistency?new=0",
        "/izin/v1/log/consistency?old=-1",
        "/izin/v1/log/consistency?old=0&new=",
        "/izin/v1/log/consistency?old=99999999999999999999",
        "/izin/v1/log/stamps",
        "/izin/v1/log/stamps?covering=x",
    ] {
        let answer = get(&app, path).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
        assert_eq!(answer.codes(), ["H016"], "{path}");
    }
}

#[tokio::test]
async fn a_stamp_is_found_by_its_size_and_by_what_it_covers() {
    let app = App::new().await;
    record(&app, "ONAY").await;
    record(&app, "RET").await;
    app.stamp().await;
    let answer = get(&app, "/izin/v1/log/stamps/2").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(
        answer.headers[header::CONTENT_TYPE],
        "application/json; charset=utf-8"
    );
    assert_eq!(answer.headers[header::CACHE_CONTROL], IMMUTABLE);
    let body = answer.json();
    assert_eq!(body["format"], "izin-stamp/v1");
    let checkpoint = body["checkpoint"].as_str().unwrap();
    SignedCheckpoint::open(checkpoint, app.proofs.log.verifier()).unwrap();
    for index in [0, 1] {
        let path = format!("/izin/v1/log/stamps?covering={index}");
        assert_eq!(get(&app, &path).await.bytes, answer.bytes);
    }
    for path in ["/izin/v1/log/stamps/1", "/izin/v1/log/stamps?covering=2"] {
        assert_missing(&get(&app, path).await);
    }
}

#[tokio::test]
async fn an_authoritys_roots_are_given_by_its_name() {
    let app = App::new().await;
    let answer = get(&app, &format!("/izin/v1/log/authorities/{AUTHORITY}.pem")).await;
    assert_eq!(answer.status, StatusCode::OK);
    let kind = &answer.headers[header::CONTENT_TYPE];
    assert_eq!(kind, "application/pem-certificate-chain");
    assert_eq!(answer.bytes, root_pem().into_bytes());
}

#[tokio::test]
async fn a_width_is_no_wider_than_a_tile() {
    let app = App::new().await;
    fill(&app, 257).await;
    app.publish();
    let width = u16::try_from(TILE_WIDTH).unwrap();
    let whole = TileId::new(0, 0, width).unwrap();
    let answer = get(&app, &format!("/log/{}", whole.path())).await;
    assert_eq!(answer.bytes.len(), tlog::TILE_BYTES);
    assert_missing(&get(&app, "/log/tile/0/000.p/256").await);
}
