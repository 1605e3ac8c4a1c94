//! `izin user`: who logs in, and for whom.

use directory::intermediary::IntermediaryCode;
use directory::partner::PartnerCode;
use directory::user::{User, UserKind};
use domain::ProviderCode;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::opened::Opened;
use crate::password::GivenPassword;
use crate::table::Answer;

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
    },
    /// Give a user another password and end all its sessions.
    SetPassword {
        /// The name it logs in with.
        name: String,
        #[command(flatten)]
        password: GivenPassword,
    },
    /// List the users.
    List,
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
pub async fn run(action: Action, at: Opened<'_>, password: &str) -> Result<Answer, Failure> {
    match action {
        Action::Add { name, party, .. } => {
            let operator = at.operator()?;
            let user = operator.add_user(&name, password, party.kind()).await?;
            Ok(Answer::One(row(&user)))
        }
        Action::SetPassword { name, .. } => {
            let name = at.operator()?.set_user_password(&name, password).await?;
            Ok(Answer::One(json!({"name": name.as_str()})))
        }
        Action::List => {
            let known = at.directory.users().await?;
            let columns = ["name", "party", "code", "state"];
            Ok(Answer::list(&columns, &known, row))
        }
    }
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
