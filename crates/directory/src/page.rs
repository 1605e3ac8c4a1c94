//! Lists in pages.

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    /// The whole list.
    All,
    /// A window of it.
    Window {
        /// How many entries to leave out at the start.
        offset: u32,
        /// The most entries to return.
        limit: u32,
    },
}

impl Paging {
    /// The window as SQL's `LIMIT` and `OFFSET`.
    pub(crate) fn limit_offset(self) -> (i64, i64) {
        match self {
            Self::All => (i64::MAX, 0),
            Self::Window { offset, limit } => (i64::from(limit), i64::from(offset)),
        }
    }
}

/// One page of a list, and how long the whole list is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page<T> {
    /// The entries of the page, in the list's order.
    pub list: Vec<T>,
    /// How many entries the whole list has.
    pub total: u64,
}
