//! Findings as sentences, in the reader's language.

use domain::Timestamp;
use receipt::{About, Decision, Finding};
use tsp::GenTime;

use super::folder::LogFinding;
use super::{english, turkish};

/// The languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Language {
    /// Turkish.
    Tr,
    /// English.
    En,
}

/// How a finding stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It holds.
    Proven,
    /// It is not shown.
    Unproven,
    /// It does not hold.
    Failed,
}

impl Standing {
    /// Of a finding.
    pub fn of(finding: &Finding) -> Self {
        match finding {
            Finding::Proven(_) => Self::Proven,
            Finding::Unproven(_) => Self::Unproven,
            Finding::Failed(_) => Self::Failed,
        }
    }

    /// For programs.
    pub fn code(self) -> &'static str {
        match self {
            Self::Proven => "proven",
            Self::Unproven => "notProven",
            Self::Failed => "failed",
        }
    }
}

impl Language {
    /// What it comes to, in one line.
    pub fn decision(self, decision: Decision) -> &'static str {
        match self {
            Self::En => english::decision(decision),
            Self::Tr => turkish::decision(decision),
        }
    }

    /// A section's heading.
    pub fn heading(self, about: About) -> String {
        match self {
            Self::En => english::heading(about),
            Self::Tr => turkish::heading(about),
        }
    }

    /// The heading over a recomputed log.
    pub fn log_heading(self) -> &'static str {
        match self {
            Self::En => "The public log",
            Self::Tr => "Açık kayıt defteri",
        }
    }

    /// The mark before a finding.
    pub fn mark(self, standing: Standing) -> &'static str {
        match self {
            Self::En => english::mark(standing),
            Self::Tr => turkish::mark(standing),
        }
    }

    /// A finding about something as a sentence. Each says what that finding alone shows: a reader may
    /// see it beside one that failed.
    pub fn sentence(self, about: About, finding: &Finding) -> String {
        match self {
            Self::En => english::sentence(about, finding),
            Self::Tr => turkish::sentence(about, finding),
        }
    }

    /// A finding about a recomputed log as a sentence.
    pub fn log_sentence(self, finding: &LogFinding) -> String {
        match self {
            Self::En => english::log_sentence(finding),
            Self::Tr => turkish::log_sentence(finding),
        }
    }
}

/// An instant, to the millisecond, on clocks in Türkiye.
pub fn instant(instant: Timestamp) -> String {
    receipt::instant_to_text(instant)
}

/// A token's time, likewise.
pub fn stamp_time(time: GenTime) -> String {
    instant(Timestamp::from_millis(time.unix_millis()))
}

/// Seconds since 1970 on clocks in Türkiye.
pub fn seconds(seconds: i64) -> String {
    Timestamp::from_seconds(seconds).to_wire()
}

/// A witness's time, likewise.
pub fn seen(at: u64) -> String {
    i64::try_from(at).map_or_else(|_| at.to_string(), seconds)
}
