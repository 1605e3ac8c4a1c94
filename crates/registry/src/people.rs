//! What recipients do: see their records, change them, leave by a link, and be told.

pub mod exit;
pub mod notices;
pub mod recipient;
pub mod verified;
