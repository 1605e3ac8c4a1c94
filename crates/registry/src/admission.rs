//! How a company becomes a service provider: its application, from a proven address to the operator's decision.
//!
//! Nothing is kept, and nobody is written to, before the applicant has proven an e-mail address. An application has no
//! account behind it: whoever proves the address again has its applications in hand again. What the operator does about
//! them is in [`crate::operator`].

mod applicant;
mod applications;
mod form;
mod gaps;
mod kept;
mod signing;

pub use applicant::{APPLICANT_HOURS, Applicant};
pub use applications::{ApplicationBegun, ApplicationSaved, OwnApplication, Submitted};
pub use directory::application::{ApplicationId, ApplicationState, OPEN_MAX};
pub use directory::places::cities;
pub use directory::sector::Sector;
pub use form::{ApplicationForm, BRANDS_MAX, FORM_BYTES_MAX, Signatory, TEXT_MAX};
pub use gaps::{Fault, Field, Gap};
pub(crate) use kept::Kept;
pub use signing::{SIGNATORY_ASKED_MAX, Signed, ToSign};
