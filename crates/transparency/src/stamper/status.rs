//! What the operator and everybody else may know about the stamps.

/// How things stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StampStatus {
    /// How many movements are published.
    pub size: u64,
    /// How many of them are stamped.
    pub stamped: Option<u64>,
    /// When the oldest movement without a stamp was recorded, in seconds since 1970.
    pub waiting_since: Option<i64>,
    /// Whether it waits longer than the period allows, a gap that is open, or for its own time to come.
    pub overdue: bool,
    /// Whether the last round could not read or keep what it had to.
    pub failing: bool,
    /// Whether an authority for development is among those asked.
    pub development: bool,
    /// The authorities, in order of preference.
    pub authorities: Vec<PeerStatus>,
    /// The witnesses.
    pub witnesses: Vec<PeerStatus>,
    /// Why nothing is published any more.
    pub stopped: Option<String>,
}

/// How it goes with an authority or a witness.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PeerStatus {
    /// What it is called.
    pub name: String,
    /// How many times in a row it has failed.
    pub failures: u32,
    /// Why it failed last, if it has not succeeded since.
    pub last_error: Option<String>,
}
