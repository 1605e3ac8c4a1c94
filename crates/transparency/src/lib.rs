//! The public log: a follower of the ledger that publishes its movements as tiles under signed
//! checkpoints, has them time-stamped and cosigned, and checks what it reads.
//!
//! ```text
//! ledger ──leaves──> PublicLog::publish ──> tiles, bundles (synced) ──> checkpoint (the commit point)
//!                                                                          │ every so often
//!                                    witnesses <── cosign ── Stamper ── stamp ──> authority
//!                                                               └──> stamps/, renewed before they end
//! ```
//!
//! What it holds in memory is the right edge of the tree under the published root. Whatever is read
//! from a file is checked up to that root first, so that damage is named and never served.
//! This crate knows no HTTP: authorities and witnesses are reached through [`StampTransport`] and
//! [`WitnessTransport`].

mod authority;
mod cosigning;
mod entries;
mod error;
mod files;
mod fsck;
mod head;
pub mod key;
pub mod layout;
mod leaves;
mod log;
mod published;
mod publishing;
mod reading;
mod rebuilding;
mod renewals;
mod stamper;
mod stamps;
mod startup;
pub mod storage;
mod tiles;
mod witness;

pub use authority::{
    ANSWER_BYTES_MAX, ANSWER_TIMEOUT, Account, Answer, Authority, Source, StampCall, StampTransport,
};
pub use cosigning::{
    CosignError, WITNESS_ANSWER_BYTES_MAX, WITNESS_TIMEOUT, WitnessAnswer, WitnessPeer,
    WitnessTransport, cosign,
};
pub use entries::Entries;
pub use error::{Damage, LogError, OpenError};
pub use fsck::{Checked, fsck, fsck_in};
pub use leaves::Leaves;
pub use log::{PUBLISH_LEAVES_MAX, PublicLog};
pub use published::Published;
pub use publishing::{GATHER, publish_until};
pub use rebuilding::{REPLACED, rebuild};
pub use renewals::{Draft, Renewal, Renewals, Renewed};
pub use stamper::{
    PeerStatus, Round, StampPolicy, StampStatus, Stamper, StamperParts, WITNESSES_MAX,
};
pub use stamps::{Gap, Stamp, Stamps};
pub use witness::{LOGS_MAX, Witness, WitnessRefusal};
