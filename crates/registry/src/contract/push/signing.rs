//! How a message shows that it is the registry's and was not changed: the scheme of Standard Webhooks 1.0
//! (HMAC-SHA-256 over id, time and body), for which receivers have libraries in all languages.

use std::fmt;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use domain::Timestamp;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use uuid::Uuid;
use zeroize::Zeroizing;

/// How long a key is, in bytes.
const SECRET_LEN: usize = 32;
/// What a key's text begins with.
const SECRET_PREFIX: &str = "whsec_";

/// The key of one connection's messages.
#[derive(Clone, PartialEq, Eq)]
pub struct PushSecret(Zeroizing<[u8; SECRET_LEN]>);

impl PushSecret {
    /// A new one.
    pub(crate) fn draw(fill: impl FnOnce(&mut [u8])) -> Self {
        let mut secret = Zeroizing::new([0; SECRET_LEN]);
        fill(secret.as_mut());
        Self(secret)
    }

    /// One that was kept. `None`: it is none.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        Some(Self(Zeroizing::new(bytes.try_into().ok()?)))
    }

    pub(crate) fn as_bytes(&self) -> &[u8] {
        self.0.as_slice()
    }

    /// As a receiver's library takes it: `whsec_` and base64.
    pub fn to_text(&self) -> Zeroizing<String> {
        let encoded = Zeroizing::new(BASE64_STANDARD.encode(self.as_bytes()));
        Zeroizing::new([SECRET_PREFIX, &encoded].concat())
    }
}

impl fmt::Debug for PushSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PushSecret(..)")
    }
}

/// What one message is signed with.
#[derive(Clone, Debug)]
pub struct Signing {
    /// The message's name: the same when it is sent again.
    id: String,
    /// When it is sent.
    at: Timestamp,
    secret: PushSecret,
}

impl Signing {
    /// The same for the movements of a connection from one position to another.
    pub(super) fn of_span(self, connection: Uuid, (first, last): (u64, u64)) -> Self {
        let id = format!("msg_{}_{first}_{last}", connection.simple());
        Self { id, ..self }
    }

    /// For the test data.
    pub(super) fn of_test(connection: Uuid, at: Timestamp, secret: PushSecret) -> Self {
        Self {
            id: format!("msg_{}_test_{}", connection.simple(), at.as_millis()),
            at,
            secret,
        }
    }

    /// The headers that go with a body.
    pub fn headers(&self, body: &[u8]) -> [(&'static str, String); 3] {
        let seconds = self.at.as_seconds().to_string();
        let mut mac = <Hmac<Sha256>>::new_from_slice(self.secret.as_bytes())
            .expect("HMAC takes any key length");
        for part in [self.id.as_bytes(), b".", seconds.as_bytes(), b".", body] {
            mac.update(part);
        }
        let signature = BASE64_STANDARD.encode(mac.finalize().into_bytes());
        [
            ("webhook-id", self.id.clone()),
            ("webhook-timestamp", seconds),
            ("webhook-signature", format!("v1,{signature}")),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The signature was computed by another program, by which the specification's own example comes out right, too.
    #[test]
    fn a_message_is_signed_as_the_standard_says() {
        let secret = PushSecret::draw(|bytes| {
            for (byte, value) in bytes.iter_mut().zip(0..) {
                *byte = value;
            }
        });
        let text = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        assert_eq!(secret.to_text().as_str(), text);
        let at = Timestamp::from_seconds(1_614_265_330);
        let signing = Signing::of_test(Uuid::nil(), at, secret);
        let headers = signing.of_span(Uuid::nil(), (7, 9)).headers(b"{}");
        let expected = [
            ("webhook-id", "msg_00000000000000000000000000000000_7_9"),
            ("webhook-timestamp", "1614265330"),
            (
                "webhook-signature",
                "v1,M8iDgV/UM7pQ+etcRn2DO+r5UJp96W5erewjSdXmDZ8=",
            ),
        ];
        assert_eq!(
            headers,
            expected.map(|(name, value)| (name, value.to_owned()))
        );
    }

    #[test]
    fn neither_a_key_nor_what_it_signs_with_shows_in_debug() {
        let secret = PushSecret::draw(|bytes| bytes.fill(0xab));
        let signing = Signing::of_test(Uuid::nil(), Timestamp::from_seconds(1), secret.clone());
        let shown = format!("{secret:?} {signing:?}");
        assert!(
            !shown.contains("171") && !shown.contains("ab, ab"),
            "{shown}"
        );
    }
}
