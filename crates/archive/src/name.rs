//! What documents and their objects are called.

use std::fmt;

use object_store::path::Path;

/// The folder, or first part of the key, that objects lie under.
pub(crate) const OBJECTS: &str = "documents";

/// An object's name: the SHA-256 of its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectName(pub [u8; 32]);

/// A document's number, as whoever keeps it gives it. Its key opens for no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DocumentId(pub [u8; 16]);

impl ObjectName {
    /// Reads 64 hexadecimal digits.
    pub fn parse(text: &str) -> Option<Self> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        // One name has one spelling.
        (text == hex::encode(bytes)).then_some(Self(bytes))
    }

    /// The first byte, by which names are dealt out to folders.
    pub(crate) const fn shard(self) -> u8 {
        self.0[0]
    }

    pub(crate) fn path(self) -> Path {
        let name = self.to_string();
        Path::from_iter([OBJECTS, &name[..2], &name])
    }

    /// The name of the object that lies at a path.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let name = Self::parse(path.filename()?)?;
        (name.path() == *path).then_some(name)
    }
}

/// Where a shard's objects lie.
pub(crate) fn shard_path(shard: u8) -> Path {
    Path::from_iter([OBJECTS.to_owned(), format!("{shard:02x}")])
}

impl fmt::Display for ObjectName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}
