//! `izin brand`: brands and what the operator decides for each.

pub mod sender;
pub mod short_name;

use directory::brand::{Brand, BrandSettings};
use domain::policy::FirstRefusal;
use domain::{BrandCode, ProviderCode, Timestamp};
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::one_of::one_of;
use crate::opened::Opened;
use crate::parties::{day, found};
use crate::table::Answer;

/// What to do with brands.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Add a brand to a provider.
    Add {
        /// The provider's number (iysCode).
        provider: u32,
        /// The brand's name.
        name: String,
        /// Its number (brandCode); drawn when not given.
        #[arg(long)]
        code: Option<u32>,
        #[command(flatten)]
        settings: Settings,
    },
    /// Change what the operator decided for a brand.
    Set {
        /// Its number (brandCode).
        code: u32,
        #[command(flatten)]
        settings: Settings,
    },
    /// List the brands.
    List,
    /// Name what people may write for a brand in a text message.
    #[command(subcommand)]
    ShortName(short_name::Action),
    /// By what a brand is seen to write and call.
    #[command(subcommand)]
    Sender(sender::Action),
}

/// What the operator decides for a brand; what is not given stays.
#[derive(clap::Args)]
pub struct Settings {
    /// Consents of any age may be loaded until this day (2026-12-31).
    #[arg(long, value_name = "DAY", value_parser = day, conflicts_with = "no_historic_loading")]
    historic_loading_until: Option<Timestamp>,
    /// Consents older than three business days are refused.
    #[arg(long)]
    no_historic_loading: bool,
    /// What a refusal for an unknown record becomes.
    #[arg(long, value_parser = one_of(&FIRST_REFUSALS))]
    first_refusal: Option<FirstRefusal>,
}

/// See [`Settings::first_refusal`].
const FIRST_REFUSALS: [(&str, FirstRefusal, &str); 2] = [
    (
        "refuse",
        FirstRefusal::Refuse,
        "Refused with H175, the contract's way",
    ),
    ("suppress", FirstRefusal::Suppress, "Kept"),
];

impl Settings {
    fn over(&self, before: BrandSettings) -> BrandSettings {
        BrandSettings {
            historic_loading_until: if self.no_historic_loading {
                None
            } else {
                self.historic_loading_until
                    .or(before.historic_loading_until)
            },
            first_refusal: self.first_refusal.unwrap_or(before.first_refusal),
        }
    }
}

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>) -> Result<Answer, Failure> {
    match action {
        Action::Add {
            provider,
            name,
            code,
            settings,
        } => {
            let (operator, settings) = (at.operator()?, settings.over(BrandSettings::default()));
            let provider = ProviderCode(provider);
            let brand = operator.add_brand(provider, name, code, settings).await?;
            Ok(Answer::One(row(&brand)))
        }
        Action::Set { code, settings } => {
            let change = move |before| settings.over(before);
            let changed = at.operator()?.change_brand(BrandCode(code), change).await?;
            Ok(Answer::One(row(&found(changed, "brand", code)?)))
        }
        Action::ShortName(action) => short_name::run(action, at).await,
        Action::Sender(action) => sender::run(action, at).await,
        Action::List => {
            let columns = [
                "code",
                "provider",
                "name",
                "historicLoadingUntil",
                "firstRefusal",
            ];
            let known = at.directory.brands().await?;
            Ok(Answer::list(&columns, &known, row))
        }
    }
}

fn row(brand: &Brand) -> Value {
    json!({
        "code": brand.code.0,
        "provider": brand.provider.0,
        "name": brand.name,
        "historicLoadingUntil": brand.settings.historic_loading_until.map(Timestamp::to_wire),
        "firstRefusal": brand.settings.first_refusal.as_word(),
    })
}
