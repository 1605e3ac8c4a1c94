//! Everything that is held about somebody, for themselves.

use domain::{Source, Timestamp, TransactionId};
use serde::Serialize;

use super::Person;
use super::export_log::{ExportAccess, ExportComplaint, ExportNotice};
use super::export_questions::ExportQuestion;
use super::names::Names;
use super::names::{CheckAsker, RetailerName};
use super::story::StoryChange;
use crate::cases::complaints::ComplaintForm;
use crate::{People, Result};

/// Everything that is held about a person. Instants are in the contract's form,
/// `YYYY-MM-DD HH:mm:ss` in Türkiye's time; channels, statuses, types and sources are its words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Export {
    /// When it was made.
    pub made_at: String,
    /// What language they are addressed in.
    pub language: &'static str,
    /// Their addresses.
    pub addresses: Vec<String>,
    /// Their records, each with all its movements.
    pub records: Vec<ExportRecord>,
    /// What the registry asked them at brands' wish, and what they answered.
    pub questions: Vec<ExportQuestion>,
    /// Who has asked about their addresses, within [`super::CHECKS_SHOWN`].
    pub checks: Vec<ExportCheck>,
    /// Who of the staff has looked at their records.
    pub accesses: Vec<ExportAccess>,
    /// What they were told of new consents.
    pub notices: Vec<ExportNotice>,
    /// What they have complained of.
    pub complaints: Vec<ExportComplaint>,
    /// The complaints they have begun and not filed.
    pub complaint_drafts: Vec<ComplaintForm>,
}

/// A record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportRecord {
    /// The address.
    pub recipient: String,
    /// `BIREYSEL` or `TACIR`.
    pub recipient_type: &'static str,
    /// `ARAMA`, `MESAJ` or `EPOSTA`.
    #[serde(rename = "type")]
    pub channel: &'static str,
    /// The brand's number.
    pub brand_code: u32,
    /// The brand's name.
    pub brand: String,
    /// The provider's title.
    pub provider: String,
    /// `ONAY` or `RET`: what holds now.
    pub status: &'static str,
    /// Every movement, newest first.
    pub movements: Vec<ExportMovement>,
}

/// A movement of a record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportMovement {
    /// Its name: 64 hexadecimal digits.
    pub transaction_id: String,
    /// When the registry recorded it.
    pub creation_date: String,
    /// `ONAY` or `RET`; absent where only the retailers changed that may use the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<&'static str>,
    /// When it was expressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent_date: Option<String>,
    /// Where it was expressed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<&'static str>,
    /// The retailer that took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retailer: Option<RetailerName>,
}

/// A check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportCheck {
    /// When.
    pub at: String,
    /// Whom it was about.
    pub recipient: String,
    /// `BIREYSEL` or `TACIR`.
    pub recipient_type: &'static str,
    /// `ARAMA`, `MESAJ` or `EPOSTA`.
    #[serde(rename = "type")]
    pub channel: &'static str,
    /// The brand's number.
    pub brand_code: u32,
    /// The brand's name.
    pub brand: String,
    /// Who asked.
    pub asker: CheckAsker,
    /// Whether sending was allowed.
    pub allowed: bool,
}

impl People<'_> {
    /// Everything that is held about a person, of all their addresses.
    pub async fn export(self, person: &Person) -> Result<Export> {
        let subject = &person.subject;
        let mut names = Names::new(self.0);
        let mut records = Vec::new();
        for (record, held) in self.own_records(subject).await? {
            let Some(own) = subject.address(record.address).cloned() else {
                continue;
            };
            let movements =
                self.blocking(move |registry| registry.people().shown_movements(&own, &held.key));
            let recorded = movements.await?;
            let name = names.brand(record.brand).await?.clone();
            let mut movements = Vec::with_capacity(recorded.len());
            for one in recorded {
                let change = names.change(record.brand, one.movement.change).await?;
                let date = one.movement.recorded_at;
                movements.push(ExportMovement::new(one.transaction, date, change));
            }
            records.push(ExportRecord {
                recipient: held.address.to_string(),
                recipient_type: record.recipient_type.as_wire(),
                channel: record.channel.as_wire(),
                brand_code: record.brand.0,
                brand: name.brand,
                provider: name.provider,
                status: held.state.status.as_wire(),
                movements,
            });
        }
        let mut checks = Vec::new();
        for own in &subject.addresses {
            for check in self.shown_checks(subject, own.id).await? {
                let brand = check.question.brand;
                let name = names.brand(brand).await?.brand.clone();
                let check = names.check(&check).await?;
                checks.push(ExportCheck {
                    at: check.at.to_wire(),
                    recipient: own.address.to_string(),
                    recipient_type: check.recipient_type.as_wire(),
                    channel: check.channel.as_wire(),
                    brand_code: brand.0,
                    brand: name,
                    asker: check.asker,
                    allowed: check.allowed,
                });
            }
        }
        let questions = self.export_questions(subject).await?;
        let others = self.export_others(person).await?;
        Ok(Export {
            made_at: self.now().to_wire(),
            language: person.language.tag(),
            addresses: subject
                .addresses
                .iter()
                .map(|own| own.address.to_string())
                .collect(),
            records,
            questions,
            checks,
            accesses: others.accesses,
            notices: others.notices,
            complaints: others.complaints,
            complaint_drafts: others.drafts,
        })
    }
}

impl ExportMovement {
    fn new(transaction: TransactionId, recorded_at: Timestamp, change: StoryChange) -> Self {
        let mut movement = Self {
            transaction_id: transaction.to_wire(),
            creation_date: recorded_at.to_wire(),
            status: None,
            consent_date: None,
            source: None,
            retailer: None,
        };
        if let StoryChange::Consent {
            status,
            date,
            source,
            retailer,
        } = change
        {
            movement.status = Some(status.as_wire());
            movement.consent_date = date.map(Timestamp::to_wire);
            movement.source = source.map(Source::as_wire);
            movement.retailer = retailer;
        }
        movement
    }
}
