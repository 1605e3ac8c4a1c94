//! What somebody looks into: complaints, holds, calls at the desk, and the looks that staff have taken.

pub mod complaint;
pub mod complaint_filing;
pub mod desk_call;
pub mod hold;
pub mod look;
