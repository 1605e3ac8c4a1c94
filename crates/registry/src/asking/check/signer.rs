//! The key that answers are signed with: Ed25519, in `signing-key.pem` (PKCS #8), mode 0600.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use domain::outside::Random;
use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _};
use ed25519_dalek::{SIGNATURE_LENGTH, Signature, Signer as _, SigningKey};
use keys::secret_file;
use sha2::{Digest as _, Sha256};

/// The key file's name in the data folder.
pub const FILE_NAME: &str = "signing-key.pem";

/// Length of a key's identity in bytes.
pub const KEY_ID_LEN: usize = 8;

/// Why there is no key.
#[derive(Debug, thiserror::Error)]
pub enum SignerError {
    /// The file cannot be read or written.
    #[error("the signing key {path} cannot be used")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file holds no Ed25519 key.
    #[error("{0} is no Ed25519 private key in PKCS #8 PEM form")]
    NoKey(PathBuf),
}

/// Signs; clones share the key.
#[derive(Clone)]
pub struct Signer {
    key: Arc<SigningKey>,
    id: [u8; KEY_ID_LEN],
}

impl Signer {
    /// Reads the key of a data folder, making one if there is none.
    pub fn open(folder: &Path, random: &dyn Random) -> Result<Self, SignerError> {
        let path = folder.join(FILE_NAME);
        let failed = |source| SignerError::File {
            path: path.clone(),
            source,
        };
        match secret_file::read(&path) {
            Ok(pem) => SigningKey::from_pkcs8_pem(&pem)
                .map(Self::of)
                .map_err(|_| SignerError::NoKey(path)),
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let mut seed = [0; 32];
                random.fill(&mut seed);
                let signer = Self::of(SigningKey::from_bytes(&seed));
                let pem = signer
                    .key
                    .to_pkcs8_pem(LineEnding::LF)
                    .map_err(|error| failed(io::Error::other(error.to_string())))?;
                secret_file::write_new(folder, FILE_NAME, pem.as_bytes()).map_err(failed)?;
                Ok(signer)
            }
            Err(error) if error.kind() == ErrorKind::InvalidData => Err(SignerError::NoKey(path)),
            Err(error) => Err(failed(error)),
        }
    }

    fn of(key: SigningKey) -> Self {
        let digest = Sha256::digest(key.verifying_key().as_bytes());
        let mut id = [0; KEY_ID_LEN];
        id.copy_from_slice(&digest[..KEY_ID_LEN]);
        Self {
            key: Arc::new(key),
            id,
        }
    }

    /// The key's identity: the first bytes of the SHA-256 of the public key.
    pub const fn key_id(&self) -> [u8; KEY_ID_LEN] {
        self.id
    }

    /// The public key's 32 bytes.
    pub fn public_key(&self) -> [u8; 32] {
        self.key.verifying_key().to_bytes()
    }

    /// The public key in PEM form, as `openssl` reads it.
    pub fn public_key_pem(&self) -> String {
        self.key
            .verifying_key()
            .to_public_key_pem(LineEnding::LF)
            .unwrap_or_default()
    }

    /// Signs. Messages of different kinds must not be mistakable for one another: each begins
    /// with a text of its own.
    pub fn sign(&self, message: &[u8]) -> [u8; SIGNATURE_LENGTH] {
        self.key.sign(message).to_bytes()
    }

    /// Whether a signature is ours.
    pub fn verify(&self, message: &[u8], signature: &[u8; SIGNATURE_LENGTH]) -> bool {
        let signature = Signature::from_bytes(signature);
        self.key
            .verifying_key()
            .verify_strict(message, &signature)
            .is_ok()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a failed unwrap fails the test")]

    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn the_key_is_made_once_and_for_the_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = Signer::open(folder.path(), &keys::OsRandom).unwrap();
        let again = Signer::open(folder.path(), &keys::OsRandom).unwrap();
        assert_eq!(first.public_key(), again.public_key());
        assert!(again.verify(b"text", &first.sign(b"text")));
        assert!(!again.verify(b"other", &first.sign(b"text")));
        let mode = fs::metadata(folder.path().join(FILE_NAME))
            .unwrap()
            .permissions()
            .mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn a_damaged_key_file_is_named_and_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(FILE_NAME);
        for damaged in [&b"no key"[..], b"", b"\xff\xfe"] {
            fs::write(&path, damaged).unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
            let refused = Signer::open(folder.path(), &keys::OsRandom);
            assert!(matches!(refused, Err(SignerError::NoKey(named)) if named == path));
            assert_eq!(fs::read(&path).unwrap(), damaged);
        }
    }
}
