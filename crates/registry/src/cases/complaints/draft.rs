//! Drafts: begun, written, left and taken up again, deleted.

use directory::Entity;
use directory::complaint::{Complaint, ComplaintId, ComplaintState, DRAFT_KEPT, NewComplaint};
use domain::Timestamp;

use super::form::{ComplaintForm, FORM_BYTES_MAX};
use super::gaps::{self, Gap};
use super::{Complainant, ImageKind};
use crate::people::recipient::RecordRef;
use crate::{Cases, Error, Result};

/// What a draft is sealed for.
const CONTEXT: &[u8] = b"izin/complaint/";

/// A draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComplaintDraft {
    /// Its name in pages; it opens nothing by itself.
    pub id: ComplaintId,
    /// What it says so far.
    pub form: ComplaintForm,
    /// The brand's name, if it is known by number.
    pub brand_name: Option<String>,
    /// When the message came, if that can be read.
    pub sent_at: Option<Timestamp>,
    /// The kind of its image, if it has one.
    pub image: Option<ImageKind>,
    /// What is missing or wrong.
    pub gaps: Vec<Gap>,
    /// Until when it could be filed, where the time for it is over (rule 63).
    pub too_old: Option<Timestamp>,
    /// When it was last written to.
    pub changed_at: Timestamp,
}

/// What became of beginning a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftBegun {
    /// It is there.
    Begun(ComplaintId),
    /// The record is not theirs, or there is no such brand.
    Unknown,
    /// They have [`super::DRAFTS_MAX`] already.
    TooMany,
}

/// What became of writing to a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DraftSaved {
    /// It is kept.
    Saved,
    /// It is longer than [`FORM_BYTES_MAX`]; nothing was kept.
    TooLong,
    /// It names an address that is not theirs, or a brand that there is not; nothing was kept.
    Unknown,
    /// There is no such draft of theirs.
    Gone,
}

impl Cases<'_> {
    /// Begins a draft, with what is known already: a record of theirs, or what `form` says.
    pub async fn begin_complaint(
        self,
        complainant: Complainant<'_>,
        record: Option<RecordRef>,
        mut form: ComplaintForm,
    ) -> Result<DraftBegun> {
        if let Some(record) = record {
            let Some(own) = complainant.subject().address(record.address) else {
                return Ok(DraftBegun::Unknown);
            };
            form.address = Some(own.address.clone());
            form.brand = Some(record.brand);
            form.channel = Some(record.channel);
            form.merchant = record.recipient_type == domain::RecipientType::Merchant;
        }
        if let Complainant::Caller(call) = complainant {
            form.address = Some(call.address().clone());
        }
        if !self.is_theirs(complainant, &form).await? {
            return Ok(DraftBegun::Unknown);
        }
        let Some(owner) = complainant.owner() else {
            return Ok(DraftBegun::Unknown);
        };
        let mut id = [0; 16];
        self.random().fill(&mut id);
        let id = ComplaintId(id);
        let new = NewComplaint {
            id,
            owner,
            staff: complainant.staff(),
            recipient: self.recipient_of(&form),
            content: self.seal_value(CONTEXT, &id.0, &form)?,
        };
        match self.directory().add_complaint(new, self.now()).await {
            Ok(()) => Ok(DraftBegun::Begun(id)),
            Err(directory::Error::Limit(Entity::Complaint)) => Ok(DraftBegun::TooMany),
            Err(error) => Err(error.into()),
        }
    }

    /// A draft of theirs. `None`: there is none of this name, or it has been filed.
    pub async fn draft(
        self,
        complainant: Complainant<'_>,
        id: ComplaintId,
    ) -> Result<Option<ComplaintDraft>> {
        self.note_agents_look(complainant).await?;
        let found = self.own_complaint(complainant, id).await?;
        match found.filter(|found| found.state == ComplaintState::Draft) {
            Some(found) => Ok(Some(self.draft_of(complainant, &found).await?)),
            None => Ok(None),
        }
    }

    /// Keeps what a draft says now.
    pub async fn save_draft(
        self,
        complainant: Complainant<'_>,
        id: ComplaintId,
        form: &ComplaintForm,
    ) -> Result<DraftSaved> {
        if self.own_complaint(complainant, id).await?.is_none() {
            return Ok(DraftSaved::Gone);
        }
        if !self.is_theirs(complainant, form).await? {
            return Ok(DraftSaved::Unknown);
        }
        if bytes_of(form)? > FORM_BYTES_MAX {
            return Ok(DraftSaved::TooLong);
        }
        let content = self.seal_value(CONTEXT, &id.0, form)?;
        let saved = self
            .directory()
            .save_complaint(id, self.recipient_of(form), content, self.now())
            .await;
        match saved {
            Ok(()) => Ok(DraftSaved::Saved),
            Err(directory::Error::NotFound(_)) => Ok(DraftSaved::Gone),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes a draft of theirs, and its image. `false`: there is none of this name.
    pub async fn delete_draft(self, complainant: Complainant<'_>, id: ComplaintId) -> Result<bool> {
        if self.own_complaint(complainant, id).await?.is_none() {
            return Ok(false);
        }
        match self.directory().delete_draft(id).await {
            Ok(()) => Ok(true),
            Err(directory::Error::NotFound(_)) => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// Deletes drafts that nobody has written to for [`DRAFT_KEPT`], with their images; says how many.
    pub async fn purge_drafts(self) -> Result<u64> {
        let until = self.now() - DRAFT_KEPT;
        Ok(self.directory().purge_drafts(until).await?)
    }

    /// The complaint or draft of this id, if the complainant may see it. Somebody else's and none at all
    /// look the same.
    pub(super) async fn own_complaint(
        self,
        complainant: Complainant<'_>,
        id: ComplaintId,
    ) -> Result<Option<Complaint>> {
        let found = self.directory().complaint(id).await?;
        Ok(found.filter(|found| super::reading::may_see(complainant, found)))
    }

    pub(super) async fn draft_of(
        self,
        complainant: Complainant<'_>,
        found: &Complaint,
    ) -> Result<ComplaintDraft> {
        let form = self.unsealed_form(found)?;
        let now = self.now();
        Ok(ComplaintDraft {
            id: found.id,
            brand_name: self.brand_name_of(&form).await?,
            sent_at: gaps::sent_at(&form),
            image: found.image,
            gaps: gaps::gaps(&form, complainant.subject(), now),
            too_old: gaps::sent_at(&form)
                .map(gaps::filing_ends)
                .filter(|ends| now >= *ends),
            changed_at: found.changed_at,
            form,
        })
    }

    pub(super) async fn brand_name_of(self, form: &ComplaintForm) -> Result<Option<String>> {
        match form.brand {
            Some(brand) => self.intake().name_of_brand(brand).await,
            None => Ok(None),
        }
    }

    /// Whether the addresses a form names are the complainant's, and its brand is one.
    async fn is_theirs(self, complainant: Complainant<'_>, form: &ComplaintForm) -> Result<bool> {
        let subject = complainant.subject();
        let mut named = form.address.iter().chain(form.tell_address());
        let theirs = named.all(|named| subject.own(named).is_some());
        let known = form.brand.is_none() || self.brand_name_of(form).await?.is_some();
        Ok(theirs && known)
    }

    fn recipient_of(self, form: &ComplaintForm) -> Option<domain::RecipientId> {
        let address = form.address.as_ref()?;
        Some(self.ledger().recipient_id(address))
    }

    pub(super) fn unsealed_form(self, found: &Complaint) -> Result<ComplaintForm> {
        self.unseal_value(CONTEXT, &found.id.0, &found.content)
            .ok_or_else(|| Error::Failed("a complaint is unreadable".into()))
    }
}

fn bytes_of(form: &ComplaintForm) -> Result<usize> {
    let plain = serde_json::to_vec(form).map_err(|error| Error::Failed(error.into()))?;
    Ok(plain.len())
}
