//! How a consent is taken through the registry itself (ViA, contract 14).

use crate::{Channel, Source, Way, words};

words! {
    /// By which way a recipient is asked, and how the answer comes (contract: `verificationType`).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum VerificationMethod: as_wire, from_wire or H1012 {
        /// A text message with a link to a page.
        TextLink = "SMS_SHORTURL",
        /// A text message with a code, which the recipient tells the brand.
        TextCode = "SMS_OTP",
        /// An e-mail with a link to a page.
        MailLink = "EPOSTA_SHORTURL",
        /// An e-mail with a link to a page of one question.
        MailApproval = "EPOSTA_APPROVALURL",
        /// An e-mail with a code, which the recipient tells the brand.
        MailCode = "EPOSTA_OTP",
    }
}

words! {
    /// A text about the processing of personal data that is shown beside a consent. It is referred to, and answered
    /// nowhere here (rule 32).
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum PrivacyText: as_wire, from_wire or H1085 {
        /// What is done with the data.
        Information = "AYDINLATMA_METNI",
        /// What the person is asked to allow.
        Consent = "ACIK_RIZA_METNI",
        /// What goes abroad.
        Abroad = "YURTDISI_AKTARIM",
    }
}

impl VerificationMethod {
    /// Whether the answer is a code that the brand hands in.
    pub const fn is_by_code(self) -> bool {
        matches!(self, Self::TextCode | Self::MailCode)
    }

    /// Whether the page asks one question about one brand.
    pub const fn is_single(self) -> bool {
        matches!(self, Self::MailApproval)
    }

    /// The way its message goes.
    pub const fn way(self) -> Way {
        match self {
            Self::TextLink | Self::TextCode => Way::Text,
            Self::MailLink | Self::MailApproval | Self::MailCode => Way::Mail,
        }
    }

    /// The channels that can be asked about.
    pub const fn channels(self) -> &'static [Channel] {
        match self.way() {
            Way::Text => &[Channel::Text, Channel::Call],
            Way::Mail => &[Channel::Email],
        }
    }

    /// The source of what is recorded.
    pub const fn source(self) -> Source {
        match self.way() {
            Way::Text => Source::RegistryText,
            Way::Mail => Source::RegistryEmail,
        }
    }
}
