//! One stamp with the checkpoint it covers, as a document (`docs/proof.md`).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use tlog::{SignedCheckpoint, VerifierKey};
use tsp::{Imprint, Token};

use super::name::{self, Name};
use crate::error::{Damage, LogError};
use crate::files;
use crate::storage::Storage;

/// The document's format.
const FORMAT: &str = "izin-stamp/v1";

/// A time stamp over a checkpoint.
#[derive(Clone, Debug)]
pub struct Stamp {
    /// The checkpoint with the signatures it had when it was stamped.
    pub checkpoint: SignedCheckpoint,
    /// The token.
    pub token: Token,
    /// What the configuration calls the authority.
    pub authority: String,
    /// When the oldest movement that no earlier stamp covers was recorded, in seconds since 1970.
    pub waited_since: i64,
    /// Within how many seconds a movement was to be stamped at that time.
    pub period: i64,
    /// The size of the stamp before it, so that a missing one is noticed.
    pub previous: Option<u64>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Document {
    format: String,
    checkpoint: String,
    authority: String,
    token: String,
    waited_since: i64,
    period: i64,
    previous: Option<u64>,
}

impl Stamp {
    /// How many movements it covers.
    pub fn size(&self) -> u64 {
        self.checkpoint.checkpoint().size
    }

    /// When it was made, by the authority's clock, in whole seconds since 1970.
    pub fn stamped_at(&self) -> i64 {
        self.token.time().unix_seconds()
    }

    /// Whether a movement it covers waited longer than the period.
    pub fn is_late(&self) -> bool {
        self.stamped_at().saturating_sub(self.waited_since) > self.period
    }

    /// What the authority stamped.
    pub fn imprint(&self) -> Imprint {
        Imprint::Sha256(receipt::stamp::imprint(
            &self.checkpoint.checkpoint().text(),
        ))
    }

    /// What a renewal takes of it.
    pub fn digest(&self) -> [u8; 64] {
        receipt::stamp::digest(&self.checkpoint.checkpoint().text(), self.token.to_der())
    }

    /// As its file has it: JSON and a newline.
    pub fn to_bytes(&self) -> Vec<u8> {
        let document = Document {
            format: FORMAT.to_owned(),
            checkpoint: self.checkpoint.note().to_string(),
            authority: self.authority.clone(),
            token: STANDARD.encode(self.token.to_der()),
            waited_since: self.waited_since,
            period: self.period,
            previous: self.previous,
        };
        let mut bytes = serde_json::to_vec(&document).expect("a stamp is texts and numbers");
        bytes.push(b'\n');
        bytes
    }

    /// Reads the stamp of this name, with its digest, the log's signature and the token's imprint
    /// checked. Who made the token is not: that is for [`tsp::verify`].
    pub(crate) fn load(
        storage: &dyn Storage,
        name: &Name,
        log: &VerifierKey,
    ) -> Result<Self, LogError> {
        let path = name.path();
        let damaged = |what: String| LogError::Damaged(Damage::new(&path, what));
        let bytes = files::require(storage, &path)?;
        if name::digest(&bytes) != name.digest {
            return Err(damaged("is not what was written".to_owned()));
        }
        let stamp = Self::read(&bytes, log).map_err(damaged)?;
        if stamp.size() != name.size || stamp.is_late() != name.late {
            return Err(damaged("says something else than its name".to_owned()));
        }
        Ok(stamp)
    }

    /// The error says what is wrong in a few words.
    fn read(bytes: &[u8], log: &VerifierKey) -> Result<Self, String> {
        let document: Document = serde_json::from_slice(bytes)
            .map_err(|error| format!("is no stamp in {FORMAT}: {error}"))?;
        if document.format != FORMAT {
            return Err(format!("is not in {FORMAT}"));
        }
        let checkpoint = SignedCheckpoint::open(&document.checkpoint, log)
            .map_err(|error| format!("has a checkpoint that cannot be trusted: {error}"))?;
        let token = STANDARD
            .decode(&document.token)
            .map_err(|_| "has a token that is not base64".to_owned())
            .and_then(|der| {
                Token::parse(&der).map_err(|error| format!("has no time-stamp token: {error}"))
            })?;
        let stamp = Self {
            checkpoint,
            token,
            authority: document.authority,
            waited_since: document.waited_since,
            period: document.period,
            previous: document.previous,
        };
        if *stamp.token.imprint() != stamp.imprint() {
            return Err("has a token for something else".to_owned());
        }
        Ok(stamp)
    }
}
