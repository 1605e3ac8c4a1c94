//! Admitting parties, and what the operator decides for them.

use directory::brand::{Brand, BrandSettings, NewBrand};
use directory::gateway::{Gateway, GatewayKind, GatewayToken};
use directory::intermediary::{Intermediary, IntermediaryCode};
use directory::partner::{NewPartner, Partner, PartnerCode};
use directory::provider::{NewProvider, Provider, ProviderState};
use directory::short_name::ShortName;
use directory::subscription::Holder;
use directory::{Entity, Error};
use domain::{BrandCode, ProviderCode};

use super::{Operator, Result};

/// A provider that is to be admitted.
#[derive(Clone, Debug)]
pub struct ProviderAdmission {
    /// Its title.
    pub title: String,
    /// Its number; drawn where there is none.
    pub code: Option<u32>,
    /// The master brand's name; the title where there is none.
    pub brand: Option<String>,
    /// Its MERSİS number.
    pub mersis: Option<String>,
    /// Its tax number.
    pub tin: Option<String>,
    /// What is decided for the master brand.
    pub settings: BrandSettings,
}

/// `Exists(Code)`: a number was given out before. `Invalid`: a title or name cannot be one.
impl Operator<'_> {
    /// Admits a provider with its master brand and an active, unlimited subscription.
    pub async fn admit_provider(self, new: ProviderAdmission) -> Result<Provider> {
        let code = ProviderCode(self.code(new.code).await?);
        let provider = NewProvider {
            code,
            title: new.title.clone(),
            mersis: new.mersis,
            tin: new.tin,
        };
        let master = (new.brand.unwrap_or(new.title), new.settings);
        let subscription = self.unlimited(Holder::Provider(code));
        let admitted = self
            .directory()
            .admit_provider(provider, master, subscription, self.now())
            .await?;
        // The brand's name is one that people may write from now on.
        self.forget_parties();
        Ok(admitted)
    }

    /// Refuses a provider's sends and writes, or lets it in again. `NotFound(Provider)`.
    pub async fn set_provider_state(self, code: ProviderCode, state: ProviderState) -> Result<()> {
        self.directory().set_provider_state(code, state).await
    }

    /// Adds a brand to a provider. `NotFound(Provider)`.
    pub async fn add_brand(
        self,
        provider: ProviderCode,
        name: String,
        code: Option<u32>,
        settings: BrandSettings,
    ) -> Result<Brand> {
        let new = NewBrand {
            code: BrandCode(self.code(code).await?),
            provider,
            name,
            settings,
        };
        let brand = self.directory().add_brand(new, self.now()).await?;
        self.forget_parties();
        Ok(brand)
    }

    /// Changes what is decided for a brand. `None`: there is no such brand.
    pub async fn change_brand(
        self,
        code: BrandCode,
        change: impl FnOnce(BrandSettings) -> BrandSettings + Send + 'static,
    ) -> Result<Option<Brand>> {
        self.directory().change_brand_settings(code, change).await
    }

    /// Gives a brand a name that people may write for it. `NotFound(Brand)`; `Exists(ShortName)`: some brand has it;
    /// `Limit(ShortName)`.
    pub async fn add_short_name(self, short: ShortName) -> Result<()> {
        self.directory().add_short_name(short, self.now()).await
    }

    /// Takes a short name away; which it was. `None`: no brand has it.
    pub async fn remove_short_name(self, folded: &str) -> Result<Option<ShortName>> {
        self.directory().remove_short_name(folded, self.now()).await
    }

    /// Admits a partner with an active, unlimited subscription.
    pub async fn admit_partner(
        self,
        title: String,
        code: Option<u32>,
        licensed: bool,
    ) -> Result<Partner> {
        let code = PartnerCode(self.code(code).await?);
        let new = NewPartner {
            code,
            title,
            licensed,
        };
        let subscription = self.unlimited(Holder::Partner(code));
        self.directory()
            .admit_partner(new, subscription, self.now())
            .await
    }

    /// Gives a partner an integrator's licence, or takes it away. `NotFound(Partner)`.
    pub async fn set_partner_licensed(self, code: PartnerCode, licensed: bool) -> Result<Partner> {
        let directory = self.directory();
        directory.set_partner_licensed(code, licensed).await?;
        let changed = directory.partner(code).await?;
        changed.ok_or(Error::NotFound(Entity::Partner))
    }

    /// Admits an intermediary.
    pub async fn add_intermediary(self, title: &str, code: Option<u32>) -> Result<Intermediary> {
        let code = IntermediaryCode(self.code(code).await?);
        self.directory()
            .add_intermediary(code, title, self.now())
            .await
    }

    /// Admits a gateway; its token is known to nobody afterwards. `Exists(Gateway)`; `Invalid`.
    pub async fn add_gateway(
        self,
        name: &str,
        kind: GatewayKind,
        verified: bool,
    ) -> Result<(Gateway, GatewayToken)> {
        let random = self.random();
        self.directory()
            .add_gateway(name, kind, verified, random, self.now())
            .await
    }

    /// Ends what a gateway may bring. `false`: there is none of this name that may.
    pub async fn remove_gateway(self, name: &str) -> Result<bool> {
        self.directory().remove_gateway(name, self.now()).await
    }
}
