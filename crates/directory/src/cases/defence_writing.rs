//! What providers do to a defence: write its draft, submit it, put a document to it and take it away. Whether the member still
//! may is asked in the same write, and what was done is noted in it.

use domain::{ProviderCode, Timestamp};

use crate::accounts::activity::{self, Action, Actor, NewActivity};
use crate::accounts::member;
use crate::accounts::member::row::{MemberNumber, MemberRole};
use crate::cases::defence::Defence;
use crate::cases::defence_document::{DefenceDocument, DocumentId};
use crate::column::kept;
use crate::db::Connection;
use crate::error::{Entity, Error, Result};
use crate::row_sum::DEFENCES;
use crate::statement::{Statement, insert, sql};
use crate::store::Directory;
use crate::writer::work;

/// The most documents of a provider that no defence has (yet).
pub const DOCUMENTS_LOOSE_MAX: u64 = 20;

/// What stands in the log of activity beside an answer that came after its time.
const LATE: &str = "late";

/// A member who answers for their provider.
#[derive(Clone, Debug)]
pub struct Answerer {
    /// The provider.
    pub provider: ProviderCode,
    /// The member.
    pub member: MemberNumber,
    /// The roles with a brand of which one is enough.
    pub roles: Vec<MemberRole>,
}

/// What a defence says now.
#[derive(Clone, Debug)]
pub struct DefenceWriting {
    /// The complaint's number.
    pub complaint: String,
    /// How often it had been written to when it was looked at.
    pub version: u64,
    /// What it says, sealed.
    pub content: Vec<u8>,
    /// Submits it, saying whether its time is over; `None`: it stays a draft.
    pub submits: Option<Submits>,
}

/// How a defence is submitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Submits {
    /// Whether its time is over.
    pub late: bool,
}

/// What became of writing to a defence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefenceWritten {
    /// It is written.
    Written,
    /// Somebody has written to it since it was looked at, or it has a document already, or another one; nothing was written.
    Changed,
    /// It was submitted before; nothing was written.
    Submitted,
}

impl Directory {
    /// Writes a defence's draft anew, or submits it. `NotFound(Complaint)`: the provider is not asked about it;
    /// `NotFound(Member)`: the member may not answer (any more).
    pub async fn write_defence(
        &self,
        by: Answerer,
        writing: DefenceWriting,
        now: Timestamp,
    ) -> Result<DefenceWritten> {
        self.write(work!(|connection| {
            let found = require(connection, &by, &writing.complaint).await?;
            if found.submitted.is_some() {
                return Ok(DefenceWritten::Submitted);
            }
            if found.version != writing.version {
                return Ok(DefenceWritten::Changed);
            }
            let submits = writing.submits;
            let write = sql!("UPDATE defences SET content = $1, version = version + 1, \
                 changed_by = $2, changed_at = $3, submitted_by = $4, submitted_at = $5, late = $6 \
                 WHERE complaint = $7 AND provider = $8";
                &writing.content, by.member, now, submits.map(|_| by.member), submits.map(|_| now),
                submits.map(|submits| submits.late), &writing.complaint, by.provider);
            change(connection, &found, write).await?;
            let action = if submits.is_some() {
                step(connection, &writing.complaint, now).await?;
                Action::AnswerSubmitted
            } else {
                Action::AnswerSaved
            };
            let late = submits.is_some_and(|submits| submits.late);
            let detail = if late { LATE } else { "" };
            note(connection, (&by, &found), (action, detail), now).await?;
            Ok(DefenceWritten::Written)
        }))
        .await
    }

    /// Notes a document that is about to be kept, for a complaint's answer that has none and is not submitted.
    /// `Limit(Document)`: the provider has [`DOCUMENTS_LOOSE_MAX`] begun after `begun_after` that no answer has; and the errors of
    /// [`Directory::write_defence`]. Nothing is noted unless it is `Written`.
    pub async fn begin_document(
        &self,
        by: Answerer,
        complaint: String,
        document: DefenceDocument,
        begun_after: Timestamp,
    ) -> Result<DefenceWritten> {
        self.write(work!(|connection| {
            let found = require(connection, &by, &complaint).await?;
            if found.submitted.is_some() {
                return Ok(DefenceWritten::Submitted);
            }
            if found.document.is_some() {
                return Ok(DefenceWritten::Changed);
            }
            let loose = sql!("SELECT COUNT(*) FROM defence_documents WHERE provider = $1 \
                 AND added_at > $2 AND NOT EXISTS (SELECT 1 FROM defences WHERE document = id)";
                by.provider, begun_after);
            if loose.only::<u64>(&mut *connection).await? >= DOCUMENTS_LOOSE_MAX {
                return Err(Error::Limit(Entity::Document));
            }
            insert!(defence_documents: id = document.id, provider = by.provider,
                kind = document.kind, sealed_name = &document.sealed_name, bytes = document.bytes,
                sha256 = document.sha256, added_by = by.member, added_at = document.added_at)
            .apply(connection)
            .await?;
            Ok(DefenceWritten::Written)
        }))
        .await
    }

    /// Puts a document to a defence that has none; the document was begun after `begun_after`, or is about to be forgotten.
    /// The errors of [`Directory::write_defence`]; `NotFound(Document)`: it is forgotten, or the provider has none of this
    /// name.
    pub async fn attach_document(
        &self,
        by: Answerer,
        (complaint, document): (String, DocumentId),
        begun_after: Timestamp,
        now: Timestamp,
    ) -> Result<DefenceWritten> {
        self.write(work!(|connection| {
            let found = require(connection, &by, &complaint).await?;
            if found.submitted.is_some() {
                return Ok(DefenceWritten::Submitted);
            }
            if found.document.is_some() {
                return Ok(DefenceWritten::Changed);
            }
            let there = sql!("SELECT 1 FROM defence_documents WHERE id = $1 AND provider = $2 \
                 AND added_at > $3 AND NOT EXISTS (SELECT 1 FROM defences WHERE document = id)";
                document, by.provider, begun_after);
            Entity::Document.require(there.exists(&mut *connection).await?)?;
            set_document(connection, (&by, &found), Some(document), now).await?;
            let what = (Action::AnswerDocumentAdded, "");
            note(connection, (&by, &found), what, now).await?;
            Ok(DefenceWritten::Written)
        }))
        .await
    }

    /// Takes a document from a defence that has it. The errors of [`Directory::write_defence`].
    pub async fn detach_document(
        &self,
        by: Answerer,
        (complaint, document): (String, DocumentId),
        now: Timestamp,
    ) -> Result<DefenceWritten> {
        self.write(work!(|connection| {
            let found = require(connection, &by, &complaint).await?;
            if found.submitted.is_some() {
                return Ok(DefenceWritten::Submitted);
            }
            if found.document != Some(document) {
                return Ok(DefenceWritten::Changed);
            }
            set_document(connection, (&by, &found), None, now).await?;
            let what = (Action::AnswerDocumentRemoved, "");
            note(connection, (&by, &found), what, now).await?;
            Ok(DefenceWritten::Written)
        }))
        .await
    }
}

/// A defence that a member may write to now.
async fn require(connection: &mut Connection, by: &Answerer, complaint: &str) -> Result<Defence> {
    let found = sql!(DEFENCES.rows("WHERE complaint = $1 AND provider = $2");
        complaint, by.provider);
    let found: Option<Defence> = found.one(&mut *connection).await?;
    let found = found.ok_or(Error::NotFound(Entity::Complaint))?;
    let who = (by.provider, by.member);
    member::require_role(connection, who, found.asked.brand, &by.roles).await?;
    Ok(found)
}

async fn change(connection: &mut Connection, found: &Defence, statement: Statement) -> Result<()> {
    let key = (found.complaint.as_str(), kept(found.asked.provider)?);
    let changed = DEFENCES.change(connection, key, statement).await?;
    Entity::Complaint.require(changed)
}

async fn set_document(
    connection: &mut Connection,
    (by, found): (&Answerer, &Defence),
    document: Option<DocumentId>,
    now: Timestamp,
) -> Result<()> {
    let write = sql!("UPDATE defences SET document = $1, version = version + 1, changed_by = $2, \
         changed_at = $3 WHERE complaint = $4 AND provider = $5";
        document, by.member, now, &found.complaint, by.provider);
    change(connection, found, write).await
}

/// The complaint goes a step on.
async fn step(connection: &mut Connection, complaint: &str, now: Timestamp) -> Result<()> {
    sql!("UPDATE complaints SET state = 'answered', changed_at = $1 WHERE number = $2 \
         AND state = 'filed'"; now, complaint)
    .run(connection)
    .await?;
    sql!("INSERT INTO complaint_steps (complaint, position, step, at) \
         SELECT id, 1 + (SELECT MAX(position) FROM complaint_steps WHERE complaint = id), \
         'answered', $1 FROM complaints WHERE number = $2"; now, complaint)
    .apply(connection)
    .await
}

async fn note(
    connection: &mut Connection,
    (by, found): (&Answerer, &Defence),
    (action, detail): (Action, &str),
    now: Timestamp,
) -> Result<()> {
    let noted = NewActivity::by(by.provider, Actor::Member(by.member), action)
        .brand(found.asked.brand)
        .object(&found.complaint)
        .detail(detail);
    activity::note(connection, &noted, now).await
}
