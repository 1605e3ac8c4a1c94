//! The page on which somebody answers whether they consent to a brand's messages (contract 14). Looking changes nothing,
//! because programs follow links; an answer is one form.

mod link;

use std::collections::BTreeSet;

use directory::verification::{AnswerTaken, NewAnswer, Verification, VerificationState};
use domain::{BrandCode, Channel, Language, RecipientType, Status, Timestamp, TransactionId};

use crate::contract::verified::{Question, answers_of};
use crate::people::exit::mask;
use crate::{People, Result};

pub use link::VERIFICATION_TOKEN_LEN;

/// What a link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum VerificationLink {
    /// A question that waits for its answer.
    Open(Box<AskedConsent>),
    /// It was answered.
    Answered,
    /// It was good once: too old, or its line closed.
    Over,
    /// Not a link of this registry, or one that was tampered with.
    Unknown,
}

/// What somebody is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AskedConsent {
    /// The address, so far masked that only its owner knows it.
    pub masked: String,
    /// The provider's title.
    pub provider: String,
    /// The records that are asked about: brand, its name, channel.
    pub records: Vec<(BrandCode, String, Channel)>,
    /// As a private person or a merchant.
    pub recipient_type: RecipientType,
    /// What they are asked to agree to, in the form's words.
    pub text: String,
    /// In which language.
    pub language: Language,
    /// Where the texts about personal data beside it are.
    pub references: Vec<String>,
    /// Until when it can be answered.
    pub expires_at: Timestamp,
    /// Whether there is but one question.
    pub is_single: bool,
}

/// What somebody answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsentAnswer {
    /// Yes to these, and nothing about the others.
    Approve(BTreeSet<(BrandCode, Channel)>),
    /// No to all.
    Refuse,
}

/// What became of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConsentAnswered {
    /// It is recorded.
    Recorded(Vec<AnsweredRecord>),
    /// It approves nothing, or what was not asked about; nothing was written.
    NothingChosen,
    /// The link can take no answer; nothing was written.
    Closed(VerificationLink),
}

/// One record of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnsweredRecord {
    /// The brand's name.
    pub brand: String,
    /// The channel.
    pub channel: Channel,
    /// What was said.
    pub status: Status,
    /// The movement's name; `None`: a later word stands, and nothing was recorded.
    pub transaction: Option<TransactionId>,
}

/// A question that waits for its answer.
struct Found {
    verification: Verification,
    question: Question,
}

impl People<'_> {
    /// What a link leads to. Changes nothing.
    pub async fn verification(self, token: &str) -> Result<VerificationLink> {
        Ok(match self.find_verification(token).await? {
            Ok(found) => VerificationLink::Open(Box::new(asked(&found))),
            Err(other) => other,
        })
    }

    /// Answers a question, once. Approvals need that whoever has asked may still record for the brand, and wait for a clock
    /// that is believed; a refusal needs neither (rule 27).
    pub async fn answer_verification(
        self,
        token: &str,
        answer: ConsentAnswer,
    ) -> Result<ConsentAnswered> {
        let Found {
            verification,
            question,
        } = match self.find_verification(token).await? {
            Ok(found) => found,
            Err(other) => return Ok(ConsentAnswered::Closed(other)),
        };
        let answers = match answer {
            ConsentAnswer::Refuse => answers_of(question.records(), Status::Refusal),
            ConsentAnswer::Approve(chosen) => {
                let records: Vec<_> = question
                    .records()
                    .filter(|record| chosen.contains(record))
                    .collect();
                if records.is_empty() || records.len() < chosen.len() {
                    return Ok(ConsentAnswered::NothingChosen);
                }
                if !self.may_still_ask(&verification, &records).await? {
                    return Ok(ConsentAnswered::Closed(VerificationLink::Over));
                }
                self.require_right_clock()?;
                answers_of(records, Status::Approval)
            }
        };
        let now = self.now();
        let contract = self.contract();
        let sealed_record = contract.seal_record(&verification, &question, &answers, now);
        let answer = NewAnswer {
            answers,
            sealed_record,
        };
        let kept = self
            .directory()
            .answer_by_link(verification.id, answer, now);
        if kept.await? != AnswerTaken::Taken {
            return Ok(ConsentAnswered::Closed(VerificationLink::Answered));
        }
        let recorded = self.contract().record_answers(verification.id).await?;
        let recorded = recorded
            .into_iter()
            .map(|(answer, receipt)| AnsweredRecord {
                brand: question.name_of(answer.brand),
                channel: answer.channel,
                status: answer.status,
                transaction: receipt.map(|receipt| receipt.transaction),
            });
        Ok(ConsentAnswered::Recorded(recorded.collect()))
    }

    async fn find_verification(
        self,
        token: &str,
    ) -> Result<std::result::Result<Found, VerificationLink>> {
        let Some(id) = self.verification_of_token(token) else {
            return Ok(Err(VerificationLink::Unknown));
        };
        // The token is genuine: there was such a question, even if it is kept no longer.
        let Some(verification) = self.directory().verification(id).await? else {
            return Ok(Err(VerificationLink::Over));
        };
        match verification.state {
            VerificationState::Asked => {}
            VerificationState::Answered | VerificationState::Done => {
                return Ok(Err(VerificationLink::Answered));
            }
            VerificationState::Spent => return Ok(Err(VerificationLink::Over)),
        }
        if verification.method.is_by_code() || self.now() >= verification.expires_at {
            return Ok(Err(VerificationLink::Over));
        }
        let question = self.contract().question_of(&verification)?;
        let subject = self.subject_of(&question.address).await?;
        // A line that was closed since has another owner, who was not asked.
        let mut own = subject.addresses.iter();
        Ok(if own.all(|own| own.shows(verification.made_at)) {
            Ok(Found {
                verification,
                question,
            })
        } else {
            Err(VerificationLink::Over)
        })
    }

    /// Whether the partner that has asked may still record for the brands. The provider itself always may.
    async fn may_still_ask(
        self,
        verification: &Verification,
        records: &[(BrandCode, Channel)],
    ) -> Result<bool> {
        let Some(partner) = verification.partner else {
            return Ok(true);
        };
        for (brand, channel) in records {
            let may = self.contract().partner_may_write(partner, *brand, *channel);
            if !may.await? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn asked(found: &Found) -> AskedConsent {
    let question = &found.question;
    let records = question.records();
    let references = question.content.references.iter();
    AskedConsent {
        masked: mask(&question.address),
        provider: question.provider.clone(),
        records: records
            .map(|(brand, channel)| (brand, question.name_of(brand), channel))
            .collect(),
        recipient_type: question.recipient_type,
        text: question.content.text.clone(),
        language: question.content.language,
        references: references.map(|one| one.at.clone()).collect(),
        expires_at: found.verification.expires_at,
        is_single: found.verification.method.is_single(),
    }
}
