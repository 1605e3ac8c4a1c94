//! Receipts that stand on their own, and their verification without a network.

pub mod renewal;
pub mod stamp;
