//! `izin partner`: partners (integrators) and what providers let them do.

use clap::ValueEnum;
use directory::grant::Permission;
use directory::partner::{Partner, PartnerCode};
use domain::{BrandCode, Channel};
use serde_json::{Value, json};

use crate::failure::Failure;
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
        access: AccessWord,
        /// On this channel only; on all when not given.
        #[arg(long)]
        channel: Vec<ChannelWord>,
    },
    /// End what a partner may do for a brand.
    Revoke {
        /// The partner's number.
        partner: u32,
        /// The brand's number.
        brand: u32,
        /// On this channel only; on all when not given.
        #[arg(long)]
        channel: Vec<ChannelWord>,
    },
    /// List the partners.
    List,
}

/// What a grant allows.
#[derive(Clone, Copy, ValueEnum)]
pub enum AccessWord {
    /// Asking only.
    Read,
    /// Asking and recording.
    Write,
}

/// A channel in the contract's words.
#[derive(Clone, Copy, ValueEnum)]
pub enum ChannelWord {
    /// Voice calls.
    Arama,
    /// Text messages.
    Mesaj,
    /// E-mail.
    Eposta,
}

impl From<ChannelWord> for Channel {
    fn from(word: ChannelWord) -> Self {
        match word {
            ChannelWord::Arama => Self::Call,
            ChannelWord::Mesaj => Self::Text,
            ChannelWord::Eposta => Self::Email,
        }
    }
}

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
        } => {
            let access = match access {
                AccessWord::Read => Permission::Read,
                AccessWord::Write => Permission::Write,
            };
            set(partner, brand, &channel, Some(access), at).await
        }
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
    channel: &[ChannelWord],
    access: Option<Permission>,
    at: Opened<'_>,
) -> Result<Answer, Failure> {
    let (code, of) = (PartnerCode(partner), BrandCode(brand));
    let (operator, channels) = (at.operator()?, channels(channel));
    let grants = operator.set_partner_access(code, of, &channels, access);
    let grants = grants.await?;
    let mut answer = json!({"partner": partner, "brand": brand});
    for channel in Channel::ALL {
        answer[channel.as_wire()] = grants.on(channel).map(Permission::as_wire).into();
    }
    Ok(Answer::One(answer))
}

fn channels(words: &[ChannelWord]) -> Vec<Channel> {
    if words.is_empty() {
        return Channel::ALL.to_vec();
    }
    words.iter().copied().map(Channel::from).collect()
}

fn row(partner: &Partner) -> Value {
    json!({
        "code": partner.code.0,
        "title": partner.title,
        "licensed": partner.licensed,
        "added": partner.created.to_wire(),
    })
}
