//! Who was asked for a consent, what was answered, and what is kept of it.
//!
//! What was asked and what was recorded is sealed by the caller and never looked at here.

use std::collections::HashMap;

use domain::{
    BrandCode, Channel, ProviderCode, RecipientId, RequestId, Seq, Status, Timestamp,
    VerificationMethod,
};
use subtle::ConstantTimeEq as _;

use crate::column::column;
use crate::db::{Connection, Row};
use crate::error::Result;
use crate::partner::PartnerCode;
use crate::retention::NOT_HELD;
use crate::row::{Columns as _, FromRow, row};
use crate::statement::{insert, selection, sql};
use crate::store::Directory;
use crate::traffic::message::{self, StoredMessage};
use crate::words::words;
use crate::writer::work;

pub use super::limits::{Obstacle, VerificationLimits, Window};

/// The most verifications of one answer.
pub const VERIFICATIONS_AT_ONCE: u32 = 100;
/// What is read of one, without its answers.
const COLUMNS: &str = "id, provider, partner, recipient, method, sealed_question, made_at, expires_at, \
     state, tries_left, answered_at, sealed_record";

/// What a code is kept as.
pub type CodeMac = [u8; 32];

words! {
    /// How far a verification has come.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum VerificationState: as_word, from_word {
        /// It waits for its answer, or for its end.
        Asked = "asked",
        /// It was answered; what is recorded is not known yet.
        Answered = "answered",
        /// What was answered is recorded.
        Done = "done",
        /// Too many wrong codes were tried.
        Spent = "spent",
    }
}

column! {
    VerificationMethod as String: |one| Some(one.as_wire().to_owned()),
        |kept| Self::from_wire(&kept).ok();
}

/// A verification to be started.
#[derive(Clone)]
pub struct NewVerification {
    /// The request's identity.
    pub id: RequestId,
    /// For whom it is asked.
    pub provider: ProviderCode,
    /// The partner that starts it.
    pub partner: Option<PartnerCode>,
    /// Who is asked.
    pub recipient: RecipientId,
    /// By which way.
    pub method: VerificationMethod,
    /// The country code its message goes to, 0: by e-mail.
    pub country: u16,
    /// What is asked, sealed.
    pub sealed_question: Vec<u8>,
    /// The code's MAC.
    pub mac: Option<CodeMac>,
    /// How many codes may be tried.
    pub tries: u8,
    /// From when on it can be answered no more.
    pub expires_at: Timestamp,
}

/// What was answered about one record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The record's brand.
    pub brand: BrandCode,
    /// The channel.
    pub channel: Channel,
    /// Approval or refusal.
    pub status: Status,
    /// The movement it became; `None`: none yet, or nothing was recorded.
    pub seq: Option<Seq>,
}

/// A verification as it is kept.
#[derive(Clone)]
pub struct Verification {
    /// The request's identity.
    pub id: RequestId,
    /// For whom it is asked.
    pub provider: ProviderCode,
    /// The partner that started it.
    pub partner: Option<PartnerCode>,
    /// Who is asked.
    pub recipient: RecipientId,
    /// By which way.
    pub method: VerificationMethod,
    /// What is asked, sealed.
    pub sealed_question: Vec<u8>,
    /// When it was started.
    pub made_at: Timestamp,
    /// From when on it can be answered no more.
    pub expires_at: Timestamp,
    /// How far it has come.
    pub state: VerificationState,
    /// How many codes may yet be tried.
    pub tries_left: u8,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// The record of what was shown and answered, sealed.
    pub sealed_record: Option<Vec<u8>>,
    /// The answers, in their order; none before the answer.
    pub answers: Vec<Answer>,
}

/// An answer to be kept, with the record of it.
#[derive(Clone)]
pub struct NewAnswer {
    /// What was answered about each record.
    pub answers: Vec<Answer>,
    /// The record, sealed.
    pub sealed_record: Vec<u8>,
}

/// What became of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerTaken {
    /// It is kept, and to be recorded.
    Taken,
    /// The code was a wrong one; so many may yet be tried.
    Wrong(u8),
    /// There is nothing to be answered any more.
    Gone,
}

impl Directory {
    /// Keeps a verification together with the message that asks, or says what keeps it from being asked. Where its address
    /// has been asked too often by others, it is kept without a message.
    pub async fn start_verification(
        &self,
        new: NewVerification,
        message: StoredMessage,
        limits: VerificationLimits,
        now: Timestamp,
    ) -> Result<Result<(), Obstacle>> {
        self.write(work!(|connection| {
            let (provider, recipient) = (new.provider, new.recipient);
            let obstacle = limits
                .obstacle(connection, provider, recipient, now)
                .await?;
            if let Some(obstacle) = obstacle {
                return Ok(Err(obstacle));
            }
            let is_full = limits.is_full(connection, recipient, now).await?;
            insert!(verifications: id = new.id, provider, partner = new.partner, recipient,
                method = new.method, country = new.country,
                sealed_question = new.sealed_question, mac = new.mac, tries_left = new.tries,
                made_at = now, expires_at = new.expires_at, state = VerificationState::Asked)
            .apply(&mut *connection)
            .await?;
            if !is_full {
                message::insert(connection, &message).await?;
            }
            Ok(Ok(()))
        }))
        .await
    }

    /// A verification with its answers; `None`: there is none, or it is forgotten.
    pub async fn verification(&self, id: RequestId) -> Result<Option<Verification>> {
        let row = selection(&[COLUMNS], "verifications", "WHERE id = $1");
        let Some(found) = self.one::<Verification>(row.bind(id)).await? else {
            return Ok(None);
        };
        let answers = Answer::rows("WHERE verification = $1 ORDER BY position");
        let answers = self.all(answers.bind(id)).await?;
        Ok(Some(Verification { answers, ..found }))
    }

    /// The newest verifications of somebody, the newest first, with their answers.
    pub async fn verifications_of(
        &self,
        recipient: RecipientId,
        limit: u32,
    ) -> Result<Vec<Verification>> {
        let newest = "WHERE recipient = $1 ORDER BY made_at DESC, id DESC LIMIT $2";
        let rows = selection(&[COLUMNS], "verifications", newest);
        let mut found: Vec<Verification> = self.all(rows.bind(recipient).bind(limit)).await?;
        let answers = sql!("SELECT verification, brand, channel, status, seq FROM verification_answers \
             WHERE verification IN (SELECT id FROM verifications WHERE recipient = $1 \
             ORDER BY made_at DESC, id DESC LIMIT $2) ORDER BY verification, position"; recipient, limit);
        let mut of_each: HashMap<RequestId, Vec<Answer>> = HashMap::new();
        for GivenAnswer { of, answer } in self.all(answers).await? {
            of_each.entry(of).or_default().push(answer);
        }
        for one in &mut found {
            one.answers = of_each.remove(&one.id).unwrap_or_default();
        }
        Ok(found)
    }

    /// Whether a verification's message was given up.
    pub async fn verification_is_undeliverable(&self, id: RequestId) -> Result<bool> {
        sql!("SELECT 1 FROM messages WHERE id = $1 AND state = 'dead'"; id)
            .exists(self.readers())
            .await
    }

    /// Takes an answer that came with a code. The try is counted before it is looked at.
    pub async fn answer_by_code(
        &self,
        id: RequestId,
        mac: CodeMac,
        answer: NewAnswer,
        now: Timestamp,
    ) -> Result<AnswerTaken> {
        self.write(work!(|connection| {
            let tried = sql!("UPDATE verifications SET tries_left = tries_left - 1 WHERE id = $1 \
                 AND state = 'asked' AND mac IS NOT NULL AND tries_left > 0 AND expires_at > $2 \
                 RETURNING mac, tries_left"; id, now);
            let Some(row) = tried.row(&mut *connection).await? else {
                return Ok(AnswerTaken::Gone);
            };
            let right: CodeMac = row.read("mac")?;
            if bool::from(right.ct_eq(&mac)) {
                keep(connection, id, answer, now).await?;
                return Ok(AnswerTaken::Taken);
            }
            let tries_left: u8 = row.read("tries_left")?;
            if tries_left == 0 {
                sql!("UPDATE verifications SET state = 'spent', mac = NULL WHERE id = $1"; id)
                    .apply(connection)
                    .await?;
            }
            Ok(AnswerTaken::Wrong(tries_left))
        }))
        .await
    }

    /// Takes an answer that came by the link.
    pub async fn answer_by_link(
        &self,
        id: RequestId,
        answer: NewAnswer,
        now: Timestamp,
    ) -> Result<AnswerTaken> {
        self.write(work!(|connection| {
            let open = sql!("SELECT 1 FROM verifications WHERE id = $1 AND state = 'asked' \
                 AND mac IS NULL AND expires_at > $2"; id, now);
            if !open.exists(&mut *connection).await? {
                return Ok(AnswerTaken::Gone);
            }
            keep(connection, id, answer, now).await?;
            Ok(AnswerTaken::Taken)
        }))
        .await
    }

    /// Notes what the answers of a verification became, in their order, with the message that says so. `false`: it was
    /// noted before.
    pub async fn finish_verification(
        &self,
        id: RequestId,
        seqs: Vec<Option<Seq>>,
        message: Option<StoredMessage>,
    ) -> Result<bool> {
        self.write(work!(|connection| {
            let recorded = seqs.iter().flatten().count() as u64;
            let done = sql!("UPDATE verifications SET state = 'done', recorded = $1 WHERE id = $2 \
                 AND state = 'answered'"; recorded, id);
            if done.run(&mut *connection).await? == 0 {
                return Ok(false);
            }
            for (position, seq) in (0_u32..).zip(seqs) {
                sql!("UPDATE verification_answers SET seq = $1 WHERE verification = $2 \
                     AND position = $3"; seq, id, position)
                .apply(&mut *connection)
                .await?;
            }
            if let Some(message) = message {
                message::insert(connection, &message).await?;
            }
            Ok(true)
        }))
        .await
    }

    /// Verifications that are answered and not yet recorded: those that are refusals alone first, because approvals may
    /// have to wait; of each the oldest answers first.
    pub async fn unfinished_verifications(&self) -> Result<Vec<RequestId>> {
        let unfinished = sql!("SELECT id FROM verifications WHERE state = 'answered' \
             ORDER BY CASE WHEN EXISTS (SELECT 1 FROM verification_answers WHERE verification = verifications.id \
             AND status = 1) THEN 1 ELSE 0 END, answered_at LIMIT $1"; VERIFICATIONS_AT_ONCE);
        self.all(unfinished).await
    }

    /// Verifications of which something was recorded that were answered before an instant, the oldest answers first, after
    /// one; each with when it was answered.
    pub async fn recorded_verifications(
        &self,
        before: Timestamp,
        after: Option<(Timestamp, RequestId)>,
    ) -> Result<Vec<(Timestamp, RequestId)>> {
        let (at, id) = after.unwrap_or((Timestamp::from_millis(i64::MIN), RequestId([0; 16])));
        let recorded = sql!("SELECT answered_at, id FROM verifications WHERE recorded > 0 \
             AND answered_at < $1 AND (answered_at, id) > ($2, $3) ORDER BY answered_at, id \
             LIMIT $4"; before, at, id, VERIFICATIONS_AT_ONCE);
        self.all(recorded).await
    }

    /// Forgets one.
    pub async fn forget_verification(&self, id: RequestId) -> Result<()> {
        self.apply(sql!("DELETE FROM verifications WHERE id = $1"; id))
            .await
    }

    /// Forgets verifications made before an instant of which nothing was recorded, but for those of recipients on hold;
    /// says how many.
    pub async fn purge_verifications(&self, before: Timestamp) -> Result<u64> {
        let over = format!(
            "made_at < $1 AND recorded = 0 AND state <> 'answered' \
             AND {NOT_HELD} verifications.recipient)"
        );
        self.purge("verifications", "id", &over, [before]).await
    }
}

/// Keeps an answer.
async fn keep(
    connection: &mut Connection,
    id: RequestId,
    answer: NewAnswer,
    now: Timestamp,
) -> Result<()> {
    sql!("UPDATE verifications SET state = 'answered', answered_at = $1, sealed_record = $2, \
         mac = NULL WHERE id = $3"; now, answer.sealed_record, id)
    .apply(&mut *connection)
    .await?;
    for (position, one) in (0_u32..).zip(answer.answers) {
        insert!(verification_answers: verification = id, position, brand = one.brand,
            channel = one.channel, status = one.status)
        .apply(&mut *connection)
        .await?;
    }
    Ok(())
}

impl FromRow for Verification {
    /// Without its answers.
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.read("id")?,
            provider: row.read("provider")?,
            partner: row.read("partner")?,
            recipient: row.read("recipient")?,
            method: row.read("method")?,
            sealed_question: row.read("sealed_question")?,
            made_at: row.read("made_at")?,
            expires_at: row.read("expires_at")?,
            state: row.read("state")?,
            tries_left: row.read("tries_left")?,
            answered_at: row.read("answered_at")?,
            sealed_record: row.read("sealed_record")?,
            answers: Vec::new(),
        })
    }
}

/// An answer, with the verification it is of.
struct GivenAnswer {
    of: RequestId,
    answer: Answer,
}

impl FromRow for GivenAnswer {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            of: row.read("verification")?,
            answer: Answer::read(row)?,
        })
    }
}

row! { Answer in verification_answers: brand, channel, status, seq }
