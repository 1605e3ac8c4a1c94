//! What the commands about parties share: where the data are, and how results are told.

use std::path::PathBuf;

use directory::Directory;
use domain::Timestamp;
use domain::outside::Clock;
use jiff::civil::Date;
use keys::SystemClock;

use crate::config::Config;
use crate::data::{Data, Setup, read_directory, require};
use crate::failure::{Exit, Failure};

/// Where the data are and how to answer.
#[derive(clap::Args, Clone)]
pub struct Where {
    /// The configuration, for its data folder.
    #[arg(long, env = "IZIN_CONFIG", value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// The data folder, instead of the configuration's.
    #[arg(long, env = "IZIN_DATA", value_name = "DIR", global = true)]
    data: Option<PathBuf>,
    /// Answer in JSON.
    #[arg(long, global = true)]
    pub json: bool,
}

impl Where {
    /// The data folder.
    pub fn folder(&self) -> Result<PathBuf, Failure> {
        match &self.data {
            Some(folder) => Ok(folder.clone()),
            None => Ok(self.config()?.data),
        }
    }

    /// The configuration.
    pub fn config(&self) -> Result<Config, Failure> {
        self.config
            .as_deref()
            .map_or_else(|| Ok(Config::default()), Config::read)
    }

    /// Opens the folder, which no other process has open then. One that is none is made where `makes` says so, and
    /// refused otherwise, so that a slip in its name does not make an empty registry.
    pub async fn open(&self, makes: bool) -> Result<Data, Failure> {
        let folder = self.folder()?;
        if !makes {
            require(&folder)?;
        }
        Data::open(&folder, Setup::of(&self.config()?)?).await
    }

    /// Opens the parties to look at them.
    pub async fn look(&self) -> Result<Directory, Failure> {
        read_directory(&self.folder()?).await
    }
}

/// The current instant.
pub fn now() -> Timestamp {
    SystemClock.now()
}

/// Reads a day of the command line; the instant its first second begins in Türkiye.
pub fn day(text: &str) -> Result<Timestamp, String> {
    let date: Date = text
        .parse()
        .map_err(|_| "not a day of the form 2026-12-31".to_owned())?;
    Timestamp::from_civil(date.at(0, 0, 0, 0)).ok_or_else(|| "out of the calendar".to_owned())
}

/// A party that has to exist.
pub fn found<T>(party: Option<T>, what: &str, code: u32) -> Result<T, Failure> {
    party.ok_or_else(|| {
        Failure::new(
            Exit::Party,
            format!("there is no {what} {code}"),
            format!("`izin {what} list` shows the numbers"),
        )
    })
}
