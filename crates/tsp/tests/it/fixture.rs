//! The time stamps that `fixtures/make.sh` makes, frozen or new.

use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;
use tsp::{Expect, Imprint, Request, Token, Trust, Verified, VerifyError, verify};

use crate::openssl;

/// A folder of time stamps of `data`.
pub struct Folder {
    path: PathBuf,
    _kept: Option<TempDir>,
}

impl Folder {
    /// One run of the script, kept.
    pub fn frozen() -> Self {
        Self {
            path: home(),
            _kept: None,
        }
    }

    /// Runs the script.
    pub fn made_now() -> Self {
        let folder = TempDir::new().unwrap();
        openssl::script(&home().join("make.sh"), folder.path());
        Self {
            path: folder.path().to_owned(),
            _kept: Some(folder),
        }
    }

    pub fn bytes(&self, file: &str) -> Vec<u8> {
        fs::read(self.path.join(file)).unwrap()
    }

    pub fn token(&self, name: &str) -> Token {
        Token::parse(&self.bytes(&format!("{name}.tsr"))).unwrap()
    }

    pub fn request(&self, name: &str) -> Request {
        Request::parse(&self.bytes(&format!("{name}.tsq"))).unwrap()
    }

    pub fn trust(&self, file: &str) -> Trust {
        Trust::from_pem(str::from_utf8(&self.bytes(file)).unwrap()).unwrap()
    }

    /// What the stamped file must be.
    pub fn expect(&self) -> Expect {
        Expect::imprint(Imprint::sha256(&self.bytes("data")))
    }

    /// Verifies one with every root trusted.
    pub fn verify(&self, name: &str) -> Result<Verified, VerifyError> {
        let token = self.token(name);
        let expect = Expect {
            imprint: *token.imprint(),
            ..self.expect()
        };
        verify(&token, &self.trust("roots.pem"), &expect)
    }
}

fn home() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/fixtures")
}
