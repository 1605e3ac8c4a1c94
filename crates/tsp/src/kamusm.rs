//! The request header of Kamu SM, Türkiye's public certification authority.
//!
//! Its time stamps are prepaid: whoever asks names the account in a header of its own beside the ordinary
//! body. The header proves knowledge of the password for this one imprint without sending it.

use aes::Aes256;
use cbc::Encryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeEncrypt, KeyIvInit};
use der::asn1::OctetStringRef;
use der::{Encode, Sequence};
use zeroize::Zeroizing;

use crate::Imprint;

/// The name of the header.
pub const HEADER: &str = "identity";

/// Length of the salt, which is the cipher's first block too, in bytes.
pub const SALT_BYTES: usize = 16;

/// Rounds of PBKDF2, as Kamu SM's own client has them. Few: choose a long password.
const ROUNDS: u32 = 100;

/// What the header holds.
#[derive(Sequence)]
struct Identity<'a> {
    user: u64,
    salt: &'a OctetStringRef,
    rounds: u32,
    iv: &'a OctetStringRef,
    imprint: &'a OctetStringRef,
}

/// The value of the header for one request.
///
/// The salt must be random and new for each request. The value is hexadecimal; who sees it can try passwords against
/// it, so it is as secret as the connection it goes over.
pub fn identity_header(
    user: u64,
    password: &str,
    imprint: &Imprint,
    salt: &[u8; SALT_BYTES],
) -> String {
    let mut key = Zeroizing::new([0_u8; 32]);
    let rounds = ROUNDS.try_into().expect("it is not zero");
    ring::pbkdf2::derive(
        ring::pbkdf2::PBKDF2_HMAC_SHA256,
        rounds,
        salt,
        password.as_bytes(),
        &mut *key,
    );
    let cipher = Encryptor::<Aes256>::new((&*key).into(), salt.into());
    let encrypted = cipher.encrypt_padded_vec::<Pkcs7>(imprint.as_bytes());
    let short = "a few dozen bytes are a short string";
    let identity = Identity {
        user,
        salt: OctetStringRef::new(salt).expect(short),
        rounds: ROUNDS,
        iv: OctetStringRef::new(salt).expect(short),
        imprint: OctetStringRef::new(&encrypted).expect(short),
    };
    hex::encode(identity.to_der().expect(short))
}
