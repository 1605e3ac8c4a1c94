//! Whether whoever has begun an upload may still record, asked anew while it is recorded.

use std::sync::Arc;

use directory::upload::{UploadActor, UploadRow};
use domain::ErrorCode;

use super::told::{Told, told, told_of};
use crate::provider::Right;
use crate::{BrandScope, Caller, Contract, Error, Result};

/// What whoever has begun an upload may do now.
pub(super) enum Rights {
    /// What the scope says.
    Scope(BrandScope),
    /// Nothing any more, for this reason.
    Withdrawn(Vec<Told>),
}

impl Contract<'_> {
    /// What whoever has begun an upload may do now.
    pub(super) async fn upload_rights(self, upload: &UploadRow) -> Result<Rights> {
        let opened = match &upload.actor {
            UploadActor::User(name) => {
                let user = self.directory().user(name).await?;
                match user.filter(|user| !user.disabled) {
                    Some(user) => {
                        let caller = Caller::new(Arc::new(user), None);
                        self.brand_of(&caller, upload.brand).await
                    }
                    None => Err(Error::code(ErrorCode::H351)),
                }
            }
            UploadActor::Member(number) => {
                let console = self.0.provider();
                console.reopened(*number, Right::Edit, upload.brand).await
            }
            UploadActor::Operator => self.0.operator().scope(upload.brand).await,
        };
        match opened {
            Ok(scope) if scope.partner() == upload.partner => Ok(Rights::Scope(scope)),
            Ok(_) => Ok(Rights::Withdrawn(told(ErrorCode::H353))),
            Err(Error::Refused(violations)) => {
                Ok(Rights::Withdrawn(violations.iter().map(told_of).collect()))
            }
            Err(error) => Err(error),
        }
    }
}
