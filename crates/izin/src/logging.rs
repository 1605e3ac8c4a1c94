//! The log, on standard error.

use std::io::IsTerminal;

use serde::{Deserialize, Serialize};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt;

/// How log lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What is logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Failures only.
    Error,
    /// And what an operator should look at.
    Warn,
    /// And the events of a normal day.
    Info,
    /// And what helps to find a fault.
    Debug,
}

impl Level {
    /// The word in configurations and filters.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warn => "warn",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}

/// Starts the log. A second call changes nothing.
pub fn start(format: Format, level: Level) {
    // Libraries are kept to warnings: their events are not checked for personal data.
    let own = [
        "izin",
        "api",
        "registry",
        "transparency",
        "ledger",
        "directory",
        "domain",
    ];
    let quiet = if level == Level::Error {
        "error"
    } else {
        "warn"
    };
    let level = level.as_str();
    let filter = own.iter().fold(quiet.to_owned(), |filter, name| {
        format!("{filter},{name}={level}")
    });
    let builder = fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal());
    let started = match format {
        Format::Text => builder.try_init(),
        Format::Json => builder.json().flatten_event(true).try_init(),
    };
    drop(started);
}
