//! The tokens of links that stand in messages, as they come back.

use axum::http::{HeaderName, Uri};
use percent_encoding::percent_decode_str;
use registry::people::exit::{EXIT_TOKEN_LEN, REFUSAL_TOKEN_LEN};

/// Links are nobody's business but their owner's.
pub const NO_INDEX: (HeaderName, &str) = (HeaderName::from_static("x-robots-tag"), "noindex");

/// How long tokens are, the longest first.
const LENGTHS: [usize; 2] = [REFUSAL_TOKEN_LEN, EXIT_TOKEN_LEN];

/// A link's token without what mail programs glue to a link: the full stop of a sentence, a bracket, a
/// slash.
pub struct Token(pub String);

impl Token {
    /// The token in an address, after what stands before it. What is glued to it may be no text at all, which hides
    /// nobody's way.
    pub fn of(uri: &Uri, prefix: &str) -> Self {
        let glued = uri.path().strip_prefix(prefix).unwrap_or_default();
        Self::without_glue(&percent_decode_str(glued).decode_utf8_lossy())
    }

    fn without_glue(glued: &str) -> Self {
        let token = glued.trim_start_matches(|sign: char| !is_of_token(sign));
        let whole = token.find(|sign: char| !is_of_token(sign));
        let whole = whole.unwrap_or(token.len());
        if LENGTHS.contains(&whole) {
            return Self(token[..whole].to_owned());
        }
        let end = token.char_indices().nth(EXIT_TOKEN_LEN);
        Self(match end {
            Some((end, next)) if !next.is_alphanumeric() => token[..end].to_owned(),
            _ => token.to_owned(),
        })
    }

    /// The link's path, without anything.
    pub fn path(&self, prefix: &str) -> String {
        let plain = self.0.chars().all(is_of_token);
        let token = if plain { self.0.as_str() } else { "" };
        format!("{prefix}{token}")
    }
}

/// Whether a token is written with it.
fn is_of_token(sign: char) -> bool {
    sign.is_ascii_alphanumeric() || sign == '-' || sign == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_glued_to_a_link_is_no_part_of_it() {
        let token = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789-_AbCdE";
        assert_eq!(token.len(), EXIT_TOKEN_LEN);
        let long = format!("{}{token}", &token[..REFUSAL_TOKEN_LEN - EXIT_TOKEN_LEN]);
        for glued in [".", "/", ",", ">", ")", ")./", "\u{201d}", "&gt;", ". Ve"] {
            for token in [token, &long] {
                let found = Token::without_glue(&format!("{token}{glued}"));
                assert_eq!(found.0, token, "{glued}");
            }
        }
        assert_eq!(Token::without_glue(&format!("{token}._")).0, token);
        assert_eq!(Token::without_glue(&format!("<{token}>")).0, token);
        for other in ["", "x", &token[1..], &format!("{token}x")] {
            assert_eq!(Token::without_glue(other).0, other);
        }
    }
}
