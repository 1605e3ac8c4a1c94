//! What somebody was asked by the registry at brands' wish, and what they answered (contract 14).

use std::cmp::Reverse;

use directory::verification::{Answer, Verification, VerificationState};
use domain::{BrandCode, Channel, ConsentKey, Status, Timestamp};
use serde::Serialize;

use super::{OwnAddress, Subject};
use crate::contract::verified::Question;
use crate::{People, Result};

/// The most questions to an address that are told, the newest.
pub const QUESTIONS_SHOWN_MAX: u32 = 1_000;

/// A question whether they consent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportQuestion {
    /// Its name: 32 hexadecimal digits.
    pub request_id: String,
    /// When it was asked.
    pub asked_at: String,
    /// At which address.
    pub recipient: String,
    /// `BIREYSEL` or `TACIR`.
    pub recipient_type: &'static str,
    /// `SMS_OTP` and its like: how it was asked.
    pub verification_type: &'static str,
    /// The provider that had it asked.
    pub iys_code: u32,
    /// Its title, as it was shown.
    pub provider: String,
    /// The form, and its version.
    pub form_id: u32,
    /// See `form_id`.
    pub form_version: u32,
    /// The text that was shown.
    pub text: String,
    /// The texts about personal data that were shown beside it.
    pub references: Vec<ExportReference>,
    /// `waiting`, `answered` (being recorded), `recorded`, `unanswered` or `wrongCodes`.
    pub state: &'static str,
    /// Until when it can be, or could have been, answered.
    pub expires_at: String,
    /// When it was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answered_at: Option<String>,
    /// What was asked about, each with its answer.
    pub records: Vec<ExportAsked>,
}

/// A text about personal data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportReference {
    /// Which one.
    pub kind: &'static str,
    /// Where it is to be read, and in which version.
    pub at: String,
}

/// A record that was asked about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportAsked {
    /// The brand's number.
    pub brand_code: u32,
    /// Its name, as it was shown.
    pub brand: String,
    /// `ARAMA`, `MESAJ` or `EPOSTA`.
    #[serde(rename = "type")]
    pub channel: &'static str,
    /// `ONAY` or `RET`; absent: nothing was answered about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    /// The movement that the answer became.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub transaction_id: Option<String>,
    /// What became of the way to refuse what was approved, by the brand's link in its mails as well: `open`, or `used`, by
    /// whichever way it was. The registry keeps no list of such links.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refusal_link: Option<&'static str>,
}

impl People<'_> {
    /// What a subject was asked, the newest first. What the former owner of a number was asked is not among it (rule 53).
    pub(super) async fn export_questions(self, subject: &Subject) -> Result<Vec<ExportQuestion>> {
        let mut questions = Vec::new();
        for own in &subject.addresses {
            let found = self
                .directory()
                .verifications_of(own.recipient, QUESTIONS_SHOWN_MAX);
            for verification in found.await? {
                if own.shows(verification.made_at) {
                    let question = self.contract().question_of(&verification)?;
                    let told = self.question_told(own, &verification, &question)?;
                    questions.push((verification.made_at, told));
                }
            }
        }
        questions.sort_by_key(|(made_at, _)| Reverse(*made_at));
        Ok(questions.into_iter().map(|(_, told)| told).collect())
    }

    fn question_told(
        self,
        own: &OwnAddress,
        verification: &Verification,
        question: &Question,
    ) -> Result<ExportQuestion> {
        let mut records = Vec::new();
        for (brand, channel) in question.records() {
            let mut answers = verification.answers.iter();
            let answer = answers.find(|one| (one.brand, one.channel) == (brand, channel));
            records.push(self.record_told(own, question, (brand, channel), answer)?);
        }
        let content = &question.content;
        let references = content.references.iter().map(|one| ExportReference {
            kind: one.kind.as_wire(),
            at: one.at.clone(),
        });
        Ok(ExportQuestion {
            request_id: verification.id.to_wire(),
            asked_at: verification.made_at.to_wire(),
            recipient: own.address.to_string(),
            recipient_type: question.recipient_type.as_wire(),
            verification_type: verification.method.as_wire(),
            iys_code: verification.provider.0,
            provider: question.provider.clone(),
            form_id: question.form.0,
            form_version: question.form.1,
            text: content.text.clone(),
            references: references.collect(),
            state: match verification.state {
                VerificationState::Asked if self.now() >= verification.expires_at => "unanswered",
                VerificationState::Asked => "waiting",
                VerificationState::Answered => "answered",
                VerificationState::Done => "recorded",
                VerificationState::Spent => "wrongCodes",
            },
            expires_at: verification.expires_at.to_wire(),
            answered_at: verification.answered_at.map(Timestamp::to_wire),
            records,
        })
    }

    fn record_told(
        self,
        own: &OwnAddress,
        question: &Question,
        (brand, channel): (BrandCode, Channel),
        answer: Option<&Answer>,
    ) -> Result<ExportAsked> {
        let movement = match answer.and_then(|answer| answer.seq) {
            Some(seq) => self.ledger().movement(seq)?,
            None => None,
        };
        let mut refusal_link = None;
        if movement.is_some() && answer.is_some_and(|one| one.status == Status::Approval) {
            let key = ConsentKey {
                recipient: own.recipient,
                brand,
                recipient_type: question.recipient_type,
                channel,
            };
            let state = self.ledger().state(&key)?;
            let is_open = state.is_some_and(|state| state.status == Status::Approval);
            refusal_link = Some(if is_open { "open" } else { "used" });
        }
        Ok(ExportAsked {
            brand_code: brand.0,
            brand: question.name_of(brand),
            channel: channel.as_wire(),
            status: answer.map(|answer| answer.status.as_wire()),
            transaction_id: movement.map(|movement| movement.transaction.to_wire()),
            refusal_link,
        })
    }
}
