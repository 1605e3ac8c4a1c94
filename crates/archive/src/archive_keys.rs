//! The archive's own keys, which wrap those of the documents.
//!
//! One file, mode 0600:
//!
//! ```text
//! izin archive keys 1
//! <generation> <64 hexadecimal digits>     AES-256-GCM-SIV: keys of documents; the last line wraps new ones
//! ```

use std::io::{self, ErrorKind, Read as _};
use std::path::{Path, PathBuf};

use aes_gcm_siv::aead::{Aead as _, Payload};
use aes_gcm_siv::{Aes256GcmSiv, KeyInit as _, Nonce};
use domain::outside::Random;
use keys::secret_file;
use zeroize::Zeroizing;

use crate::name::ObjectName;
use crate::sealing::KEY_BYTES;
use crate::wrapped::{Label, NONCE_BYTES, WRAPPED_BYTES, WrappedKey};

const TITLE: &str = "izin archive keys 1";
/// Longest key file that is read, in bytes; it has room for some 200 generations.
const FILE_BYTES_MAX: u64 = 16 * 1024;
/// How many generations there may be at once.
const GENERATIONS_MAX: usize = 200;

/// Why there are no keys.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The file cannot be read or written.
    #[error("the archive's key file {path} cannot be used")]
    Unusable {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// The file holds no keys of this form.
    #[error("{0} is no key file of an archive")]
    Damaged(PathBuf),
    /// There are as many generations as there may be; old ones have to be retired.
    #[error("{0} has as many generations as there may be")]
    TooMany(PathBuf),
}

/// The archive's keys, the oldest first.
pub struct ArchiveKeys {
    path: PathBuf,
    generations: Vec<Generation>,
}

struct Generation {
    number: u32,
    key: Zeroizing<[u8; KEY_BYTES]>,
}

impl ArchiveKeys {
    /// Makes a key file with one generation. Refuses to replace one.
    pub fn create(path: &Path, random: &dyn Random) -> Result<Self, KeyFileError> {
        let keys = Self {
            path: path.to_owned(),
            generations: vec![Generation::new(1, random)],
        };
        let (folder, name) = keys.place()?;
        secret_file::write_new(folder, name, keys.text().as_bytes())
            .map_err(|source| keys.unusable(source))?;
        Ok(keys)
    }

    /// Reads a key file. `Ok(None)`: there is none.
    pub fn read(path: &Path) -> Result<Option<Self>, KeyFileError> {
        let unusable = |source| KeyFileError::Unusable {
            path: path.to_owned(),
            source,
        };
        let file = match secret_file::open(path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            file => file.map_err(unusable)?,
        };
        let mut bytes = Zeroizing::new(Vec::new());
        file.take(FILE_BYTES_MAX)
            .read_to_end(&mut bytes)
            .map_err(unusable)?;
        let text = std::str::from_utf8(&bytes).ok();
        let generations = text.and_then(parse);
        let generations = generations.ok_or_else(|| KeyFileError::Damaged(path.to_owned()))?;
        Ok(Some(Self {
            path: path.to_owned(),
            generations,
        }))
    }

    /// Adds a generation, which wraps from now on. Durable when it returns; without an effect if it fails.
    pub(crate) fn add(&mut self, random: &dyn Random) -> Result<(), KeyFileError> {
        if self.generations.len() >= GENERATIONS_MAX {
            return Err(KeyFileError::TooMany(self.path.clone()));
        }
        let number = self.newest().number + 1;
        self.generations.push(Generation::new(number, random));
        let written = self.write();
        if written.is_err() {
            self.generations.pop();
        }
        written
    }

    /// Forgets all generations but the newest. What they have wrapped, in older copies as well, is lost by it.
    pub(crate) fn retire(&mut self) -> Result<(), KeyFileError> {
        let newest = self.generations.pop().into_iter().collect();
        let all = std::mem::replace(&mut self.generations, newest);
        let written = self.write();
        if written.is_err() {
            let newest = std::mem::replace(&mut self.generations, all);
            self.generations.extend(newest);
        }
        written
    }

    /// The number of the generation that wraps new keys.
    pub fn generation(&self) -> u32 {
        self.newest().number
    }

    /// How many generations there are.
    pub fn count(&self) -> usize {
        self.generations.len()
    }

    pub(crate) fn wrap(
        &self,
        label: Label,
        key: &[u8; KEY_BYTES],
        random: &dyn Random,
    ) -> WrappedKey {
        let newest = self.newest();
        let mut nonce = [0; NONCE_BYTES];
        random.fill(&mut nonce);
        let aad = label.bytes(newest.number);
        let payload = Payload {
            msg: key,
            aad: &aad,
        };
        let sealed = Aes256GcmSiv::new((&*newest.key).into())
            .encrypt(&Nonce::from(nonce), payload)
            .expect("a key is far below the cipher's limit of 64 GiB");
        let mut wrapped = [0; WRAPPED_BYTES];
        wrapped.copy_from_slice(&sealed);
        WrappedKey {
            generation: newest.number,
            label,
            nonce,
            wrapped,
        }
    }

    /// `None`: it was not wrapped for this object by these keys.
    pub(crate) fn unwrap(
        &self,
        object: ObjectName,
        wrapped: &WrappedKey,
    ) -> Option<Zeroizing<[u8; KEY_BYTES]>> {
        let mut generations = self.generations.iter();
        let generation = generations.find(|one| one.number == wrapped.generation)?;
        if wrapped.label.object != object {
            return None;
        }
        let aad = wrapped.label.bytes(wrapped.generation);
        let payload = Payload {
            msg: &wrapped.wrapped,
            aad: &aad,
        };
        let plain = Aes256GcmSiv::new((&*generation.key).into())
            .decrypt(&Nonce::from(wrapped.nonce), payload);
        let plain = Zeroizing::new(plain.ok()?);
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        if plain.len() != KEY_BYTES {
            return None;
        }
        key.copy_from_slice(&plain);
        Some(key)
    }

    fn newest(&self) -> &Generation {
        self.generations
            .last()
            .expect("a key file has one generation at least")
    }

    fn write(&self) -> Result<(), KeyFileError> {
        let (folder, name) = self.place()?;
        secret_file::replace(folder, name, self.text().as_bytes())
            .map_err(|source| self.unusable(source))
    }

    fn place(&self) -> Result<(&Path, &str), KeyFileError> {
        let name = self.path.file_name().and_then(std::ffi::OsStr::to_str);
        self.path
            .parent()
            .zip(name)
            .ok_or_else(|| self.unusable(ErrorKind::InvalidInput.into()))
    }

    fn unusable(&self, source: io::Error) -> KeyFileError {
        KeyFileError::Unusable {
            path: self.path.clone(),
            source,
        }
    }

    fn text(&self) -> Zeroizing<String> {
        let mut text = Zeroizing::new(format!("{TITLE}\n"));
        for generation in &self.generations {
            let digits = Zeroizing::new(hex::encode(*generation.key));
            let number = generation.number.to_string();
            for part in [&number, " ", &digits, "\n"] {
                text.push_str(part);
            }
        }
        text
    }
}

impl Generation {
    fn new(number: u32, random: &dyn Random) -> Self {
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        random.fill(&mut *key);
        Self { number, key }
    }
}

fn parse(text: &str) -> Option<Vec<Generation>> {
    let mut lines = text.strip_suffix('\n')?.split('\n');
    if lines.next() != Some(TITLE) {
        return None;
    }
    let mut generations: Vec<Generation> = Vec::new();
    for line in lines {
        let (number, digits) = line.split_once(' ')?;
        let mut key = Zeroizing::new([0; KEY_BYTES]);
        hex::decode_to_slice(digits, &mut *key).ok()?;
        let number = number.parse().ok()?;
        if generations.last().is_some_and(|last| last.number >= number) {
            return None;
        }
        generations.push(Generation { number, key });
    }
    (!generations.is_empty()).then_some(generations)
}
