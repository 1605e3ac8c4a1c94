//! Which gateway is calling: its token.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use domain::ErrorCode;
use registry::intake::texts::{Gateway, GatewayKind};

use super::bearer::token;
use crate::ApiState;
use crate::edge::Problem;

/// A gateway that brings text messages, proven by its token; anything else is `H351`.
#[derive(Clone, Debug)]
pub struct TextGateway(pub Gateway);

/// A gateway that has the calls of the voice menu, proven by its token; anything else is `H351`.
#[derive(Clone, Debug)]
pub struct VoiceGateway(pub Gateway);

impl FromRequestParts<ApiState> for TextGateway {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        gateway(parts, state, GatewayKind::Text).await.map(Self)
    }
}

impl FromRequestParts<ApiState> for VoiceGateway {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        gateway(parts, state, GatewayKind::Voice).await.map(Self)
    }
}

async fn gateway(parts: &Parts, state: &ApiState, kind: GatewayKind) -> Result<Gateway, Problem> {
    let gateway = state.registry.intake().gateway(token(parts)?, kind).await?;
    gateway.ok_or_else(|| Problem::code(ErrorCode::H351))
}
