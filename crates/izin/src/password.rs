//! A password for somebody who is added: from a file, or made here and told this once.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use directory::user::PASSWORD_MAX;
use keys::secret_file;

use crate::failure::{Exit, Failure};
use crate::random;

/// Where the password comes from.
#[derive(clap::Args)]
pub struct GivenPassword {
    /// A file with the password in its first line, which others cannot read; `-` is standard input.
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// A password.
pub struct Password {
    /// What it is.
    pub text: String,
    /// Whether it was made here, and has to be told.
    pub made: bool,
}

impl GivenPassword {
    /// Reads it, or makes one.
    pub fn read(&self) -> Result<Password, Failure> {
        let Some(file) = &self.password_file else {
            return Ok(Password {
                text: random::password(&keys::OsRandom),
                made: true,
            });
        };
        let mut text = String::new();
        // One byte more than fits, so that a longer one is refused and not cut.
        let most = u64::try_from(PASSWORD_MAX).unwrap_or(u64::MAX) + 2;
        let read = if file == Path::new("-") {
            std::io::stdin().take(most).read_to_string(&mut text)
        } else {
            secret_file::open(file).and_then(|file| file.take(most).read_to_string(&mut text))
        };
        read.map_err(|error| Failure::unreadable_secret(file, &error))?;
        match text.lines().next() {
            Some(password) if !password.is_empty() => Ok(Password {
                text: password.to_owned(),
                made: false,
            }),
            _ => Err(Failure::new(
                Exit::File,
                format!("{} has no password in its first line", file.display()),
                "write it there, or leave --password-file out to have one made",
            )),
        }
    }
}
