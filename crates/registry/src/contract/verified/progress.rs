//! How far a verification has come (contract 14.3).

use directory::verification::VerificationState;
use domain::{
    BrandCode, Channel, ErrorCode, ProviderCode, RecipientType, RequestId, Source, Status,
    Timestamp, TransactionId, VerificationMethod, words,
};

use crate::{Caller, Contract, Error, Result};

words! {
    /// The contract's words for how far it has come.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum VerificationStage: as_wire {
        /// It waits for its answer.
        Pending = "PENDING",
        /// Its message was given up.
        Undelivered = "SMSMAIL_OUT_FAILURE",
        /// Its code came too late.
        CodeExpired = "OTP_CODE_EXPIRED",
        /// A wrong code was tried.
        CodeIncorrect = "OTP_CODE_INCORRECT",
        /// Nobody has answered on the page of its link.
        LinkExpired = "SHORT_URL_EXPIRED",
        /// Nobody has answered on the page of its one question.
        ApprovalExpired = "LINK_CLICK_TIMEOUT",
        /// What was answered is recorded.
        Success = "SUCCESS",
    }
}

/// What the contract calls the stage of a verification that has ended.
const COMPLETED: &str = "COMPLETED";
/// One that waits for its answer.
const REQUESTED: &str = "CONSENT_REQUESTED";
/// One whose answer is being recorded.
const ENQUEUED: &str = "ENQUEUE";

/// How far a verification has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerificationProgress {
    /// The request.
    pub id: RequestId,
    /// The form's number.
    pub form: u32,
    /// The source of what is recorded.
    pub source: Source,
    /// Who is asked.
    pub recipient: String,
    /// As a private person or a merchant.
    pub recipient_type: RecipientType,
    /// By which way.
    pub method: VerificationMethod,
    /// When it was started.
    pub asked_at: Timestamp,
    /// The records that it asks about.
    pub records: Vec<AskedRecord>,
    /// The contract's word for the stage.
    pub stage: &'static str,
    /// How it stands there.
    pub status: VerificationStage,
}

/// A record that is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AskedRecord {
    /// Its brand.
    pub brand: BrandCode,
    /// Its channel.
    pub channel: Channel,
    /// What was answered; `None`: nothing.
    pub status: Option<Status>,
    /// What was recorded, and when.
    pub recorded: Option<(TransactionId, Timestamp)>,
}

impl Contract<'_> {
    /// How far a verification of the caller's has come; `H1030`: there is none.
    pub async fn verification_progress(
        self,
        caller: &Caller,
        provider: ProviderCode,
        id: RequestId,
    ) -> Result<VerificationProgress> {
        let found = self.own_verification(caller, provider, id).await?;
        let verification = found.ok_or_else(|| Error::code(ErrorCode::H1030))?;
        let question = self.question_of(&verification)?;
        let mut records = Vec::new();
        for (brand, channel) in question.records() {
            let mut answers = verification.answers.iter();
            let answer = answers.find(|one| (one.brand, one.channel) == (brand, channel));
            let movement = match answer.and_then(|answer| answer.seq) {
                Some(seq) => self.ledger().movement(seq)?,
                None => None,
            };
            records.push(AskedRecord {
                brand,
                channel,
                status: answer.map(|answer| answer.status),
                recorded: movement.map(|one| (one.transaction, one.movement.recorded_at)),
            });
        }
        let is_over = self.now() >= verification.expires_at;
        let method = verification.method;
        let (stage, status) = match verification.state {
            VerificationState::Done => (COMPLETED, VerificationStage::Success),
            VerificationState::Answered => (ENQUEUED, VerificationStage::Pending),
            VerificationState::Spent => (COMPLETED, VerificationStage::CodeIncorrect),
            VerificationState::Asked if is_over => (COMPLETED, expired(method)),
            VerificationState::Asked => {
                if self.directory().verification_is_undeliverable(id).await? {
                    (COMPLETED, VerificationStage::Undelivered)
                } else if verification.tries_left < super::VERIFICATION_TRIES {
                    (REQUESTED, VerificationStage::CodeIncorrect)
                } else {
                    (REQUESTED, VerificationStage::Pending)
                }
            }
        };
        Ok(VerificationProgress {
            id,
            form: question.form.0,
            source: method.source(),
            recipient: question.address.to_string(),
            recipient_type: question.recipient_type,
            method,
            asked_at: verification.made_at,
            records,
            stage,
            status,
        })
    }
}

/// How one ends that nobody answers.
fn expired(method: VerificationMethod) -> VerificationStage {
    if method.is_by_code() {
        VerificationStage::CodeExpired
    } else if method.is_single() {
        VerificationStage::ApprovalExpired
    } else {
        VerificationStage::LinkExpired
    }
}
