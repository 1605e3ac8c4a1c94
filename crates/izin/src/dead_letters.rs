//! `izin messages`: what could not be delivered, for the operator to look at.

use domain::Way;
use registry::message::{DEAD_LETTERS_MAX, DeadLetter, LetterId};
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::opened::Opened;
use crate::table::Answer;

/// What to do with messages that were given up.
#[derive(clap::Subcommand)]
pub enum Action {
    /// List the messages that were given up, newest first.
    List {
        /// Show whom they were to go to.
        #[arg(long)]
        addresses: bool,
        /// The most messages.
        #[arg(long, value_name = "N", default_value_t = 100,
              value_parser = clap::value_parser!(u32).range(1..=i64::from(DEAD_LETTERS_MAX)))]
        limit: u32,
    },
    /// Have one tried again.
    Retry {
        /// The message.
        id: LetterId,
    },
    /// Drop one for good.
    Drop {
        /// The message.
        id: LetterId,
    },
}

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>) -> Result<Answer, Failure> {
    let registry = at.data()?.background().registry;
    match action {
        Action::List { addresses, limit } => {
            let mut rows = Vec::new();
            for letter in registry.operator().dead_letters(limit).await? {
                let mut row = row(&letter);
                if addresses {
                    let to = registry.operator().dead_letter_address(letter.id).await?;
                    row["to"] = json!(to.map(|to| to.to_string()));
                }
                rows.push(row);
            }
            let mut columns = vec![
                "id", "by", "notice", "written", "givenUp", "tries", "reason",
            ];
            if addresses {
                columns.push("to");
            }
            Ok(Answer::list(&columns, &rows, Value::clone))
        }
        Action::Retry { id } => told(
            id,
            "retried",
            registry.operator().retry_dead_letter(id).await?,
        ),
        Action::Drop { id } => told(
            id,
            "dropped",
            registry.operator().drop_dead_letter(id).await?,
        ),
    }
}

fn told(id: LetterId, what: &str, done: bool) -> Result<Answer, Failure> {
    if !done {
        return Err(Failure::new(
            Exit::Party,
            format!("no message {id} was given up"),
            "`izin messages list` shows those that were",
        ));
    }
    Ok(Answer::One(json!({"id": id.to_string(), what: true})))
}

/// A message as it is told: nothing of whom it was to go to or what it says.
fn row(letter: &DeadLetter) -> Value {
    json!({
        "id": letter.id.to_string(),
        "by": match letter.way { Way::Text => "text message", Way::Mail => "e-mail" },
        "notice": letter.notice,
        "written": letter.written_at.to_wire(),
        "givenUp": letter.given_up_at.to_wire(),
        "tries": letter.attempts,
        "reason": letter.reason,
    })
}
