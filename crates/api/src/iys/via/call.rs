//! A call of these paths, and the codes of five digits that it is refused with where the rest of the contract has codes of
//! three.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use domain::{ErrorCode, ProviderCode, RequestId, Violation};
use registry::Caller;
use registry::contract::partners::ProviderScope;
use serde::Serialize;
use utoipa::ToSchema;

use crate::ApiState;
use crate::edge::{Bearer, Problem, ProviderPath};

/// What every good answer's `code` says.
const OK: &str = "OK";

/// A refusal on its way to the client.
pub struct ViaProblem(Problem);

impl From<Problem> for ViaProblem {
    fn from(problem: Problem) -> Self {
        Self(problem.renamed(|code| {
            Some(match code {
                ErrorCode::H014 => ErrorCode::H1016,
                ErrorCode::H015 => ErrorCode::H1019,
                ErrorCode::H351 => ErrorCode::H1045,
                ErrorCode::H353 => ErrorCode::H1040,
                _ => return None,
            })
        }))
    }
}

impl From<registry::Error> for ViaProblem {
    fn from(error: registry::Error) -> Self {
        Problem::from(error).into()
    }
}

impl From<Violation> for ViaProblem {
    fn from(violation: Violation) -> Self {
        Problem::from(violation).into()
    }
}

impl From<Vec<Violation>> for ViaProblem {
    fn from(violations: Vec<Violation>) -> Self {
        Problem::from(violations).into()
    }
}

impl From<ErrorCode> for ViaProblem {
    fn from(code: ErrorCode) -> Self {
        Problem::from(code).into()
    }
}

impl IntoResponse for ViaProblem {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

/// Who calls with a token, and the provider that the path names. Whether they may act for it is asked once all of the
/// request has come.
pub struct ViaCall {
    /// Who calls.
    pub caller: Caller,
    /// The provider's number.
    pub provider: ProviderCode,
    state: ApiState,
}

impl FromRequestParts<ApiState> for ViaCall {
    type Rejection = ViaProblem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, ViaProblem> {
        let Bearer(caller) = Bearer::from_request_parts(parts, state).await?;
        let ProviderPath(provider) = ProviderPath::from_request_parts(parts, state).await?;
        Ok(Self {
            caller,
            provider,
            state: state.clone(),
        })
    }
}

impl ViaCall {
    /// The provider, if the caller may act for it.
    pub async fn scope(&self) -> Result<ProviderScope, ViaProblem> {
        let contract = self.state.registry.contract();
        Ok(contract.provider(&self.caller, self.provider).await?)
    }
}

/// A good answer.
#[derive(Serialize, ToSchema)]
pub struct ViaAnswer<T> {
    message: T,
    /// `OK`.
    code: &'static str,
}

impl<T> ViaAnswer<T> {
    /// The answer that says this.
    pub fn of(message: T) -> Self {
        Self { message, code: OK }
    }
}

/// A request's name as these paths write it, with dashes.
pub fn dashed(id: RequestId) -> String {
    uuid::Uuid::from_bytes(id.0).to_string()
}
