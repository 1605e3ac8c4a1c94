//! Stamping the older stamps anew, before the certificates they rest on end.

use std::sync::{Arc, PoisonError, RwLock};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use receipt::renewal::RenewalText;
use serde::{Deserialize, Serialize};
use tlog::{Appender, Hash, TileId, Tiles, leaf_hash};
use tsp::{Imprint, Token};

use crate::error::{Damage, LogError, OpenError};
use crate::files;
use crate::layout::STAMPS_FOLDER;
use crate::stamps::{Stamps, name};
use crate::storage::{NewFile, Storage};
use crate::tiles::tile_hashes;

/// The document's format.
const FORMAT: &str = "izin-renewal/v1";
/// Begins the name of a renewal's document.
const PREFIX: &str = "renewal.";
/// Ends it.
const SUFFIX: &str = ".json";
/// How many stamps are read, and tiles written, at a time.
const CHUNK: usize = 1_024;

/// All renewals of a log's stamps; clones share them.
#[derive(Clone)]
pub struct Renewals {
    stamps: Stamps,
    /// Oldest first.
    all: Arc<RwLock<Vec<Renewal>>>,
}

/// One renewal: a root over every stamp there was, itself stamped.
#[derive(Clone, Debug)]
pub struct Renewal {
    /// What it says.
    pub text: RenewalText,
    /// The token over SHA-512 of the text.
    pub token: Token,
    /// What the configuration calls the authority.
    pub authority: String,
}

/// That one stamp is in a renewal.
#[derive(Clone, Debug)]
pub struct Renewed {
    /// The renewal.
    pub renewal: Renewal,
    /// The stamp's place among the stamps, from 0.
    pub index: u64,
    /// The inclusion proof (RFC 6962, section 2.1.1).
    pub proof: Vec<Hash>,
}

/// A renewal that waits for its token.
pub struct Draft {
    /// What it will say.
    pub text: RenewalText,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    format: String,
    text: String,
    token: String,
    authority: String,
}

impl Renewals {
    /// Finds the renewals beside the stamps.
    pub fn open(stamps: Stamps) -> Result<Self, OpenError> {
        let mut all: Vec<Renewal> = Vec::new();
        while let Some((_, renewal)) = find(stamps.storage(), all.last())? {
            all.push(renewal);
        }
        Ok(Self {
            stamps,
            all: Arc::new(RwLock::new(all)),
        })
    }

    /// All of them, oldest first.
    pub fn all(&self) -> Vec<Renewal> {
        self.all
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Builds the tree over every stamp and says what is to be stamped. Its tiles are durable when it
    /// returns; the renewal is there once [`Renewals::put`] has its token. Reads every stamp.
    pub fn draft(&self) -> Result<Draft, LogError> {
        let all = self.all();
        let number = next_number(all.last());
        let mut tree = Appender::new();
        let mut next = 0;
        loop {
            let sizes = self.stamps.sizes(next, CHUNK);
            let Some(last) = sizes.last() else { break };
            next = last.saturating_add(1);
            let mut hashes = Vec::with_capacity(sizes.len());
            for size in sizes {
                let stamp = self.stamps.get(size)?.ok_or_else(|| {
                    LogError::Damaged(Damage::new(
                        STAMPS_FOLDER,
                        format!("has lost the stamp of {size}"),
                    ))
                })?;
                hashes.push(leaf_hash(&stamp.digest()));
            }
            let mut tiles: Vec<NewFile> = Vec::new();
            tree.append(&hashes, &mut |tile, bytes| {
                tiles.push((tile_path(number, tile), bytes.to_vec()));
            });
            files::write(self.stamps.storage(), &tiles)?;
        }
        let text = RenewalText {
            number,
            stamps: tree.size(),
            root: tree.root(),
            previous: all.last().map(Renewal::digest),
        };
        Ok(Draft { text })
    }

    /// Keeps a renewal with its token; durable when it returns.
    pub fn put(&self, draft: Draft, token: Token, authority: String) -> Result<Renewal, LogError> {
        let renewal = Renewal {
            text: draft.text,
            token,
            authority,
        };
        let bytes = renewal.to_bytes();
        let path = document_path(renewal.text.number, &name::digest(&bytes));
        renewal
            .check_follows(self.all().last())
            .map_err(|what| LogError::Damaged(Damage::new(&path, what)))?;
        files::write(self.stamps.storage(), &[(path, bytes)])?;
        self.all
            .write()
            .unwrap_or_else(PoisonError::into_inner)
            .push(renewal.clone());
        Ok(renewal)
    }

    /// The renewals of a stamp, oldest first, each with the proof that the stamp is in it.
    pub fn of(&self, stamped_size: u64) -> Result<Vec<Renewed>, LogError> {
        let index = self.stamps.place(stamped_size);
        let mut renewed = Vec::new();
        for renewal in self.all() {
            if index >= renewal.text.stamps {
                continue;
            }
            let files = RenewalFiles {
                storage: self.stamps.storage(),
                number: renewal.text.number,
            };
            let proof = tlog::inclusion_proof(&files, renewal.text.stamps, index);
            let proof = proof.map_err(|error| LogError::tree(STAMPS_FOLDER, error))?;
            renewed.push(Renewed {
                renewal,
                index,
                proof,
            });
        }
        Ok(renewed)
    }
}

impl Renewal {
    /// When it was made, by the authority's clock, in whole seconds since 1970.
    pub fn stamped_at(&self) -> i64 {
        self.token.time().unix_seconds()
    }

    /// What the next renewal takes of it.
    pub fn digest(&self) -> [u8; 64] {
        receipt::renewal::digest(&self.text.to_text(), self.token.to_der())
    }

    fn check_follows(&self, previous: Option<&Self>) -> Result<(), String> {
        if *self.token.imprint() != Imprint::Sha512(self.text.imprint()) {
            return Err("has a token for something else".to_owned());
        }
        if self.text.number != next_number(previous)
            || self.text.previous != previous.map(Self::digest)
        {
            return Err("does not follow the renewal before it".to_owned());
        }
        Ok(())
    }

    fn to_bytes(&self) -> Vec<u8> {
        let document = Document {
            format: FORMAT.to_owned(),
            text: self.text.to_text(),
            token: STANDARD.encode(self.token.to_der()),
            authority: self.authority.clone(),
        };
        let mut bytes = serde_json::to_vec(&document).expect("a renewal is texts");
        bytes.push(b'\n');
        bytes
    }

    fn read(bytes: &[u8]) -> Result<Self, String> {
        let document: Document = serde_json::from_slice(bytes)
            .map_err(|error| format!("is no renewal in {FORMAT}: {error}"))?;
        if document.format != FORMAT {
            return Err(format!("is not in {FORMAT}"));
        }
        let text = RenewalText::parse(&document.text).map_err(|error| error.to_string())?;
        let token = STANDARD
            .decode(&document.token)
            .map_err(|_| "has a token that is not base64".to_owned())?;
        let token =
            Token::parse(&token).map_err(|error| format!("has no time-stamp token: {error}"))?;
        Ok(Self {
            text,
            token,
            authority: document.authority,
        })
    }
}

/// A renewal's tiles. The proofs made of them are checked by whoever reads them.
struct RenewalFiles<'a> {
    storage: &'a dyn Storage,
    number: u64,
}

impl Tiles for RenewalFiles<'_> {
    type Error = LogError;

    fn tile(&self, id: TileId) -> Result<Vec<Hash>, LogError> {
        let path = tile_path(self.number, id);
        let bytes = files::require(self.storage, &path)?;
        tile_hashes(&bytes, id).ok_or_else(|| {
            LogError::Damaged(Damage::new(&path, "has not the length its name says"))
        })
    }
}

/// The number of the renewal after this one, or of the first.
fn next_number(previous: Option<&Renewal>) -> u64 {
    previous.map_or(1, |previous| previous.text.number.saturating_add(1))
}

fn folder(number: u64) -> String {
    format!("{STAMPS_FOLDER}/renewals/{number:06}")
}

/// A renewal's document, named by a digest of what it holds.
fn document_path(number: u64, digest: &str) -> String {
    format!("{}/{PREFIX}{digest}{SUFFIX}", folder(number))
}

/// Reads the renewal after this one, or the first, and where it is; none: there is none.
pub(crate) fn find(
    storage: &dyn Storage,
    previous: Option<&Renewal>,
) -> Result<Option<(String, Renewal)>, LogError> {
    let number = next_number(previous);
    let folder = folder(number);
    let damaged = |path: &str, what: &str| LogError::Damaged(Damage::new(path, what));
    let names = files::list(storage, &folder)?;
    let digests: Vec<&str> = names
        .iter()
        .filter_map(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX))
        .collect();
    let digest = match digests.as_slice() {
        // Tiles alone are what a renewal leaves behind that got no token yet, if it is the last.
        [] => {
            let later = self::folder(number.saturating_add(1));
            return if files::list(storage, &later)?.is_empty() {
                Ok(None)
            } else {
                Err(damaged(&folder, "has lost its renewal"))
            };
        }
        [only] => *only,
        _ => return Err(damaged(&folder, "has two renewals")),
    };
    let path = document_path(number, digest);
    let bytes = files::require(storage, &path)?;
    if name::digest(&bytes) != digest {
        return Err(damaged(&path, "is not what was written"));
    }
    let renewal = Renewal::read(&bytes).map_err(|what| damaged(&path, &what))?;
    renewal
        .check_follows(previous)
        .map_err(|what| damaged(&path, &what))?;
    Ok(Some((path, renewal)))
}

pub(crate) fn tile_path(number: u64, tile: TileId) -> String {
    format!("{}/{}", folder(number), tile.path())
}
