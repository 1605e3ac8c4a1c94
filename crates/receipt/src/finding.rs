//! What a verification finds, as data. The order of findings is that of the argument: from the
//! movement to the tree, to the log's signature, to witnesses, to the time.

mod code;
mod contradiction;

use domain::canonical::{FormatError, Opened};
use domain::{Seq, Status, Timestamp, TransactionId};
use tlog::{CheckpointError, KeyName, Origin, ProofError};
use tsp::{Accuracy, GenTime, VerifyError};

pub use contradiction::Contradiction;

use crate::consent::{ConsentAnswer, ConsentStatement};
use crate::list::ListStatement;

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It holds, whatever the registry says.
    Proven(Proven),
    /// Nothing speaks against it, and nothing here shows it.
    Unproven(Unproven),
    /// It does not hold.
    Failed(Fault),
}

/// What holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proven {
    /// Key and movement open a leaf: what the registry has committed to.
    Opened(Box<Opened>),
    /// The leaf's hash is the transactionId.
    Identified(TransactionId),
    /// The leaf is in the tree.
    Included {
        /// Its position, from 0.
        index: u64,
        /// Leaves in the tree.
        size: u64,
    },
    /// A trusted log has signed the tree.
    Signed {
        /// Which.
        log: KeyName,
    },
    /// A trusted witness has seen this very tree, and none that contradicts it.
    Cosigned {
        /// Which.
        witness: KeyName,
        /// When, by its clock, in seconds since 1970.
        at: u64,
    },
    /// The checkpoint, or the daily file, existed at a time.
    Stamped(Stamped),
    /// A stamp was stamped anew.
    Renewed {
        /// The renewal's number, from 1.
        number: u64,
        /// By whom and when.
        by: Stamped,
    },
    /// The record had no movement between these two.
    Adjacent {
        /// The earlier.
        before: Seq,
        /// The later.
        after: Seq,
    },
    /// What the record said at the instant.
    State {
        /// The instant.
        instant: Timestamp,
        /// Approval or refusal.
        status: Status,
        /// When that was recorded, by the registry's clock.
        since: Timestamp,
    },
    /// A trusted key has signed what was asked and answered about a list.
    ListSigned(Box<ListStatement>),
    /// A file that is given is the list's.
    ListFile(ListFile),
    /// These very bytes are what movements of the log name as the record of what was shown and answered.
    ConsentRecord(Box<ConsentStatement>),
    /// An answer of such a record is this entry of the log.
    ConsentAnswer {
        /// Its position.
        index: Seq,
        /// The answer.
        answer: ConsentAnswer,
    },
    /// It was asked, answered and recorded in this order.
    ConsentTimes {
        /// When it was asked.
        asked: Timestamp,
        /// When it was answered.
        answered: Timestamp,
    },
    /// The record's first movement was recorded after the instant: there was no record.
    NoRecord {
        /// The instant.
        instant: Timestamp,
        /// When the first movement was recorded, by the registry's clock.
        first: Timestamp,
    },
}

/// What an authority's token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamped {
    /// When the authority saw it.
    pub at: GenTime,
    /// How far that may be off, if it says so.
    pub accuracy: Option<Accuracy>,
    /// The authority's name.
    pub authority: String,
    /// The name at which the chain of certificates ends.
    pub anchor: String,
    /// When the first certificate of the chain ends, in seconds since 1970.
    pub until: i64,
    /// Of a development authority: it proves nothing to others.
    pub development: bool,
}

/// What is not shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unproven {
    /// No time stamp covers the checkpoint yet: when it was made is the registry's word.
    NoStamp,
    /// No authority's certificate was given to check the stamp with.
    NoAuthority {
        /// The time it claims.
        claimed: GenTime,
    },
    /// The stamp is of nobody who is trusted.
    UnknownAuthority {
        /// The time it claims.
        claimed: GenTime,
    },
    /// A renewal is of nobody who is trusted, so that nothing from it on counts.
    UnknownRenewal {
        /// Its number.
        number: u64,
        /// The time it claims.
        claimed: GenTime,
    },
    /// The stamp's certificates have ended, and it was not stamped anew in time: it proved its time up
    /// to then, and does not today.
    Ended {
        /// When they ended, in seconds since 1970.
        until: i64,
    },
    /// Fewer witnesses than asked for have cosigned.
    Quorum {
        /// How many have.
        have: usize,
        /// How many were asked for.
        need: usize,
    },
    /// No witness that is trusted has cosigned: others may be shown another log.
    OneView,
    /// There is no later movement in the proof: one may have been recorded before the instant, or
    /// have been left out.
    NothingAfter {
        /// The last movement shown.
        last: Seq,
        /// The size of the tree it was shown in.
        size: u64,
    },
    /// That the stamp is worth anything: it is of a development authority.
    Development,
    /// That the movement tells the truth: the registry writes down what it is told.
    Truth,
    /// That nothing came later: what the record says today.
    Today,
    /// What is in the daily file, and that it is complete: the stamp is about its bytes alone.
    Content,
    /// What stood in one of a list's files: it is not given.
    ListFile(ListFile),
    /// When the list was checked: the registry says so, and the log's state that stands beside shows that it was not
    /// earlier than that.
    ListTime,
    /// The record of a verified consent: no movement that names it is given and proven.
    ConsentAlone,
    /// That an answer of such a record was recorded: its receipt is not given.
    ConsentAnswer(ConsentAnswer),
    /// That the text was really shown, and that the recipient answered: the registry says so.
    ConsentTruth,
}

/// What does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The opened bytes are no movement.
    Movement(FormatError),
    /// The words beside the proof say something else than the proof.
    Words,
    /// The transactionId is not the hash of the opened leaf.
    Identity,
    /// The signed text is no checkpoint.
    Checkpoint(CheckpointError),
    /// The leaf is not in the checkpoint's tree.
    Inclusion(ProofError),
    /// None of the trusted logs has signed the checkpoint.
    NotSigned {
        /// The log it says it is of.
        origin: Option<Origin>,
    },
    /// A signature that says it is a trusted log's is not.
    LogSignature(KeyName),
    /// A signature that says it is a trusted witness's is not.
    WitnessSignature(KeyName),
    /// A time stamp does not hold.
    Stamp(VerifyError),
    /// A renewal does not hold.
    Renewal {
        /// Its number.
        number: u64,
        /// What is wrong.
        why: Mismatch,
    },
    /// The mark of development authorities is wrong.
    DevelopmentMark,
    /// The movement is stamped, and says that it was recorded later than that.
    Clock {
        /// When it says it was recorded.
        recorded: Timestamp,
        /// When it was stamped.
        stamped: GenTime,
    },
    /// The movement, and the tree it stands in, was seen by a witness before it says it was recorded.
    WitnessClock {
        /// When it says it was recorded.
        recorded: Timestamp,
        /// Which witness.
        witness: KeyName,
        /// When it signed, by its clock, in seconds since 1970.
        at: u64,
    },
    /// Something is dated later than now, by more than clocks may differ.
    Future {
        /// What.
        what: Dated,
        /// The date.
        at: Timestamp,
        /// The reader's time.
        now: Timestamp,
    },
    /// The movement names itself or a later one as the record's movement before it.
    Predecessor {
        /// Its position.
        index: Seq,
        /// The one it names.
        previous: Seq,
    },
    /// Files that are given together cannot be of one honest log.
    Contradiction {
        /// The log.
        origin: Origin,
        /// What contradicts what.
        what: Contradiction,
    },
    /// The receipts of a state proof do not fit together.
    State(StateFault),
    /// None of the trusted keys has signed what is said of the list.
    ListSignature,
    /// A file that is given is neither the list nor its answer.
    ListFile,
    /// The log's state that stands beside is not the one that is named.
    ListTree,
    /// The record of a verified consent is not what its movements name.
    Consent(ConsentFault),
}

/// What is wrong with the record of a verified consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsentFault {
    /// Its bytes are others than those the movements name.
    Bytes,
    /// The movement is about another address, or another type of recipient.
    Recipient,
    /// The movement says something else than the answer, or there is no such answer.
    Answer {
        /// The answer's place in the record, from 0.
        place: u32,
    },
    /// The movement is dated otherwise than the answer.
    Time,
    /// It was answered before it was asked, or recorded before it was answered.
    Order,
    /// All that the movements say agrees, so that something else was changed: what was shown, by whom, or when it was
    /// asked.
    Shown,
}

/// Which of a list's files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ListFile {
    /// The list that was given.
    Given,
    /// The answer.
    Answered,
}

/// What has a date of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dated {
    /// The movement, by the registry's clock.
    Movement,
    /// A time stamp, by the authority's.
    Stamp,
    /// The stamp of a renewal of this number.
    Renewal(u64),
    /// A witness's signature.
    Cosignature(KeyName),
}

/// What is wrong with a renewal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Mismatch {
    /// It is not the successor of the one before it.
    Order,
    /// The stamp is not in its tree.
    Inclusion(ProofError),
    /// Its own time stamp does not hold.
    Stamp(VerifyError),
    /// It is older than what it renews.
    Earlier,
}

/// How the receipts of a state proof do not fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StateFault {
    /// A receipt is about another record.
    OtherRecord,
    /// The receipts are of different logs.
    OtherLog,
    /// The first one does not set a status.
    NoStatus,
    /// One after the first sets a status, so that the first does not count.
    LaterStatus,
    /// A movement is not the one that the next one names as its predecessor.
    Gap,
    /// A movement shown as earlier was recorded after the instant.
    TooLate,
    /// The movement shown as later was not recorded after the instant.
    TooEarly,
}

impl Unproven {
    /// Whether without it there is no proof: of a time, of what was asked for, or of the state.
    pub(crate) fn is_needed(&self) -> bool {
        match self {
            Self::NoStamp
            | Self::NoAuthority { .. }
            | Self::UnknownAuthority { .. }
            | Self::UnknownRenewal { .. }
            | Self::Ended { .. }
            | Self::Quorum { .. }
            | Self::NothingAfter { .. }
            | Self::ConsentAlone => true,
            Self::OneView
            | Self::Development
            | Self::Truth
            | Self::Today
            | Self::Content
            | Self::ListFile(_)
            | Self::ListTime
            | Self::ConsentAnswer(_)
            | Self::ConsentTruth => false,
        }
    }
}
