//! What was on record when a complaint was filed (rule 66): frozen, whatever is recorded afterwards.

use std::time::Duration;

use directory::intermediary::IntermediaryCode;
use directory::partner::PartnerCode;
use domain::{
    Channel, ConsentKey, ConsentState, ProviderCode, RecipientType, Source, Status, Timestamp, Way,
};
use ledger::check_log::LoggedAnswer;
use serde::{Deserialize, Serialize};

use super::form::ComplaintForm;
use crate::asking::check::LoggedCheck;
use crate::people::recipient::OwnAddress;
use crate::{Cases, Error, Result};

/// How far before and after the message checks count: a day.
const AROUND: Duration = Duration::from_hours(24);
/// The most checks that are kept, the first ones.
const CHECKS_MAX: usize = 200;
/// The most notices of a record that are kept, the newest.
const NOTICES_MAX: u32 = 20;

/// What was on record. Instants are milliseconds since 1970, channels, types, statuses and sources the
/// contract's words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Evidence {
    /// When it was looked up.
    pub taken_at: i64,
    /// The records it could be about: of the named brand; of the brands that asked, where none is named.
    pub records: Vec<EvidenceRecord>,
    /// Who asked whether they may send, within a day of the message: of the named brand, or anybody.
    pub checks: Vec<EvidenceCheck>,
    /// Whether those are all there are.
    pub all_checks: bool,
}

/// One record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceRecord {
    /// The brand's number.
    pub brand: u32,
    /// Its name then.
    pub brand_name: String,
    /// `BIREYSEL` or `TACIR`.
    pub recipient_type: String,
    /// `ARAMA`, `MESAJ` or `EPOSTA`.
    pub channel: String,
    /// What held when the message came. `None`: there was no record.
    pub at_message: Option<EvidenceState>,
    /// What held when the complaint was filed.
    pub last_change: Option<EvidenceState>,
    /// The notices that had told the recipient of it, newest first. `None`: it was filed before these were kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notices: Option<Vec<EvidenceNotice>>,
}

/// A notice that the registry had written.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceNotice {
    /// When.
    pub written_at: i64,
    /// Whether by text message; else by e-mail.
    pub by_text: bool,
    /// When it was taken by who delivers it. `None`: not, or so long ago that only the notice was still known.
    pub sent_at: Option<i64>,
    /// Whether it could not be delivered.
    pub undeliverable: bool,
}

/// What held.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceState {
    /// `ONAY` or `RET`.
    pub status: String,
    /// Where it was expressed.
    pub source: Option<String>,
    /// When it was expressed.
    pub consent_date: Option<i64>,
    /// When the registry recorded it.
    pub recorded_at: i64,
    /// The movement: 64 hexadecimal digits.
    pub transaction: String,
}

impl EvidenceState {
    /// Whether it was an approval.
    pub fn approves(&self) -> bool {
        self.status == Status::Approval.as_wire()
    }

    /// Since when it held: the consent's date, or when it was recorded.
    pub fn since(&self) -> Timestamp {
        Timestamp::from_millis(self.consent_date.unwrap_or(self.recorded_at))
    }

    /// Where it was expressed.
    pub fn source(&self) -> Option<Source> {
        Source::from_wire(self.source.as_deref()?)
    }
}

impl EvidenceRecord {
    /// The channel.
    pub fn channel(&self) -> Option<Channel> {
        Channel::from_wire(&self.channel).ok()
    }

    /// Private person or merchant.
    pub fn recipient_type(&self) -> Option<RecipientType> {
        RecipientType::from_wire(&self.recipient_type).ok()
    }
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EvidenceCheck {
    /// When.
    pub at: i64,
    /// For which brand.
    pub brand: u32,
    /// Its name then.
    pub brand_name: String,
    /// Who asked: `provider`, `partner`, `intermediary` or `operator`.
    pub asker: String,
    /// Their title; empty if they are not known any more.
    pub asker_title: String,
    /// Whether sending was allowed.
    pub allowed: bool,
}

impl Cases<'_> {
    /// Looks up what is on record about a complaint now.
    pub(super) async fn evidence(
        self,
        own: &OwnAddress,
        channel: Channel,
        form: &ComplaintForm,
        sent_at: Timestamp,
    ) -> Result<Evidence> {
        let (checks, all_checks) = self.checks_around(own, channel, form, sent_at).await?;
        let mut brands: Vec<u32> = match form.brand {
            Some(brand) => vec![brand.0],
            None => checks.iter().map(|check| check.brand).collect(),
        };
        brands.sort_unstable();
        brands.dedup();
        let mut records = Vec::new();
        for brand in brands {
            let brand = domain::BrandCode(brand);
            let name = self.directory().brand_name(brand).await?;
            let name = name.unwrap_or_default();
            for recipient_type in RecipientType::ALL {
                let key = ConsentKey {
                    recipient: own.recipient,
                    brand,
                    recipient_type,
                    channel,
                };
                let at_message = self.ledger().state_at(&key, sent_at)?;
                let last_change = self.ledger().state(&key)?;
                // What was recorded for the number's former owner is not shown to the new one.
                let at_message = self.frozen(own, at_message)?;
                let last_change = self.frozen(own, last_change)?;
                if recipient_type == form.recipient_type() || last_change.is_some() {
                    records.push(EvidenceRecord {
                        brand: brand.0,
                        brand_name: name.clone(),
                        recipient_type: recipient_type.as_wire().to_owned(),
                        channel: channel.as_wire().to_owned(),
                        at_message,
                        last_change,
                        notices: Some(self.notices_about(own, &key).await?),
                    });
                }
            }
        }
        Ok(Evidence {
            taken_at: self.now().as_millis(),
            records,
            checks,
            all_checks,
        })
    }

    async fn notices_about(
        self,
        own: &OwnAddress,
        key: &ConsentKey,
    ) -> Result<Vec<EvidenceNotice>> {
        let notices = self.directory().notices_about(key, NOTICES_MAX).await?;
        let shown = notices.iter().filter(|notice| own.shows(notice.written_at));
        let notices = shown.map(|notice| EvidenceNotice {
            written_at: notice.written_at.as_millis(),
            by_text: notice.way == Way::Text,
            sent_at: notice.sent_at.map(Timestamp::as_millis),
            undeliverable: notice.undeliverable,
        });
        Ok(notices.collect())
    }

    fn frozen(
        self,
        own: &OwnAddress,
        state: Option<ConsentState>,
    ) -> Result<Option<EvidenceState>> {
        let Some(state) = state.filter(|state| own.shows_record(state)) else {
            return Ok(None);
        };
        let movement = self
            .ledger()
            .movement(state.decided_by)?
            .ok_or_else(|| Error::Failed("a record's movement is missing".into()))?;
        Ok(Some(EvidenceState {
            status: state.status.as_wire().to_owned(),
            source: state.source.map(|source| source.as_wire().to_owned()),
            consent_date: state.consent_date.map(Timestamp::as_millis),
            recorded_at: state.recorded_at.as_millis(),
            transaction: movement.transaction.to_wire(),
        }))
    }

    async fn checks_around(
        self,
        own: &OwnAddress,
        channel: Channel,
        form: &ComplaintForm,
        sent_at: Timestamp,
    ) -> Result<(Vec<EvidenceCheck>, bool)> {
        let (from, until) = (sent_at - AROUND, sent_at + AROUND);
        let asked = own.clone();
        let logged = self
            .blocking(move |registry| registry.asking().checks_of(&asked, from, until))
            .await?;
        let about_it = |check: &&LoggedCheck| {
            let question = &check.question;
            question.channel == channel && form.brand.is_none_or(|brand| brand == question.brand)
        };
        let found: Vec<&LoggedCheck> = logged.checks.iter().filter(about_it).collect();
        let mut checks = Vec::new();
        for check in found.iter().take(CHECKS_MAX) {
            checks.push(self.evidence_check(check).await?);
        }
        let all = found.len() <= CHECKS_MAX && logged.is_complete;
        Ok((checks, all))
    }

    async fn evidence_check(self, check: &LoggedCheck) -> Result<EvidenceCheck> {
        let question = &check.question;
        let brand = self.directory().brand_name(question.brand).await?;
        let (asker, title) = self
            .asker_title(question.asker.kind, question.asker.party)
            .await?;
        Ok(EvidenceCheck {
            at: question.at.as_millis(),
            brand: question.brand.0,
            brand_name: brand.unwrap_or_default(),
            asker: asker.to_owned(),
            asker_title: title,
            allowed: match &check.answer {
                LoggedAnswer::Single(reason) => reason.allows(),
                LoggedAnswer::Exempt(_) | LoggedAnswer::SealedExempt(_) => true,
                LoggedAnswer::Row { allowed, .. } => *allowed,
            },
        })
    }

    /// Who asked, by the numbers the log of checks keeps.
    async fn asker_title(self, kind: u8, party: u32) -> Result<(&'static str, String)> {
        let directory = self.directory();
        let (word, title) = match kind {
            1 => {
                let found = directory.provider(ProviderCode(party)).await?;
                ("provider", found.map(|found| found.title))
            }
            2 => {
                let found = directory.partner(PartnerCode(party)).await?;
                ("partner", found.map(|found| found.title))
            }
            3 => {
                let found = directory.intermediary(IntermediaryCode(party)).await?;
                ("intermediary", found.map(|found| found.title))
            }
            _ => ("operator", None),
        };
        Ok((word, title.unwrap_or_default()))
    }
}
