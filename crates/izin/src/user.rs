//! `izin user`: who logs in, and for whom.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use directory::intermediary::IntermediaryCode;
use directory::partner::PartnerCode;
use directory::user::{PASSWORD_MAX, User, UserKind, Username};
use domain::ProviderCode;
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::parties::{Where, now};
use crate::{random, table};

/// What to do with users.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Add a user. Without --password-file a password is made and printed, this once.
    Add {
        /// The name to log in with.
        name: String,
        #[command(flatten)]
        party: Party,
        /// A file with the password in its first line; `-` is standard input.
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
        #[command(flatten)]
        place: Where,
    },
    /// Give a user another password and end all its sessions.
    SetPassword {
        /// The name it logs in with.
        name: String,
        /// A file with the password in its first line; `-` is standard input.
        #[arg(long, value_name = "FILE")]
        password_file: Option<PathBuf>,
        #[command(flatten)]
        place: Where,
    },
    /// List the users.
    List {
        #[command(flatten)]
        place: Where,
    },
}

/// Whom a user acts for.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub struct Party {
    /// A provider's number (iysCode).
    #[arg(long)]
    provider: Option<u32>,
    /// A partner's number.
    #[arg(long)]
    partner: Option<u32>,
    /// An intermediary's number.
    #[arg(long)]
    intermediary: Option<u32>,
}

impl Party {
    fn kind(&self) -> UserKind {
        match (self.provider, self.partner, self.intermediary) {
            (Some(code), _, _) => UserKind::Provider(ProviderCode(code)),
            (_, Some(code), _) => UserKind::Partner(PartnerCode(code)),
            (_, _, Some(code)) => UserKind::Intermediary(IntermediaryCode(code)),
            (None, None, None) => UserKind::Admin,
        }
    }
}

/// Does it.
pub async fn run(action: Action) -> Result<(), Failure> {
    match action {
        Action::Add {
            name,
            party,
            password_file,
            place,
        } => {
            let (password, made) = password(password_file.as_deref())?;
            let data = place.open().await?;
            let user = data
                .directory
                .add_user(&name, &password, party.kind(), &directory::OsRandom, now())
                .await?;
            data.close().await?;
            table::print_one(place.json, &with_password(row(&user), made));
        }
        Action::SetPassword {
            name,
            password_file,
            place,
        } => {
            let (password, made) = password(password_file.as_deref())?;
            let username =
                Username::new(&name).ok_or(directory::Error::NotFound(directory::Entity::User))?;
            let data = place.open().await?;
            data.directory
                .set_password(&username, &password, &directory::OsRandom)
                .await?;
            data.close().await?;
            let answer = json!({"name": username.as_str()});
            table::print_one(place.json, &with_password(answer, made));
        }
        Action::List { place } => {
            let rows: Vec<Value> = place.look().await?.users().await?.iter().map(row).collect();
            table::print(place.json, &["name", "party", "code", "state"], &rows);
        }
    }
    Ok(())
}

/// The password of a file, or one made here, which then has to be told.
pub fn password(file: Option<&Path>) -> Result<(String, Option<String>), Failure> {
    let Some(file) = file else {
        let password = random::password(&directory::OsRandom);
        return Ok((password.clone(), Some(password)));
    };
    let mut text = String::new();
    // One byte more than fits, so that a longer one is refused and not cut.
    let most = u64::try_from(PASSWORD_MAX).unwrap_or(u64::MAX) + 2;
    let read = if file == Path::new("-") {
        std::io::stdin().take(most).read_to_string(&mut text)
    } else {
        std::fs::File::open(file).and_then(|file| file.take(most).read_to_string(&mut text))
    };
    read.map_err(|error| Failure::unreadable(file, &error))?;
    match text.lines().next() {
        Some(password) if !password.is_empty() => Ok((password.to_owned(), None)),
        _ => Err(Failure::new(
            Exit::File,
            format!("{} has no password in its first line", file.display()),
            "write it there, or leave --password-file out to have one made",
        )),
    }
}

/// An answer with the password that was made here, if one was.
pub fn with_password(mut answer: Value, made: Option<String>) -> Value {
    if let Some(password) = made {
        answer["password"] = Value::from(password);
    }
    answer
}

fn row(user: &User) -> Value {
    let (party, code) = match user.kind {
        UserKind::Provider(code) => ("provider", Some(code.0)),
        UserKind::Partner(code) => ("partner", Some(code.0)),
        UserKind::Intermediary(code) => ("intermediary", Some(code.0)),
        UserKind::Admin => ("operator", None),
    };
    json!({
        "name": user.name.as_str(),
        "party": party,
        "code": code,
        "state": if user.disabled { "disabled" } else { "active" },
    })
}
