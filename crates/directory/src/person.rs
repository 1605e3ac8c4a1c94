//! People: accounts and the addresses they have proven.

/// An account: what somebody's addresses hang together by. Random; says nothing about anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonId(pub [u8; 16]);
