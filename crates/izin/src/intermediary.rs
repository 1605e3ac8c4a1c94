//! `izin intermediary`: who delivers messages and asks before (AHS).

use directory::intermediary::{Intermediary, IntermediaryCode};
use domain::BrandCode;
use serde_json::{Value, json};

use crate::failure::Failure;
use crate::opened::Opened;
use crate::table::Answer;

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
    },
    /// Let an intermediary ask about a brand's recipients.
    Grant {
        /// The intermediary's number.
        intermediary: u32,
        /// The brand's number.
        brand: u32,
    },
    /// End that an intermediary may ask for a brand.
    Revoke {
        /// The intermediary's number.
        intermediary: u32,
        /// The brand's number.
        brand: u32,
    },
    /// Let an intermediary report closed telephone lines.
    NameReporter {
        /// The intermediary's number.
        intermediary: u32,
    },
    /// End that an intermediary may report closed lines.
    DismissReporter {
        /// The intermediary's number.
        intermediary: u32,
    },
    /// List the intermediaries.
    List,
}

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>) -> Result<Answer, Failure> {
    match action {
        Action::Add { title, code } => {
            let added = at.operator()?.add_intermediary(&title, code).await?;
            Ok(Answer::One(row(&added)))
        }
        Action::Grant {
            intermediary,
            brand,
        } => may_ask(intermediary, brand, true, at).await,
        Action::Revoke {
            intermediary,
            brand,
        } => may_ask(intermediary, brand, false, at).await,
        Action::NameReporter { intermediary } => reports(intermediary, true, at).await,
        Action::DismissReporter { intermediary } => reports(intermediary, false, at).await,
        Action::List => {
            let mut rows = Vec::new();
            for known in at.directory.intermediaries().await? {
                let mut row = row(&known);
                row["reportsLines"] = at.directory.is_line_reporter(known.code).await?.into();
                rows.push(row);
            }
            let columns = ["code", "title", "added", "reportsLines"];
            Ok(Answer::list(&columns, &rows, Value::clone))
        }
    }
}

async fn may_ask(
    intermediary: u32,
    brand: u32,
    may: bool,
    at: Opened<'_>,
) -> Result<Answer, Failure> {
    let (code, of) = (IntermediaryCode(intermediary), BrandCode(brand));
    at.operator()?
        .set_intermediary_may_ask(code, of, may)
        .await?;
    let answer = json!({"intermediary": intermediary, "brand": brand, "mayAsk": may});
    Ok(Answer::One(answer))
}

async fn reports(intermediary: u32, may: bool, at: Opened<'_>) -> Result<Answer, Failure> {
    let code = IntermediaryCode(intermediary);
    at.operator()?.set_line_reporter(code, may).await?;
    let answer = json!({"intermediary": intermediary, "reportsLines": may});
    Ok(Answer::One(answer))
}

fn row(intermediary: &Intermediary) -> Value {
    json!({
        "code": intermediary.code.0,
        "title": intermediary.title,
        "added": intermediary.created.to_wire(),
    })
}
