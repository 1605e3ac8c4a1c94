//! Documents, kept so that they cannot be exchanged, read by others, or lost unnoticed.
//!
//! Each document is sealed under a key of its own, in chunks, and lies under the SHA-256 of what came out ([`ObjectName`]) in a
//! folder or on a server that speaks S3. Its key, wrapped by the archive's ([`ArchiveKeys`]), lies elsewhere ([`KeyStore`]): a
//! document is there once its wrapped key is, and it is erased when that is destroyed, wherever copies of the object are. So
//! equal documents look different, turning the archive's key sends no document again, and no step rests on a server's
//! keeping its word about conditions: a name is never written with two contents.
//!
//! What a document is for, whose it is, and who may see it is not known here.

mod archive;
mod archive_keys;
mod error;
mod incoming;
mod key_folder;
mod key_store;
pub mod kind;
mod name;
mod objects;
pub mod s3;
mod scan;
mod scrub;
mod sealing;
mod wrapped;

pub use archive::{Archive, Document, Erasure, Rotation};
pub use archive_keys::{ArchiveKeys, KeyFileError};
pub use error::{ArchiveError, Refusal};
pub use incoming::{Incoming, Kept};
pub use key_folder::KeyFolder;
pub use key_store::{KeyStore, KeyStoreError};
pub use name::{DocumentId, ObjectName};
pub use objects::folder;
pub use scan::{Scanner, Stream, clamd};
pub use scrub::{Fault, Finding, ORPHAN_AGE, Scrubbed};
pub use wrapped::WrappedKey;
