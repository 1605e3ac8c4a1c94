//! `izin subscription`: what a provider or partner has subscribed to.

use clap::ValueEnum;
use directory::partner::PartnerCode;
use directory::subscription::{Holder, Subscription, SubscriptionStatus};
use domain::{ProviderCode, Timestamp};
use serde_json::json;
use uuid::Uuid;

use crate::failure::Failure;
use crate::parties::{Where, day, now};
use crate::table;

/// The package that admitted parties begin with.
const FIRST_PACKAGE: &str = "Standart";
/// How long it runs, in days of 24 hours: ten years of 365.
const FIRST_DAYS: i64 = 3_650;
/// Milliseconds in a day.
const DAY_MILLIS: i64 = 24 * 60 * 60 * 1_000;

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
        #[arg(long)]
        status: Option<StatusWord>,
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
        #[command(flatten)]
        place: Where,
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

/// See [`SubscriptionStatus`].
#[derive(Clone, Copy, ValueEnum)]
pub enum StatusWord {
    /// In use.
    Active,
    /// Paused.
    Paused,
    /// Ended for good.
    Closed,
}

/// An active subscription without limits.
pub fn unlimited(holder: Holder, now: Timestamp) -> Subscription {
    let millis = u64::try_from(now.as_millis()).unwrap_or_default();
    let mut random = [0; 10];
    directory::Randomness::fill(&directory::OsRandom, &mut random);
    Subscription {
        id: uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid(),
        holder,
        package: FIRST_PACKAGE.to_owned(),
        starts: now,
        expires: Timestamp::from_millis(now.as_millis() + FIRST_DAYS * DAY_MILLIS),
        status: SubscriptionStatus::Active,
        consent_limit: None,
        consent_limit_exceed: false,
        api_use: true,
        via: None,
        via_pass: None,
    }
}

/// Runs the command.
pub async fn run(action: Action) -> Result<(), Failure> {
    let Action::Set {
        holder,
        package,
        expires,
        status,
        consent_limit,
        no_consent_limit,
        exceed,
        api_use,
        place,
    } = action;
    let holder = match (holder.provider, holder.partner) {
        (Some(code), _) => Holder::Provider(ProviderCode(code)),
        (None, code) => Holder::Partner(PartnerCode(code.unwrap_or_default())),
    };
    let data = place.open().await?;
    let before = data.directory.subscription(holder).await?;
    let mut subscription = before.unwrap_or_else(|| unlimited(holder, now()));
    if let Some(package) = package {
        subscription.package = package;
    }
    subscription.expires = expires.unwrap_or(subscription.expires);
    subscription.status = match status {
        Some(StatusWord::Active) => SubscriptionStatus::Active,
        Some(StatusWord::Paused) => SubscriptionStatus::Paused,
        Some(StatusWord::Closed) => SubscriptionStatus::Closed,
        None => subscription.status,
    };
    if no_consent_limit {
        subscription.consent_limit = None;
    }
    subscription.consent_limit = consent_limit.or(subscription.consent_limit);
    subscription.consent_limit_exceed = exceed.unwrap_or(subscription.consent_limit_exceed);
    subscription.api_use = api_use.unwrap_or(subscription.api_use);
    data.directory.set_subscription(&subscription).await?;
    data.close().await?;
    tell(&subscription, place.json);
    Ok(())
}

fn tell(subscription: &Subscription, json: bool) {
    let (holder, code) = match subscription.holder {
        Holder::Provider(code) => ("provider", code.0),
        Holder::Partner(code) => ("partner", code.0),
    };
    let id: Uuid = subscription.id;
    table::print_one(
        json,
        &json!({
            "holder": holder,
            "code": code,
            "id": id.to_string(),
            "package": subscription.package,
            "starts": subscription.starts.to_wire(),
            "expires": subscription.expires.to_wire(),
            "status": subscription.status.as_wire(),
            "consentLimit": subscription.consent_limit,
            "exceed": subscription.consent_limit_exceed,
            "apiUse": subscription.api_use,
        }),
    );
}
