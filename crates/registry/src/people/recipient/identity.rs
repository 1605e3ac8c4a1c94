//! Who somebody is by the word of an identity provider.

use domain::Address;

/// Somebody an identity provider vouches for. Made only by what has checked the provider's signature.
#[derive(Clone, PartialEq, Eq)]
pub struct VerifiedIdentity {
    /// The provider, as it names itself.
    pub issuer: String,
    /// The person, as the provider names them.
    pub subject: String,
    /// Addresses the provider has verified and is trusted with.
    pub addresses: Vec<Address>,
}

impl std::fmt::Debug for VerifiedIdentity {
    /// Leaves out whoever it is.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerifiedIdentity").finish_non_exhaustive()
    }
}
