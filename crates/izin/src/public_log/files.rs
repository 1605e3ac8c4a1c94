//! The files that the configuration names for an authority.

use std::path::Path;

use tsp::Trust;

use crate::failure::{Exit, Failure};
use crate::text_file;

const BEGIN: &str = "-----BEGIN CERTIFICATE-----";
const END: &str = "-----END CERTIFICATE-----";

/// The certificates of a PEM file: their text, and as what is believed. Everybody may fetch the text, so
/// that whatever else the file holds is left out of it, a key above all.
pub fn roots(path: &Path) -> Result<(String, Trust), Failure> {
    let text = text_file::read(path)?;
    let pem = certificates(&text);
    let trust = Trust::from_pem(&pem).map_err(|error| {
        Failure::new(
            Exit::File,
            format!("{} holds no certificates: {error}", path.display()),
            "take the roots in PEM form as the authority publishes them",
        )
    })?;
    Ok((pem, trust))
}

fn certificates(text: &str) -> String {
    let mut pem = String::new();
    let mut inside = false;
    for line in text.lines().map(str::trim_end) {
        inside |= line == BEGIN;
        if inside {
            pem.push_str(line);
            pem.push('\n');
        }
        inside &= line != END;
    }
    pem
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::fs;

    use super::*;

    #[test]
    fn a_key_beside_the_roots_is_not_published_with_them() {
        let authority = tsp::DevelopmentAuthority::generate(&[7; 32], 1_700_000_000).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("roots.pem");
        let (root, key) = (authority.root_pem(), authority.key_pem());
        fs::write(&path, format!("subject: x\r\n{root}{}{root}", *key)).unwrap();
        let (pem, trust) = roots(&path).unwrap();
        assert_eq!(pem, format!("{root}{root}"));
        assert_eq!(trust.subjects().count(), 2);
        fs::write(&path, &*key).unwrap();
        assert_eq!(roots(&path).unwrap_err().exit, Exit::File);
    }
}
