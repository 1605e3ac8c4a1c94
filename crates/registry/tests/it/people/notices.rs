//! Whom people are told of what.

mod closed;
mod load;
mod period;
mod told;
