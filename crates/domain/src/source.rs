//! Where a consent was expressed (`source`, contract 4.2).

use crate::words::numbers;
use crate::{ErrorCode, words};

words! {
    /// Which side made a movement.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[repr(u8)]
    pub enum Origin: as_wire, from_wire or H506 {
        /// The service provider or somebody acting for it.
        Provider(1) = "HS",
        /// The recipient, through one of the registry's own ways.
        Recipient(2) = "IYS",
    }
}

words! {
    /// Every source the contract names. Those of [`Origin::Recipient`] are written by the
    /// registry alone (rule 16).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    #[repr(u8)]
    pub enum Source: as_wire, from_wire {
        /// Taken before 1 May 2015; its date is fixed (rule 15).
        Before2015(1) = "HS_2015",
        /// The provider's own decision to stop (rule 17).
        ProviderDecision(2) = "HS_KARAR",
        /// At a physical place.
        PhysicalPlace(3) = "HS_FIZIKSEL_ORTAM",
        /// On a signed paper form.
        SignedForm(4) = "HS_ISLAK_IMZA",
        /// At an event.
        Event(5) = "HS_ETKINLIK",
        /// At a cash machine.
        Atm(6) = "HS_ATM",
        /// In an electronic medium not named otherwise.
        ElectronicMedium(7) = "HS_EORTAM",
        /// On the provider's web site.
        Web(8) = "HS_WEB",
        /// In the provider's mobile application.
        Mobile(9) = "HS_MOBIL",
        /// By text message to the provider.
        Text(10) = "HS_MESAJ",
        /// By e-mail to the provider.
        Email(11) = "HS_EPOSTA",
        /// Through the provider's call centre.
        CallCentre(12) = "HS_CAGRI_MERKEZI",
        /// Through social media.
        SocialMedia(13) = "HS_SOSYAL_MEDYA",
        /// Text message to the registry's short number.
        RegistryText(64) = "IYS_KISAMESAJ",
        /// The registry's call centre or voice menu.
        RegistryCallCentre(65) = "IYS_CM",
        /// The registry's web site.
        RegistryWeb(66) = "IYS_WEB",
        /// The registry's web site, the recipient adding this brand for the first time.
        RegistryWebNew(67) = "IYS_WEB_YENI",
        /// The registry's mobile application.
        RegistryMobile(68) = "IYS_MOBIL",
        /// The exit link or list-unsubscribe of an e-mail the registry sent.
        RegistryEmail(69) = "IYS_EPOSTA",
        /// The operator reported the line as closed.
        LineClosed(70) = "IYS_AHS_HAT_KAPATMA",
        /// The registry's embedded frame, by e-mail.
        FrameEmail(71) = "IYS_FRAME_EPOSTA",
        /// The registry's embedded frame, by text message.
        FrameText(72) = "IYS_FRAME_SMS",
    }
}

numbers!(Origin, Source);

/// Stored numbers at and above this belong to the registry's own sources.
const FIRST_REGISTRY_BYTE: u8 = 64;

impl Source {
    /// Which side this source belongs to.
    pub const fn origin(self) -> Origin {
        if (self as u8) < FIRST_REGISTRY_BYTE {
            Origin::Provider
        } else {
            Origin::Recipient
        }
    }

    /// Reads a word a provider sent; a registry source or an unknown word is `H119` (rule 16).
    pub fn from_provider_wire(word: &str) -> Result<Self, ErrorCode> {
        let source = Self::from_wire(word).filter(|source| source.origin() == Origin::Provider);
        source.ok_or(ErrorCode::H119)
    }
}
