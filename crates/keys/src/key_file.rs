//! The key file, and what is done with the keys in it.
//!
//! One file, `keys` in the data folder, mode 0600, made at first start and never written again:
//!
//! ```text
//! izin keys 1
//! recipient <64 hexadecimal digits>    HMAC-SHA-256: address → pseudonym
//! address <64 hexadecimal digits>      AES-256-GCM-SIV: sealed addresses
//! data <64 hexadecimal digits>         AES-256-GCM-SIV: what other parts have sealed here;
//!                                      HMAC-SHA-256 under a key derived from it: their MACs
//! ```
//!
//! Who has the ledger without this file learns no address from it; who loses this file loses the
//! addresses, and no new movement could be tied to an old one. So it is never made anew beside an
//! existing ledger.
//!
//! Sealed bytes are `version (1) ‖ nonce ‖ ciphertext and tag`; the version is also the first
//! byte of the associated data. The nonce is random; should the randomness ever repeat itself,
//! GCM-SIV gives away only that two equal plain texts were equal.
//!
//! Of a sealed address the nonce is left out: it is the first 12 bytes of the pseudonym, which is
//! the associated data as a whole. A pseudonym stands for one address and is sealed once, so no
//! nonce meets two plain texts; were it sealed again, the same bytes would come out, and that the
//! same pseudonym has the same address is no news.

#[cfg(test)]
mod tests;

use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use aes_gcm_siv::aead::{Aead as _, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit as _, Nonce};
use domain::outside::Random;
use domain::{Address, Email, Phone, RecipientId};
use hmac::{Hmac, Mac as _};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::secret_file;

/// The key file's name in the data folder.
const FILE_NAME: &str = "keys";
/// Length of each key in bytes.
const KEY_LEN: usize = 32;
/// Longest key file that is read, in bytes; a right one is shorter.
const FILE_LEN_MAX: u64 = 4096;
/// First line of the file.
const TITLE: &str = "izin keys 1";
/// First byte of what is sealed.
const SEAL_VERSION: u8 = 1;
/// Length of a nonce in bytes.
pub(crate) const NONCE_LEN: usize = 12;
/// Marks a phone number, in pseudonyms and in sealed addresses.
const PHONE_TAG: u8 = 1;
/// Marks an e-mail address.
const EMAIL_TAG: u8 = 2;
/// Says that a key file belongs to a ledger (see [`Keys::check`]).
const CHECK_TEXT: &[u8] = b"izin/ledger/key-check/v1";
/// What the key of MACs is derived by: it is the HMAC-SHA-256 of this text under the data key, so that
/// no key file has to be made anew for it.
const MAC_KEY_TEXT: &[u8] = b"izin/ledger/mac-key/v1";

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file cannot be read or written.
    #[error("the key file {path} cannot be used")]
    Unusable {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file holds no keys of this form.
    #[error("{0} is no key file")]
    Damaged(PathBuf),
}

/// The keys, ready for use.
pub struct Keys {
    /// Keyed and waiting for the message, so that each pseudonym saves two compressions.
    recipient: Hmac<Sha256>,
    address: Aes256GcmSiv,
    data: Aes256GcmSiv,
    mac: Hmac<Sha256>,
}

impl Keys {
    /// Where the key file of a data folder is.
    pub fn path(folder: &Path) -> PathBuf {
        folder.join(FILE_NAME)
    }

    /// Reads the key file. `Ok(None)`: there is none.
    pub fn read(folder: &Path) -> Result<Option<Self>, KeyFileError> {
        let path = Self::path(folder);
        let file = match secret_file::open(&path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(KeyFileError::Unusable { path, source }),
        };
        let mut text = Zeroizing::new(String::new());
        match file.take(FILE_LEN_MAX).read_to_string(&mut text) {
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return Err(KeyFileError::Damaged(path));
            }
            Err(source) => return Err(KeyFileError::Unusable { path, source }),
        }
        Self::parse(&text)
            .map(Some)
            .ok_or(KeyFileError::Damaged(path))
    }

    /// Makes a key file. Refuses to replace one.
    pub fn create(folder: &Path, random: &dyn Random) -> Result<Self, KeyFileError> {
        let mut text = Zeroizing::new(format!("{TITLE}\n"));
        for name in ["recipient", "address", "data"] {
            let mut key = Zeroizing::new([0; KEY_LEN]);
            random.fill(&mut *key);
            text.push_str(name);
            text.push(' ');
            text.push_str(&Zeroizing::new(hex::encode(*key)));
            text.push('\n');
        }
        let path = Self::path(folder);
        secret_file::write_new(folder, FILE_NAME, text.as_bytes()).map_err(|source| {
            KeyFileError::Unusable {
                path: path.clone(),
                source,
            }
        })?;
        Self::parse(&text).ok_or(KeyFileError::Damaged(path))
    }

    fn parse(text: &str) -> Option<Self> {
        let mut lines = text.lines();
        if lines.next() != Some(TITLE) {
            return None;
        }
        let mut key = |name: &str| -> Option<Zeroizing<[u8; KEY_LEN]>> {
            let digits = lines.next()?.strip_prefix(name)?.strip_prefix(' ')?;
            let mut bytes = Zeroizing::new([0; KEY_LEN]);
            hex::decode_to_slice(digits, &mut *bytes).ok()?;
            Some(bytes)
        };
        let (recipient, address, data) = (key("recipient")?, key("address")?, key("data")?);
        if lines.next().is_some() {
            return None;
        }
        Some(Self {
            recipient: Hmac::new_from_slice(&*recipient).ok()?,
            address: Aes256GcmSiv::new_from_slice(&*address).ok()?,
            data: Aes256GcmSiv::new_from_slice(&*data).ok()?,
            mac: derived(&*data)?,
        })
    }

    /// A fixed value that only these keys give, kept in the ledger, so that another ledger's key
    /// file is recognised before anything is written under it.
    pub fn check(&self) -> [u8; RecipientId::LEN] {
        self.pseudonym(&[CHECK_TEXT])
    }

    /// The pseudonym of an address: the first 16 bytes of HMAC-SHA-256 over `1 ‖ digits as a
    /// 64-bit big-endian number` for a phone number, `2 ‖ text` for an e-mail address.
    pub fn recipient_id(&self, address: &Address) -> RecipientId {
        RecipientId(match address {
            Address::Phone(phone) => self.pseudonym(&[&[PHONE_TAG], &phone.digits().to_be_bytes()]),
            Address::Email(email) => self.pseudonym(&[&[EMAIL_TAG], email.as_str().as_bytes()]),
        })
    }

    fn pseudonym(&self, parts: &[&[u8]]) -> [u8; RecipientId::LEN] {
        let mut mac = self.recipient.clone();
        for part in parts {
            mac.update(part);
        }
        let digest = mac.finalize().into_bytes();
        let mut id = [0; RecipientId::LEN];
        id.copy_from_slice(&digest[..RecipientId::LEN]);
        id
    }

    /// Seals an address for the pseudonym it stands behind: its tag, then the text, or the digits
    /// as a big-endian number without leading zeros.
    pub fn seal_address(&self, recipient: RecipientId, address: &Address) -> Vec<u8> {
        let plain = Zeroizing::new(match address {
            Address::Phone(phone) => {
                let digits = phone.digits().to_be_bytes();
                let zeros = digits.iter().take_while(|byte| **byte == 0).count();
                tagged(PHONE_TAG, &digits[zeros..])
            }
            Address::Email(email) => tagged(EMAIL_TAG, email.as_str().as_bytes()),
        });
        let sealed = encrypt(
            &self.address,
            address_nonce(recipient),
            &recipient.0,
            &plain,
        );
        tagged(SEAL_VERSION, &sealed)
    }

    /// Opens a sealed address. `None`: it was not sealed for this pseudonym by these keys.
    pub fn open_address(&self, recipient: RecipientId, sealed: &[u8]) -> Option<Address> {
        let sealed = sealed.strip_prefix(&[SEAL_VERSION])?;
        let nonce = address_nonce(recipient);
        let plain = Zeroizing::new(decrypt(&self.address, nonce, &recipient.0, sealed)?);
        let (tag, text) = plain.split_first()?;
        match *tag {
            PHONE_TAG => {
                let mut digits = [0; 8];
                let zeros = digits.len().checked_sub(text.len())?;
                digits[zeros..].copy_from_slice(text);
                Phone::from_stored(u64::from_be_bytes(digits)).map(Address::Phone)
            }
            EMAIL_TAG => Email::from_stored(std::str::from_utf8(text).ok()?).map(Address::Email),
            _ => None,
        }
    }

    /// Seals bytes for keeping elsewhere.
    pub fn seal_data(&self, random: &dyn Random, context: &[u8], plain: &[u8]) -> Vec<u8> {
        seal(&self.data, random, context, plain)
    }

    /// The MAC of bytes in a context: HMAC-SHA-256 over the context's length as a 64-bit big-endian
    /// number, the context, and the bytes, so that no two pairs are the same message.
    pub fn mac(&self, context: &[u8], data: &[u8]) -> [u8; 32] {
        let mut mac = self.mac.clone();
        mac.update(&(context.len() as u64).to_be_bytes());
        mac.update(context);
        mac.update(data);
        mac.finalize().into_bytes().into()
    }

    /// Opens what [`Keys::seal_data`] made.
    pub fn open_data(&self, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        unseal(&self.data, context, sealed)
    }
}

/// The key of MACs, ready for use.
fn derived(data: &[u8]) -> Option<Hmac<Sha256>> {
    let mut mac = Hmac::<Sha256>::new_from_slice(data).ok()?;
    mac.update(MAC_KEY_TEXT);
    let key = Zeroizing::new(<[u8; KEY_LEN]>::from(mac.finalize().into_bytes()));
    Hmac::new_from_slice(&*key).ok()
}

fn tagged(tag: u8, text: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(1 + text.len());
    bytes.push(tag);
    bytes.extend_from_slice(text);
    bytes
}

/// The nonce that a recipient's address is sealed under.
fn address_nonce(recipient: RecipientId) -> [u8; NONCE_LEN] {
    let mut nonce = [0; NONCE_LEN];
    nonce.copy_from_slice(&recipient.0[..NONCE_LEN]);
    nonce
}

fn seal(cipher: &Aes256GcmSiv, random: &dyn Random, context: &[u8], plain: &[u8]) -> Vec<u8> {
    let mut nonce = [0; NONCE_LEN];
    random.fill(&mut nonce);
    let sealed = encrypt(cipher, nonce, context, plain);
    let mut bytes = Vec::with_capacity(1 + NONCE_LEN + sealed.len());
    bytes.push(SEAL_VERSION);
    bytes.extend_from_slice(&nonce);
    bytes.extend_from_slice(&sealed);
    bytes
}

fn unseal(cipher: &Aes256GcmSiv, context: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, sealed) = sealed
        .strip_prefix(&[SEAL_VERSION])?
        .split_first_chunk::<NONCE_LEN>()?;
    decrypt(cipher, *nonce, context, sealed)
}

pub(crate) fn encrypt(
    cipher: &Aes256GcmSiv,
    nonce: [u8; NONCE_LEN],
    context: &[u8],
    plain: &[u8],
) -> Vec<u8> {
    let aad = tagged(SEAL_VERSION, context);
    let payload = Payload {
        msg: plain,
        aad: &aad,
    };
    cipher
        .encrypt(&Nonce::from(nonce), payload)
        .expect("what fits into memory is far below the cipher's limit of 64 GiB")
}

pub(crate) fn decrypt(
    cipher: &Aes256GcmSiv,
    nonce: [u8; NONCE_LEN],
    context: &[u8],
    sealed: &[u8],
) -> Option<Vec<u8>> {
    let aad = tagged(SEAL_VERSION, context);
    let payload = Payload {
        msg: sealed,
        aad: &aad,
    };
    cipher.decrypt(&Nonce::from(nonce), payload).ok()
}
