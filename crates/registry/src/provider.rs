//! A provider's console: the people who use it, what each may do, and what they see and do there.
//!
//! ```text
//! sign_in ──> MemberSession ── brand::<P>(brand) ──> MemberScope<P> ──derefs to──> BrandScope
//! ```
//!
//! A [`MemberSession`] is made by signing in alone. What its member may do with a brand is a type: [`MemberScope`] of
//! [`Viewing`], [`Editing`], [`Managing`] or [`Answering`], which a page asks for and a use case takes. It is a
//! [`BrandScope`](crate::BrandScope) inside, limited to that right and with who acts, so that what the interface does for
//! an API user the console does for a member by the same use case: recording, looking up, uploads, reports. A use case
//! that goes on for longer asks [`Contract::reopened`](crate::Contract) as it does for callers. What was done is noted by
//! [`BrandScope::activity`](crate::BrandScope::activity) and [`Registry::note`](crate::Registry::note).

pub mod activity;
pub mod api_users;
pub mod complaints;
pub mod entry;
pub mod granting;
pub mod invitation;
mod inviting;
pub mod look_up;
pub mod names;
pub mod overview;
pub mod people;
pub mod retailers;
pub mod right;
pub mod scope;
pub mod session;
mod today;
pub mod trial;
pub mod webhooks;

pub use activity::{ACTIVITY_KEPT_DAYS, Action, Activity, ActivityQuery, Actor};
pub use directory::member::{
    Member, MemberChanged, MemberEmail, MemberNumber, MemberRole, MemberState, RoleGrant,
};
pub use right::Right;
pub use scope::{Answering, Editing, Managing, MemberScope, Permission, Viewing};
pub use session::{MemberSession, MemberSignIn};
