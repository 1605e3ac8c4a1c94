//! The exit link: from a notice straight to the refusal, without signing in (rules 45 and 54).
//!
//! A link is bound to one notice: to its address and to the records it told of; or, where a brand puts it into its own
//! mails, to one record (`refusal`). Looking changes nothing, because mail scanners follow links; refusing is all that a link can do, so that a leaked
//! one can do no harm that its owner could not undo.

mod link;
mod mask;
mod refusal;

use domain::{
    BrandCode, Channel, Language, RecipientId, RecipientType, Source, Status, Timestamp,
    TransactionId, Way,
};

use crate::people::recipient::{
    ChangeError, OwnAddress, RECORDS_MAX, RecordRef, Selection, Subject,
};
use crate::{Error, People, Result};

pub use link::EXIT_TOKEN_LEN;
pub(crate) use mask::mask;
pub use refusal::{REFUSAL_LINK_DAYS, REFUSAL_TOKEN_LEN};

/// What an exit link leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExitLink {
    /// The records of its notice, or the one it was made for.
    Open(Exit),
    /// It was good once: too old, its line closed, or its records gone.
    Over,
    /// Not a link of this registry, or one that was tampered with.
    Unknown,
}

/// The records an exit link is about, as they are now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exit {
    /// In which language its owner is addressed.
    pub language: Language,
    /// The address, so far masked that only its owner knows it.
    pub masked: String,
    /// When the notice was written, or the link was made.
    pub written_at: Timestamp,
    /// Whether the link is one that a brand has put into its own mail.
    pub is_brands: bool,
    /// The records, in the notice's order.
    pub records: Vec<ExitRecord>,
}

impl Exit {
    /// How many of the records are still approvals.
    pub fn approvals(&self) -> usize {
        let approved = |record: &&ExitRecord| record.status == Status::Approval;
        self.records.iter().filter(approved).count()
    }
}

/// One record of an exit link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitRecord {
    /// Its name in the page's form.
    pub record: RecordRef,
    /// The brand's name.
    pub brand: String,
    /// The channel.
    pub channel: Channel,
    /// Private person or merchant.
    pub recipient_type: RecipientType,
    /// What holds now.
    pub status: Status,
    /// Since when.
    pub since: Timestamp,
    /// Where that was expressed.
    pub source: Option<Source>,
    /// The name of the movement that decided it: its receipt.
    pub transaction: TransactionId,
}

/// What refusing by an exit link has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExitDone {
    /// The records as they are now.
    pub exit: Exit,
    /// How many of them were refused just now.
    pub refused: usize,
    /// The record that was named is not one of the notice's; nothing was done.
    pub foreign: bool,
}

/// What a genuine link is about.
struct Told {
    recipient: RecipientId,
    way: Way,
    written_at: Timestamp,
    expires_at: Timestamp,
    is_brands: bool,
    records: Vec<(BrandCode, RecipientType, Channel)>,
}

/// A link that is known and still good.
struct Found {
    told: Told,
    own: OwnAddress,
}

impl People<'_> {
    /// What an exit link leads to. Changes nothing.
    pub async fn exit(self, token: &str) -> Result<ExitLink> {
        Ok(match self.find_exit(token).await? {
            Ok(found) => ExitLink::Open(self.look(&found).await?),
            Err(other) => other,
        })
    }

    /// Refuses the records of an exit link: one, or all. Each becomes a movement with the source of the
    /// notice's channel; durable, and seen by the next check, when it returns. What is refused already is
    /// refused anew, as of now, and not counted. `Err` of the inner result: the link is over or
    /// unknown, and nothing was written.
    pub async fn refuse_by_exit(
        self,
        token: &str,
        only: Option<RecordRef>,
    ) -> Result<std::result::Result<ExitDone, ExitLink>> {
        let found = match self.find_exit(token).await? {
            Ok(found) => found,
            Err(other) => return Ok(Err(other)),
        };
        let exit = self.look(&found).await?;
        let named = |record: &&ExitRecord| only.is_none_or(|only| only == record.record);
        let foreign = !exit.records.iter().any(|record| named(&record)) && only.is_some();
        let records = exit.records.iter().filter(named);
        let records: Vec<RecordRef> = records.map(|record| record.record).collect();
        let source = match found.told.way {
            Way::Text => Source::RegistryText,
            Way::Mail => Source::RegistryEmail,
        };
        let subject = Subject {
            addresses: vec![found.own.clone()],
        };
        let mut refused = 0;
        for records in records.chunks(RECORDS_MAX) {
            let selection = Selection::Records(records.to_vec());
            let changed = self
                .change(&subject, &selection, Status::Refusal, source)
                .await
                .map_err(failed)?;
            refused += changed.changes.len();
        }
        let exit = self.look(&found).await?;
        Ok(Ok(ExitDone {
            exit,
            refused,
            foreign,
        }))
    }

    async fn find_exit(self, token: &str) -> Result<std::result::Result<Found, ExitLink>> {
        let told = match self.told_by(token).await? {
            Ok(told) => told,
            Err(other) => return Ok(Err(other)),
        };
        if self.now() > told.expires_at {
            return Ok(Err(ExitLink::Over));
        }
        let Some(address) = self.ledger().address(told.recipient)? else {
            return Ok(Err(ExitLink::Over));
        };
        let subject = self.subject_of(&address).await?;
        // A line that was closed since has another owner, whom the notice was not written to.
        let own = subject.addresses.into_iter().next();
        Ok(match own.filter(|own| own.shows(told.written_at)) {
            Some(own) => Ok(Found { told, own }),
            None => Err(ExitLink::Over),
        })
    }

    /// What a token is about, if it was made here.
    async fn told_by(self, token: &str) -> Result<std::result::Result<Told, ExitLink>> {
        if let Some(link) = self.refusal_of_token(token) {
            let record = (link.key.brand, link.key.recipient_type, link.key.channel);
            return Ok(Ok(Told {
                recipient: link.key.recipient,
                way: Way::from(link.key.channel),
                written_at: link.made_at,
                expires_at: link.expires_at(),
                is_brands: true,
                records: vec![record],
            }));
        }
        let Some(id) = self.notice_of_token(token) else {
            return Ok(Err(ExitLink::Unknown));
        };
        // The token is genuine: there was such a notice, even if it is kept no longer.
        let Some(notice) = self.directory().notice(id).await? else {
            return Ok(Err(ExitLink::Over));
        };
        let records = notice.records.iter();
        let records = records.map(|one| (one.brand, one.recipient_type, one.channel));
        Ok(Ok(Told {
            recipient: notice.recipient,
            way: notice.way,
            written_at: notice.written_at,
            expires_at: notice.expires_at,
            is_brands: false,
            records: records.collect(),
        }))
    }

    /// The notice's records as they are now; those that have been erased are left out.
    async fn look(self, found: &Found) -> Result<Exit> {
        let mut records: Vec<ExitRecord> = Vec::with_capacity(found.told.records.len());
        for (brand, recipient_type, channel) in found.told.records.iter().copied() {
            let record = RecordRef {
                address: found.own.id,
                brand,
                recipient_type,
                channel,
            };
            // Two movements of one record may stand in one notice.
            if records.iter().any(|known| known.record == record) {
                continue;
            }
            let key = found.own.key(&record);
            let Some(state) = self.ledger().state(&key)? else {
                continue;
            };
            let Some(decided) = self.ledger().movement(state.decided_by)? else {
                continue;
            };
            let name = self.directory().brand_name(brand).await?;
            records.push(ExitRecord {
                record,
                brand: name.unwrap_or_else(|| brand.to_string()),
                channel,
                recipient_type,
                status: state.status,
                since: state.consent_date.unwrap_or(state.recorded_at),
                source: state.source,
                transaction: decided.transaction,
            });
        }
        Ok(Exit {
            language: self.language_of(&found.own.address).await?,
            masked: mask(&found.own.address),
            written_at: found.told.written_at,
            is_brands: found.told.is_brands,
            records,
        })
    }
}

/// The selection is made of records that are there, so that nothing but a failure can keep them from
/// being refused.
fn failed(error: ChangeError) -> Error {
    match error {
        ChangeError::Failed(error) => error,
        other => Error::Failed(Box::new(other)),
    }
}
