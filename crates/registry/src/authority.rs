//! The authority's console: officers, each for a province or for the whole country, and with one duty.
//!
//! ```text
//! sign_in ──> OfficerSession ──> where (Posting::province), at what (Duty)
//! ```
//!
//! An [`OfficerSession`] is made by signing in alone, with a second factor. The operator adds officers on the command line;
//! no page and no caller of the interface can.

pub mod session;

pub use directory::officer::{Duty, Posting, Province};
pub use session::{OfficerSession, OfficerSignIn};
