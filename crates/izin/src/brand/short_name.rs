//! `izin brand short-name`: what people may write for a brand in a text message.

use directory::short_name;
use domain::BrandCode;
use domain::outside::Clock as _;
use intake::keyword::ShortName;
use keys::SystemClock;
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::opened::Opened;
use crate::table::Answer;

/// What to do with short names.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Give a brand a short name; it may have three.
    Add {
        /// The brand's number (brandCode).
        brand: u32,
        /// The name: 3 to 20 letters and digits.
        name: String,
    },
    /// Take a short name away.
    Remove {
        /// The name.
        name: String,
    },
    /// List the short names.
    List,
}

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>) -> Result<Answer, Failure> {
    match action {
        Action::Add { brand, name } => {
            let name = read(&name)?;
            let short = short_name::ShortName {
                brand: BrandCode(brand),
                name: name.shown,
            };
            at.operator()?.add_short_name(short.clone()).await?;
            Ok(Answer::One(row(&short)))
        }
        Action::Remove { name } => {
            let folded = read(&name)?.folded;
            let removed = at.operator()?.remove_short_name(&folded).await?;
            let removed = removed.ok_or_else(|| {
                Failure::new(
                    Exit::Party,
                    format!("no brand has the short name {name:?}"),
                    "`izin brand short-name list` shows them",
                )
            })?;
            Ok(Answer::One(row(&removed)))
        }
        Action::List => {
            let known = at.directory.short_names(SystemClock.now()).await?;
            Ok(Answer::list(&["brand", "name"], &known, row))
        }
    }
}

fn read(name: &str) -> Result<ShortName, Failure> {
    ShortName::new(name).map_err(|error| {
        let what = format!("{name:?} is no short name: {error}");
        Failure::new(Exit::Party, what, "choose another")
    })
}

fn row(short: &short_name::ShortName) -> Value {
    json!({"brand": short.brand.0, "name": short.name})
}
