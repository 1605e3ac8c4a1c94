//! The pages: what recipients, those who serve them at the desk, the people of providers and officers see in a browser.
//!
//! Rendered on the server; every page works without JavaScript, which only saves page loads. A handler
//! reads the form, calls one use case of [`registry`], and shows a template; it decides nothing and
//! knows neither SQL nor the ledger.
//!
//! Each area of the pages is one file that gives its routes; `router` puts them together, and wraps
//! them in what all have in common: the security headers, the refusal of forms that other sites post,
//! and pages for what went wrong. A handler takes a `Visit` (or `SignedIn`, which sends
//! strangers to the sign-in), asks it for a `Page`, and hands its template to `show`.

mod admission;
mod authority;
mod desk;
mod kit;
mod people;
mod provider;
mod router;
mod shared;

pub use kit::identity::{Begun, IdentityAnswer, IdentityError, IdentityProvider, PendingIdentity};
pub use kit::settings::Settings;
pub use kit::state::{FORM_TIMEOUT, WebState};
pub use people::oidc::{OidcProvider, OidcSettings};
pub use router::{paths, router};
