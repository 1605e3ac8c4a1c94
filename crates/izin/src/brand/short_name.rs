//! `izin brand short-name`: what people may write for a brand in a text message.

use directory::short_name;
use domain::BrandCode;
use intake::keyword::ShortName;
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::parties::{Where, now};
use crate::table;

/// What to do with short names.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Give a brand a short name; it may have three.
    Add {
        /// The brand's number (brandCode).
        brand: u32,
        /// The name: 3 to 20 letters and digits.
        name: String,
        #[command(flatten)]
        place: Where,
    },
    /// Take a short name away.
    Remove {
        /// The name.
        name: String,
        #[command(flatten)]
        place: Where,
    },
    /// List the short names.
    List {
        #[command(flatten)]
        place: Where,
    },
}

/// Runs the command.
pub async fn run(action: Action) -> Result<(), Failure> {
    match action {
        Action::Add { brand, name, place } => {
            let name = read(&name)?;
            let short = short_name::ShortName {
                brand: BrandCode(brand),
                name: name.shown,
                folded: name.folded,
            };
            let data = place.open().await?;
            data.directory.add_short_name(short.clone(), now()).await?;
            data.close().await?;
            table::print_one(place.json, &row(&short));
        }
        Action::Remove { name, place } => {
            let folded = read(&name)?.folded;
            let data = place.open().await?;
            let removed = data.directory.remove_short_name(&folded).await?;
            data.close().await?;
            let removed = removed.ok_or_else(|| {
                Failure::new(
                    Exit::Party,
                    format!("no brand has the short name {name:?}"),
                    "`izin brand short-name list` shows them",
                )
            })?;
            table::print_one(place.json, &row(&removed));
        }
        Action::List { place } => {
            let known = place.look().await?.short_names().await?;
            let rows: Vec<Value> = known.iter().map(row).collect();
            table::print(place.json, &["brand", "name"], &rows);
        }
    }
    Ok(())
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
