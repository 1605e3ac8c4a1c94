//! What somebody looks into: complaints and what providers answer, holds, calls at the desk, and the looks that staff have
//! taken.

pub mod complaint;
pub mod complaint_filing;
pub mod defence;
pub mod defence_document;
pub mod defence_writing;
pub mod desk_call;
pub mod hold;
pub mod look;
