//! The secret keys in the data folder: Ed25519 seeds beside the names they sign under, mode 0600.

use std::fs::{self, File};
use std::io::{self, ErrorKind};
use std::path::Path;

use domain::outside::Random;
use keys::secret_file;
use tlog::{Cosigner, KeyName, SigningKey};
use zeroize::Zeroizing;

use crate::error::OpenError;
use crate::layout::{CHECKPOINT, KEY, WITNESS_FOLDER, WITNESS_KEY};
use crate::storage::{Folder, Storage as _};

/// Reads the key that checkpoints are signed with, making one under the name `origin` if there is none.
///
/// The name is kept with the key, because changing it would make another log. It must be the one
/// asked for.
pub fn open(data: &Path, origin: &KeyName, random: &dyn Random) -> Result<SigningKey, OpenError> {
    require(data, KEY, data.join(CHECKPOINT).exists())?;
    let Kept { name, seed } = open_file(data, KEY, origin, random)?;
    Ok(SigningKey::from_seed(name, &seed))
}

/// Reads the key that checkpoints are signed with, whatever its name; none: there is no log yet.
pub fn read(data: &Path) -> Result<Option<SigningKey>, OpenError> {
    require(data, KEY, data.join(CHECKPOINT).exists())?;
    let kept = read_file(data, KEY)?;
    Ok(kept.map(|Kept { name, seed }| SigningKey::from_seed(name, &seed)))
}

/// Puts a new key under the name `origin` in the place of one that nothing was signed with.
pub fn replace(
    data: &Path,
    origin: &KeyName,
    random: &dyn Random,
) -> Result<SigningKey, OpenError> {
    let (seed, text) = new_key(origin, random);
    secret_file::replace(data, KEY, text.as_bytes()).map_err(|error| failed(KEY, error))?;
    Ok(SigningKey::from_seed(origin.clone(), &seed))
}

/// Reads the key that other logs' checkpoints are cosigned with, making one if there is none. As with
/// the log's, its name stays.
pub fn open_cosigner(
    data: &Path,
    name: &KeyName,
    random: &dyn Random,
) -> Result<Cosigner, OpenError> {
    let folder = data.join(WITNESS_FOLDER);
    let beside = fs::create_dir_all(&folder)
        .and_then(|()| File::open(data)?.sync_all())
        .and_then(|()| Folder::open(folder)?.list(""))
        .map_err(|error| failed(WITNESS_KEY, error))?;
    require(data, WITNESS_KEY, !beside.is_empty())?;
    let Kept { name, seed } = open_file(data, WITNESS_KEY, name, random)?;
    Ok(Cosigner::from_seed(name, &seed))
}

/// Refuses to go on without a key that something was signed with.
fn require(data: &Path, path: &'static str, has_signed: bool) -> Result<(), OpenError> {
    if has_signed && !data.join(path).exists() {
        return Err(OpenError::KeyMissing(path));
    }
    Ok(())
}

/// What a key file holds.
struct Kept {
    name: KeyName,
    seed: Zeroizing<[u8; 32]>,
}

fn open_file(
    data: &Path,
    path: &str,
    name: &KeyName,
    random: &dyn Random,
) -> Result<Kept, OpenError> {
    let Some(kept) = read_file(data, path)? else {
        let (seed, text) = new_key(name, random);
        let (folder, file) = match path.rsplit_once('/') {
            Some((folder, file)) => (data.join(folder), file),
            None => (data.to_owned(), path),
        };
        secret_file::write_new(&folder, file, text.as_bytes())
            .map_err(|error| failed(path, error))?;
        let name = name.clone();
        return Ok(Kept { name, seed });
    };
    if kept.name != *name {
        return Err(OpenError::OtherName {
            path: path.to_owned(),
            kept: kept.name.to_string(),
            asked: name.to_string(),
        });
    }
    Ok(kept)
}

/// A seed, and what stands in the file of its key.
fn new_key(name: &KeyName, random: &dyn Random) -> (Zeroizing<[u8; 32]>, Zeroizing<String>) {
    let mut seed = Zeroizing::new([0; 32]);
    random.fill(seed.as_mut());
    let text = Zeroizing::new(format!("{name}\n{}\n", hex::encode(seed.as_ref())));
    (seed, text)
}

fn read_file(data: &Path, path: &str) -> Result<Option<Kept>, OpenError> {
    let bad = |what| OpenError::BadKey {
        path: path.to_owned(),
        what,
    };
    let text = match secret_file::read(&data.join(path)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) if error.kind() == ErrorKind::InvalidData => return Err(bad("is not text")),
        text => Zeroizing::new(text.map_err(|error| failed(path, error))?),
    };
    let (name, seed) = text
        .strip_suffix('\n')
        .and_then(|text| text.split_once('\n'))
        .ok_or_else(|| bad("is not a name and a seed on two lines"))?;
    let name: KeyName = name
        .parse()
        .map_err(|_| bad("does not begin with a name"))?;
    let mut bytes = Zeroizing::new([0; 32]);
    hex::decode_to_slice(seed, bytes.as_mut()).map_err(|_| bad("has no seed of 32 bytes"))?;
    Ok(Some(Kept { name, seed: bytes }))
}

fn failed(path: &str, source: io::Error) -> OpenError {
    OpenError::File {
        path: path.to_owned(),
        source,
    }
}
