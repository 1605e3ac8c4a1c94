//! The signed form of an answer (rule 40), which whoever has the address and the public key can
//! verify without asking.
//!
//! ```text
//! token     "izc1." and base64url, without padding, of: fields (36) · signature (64)
//! fields    key id (8) · brand (4) · channel (1) · recipient type (1) · reason (1) · zero (1) ·
//!           as of (8) · valid until (8) · zero (4)
//! signed    "izin/check-token/1" · zero byte · fields · the address as the contract writes it
//! ```
//!
//! Numbers are big-endian, times milliseconds since 1970. The address is signed but not inside: a
//! token in a log names nobody, and says nothing to who does not have the address.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::check::Reason;
use domain::{Address, BrandCode, Channel, RecipientType, Timestamp};

use super::Signer;
use super::signer::KEY_ID_LEN;

/// What tokens begin with.
const PREFIX: &str = "izc1.";
/// What the signed bytes begin with.
const CONTEXT: &[u8] = b"izin/check-token/1\0";
const FIELDS_LEN: usize = 36;
const SIGNATURE_LEN: usize = 64;
/// Length of a token in characters.
pub const TOKEN_LEN: usize = PREFIX.len() + (FIELDS_LEN + SIGNATURE_LEN).div_ceil(3) * 4 - 2;

/// What a token says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// For which brand.
    pub brand: BrandCode,
    /// By which channel.
    pub channel: Channel,
    /// As a private person or a merchant.
    pub recipient_type: RecipientType,
    /// The answer.
    pub reason: Reason,
    /// The instant it is true for.
    pub as_of: Timestamp,
    /// Until when it may be used.
    pub valid_until: Timestamp,
}

impl Token {
    /// The token for an address.
    pub fn sign(&self, signer: &Signer, address: &Address) -> String {
        let fields = self.fields(signer.key_id());
        let signature = signer.sign(&message(&fields, address));
        let mut token = String::with_capacity(TOKEN_LEN);
        token.push_str(PREFIX);
        BASE64_URL_SAFE_NO_PAD.encode_string([&fields[..], &signature].concat(), &mut token);
        token
    }

    /// Reads a token; `None`: it is none of ours, or not for this address.
    pub fn verify(text: &str, signer: &Signer, recipient: &str) -> Option<(Self, Address)> {
        if text.len() != TOKEN_LEN {
            return None;
        }
        let bytes = BASE64_URL_SAFE_NO_PAD
            .decode(text.strip_prefix(PREFIX)?)
            .ok()?;
        let (fields, signature) = bytes.split_first_chunk::<FIELDS_LEN>()?;
        let token = Self::read(fields, signer.key_id())?;
        let address = Address::from_wire(recipient, token.channel).ok()?;
        let signature = signature.try_into().ok()?;
        signer
            .verify(&message(fields, &address), signature)
            .then_some((token, address))
    }

    fn fields(&self, key_id: [u8; KEY_ID_LEN]) -> [u8; FIELDS_LEN] {
        let mut fields = [0; FIELDS_LEN];
        fields[..8].copy_from_slice(&key_id);
        fields[8..12].copy_from_slice(&self.brand.0.to_be_bytes());
        fields[12] = self.channel.to_byte();
        fields[13] = self.recipient_type.to_byte();
        fields[14] = self.reason.to_byte();
        fields[16..24].copy_from_slice(&self.as_of.as_millis().to_be_bytes());
        fields[24..32].copy_from_slice(&self.valid_until.as_millis().to_be_bytes());
        fields
    }

    fn read(fields: &[u8; FIELDS_LEN], key_id: [u8; KEY_ID_LEN]) -> Option<Self> {
        let instant = |from: usize| {
            let bytes = fields.get(from..)?.first_chunk()?;
            Some(Timestamp::from_millis(i64::from_be_bytes(*bytes)))
        };
        let token = Self {
            brand: BrandCode(u32::from_be_bytes(*fields[8..].first_chunk()?)),
            channel: Channel::from_byte(fields[12])?,
            recipient_type: RecipientType::from_byte(fields[13])?,
            reason: Reason::from_byte(fields[14])?,
            as_of: instant(16)?,
            valid_until: instant(24)?,
        };
        (token.fields(key_id) == *fields).then_some(token)
    }
}

fn message(fields: &[u8; FIELDS_LEN], address: &Address) -> Vec<u8> {
    let mut message = Vec::with_capacity(CONTEXT.len() + FIELDS_LEN + 32);
    message.extend_from_slice(CONTEXT);
    message.extend_from_slice(fields);
    message.extend_from_slice(address.to_string().as_bytes());
    message
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

    use super::*;

    #[test]
    fn a_token_is_for_one_address_and_every_changed_character_breaks_it() {
        let folder = tempfile::tempdir().unwrap();
        let signer = Signer::open(folder.path(), &keys::OsRandom).unwrap();
        let token = Token {
            brand: BrandCode(600_001),
            channel: Channel::Text,
            recipient_type: RecipientType::Individual,
            reason: Reason::Approved,
            as_of: Timestamp::from_millis(1),
            valid_until: Timestamp::from_millis(2),
        };
        let address = Address::from_wire("+905321234567", Channel::Text).unwrap();
        let text = token.sign(&signer, &address);
        assert_eq!(text.len(), TOKEN_LEN);
        let read = Token::verify(&text, &signer, "+905321234567");
        assert_eq!(read, Some((token, address)));
        assert_eq!(Token::verify(&text, &signer, "+905321234568"), None);
        for place in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
            let changed = String::from_utf8(bytes).unwrap();
            assert_eq!(
                Token::verify(&changed, &signer, "+905321234567"),
                None,
                "{place}"
            );
        }
    }
}
