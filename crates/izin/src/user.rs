//! `izin user`: who logs in, and for whom.

use directory::intermediary::IntermediaryCode;
use directory::partner::PartnerCode;
use directory::user::{User, UserKind, Username};
use domain::ProviderCode;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::parties::{Where, now};
use crate::password::{GivenPassword, Password};
use crate::{password, table};

/// What to do with users.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Add a user. Without --password-file a password is made and printed, this once.
    Add {
        /// The name to log in with.
        name: String,
        #[command(flatten)]
        party: Party,
        #[command(flatten)]
        password: GivenPassword,
        #[command(flatten)]
        place: Where,
    },
    /// Give a user another password and end all its sessions.
    SetPassword {
        /// The name it logs in with.
        name: String,
        #[command(flatten)]
        password: GivenPassword,
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

/// Runs the command.
pub async fn run(action: Action) -> Result<(), Failure> {
    match action {
        Action::Add {
            name,
            party,
            password,
            place,
        } => {
            let Password { text, made } = password.read()?;
            let data = place.open().await?;
            let user = data
                .directory
                .add_user(&name, &text, party.kind(), &directory::OsRandom, now())
                .await?;
            data.close().await?;
            table::print_one(place.json, &password::with(row(&user), made));
        }
        Action::SetPassword {
            name,
            password,
            place,
        } => {
            let Password { text, made } = password.read()?;
            let username =
                Username::new(&name).ok_or(directory::Error::NotFound(directory::Entity::User))?;
            let data = place.open().await?;
            data.directory
                .set_password(&username, &text, &directory::OsRandom)
                .await?;
            data.close().await?;
            let answer = json!({"name": username.as_str()});
            table::print_one(place.json, &password::with(answer, made));
        }
        Action::List { place } => {
            let rows: Vec<Value> = place.look().await?.users().await?.iter().map(row).collect();
            table::print(place.json, &["name", "party", "code", "state"], &rows);
        }
    }
    Ok(())
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
