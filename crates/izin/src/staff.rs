//! `izin staff`: who works at the call centre's desk.

use clap::ValueEnum;
use directory::staff::{StaffMember, StaffRole};
use directory::user::Username;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::parties::{Where, now};
use crate::password::{GivenPassword, Password};
use crate::{password, table};

/// What to do with the staff.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Add a member of the staff. Without --password-file a password is made and printed, this once.
    Add {
        /// The name to sign in with.
        name: String,
        /// The office they work for, as people are told it.
        #[arg(long)]
        office: String,
        /// What they work as.
        #[arg(long, default_value = "agent")]
        role: RoleWord,
        #[command(flatten)]
        password: GivenPassword,
        #[command(flatten)]
        place: Where,
    },
    /// List the staff.
    List {
        #[command(flatten)]
        place: Where,
    },
    /// Keep a member out and end their sessions; what they have looked at stays known.
    Disable {
        /// The name they sign in with.
        name: String,
        /// Let them in again instead.
        #[arg(long)]
        undo: bool,
        #[command(flatten)]
        place: Where,
    },
    /// Give a member another password and end their sessions.
    Password {
        /// The name they sign in with.
        name: String,
        #[command(flatten)]
        password: GivenPassword,
        #[command(flatten)]
        place: Where,
    },
}

/// What somebody works as.
#[derive(Clone, Copy, ValueEnum)]
pub enum RoleWord {
    /// At the call centre's desk.
    Agent,
    /// For the authority.
    Authority,
}

impl From<RoleWord> for StaffRole {
    fn from(word: RoleWord) -> Self {
        match word {
            RoleWord::Agent => Self::Agent,
            RoleWord::Authority => Self::Authority,
        }
    }
}

/// Runs the command.
pub async fn run(action: Action) -> Result<(), Failure> {
    match action {
        Action::Add {
            name,
            office,
            role,
            password,
            place,
        } => {
            let Password { text, made } = password.read()?;
            let data = place.open().await?;
            let member = data
                .directory
                .add_staff(
                    &name,
                    &text,
                    role.into(),
                    &office,
                    &directory::OsRandom,
                    now(),
                )
                .await?;
            data.close().await?;
            table::print_one(place.json, &password::with(row(&member), made));
        }
        Action::List { place } => {
            let rows: Vec<Value> = place.look().await?.staff().await?.iter().map(row).collect();
            table::print(
                place.json,
                &["number", "name", "role", "office", "state"],
                &rows,
            );
        }
        Action::Disable { name, undo, place } => {
            let username = named(&name)?;
            let data = place.open().await?;
            data.directory.set_staff_disabled(&username, !undo).await?;
            data.close().await?;
            let state = if undo { "active" } else { "disabled" };
            let answer = json!({"name": username.as_str(), "state": state});
            table::print_one(place.json, &answer);
        }
        Action::Password {
            name,
            password,
            place,
        } => {
            let Password { text, made } = password.read()?;
            let username = named(&name)?;
            let data = place.open().await?;
            data.directory
                .set_staff_password(&username, &text, &directory::OsRandom)
                .await?;
            data.close().await?;
            let answer = json!({"name": username.as_str()});
            table::print_one(place.json, &password::with(answer, made));
        }
    }
    Ok(())
}

fn named(name: &str) -> Result<Username, Failure> {
    let known = Username::new(name).ok_or(directory::Error::NotFound(directory::Entity::Staff));
    Ok(known?)
}

fn row(member: &StaffMember) -> Value {
    json!({
        "number": member.number.0,
        "name": member.name.as_str(),
        "role": member.role.as_word(),
        "office": member.office,
        "state": if member.disabled { "disabled" } else { "active" },
    })
}
