//! Text messages in: what they do, and how they are answered.

mod abuse;
mod answers;
mod commands;
mod delivery;
mod outcomes;
mod parts;
mod wordings;

use domain::{Address, Channel, Status};
use intake::texts::{Received, TextSettings, Texts};
use registry::intake::texts::{DeliveredText, Legibility, Reply};
use testkit::{BRAND, OTHER_BRAND, Place, phone};

/// A registry that answers text messages.
pub struct Scene {
    pub place: Place,
    pub texts: Texts,
}

impl Scene {
    /// Phone 1 has approvals of both brands for text messages, and of the first for calls.
    pub async fn new() -> Self {
        let place = Place::new().await;
        let settings = TextSettings {
            public_url: "https://izin.example".to_owned(),
            short_number: "3338".to_owned(),
        };
        let texts = Texts::new(place.registry.clone(), settings);
        let scene = Self { place, texts };
        for (brand, channel) in [
            (BRAND, Channel::Text),
            (OTHER_BRAND, Channel::Text),
            (BRAND, Channel::Call),
        ] {
            scene.approve(&phone(1), brand, channel).await;
        }
        scene
    }

    pub async fn approve(&self, to: &Address, brand: domain::BrandCode, channel: Channel) {
        self.place.told(to, brand, channel, Status::Approval).await;
    }

    /// Brings a message, and gives its answer.
    pub async fn say(&self, text: DeliveredText) -> Received {
        let received = self.texts.receive(text, None, Reply::Inline).await;
        received.unwrap()
    }

    /// Phone 1 writes.
    pub async fn write(&self, text: &str) -> String {
        match self.say(from(&phone(1), text)).await {
            Received::Done { answer, .. } => answer.expect("an answer"),
            other => panic!("{other:?}"),
        }
    }

    pub fn status(&self, brand: domain::BrandCode, channel: Channel) -> Option<Status> {
        let state = self.place.said(&phone(1), brand, channel);
        state.map(|state| state.status)
    }
}

/// A message as the operator's network delivers it, without a name of its own.
pub fn from(sender: &Address, text: &str) -> DeliveredText {
    DeliveredText {
        gateway: "smsc".to_owned(),
        id: None,
        sender: sender.to_string(),
        recipient: "3338".to_owned(),
        text: text.to_owned(),
        legibility: Legibility::Certain,
        part: None,
        verified: true,
        is_acknowledgement: false,
    }
}
