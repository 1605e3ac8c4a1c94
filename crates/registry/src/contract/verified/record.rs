//! The record of what somebody was shown and has answered: sealed beside the movements it became, bound to them by its
//! hash.

use directory::verification::{Answer, Verification};
use domain::{
    BrandCode, Channel, ProviderCode, RequestId, Status, Timestamp, TransactionId,
    VerificationMethod,
};
use receipt::{ConsentAnswer, ConsentReference, ConsentStatement, consent_request};

use super::Question;
use crate::proof::receipts::{Proven, Receipt, Stamping};
use crate::{Caller, Contract, Error, Result};

/// What it is sealed under, with the request.
const CONTEXT: &[u8] = b"izin/verified-consent/";

/// A record, with what it became.
#[derive(Clone, Debug)]
pub struct VerifiedRecord {
    /// The record's text, JSON: its bytes are what is hashed.
    pub text: String,
    /// The request that each of its movements names.
    pub request: RequestId,
    /// The movements.
    pub proofs: Vec<MovementProof>,
}

/// One movement that an answer became.
#[derive(Clone, Debug)]
pub struct MovementProof {
    /// The record's brand.
    pub brand: BrandCode,
    /// The channel.
    pub channel: Channel,
    /// Approval or refusal.
    pub status: Status,
    /// The movement's name.
    pub transaction: TransactionId,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// What proves it. `None`: it has been erased meanwhile.
    pub receipt: Option<Receipt>,
}

/// What was said about some of the records of a question, all the same.
pub(crate) fn answers_of(
    records: impl IntoIterator<Item = (BrandCode, Channel)>,
    status: Status,
) -> Vec<Answer> {
    let answer = |(brand, channel)| Answer {
        brand,
        channel,
        status,
        seq: None,
    };
    records.into_iter().map(answer).collect()
}

impl Contract<'_> {
    /// The record of an answer, sealed.
    pub(crate) fn seal_record(
        self,
        verification: &Verification,
        question: &Question,
        answers: &[Answer],
        answered_at: Timestamp,
    ) -> Vec<u8> {
        let content = &question.content;
        let references = content.references.iter().map(|one| ConsentReference {
            kind: one.kind.as_wire().to_owned(),
            at: one.at.clone(),
        });
        let statement = ConsentStatement {
            format: ConsentStatement::FORMAT.to_owned(),
            request_id: verification.id.to_wire(),
            iys_code: verification.provider.0,
            provider: question.provider.clone(),
            recipient: question.address.to_string(),
            recipient_type: question.recipient_type.as_wire().to_owned(),
            verification_type: VerificationMethod::as_wire(verification.method).to_owned(),
            form_id: question.form.0,
            form_version: question.form.1,
            language: content.language.tag().to_owned(),
            text: content.text.clone(),
            references: references.collect(),
            asked: verification.made_at.to_wire(),
            answered: answered_at.to_wire(),
            answers: answers.iter().map(|one| written(question, one)).collect(),
        };
        let text = statement.to_bytes();
        self.seal(CONTEXT, &verification.id.0, &text)
    }

    /// The record's text.
    pub(super) fn record_text(self, verification: &Verification) -> Result<Vec<u8>> {
        let sealed = verification.sealed_record.as_deref();
        sealed
            .and_then(|sealed| self.unseal(CONTEXT, &verification.id.0, sealed))
            .ok_or_else(|| Error::Failed("a verified consent cannot be opened".into()))
    }

    /// A record with its receipts, for whoever may see the movements. `None`: there is none that the caller may see, or
    /// nothing was recorded. Waits as [`Error::Later`] for movements that are not published yet.
    pub async fn verified_record(
        self,
        caller: &Caller,
        provider: ProviderCode,
        id: RequestId,
    ) -> Result<Option<VerifiedRecord>> {
        let Some(verification) = self.own_verification(caller, provider, id).await? else {
            return Ok(None);
        };
        let mut proofs = Vec::new();
        for answer in &verification.answers {
            let Some(seq) = answer.seq else { continue };
            let Some(recorded) = self.ledger().movement(seq)? else {
                continue;
            };
            let transaction = recorded.transaction;
            let receipt = self
                .proof()
                .receipt(caller, transaction, Stamping::Optional)
                .await?;
            let receipt = match receipt {
                Proven::Whole(receipt) => Some(*receipt),
                Proven::Waiting(wait) => return Err(Error::Later(wait)),
                Proven::Erased => None,
                Proven::Unknown => return Ok(None),
            };
            proofs.push(MovementProof {
                brand: answer.brand,
                channel: answer.channel,
                status: answer.status,
                transaction,
                recorded_at: recorded.movement.recorded_at,
                receipt,
            });
        }
        if proofs.is_empty() {
            return Ok(None);
        }
        let text = self.record_text(&verification)?;
        let request = consent_request(&text);
        let text = String::from_utf8(text).map_err(|error| Error::Failed(error.into()))?;
        Ok(Some(VerifiedRecord {
            text,
            request,
            proofs,
        }))
    }
}

fn written(question: &Question, answer: &Answer) -> ConsentAnswer {
    ConsentAnswer {
        brand_code: answer.brand.0,
        brand: question.name_of(answer.brand),
        channel: answer.channel.as_wire().to_owned(),
        status: answer.status.as_wire().to_owned(),
    }
}
