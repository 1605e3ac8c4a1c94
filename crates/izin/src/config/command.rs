//! `izin config`: look at a configuration without running it.

use std::path::PathBuf;

use super::{Config, Overrides, template};
use crate::failure::Failure;
use crate::output;

/// What to do with a configuration.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Say whether a file is right.
    Check {
        /// The file.
        file: PathBuf,
    },
    /// Print what is in force, every key with its meaning; without a file, the defaults to start
    /// from.
    Print {
        /// The file.
        file: Option<PathBuf>,
        #[command(flatten)]
        overrides: Overrides,
    },
}

/// Runs the command.
pub fn run(action: Action) -> Result<(), Failure> {
    match action {
        Action::Check { file } => {
            Config::read(&file)?;
            output::say(&format!("{} is right\n", file.display()))
        }
        Action::Print { file, overrides } => {
            let config = file
                .as_deref()
                .map_or_else(|| Ok(Config::default()), Config::read)?;
            output::say(&template::render(&config.overridden(&overrides)))
        }
    }
}
