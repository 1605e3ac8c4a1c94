//! `izin form`: the forms that providers have the registry ask for consents by.

use directory::form::Form;
use registry::contract::verified::FormKept;
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::opened::Opened;
use crate::table::Answer;

/// What to do with forms.
#[derive(clap::Subcommand)]
pub enum Action {
    /// List the forms, each version by itself, with what it says.
    List,
    /// Approve one version of a form, which is used from now on.
    Approve {
        /// The form's number.
        form: u32,
        /// The version.
        version: u32,
    },
}

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>) -> Result<Answer, Failure> {
    match action {
        Action::List => {
            let known = at.directory.forms().await?;
            let columns = [
                "form", "version", "provider", "added", "approved", "language", "text",
            ];
            Ok(Answer::list(&columns, &known, row))
        }
        Action::Approve { form, version } => {
            if !at.operator()?.approve_form(form, version).await? {
                return Err(Failure::new(
                    Exit::Party,
                    format!("there is no version {version} of a form {form}"),
                    "`izin form list` shows them",
                ));
            }
            Ok(Answer::One(
                json!({"form": form, "version": version, "approved": true}),
            ))
        }
    }
}

fn row(form: &Form) -> Value {
    let content = FormKept::try_from(form.clone()).map(|kept| kept.content);
    let content = content.as_ref();
    json!({
        "form": form.number,
        "version": form.version,
        "provider": form.provider.0,
        "added": form.added_at.to_wire(),
        "approved": form.approved_at.map(domain::Timestamp::to_wire),
        "language": content.map(|content| content.language.tag()).unwrap_or_default(),
        "text": content.map(|content| content.text.as_str()).unwrap_or_default(),
    })
}
