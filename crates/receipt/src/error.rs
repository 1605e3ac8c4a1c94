//! Why bytes are no receipt, or parts do not make one.

use domain::canonical::FormatError;

/// Why there is no receipt. Says where, and nothing of what stands there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReceiptError {
    /// Longer than what is read or written.
    #[error("longer than {0} bytes")]
    TooLong(usize),
    /// Not JSON, or not with the members that the format has: each once, and no others.
    #[error("not of the format's form (line {line}, column {column})")]
    Json {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// A format that this program does not know.
    #[error("neither {0} nor any other format that this program knows")]
    Format(&'static str),
    /// A member has a value that it cannot have.
    #[error("the member `{0}` cannot have this value")]
    Member(&'static str),
    /// More entries than allowed.
    #[error("the member `{member}` has more than {limit} entries")]
    TooMany {
        /// Which list.
        member: &'static str,
        /// How many are allowed.
        limit: usize,
    },
    /// The movement to make a receipt of cannot be read.
    #[error("the movement cannot be read: {0}")]
    Movement(#[from] FormatError),
    /// A state proof with no receipt in it.
    #[error("it has no receipt")]
    Empty,
}
