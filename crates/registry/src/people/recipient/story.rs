//! The story of one record: what was recorded, by whom, and who has asked about it.

use std::time::Duration;

use domain::check::Reason;
use domain::movement::Recorded;
use domain::{
    Address, BrandCode, Change, Channel, ConsentKey, ErrorCode, RecipientType, Source, Status,
    Timestamp, TransactionId,
};
use ledger::check_log::{LoggedAnswer, LoggedCheck};

use super::names::{CheckAsker, Names, RetailerName};
use super::{AddressId, OwnAddress, RecordRef, Subject};
use crate::proof::receipts::{PUBLICATION_RETRY, Proven, Receipt, Stamping};
use crate::{Error, People, Result};

/// How far back the checks of a record are looked up.
pub const CHECKS_SHOWN: Duration = Duration::from_hours(30 * 24);
/// The most checks of a record that are shown, the newest.
pub const CHECKS_SHOWN_MAX: usize = 200;

/// The story of one record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Story {
    /// Which record.
    pub record: RecordRef,
    /// Which address it is for.
    pub address: Address,
    /// The brand's name.
    pub brand: String,
    /// Its provider's title.
    pub provider: String,
    /// What was recorded, newest first; at least one.
    pub movements: Vec<StoryMovement>,
    /// Who has asked whether they may send, within [`CHECKS_SHOWN`], newest first; at most
    /// [`CHECKS_SHOWN_MAX`].
    pub checks: Vec<StoryCheck>,
}

/// One movement of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryMovement {
    /// Its name: the handle of its receipt.
    pub transaction: TransactionId,
    /// When the registry recorded it.
    pub recorded_at: Timestamp,
    /// What it says.
    pub change: StoryChange,
}

/// What a movement says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StoryChange {
    /// An approval or a refusal.
    Consent {
        /// Which.
        status: Status,
        /// When it was expressed; `None`: the provider did not say.
        date: Option<Timestamp>,
        /// Where it was expressed; it tells whether the provider reported it or the person said it to
        /// the registry ([`Source::origin`]). `None`: the provider did not say.
        source: Option<Source>,
        /// The retailer that took it.
        retailer: Option<RetailerName>,
    },
    /// The provider changed which retailers may use the record.
    Retailers,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoryCheck {
    /// When.
    pub at: Timestamp,
    /// Who asked.
    pub asker: CheckAsker,
    /// On which channel.
    pub channel: Channel,
    /// As a private person or a merchant.
    pub recipient_type: RecipientType,
    /// Whether sending was allowed. An exempt message is allowed by the sender's word.
    pub allowed: bool,
    /// Why, where the log says so: it keeps a word for a single check and none for a row of a list.
    pub reason: Option<Reason>,
}

impl People<'_> {
    /// The story of a record; `None`: it is not the subject's, or does not exist.
    pub async fn story(self, subject: &Subject, record: RecordRef) -> Result<Option<Story>> {
        let Some(own) = subject.address(record.address).cloned() else {
            return Ok(None);
        };
        let key = own.key(&record);
        let address = own.address.clone();
        let movements =
            self.blocking(move |registry| registry.people().shown_movements(&own, &key));
        let recorded = movements.await?;
        if recorded.is_empty() {
            return Ok(None);
        }
        let mut names = Names::new(self.0);
        let name = names.brand(record.brand).await?.clone();
        let mut movements = Vec::with_capacity(recorded.len());
        for one in recorded {
            movements.push(StoryMovement {
                transaction: one.transaction,
                recorded_at: one.movement.recorded_at,
                change: names.change(record.brand, one.movement.change).await?,
            });
        }
        let checks = self.shown_checks(subject, record.address).await?;
        let about_it = checks.into_iter().rev().filter(|check| {
            check.question.brand == record.brand
                && check.question.channel == record.channel
                && check.question.recipient_type == record.recipient_type
        });
        let mut shown = Vec::new();
        for check in about_it.take(CHECKS_SHOWN_MAX) {
            shown.push(names.check(&check).await?);
        }
        Ok(Some(Story {
            record,
            address,
            brand: name.brand,
            provider: name.provider,
            movements,
            checks: shown,
        }))
    }

    /// The movements of a record that may be shown, newest first. None at all: the record may not be
    /// shown, or does not exist.
    pub(crate) fn shown_movements(
        self,
        own: &OwnAddress,
        key: &ConsentKey,
    ) -> Result<Vec<Recorded>> {
        let state = self.ledger().state(key)?;
        let Some(state) = state.filter(|state| own.shows_record(state)) else {
            return Ok(Vec::new());
        };
        let mut movements = self.ledger().history(key)?;
        movements.retain(|recorded| own.shows_movement(recorded, &state));
        Ok(movements)
    }

    /// The checks about one of a subject's addresses within [`CHECKS_SHOWN`] that may be shown, oldest
    /// first. Reads files, so only a few at a time do; `H124`: waiting for that takes too long.
    pub(crate) async fn shown_checks(
        self,
        subject: &Subject,
        address: AddressId,
    ) -> Result<Vec<LoggedCheck>> {
        let Some(own) = subject.address(address).cloned() else {
            return Ok(Vec::new());
        };
        let place = self.limits().lookups.take(own.recipient).await;
        let place = place.ok_or_else(|| Error::code(ErrorCode::H124))?;
        self.blocking(move |registry| {
            // It reads on when nobody waits for it any more, and keeps its place for so long.
            let _place = place;
            let now = registry.now();
            let from = now - CHECKS_SHOWN;
            Ok(registry.asking().checks_of(&own, from, now)?.checks)
        })
        .await
    }

    /// The receipt of a movement of one of the subject's records, with everything that proves it.
    /// Somebody else's, and one that may not be shown, is [`Proven::Unknown`].
    pub async fn receipt_of(
        self,
        subject: &Subject,
        transaction: TransactionId,
        stamping: Stamping,
    ) -> Result<Proven<Receipt>> {
        let owned: Vec<OwnAddress> = subject.addresses.clone();
        let found = self.blocking(move |registry| {
            let Some(seq) = registry.ledger().find(transaction)? else {
                return Ok(None);
            };
            let Some(recorded) = registry.ledger().movement(seq)? else {
                return Ok(None);
            };
            let key = &recorded.movement.key;
            let own = owned.iter().find(|own| own.recipient == key.recipient);
            let state = registry.ledger().state(key)?;
            let is_shown = own.zip(state).is_some_and(|(own, state)| {
                own.shows_record(&state) && own.shows_movement(&recorded, &state)
            });
            Ok(is_shown.then_some(recorded))
        });
        let Some(recorded) = found.await? else {
            return Ok(Proven::Unknown);
        };
        if !self.proof().published_within_wait(recorded.seq).await {
            return Ok(Proven::Waiting(PUBLICATION_RETRY));
        }
        self.blocking(move |registry| registry.proof().make_receipt(recorded.seq, stamping))
            .await
    }
}

impl Names<'_> {
    /// What a movement says, in names.
    pub(crate) async fn change(&mut self, brand: BrandCode, change: Change) -> Result<StoryChange> {
        let Change::Consent(consent) = change else {
            return Ok(StoryChange::Retailers);
        };
        Ok(StoryChange::Consent {
            status: consent.status,
            date: consent.consent_date,
            source: consent.source,
            retailer: match consent.retailer {
                Some(code) => Some(self.retailer(brand, code).await?),
                None => None,
            },
        })
    }

    /// A check, in names.
    pub(crate) async fn check(&mut self, check: &LoggedCheck) -> Result<StoryCheck> {
        let question = &check.question;
        let (allowed, reason) = match &check.answer {
            LoggedAnswer::Single(reason) => (reason.allows(), Some(*reason)),
            LoggedAnswer::Exempt(_) | LoggedAnswer::SealedExempt(_) => (true, Some(Reason::Exempt)),
            LoggedAnswer::Row { allowed, .. } => (*allowed, None),
        };
        Ok(StoryCheck {
            at: question.at,
            asker: self.asker(question.asker).await?,
            channel: question.channel,
            recipient_type: question.recipient_type,
            allowed,
            reason,
        })
    }
}
