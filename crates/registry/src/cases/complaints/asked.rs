//! Asking the provider of a brand what it says to a complaint (rule 67), and what the provider is told for it.
//!
//! The provider is asked when the complaint is filed; its time runs from then on. The authority will ask once its offices have
//! a place of their own for that; nothing else changes then. A complaint whose brand is not known by number asks nobody.

use directory::complaint::Complaint;
use directory::defence::AskedDefence;
use domain::{Address, Channel, Day, RecipientId, RecipientType, Timestamp};

use super::form::ComplaintForm;
use super::{Evidence, gaps};
use crate::{Cases, Error, Result};

/// How many complaints of an older program are looked at in one go.
const AT_ONCE: u32 = 100;

/// What a provider is told of a complaint that it is to answer: the message and whom it went to. Who complains, with name,
/// identity number, province and image, is told to nobody but the authority.
#[derive(Clone, PartialEq, Eq)]
pub struct AskedComplaint {
    /// The address that the message came to: without it nobody finds which message it was.
    pub address: Address,
    /// Its pseudonym.
    pub recipient: RecipientId,
    /// Whether it came to a private person or a merchant.
    pub recipient_type: RecipientType,
    /// By which channel.
    pub channel: Channel,
    /// The sender as it was shown.
    pub sender: String,
    /// When it came.
    pub sent_at: Timestamp,
    /// What it said, in the complainant's words.
    pub text: String,
    /// When the complaint was filed.
    pub filed_at: Timestamp,
    /// What was on record then.
    pub evidence: Evidence,
}

impl std::fmt::Debug for AskedComplaint {
    /// Leaves out what somebody has written, and whom it is about.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AskedComplaint").finish_non_exhaustive()
    }
}

impl Cases<'_> {
    /// Who is to be asked about a complaint. `None`: its brand is not known by number, or is none any more.
    pub(super) async fn whom_to_ask(
        self,
        form: &ComplaintForm,
    ) -> directory::Result<Option<AskedDefence>> {
        let (Some(brand), Some(channel), Some(sent_at)) =
            (form.brand, form.channel, gaps::sent_at(form))
        else {
            return Ok(None);
        };
        let found = self.directory().brand(brand).await?;
        Ok(found.map(|found| AskedDefence {
            provider: found.provider,
            brand,
            channel,
            day: Day::of(sent_at),
        }))
    }

    /// What a provider that is asked about a complaint is told of it. `None`: there is no filed complaint of this number.
    pub(crate) async fn asked_complaint(self, number: &str) -> Result<Option<AskedComplaint>> {
        let Some(found) = self.directory().complaint_of_number(number).await? else {
            return Ok(None);
        };
        let form = self.unsealed_form(&found)?;
        let evidence = self.unsealed_evidence(&found)?;
        let recipient_type = form.recipient_type();
        let sent_at = gaps::sent_at(&form);
        let told = match (
            form.address,
            form.channel,
            sent_at,
            found.filed_at,
            evidence,
        ) {
            (Some(address), Some(channel), Some(sent_at), Some(filed_at), Some(evidence)) => {
                AskedComplaint {
                    recipient: self.ledger().recipient_id(&address),
                    address,
                    recipient_type,
                    channel,
                    sender: form.sender,
                    sent_at,
                    text: form.text,
                    filed_at,
                    evidence,
                }
            }
            _ => return Err(Error::Failed("a filed complaint lacks something".into())),
        };
        Ok(Some(told))
    }

    /// Asks about complaints that were filed and have asked nobody yet, because it could not be told whom, or by an older program; says how many.
    pub async fn ask_providers(self) -> Result<u64> {
        let (mut asked, mut failure) = (0, None);
        loop {
            let found = self.directory().unrouted_complaints(AT_ONCE).await?;
            let before = asked;
            for complaint in &found {
                match self.ask_provider(complaint).await {
                    Ok(()) => asked += 1,
                    // It holds up no other.
                    Err(error) => failure = Some(error),
                }
            }
            if found.len() < AT_ONCE as usize || asked == before {
                return failure.map_or(Ok(asked), Err);
            }
        }
    }

    async fn ask_provider(self, complaint: &Complaint) -> Result<()> {
        let Some(number) = complaint.number.clone() else {
            return Err(Error::Failed("a filed complaint has no number".into()));
        };
        let whom = self.whom_to_ask(&self.unsealed_form(complaint)?).await?;
        let route = self.directory().route_complaint(number, whom, self.now());
        Ok(route.await?)
    }
}
