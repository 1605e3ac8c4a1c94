//! What else is held about somebody: who of the staff looked, what they were told, what they complained of.

use std::collections::HashMap;

use domain::Timestamp;
use serde::Serialize;

use super::{AddressId, Person};
use crate::cases::complaints::{
    Complainant, ComplaintForm, ComplaintLine, Evidence, FiledComplaint,
};
use crate::desk::look_log::{LookEntry, Seen};
use crate::people::notices::SentNotice;
use crate::{People, Result};

/// A look of somebody of the staff at the records (rule 76).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportAccess {
    /// When.
    pub at: String,
    /// At the records of which address.
    pub recipient: String,
    /// By whom: a number that stays the same.
    pub staff: String,
    /// `agent` or `authority`.
    pub role: &'static str,
    /// For which office.
    pub office: String,
    /// Why.
    pub reason: &'static str,
    /// How the person's agreement was known.
    pub proof: &'static str,
    /// What was written beside the reason.
    pub note: String,
    /// The call's or the case's reference.
    pub reference: String,
    /// `records`, `complaints`, or one record by its brand's number, type and channel.
    pub seen: String,
}

/// A notice of new consents (rule 54).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportNotice {
    /// When it was written.
    pub written_at: String,
    /// To which address.
    pub recipient: String,
    /// When it was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<String>,
    /// Whether it could not be delivered.
    pub undeliverable: bool,
    /// Of how many records it told.
    pub records: u64,
}

/// A complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExportComplaint {
    /// Its number.
    pub number: String,
    /// How far it has come.
    pub state: &'static str,
    /// When it was filed.
    pub filed_at: String,
    /// What it says.
    pub form: ComplaintForm,
    /// What was on record when it was filed.
    pub evidence: Evidence,
    /// Whether an image belongs to it, which can be seen beside the complaint.
    pub image: bool,
    /// What has become of it, oldest first.
    pub steps: Vec<ExportStep>,
}

/// A step of a complaint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExportStep {
    /// `filed`, or what came after it.
    pub step: String,
    /// When.
    pub at: String,
}

/// All of that.
pub(super) struct Others {
    pub(super) accesses: Vec<ExportAccess>,
    pub(super) notices: Vec<ExportNotice>,
    pub(super) complaints: Vec<ExportComplaint>,
    pub(super) drafts: Vec<ComplaintForm>,
}

impl People<'_> {
    /// What is held about a person beside records and checks, each newest first.
    pub(super) async fn export_others(self, person: &Person) -> Result<Others> {
        let subject = &person.subject;
        let addresses = subject.addresses.iter();
        let addresses: HashMap<AddressId, String> = addresses
            .map(|own| (own.id, own.address.to_string()))
            .collect();
        let accesses = self.desk().looks_of(subject).await?;
        let notices = self.notices_of(subject).await?;
        let complaints = self.cases().complaints_of(person).await?;
        let lines = self
            .cases()
            .complaint_list(Complainant::Person(person))
            .await?;
        let drafts = lines.into_iter().filter_map(|line| match line {
            ComplaintLine::Draft(draft) => Some(draft.form),
            ComplaintLine::Filed { .. } => None,
        });
        let notices = notices.into_iter().map(|notice| {
            let recipient = addresses.get(&notice.address).cloned();
            ExportNotice::new(recipient.unwrap_or_default(), &notice)
        });
        Ok(Others {
            accesses: accesses.into_iter().map(ExportAccess::new).collect(),
            notices: notices.collect(),
            complaints: complaints.into_iter().map(ExportComplaint::new).collect(),
            drafts: drafts.collect(),
        })
    }
}

impl ExportAccess {
    fn new(entry: LookEntry) -> Self {
        Self {
            at: entry.at.to_wire(),
            recipient: entry.address.to_string(),
            staff: entry.staff.to_string(),
            role: entry.role.as_word(),
            office: entry.office,
            reason: entry.reason.as_code(),
            proof: entry.proof.as_word(),
            note: entry.note,
            reference: entry.reference,
            seen: match entry.seen {
                Seen::Records => "records".to_owned(),
                Seen::Complaints => "complaints".to_owned(),
                Seen::Record {
                    brand,
                    recipient_type,
                    channel,
                } => {
                    let (kind, channel) = (recipient_type.as_wire(), channel.as_wire());
                    format!("{brand} {kind} {channel}")
                }
            },
        }
    }
}

impl ExportNotice {
    fn new(recipient: String, notice: &SentNotice) -> Self {
        Self {
            written_at: notice.written_at.to_wire(),
            recipient,
            sent_at: notice.sent_at.map(Timestamp::to_wire),
            undeliverable: notice.undeliverable,
            records: notice.records,
        }
    }
}

impl ExportComplaint {
    fn new(complaint: FiledComplaint) -> Self {
        let steps = complaint.steps.into_iter().map(|step| ExportStep {
            step: step.step,
            at: step.at.to_wire(),
        });
        Self {
            number: complaint.number,
            state: complaint.state.as_word(),
            filed_at: complaint.filed_at.to_wire(),
            form: complaint.form,
            evidence: complaint.evidence,
            image: complaint.image.is_some(),
            steps: steps.collect(),
        }
    }
}
