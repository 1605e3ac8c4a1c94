//! Where in the menu a call is.

use domain::BrandCode;
use registry::people::recipient::ChallengeId;
use serde::{Deserialize, Serialize};

/// What travels with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Whether it rests on the network's word alone.
    pub verified: bool,
    /// Where the call is.
    pub place: MenuState,
}

/// A place in the menu: what was said last, and what the next key means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MenuState {
    /// A code was sent and is awaited.
    Code(ChallengeId),
    /// The menu.
    Menu,
    /// This brand called last: this one, or another?
    Last(BrandCode),
    /// A brand's number is awaited.
    Number,
    /// Is this brand to be refused?
    Brand(BrandCode),
    /// Its calls are refused. Its text messages, too?
    TextsToo(BrandCode),
    /// Are all calls to be refused?
    AllCalls,
    /// Put through to an agent.
    Agent,
    /// Over.
    End,
}

/// The stored form.
#[derive(Serialize, Deserialize)]
struct Stored {
    verified: bool,
    place: String,
    brand: Option<u32>,
    challenge: Option<String>,
}

impl State {
    /// For sealing.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (place, brand, challenge) = match &self.place {
            MenuState::Code(challenge) => ("code", None, Some(challenge.to_string())),
            MenuState::Menu => ("menu", None, None),
            MenuState::Last(brand) => ("last", Some(brand.0), None),
            MenuState::Number => ("number", None, None),
            MenuState::Brand(brand) => ("brand", Some(brand.0), None),
            MenuState::TextsToo(brand) => ("texts", Some(brand.0), None),
            MenuState::AllCalls => ("all", None, None),
            MenuState::Agent => ("agent", None, None),
            MenuState::End => ("end", None, None),
        };
        let stored = Stored {
            verified: self.verified,
            place: place.to_owned(),
            brand,
            challenge,
        };
        serde_json::to_vec(&stored).expect("texts and numbers are always written")
    }

    /// What was sealed.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let stored: Stored = serde_json::from_slice(bytes).ok()?;
        let brand = stored.brand.map(BrandCode);
        let place = match stored.place.as_str() {
            "code" => MenuState::Code(stored.challenge?.parse().ok()?),
            "menu" => MenuState::Menu,
            "last" => MenuState::Last(brand?),
            "number" => MenuState::Number,
            "brand" => MenuState::Brand(brand?),
            "texts" => MenuState::TextsToo(brand?),
            "all" => MenuState::AllCalls,
            "agent" => MenuState::Agent,
            "end" => MenuState::End,
            _ => return None,
        };
        Some(Self {
            verified: stored.verified,
            place,
        })
    }
}
