//! What is kept of an application under seal.

use directory::application::{Application, ApplicationId};
use domain::{Address, Language};
use serde::{Deserialize, Serialize};

use super::form::ApplicationForm;
use crate::{Error, Registry, Result};

/// What an application is sealed for.
const CONTEXT: &[u8] = b"izin/application/";
/// What the reasons for its return are sealed for.
const ANSWER_CONTEXT: &[u8] = b"izin/application-answer/";

/// An application, with what it takes to write to its applicant.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    /// What it says.
    pub form: ApplicationForm,
    /// The applicant's address.
    pub address: String,
    /// In which language the applicant is written to.
    pub language: String,
    /// How often a second signatory was asked.
    #[serde(default)]
    pub asked: u8,
}

impl Kept {
    /// The applicant's address.
    pub(crate) fn address(&self) -> Result<Address> {
        Address::from_stored(&self.address)
            .ok_or_else(|| Error::Failed("an applicant's address is unreadable".into()))
    }

    /// The applicant's language.
    pub(crate) fn language(&self) -> Language {
        Language::from_tag(&self.language).unwrap_or_default()
    }
}

impl Registry {
    pub(crate) fn seal_application(&self, id: ApplicationId, kept: &Kept) -> Result<Vec<u8>> {
        self.seal_value(CONTEXT, &id.0, kept)
    }

    pub(crate) fn unseal_application(&self, found: &Application) -> Result<Kept> {
        self.unseal_value(CONTEXT, &found.id.0, &found.content)
            .ok_or_else(|| Error::Failed("an application is unreadable".into()))
    }

    pub(crate) fn seal_answer(&self, id: ApplicationId, reasons: &str) -> Vec<u8> {
        self.seal(ANSWER_CONTEXT, &id.0, reasons.as_bytes())
    }

    /// Why it was returned. `None`: it was not, or its second signatory did not confirm it without saying why.
    pub(crate) fn unseal_answer(&self, found: &Application) -> Result<Option<String>> {
        let Some(sealed) = &found.answer else {
            return Ok(None);
        };
        let plain = self.unseal(ANSWER_CONTEXT, &found.id.0, sealed);
        let text = plain.and_then(|plain| String::from_utf8(plain).ok());
        text.map(Some)
            .ok_or_else(|| Error::Failed("an application's answer is unreadable".into()))
    }
}
