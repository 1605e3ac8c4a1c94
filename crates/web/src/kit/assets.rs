//! The style sheets, the scripts and the mark, compiled in.
//!
//! An asset's name holds the start of its hash, so that browsers may keep it for ever and never show
//! an old one.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use sha2::{Digest, Sha256};
use tower_http::compression::CompressionLayer;

use super::failure::Failure;
use super::paths::{ASSET, filled};
use super::routes::Routes;

/// How long a browser may keep an asset: a year, the longest that is honoured.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// How many bytes of the hash stand in the name.
const HASH_BYTES: usize = 6;

struct Asset {
    plain: &'static str,
    name: String,
    kind: &'static str,
    bytes: &'static [u8],
}

static ASSETS: LazyLock<Vec<Asset>> = LazyLock::new(|| {
    let files: [(&str, &str, &[u8]); 7] = [
        (
            "style.css",
            "text/css; charset=utf-8",
            include_bytes!("../../assets/style.css"),
        ),
        (
            "htmx.js",
            "text/javascript; charset=utf-8",
            // 0BSD; its licence lies beside it.
            include_bytes!("../../assets/htmx-4.0.1.min.js"),
        ),
        (
            "desk.css",
            "text/css; charset=utf-8",
            include_bytes!("../../assets/desk.css"),
        ),
        (
            "provider.css",
            "text/css; charset=utf-8",
            include_bytes!("../../assets/provider.css"),
        ),
        (
            "tus.js",
            "text/javascript; charset=utf-8",
            // MIT; its licence lies beside it.
            include_bytes!("../../assets/tus-4.3.1.min.js"),
        ),
        (
            "upload.js",
            "text/javascript; charset=utf-8",
            include_bytes!("../../assets/upload.js"),
        ),
        (
            "mark.svg",
            "image/svg+xml",
            include_bytes!("../../assets/mark.svg"),
        ),
    ];
    files
        .into_iter()
        .map(|(plain, kind, bytes)| Asset {
            plain,
            name: hashed(plain, bytes),
            kind,
            bytes,
        })
        .collect()
});

/// `style.css` becomes `style.0123456789ab.css`.
fn hashed(plain: &str, bytes: &[u8]) -> String {
    let hash = hex::encode(&Sha256::digest(bytes)[..HASH_BYTES]);
    let (stem, ending) = plain.rsplit_once('.').unwrap_or((plain, ""));
    format!("{stem}.{hash}.{ending}")
}

/// Where an asset is, by its plain name. An unknown one leads nowhere.
pub fn path(plain: &str) -> String {
    let name = ASSETS
        .iter()
        .find(|asset| asset.plain == plain)
        .map_or(plain, |asset| asset.name.as_str());
    filled(ASSET, &[&name])
}

pub fn routes() -> Routes {
    // Pages are never compressed: their length would tell what stands in them. Assets are public.
    Routes::new()
        .route(ASSET, get(asset))
        .wrapped(|router| router.layer(CompressionLayer::new()))
}

async fn asset(Path(name): Path<String>) -> Result<Response, Failure> {
    let asset = ASSETS
        .iter()
        .find(|asset| asset.name == name)
        .ok_or(Failure::NotFound)?;
    let headers = [
        (header::CONTENT_TYPE, asset.kind),
        (header::CACHE_CONTROL, FOR_EVER),
    ];
    Ok((headers, asset.bytes).into_response())
}
