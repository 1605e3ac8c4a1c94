//! The call centre's desk: an agent serves one caller at a time, who has proven whose address it is.
//!
//! ```text
//! begin_call ── a code goes to the address ──> prove_call ──> Call ──15 minutes or end_call──> over
//! ```
//!
//! Only a proof makes a [`Call`], and every use case that shows something asks for one and notes the look
//! first. Whom a session serves is kept here, sealed; no page's address and no form names it.

mod call;
pub mod look_log;
mod serving;
pub mod staff;

pub use call::{
    CALL_TIME, Call, CallBegun, CallProven, CallRequest, CallState, WAITING_TIME, WaitingCall,
};
