//! `izin gateway`: who brings text messages and calls.

use clap::ValueEnum;
use directory::gateway::{Gateway, GatewayKind};
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::parties::{Where, now};
use crate::table;

/// What to do with gateways.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Admit a gateway. Its token is printed, this once.
    Add {
        /// Its name: small letters, digits and `-`. A name is never given twice.
        name: String,
        /// What it brings.
        #[arg(long)]
        kind: KindWord,
        /// The numbers it names are proof of who sends or calls: it belongs to the operator's own
        /// network. Messages of any other change nothing, and its callers type a code.
        #[arg(long)]
        verified: bool,
        #[command(flatten)]
        place: Where,
    },
    /// List the gateways, those removed included.
    List {
        #[command(flatten)]
        place: Where,
    },
    /// End what a gateway may bring.
    Remove {
        /// Its name.
        name: String,
        #[command(flatten)]
        place: Where,
    },
}

/// What a gateway brings.
#[derive(Clone, Copy, ValueEnum)]
pub enum KindWord {
    /// Text messages.
    Text,
    /// Calls of the voice menu.
    Voice,
}

/// Runs the command.
pub async fn run(action: Action) -> Result<(), Failure> {
    match action {
        Action::Add {
            name,
            kind,
            verified,
            place,
        } => {
            let kind = match kind {
                KindWord::Text => GatewayKind::Text,
                KindWord::Voice => GatewayKind::Voice,
            };
            let data = place.open().await?;
            let (gateway, token) = data
                .directory
                .add_gateway(&name, kind, verified, &directory::OsRandom, now())
                .await?;
            data.close().await?;
            let mut answer = row(&gateway);
            answer["token"] = json!(token.0);
            table::print_one(place.json, &answer);
        }
        Action::List { place } => {
            let known = place.look().await?.gateways().await?;
            let rows: Vec<Value> = known.iter().map(row).collect();
            let columns = ["name", "kind", "verified", "added", "removed"];
            table::print(place.json, &columns, &rows);
        }
        Action::Remove { name, place } => {
            let data = place.open().await?;
            let removed = data.directory.remove_gateway(&name, now()).await?;
            data.close().await?;
            if !removed {
                return Err(Failure::new(
                    Exit::Party,
                    format!("no gateway {name:?} may bring anything"),
                    "`izin gateway list` shows their names",
                ));
            }
            table::print_one(place.json, &json!({"name": name, "removed": true}));
        }
    }
    Ok(())
}

fn row(gateway: &Gateway) -> Value {
    json!({
        "name": gateway.name,
        "kind": gateway.kind.as_word(),
        "verified": gateway.verified,
        "added": gateway.added.to_wire(),
        "removed": gateway.removed.map(domain::Timestamp::to_wire),
    })
}
