//! `izin provider`: service providers.

use directory::brand::BrandSettings;
use directory::provider::{NewProvider, Provider, ProviderState};
use directory::subscription::Holder;
use domain::{ProviderCode, Timestamp};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::parties::{Where, day, now};
use crate::{subscription, table};

/// What to do with providers.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Admit a provider with its master brand and an active, unlimited subscription.
    Add {
        /// Its title.
        title: String,
        /// Its number (iysCode); drawn when not given.
        #[arg(long)]
        code: Option<u32>,
        /// The master brand's name; the title when not given.
        #[arg(long, value_name = "NAME")]
        brand: Option<String>,
        /// Its MERSİS number.
        #[arg(long)]
        mersis: Option<String>,
        /// Its tax number.
        #[arg(long)]
        tin: Option<String>,
        /// Consents of any age may be loaded until this day (2026-12-31).
        #[arg(long, value_name = "DAY", value_parser = day)]
        historic_loading_until: Option<Timestamp>,
        #[command(flatten)]
        place: Where,
    },
    /// List the providers.
    List {
        #[command(flatten)]
        place: Where,
    },
    /// Refuse a provider's sends and writes; citizens' refusals are still accepted.
    Suspend {
        /// Its number (iysCode).
        code: u32,
        #[command(flatten)]
        place: Where,
    },
    /// Let a suspended provider in again.
    Resume {
        /// Its number (iysCode).
        code: u32,
        #[command(flatten)]
        place: Where,
    },
}

/// Runs the command.
pub async fn run(action: Action) -> Result<(), Failure> {
    match action {
        Action::Add {
            title,
            code,
            brand,
            mersis,
            tin,
            historic_loading_until,
            place,
        } => {
            let data = place.open_or_make().await?;
            let directory = &data.directory;
            let code = match code {
                Some(code) => code,
                None => directory.free_code(&directory::OsRandom).await?,
            };
            let new = NewProvider {
                code: ProviderCode(code),
                title: title.clone(),
                mersis,
                tin,
            };
            let settings = BrandSettings {
                historic_loading_until,
                ..BrandSettings::default()
            };
            let master = (brand.unwrap_or(title), settings);
            let subscription = subscription::unlimited(Holder::Provider(new.code), now());
            let provider = directory
                .admit_provider(new, master, subscription, now())
                .await?;
            data.close().await?;
            table::print_one(place.json, &row(&provider));
        }
        Action::List { place } => {
            let rows: Vec<Value> = place
                .look()
                .await?
                .providers()
                .await?
                .iter()
                .map(row)
                .collect();
            table::print(place.json, &["code", "title", "state", "added"], &rows);
        }
        Action::Suspend { code, place } => set(code, ProviderState::Suspended, &place).await?,
        Action::Resume { code, place } => set(code, ProviderState::Active, &place).await?,
    }
    Ok(())
}

async fn set(code: u32, state: ProviderState, place: &Where) -> Result<(), Failure> {
    let data = place.open().await?;
    data.directory
        .set_provider_state(ProviderCode(code), state)
        .await?;
    data.close().await?;
    table::print_one(place.json, &json!({"code": code, "state": word(state)}));
    Ok(())
}

fn row(provider: &Provider) -> Value {
    json!({
        "code": provider.code.0,
        "title": provider.title,
        "mersis": provider.mersis,
        "tin": provider.tin,
        "state": word(provider.state),
        "added": provider.created.to_wire(),
    })
}

const fn word(state: ProviderState) -> &'static str {
    match state {
        ProviderState::Active => "active",
        ProviderState::Suspended => "suspended",
    }
}
