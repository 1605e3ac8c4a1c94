//! `izin application`: companies that apply to be service providers.

use directory::application::{ApplicationId, ApplicationState};
use domain::Timestamp;
use registry::operator::applications::{ApplicationSeen, DecisionError};
use serde_json::{Value, json};

use crate::failure::{Exit, Failure};
use crate::one_of::one_of;
use crate::opened::Opened;
use crate::table::Answer;

/// What to do with applications.
#[derive(clap::Subcommand)]
pub enum Action {
    /// List applications, those that wait longest first.
    List {
        /// How far they have come.
        #[arg(long, default_value = "submitted", value_parser = one_of(&STATES))]
        state: ApplicationState,
    },
    /// Show all that an application says.
    Show {
        /// Its number, as it is listed.
        #[arg(value_parser = id)]
        id: ApplicationId,
    },
    /// Make a service provider of it; its applicant is told by e-mail.
    Approve {
        /// Its number, as it is listed.
        #[arg(value_parser = id)]
        id: ApplicationId,
        /// The provider's number, which is its master brand's too; drawn where none is given.
        #[arg(long)]
        code: Option<u32>,
    },
    /// Give it back to its applicant, who is told by e-mail and may submit it again.
    Return {
        /// Its number, as it is listed.
        #[arg(value_parser = id)]
        id: ApplicationId,
        /// What has to be corrected, as the applicant reads it.
        #[arg(long)]
        reasons: String,
    },
}

/// How far an application has come.
const STATES: [(&str, ApplicationState, &str); 5] = [
    ("draft", ApplicationState::Draft, "Its applicant writes it"),
    (
        "unsigned",
        ApplicationState::Unsigned,
        "A second signatory is asked",
    ),
    (
        "submitted",
        ApplicationState::Submitted,
        "It waits for your decision",
    ),
    (
        "returned",
        ApplicationState::Returned,
        "It went back to its applicant",
    ),
    (
        "approved",
        ApplicationState::Approved,
        "Its company is a provider",
    ),
];

/// Runs the command.
pub async fn run(action: Action, at: Opened<'_>) -> Result<Answer, Failure> {
    let operator = at.operator()?;
    match action {
        Action::List { state } => {
            let found = operator.applications(state).await?;
            let columns = ["id", "title", "mersis", "submitted", "twins"];
            Ok(Answer::list(&columns, &found, row))
        }
        Action::Show { id } => {
            let found = operator.application(id).await?;
            let found = found.ok_or_else(unknown)?;
            Ok(Answer::One(whole(&found)))
        }
        Action::Approve { id, code } => {
            let provider = operator.approve_application(id, code).await?;
            Ok(Answer::One(
                json!({"code": provider.code.0, "title": provider.title}),
            ))
        }
        Action::Return { id, reasons } => {
            operator.return_application(id, &reasons).await?;
            Ok(Answer::One(
                json!({"id": hex::encode(id.0), "state": ApplicationState::Returned.as_word()}),
            ))
        }
    }
}

impl From<DecisionError> for Failure {
    fn from(error: DecisionError) -> Self {
        match error {
            DecisionError::Failed(error) => error.into(),
            refused => Self::new(
                Exit::Party,
                refused.to_string(),
                "`izin application list` shows those that wait",
            ),
        }
    }
}

fn unknown() -> Failure {
    let what = "there is no such application";
    Failure::new(
        Exit::Party,
        what,
        "`izin application list` shows those that wait",
    )
}

/// Reads a number as it is listed.
fn id(text: &str) -> Result<ApplicationId, String> {
    let mut id = [0; 16];
    hex::decode_to_slice(text, &mut id).map_err(|_| "32 hexadecimal digits".to_owned())?;
    Ok(ApplicationId(id))
}

fn row(seen: &ApplicationSeen) -> Value {
    let twins: Vec<_> = seen.twins.iter().map(|code| code.0).collect();
    json!({
        "id": hex::encode(seen.id.0),
        "state": seen.state.as_word(),
        "title": seen.form.title,
        "mersis": seen.form.mersis,
        "submitted": seen.submitted_at.map(Timestamp::to_wire),
        "twins": twins,
        "provider": seen.provider.map(|code| code.0),
    })
}

fn whole(seen: &ApplicationSeen) -> Value {
    let form = &seen.form;
    let mut whole = row(seen);
    whole["taxNumber"] = json!(form.tax_number);
    whole["sector"] = json!(form.sector);
    whole["province"] = json!(form.province);
    whole["brands"] = json!(form.brands);
    whole["contact"] = json!(form.contact);
    whole["phone"] = json!(form.phone);
    whole["applicant"] = json!(seen.applicant);
    let signatory = form.signatory.as_ref();
    whole["signatory"] = json!(signatory.map(|one| format!("{} <{}>", one.name, one.email)));
    whole
}
