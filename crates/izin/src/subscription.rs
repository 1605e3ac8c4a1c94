//! `izin subscription`: what a provider or partner has subscribed to.

use directory::partner::PartnerCode;
use directory::subscription::{Holder, Subscription, SubscriptionStatus};
use domain::{ProviderCode, Timestamp};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::one_of::one_of;
use crate::opened::Opened;
use crate::parties::day;
use crate::table::Answer;

/// What to do with subscriptions.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Change a subscription; what is not given stays.
    Set {
        #[command(flatten)]
        holder: HolderCode,
        /// The package's name.
        #[arg(long)]
        package: Option<String>,
        /// The day it ends with its first second (2026-12-31).
        #[arg(long, value_name = "DAY", value_parser = day)]
        expires: Option<Timestamp>,
        /// Its status.
        #[arg(long, value_parser = one_of(&STATUSES))]
        status: Option<SubscriptionStatus>,
        /// How many records the provider may hold.
        #[arg(long, value_name = "RECORDS", conflicts_with = "no_consent_limit")]
        consent_limit: Option<u64>,
        /// The provider may hold any number of records.
        #[arg(long)]
        no_consent_limit: bool,
        /// Whether records beyond the limit are accepted all the same.
        #[arg(long, value_name = "BOOL")]
        exceed: Option<bool>,
        /// Whether the package includes use of the API.
        #[arg(long, value_name = "BOOL")]
        api_use: Option<bool>,
    },
}

/// Whose subscription it is.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub struct HolderCode {
    /// A provider's number (iysCode).
    #[arg(long)]
    provider: Option<u32>,
    /// A partner's number.
    #[arg(long)]
    partner: Option<u32>,
}

/// What an operator may make of a subscription's status.
const STATUSES: [(&str, SubscriptionStatus, &str); 3] = [
    ("active", SubscriptionStatus::Active, "In use"),
    ("paused", SubscriptionStatus::Paused, "Paused"),
    ("closed", SubscriptionStatus::Closed, "Ended for good"),
];

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>) -> Result<Answer, Failure> {
    let Action::Set {
        holder,
        package,
        expires,
        status,
        consent_limit,
        no_consent_limit,
        exceed,
        api_use,
    } = action;
    let holder = match (holder.provider, holder.partner) {
        (Some(code), _) => Holder::Provider(ProviderCode(code)),
        (None, code) => Holder::Partner(PartnerCode(code.unwrap_or_default())),
    };
    let change = move |subscription: &mut Subscription| {
        if let Some(package) = package {
            subscription.package = package;
        }
        subscription.expires = expires.unwrap_or(subscription.expires);
        subscription.status = status.unwrap_or(subscription.status);
        if no_consent_limit {
            subscription.consent_limit = None;
        }
        subscription.consent_limit = consent_limit.or(subscription.consent_limit);
        subscription.consent_limit_exceed = exceed.unwrap_or(subscription.consent_limit_exceed);
        subscription.api_use = api_use.unwrap_or(subscription.api_use);
    };
    let changed = at.operator()?.change_subscription(holder, change).await?;
    Ok(Answer::One(row(&changed)))
}

fn row(subscription: &Subscription) -> Value {
    let (holder, code) = match subscription.holder {
        Holder::Provider(code) => ("provider", code.0),
        Holder::Partner(code) => ("partner", code.0),
    };
    json!({
        "holder": holder,
        "code": code,
        "id": subscription.id.to_string(),
        "package": subscription.package,
        "starts": subscription.starts.to_wire(),
        "expires": subscription.expires.to_wire(),
        "status": subscription.status.as_wire(),
        "consentLimit": subscription.consent_limit,
        "exceed": subscription.consent_limit_exceed,
        "apiUse": subscription.api_use,
    })
}
