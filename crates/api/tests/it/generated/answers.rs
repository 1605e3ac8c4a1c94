//! What the document says may be answered.

use axum::http::header;
use serde_json::Value;

use super::requests::Operation;
use super::schema;
use crate::app::Answer;
use crate::documented;

/// The answers of each operation.
pub struct Answers(Value);

impl Answers {
    /// As the document has them.
    pub fn new(document: &Value) -> Self {
        Self(document.clone())
    }

    /// What an answer has that the document has not.
    pub fn check(&self, operation: &Operation, answer: &Answer) -> Result<(), String> {
        let status = answer.status.as_str();
        let responses = &self.0["paths"][&operation.path][&operation.method]["responses"];
        let text = String::from_utf8_lossy(&answer.bytes).into_owned();
        let response = responses
            .get(status)
            .ok_or_else(|| format!("{status} is not in the document: {text}"))?;
        // What a HEAD is answered with has no body.
        if operation.method == "head" && answer.bytes.is_empty() {
            return Ok(());
        }
        let content = members(&response["content"]).next();
        let Some((kind, content)) = content else {
            let empty = answer.bytes.is_empty() || status == "404";
            return empty
                .then_some(())
                .ok_or_else(|| format!("{status} has a body: {text}"));
        };
        let said = answer.headers.get(header::CONTENT_TYPE);
        let said = said.and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        let is_kind =
            said.starts_with(kind.as_str()) || (kind == "text/plain" && said.contains("ndjson"));
        if !is_kind {
            return Err(format!("{status} is {said}, not {kind}: {text}"));
        }
        if kind != "application/json" {
            return Ok(());
        }
        let body: Value =
            serde_json::from_slice(&answer.bytes).map_err(|error| format!("{error}: {text}"))?;
        let schema = &content["schema"];
        schema::holds(&self.0, schema, &body)
            .map_err(|fault| format!("{status}: {fault}: {text}"))?;
        // Sending it has looked whether its codes are documented.
        let codes = documented::codes(&body);
        if codes.contains(&"H015") && answer.status.is_server_error() {
            return Err(format!("it failed: {text}"));
        }
        Ok(())
    }
}

fn members(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}
