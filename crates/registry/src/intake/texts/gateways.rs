//! Who brings messages and calls.

use directory::gateway::{Gateway, GatewayKind};

use crate::{Intake, Result};

impl Intake<'_> {
    /// The gateway of this kind that has this token. `None`: none (any more), or one of another kind.
    pub async fn gateway(self, token: &str, kind: GatewayKind) -> Result<Option<Gateway>> {
        let gateway = self.directory().gateway_of(token).await?;
        Ok(gateway.filter(|gateway| gateway.kind == kind))
    }
}
