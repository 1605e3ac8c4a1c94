//! The log of looks (rule 76): whenever somebody of the staff sees a person's records, it is written
//! down first, and the person can read it.

use std::fmt;
use std::str::FromStr;

use directory::look::Look;
use domain::{Address, BrandCode, Channel, RecipientId, RecipientType, Timestamp, words};

use crate::people::recipient::Subject;
use crate::staff::{StaffMember, StaffNumber, StaffRole};
use crate::{Desk, Error, Result};

pub use directory::look::{ENTRIES_MAX, LookProof};

/// The longest note beside a reason, in characters.
pub const NOTE_MAX: usize = 200;
/// The longest reference of a call, in characters.
pub const REFERENCE_MAX: usize = 64;

/// What a note is sealed for.
const NOTE_CONTEXT: &[u8] = b"izin/access/";

words! {
    /// Why somebody's records are looked at.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub enum LookReason: as_code, from_code {
        /// The caller wants to know what is on record.
        Question = "question",
        /// The caller wants to refuse.
        Refusal = "refusal",
        /// The caller wants to approve a brand.
        Approval = "approval",
        /// The caller wants to complain.
        Complaint = "complaint",
        /// A case of the authority.
        Case = "case",
    }
}

impl LookReason {
    /// Those of an agent at the desk.
    pub const AT_DESK: [Self; 4] = [
        Self::Question,
        Self::Refusal,
        Self::Approval,
        Self::Complaint,
    ];
}

/// What was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Seen {
    /// What is on record now.
    Records,
    /// The story of one record.
    Record {
        /// Which brand's.
        brand: BrandCode,
        /// As a private person or a merchant.
        recipient_type: RecipientType,
        /// On which channel.
        channel: Channel,
    },
    /// Complaints filed for the caller.
    Complaints,
}

impl fmt::Display for Seen {
    /// The form it is kept in.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Records => f.write_str("records"),
            Self::Record {
                brand,
                recipient_type,
                channel,
            } => {
                let (kind, channel) = (recipient_type.to_byte(), channel.to_byte());
                write!(f, "record-{}-{kind}-{channel}", brand.0)
            }
            Self::Complaints => f.write_str("complaints"),
        }
    }
}

/// What says nothing of what was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not what can be seen")]
pub struct NotSeen;

impl FromStr for Seen {
    type Err = NotSeen;

    fn from_str(text: &str) -> std::result::Result<Self, NotSeen> {
        match text {
            "records" => return Ok(Self::Records),
            "complaints" => return Ok(Self::Complaints),
            _ => {}
        }
        let mut parts = text.strip_prefix("record-").ok_or(NotSeen)?.split('-');
        let (Some(brand), Some(kind), Some(channel), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(NotSeen);
        };
        let byte = |text: &str| text.parse::<u8>().ok();
        Ok(Self::Record {
            brand: BrandCode(brand.parse().map_err(|_| NotSeen)?),
            recipient_type: byte(kind)
                .and_then(RecipientType::from_byte)
                .ok_or(NotSeen)?,
            channel: byte(channel).and_then(Channel::from_byte).ok_or(NotSeen)?,
        })
    }
}

/// A look that is about to be taken.
#[derive(Clone, Copy)]
pub struct NewLook<'a> {
    /// Who looks.
    pub staff: &'a StaffMember,
    /// At whose records.
    pub recipient: RecipientId,
    /// The call or the case within which it is looked: the same thing seen on the same occasion is
    /// one entry.
    pub occasion: [u8; 16],
    /// Why.
    pub reason: LookReason,
    /// How the person's agreement is known.
    pub proof: LookProof,
    /// What was written beside the reason: at most [`NOTE_MAX`] characters. The person reads it.
    pub note: &'a str,
    /// The call's or the case's reference: at most [`REFERENCE_MAX`] characters.
    pub reference: &'a str,
    /// What is seen.
    pub seen: Seen,
}

/// A look that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LookEntry {
    /// At the records of which of their addresses.
    pub address: Address,
    /// When.
    pub at: Timestamp,
    /// By whom: a number that stays the same, no name.
    pub staff: StaffNumber,
    /// As what.
    pub role: StaffRole,
    /// For which office.
    pub office: String,
    /// Why.
    pub reason: LookReason,
    /// How the person's agreement was known.
    pub proof: LookProof,
    /// What was written beside the reason.
    pub note: String,
    /// The call's or the case's reference.
    pub reference: String,
    /// What was seen.
    pub seen: Seen,
}

/// What is sealed of an entry.
#[derive(serde::Serialize, serde::Deserialize)]
struct Note {
    note: String,
    reference: String,
}

impl Desk<'_> {
    /// Notes a look, before anything is shown. Durable when it returns; on an error nothing may be
    /// shown.
    pub async fn log_look(self, look: &NewLook<'_>) -> Result<()> {
        let note = Note {
            note: look.note.chars().take(NOTE_MAX).collect(),
            reference: look.reference.chars().take(REFERENCE_MAX).collect(),
        };
        let entry = Look {
            recipient: look.recipient,
            staff: look.staff.number,
            role: look.staff.role,
            office: look.staff.office.clone(),
            occasion: look.occasion,
            reason: look.reason.as_code().to_owned(),
            proof: look.proof,
            note: self.seal_value(NOTE_CONTEXT, &look.occasion, &note)?,
            seen: look.seen.to_string(),
            at: self.now(),
        };
        Ok(self.directory().add_look(entry).await?)
    }

    /// Who of the staff has looked at somebody's records, newest first; at most [`ENTRIES_MAX`] an
    /// address. What was looked at before a number became theirs is not shown (rule 53).
    pub async fn looks_of(self, subject: &Subject) -> Result<Vec<LookEntry>> {
        let mut entries = Vec::new();
        for own in &subject.addresses {
            let looks = self.directory().looks(own.recipient).await?;
            for look in looks.into_iter().filter(|look| own.shows(look.at)) {
                entries.push(self.look_entry(own.address.clone(), look)?);
            }
        }
        entries.sort_by_key(|entry| std::cmp::Reverse(entry.at));
        Ok(entries)
    }

    fn look_entry(self, address: Address, look: Look) -> Result<LookEntry> {
        let unreadable = || Error::Failed("an entry of the log of looks is unreadable".into());
        let note: Note = self
            .unseal_value(NOTE_CONTEXT, &look.occasion, &look.note)
            .ok_or_else(unreadable)?;
        Ok(LookEntry {
            address,
            at: look.at,
            staff: look.staff,
            role: look.role,
            office: look.office,
            reason: LookReason::from_code(&look.reason).ok_or_else(unreadable)?,
            proof: look.proof,
            note: note.note,
            reference: note.reference,
            seen: look.seen.parse().map_err(|_| unreadable())?,
        })
    }
}
