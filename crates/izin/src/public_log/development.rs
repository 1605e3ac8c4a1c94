//! The development authority: what stamps the log where no authority is configured. It lives in the
//! data folder, and what it says is worth nothing to anybody else.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use domain::Timestamp;
use domain::outside::Random;
use keys::secret_file;
use registry::proof::public_log::PublishedAuthority;
use transparency::{Authority, Source};
use tsp::{DevelopmentAuthority, Trust};
use zeroize::Zeroizing;

use crate::failure::{Exit, Failure};

/// What it is called in answers and in the address of its certificates.
pub const NAME: &str = "development";

/// Its folder in the data folder.
const FOLDER: &str = "development-tsa";
const KEY: &str = "key.pem";
const CERTIFICATE: &str = "certificate.pem";
const ROOT: &str = "root.pem";

/// Takes up the authority of a data folder, making one if there is none.
pub fn open(
    data: &Path,
    now: Timestamp,
    random: &dyn Random,
) -> Result<PublishedAuthority, Failure> {
    let folder = data.join(FOLDER);
    let authority = if folder.is_dir() {
        read(&folder)?
    } else {
        make(data, &folder, now, random)?
    };
    let roots_pem = authority.root_pem();
    Ok(PublishedAuthority {
        authority: Authority {
            name: NAME.to_owned(),
            trust: Trust::from_pem(&roots_pem).map_err(|error| Failure::internal(&error))?,
            source: Source::Development(Box::new(Mutex::new(authority))),
            policies: Vec::new(),
        },
        roots_pem,
    })
}

fn read(folder: &Path) -> Result<DevelopmentAuthority, Failure> {
    let text = |name: &str| {
        let path = folder.join(name);
        let text = fs::read_to_string(&path);
        text.map_err(|error| broken(&path, &error.to_string()))
    };
    let path = folder.join(KEY);
    let key = secret_file::read(&path).map(Zeroizing::new);
    let key = key.map_err(|error| {
        Failure::exposed(&error).unwrap_or_else(|| broken(&path, &error.to_string()))
    })?;
    DevelopmentAuthority::load(&key, &text(CERTIFICATE)?, &text(ROOT)?)
        .map_err(|error| broken(folder, &error.to_string()))
}

/// The folder appears with all its files or not at all.
fn make(
    data: &Path,
    folder: &Path,
    now: Timestamp,
    random: &dyn Random,
) -> Result<DevelopmentAuthority, Failure> {
    let mut seed = Zeroizing::new([0; 32]);
    random.fill(seed.as_mut());
    let seconds = now.as_millis().div_euclid(1_000);
    let authority = DevelopmentAuthority::generate(&seed, seconds)
        .map_err(|error| Failure::internal(&error))?;
    let draft = data.join(format!("{FOLDER}.new"));
    let write = || {
        match fs::remove_dir_all(&draft) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::create_dir(&draft)?;
        write_synced(draft.join(ROOT), &authority.root_pem())?;
        write_synced(draft.join(CERTIFICATE), &authority.certificate_pem())?;
        secret_file::write_new(&draft, KEY, authority.key_pem().as_bytes())?;
        fs::rename(&draft, folder)?;
        File::open(data)?.sync_all()
    };
    write().map_err(|error: io::Error| Failure::unwritable(folder, &error))?;
    Ok(authority)
}

fn write_synced(path: PathBuf, text: &str) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

fn broken(path: &Path, why: &str) -> Failure {
    Failure::new(
        Exit::KeyFile,
        format!(
            "the development authority cannot be read from {}: {why}",
            path.display()
        ),
        "put its folder back from a backup; without it the time stamps it made cannot be checked",
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    struct Counting;

    impl Random for Counting {
        fn fill(&self, buffer: &mut [u8]) {
            for (byte, value) in buffer.iter_mut().zip(1..) {
                *byte = value;
            }
        }
    }

    const NOW: Timestamp = Timestamp::from_millis(1_700_000_000_000);

    #[test]
    fn the_authority_made_at_the_first_start_is_the_one_of_the_next() {
        let data = tempfile::tempdir().unwrap();
        let made = open(data.path(), NOW, &Counting).unwrap();
        let key = data.path().join(FOLDER).join(KEY);
        let permissions = fs::metadata(&key).unwrap().permissions();
        assert_eq!(permissions.mode() & 0o777, 0o600);
        let later = Timestamp::from_millis(NOW.as_millis() + 1_000_000_000);
        let again = open(data.path(), later, &Counting).unwrap();
        assert_eq!(again.roots_pem, made.roots_pem);
        assert!(again.authority.is_development());
        assert!(!made.roots_pem.contains("PRIVATE"));
    }

    #[test]
    fn an_authority_with_a_file_missing_is_not_made_anew() {
        for name in [KEY, CERTIFICATE, ROOT] {
            let data = tempfile::tempdir().unwrap();
            open(data.path(), NOW, &Counting).unwrap();
            let lost = data.path().join(FOLDER).join(name);
            fs::remove_file(&lost).unwrap();
            let refused = open(data.path(), NOW, &Counting).err().unwrap();
            assert_eq!(refused.exit, Exit::KeyFile);
            assert!(!lost.exists());
        }
    }

    #[test]
    fn what_a_crash_left_half_made_is_made_anew() {
        let data = tempfile::tempdir().unwrap();
        let draft = data.path().join(format!("{FOLDER}.new"));
        fs::create_dir(&draft).unwrap();
        fs::write(draft.join(KEY), "half").unwrap();
        open(data.path(), NOW, &Counting).unwrap();
        assert!(!draft.exists());
        open(data.path(), NOW, &Counting).unwrap();
    }
}
