//! Signing in by the word of an identity provider.
//!
//! The pages know an [`IdentityProvider`](crate::IdentityProvider) and no more; [`OidcProvider`] is the one
//! that is configured: OpenID Connect with authorization code, PKCE, state and nonce. The provider says *who*
//! somebody is, and, where the operator trusts it with that, which addresses are theirs.

mod claims;
mod client;
mod metadata;
mod pages;
mod pending;
mod provider;

pub use pages::{IdentityNotice, routes};
pub use provider::{OidcProvider, OidcSettings};
