//! Paths: those that stand round every page, and how others are put together.

use std::fmt::{Display, Write as _};

/// The start.
pub const START: &str = "/";
/// The choice of a language.
pub const LANGUAGE: &str = "/language";
/// What is kept about people.
pub const PRIVACY: &str = "/privacy";
/// A style sheet, a script or a picture.
pub const ASSET: &str = "/assets/{name}";

/// The longest path and query that somebody is brought back to.
const RETURN_MAX: usize = 1_000;

/// A path as the router has it (`/consents/{record}`) with something in place of each name.
pub fn filled(pattern: &str, parts: &[&dyn Display]) -> String {
    let mut parts = parts.iter();
    let mut path = String::new();
    for piece in pattern.split('/').skip(1) {
        path.push('/');
        let part = if piece.starts_with('{') {
            parts.next()
        } else {
            None
        };
        match part {
            Some(part) => path.push_str(&encoded(&part.to_string())),
            None => path.push_str(piece),
        }
    }
    path
}

/// A path with a query of one value.
pub fn asking(path: &str, name: &str, value: impl Display) -> String {
    format!("{path}?{name}={}", encoded(&value.to_string()))
}

/// A text as a query's value.
pub fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

/// Where somebody may be sent back to: a path on this site, not one that a browser reads as another's
/// (`//host`, `/\host`).
pub fn return_to(path: &str) -> Option<&str> {
    let own = path.starts_with('/') && !path.starts_with("//");
    let plain = path
        .bytes()
        .all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    (own && plain && path.len() <= RETURN_MAX).then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_made_of_what_the_router_has() {
        let path = filled("/a/{b}/c/{*d}", &[&"0-1", &"x y"]);
        assert_eq!(path, "/a/0-1/c/x%20y");
        assert_eq!(filled("/{b}", &[&7]), "/7");
        assert_eq!(asking("/a", "q", "x&y"), "/a?q=x%26y");
    }
}
