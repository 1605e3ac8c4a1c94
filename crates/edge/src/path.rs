//! Paths as clients spell them, and the one spelling they are routed by.

use axum::http::Uri;
use axum::http::uri::PathAndQuery;

/// The same address with its path in the one spelling that is routed: repeated slashes are one (clients
/// glue base addresses and paths with a slash too many), and a letter that needs no percent-encoding has
/// none (RFC 3986, section 6.2.2.2). `None`: it is spelt so already.
pub fn normalized(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    if !path.contains("//") && !path.contains('%') {
        return None;
    }
    let mut plain = String::with_capacity(path.len());
    let mut rest = path;
    while let Some(sign) = rest.chars().next() {
        let (sign, len) = match decoded(rest) {
            Some(sign) => (sign, "%00".len()),
            None => (sign, sign.len_utf8()),
        };
        if sign != '/' || !plain.ends_with('/') {
            plain.push(sign);
        }
        rest = &rest[len..];
    }
    if plain == path {
        return None;
    }
    with_path(uri, &plain)
}

/// The same address without the slashes its path ends in; the root keeps its own. `None`: it has none.
pub fn without_trailing_slash(uri: &Uri) -> Option<Uri> {
    let path = uri.path();
    let shorter = path.trim_end_matches('/');
    if shorter.len() == path.len() || shorter.is_empty() {
        return None;
    }
    with_path(uri, shorter)
}

/// The sign that a percent-encoded one at the beginning stands for, if it needs no encoding.
fn decoded(text: &str) -> Option<char> {
    let digits = text.strip_prefix('%')?.get(..2)?;
    if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let sign = char::from(u8::from_str_radix(digits, 16).ok()?);
    (sign.is_ascii_alphanumeric() || "-._~".contains(sign)).then_some(sign)
}

fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let target = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(target).ok()?);
    Uri::from_parts(parts).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(uri: &str) -> String {
        let uri: Uri = uri.parse().expect("a uri");
        normalized(&uri).unwrap_or(uri).to_string()
    }

    #[test]
    fn repeated_slashes_become_one_and_the_query_stays() {
        assert_eq!(
            of("//sps//1/brands///?after=a//b%61"),
            "/sps/1/brands/?after=a//b%61"
        );
        assert_eq!(of("http://host//sps"), "http://host/sps");
    }

    #[test]
    fn letters_that_need_no_encoding_are_read_and_all_else_stays() {
        assert_eq!(of("/%73ps/%31/%62rands"), "/sps/1/brands");
        assert_eq!(of("/%7Ea%2d%2E%5f"), "/~a-._");
        for same in [
            "/a%2Fb", "/%2573ps", "/%FF", "/%zz", "/a%", "/%2", "/%c5%9f",
        ] {
            assert_eq!(of(same), same);
        }
    }

    #[test]
    fn slashes_at_the_end_go_and_the_roots_stays() {
        let shorter = |uri: &str| {
            let uri: Uri = uri.parse().expect("a uri");
            without_trailing_slash(&uri).map(|uri| uri.to_string())
        };
        assert_eq!(shorter("/sps/1/?a=b/").as_deref(), Some("/sps/1?a=b/"));
        assert_eq!(shorter("/sps//").as_deref(), Some("/sps"));
        assert_eq!(shorter("/"), None);
        assert_eq!(shorter("/sps"), None);
    }
}
