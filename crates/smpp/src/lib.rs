//! SMPP 3.4 (which 5.0 peers take, too) as bytes and what they say: for whoever sends messages to a centre, and
//! for whoever plays the centre.
//!
//! Nothing is read from or written to a connection here, and nothing is waited for.

mod frame;
pub mod gsm;
mod header;
mod letters;
mod message;
mod submission;
mod text;

pub use frame::{Frame, NoLength, PDU_BYTES_MAX, write};
pub use header::Part;
pub use letters::Certainty;
pub use message::ShortMessage;
pub use submission::{c_string, submit};
pub use text::Text;
