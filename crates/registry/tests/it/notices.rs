//! Whom people are told of what.

mod load;
mod period;
mod told;
