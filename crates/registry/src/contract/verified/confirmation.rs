//! The code that a recipient has told the brand (contract 14.2).

use directory::verification::{AnswerTaken, NewAnswer, Verification, VerificationState};
use domain::{
    BrandCode, Channel, ErrorCode, ProviderCode, RequestId, Status, Timestamp, VerificationMethod,
    Violation,
};
use ledger::Acknowledgement;

use super::record::answers_of;
use crate::{Caller, Contract, Error, Party, Result};

/// The longest code that is looked at, in characters.
const TYPED_MAX: usize = 32;

/// A code, and what it is for.
#[derive(Clone, Debug)]
pub struct Confirmation {
    /// The verification.
    pub id: RequestId,
    /// Its method, as the caller has it.
    pub method: VerificationMethod,
    /// The code; blanks in it are ignored.
    pub code: String,
    /// The channels that the recipient has chosen of those asked about; `None`: all.
    pub channels: Option<Vec<Channel>>,
}

/// An approval that was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VerifiedMovement {
    /// The record's brand.
    pub brand: BrandCode,
    /// The channel.
    pub channel: Channel,
    /// Where it went.
    pub receipt: Acknowledgement,
}

impl Contract<'_> {
    /// Records the approvals of whoever has told the right code. Whoever may not do so any more is refused before the code
    /// is looked at.
    ///
    /// `H1030`: no verification of the caller's. `H1064`, `H1056`: another method, or one without a code. `H1032`, `H1050`,
    /// `H1051`: it has ended. `H1052`: a wrong code; the third ends it. `H1082`: a later word stands against the approvals.
    pub async fn confirm_verification(
        self,
        caller: &Caller,
        provider: ProviderCode,
        confirmation: Confirmation,
    ) -> Result<Vec<VerifiedMovement>> {
        let now = self.now();
        let found = self.own_verification(caller, provider, confirmation.id);
        let verification = found.await?.ok_or_else(|| Error::code(ErrorCode::H1030))?;
        let question = self.question_of(&verification)?;
        let brands: Vec<BrandCode> = question.brands.iter().map(|(code, _)| *code).collect();
        self.asking_scopes(caller, provider, &brands, &question.channels)
            .await?;
        if verification.method != confirmation.method {
            return Err(ErrorCode::H1064.violation().at("verificationType").into());
        }
        if !verification.method.is_by_code() {
            return Err(ErrorCode::H1056.violation().at("verificationType").into());
        }
        if let Some(ended) = ended(&verification, now) {
            return Err(ended.into());
        }
        // A number that has another owner meanwhile is not the one that was asked.
        let subject = self.people().subject_of(&question.address).await?;
        let mut own = subject.addresses.iter();
        if !own.all(|own| own.shows(verification.made_at)) {
            return Err(Error::code(ErrorCode::H1051));
        }
        let chosen = confirmation
            .channels
            .unwrap_or_else(|| question.channels.clone());
        if chosen.is_empty() || !chosen.iter().all(|one| question.channels.contains(one)) {
            let wrong = ErrorCode::H1010.violation().at("types");
            return Err(wrong.filled(&[("field", "types")]).into());
        }
        self.require_right_clock()?;
        let records = question.records();
        let records = records.filter(|(_, channel)| chosen.contains(channel));
        let answers = answers_of(records, Status::Approval);
        let sealed_record = self.seal_record(&verification, &question, &answers, now);
        let answer = NewAnswer {
            answers,
            sealed_record,
        };
        let mac = self.verification_code_mac(verification.id, &plain(&confirmation.code));
        let taken = self
            .directory()
            .answer_by_code(verification.id, mac, answer, now);
        match taken.await? {
            AnswerTaken::Taken => {}
            AnswerTaken::Wrong(_) => {
                return Err(ErrorCode::H1052.violation().at("otpCode").into());
            }
            AnswerTaken::Gone => {
                // Somebody else was quicker.
                let again = self.directory().verification(verification.id).await?;
                let ended = again.and_then(|again| ended(&again, now));
                return Err(ended.unwrap_or_else(|| ErrorCode::H1030.violation()).into());
            }
        }
        let recorded = self.record_answers(verification.id).await?;
        let recorded: Vec<VerifiedMovement> = recorded
            .into_iter()
            .filter_map(|(answer, receipt)| {
                Some(VerifiedMovement {
                    brand: answer.brand,
                    channel: answer.channel,
                    receipt: receipt?,
                })
            })
            .collect();
        if recorded.is_empty() {
            return Err(Error::code(ErrorCode::H1082));
        }
        Ok(recorded)
    }

    /// A verification that the caller may see: the provider all of its own, a partner those it has started.
    pub(super) async fn own_verification(
        self,
        caller: &Caller,
        provider: ProviderCode,
        id: RequestId,
    ) -> Result<Option<Verification>> {
        let found = self.directory().verification(id).await?;
        Ok(found.filter(|found| {
            let is_callers = match caller.party() {
                Party::Provider(own) => own == provider,
                Party::Partner(partner) => found.partner == Some(partner),
                Party::Intermediary(_) | Party::Admin => false,
            };
            is_callers && found.provider == provider
        }))
    }
}

/// Why a code is looked at no more. `None`: it is.
fn ended(verification: &Verification, now: Timestamp) -> Option<Violation> {
    let code = match verification.state {
        VerificationState::Answered | VerificationState::Done => ErrorCode::H1032,
        VerificationState::Spent => ErrorCode::H1050,
        VerificationState::Asked if now >= verification.expires_at => ErrorCode::H1051,
        VerificationState::Asked => return None,
    };
    Some(code.violation())
}

/// A code as it was sent, from what somebody has typed.
fn plain(typed: &str) -> String {
    let letters = typed.chars().filter(|one| !one.is_whitespace());
    letters.take(TYPED_MAX).collect()
}
