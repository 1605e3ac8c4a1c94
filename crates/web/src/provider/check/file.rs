//! A list in a file, and the receipts of those that were checked.

use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use domain::{Channel, ErrorCode, RecipientType};
use futures::stream;
use registry::asking::list_check::file::{FileCheck, FileQuestion};
use registry::provider::{Action, Editing};
use registry::table::TableForm;

use super::{Asked, asking, page};
use crate::WebState;
use crate::kit::failure::Failure;
use crate::kit::form::{Choice, Field as _, Form, fields};
use crate::kit::page::Page;
use crate::kit::routes::Routes;
use crate::kit::text::Text;
use crate::kit::visit::Visit;
use crate::provider::brand::OnBrand;
use crate::provider::days::{BrokenOff, attachment, ending};
use crate::provider::given_file::{FILE_BYTES_MAX, GivenFile, ROUND_IT_BYTES};
use crate::provider::paths;

pub fn routes() -> Routes {
    let limit = DefaultBodyLimit::max(2 * FILE_BYTES_MAX + ROUND_IT_BYTES);
    Routes::new()
        .route(paths::CHECK_FILE, post(check).layer(limit))
        .route(paths::CHECK_RECEIPT, get(receipt))
}

fields! {
    /// The form with the file.
    pub(super) enum FileField {
        File = file("file"),
        Answer = choice("answer"),
    }
}

/// What can be answered as.
pub fn answers(page: &Page) -> Vec<Choice> {
    vec![
        Choice::new("xlsx", page.t("provider-check-xlsx")),
        Choice::new("csv", page.t("provider-check-csv")),
    ]
}

async fn check(
    visit: Visit,
    on: OnBrand<Editing>,
    State(state): State<WebState>,
    given: GivenFile,
) -> Result<Response, Failure> {
    let word = |field: Asked| given.value(field.rule().name);
    let channel = Channel::from_wire(word(Asked::Channel)).map_err(|_| Failure::BadForm)?;
    let recipient_type = RecipientType::from_wire(word(Asked::RecipientType));
    let recipient_type = recipient_type.map_err(|_| Failure::BadForm)?;
    let form = match given.value(FileField::Answer.rule().name) {
        "csv" => TableForm::Csv(visit.words.language()),
        _ => TableForm::Book,
    };
    let refused = async |why: Text| {
        let file = Form::default().refused(FileField::File, why);
        page((&visit, &on, &state), Form::default(), file, Vec::new()).await
    };
    let Some(file) = given.file.clone() else {
        return refused(Text::of("provider-file-too-long")).await;
    };
    let question = FileQuestion {
        channel,
        recipient_type,
        form,
    };
    let scope = asking(&state, &on)?;
    let check = state.registry.asking().check_file(scope, question, file);
    let check = match check.await {
        Err(registry::Error::Refused(why)) if why.iter().all(|one| one.code == ErrorCode::H097) => {
            let word = why.first().and_then(|one| one.value.as_ref()?.as_str());
            let word = word.unwrap_or_default().to_owned();
            return refused(Text::of("provider-file-unreadable").filled("why", word)).await;
        }
        check => check?,
    };
    let activity = on.scope.activity(Action::RecipientsChecked);
    state.registry.note(activity.object(check.run())).await?;
    let name = format!("izin-check-{}", check.run());
    Ok((attachment(&name, ending(form)), body(check)).into_response())
}

fn body(check: FileCheck) -> Body {
    Body::from_stream(stream::unfold(Some(check), |check| async {
        let mut check = check?;
        match check.next_piece().await {
            Ok(Some(piece)) => Some((Ok(Bytes::from(piece)), Some(check))),
            Ok(None) => None,
            Err(error) => {
                tracing::warn!(%error, "a list is broken off");
                Some((Err(BrokenOff), None))
            }
        }
    }))
}

async fn receipt(
    on: OnBrand<Editing>,
    Path(run): Path<String>,
    State(state): State<WebState>,
) -> Result<Response, Failure> {
    let scope = asking(&state, &on)?;
    let id = run.parse().map_err(|_| Failure::NotFound)?;
    let receipt = state.registry.asking().check_receipt(&scope, id).await?;
    let receipt = receipt.ok_or(Failure::NotFound)?;
    let name = format!("izin-check-{run}");
    Ok((attachment(&name, "json"), receipt).into_response())
}
