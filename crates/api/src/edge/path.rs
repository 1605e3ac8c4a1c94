//! What the pieces of a path say: `H190` and `H191` where a number is none.

use std::convert::Infallible;

use axum::extract::{FromRequestParts, Path, RawPathParams};
use axum::http::StatusCode;
use axum::http::request::Parts;
use domain::{BrandCode, ErrorCode, ProviderCode, RetailerCode};
use registry::contract::record::ContractVersion;
use serde::de::DeserializeOwned;

use crate::ApiState;
use crate::edge::Problem;
use crate::edge::query::integer;

/// `{iysCode}` of a path.
#[derive(Clone, Copy, Debug)]
pub struct ProviderPath(pub ProviderCode);

/// `{iysCode}` and `{brandCode}` of a path.
#[derive(Clone, Copy, Debug)]
pub struct BrandPath {
    /// The provider's number.
    pub provider: ProviderCode,
    /// The brand's number.
    pub brand: BrandCode,
}

/// The version of the contract that a path is of (contract 7).
#[derive(Clone, Copy, Debug)]
pub struct Version(pub ContractVersion);

impl<S: Sync> FromRequestParts<S> for Version {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self(if parts.uri.path().starts_with("/v2/") {
            ContractVersion::V2
        } else {
            ContractVersion::V1
        }))
    }
}

impl FromRequestParts<ApiState> for ProviderPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let code = number(parts, state, "iysCode", ErrorCode::H190).await?;
        Ok(Self(ProviderCode(code)))
    }
}

impl FromRequestParts<ApiState> for BrandPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let provider = number(parts, state, "iysCode", ErrorCode::H190).await?;
        let brand = number(parts, state, "brandCode", ErrorCode::H191).await?;
        Ok(Self {
            provider: ProviderCode(provider),
            brand: BrandCode(brand),
        })
    }
}

/// `{brandCode}` of a path without a provider.
#[derive(Clone, Copy, Debug)]
pub struct OnlyBrandPath(pub BrandCode);

impl FromRequestParts<ApiState> for OnlyBrandPath {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let code = number(parts, state, "brandCode", ErrorCode::H191).await?;
        Ok(Self(BrandCode(code)))
    }
}

/// The pieces of a path as text. Pieces that are no text (percent-encoded bytes that are not UTF-8)
/// name nothing: the answer is that of an unknown route.
#[derive(Clone, Copy, Debug)]
pub struct Pieces<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Pieces<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match Path::from_request_parts(parts, state).await {
            Ok(Path(pieces)) => Ok(Self(pieces)),
            Err(_) => Err(Problem::code(ErrorCode::H015).with_status(StatusCode::NOT_FOUND)),
        }
    }
}

/// A retailer's number in a path; what is no number names no retailer (`H058`).
pub fn retailer_code(text: &str) -> Result<RetailerCode, Problem> {
    integer(text).map(RetailerCode).ok_or_else(|| {
        ErrorCode::H058
            .violation()
            .filled(&[("retailerCode", text)])
            .into()
    })
}

async fn number(
    parts: &mut Parts,
    state: &ApiState,
    name: &'static str,
    otherwise: ErrorCode,
) -> Result<u32, Problem> {
    let params = RawPathParams::from_request_parts(parts, state)
        .await
        .map_err(|_| Problem::code(otherwise))?;
    let text = params
        .iter()
        .find_map(|(key, value)| (key == name).then_some(value))
        .unwrap_or_default();
    integer(text).ok_or_else(|| otherwise.violation().at(name).with_value(text).into())
}
