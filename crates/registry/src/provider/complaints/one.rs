//! One complaint: what the provider is told of it, what the registry holds about it, and what was answered so far.

use directory::activity::{Action, NewActivity};
use directory::defence::Defence;
use directory::member::MemberNumber;
use domain::{BrandCode, Day, Timestamp};

use super::answer::AnswerForm;
use super::document::AnswerDocument;
use super::{AskedComplaint, ComplaintNumber};
use crate::contract::status::RecordQuery;
use crate::proof::receipts::Proven;
use crate::proof::state_proof::StateProof;
use crate::provider::scope::Viewing;
use crate::provider::session::MemberSession;
use crate::{Error, ProviderConsole, Result};

/// A complaint that a member may answer.
#[derive(Clone, Debug)]
pub struct ComplaintToAnswer {
    /// Its number.
    pub number: String,
    /// The brand whose message it was.
    pub brand: BrandCode,
    /// Its name.
    pub brand_name: String,
    /// What is told of the complaint, with what the registry holds about it.
    pub complaint: AskedComplaint,
    /// When the provider was asked.
    pub asked_at: Timestamp,
    /// The last day on which an answer is in time.
    pub last_day: Day,
    /// How many days are left until then; negative: it is over.
    pub days_left: i64,
    /// What is answered.
    pub answer: AnswerForm,
    /// How often the answer was written to.
    pub version: u64,
    /// The document that is shown with it.
    pub document: Option<AnswerDocument>,
    /// Who wrote to it last, by name, and when.
    pub changed: Option<(String, Timestamp)>,
    /// That it was submitted.
    pub submitted: Option<SubmittedAnswer>,
}

/// That an answer was submitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SubmittedAnswer {
    /// By whom, by name.
    pub by: String,
    /// When.
    pub at: Timestamp,
    /// Whether its time was over.
    pub late: bool,
}

impl ProviderConsole<'_> {
    /// A complaint that a member may answer. Noted in the log of activity before it is shown. `None`: there is none of this
    /// number that is theirs to answer.
    pub async fn complaint(
        self,
        session: &MemberSession,
        number: ComplaintNumber,
    ) -> Result<Option<ComplaintToAnswer>> {
        let Some((defence, complaint)) = self.told(session, number).await? else {
            return Ok(None);
        };
        let noted = NewActivity::of(session.member(), Action::ComplaintOpened);
        let noted = noted.brand(defence.asked.brand).object(&defence.complaint);
        self.note(noted.recipient(complaint.recipient)).await?;
        let (last_day, days_left) = self.time_left(&defence)?;
        let name = self.directory().brand_name(defence.asked.brand).await?;
        let document = match defence.document {
            Some(id) => Some(self.document_of(id).await?),
            None => None,
        };
        let changed = match defence.changed {
            Some((by, at)) => Some((self.name_of(by).await?, at)),
            None => None,
        };
        let submitted = match defence.submitted {
            Some(submitted) => Some(SubmittedAnswer {
                by: self.name_of(submitted.by).await?,
                at: submitted.at,
                late: submitted.late,
            }),
            None => None,
        };
        Ok(Some(ComplaintToAnswer {
            answer: self.answer_of(&defence)?,
            number: defence.complaint,
            brand: defence.asked.brand,
            brand_name: name.unwrap_or_default(),
            complaint,
            asked_at: defence.asked_at,
            last_day,
            days_left,
            version: defence.version,
            document,
            changed,
            submitted,
        }))
    }

    /// The proof of what the record that a complaint is about said when the message came. `None`: there is no complaint of
    /// this number that is theirs to answer. Noted once there is a proof.
    pub async fn complaint_proof(
        self,
        session: &MemberSession,
        number: ComplaintNumber,
    ) -> Result<Option<Proven<StateProof>>> {
        let Some((defence, complaint)) = self.told(session, number).await? else {
            return Ok(None);
        };
        let scope = self.brand::<Viewing>(session, defence.asked.brand).await?;
        let query = RecordQuery {
            address: complaint.address,
            recipient_type: complaint.recipient_type,
            channel: complaint.channel,
        };
        let proof = self.record_proof(&scope, &query, complaint.sent_at).await?;
        Ok(Some(proof))
    }

    /// What a provider is asked, and what it is told for that.
    async fn told(
        self,
        session: &MemberSession,
        number: ComplaintNumber,
    ) -> Result<Option<(Defence, AskedComplaint)>> {
        let Some(defence) = self.asked_of(session, number).await? else {
            return Ok(None);
        };
        let complaint = self.cases().asked_complaint(&defence.complaint).await?;
        let complaint = complaint
            .ok_or_else(|| Error::Failed("a provider is asked about no complaint".into()))?;
        Ok(Some((defence, complaint)))
    }

    async fn name_of(self, member: MemberNumber) -> Result<String> {
        let member = self.directory().member(member).await?;
        Ok(member.map(|member| member.name).unwrap_or_default())
    }
}
