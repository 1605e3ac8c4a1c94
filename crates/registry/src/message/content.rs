//! What is said.

use std::fmt;

use domain::{Address, Channel, Language, Status, Timestamp, words};
use serde::{Deserialize, Serialize};

/// A message to be sent.
#[derive(Clone, Debug)]
pub struct NewMessage {
    /// To whom: a phone number by text message, an e-mail address by e-mail.
    pub to: Address,
    /// In which language.
    pub language: Language,
    /// What it says.
    pub content: Content,
}

/// What a message says.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Content {
    /// A one-time code.
    Code {
        /// The digits.
        code: String,
        /// What it is good for.
        purpose: CodePurpose,
        /// For how many minutes.
        minutes: u32,
    },
    /// Whether somebody consents to a brand's messages (rules 29 and 30).
    Question {
        /// The provider's title.
        provider: String,
        /// The brands' names.
        brands: String,
        /// The channels.
        channels: Vec<u8>,
        /// What they are asked to agree to, in the form's words.
        text: String,
        /// Where the texts about personal data beside it are.
        references: Vec<String>,
        /// How they answer.
        answer: AnswerWay,
    },
    /// Consents that providers have recorded (rules 54 and 55).
    Notice {
        /// Why it is sent.
        notice: NoticeKind,
        /// The first of them, at most [`NOTICE_LINES_MAX`].
        lines: Vec<NoticeLine>,
        /// How many there are in all.
        total: u32,
        /// How many brands they are from.
        brands: u32,
        /// The exit link's token.
        token: String,
    },
    /// What the sender of a text message is answered, or what an agent or the voice menu has done.
    #[serde(rename = "receipt")]
    Confirmation {
        /// The brand's name; `None`: all brands.
        brand: Option<String>,
        /// The channels.
        channels: Vec<u8>,
        /// What they are set to now: `true` approval.
        approved: bool,
        /// When it was recorded, in milliseconds since 1970.
        at_millis: i64,
        /// How many records.
        records: u32,
        /// The first 12 digits of the (first) receipt.
        receipt: String,
    },
    /// The text of an answer, already in words.
    Text {
        /// The subject, where the channel has one.
        subject: String,
        /// The text.
        text: String,
    },
    /// Somebody is invited to a provider's console.
    Invitation {
        /// The provider's title.
        provider: String,
        /// The token that the link ends with.
        token: String,
        /// For how many hours it is good.
        hours: u32,
    },
    /// A complaint was filed, or has moved on.
    Complaint {
        /// Its number.
        number: String,
    },
    /// A company's application to be a service provider has moved on; by e-mail alone.
    Application {
        /// The company's title.
        company: String,
        /// What is new.
        news: ApplicationNews,
    },
}

impl fmt::Debug for Content {
    /// Its kind alone: codes, links and what is told somebody belong into no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Code { .. } => "Code",
            Self::Question { .. } => "Question",
            Self::Notice { .. } => "Notice",
            Self::Confirmation { .. } => "Confirmation",
            Self::Text { .. } => "Text",
            Self::Invitation { .. } => "Invitation",
            Self::Complaint { .. } => "Complaint",
            Self::Application { .. } => "Application",
        })
    }
}

/// The longest list of brands that a question names, in characters. Where the message is all that is shown, brands beyond it
/// are not asked for.
pub const QUESTION_BRANDS_MAX: usize = 120;

/// The most lines of a notice.
pub const NOTICE_LINES_MAX: usize = 50;

words! {
    /// What a one-time code is good for. A code for one purpose is never good for another.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
    #[serde(rename_all = "snake_case")]
    pub enum CodePurpose: as_word {
        /// Signing in to the pages.
        SignIn = "sign_in",
        /// Adding an address to an account.
        AddAddress = "add_address",
        /// Proving oneself to an agent of the call centre.
        Desk = "desk",
        /// Proving oneself to the voice menu.
        Voice = "voice",
        /// Applying to be a service provider.
        Apply = "apply",
    }
}

/// What is new about an application.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum ApplicationNews {
    /// Its second signatory is asked.
    Sign {
        /// The link's token.
        token: String,
    },
    /// The operator has returned it.
    Returned,
    /// Its company is a provider.
    Approved {
        /// The provider's number.
        provider: u32,
    },
}

/// How a question is answered.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AnswerWay {
    /// The brand is told a code.
    Code {
        /// The digits.
        code: String,
        /// For how many minutes it works.
        minutes: u32,
    },
    /// On the page of a link.
    Link {
        /// Its token.
        token: String,
        /// For how many hours it works.
        hours: u32,
    },
}

/// Why a notice is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoticeKind {
    /// New approvals (rule 54).
    New,
    /// Approvals from before, loaded in bulk (rule 55).
    Loaded {
        /// Until when they count as not yet looked at, in milliseconds since 1970.
        review_until_millis: Option<i64>,
    },
}

/// One record of a notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeLine {
    /// The brand's name.
    pub brand: String,
    /// The channel's stored number.
    pub channel: u8,
    /// When it was given, by the provider's word, in milliseconds since 1970.
    pub date_millis: Option<i64>,
    /// Where the brand itself takes refusals.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refusal: Option<String>,
}

impl NoticeLine {
    /// The channel.
    pub fn channel(&self) -> Option<Channel> {
        Channel::from_byte(self.channel)
    }
}

impl Content {
    /// A confirmation's content.
    pub fn confirmation(
        brand: Option<String>,
        channels: &[Channel],
        status: Status,
        at: Timestamp,
        records: u32,
        receipt: String,
    ) -> Self {
        Self::Confirmation {
            brand,
            channels: channels.iter().map(|channel| channel.to_byte()).collect(),
            approved: status == Status::Approval,
            at_millis: at.as_millis(),
            records,
            receipt,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_confirmation_that_waits_under_its_older_name_is_read() {
        let stored = r#"{"kind":"receipt","brand":null,"channels":[1],"approved":false,"at_millis":0,"records":1,
            "receipt":"0123456789ab"}"#;
        let content: Content = serde_json::from_str(stored).unwrap();
        let at = Timestamp::from_millis(0);
        let channel = Channel::from_byte(1).unwrap();
        let said = Content::confirmation(
            None,
            &[channel],
            Status::Refusal,
            at,
            1,
            "0123456789ab".into(),
        );
        assert_eq!(content, said);
    }

    #[test]
    fn a_messages_content_is_in_no_debug_output() {
        let content = Content::Code {
            code: "123456".to_owned(),
            purpose: CodePurpose::SignIn,
            minutes: 3,
        };
        assert_eq!(format!("{content:?}"), "Code");
    }
}
