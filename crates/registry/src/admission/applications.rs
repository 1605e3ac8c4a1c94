//! What an applicant does: begins an application, writes it, submits it, takes it back.

use std::net::IpAddr;

use directory::Entity;
use directory::application::{
    Application, ApplicationId, ApplicationState, NewApplication, SignatoryLink, Submission,
};
use directory::network::wider_network;
use domain::{Language, ProviderCode, Timestamp};

use super::Applicant;
use super::form::{ApplicationForm, FORM_BYTES_MAX};
use super::gaps::{self, Gap};
use super::kept::Kept;
use super::signing::SIGNATORY_ASKED_MAX;
use crate::message::{ApplicationNews, Content, NewMessage};
use crate::{Admission, Error, Result};

/// What the network is hidden under that an application is begun from.
const NETWORK_CONTEXT: &[u8] = b"izin/application-network";

/// An application, as its applicant sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnApplication {
    /// Its name in pages; it opens nothing by itself.
    pub id: ApplicationId,
    /// How far it has come.
    pub state: ApplicationState,
    /// What it says.
    pub form: ApplicationForm,
    /// What is missing or wrong.
    pub gaps: Vec<Gap>,
    /// Why it was returned; empty: the second signatory did not confirm it. `None`: it was not returned.
    pub reasons: Option<String>,
    /// The provider that it became.
    pub provider: Option<ProviderCode>,
    /// When it was last written to, or moved on.
    pub changed_at: Timestamp,
}

impl OwnApplication {
    /// Whether its applicant may write to it.
    pub fn is_in_hand(&self) -> bool {
        self.state.is_in_hand()
    }

    /// Who has to sign beside the applicant; empty: nobody.
    pub fn signatory_name(&self) -> &str {
        let signatory = self.form.signatory.as_ref();
        signatory.map_or("", |one| &one.name)
    }
}

/// What became of beginning an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationBegun {
    /// It is there.
    Begun(ApplicationId),
    /// The applicant, or everybody from their network, has as many as may be.
    TooMany,
}

/// What became of writing to an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApplicationSaved {
    /// It is kept.
    Saved,
    /// It is longer than [`FORM_BYTES_MAX`]; nothing was kept.
    TooLong,
    /// There is no such application of theirs in hand.
    Gone,
}

/// What became of submitting an application.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Submitted {
    /// The operator has it.
    ToOperator,
    /// The second signatory is asked.
    ToSignatory,
    /// These are missing or wrong; it stays in hand.
    Incomplete(Vec<Gap>),
    /// Another application of the same company is under way; it stays in hand.
    Twin,
    /// A second signatory was asked [`SIGNATORY_ASKED_MAX`] times for it, or its address or the applicant's network has had
    /// enough such mails for a day; it stays in hand.
    AskedTooOften,
    /// There is no such application of theirs in hand, or it is being written to at the same time.
    Gone,
}

impl Admission<'_> {
    /// The applicant's applications, the oldest first.
    pub async fn applications(self, applicant: &Applicant) -> Result<Vec<OwnApplication>> {
        let found = self.directory().applications_of(applicant.recipient());
        let found = found.await?;
        found.iter().map(|one| self.shown(one)).collect()
    }

    /// One of them. Somebody else's and none at all look the same.
    pub async fn application(
        self,
        applicant: &Applicant,
        id: ApplicationId,
    ) -> Result<Option<OwnApplication>> {
        let found = self.own(applicant, id).await?;
        found.map(|found| self.shown(&found)).transpose()
    }

    /// Begins an application.
    pub async fn begin_application(
        self,
        applicant: &Applicant,
        language: Language,
        client: IpAddr,
    ) -> Result<ApplicationBegun> {
        let mut id = [0; 16];
        self.random().fill(&mut id);
        let id = ApplicationId(id);
        let kept = Kept {
            form: ApplicationForm::default(),
            address: applicant.address().to_string(),
            language: language.tag().to_owned(),
            asked: 0,
        };
        let client = wider_network(client).to_string();
        let mac: [u8; 32] = self.ledger().mac(NETWORK_CONTEXT, client.as_bytes());
        let new = NewApplication {
            id,
            applicant: applicant.recipient(),
            network: mac.to_vec(),
            content: self.seal_application(id, &kept)?,
        };
        match self.directory().add_application(new, self.now()).await {
            Ok(()) => Ok(ApplicationBegun::Begun(id)),
            Err(directory::Error::Limit(Entity::Application)) => Ok(ApplicationBegun::TooMany),
            Err(error) => Err(error.into()),
        }
    }

    /// Keeps what an application says now.
    pub async fn save_application(
        self,
        applicant: &Applicant,
        id: ApplicationId,
        form: ApplicationForm,
    ) -> Result<ApplicationSaved> {
        let found = self.own(applicant, id).await?;
        let Some(found) = found.filter(|found| found.state.is_in_hand()) else {
            return Ok(ApplicationSaved::Gone);
        };
        let mut kept = self.unseal_application(&found)?;
        kept.form = form.tidied();
        let bytes = serde_json::to_vec(&kept).map_err(|error| Error::Failed(error.into()))?;
        if bytes.len() > FORM_BYTES_MAX {
            return Ok(ApplicationSaved::TooLong);
        }
        let content = self.seal_application(id, &kept)?;
        let saved = self.directory().save_application(id, content, self.now());
        Ok(if there(saved.await)? {
            ApplicationSaved::Saved
        } else {
            ApplicationSaved::Gone
        })
    }

    /// Deletes an application in hand. `false`: there is none such.
    pub async fn delete_application(
        self,
        applicant: &Applicant,
        id: ApplicationId,
    ) -> Result<bool> {
        if self.own(applicant, id).await?.is_none() {
            return Ok(false);
        }
        there(self.directory().delete_application(id).await)
    }

    /// Takes back an application that waits for its second signatory, whose link is good for nothing then. `false`: there
    /// is none such.
    pub async fn recall_application(
        self,
        applicant: &Applicant,
        id: ApplicationId,
    ) -> Result<bool> {
        if self.own(applicant, id).await?.is_none() {
            return Ok(false);
        }
        there(self.directory().recall_application(id, self.now()).await)
    }

    /// Submits an application as it was last written, if nothing is missing.
    pub async fn submit_application(
        self,
        applicant: &Applicant,
        id: ApplicationId,
    ) -> Result<Submitted> {
        let found = self.own(applicant, id).await?;
        let Some(found) = found.filter(|found| found.state.is_in_hand()) else {
            return Ok(Submitted::Gone);
        };
        let mut kept = self.unseal_application(&found)?;
        let gaps = gaps::gaps(&kept.form, applicant.address());
        if !gaps.is_empty() {
            return Ok(Submitted::Incomplete(gaps));
        }
        let signatory = kept.form.signatory.clone();
        let signatory = signatory.and_then(|one| one.address());
        let mut changed_at = found.changed_at;
        let asked = match signatory {
            None => None,
            Some(_) if kept.asked >= SIGNATORY_ASKED_MAX => return Ok(Submitted::AskedTooOften),
            Some(to) => {
                // Counted before it is sent: a link that was never sent is no harm.
                kept.asked += 1;
                changed_at = self.now();
                let content = self.seal_application(id, &kept)?;
                let saved = self.directory().save_application(id, content, changed_at);
                if !there(saved.await)? {
                    return Ok(Submitted::Gone);
                }
                let (link, token) = SignatoryLink::draw(self.random());
                let message = NewMessage {
                    to,
                    language: kept.language(),
                    content: Content::Application {
                        company: kept.form.title.clone(),
                        news: ApplicationNews::Sign { token },
                    },
                };
                let message =
                    self.outbox()
                        .sealed(self.outbox().new_message_id(), &message, self.now())?;
                Some((link, message))
            }
        };
        let to_signatory = asked.is_some();
        let submission = Submission {
            id,
            changed_at,
            mersis: kept.form.mersis,
            signatory: asked,
        };
        let submitted = self.directory().submit_application(submission, self.now());
        match submitted.await {
            Ok(()) if to_signatory => {
                self.message_wake().wake();
                Ok(Submitted::ToSignatory)
            }
            Ok(()) => Ok(Submitted::ToOperator),
            Err(directory::Error::Exists(Entity::Application)) => Ok(Submitted::Twin),
            Err(directory::Error::Limit(Entity::Application)) => Ok(Submitted::AskedTooOften),
            Err(directory::Error::NotFound(_)) => Ok(Submitted::Gone),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes applications that nobody has written to for [`directory::application::LEFT_ALONE`] and that do not wait
    /// for the operator; says how many.
    pub async fn purge_applications(self) -> Result<u64> {
        let until = self.now() - directory::application::LEFT_ALONE;
        Ok(self
            .directory()
            .purge_applications(until, self.now())
            .await?)
    }

    async fn own(self, applicant: &Applicant, id: ApplicationId) -> Result<Option<Application>> {
        let found = self.directory().application(id).await?;
        Ok(found.filter(|found| found.applicant == applicant.recipient()))
    }

    fn shown(self, found: &Application) -> Result<OwnApplication> {
        let kept = self.unseal_application(found)?;
        Ok(OwnApplication {
            id: found.id,
            state: found.state,
            gaps: gaps::gaps(&kept.form, &kept.address()?),
            form: kept.form,
            reasons: self.unseal_answer(found)?,
            provider: found.provider,
            changed_at: found.changed_at,
        })
    }
}

/// Whether what was to be changed was there.
pub(super) fn there(changed: directory::Result<()>) -> Result<bool> {
    match changed {
        Ok(()) => Ok(true),
        Err(directory::Error::NotFound(_)) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
