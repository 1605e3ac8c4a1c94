//! What tokens are made of: 256 random bits, kept as SHA-256 only.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest, Sha256};

use domain::outside::Random;

/// What the tokens of browsers' sessions begin with: nothing, as they are never anywhere but in a cookie.
pub const SESSION_PREFIX: &str = "";

/// The length of a token's secret part, in bytes and as base64url.
const SECRET_LEN: usize = 32;
const SECRET_TEXT_LEN: usize = 43;

/// What a token is stored under.
pub type TokenDigest = [u8; 32];

/// A fresh token: its prefix and 43 characters of base64url, from 32 random bytes.
pub fn draw(random: &dyn Random, prefix: &str) -> String {
    let mut secret = [0; SECRET_LEN];
    random.fill(&mut secret);
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(secret))
}

/// The digest a token is stored under; `None` if it has not the form of one.
pub fn digest_of(token: &str, prefix: &str) -> Option<TokenDigest> {
    let secret = token.strip_prefix(prefix)?;
    (secret.len() == SECRET_TEXT_LEN).then(|| Sha256::digest(token).into())
}
