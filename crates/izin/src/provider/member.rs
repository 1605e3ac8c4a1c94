//! `izin provider member`: who uses a provider's console.

use directory::member::{Invitation, Member, MemberChanged, MemberNumber, MemberRole, RoleGrant};
use domain::{BrandCode, ProviderCode};
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::one_of::one_of;
use crate::opened::Opened;
use crate::table::Answer;

/// What to do with a provider's people.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Invite somebody to a provider's console. The link goes to their address, and its path is printed, this once.
    Add {
        #[command(flatten)]
        who: Who,
        /// What they are called on the pages.
        #[arg(long)]
        name: String,
        #[command(flatten)]
        role: GivenRole,
    },
    /// Invite a member once more; they set their password and second factor anew.
    Invite {
        #[command(flatten)]
        who: Who,
    },
    /// Give a member a role in place of those they had.
    Role {
        #[command(flatten)]
        who: Who,
        #[command(flatten)]
        role: GivenRole,
    },
    /// Keep a member out and end their sessions.
    Suspend {
        #[command(flatten)]
        who: Who,
    },
    /// Let a member in again.
    Resume {
        #[command(flatten)]
        who: Who,
    },
    /// List a provider's members.
    List {
        /// The provider's number (iysCode).
        #[arg(long)]
        provider: u32,
    },
}

/// A member.
#[derive(clap::Args)]
pub struct Who {
    /// The provider's number (iysCode).
    #[arg(long)]
    provider: u32,
    /// The e-mail address they sign in with.
    #[arg(long)]
    email: String,
}

/// A role and where it is held.
#[derive(clap::Args)]
pub struct GivenRole {
    /// What they may do.
    #[arg(long, value_parser = one_of(&ROLES))]
    role: MemberRole,
    /// The brand's number (brandCode), of several one after the other; without it, all brands.
    #[arg(long = "brand", value_name = "BRAND")]
    brands: Vec<u32>,
}

/// What somebody may do.
const ROLES: [(&str, MemberRole, &str); 5] = [
    (
        "owner",
        MemberRole::Owner,
        "Everything, and who else may; of all brands",
    ),
    (
        "manager",
        MemberRole::Manager,
        "Everything with the brand, its own data included",
    ),
    ("editor", MemberRole::Editor, "See and record"),
    ("viewer", MemberRole::Viewer, "See"),
    (
        "answerer",
        MemberRole::Answerer,
        "See, and answer complaints",
    ),
];

impl GivenRole {
    fn grants(&self) -> Vec<RoleGrant> {
        let role = self.role;
        if self.brands.is_empty() {
            return vec![RoleGrant { brand: None, role }];
        }
        let brands = self.brands.iter().map(|code| Some(BrandCode(*code)));
        brands.map(|brand| RoleGrant { brand, role }).collect()
    }
}

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>) -> Result<Answer, Failure> {
    match action {
        Action::Add { who, name, role } => {
            let provider = ProviderCode(who.provider);
            let operator = at.operator()?;
            let invited = operator.invite_member(provider, &who.email, &name, role.grants());
            Ok(invitation(&invited.await?))
        }
        Action::Invite { who } => {
            let (provider, operator) = (ProviderCode(who.provider), at.operator()?);
            let number = operator.member_number(provider, &who.email).await?;
            let invited = operator.invite_member_again(provider, number).await?;
            Ok(invitation(&invited))
        }
        Action::Role { who, role } => {
            let (provider, operator) = (ProviderCode(who.provider), at.operator()?);
            let number = operator.member_number(provider, &who.email).await?;
            let changed = operator.set_member_roles(provider, number, role.grants());
            changed_member(changed.await?, at, number).await
        }
        Action::Suspend { who } => keep_out(&who, true, at).await,
        Action::Resume { who } => keep_out(&who, false, at).await,
        Action::List { provider } => {
            let known = at.directory.members_of(ProviderCode(provider)).await?;
            let columns = ["number", "email", "name", "roles", "state"];
            Ok(Answer::list(&columns, &known, row))
        }
    }
}

async fn keep_out(who: &Who, kept_out: bool, at: Opened<'_>) -> Result<Answer, Failure> {
    let (provider, operator) = (ProviderCode(who.provider), at.operator()?);
    let number = operator.member_number(provider, &who.email).await?;
    let changed = operator.set_member_kept_out(provider, number, kept_out);
    changed_member(changed.await?, at, number).await
}

/// The member after a change.
async fn changed_member(
    changed: MemberChanged,
    at: Opened<'_>,
    number: MemberNumber,
) -> Result<Answer, Failure> {
    if changed == MemberChanged::LastOwner {
        return Err(Failure::new(
            Exit::Party,
            "nobody else who owns the account may sign in",
            "invite another owner first",
        ));
    }
    let member = at.directory.member(number).await?;
    let member = member.ok_or_else(Failure::unexpected)?;
    Ok(Answer::One(row(&member)))
}

/// A member who was invited, with the path of their link, below the pages' address.
fn invitation((member, invitation): &(Member, Invitation)) -> Answer {
    let mut answer = row(member);
    let path = format!("/provider/invitation/{}", invitation.token());
    answer["invitation"] = path.into();
    Answer::One(answer)
}

fn row(member: &Member) -> Value {
    let roles = member.roles.iter().map(|grant| match grant.brand {
        Some(brand) => format!("{} {brand}", grant.role.as_word()),
        None => grant.role.as_word().to_owned(),
    });
    json!({
        "number": member.number.0,
        "email": member.email.as_str(),
        "name": member.name,
        "roles": roles.collect::<Vec<_>>().join(", "),
        "state": member.state.as_word(),
    })
}
