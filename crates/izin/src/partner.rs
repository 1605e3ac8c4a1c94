//! `izin partner`: partners (integrators) and what providers let them do.

use clap::ValueEnum;
use directory::grant::Access;
use directory::partner::{NewPartner, Partner, PartnerCode};
use directory::subscription::Holder;
use domain::{BrandCode, Channel};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::parties::{Where, now};
use crate::{subscription, table};

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
        #[command(flatten)]
        place: Where,
    },
    /// Give a partner an integrator's licence, or take it away.
    Set {
        /// The partner's number.
        partner: u32,
        /// Whether it holds a licence. Without one it reads nothing, and no webhook of its own is called.
        #[arg(long, action = clap::ArgAction::Set, value_name = "true|false")]
        licensed: bool,
        #[command(flatten)]
        place: Where,
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
        #[command(flatten)]
        place: Where,
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
        #[command(flatten)]
        place: Where,
    },
    /// List the partners.
    List {
        #[command(flatten)]
        place: Where,
    },
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
pub async fn run(action: Action) -> Result<(), Failure> {
    match action {
        Action::Add {
            title,
            code,
            licensed,
            place,
        } => {
            let data = place.open_or_make().await?;
            let code = match code {
                Some(code) => code,
                None => data.directory.free_code(&directory::OsRandom).await?,
            };
            let new = NewPartner {
                code: PartnerCode(code),
                title,
                licensed,
            };
            let subscription = subscription::unlimited(Holder::Partner(new.code), now());
            let partner = data.directory.admit_partner(new, subscription, now());
            let partner = partner.await?;
            data.close().await?;
            table::print_one(place.json, &row(&partner));
        }
        Action::Set {
            partner,
            licensed,
            place,
        } => {
            let data = place.open().await?;
            let code = PartnerCode(partner);
            data.directory.set_partner_licensed(code, licensed).await?;
            let changed = data.directory.partner(code).await?;
            data.close().await?;
            if let Some(partner) = changed {
                table::print_one(place.json, &row(&partner));
            }
        }
        Action::Grant {
            partner,
            brand,
            access,
            channel,
            place,
        } => {
            let access = match access {
                AccessWord::Read => Access::Read,
                AccessWord::Write => Access::Write,
            };
            let data = place.open().await?;
            for channel in channels(&channel) {
                data.directory
                    .grant(
                        PartnerCode(partner),
                        BrandCode(brand),
                        channel,
                        access,
                        now(),
                    )
                    .await?;
            }
            tell(&data.directory, partner, brand, place.json).await?;
            data.close().await?;
        }
        Action::Revoke {
            partner,
            brand,
            channel,
            place,
        } => {
            let data = place.open().await?;
            for channel in channels(&channel) {
                data.directory
                    .revoke(PartnerCode(partner), BrandCode(brand), channel, now())
                    .await?;
            }
            tell(&data.directory, partner, brand, place.json).await?;
            data.close().await?;
        }
        Action::List { place } => {
            let rows: Vec<Value> = place
                .look()
                .await?
                .partners()
                .await?
                .iter()
                .map(row)
                .collect();
            table::print(place.json, &["code", "title", "licensed", "added"], &rows);
        }
    }
    Ok(())
}

fn channels(words: &[ChannelWord]) -> Vec<Channel> {
    if words.is_empty() {
        return Channel::ALL.to_vec();
    }
    words.iter().copied().map(Channel::from).collect()
}

/// Tells what is granted now.
async fn tell(
    directory: &directory::Directory,
    partner: u32,
    brand: u32,
    json: bool,
) -> Result<(), Failure> {
    let grants = directory
        .grants_of(PartnerCode(partner), BrandCode(brand))
        .await?;
    let mut answer = json!({"partner": partner, "brand": brand});
    for channel in Channel::ALL {
        answer[channel.as_wire()] = grants.on(channel).map(Access::as_wire).into();
    }
    table::print_one(json, &answer);
    Ok(())
}

fn row(partner: &Partner) -> Value {
    json!({
        "code": partner.code.0,
        "title": partner.title,
        "licensed": partner.licensed,
        "added": partner.created.to_wire(),
    })
}
