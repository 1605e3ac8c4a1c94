//! The parties of a test.

use directory::Entity;
use directory::brand::{BrandSettings, NewBrand};
use directory::provider::NewProvider;
use directory::retailer::{PlaceName, RetailerDetails, RetailerStatus};
use directory::subscription::{Holder, Subscription, SubscriptionStatus};
use directory::user::{UserKind, Username};
use domain::{BrandCode, ProviderCode, RetailerCode, Timestamp};
use keys::OsRandom;

use crate::clock::start;
use crate::names::{BRAND, PASSWORD, user_name};
use crate::place::Place;

impl Place {
    /// Adds a brand, and its provider if there is none yet.
    pub async fn brand(&self, provider: ProviderCode, brand: BrandCode, name: &str) {
        let new = NewProvider {
            code: provider,
            title: format!("Sağlayıcı {provider} A.Ş."),
            mersis: None,
            tin: None,
        };
        match self.directory.add_provider(new, start()).await {
            Ok(_) | Err(directory::Error::Exists(Entity::Code)) => {}
            Err(error) => panic!("{error}"),
        }
        let new = NewBrand {
            code: brand,
            provider,
            name: name.to_owned(),
            settings: BrandSettings::default(),
        };
        self.directory.add_brand(new, start()).await.unwrap();
    }

    /// Adds a retailer of [`BRAND`].
    pub async fn retailer(&self, title: &str) -> RetailerCode {
        let place = || PlaceName {
            code: 34,
            name: "İstanbul".to_owned(),
        };
        let details = RetailerDetails {
            title: title.to_owned(),
            name: "Deniz Kaya".to_owned(),
            tckn: "10000000146".to_owned(),
            tin: "1234567890".to_owned(),
            city: place(),
            town: place(),
            mersis: None,
            alias: None,
            mobile: None,
            status: RetailerStatus::Active,
        };
        let added = self
            .directory
            .add_retailer(BRAND, details, &OsRandom, start())
            .await;
        added.unwrap().code
    }

    /// Adds a provider with its master brand, a user `api@<code>.example` and an unlimited
    /// subscription.
    pub async fn add_provider(&self, code: u32) {
        let provider = NewProvider {
            code: ProviderCode(code),
            title: format!("Örnek {code} A.Ş."),
            mersis: None,
            tin: Some(format!("1{code:09}")),
        };
        self.directory
            .add_provider(provider, start())
            .await
            .unwrap();
        self.add_brand(code, code, BrandSettings::default()).await;
        let kind = UserKind::Provider(ProviderCode(code));
        self.add_user(&user_name(code), kind).await;
        self.subscribe(code, |_| ()).await;
    }

    /// Sets a provider's subscription: active and unlimited, but for what `change` makes of it.
    pub async fn subscribe(&self, code: u32, change: impl FnOnce(&mut Subscription)) {
        let mut subscription = Subscription {
            id: uuid::Uuid::from_u128(u128::from(code)),
            holder: Holder::Provider(ProviderCode(code)),
            package: "Standart".to_owned(),
            starts: start(),
            expires: Timestamp::from_wire("2030-01-01 00:00:00").unwrap(),
            status: SubscriptionStatus::Active,
            consent_limit: None,
            consent_limit_exceed: true,
            api_use: true,
            via: None,
            via_pass: None,
        };
        change(&mut subscription);
        self.directory
            .set_subscription(&subscription)
            .await
            .unwrap();
        self.registry.forget_parties();
    }

    /// Adds a brand.
    pub async fn add_brand(&self, provider: u32, code: u32, settings: BrandSettings) {
        let brand = NewBrand {
            code: BrandCode(code),
            provider: ProviderCode(provider),
            name: format!("Marka {code}"),
            settings,
        };
        self.directory.add_brand(brand, start()).await.unwrap();
    }

    /// Adds a user with [`PASSWORD`].
    pub async fn add_user(&self, name: &str, kind: UserKind) {
        self.directory
            .add_user(name, PASSWORD, kind, &OsRandom, start())
            .await
            .unwrap();
    }

    /// A fresh access token of a provider's user.
    pub async fn token(&self, provider: u32) -> String {
        self.token_of(&user_name(provider)).await
    }

    /// A fresh access token of any user.
    pub async fn token_of(&self, name: &str) -> String {
        let name = Username::new(name).unwrap();
        let pair = self
            .directory
            .issue_tokens(&name, &OsRandom, self.now())
            .await
            .unwrap();
        pair.access
    }
}
