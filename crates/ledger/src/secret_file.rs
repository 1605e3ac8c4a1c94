//! Files that hold a secret: written once, for the owner alone.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

/// Writes a file (mode 0600) that must not exist yet, so that it is there whole or not at all:
/// under another name first, synced, then linked (which fails where the name is taken), then the
/// folder synced. Durable when it returns.
pub fn write_new(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    let draft = folder.join(format!("{name}.new"));
    match fs::remove_file(&draft) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    fs::hard_link(&draft, folder.join(name))?;
    fs::remove_file(&draft)?;
    File::open(folder)?.sync_all()
}
