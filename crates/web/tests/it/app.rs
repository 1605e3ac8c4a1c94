//! A registry behind the pages: what every test of this crate is about.

use std::ops::Deref;

use domain::{BrandCode, Channel, ConsentState};
use testkit::{Place, Site, address_of};
use web::{Settings, WebState};

pub use testkit::{BRAND, EMAIL, OTHER_BRAND, PHONE, PROVIDER, Report, STRANGER, start};

/// A registry and its pages.
pub struct App(Site);

impl Deref for App {
    type Target = Site;

    fn deref(&self) -> &Site {
        &self.0
    }
}

impl App {
    /// With two brands and cookies for HTTPS only.
    pub async fn new() -> Self {
        Self::with(Settings::default()).await
    }

    /// With given settings of the pages.
    pub async fn with(settings: Settings) -> Self {
        Self::put_together(settings, |state| state).await
    }

    /// With given settings, and what else the pages are put together of.
    pub async fn put_together(settings: Settings, more: impl FnOnce(WebState) -> WebState) -> Self {
        let place = Place::new().await;
        let state = WebState::new(place.registry.clone(), settings);
        let router = web::router(more(state));
        Self(Site { place, router })
    }

    /// What holds for a private person's record.
    pub fn state(&self, address: &str, brand: BrandCode, channel: Channel) -> Option<ConsentState> {
        self.said(&address_of(address), brand, channel)
    }
}

/// The address of a form of the provider's console about [`BRAND`].
pub fn on(path: &str) -> String {
    format!("{path}?brand={BRAND}")
}
