//! What a check finds, as data and in words.

use std::fmt;
use std::path::PathBuf;

use domain::{BrandCode, ConsentKey, RecipientId, TransactionId};

use crate::BrandCounts;

/// A derived keyspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// The movements by brand.
    Feed,
    /// The index of transaction ids.
    Names,
    /// The current states.
    States,
    /// Where recipients' addresses stand.
    AddressPositions,
    /// The sealed addresses.
    Addresses,
}

/// What is wrong with something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It is not there.
    Missing,
    /// It is there, and should not be.
    Unfounded,
    /// It is not what was written.
    Damaged,
    /// It says something else than the log.
    Different,
}

/// A difference between what is stored and what should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Movements of the log, from a position up to and without another.
    Movements {
        /// The first.
        from: u64,
        /// The one after the last.
        until: u64,
        /// What is wrong with them.
        fault: Fault,
    },
    /// A row of the log stands where none belongs.
    Row {
        /// The position it names.
        first: u64,
    },
    /// A movement was recorded before its predecessor in the log.
    Time {
        /// Its position.
        seq: u64,
    },
    /// A movement does not continue the record's movement before it.
    History {
        /// Its position.
        seq: u64,
    },
    /// Key and movement do not open the leaf.
    Opening {
        /// Its position.
        seq: u64,
    },
    /// A recipient's address cannot be opened, or is somebody else's.
    Address {
        /// Whose.
        recipient: RecipientId,
    },
    /// The state of a record.
    State {
        /// Which.
        key: ConsentKey,
        /// What is wrong with it.
        fault: Fault,
    },
    /// The row that says where a recipient's address stands.
    AddressPosition {
        /// Whose.
        recipient: RecipientId,
        /// What is wrong with it.
        fault: Fault,
    },
    /// A sealed address beside a movement.
    SealedAddress {
        /// The movement's position.
        seq: u64,
        /// What is wrong with it.
        fault: Fault,
    },
    /// The row of a movement in a brand's feed.
    Feed {
        /// The brand.
        brand: BrandCode,
        /// The movement's position.
        seq: u64,
        /// What is wrong with it.
        fault: Fault,
    },
    /// The row of a movement in the index of transaction ids.
    Name {
        /// The movement's position.
        seq: u64,
        /// Its transaction id; `None` where no movement has such a row.
        transaction: Option<TransactionId>,
        /// What is wrong with it.
        fault: Fault,
    },
    /// How many records a brand has.
    Counts {
        /// The brand.
        brand: BrandCode,
        /// As stored.
        stored: BrandCounts,
        /// As the log says.
        expected: BrandCounts,
    },
    /// A follower has come further than the log.
    Cursor {
        /// The follower.
        name: String,
        /// What it says to be next.
        next: u64,
    },
    /// A row that is none of this program's.
    StrangeRow {
        /// Of what.
        table: Table,
        /// Its key.
        key: Vec<u8>,
    },
    /// A part of the engine's files cannot be read.
    Unreadable {
        /// Of what; `None`: the log.
        table: Option<Table>,
        /// Why.
        why: String,
    },
    /// An erasure was interrupted and cannot be completed.
    Erasure(String),
    /// A file of the log of checks is not what was written from some byte on.
    Checks {
        /// The file.
        file: PathBuf,
        /// Where, in bytes.
        at: u64,
    },
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Feed => "the brands' feeds",
            Self::Names => "the index of transaction ids",
            Self::States => "the states",
            Self::AddressPositions => "the index of addresses",
            Self::Addresses => "the sealed addresses",
        })
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Missing => "is missing",
            Self::Unfounded => "is there and should not be",
            Self::Damaged => "is not what was written",
            Self::Different => "says something else than the log",
        })
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Movements { from, until, fault } if *until == from + 1 => {
                write!(f, "movement {from} {fault}")
            }
            Self::Movements { from, until, fault } => {
                let last = until.saturating_sub(1);
                write!(f, "each of the movements {from} to {last} {fault}")
            }
            Self::Row { first } => {
                write!(
                    f,
                    "a row of the log stands at movement {first} where none belongs"
                )
            }
            Self::Time { seq } => {
                write!(f, "movement {seq} was recorded before the one it follows")
            }
            Self::History { seq } => {
                write!(f, "movement {seq} does not continue its record's history")
            }
            Self::Opening { seq } => {
                write!(f, "what is kept of movement {seq} does not open its leaf")
            }
            Self::Address { recipient } => {
                write!(
                    f,
                    "the address of {recipient:?} cannot be opened or is another's"
                )
            }
            Self::State { key, fault } => write!(f, "the state of {key:?} {fault}"),
            Self::AddressPosition { recipient, fault } => {
                write!(
                    f,
                    "the row that says where the address of {recipient:?} stands {fault}"
                )
            }
            Self::SealedAddress { seq, fault } => {
                write!(f, "the sealed address beside movement {seq} {fault}")
            }
            Self::Feed { brand, seq, fault } => {
                write!(
                    f,
                    "the row of movement {seq} in the feed of brand {} {fault}",
                    brand.0
                )
            }
            Self::Name { seq, fault, .. } => {
                write!(
                    f,
                    "the row of movement {seq} in the index of transaction ids {fault}"
                )
            }
            Self::Counts {
                brand,
                stored,
                expected,
            } => write!(
                f,
                "brand {} is said to have {} approvals and {} refusals, and has {} and {}",
                brand.0, stored.approvals, stored.refusals, expected.approvals, expected.refusals
            ),
            Self::Cursor { name, next } => {
                write!(f, "the follower {name} is at movement {next}, past the end")
            }
            Self::StrangeRow { table, key } => {
                write!(
                    f,
                    "{table} have a row that none of them can be: {}",
                    hex::encode(key)
                )
            }
            Self::Unreadable { table, why } => match table {
                Some(table) => write!(f, "{table} cannot be read: {why}"),
                None => write!(f, "a part of the log cannot be read: {why}"),
            },
            Self::Erasure(why) => {
                write!(
                    f,
                    "an erasure was interrupted and cannot be completed: {why}"
                )
            }
            Self::Checks { file, at } => {
                write!(f, "{} is damaged from byte {at} on", file.display())
            }
        }
    }
}
