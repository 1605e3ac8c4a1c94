//! A call at a brand's path: who calls, and whether they may.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use registry::{BrandScope, Caller, Registry};

use crate::ApiState;
use crate::edge::{Bearer, BrandPath, Problem};

/// Who calls with a token, and the brand that the path names. Whether they may act for it is asked once all of
/// the request has come.
pub struct AtBrand {
    /// Who calls.
    pub caller: Caller,
    path: BrandPath,
    registry: Registry,
}

impl FromRequestParts<ApiState> for AtBrand {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let Bearer(caller) = Bearer::from_request_parts(parts, state).await?;
        Ok(Self {
            caller,
            path: BrandPath::from_request_parts(parts, state).await?,
            registry: state.registry.clone(),
        })
    }
}

impl AtBrand {
    /// The brand, if the caller may act for it.
    pub async fn scope(&self) -> registry::Result<BrandScope> {
        let BrandPath { provider, brand } = self.path;
        self.registry
            .contract()
            .brand(&self.caller, provider, brand)
            .await
    }

    /// The same, if what has been paid for it lasts.
    pub async fn subscribed(&self) -> registry::Result<BrandScope> {
        let scope = self.scope().await?;
        scope.require_subscription(self.registry.now())?;
        Ok(scope)
    }
}
