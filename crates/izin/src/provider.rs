//! `izin provider`: service providers.

pub mod member;

use directory::brand::BrandSettings;
use directory::provider::{Provider, ProviderState};
use domain::{ProviderCode, Timestamp};
use registry::operator::ProviderAdmission;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::opened::Opened;
use crate::parties::day;
use crate::table::Answer;

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
    },
    /// List the providers.
    List,
    /// Refuse a provider's sends and writes; citizens' refusals are still accepted.
    Suspend {
        /// Its number (iysCode).
        code: u32,
    },
    /// Let a suspended provider in again.
    Resume {
        /// Its number (iysCode).
        code: u32,
    },
    /// Say who uses a provider's console, and as what.
    #[command(subcommand)]
    Member(member::Action),
}

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>) -> Result<Answer, Failure> {
    match action {
        Action::Add {
            title,
            code,
            brand,
            mersis,
            tin,
            historic_loading_until,
        } => {
            let new = ProviderAdmission {
                title,
                code,
                brand,
                mersis,
                tin,
                settings: BrandSettings {
                    historic_loading_until,
                    ..BrandSettings::default()
                },
            };
            let admitted = at.operator()?.admit_provider(new).await?;
            Ok(Answer::One(row(&admitted)))
        }
        Action::List => {
            let columns = ["code", "title", "state", "added"];
            let known = at.directory.providers().await?;
            Ok(Answer::list(&columns, &known, row))
        }
        Action::Suspend { code } => set(code, ProviderState::Suspended, at).await,
        Action::Resume { code } => set(code, ProviderState::Active, at).await,
        Action::Member(action) => member::run(action, at).await,
    }
}

async fn set(code: u32, state: ProviderState, at: Opened<'_>) -> Result<Answer, Failure> {
    let operator = at.operator()?;
    operator
        .set_provider_state(ProviderCode(code), state)
        .await?;
    Ok(Answer::One(json!({"code": code, "state": state.as_word()})))
}

fn row(provider: &Provider) -> Value {
    json!({
        "code": provider.code.0,
        "title": provider.title,
        "mersis": provider.mersis,
        "tin": provider.tin,
        "state": provider.state.as_word(),
        "added": provider.created.to_wire(),
    })
}
