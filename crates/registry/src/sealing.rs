//! What the directory keeps sealed, by the ledger's key: each kind under a context of its own and the
//! name of what it belongs to, so that nothing opens in another's place. The contexts outlive a release;
//! `docs/format.md` lists them.

use domain::Address;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Error, Registry, Result};

impl Registry {
    /// Seals bytes for one place.
    pub(crate) fn seal(&self, context: &[u8], name: &[u8], plain: &[u8]) -> Vec<u8> {
        self.ledger().seal(&[context, name].concat(), plain)
    }

    /// Opens them. `None`: they were not sealed for this place.
    pub(crate) fn unseal(&self, context: &[u8], name: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
        self.ledger().unseal(&[context, name].concat(), sealed)
    }

    /// Seals a value, as JSON.
    pub(crate) fn seal_value(
        &self,
        context: &[u8],
        name: &[u8],
        value: &impl Serialize,
    ) -> Result<Vec<u8>> {
        let plain = serde_json::to_vec(value).map_err(|error| Error::Failed(error.into()))?;
        Ok(self.seal(context, name, &plain))
    }

    /// Opens a value. `None`: it was not sealed for this place, or is something else.
    pub(crate) fn unseal_value<T: DeserializeOwned>(
        &self,
        context: &[u8],
        name: &[u8],
        sealed: &[u8],
    ) -> Option<T> {
        serde_json::from_slice(&self.unseal(context, name, sealed)?).ok()
    }

    /// Seals an address.
    pub(crate) fn seal_address(&self, context: &[u8], name: &[u8], address: &Address) -> Vec<u8> {
        self.seal(context, name, address.to_string().as_bytes())
    }

    /// Opens an address. `None`: it was not sealed for this place.
    pub(crate) fn unseal_address(
        &self,
        context: &[u8],
        name: &[u8],
        sealed: &[u8],
    ) -> Option<Address> {
        let plain = self.unseal(context, name, sealed)?;
        Address::from_stored(std::str::from_utf8(&plain).ok()?)
    }
}
