//! `izin partner`: partners (integrators) and what providers let them do.

use directory::grant::Permission;
use directory::partner::{Partner, PartnerCode};
use domain::{BrandCode, Channel};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::one_of::one_of;
use crate::opened::Opened;
use crate::table::Answer;

/// What to do with partners.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Admit a partner with an active subscription.
    Add {
        /// Its title.
        title: String,
        /// Its number; drawn when not given.
        #[arg(long)]
        code: Option<u32>,
        /// It holds an integrator's licence.
        #[arg(long)]
        licensed: bool,
    },
    /// Give a partner an integrator's licence, or take it away.
    Set {
        /// The partner's number.
        partner: u32,
        /// Whether it holds a licence. Without one it reads nothing, and no webhook of its own is called.
        #[arg(long, action = clap::ArgAction::Set, value_name = "true|false")]
        licensed: bool,
    },
    /// Let a partner act for a brand.
    Grant {
        /// The partner's number.
        partner: u32,
        /// The brand's number.
        brand: u32,
        /// What it may do.
        #[arg(value_parser = one_of(&PERMISSIONS))]
        access: Permission,
        /// On this channel only; on all when not given.
        #[arg(long, value_parser = one_of(&CHANNELS))]
        channel: Vec<Channel>,
    },
    /// End what a partner may do for a brand.
    Revoke {
        /// The partner's number.
        partner: u32,
        /// The brand's number.
        brand: u32,
        /// On this channel only; on all when not given.
        #[arg(long, value_parser = one_of(&CHANNELS))]
        channel: Vec<Channel>,
    },
    /// List the partners.
    List,
}

/// What a grant allows.
const PERMISSIONS: [(&str, Permission, &str); 2] = [
    ("read", Permission::Read, "Asking only"),
    ("write", Permission::Write, "Asking and recording"),
];

/// The channels, in the contract's words.
pub const CHANNELS: [(&str, Channel, &str); 3] = [
    ("arama", Channel::Call, "Voice calls"),
    ("mesaj", Channel::Text, "Text messages"),
    ("eposta", Channel::Email, "E-mail"),
];

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>) -> Result<Answer, Failure> {
    match action {
        Action::Add {
            title,
            code,
            licensed,
        } => {
            let admitted = at.operator()?.admit_partner(title, code, licensed).await?;
            Ok(Answer::One(row(&admitted)))
        }
        Action::Set { partner, licensed } => {
            let (operator, code) = (at.operator()?, PartnerCode(partner));
            let changed = operator.set_partner_licensed(code, licensed).await?;
            Ok(Answer::One(row(&changed)))
        }
        Action::Grant {
            partner,
            brand,
            access,
            channel,
        } => set(partner, brand, &channel, Some(access), at).await,
        Action::Revoke {
            partner,
            brand,
            channel,
        } => set(partner, brand, &channel, None, at).await,
        Action::List => {
            let known = at.directory.partners().await?;
            let columns = ["code", "title", "licensed", "added"];
            Ok(Answer::list(&columns, &known, row))
        }
    }
}

/// Sets what a partner may do, and tells what is granted then.
async fn set(
    partner: u32,
    brand: u32,
    channels: &[Channel],
    access: Option<Permission>,
    at: Opened<'_>,
) -> Result<Answer, Failure> {
    let (code, of) = (PartnerCode(partner), BrandCode(brand));
    let channels = if channels.is_empty() {
        &Channel::ALL[..]
    } else {
        channels
    };
    let operator = at.operator()?;
    let grants = operator.set_partner_access(code, of, channels, access);
    let grants = grants.await?;
    let mut answer = json!({"partner": partner, "brand": brand});
    for channel in Channel::ALL {
        answer[channel.as_wire()] = grants.on(channel).map(Permission::as_wire).into();
    }
    Ok(Answer::One(answer))
}

fn row(partner: &Partner) -> Value {
    json!({
        "code": partner.code.0,
        "title": partner.title,
        "licensed": partner.licensed,
        "added": partner.created.to_wire(),
    })
}
