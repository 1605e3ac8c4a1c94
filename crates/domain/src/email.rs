//! E-mail addresses (contract 4.4).
//!
//! The contract's own rules differ from RFC 5321's in both directions (leading and repeated dots
//! are allowed, quotes and many special characters are not), so that no general parser fits.

use std::fmt;

use crate::ErrorCode;

/// The shortest address, in characters (`a@b.cc`).
pub const MIN_CHARACTERS: usize = 6;

/// The longest address, in characters.
pub const MAX_CHARACTERS: usize = 265;

/// The longest domain, in characters (RFC 1035, section 2.3.4, without the closing dot).
const MAX_DOMAIN_CHARACTERS: usize = 253;

/// The longest part of a domain between dots, in characters (RFC 1035, section 2.3.4).
const MAX_LABEL_CHARACTERS: usize = 63;

/// The shortest top-level domain, in characters.
const MIN_TOP_LEVEL_CHARACTERS: usize = 2;

/// An e-mail address, lower-cased (ASCII letters only; others cannot occur).
///
/// Its `Debug` form hides the address; `Display` is the wire form.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Email(Box<str>);

impl Email {
    /// Reads an address; `H120` when it is none.
    ///
    /// Letters outside ASCII are refused, the Turkish ones by the contract's word and the others
    /// because no letter may silently become another when addresses are compared.
    pub fn from_wire(text: &str) -> Result<Self, ErrorCode> {
        let valid = (MIN_CHARACTERS..=MAX_CHARACTERS).contains(&text.len())
            && text.split_once('@').is_some_and(|(local, domain)| {
                !local.is_empty() && local.bytes().all(is_local) && is_domain(domain)
            });
        if !valid {
            return Err(ErrorCode::H120);
        }
        let mut folded = Box::<str>::from(text);
        folded.make_ascii_lowercase();
        Ok(Self(folded))
    }

    /// Reads an address that was accepted before, as stored or as opened from a receipt. Only what
    /// makes it one address and no other is checked: 6 to 265 visible ASCII characters, no capital
    /// letters, exactly one `@`.
    pub fn from_stored(text: &str) -> Option<Self> {
        let valid = (MIN_CHARACTERS..=MAX_CHARACTERS).contains(&text.len())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !byte.is_ascii_uppercase())
            && text.bytes().filter(|&byte| byte == b'@').count() == 1;
        valid.then(|| Self(text.into()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What may stand before the `@`: RFC 5322's `atext` and the dot, less the characters the contract
/// refuses (``{[(!'^%&/()=?,"½²³°¶)}]``).
const fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(
            byte,
            b'.' | b'-' | b'_' | b'+' | b'#' | b'$' | b'*' | b'`' | b'|' | b'~'
        )
}

/// At least two labels of letters, digits and inner hyphens; the last one is not a number, or the
/// domain would be an IP address.
fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=MAX_LABEL_CHARACTERS).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    domain.len() <= MAX_DOMAIN_CHARACTERS
        && domain.split('.').all(is_label)
        && domain.rsplit_once('.').is_some_and(|(_, top)| {
            top.len() >= MIN_TOP_LEVEL_CHARACTERS && !top.bytes().all(|byte| byte.is_ascii_digit())
        })
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(hidden)")
    }
}
