//! The key that checkpoints are signed with: an Ed25519 seed and the log's name, in `log-key`, mode 0600.

use std::fs;
use std::io::{self, ErrorKind};
use std::path::Path;

use ledger::{Random, secret_file};
use tlog::{KeyName, SigningKey};
use zeroize::Zeroizing;

use crate::error::{Damage, OpenError};
use crate::layout::KEY;

/// Reads the log's key, making one under the name `origin` if there is none.
///
/// The name is kept with the key, because changing it would make another log. It must be the one
/// asked for.
pub fn open(data: &Path, origin: &KeyName, random: &dyn Random) -> Result<SigningKey, OpenError> {
    let failed = |source| OpenError::File {
        path: KEY.to_owned(),
        source,
    };
    let text = match fs::read_to_string(data.join(KEY)) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            let mut seed = Zeroizing::new([0; 32]);
            random.fill(seed.as_mut());
            let text = Zeroizing::new(format!("{origin}\n{}\n", hex::encode(seed.as_ref())));
            secret_file::write_new(data, KEY, text.as_bytes()).map_err(failed)?;
            return Ok(SigningKey::from_seed(origin.clone(), &seed));
        }
        text => Zeroizing::new(text.map_err(failed)?),
    };
    let damaged = |what: &str| OpenError::Damaged(Damage::new(KEY, what));
    let (name, seed) = text
        .strip_suffix('\n')
        .and_then(|text| text.split_once('\n'))
        .ok_or_else(|| damaged("is not a name and a seed on two lines"))?;
    let name: KeyName = name
        .parse()
        .map_err(|_| damaged("does not begin with a name"))?;
    if name != *origin {
        return Err(OpenError::File {
            path: KEY.to_owned(),
            source: io::Error::new(
                ErrorKind::InvalidInput,
                format!("the log is named {name}, and cannot be renamed to {origin}"),
            ),
        });
    }
    let mut bytes = Zeroizing::new([0; 32]);
    hex::decode_to_slice(seed, bytes.as_mut()).map_err(|_| damaged("has no seed of 32 bytes"))?;
    Ok(SigningKey::from_seed(name, &bytes))
}
