//! Reading complaints: the list, one by its number, and all of somebody's for their export.

use directory::complaint::{Complaint, ComplaintId, ComplaintOwner, ComplaintState};
use domain::Timestamp;

use super::evidence::Evidence;
use super::form::ComplaintForm;
use super::{Complainant, ComplaintDraft, ComplaintNumber, ImageKind};
use crate::people::recipient::Person;
use crate::{Cases, Error, Result};

/// A filed complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FiledComplaint {
    /// Its name within the program, for its image.
    pub id: ComplaintId,
    /// Its number.
    pub number: String,
    /// How far it has come.
    pub state: ComplaintState,
    /// What it says.
    pub form: ComplaintForm,
    /// The brand's name, if it is known by number.
    pub brand_name: Option<String>,
    /// When the message came.
    pub sent_at: Option<Timestamp>,
    /// What was on record when it was filed.
    pub evidence: Evidence,
    /// The kind of its image, if it has one.
    pub image: Option<ImageKind>,
    /// When it was filed.
    pub filed_at: Timestamp,
    /// What has become of it, oldest first.
    pub steps: Vec<Step>,
    /// Whether an agent has filed it.
    pub by_desk: bool,
}

/// A step of a complaint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// `filed`, or what came after it.
    pub step: String,
    /// When.
    pub at: Timestamp,
}

/// A line of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ComplaintLine {
    /// A draft.
    Draft(Box<ComplaintDraft>),
    /// A filed complaint.
    Filed {
        /// Its number.
        number: String,
        /// How far it has come.
        state: ComplaintState,
        /// Whose message it was: the brand's name, or what the complainant wrote.
        brand: String,
        /// When it was filed.
        filed_at: Timestamp,
    },
}

/// Whether somebody may see a complaint. What the desk wrote for an address before it became theirs is
/// its former owner's (rule 53).
pub(super) fn may_see(complainant: Complainant<'_>, complaint: &Complaint) -> bool {
    match complaint.owner {
        ComplaintOwner::Person(owner) => match complainant {
            Complainant::Person(person) => person.id.0 == owner,
            Complainant::Caller(_) => false,
        },
        ComplaintOwner::Caller(recipient) => complainant
            .subject()
            .addresses
            .iter()
            .any(|own| own.recipient == recipient && own.shows(complaint.created_at)),
    }
}

impl Cases<'_> {
    /// Somebody's complaints and drafts, newest first.
    pub async fn complaint_list(self, complainant: Complainant<'_>) -> Result<Vec<ComplaintLine>> {
        self.note_agents_look(complainant).await?;
        let mut lines = Vec::new();
        for found in self.complaints_seen_by(complainant).await? {
            let line = match (&found.number, found.filed_at) {
                (Some(number), Some(filed_at)) => {
                    let form = self.unsealed_form(&found)?;
                    let name = self.brand_name_of(&form).await?;
                    ComplaintLine::Filed {
                        number: number.clone(),
                        state: found.state,
                        brand: name.unwrap_or(form.brand_text),
                        filed_at,
                    }
                }
                _ => ComplaintLine::Draft(Box::new(self.draft_of(complainant, &found).await?)),
            };
            lines.push(line);
        }
        Ok(lines)
    }

    /// A filed complaint by its number. `None`: there is none, or it is somebody else's.
    pub async fn complaint(
        self,
        complainant: Complainant<'_>,
        number: ComplaintNumber,
    ) -> Result<Option<FiledComplaint>> {
        self.note_agents_look(complainant).await?;
        let found = self
            .directory()
            .complaint_of_number(&number.to_string())
            .await?;
        match found.filter(|found| may_see(complainant, found)) {
            Some(found) => self.filed_complaint(found).await,
            None => Ok(None),
        }
    }

    /// All filed complaints of a person, newest first, for the export of what is held about them.
    pub async fn complaints_of(self, person: &Person) -> Result<Vec<FiledComplaint>> {
        let mut complaints = Vec::new();
        for found in self.complaints_seen_by(Complainant::Person(person)).await? {
            complaints.extend(self.filed_complaint(found).await?);
        }
        Ok(complaints)
    }

    async fn complaints_seen_by(self, complainant: Complainant<'_>) -> Result<Vec<Complaint>> {
        let mut complaints = Vec::new();
        for owner in complainant.owners() {
            let found = self.directory().complaints(owner).await?;
            complaints.extend(found.into_iter().filter(|each| may_see(complainant, each)));
        }
        complaints.sort_by_key(|complaint| std::cmp::Reverse(complaint.created_at));
        Ok(complaints)
    }

    /// `None`: it is a draft.
    async fn filed_complaint(self, found: Complaint) -> Result<Option<FiledComplaint>> {
        let (Some(number), Some(filed_at)) = (found.number.clone(), found.filed_at) else {
            return Ok(None);
        };
        let evidence = self
            .unsealed_evidence(&found)?
            .ok_or_else(|| Error::Failed("a filed complaint has no evidence".into()))?;
        let form = self.unsealed_form(&found)?;
        let steps = self.directory().complaint_steps(found.id).await?;
        Ok(Some(FiledComplaint {
            id: found.id,
            number,
            state: found.state,
            brand_name: self.brand_name_of(&form).await?,
            sent_at: super::gaps::sent_at(&form),
            evidence,
            image: found.image,
            filed_at,
            steps: steps
                .into_iter()
                .map(|step| Step {
                    step: step.step,
                    at: step.at,
                })
                .collect(),
            by_desk: found.staff.is_some(),
            form,
        }))
    }
}
