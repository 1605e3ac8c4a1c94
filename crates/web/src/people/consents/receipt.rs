//! The receipt of one movement as a file: its proof, which can be checked without the registry.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use domain::TransactionId;
use registry::people::recipient::RecordRef;
use registry::proof::receipts::{Proven, Stamping};

use crate::WebState;
use crate::kit::failure::Failure;
use crate::people::session::SignedIn;

/// How many digits of the transactionId the file's name has.
const NAME_DIGITS: usize = 12;

pub async fn receipt(
    SignedIn(person): SignedIn,
    State(state): State<WebState>,
    Path((record, transaction)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let _: RecordRef = record.parse().map_err(|_| Failure::NotFound)?;
    let transaction = TransactionId::from_wire(&transaction).ok_or(Failure::NotFound)?;
    let receipt = state
        .registry
        .people()
        .receipt_of(&person.subject, transaction, Stamping::Optional)
        .await?;
    match receipt {
        Proven::Whole(receipt) => {
            let digits = &transaction.to_wire()[..NAME_DIGITS];
            let name = format!("attachment; filename=\"izin-receipt-{digits}.json\"");
            let headers = [
                (
                    header::CONTENT_TYPE,
                    "application/json; charset=utf-8".to_owned(),
                ),
                (header::CONTENT_DISPOSITION, name),
            ];
            Ok((headers, receipt.to_json()).into_response())
        }
        Proven::Waiting(wait) => Err(Failure::NotYet(wait.as_secs())),
        Proven::Erased | Proven::Unknown => Err(Failure::NotFound),
    }
}
