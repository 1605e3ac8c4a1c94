//! How files that are right by themselves contradict each other. Each is proof that a log has shown
//! different people different things.

use domain::{Seq, Timestamp};
use tsp::GenTime;

/// Two things that one honest log cannot have signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contradiction {
    /// Two trees of one size have different roots: a split view.
    TwoRoots {
        /// The size.
        size: u64,
    },
    /// One position has two leaves, in trees of whatever sizes.
    TwoLeaves {
        /// The position.
        index: Seq,
    },
    /// Over the same positions one tree has other leaves than another one.
    TwoHistories {
        /// The first of them.
        first: Seq,
        /// The last of them.
        last: Seq,
    },
    /// Two movements name the same one as their predecessor.
    TwoSuccessors {
        /// The predecessor.
        previous: Seq,
        /// The earlier of the two.
        one: Seq,
        /// The later.
        other: Seq,
    },
    /// A movement names as its predecessor one before another movement of the same record, or none.
    Skipped {
        /// The movement left out.
        skipped: Seq,
        /// The one that does not name it.
        by: Seq,
        /// What that one names.
        names: Option<Seq>,
    },
    /// A movement names one of another record as its predecessor.
    OtherPredecessor {
        /// The one named.
        previous: Seq,
        /// The movement that names it.
        by: Seq,
    },
    /// A later movement of the log was recorded earlier.
    TimesRunBack {
        /// The earlier one of the log.
        one: Seq,
        /// The later one of the log.
        other: Seq,
    },
    /// A movement says that it was recorded after a tree that it is in was stamped.
    StampedEarlier {
        /// The movement.
        index: Seq,
        /// When it says it was recorded.
        recorded: Timestamp,
        /// The size of that tree.
        size: u64,
        /// When that was stamped.
        stamped: GenTime,
    },
    /// A state proof leaves out a movement that was recorded up to its instant.
    Hidden {
        /// The movement.
        hidden: Seq,
        /// The instant.
        instant: Timestamp,
    },
}

impl Contradiction {
    /// A word for programs.
    pub(super) fn code(&self) -> &'static str {
        match self {
            Self::TwoRoots { .. } => "splitView",
            Self::TwoLeaves { .. } => "twoLeaves",
            Self::TwoHistories { .. } => "twoHistories",
            Self::TwoSuccessors { .. } => "twoSuccessors",
            Self::Skipped { .. } => "skipped",
            Self::OtherPredecessor { .. } => "otherPredecessor",
            Self::TimesRunBack { .. } => "timesRunBack",
            Self::StampedEarlier { .. } => "stampedEarlier",
            Self::Hidden { .. } => "hidden",
        }
    }
}
