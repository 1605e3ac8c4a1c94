//! `izin gateway`: who brings text messages and calls.

use directory::gateway::{Gateway, GatewayKind};
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::one_of::one_of;
use crate::opened::Opened;
use crate::table::Answer;

/// What to do with gateways.
#[derive(clap::Subcommand)]
pub enum Action {
    /// Admit a gateway. Its token is printed, this once.
    Add {
        /// Its name: small letters, digits and `-`. A name is never given twice.
        name: String,
        /// What it brings.
        #[arg(long, value_parser = one_of(&KINDS))]
        kind: GatewayKind,
        /// The numbers it names are proof of who sends or calls: it belongs to the operator's own
        /// network. Messages of any other change nothing, and its callers type a code.
        #[arg(long)]
        verified: bool,
    },
    /// List the gateways, those removed included.
    List,
    /// End what a gateway may bring.
    Remove {
        /// Its name.
        name: String,
    },
}

/// What a gateway brings.
const KINDS: [(&str, GatewayKind, &str); 2] = [
    ("text", GatewayKind::Text, "Text messages"),
    ("voice", GatewayKind::Voice, "Calls of the voice menu"),
];

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>) -> Result<Answer, Failure> {
    match action {
        Action::Add {
            name,
            kind,
            verified,
        } => {
            let (gateway, token) = at.operator()?.add_gateway(&name, kind, verified).await?;
            let mut answer = row(&gateway);
            answer["token"] = json!(token.0);
            Ok(Answer::One(answer))
        }
        Action::List => {
            let known = at.directory.gateways().await?;
            let columns = ["name", "kind", "verified", "added", "removed"];
            Ok(Answer::list(&columns, &known, row))
        }
        Action::Remove { name } => {
            if !at.operator()?.remove_gateway(&name).await? {
                return Err(Failure::new(
                    Exit::Party,
                    format!("no gateway {name:?} may bring anything"),
                    "`izin gateway list` shows their names",
                ));
            }
            Ok(Answer::One(json!({"name": name, "removed": true})))
        }
    }
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
