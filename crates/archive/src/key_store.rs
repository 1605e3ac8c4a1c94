//! Where wrapped keys are kept: apart from the documents, so that destroying one erases its document in every copy.

use std::io;

use crate::name::ObjectName;
use crate::wrapped::WrappedKey;

/// Why a wrapped key could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum KeyStoreError {
    /// What lies there is no wrapped key of this object.
    #[error("the wrapped key of {0} is damaged")]
    Damaged(ObjectName),
    /// The document was erased; its key comes back by nothing.
    #[error("the document was erased")]
    Erased,
    /// The system does not let it be read or written.
    #[error("wrapped keys cannot be read or written")]
    Io(#[from] io::Error),
}

/// Keeps wrapped keys. All of it blocks. What has returned is durable.
pub trait KeyStore: Send + Sync {
    /// Keeps the key of a new object.
    ///
    /// # Errors
    /// Where it cannot be written, or its object was erased: it is not there then, or wrapped as before.
    fn put(&self, key: &WrappedKey) -> Result<(), KeyStoreError>;

    /// Puts a key in the place of the one of the same object, which has to be there.
    ///
    /// # Errors
    /// [`KeyStoreError::Erased`]: it is not. Otherwise either of the two is there, whole.
    fn replace(&self, key: &WrappedKey) -> Result<(), KeyStoreError>;

    /// The key of an object, if there is one.
    ///
    /// # Errors
    /// Where it cannot be read, or is damaged.
    fn get(&self, object: ObjectName) -> Result<Option<WrappedKey>, KeyStoreError>;

    /// Destroys the key of an object for ever: it is not there again in any older copy of the store that is put back.
    ///
    /// # Errors
    /// Where that cannot be written. It may have been destroyed all the same.
    fn destroy(&self, object: ObjectName) -> Result<(), KeyStoreError>;

    /// Whether an object's key was destroyed.
    ///
    /// # Errors
    /// Where it cannot be told.
    fn is_erased(&self, object: ObjectName) -> Result<bool, KeyStoreError>;

    /// The objects whose names begin with a byte and that have a key.
    ///
    /// # Errors
    /// Where they cannot be told.
    fn list(&self, shard: u8) -> Result<Vec<ObjectName>, KeyStoreError>;
}
