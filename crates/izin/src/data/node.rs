//! Which process this is among those that may work on the same directory.

use std::fs;
use std::path::Path;

use directory::message::NodeId;
use domain::outside::Random;
use keys::secret_file;

use crate::failure::Failure;

/// The file in the data folder: 32 hexadecimal digits. Where it is lost another identity is made; what the old one had
/// in hand is then free once its leases are over.
const FILE: &str = "node";

/// The identity of the process that has the folder open.
pub fn identity(folder: &Path, random: &dyn Random) -> Result<NodeId, Failure> {
    let mut id = [0; 16];
    let noted = fs::read_to_string(folder.join(FILE)).unwrap_or_default();
    if hex::decode_to_slice(noted.trim_end(), &mut id).is_err() {
        random.fill(&mut id);
        let text = format!("{}\n", hex::encode(id));
        secret_file::replace(folder, FILE, text.as_bytes())
            .map_err(|error| Failure::unwritable(&folder.join(FILE), &error))?;
    }
    Ok(NodeId(id))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use keys::OsRandom;

    use super::*;

    #[test]
    fn a_folder_keeps_its_identity_and_gets_another_where_it_is_lost_or_cut_off() {
        let folder = tempfile::tempdir().unwrap();
        let identity = || identity(folder.path(), &OsRandom).unwrap();
        let first = identity();
        assert_eq!(identity(), first);
        fs::write(folder.path().join(FILE), "0123").unwrap();
        let second = identity();
        assert_ne!(second, first);
        assert_eq!(identity(), second);
    }
}
