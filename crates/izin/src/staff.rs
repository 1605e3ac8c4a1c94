//! `izin staff`: who works at the call centre's desk, and the authority's officers.

use directory::officer::{Duty, Posting, Province};
use directory::staff::{StaffMember, StaffRole};
use registry::authority::session::GivenFactor;
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
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
        post: GivenPost,
        #[command(flatten)]
        password: GivenPassword,
    },
    /// Give somebody of the authority another post and a new second factor, printed this once, and end their sessions.
    Officer {
        /// The name they sign in with.
        name: String,
        #[command(flatten)]
        post: GivenPost,
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

/// What an officer does.
const DUTIES: [(&str, Duty, &str); 3] = [
    ("cases", Duty::Cases, "Handles complaints"),
    (
        "supervision",
        Duty::Supervision,
        "Supervises providers and offices",
    ),
    ("looks", Duty::Looks, "Reads the log of looks"),
];

/// Where an officer works, and at what.
#[derive(clap::Args)]
pub struct GivenPost {
    /// An officer's province, by its plate code.
    #[arg(long, value_parser = clap::value_parser!(u8).range(1..=81), conflicts_with = "national")]
    province: Option<u8>,
    /// The officer works for the whole country.
    #[arg(long)]
    national: bool,
    /// What the officer does.
    #[arg(long, value_parser = one_of(&DUTIES))]
    duty: Option<Duty>,
}

impl GivenPost {
    /// The post; `None`: nothing of one was said.
    fn read(&self) -> Result<Option<Posting>, Failure> {
        let province = self.province.and_then(Province::new);
        match self.duty {
            None if province.is_none() && !self.national => Ok(None),
            Some(duty) if province.is_some() || self.national => {
                Ok(Some(Posting { province, duty }))
            }
            _ => Err(unclear_post()),
        }
    }
}

/// A post that is not said whole, or of somebody who is no officer.
fn unclear_post() -> Failure {
    Failure::new(
        Exit::Party,
        "an officer has a post, and nobody else",
        "give --role authority together with --duty and --province or --national",
    )
}

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>, password: &str) -> Result<Answer, Failure> {
    match action {
        Action::Add {
            name,
            office,
            role: StaffRole::Authority,
            post,
            ..
        } => {
            let posting = post.read()?.ok_or_else(unclear_post)?;
            let new = (name.as_str(), password, office.as_str());
            let (added, given) = at.operator()?.add_officer(new, posting).await?;
            Ok(Answer::One(with_factor(row(&added), posting, &given)))
        }
        Action::Add {
            name,
            office,
            role,
            post,
            ..
        } => {
            if post.read()?.is_some() {
                return Err(unclear_post());
            }
            let added = at.operator()?.add_staff(&name, password, role, &office);
            Ok(Answer::One(row(&added.await?)))
        }
        Action::Officer { name, post } => {
            let posting = post.read()?.ok_or_else(unclear_post)?;
            let (name, given) = at.operator()?.set_officer(&name, posting).await?;
            let answer = json!({"name": name.as_str()});
            Ok(Answer::One(with_factor(answer, posting, &given)))
        }
        Action::List => {
            let known = at.directory.staff().await?;
            let posts = at.directory.postings().await?;
            let columns = [
                "number", "name", "role", "office", "province", "duty", "state",
            ];
            let posted = |member: &StaffMember| {
                let post = posts.iter().find(|(number, _)| *number == member.number);
                with_post(row(member), post.map(|(_, post)| *post))
            };
            Ok(Answer::list(&columns, &known, posted))
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

/// An answer with an officer's post; of somebody who is none it has empty words.
fn with_post(mut answer: Value, posting: Option<Posting>) -> Value {
    let (province, duty) = posting.map_or(("", ""), |post| {
        let province = post.province.map_or("national", Province::name);
        (province, post.duty.as_word())
    });
    answer["province"] = province.into();
    answer["duty"] = duty.into();
    answer
}

/// An answer with an officer's post and second factor.
fn with_factor(answer: Value, posting: Posting, given: &GivenFactor) -> Value {
    let mut answer = with_post(answer, Some(posting));
    answer["secret"] = given.secret.text.as_str().into();
    answer["authenticator"] = given.secret.address.as_str().into();
    answer["recovery"] = given.recovery.join(" ").into();
    answer
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
