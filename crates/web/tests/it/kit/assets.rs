//! `/assets/{name}`.

use axum::http::StatusCode;
use sha2::{Digest, Sha256};

use crate::app::App;

/// htmx 4.0.1 as npm has it, `dist/htmx.min.js` (0BSD).
const HTMX_SHA256: &str = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130";

/// The most that the first page may weigh, with everything it needs.
const FIRST_PAGE_MAX: usize = 50 * 1024;

#[tokio::test]
async fn the_script_is_the_one_that_was_published() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    app.fill().await;
    let page = browser.get("/consents").await;
    let script = links(page.text(), "<script src=\"").remove(0);
    let answer = browser.get(&script).await;
    assert_eq!(hex::encode(Sha256::digest(&answer.bytes)), HTMX_SHA256);
    assert_eq!(
        answer.header("content-type"),
        "text/javascript; charset=utf-8"
    );
    let licence = include_str!("../../../assets/htmx-LICENSE.txt");
    assert!(licence.starts_with("Zero-Clause BSD"));
}

#[tokio::test]
async fn an_asset_may_be_kept_for_ever_because_its_name_changes_with_it() {
    let app = App::new().await;
    let mut browser = app.browser();
    let page = browser.get("/").await;
    for link in links(page.text(), "href=\"/assets/") {
        let answer = browser.get(&format!("/assets/{link}")).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert!(answer.header("cache-control").contains("immutable"));
        let hash = hex::encode(Sha256::digest(&answer.bytes));
        assert!(link.contains(&hash[..12]), "{link}");
    }
    for missing in [
        "style.css",
        "x",
        "style.000000000000.css",
        "%2e%2e%2fCargo.toml",
    ] {
        let answer = browser.get(&format!("/assets/{missing}")).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{missing}");
    }
}

#[tokio::test]
async fn the_first_page_weighs_less_than_50_kb_with_all_it_needs() {
    let app = App::new().await;
    for first in ["/", "/sign-in"] {
        let mut browser = app.browser();
        let page = browser.get(first).await;
        let mut bytes = page.bytes.len();
        let mut wanted = links(page.text(), "href=\"/assets/");
        wanted.extend(links(page.text(), "src=\"/assets/"));
        wanted.sort();
        wanted.dedup();
        for asset in wanted {
            bytes += browser.get(&format!("/assets/{asset}")).await.bytes.len();
        }
        assert!(bytes < FIRST_PAGE_MAX, "{first} weighs {bytes}");
    }
}

#[tokio::test]
async fn assets_are_compressed_and_pages_are_not() {
    let app = App::new().await;
    let mut browser = app.signed_in().await;
    browser.headers.push(("accept-encoding", "gzip".to_owned()));
    let page = browser.get("/consents").await;
    assert_eq!(page.header("content-encoding"), "");
    let style = links(page.text(), "href=\"/assets/style").remove(0);
    let answer = browser.get(&format!("/assets/style{style}")).await;
    assert_eq!(answer.header("content-encoding"), "gzip");
}

/// What follows `start` up to the next quotation mark, wherever it stands.
fn links(text: &str, start: &str) -> Vec<String> {
    let end = |link: &str| link[..link.find('"').unwrap()].to_owned();
    text.split(start).skip(1).map(end).collect()
}
