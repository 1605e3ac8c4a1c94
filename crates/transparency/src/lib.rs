//! The public log: a follower of the ledger that writes tiles, signs checkpoints and has them time-stamped.
