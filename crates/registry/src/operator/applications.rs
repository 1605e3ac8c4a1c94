//! Applications of companies, as the operator decides about them.

use directory::Entity;
use directory::application::{Admitted, Application, ApplicationId, ApplicationState};
use directory::brand::{Brand, BrandSettings};
use directory::member::{Invitation, Invited, MemberEmail, MemberRole, NewMember, RoleGrant};
use directory::provider::{Provider, ProviderState};
use directory::sector::Sector;
use directory::subscription::Holder;
use domain::{BrandCode, ProviderCode, Timestamp};

use super::Operator;
use crate::admission::{ApplicationForm, Kept};
use crate::message::{ApplicationNews, Content, NewMessage};
use crate::{Error, Result};

/// The longest reasons for a return, in characters.
pub const REASONS_MAX: usize = 4_000;

/// An application, as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplicationSeen {
    /// Its number.
    pub id: ApplicationId,
    /// How far it has come.
    pub state: ApplicationState,
    /// What it says.
    pub form: ApplicationForm,
    /// Who applies, by their proven e-mail address.
    pub applicant: String,
    /// Providers with the same MERSİS number.
    pub twins: Vec<ProviderCode>,
    /// The provider that it became.
    pub provider: Option<ProviderCode>,
    /// When it was submitted last.
    pub submitted_at: Option<Timestamp>,
}

/// Why a decision was not taken.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// It does not wait for the operator.
    #[error("this application does not wait for a decision")]
    NotWaiting,
    /// Reasons are missing or too long.
    #[error("reasons have 1 to 4000 characters")]
    Reasons,
    /// The number was given out before.
    #[error("this number was given out before")]
    CodeTaken,
    /// The applicant's address is somebody's who uses a provider's console already.
    #[error(
        "the applicant's e-mail address is in use at a provider's console: return it and ask for another"
    )]
    AddressTaken,
    /// The registry failed.
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<directory::Error> for DecisionError {
    fn from(error: directory::Error) -> Self {
        match error {
            directory::Error::NotFound(Entity::Application) => Self::NotWaiting,
            directory::Error::Exists(Entity::Code) => Self::CodeTaken,
            directory::Error::Exists(Entity::Member) => Self::AddressTaken,
            error => Self::Failed(error.into()),
        }
    }
}

impl Operator<'_> {
    /// Applications in a state, those that wait longest first.
    pub async fn applications(self, state: ApplicationState) -> Result<Vec<ApplicationSeen>> {
        let found = self.directory().applications_in(state).await?;
        let providers = self.directory().providers().await?;
        found.iter().map(|one| self.seen(one, &providers)).collect()
    }

    /// One application, whatever its state. `None`: there is none of this number.
    pub async fn application(self, id: ApplicationId) -> Result<Option<ApplicationSeen>> {
        let Some(found) = self.directory().application(id).await? else {
            return Ok(None);
        };
        let providers = self.directory().providers().await?;
        Ok(Some(self.seen(&found, &providers)?))
    }

    /// Gives an application back to its applicant, with the reasons, who is told by e-mail that it is back.
    pub async fn return_application(
        self,
        id: ApplicationId,
        reasons: &str,
    ) -> std::result::Result<(), DecisionError> {
        let reasons = reasons.trim();
        if reasons.is_empty() || reasons.chars().count() > REASONS_MAX {
            return Err(DecisionError::Reasons);
        }
        let (_, kept) = self.waiting(id).await?;
        let told = self.told(&kept, ApplicationNews::Returned)?;
        let answer = self.seal_answer(id, reasons);
        self.directory()
            .return_application(id, answer, told, self.now())
            .await?;
        self.message_wake().wake();
        Ok(())
    }

    /// Makes a provider of an application: its number is drawn where none is chosen, is its master brand's too, and is
    /// never given again (rule 2). Its applicant is told so, and invited to the console as its owner. All of it is there
    /// afterwards, or nothing.
    pub async fn approve_application(
        self,
        id: ApplicationId,
        code: Option<u32>,
    ) -> std::result::Result<Provider, DecisionError> {
        let (_, kept) = self.waiting(id).await?;
        let form = &kept.form;
        let now = self.now();
        let provider = ProviderCode(self.code(code).await?);
        let mut names = form.brands.clone();
        if names.is_empty() {
            names.push(form.title.clone());
        }
        let mut brands: Vec<Brand> = Vec::with_capacity(names.len());
        for name in names {
            let is_master = brands.is_empty();
            let code = if is_master {
                provider.0
            } else {
                self.other_code(&brands).await?
            };
            brands.push(Brand {
                code: BrandCode(code),
                provider,
                name,
                master: is_master,
                settings: BrandSettings::default(),
                created: now,
            });
        }
        let unreadable = || Error::Failed("a submitted application is incomplete".into());
        let sector = Sector::from_word(&form.sector).ok_or_else(unreadable)?;
        let province = form.province.ok_or_else(unreadable)?;
        let news = ApplicationNews::Approved {
            provider: provider.0,
        };
        let admitted = Admitted {
            provider: Provider {
                code: provider,
                title: form.title.clone(),
                mersis: Some(form.mersis.clone()),
                tin: Some(form.tax_number.clone()),
                state: ProviderState::Active,
                created: now,
            },
            brands,
            subscription: self.unlimited(Holder::Provider(provider)),
            sector,
            province,
            told: self.told(&kept, news)?,
            owner: self.owner(&kept, provider)?,
        };
        let admitted = self
            .directory()
            .approve_application(id, admitted, now)
            .await?;
        self.forget_parties();
        self.message_wake().wake();
        Ok(admitted)
    }

    /// The applicant as the owner of the provider's accounts.
    fn owner(
        self,
        kept: &Kept,
        provider: ProviderCode,
    ) -> std::result::Result<Invited, DecisionError> {
        let email = MemberEmail::new(&kept.address);
        let email =
            email.ok_or_else(|| Error::Failed("an applicant's address is unusable".into()))?;
        let invitation = Invitation::draw(self.random())?;
        let title = kept.form.title.clone();
        let message = self.invitation_to((&email, title), &invitation, kept.language())?;
        let new = NewMember {
            provider,
            email,
            name: kept.form.contact.clone(),
            roles: vec![RoleGrant {
                brand: None,
                role: MemberRole::Owner,
            }],
        };
        Ok(Invited {
            new,
            invitation,
            message,
        })
    }

    /// A free number that none of these brands has.
    async fn other_code(self, brands: &[Brand]) -> std::result::Result<u32, DecisionError> {
        loop {
            let code = self.code(None).await?;
            if brands.iter().all(|brand| brand.code.0 != code) {
                return Ok(code);
            }
        }
    }

    async fn waiting(
        self,
        id: ApplicationId,
    ) -> std::result::Result<(Application, Kept), DecisionError> {
        let found = self.directory().application(id).await?;
        let found = found.filter(|found| found.state == ApplicationState::Submitted);
        let found = found.ok_or(DecisionError::NotWaiting)?;
        let kept = self.unseal_application(&found)?;
        Ok((found, kept))
    }

    fn told(self, kept: &Kept, news: ApplicationNews) -> Result<directory::message::StoredMessage> {
        let message = NewMessage {
            to: kept.address()?,
            language: kept.language(),
            content: Content::Application {
                company: kept.form.title.clone(),
                news,
            },
        };
        let id = self.outbox().new_message_id();
        self.outbox().sealed(id, &message, self.now())
    }

    fn seen(self, found: &Application, providers: &[Provider]) -> Result<ApplicationSeen> {
        let kept = self.unseal_application(found)?;
        let twins = providers.iter().filter(|provider| {
            found.provider != Some(provider.code)
                && found.mersis.is_some()
                && provider.mersis == found.mersis
        });
        Ok(ApplicationSeen {
            id: found.id,
            state: found.state,
            twins: twins.map(|provider| provider.code).collect(),
            applicant: kept.address,
            form: kept.form,
            provider: found.provider,
            submitted_at: found.submitted_at,
        })
    }
}
