//! The forms that consents are asked by (rule 31).

use super::{Operator, Result};

impl Operator<'_> {
    /// Approves one version of a form, which is used from now on. `false`: there is no such version.
    pub async fn approve_form(self, number: u32, version: u32) -> Result<bool> {
        let now = self.now();
        self.directory().approve_form(number, version, now).await
    }
}
