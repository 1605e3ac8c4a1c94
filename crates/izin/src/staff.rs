//! `izin staff`: who works at the call centre's desk.

use directory::staff::{StaffMember, StaffRole};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::one_of::one_of;
use crate::opened::Opened;
use crate::password::GivenPassword;
use crate::table::Answer;

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
        #[arg(long, default_value = "agent", value_parser = one_of(&ROLES))]
        role: StaffRole,
        #[command(flatten)]
        password: GivenPassword,
    },
    /// List the staff.
    List,
    /// Keep a member out and end their sessions; what they have looked at stays known.
    Disable {
        /// The name they sign in with.
        name: String,
        /// Let them in again instead.
        #[arg(long)]
        undo: bool,
    },
    /// Give a member another password and end their sessions.
    Password {
        /// The name they sign in with.
        name: String,
        #[command(flatten)]
        password: GivenPassword,
    },
}

/// What somebody works as.
const ROLES: [(&str, StaffRole, &str); 2] = [
    ("agent", StaffRole::Agent, "At the call centre's desk"),
    ("authority", StaffRole::Authority, "For the authority"),
];

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>, password: &str) -> Result<Answer, Failure> {
    match action {
        Action::Add {
            name, office, role, ..
        } => {
            let added = at.operator()?.add_staff(&name, password, role, &office);
            Ok(Answer::One(row(&added.await?)))
        }
        Action::List => {
            let known = at.directory.staff().await?;
            let columns = ["number", "name", "role", "office", "state"];
            Ok(Answer::list(&columns, &known, row))
        }
        Action::Disable { name, undo } => {
            let name = at.operator()?.set_staff_disabled(&name, !undo).await?;
            let state = if undo { "active" } else { "disabled" };
            let answer = json!({"name": name.as_str(), "state": state});
            Ok(Answer::One(answer))
        }
        Action::Password { name, .. } => {
            let name = at.operator()?.set_staff_password(&name, password).await?;
            Ok(Answer::One(json!({"name": name.as_str()})))
        }
    }
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
