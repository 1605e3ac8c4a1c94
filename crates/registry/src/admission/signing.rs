//! The second signatory: sees what is applied for, and confirms it or does not.

use directory::application::{Application, SIGNABLE, SignatoryLink};

use super::applications::there;
use super::form::ApplicationForm;
use crate::{Admission, Result};

/// How often a second signatory is asked for one application.
pub const SIGNATORY_ASKED_MAX: u8 = 3;

/// An application that waits for its second signatory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ToSign {
    /// What it says.
    pub form: ApplicationForm,
    /// Who applies, by their e-mail address.
    pub applicant: String,
}

/// What became of a second signatory's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signed {
    /// It is noted.
    Done,
    /// The link is good for nothing (any more).
    Gone,
}

impl Admission<'_> {
    /// The application that a link is for. `None`: it is good for nothing (any more).
    pub async fn application_to_sign(self, token: &str) -> Result<Option<ToSign>> {
        let Some((_, found)) = self.waiting(token).await? else {
            return Ok(None);
        };
        let kept = self.unseal_application(&found)?;
        Ok(Some(ToSign {
            form: kept.form,
            applicant: kept.address,
        }))
    }

    /// Hands the application to the operator.
    pub async fn sign_application(self, token: &str) -> Result<Signed> {
        let Some((link, _)) = self.waiting(token).await? else {
            return Ok(Signed::Gone);
        };
        let signed = self.directory().sign_application(link, self.now()).await;
        Ok(said(there(signed)?))
    }

    /// Gives the application back to its applicant.
    pub async fn decline_application(self, token: &str) -> Result<Signed> {
        let Some((link, found)) = self.waiting(token).await? else {
            return Ok(Signed::Gone);
        };
        let answer = self.seal_answer(found.id, "");
        let declined = self
            .directory()
            .decline_application(link, answer, self.now())
            .await;
        Ok(said(there(declined)?))
    }

    async fn waiting(self, token: &str) -> Result<Option<(SignatoryLink, Application)>> {
        let Some(link) = SignatoryLink::of(token) else {
            return Ok(None);
        };
        let found = self.directory().application_to_sign(link).await?;
        let since = self.now() - SIGNABLE;
        let found = found.filter(|found| found.changed_at > since);
        Ok(found.map(|found| (link, found)))
    }
}

const fn said(was_there: bool) -> Signed {
    if was_there {
        Signed::Done
    } else {
        Signed::Gone
    }
}
