//! `izin intermediary`: who delivers messages and asks before (AHS).

use directory::intermediary::{Intermediary, IntermediaryCode};
use domain::BrandCode;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::parties::{Where, now};
use crate::table;

/// What to do with intermediaries.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Admit an intermediary.
    Add {
        /// Its title.
        title: String,
        /// Its number; drawn when not given.
        #[arg(long)]
        code: Option<u32>,
        #[command(flatten)]
        place: Where,
    },
    /// Let an intermediary ask about a brand's recipients.
    Grant {
        /// The intermediary's number.
        intermediary: u32,
        /// The brand's number.
        brand: u32,
        #[command(flatten)]
        place: Where,
    },
    /// End that an intermediary may ask for a brand.
    Revoke {
        /// The intermediary's number.
        intermediary: u32,
        /// The brand's number.
        brand: u32,
        #[command(flatten)]
        place: Where,
    },
    /// Let an intermediary report closed telephone lines.
    NameReporter {
        /// The intermediary's number.
        intermediary: u32,
        #[command(flatten)]
        place: Where,
    },
    /// End that an intermediary may report closed lines.
    DismissReporter {
        /// The intermediary's number.
        intermediary: u32,
        #[command(flatten)]
        place: Where,
    },
    /// List the intermediaries.
    List {
        #[command(flatten)]
        place: Where,
    },
}

/// Runs the command.
pub async fn run(action: Action) -> Result<(), Failure> {
    match action {
        Action::Add { title, code, place } => {
            let data = place.open_or_make().await?;
            let code = match code {
                Some(code) => code,
                None => data.directory.free_code(&directory::OsRandom).await?,
            };
            let added = data
                .directory
                .add_intermediary(IntermediaryCode(code), &title, now())
                .await?;
            data.close().await?;
            table::print_one(place.json, &row(&added));
        }
        Action::Grant {
            intermediary,
            brand,
            place,
        } => {
            let data = place.open().await?;
            data.directory
                .grant_intermediary(IntermediaryCode(intermediary), BrandCode(brand), now())
                .await?;
            data.close().await?;
            let answer = json!({"intermediary": intermediary, "brand": brand, "mayAsk": true});
            table::print_one(place.json, &answer);
        }
        Action::Revoke {
            intermediary,
            brand,
            place,
        } => {
            let data = place.open().await?;
            data.directory
                .revoke_intermediary(IntermediaryCode(intermediary), BrandCode(brand), now())
                .await?;
            data.close().await?;
            let answer = json!({"intermediary": intermediary, "brand": brand, "mayAsk": false});
            table::print_one(place.json, &answer);
        }
        Action::NameReporter {
            intermediary,
            place,
        } => {
            let data = place.open().await?;
            data.directory
                .name_line_reporter(IntermediaryCode(intermediary), now())
                .await?;
            data.close().await?;
            let answer = json!({"intermediary": intermediary, "reportsLines": true});
            table::print_one(place.json, &answer);
        }
        Action::DismissReporter {
            intermediary,
            place,
        } => {
            let data = place.open().await?;
            data.directory
                .dismiss_line_reporter(IntermediaryCode(intermediary))
                .await?;
            data.close().await?;
            let answer = json!({"intermediary": intermediary, "reportsLines": false});
            table::print_one(place.json, &answer);
        }
        Action::List { place } => {
            let directory = place.look().await?;
            let mut rows = Vec::new();
            for known in directory.intermediaries().await? {
                let mut row = row(&known);
                row["reportsLines"] = directory.is_line_reporter(known.code).await?.into();
                rows.push(row);
            }
            table::print(
                place.json,
                &["code", "title", "added", "reportsLines"],
                &rows,
            );
        }
    }
    Ok(())
}

fn row(intermediary: &Intermediary) -> Value {
    json!({
        "code": intermediary.code.0,
        "title": intermediary.title,
        "added": intermediary.created.to_wire(),
    })
}
