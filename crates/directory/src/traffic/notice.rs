//! Notices: who is still to be told of approvals, and which records somebody was told of.

use std::collections::HashMap;

use domain::{BrandCode, Channel, ConsentKey, RecipientId, RecipientType, Seq, Timestamp, Way};

use crate::column::{column, wrapper};
use crate::db::{Connection, Row};
use crate::error::Result;
use crate::retention::NOT_HELD;
use crate::row::{Columns as _, FromRow, row};
use crate::statement::{Statement, insert, places, selection, sql};
use crate::store::Directory;
use crate::traffic::message::{self, StoredMessage};
use crate::writer::work;

/// How many rows go into one statement. SQLite takes 32,766 values, PostgreSQL 65,535.
const ROWS_PER_STATEMENT: usize = 1_000;

/// A notice's identity: random, and that of its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoticeId(pub [u8; 16]);

wrapper! { NoticeId([u8; 16]) }

/// Why somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum StoredNoticeKind {
    /// New approvals (rule 54).
    New = 1,
    /// Approvals from before, loaded in bulk (rule 55).
    Loaded = 2,
}

column! {
    StoredNoticeKind as i16: |kind| Some(kind as i16), |kept| {
        [Self::New, Self::Loaded].into_iter().find(|kind| *kind as i16 == kept)
    };
}

/// Somebody with approvals they have not been told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeWaiting {
    /// Who.
    pub recipient: RecipientId,
    /// Why they are to be told.
    pub kind: StoredNoticeKind,
    /// By which way.
    pub way: Way,
    /// The first movement to tell of.
    pub first_seq: Seq,
    /// The last one, so far.
    pub last_seq: Seq,
    /// When the notice is to be written.
    pub due_at: Timestamp,
}

/// A notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeRow {
    /// Its identity.
    pub id: NoticeId,
    /// Who was told.
    pub recipient: RecipientId,
    /// By which way.
    pub way: Way,
    /// Why.
    pub kind: StoredNoticeKind,
    /// When it was written.
    pub written_at: Timestamp,
    /// Until when its exit link is good.
    pub expires_at: Timestamp,
    /// The records it tells of, by their movements' order.
    pub records: Vec<NoticeRecord>,
}

/// A record somebody was told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeRecord {
    /// The movement.
    pub seq: Seq,
    /// The brand.
    pub brand: BrandCode,
    /// Private person or merchant.
    pub recipient_type: RecipientType,
    /// The channel.
    pub channel: Channel,
}

/// A notice in a list, with what became of its message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoticeSummary {
    /// The notice's identity.
    pub id: NoticeId,
    /// Why somebody was told.
    pub kind: StoredNoticeKind,
    /// When it was written.
    pub written_at: Timestamp,
    /// How many records it is about.
    pub records: u64,
    /// When it was taken by who delivers it; `None`: not, or so long ago that only the notice is
    /// still known.
    pub sent_at: Option<Timestamp>,
    /// Whether it was given up (rule 57).
    pub undeliverable: bool,
}

/// A notice that told of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeAbout {
    /// By which way.
    pub way: Way,
    /// When it was written.
    pub written_at: Timestamp,
    /// When it was taken by who delivers it; `None`: not, or so long ago that only the notice is
    /// still known.
    pub sent_at: Option<Timestamp>,
    /// Whether it was given up (rule 57).
    pub undeliverable: bool,
}

/// What became of a notice's message.
const OUTCOME: &str = "CASE WHEN messages.state = 'sent' THEN messages.finished_at END AS sent_at, \
     CASE WHEN messages.state = 'dead' THEN 1 ELSE 0 END AS undeliverable";

/// What becomes of somebody who was to be told.
#[derive(Clone, Debug)]
pub enum Told {
    /// A notice was written; it goes out with this message.
    Notice {
        /// The notice.
        notice: NoticeRow,
        /// Its message.
        message: StoredMessage,
    },
    /// There is nothing to tell any more, or nobody.
    Nothing,
    /// Not yet.
    Later(Timestamp),
}

impl Directory {
    /// The next movement to look at for approvals. `None`: that has not been decided.
    pub async fn notice_progress(&self) -> Result<Option<Seq>> {
        self.only(sql!("SELECT next_seq FROM notice_progress WHERE id = 1"))
            .await
    }

    /// Keeps whom to tell, and how far the log has been looked through, in one transaction. Who
    /// waits already goes on waiting until the time he waits for.
    pub async fn add_notice_waiting(&self, waiting: Vec<NoticeWaiting>, next: Seq) -> Result<()> {
        self.write(work!(|connection| {
            for rows in waiting.chunks(ROWS_PER_STATEMENT) {
                insert_waiting(connection, rows).await?;
            }
            sql!("UPDATE notice_progress SET next_seq = $1 WHERE id = 1"; next)
                .apply(connection)
                .await
        }))
        .await
    }

    /// Those whose notice is due, the longest due first.
    pub async fn due_notices(
        &self,
        kind: StoredNoticeKind,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<NoticeWaiting>> {
        let due = sql!(NoticeWaiting::rows("WHERE kind = $1 AND due_at <= $2 ORDER BY due_at \
             LIMIT $3"); kind, now, limit);
        self.all(due).await
    }

    /// How many wait to be told.
    pub async fn notices_waiting(&self) -> Result<u64> {
        self.only(sql!("SELECT COUNT(*) FROM notice_waiting")).await
    }

    /// When a recipient was last written a notice.
    pub async fn last_notice(&self, recipient: RecipientId) -> Result<Option<Timestamp>> {
        self.only(sql!("SELECT MAX(written_at) FROM notices WHERE recipient = $1"; recipient))
            .await
    }

    /// Records what becomes of those whose notices were due, all in one transaction: the notice,
    /// its message, and that nobody waits for it any more. What was recorded about them since goes
    /// on waiting.
    pub async fn settle_notices(&self, settled: Vec<(NoticeWaiting, Told)>) -> Result<()> {
        self.write(work!(|connection| {
            for (waiting, told) in settled {
                settle(connection, &waiting, told).await?;
            }
            Ok(())
        }))
        .await
    }

    /// How those among recipients want to be told of new consents who have said so, by the name of
    /// what they chose.
    pub async fn notice_policies_among(
        &self,
        recipients: &[RecipientId],
    ) -> Result<HashMap<RecipientId, String>> {
        let mut chosen = HashMap::new();
        for some in recipients.chunks(ROWS_PER_STATEMENT) {
            let list = places(1, some.len());
            let policies = format!(
                "SELECT recipient, policy FROM notice_policies WHERE recipient IN ({list})"
            );
            let policies = some.iter().fold(sql!(policies), Statement::bind);
            chosen.extend(self.all::<(RecipientId, String)>(policies).await?);
        }
        Ok(chosen)
    }

    /// A notice with its records; `None`: there is none, or it is forgotten.
    pub async fn notice(&self, id: NoticeId) -> Result<Option<NoticeRow>> {
        let notice = NoticeRow::rows("WHERE id = $1");
        let Some(notice) = self.one::<NoticeRow>(sql!(notice; id)).await? else {
            return Ok(None);
        };
        let records = NoticeRecord::rows("WHERE notice = $1 ORDER BY seq");
        let records = self.all(sql!(records; id)).await?;
        Ok(Some(NoticeRow { records, ..notice }))
    }

    /// A recipient's notices, newest first, at most `limit`.
    pub async fn notices_of(
        &self,
        recipient: RecipientId,
        limit: u32,
    ) -> Result<Vec<NoticeSummary>> {
        let rows = format!(
            "SELECT notices.id, notices.kind, notices.written_at, notices.records, {OUTCOME} \
             FROM notices LEFT JOIN messages ON messages.id = notices.id \
             WHERE notices.recipient = $1 ORDER BY notices.written_at DESC, notices.id LIMIT $2"
        );
        self.all(sql!(rows; recipient, limit)).await
    }

    /// The notices that told of a record, newest first, at most `limit`.
    pub async fn notices_about(&self, key: &ConsentKey, limit: u32) -> Result<Vec<NoticeAbout>> {
        let rows = format!(
            "SELECT notices.by_text, notices.written_at, {OUTCOME} FROM notices \
             LEFT JOIN messages ON messages.id = notices.id \
             WHERE notices.recipient = $1 AND EXISTS (SELECT 1 FROM notice_records \
             WHERE notice = notices.id AND brand = $2 AND recipient_type = $3 AND channel = $4) \
             ORDER BY notices.written_at DESC, notices.id LIMIT $5"
        );
        let rows = sql!(rows; key.recipient, key.brand, key.recipient_type, key.channel, limit);
        self.all(rows).await
    }

    /// Forgets notices written before an instant whose exit links have ended, but for those held; says how
    /// many.
    pub async fn purge_notices(&self, before: Timestamp, now: Timestamp) -> Result<u64> {
        let over = format!("written_at < $1 AND expires_at < $2 AND {NOT_HELD} notices.recipient)");
        self.purge("notices", "id", &over, [before, now]).await
    }
}

async fn insert_waiting(connection: &mut Connection, rows: &[NoticeWaiting]) -> Result<()> {
    insert!(notice_waiting for row in rows: recipient = row.recipient, kind = row.kind,
        by_text = row.way, first_seq = row.first_seq, last_seq = row.last_seq,
        due_at = row.due_at;
        "ON CONFLICT (recipient, kind) DO UPDATE SET last_seq = excluded.last_seq \
         WHERE excluded.last_seq > notice_waiting.last_seq")
    .apply(connection)
    .await
}

async fn settle(connection: &mut Connection, waiting: &NoticeWaiting, told: Told) -> Result<()> {
    let (recipient, kind, last) = (waiting.recipient, waiting.kind, waiting.last_seq);
    if let Told::Later(due_at) = told {
        sql!("UPDATE notice_waiting SET due_at = $1 WHERE recipient = $2 AND kind = $3";
            due_at, recipient, kind)
        .run(connection)
        .await?;
        return Ok(());
    }
    let take = sql!("DELETE FROM notice_waiting WHERE recipient = $1 AND kind = $2 \
         AND last_seq = $3"; recipient, kind, last);
    let shorten = sql!("UPDATE notice_waiting SET first_seq = $1 WHERE recipient = $2 \
         AND kind = $3 AND last_seq > $4 AND first_seq <= $4";
        Seq(last.0.saturating_add(1)), recipient, kind, last);
    let taken = take.run(connection).await? > 0;
    let shortened = !taken && shorten.run(connection).await? > 0;
    // Settled meanwhile: it was told, or will be when it is due anew.
    if !taken && !shortened {
        return Ok(());
    }
    if let Told::Notice { notice, message } = told {
        insert(connection, &notice).await?;
        message::insert(connection, &message).await?;
    }
    Ok(())
}

async fn insert(connection: &mut Connection, notice: &NoticeRow) -> Result<()> {
    insert!(notices: id = notice.id, recipient = notice.recipient, by_text = notice.way,
        kind = notice.kind, written_at = notice.written_at, expires_at = notice.expires_at,
        records = notice.records.len() as u64)
    .run(connection)
    .await?;
    for records in notice.records.chunks(ROWS_PER_STATEMENT) {
        insert!(notice_records for record in records: notice = notice.id, seq = record.seq,
            brand = record.brand, recipient_type = record.recipient_type, channel = record.channel;
            "")
        .run(connection)
        .await?;
    }
    Ok(())
}

row! { NoticeWaiting in notice_waiting: recipient, kind, way = "by_text", first_seq,
last_seq, due_at }

impl NoticeRow {
    fn rows(rest: &str) -> Statement {
        let columns = "id, recipient, by_text, kind, written_at, expires_at";
        selection(&[columns], "notices", rest)
    }
}

impl FromRow for NoticeRow {
    /// Without its records.
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            id: row.read("id")?,
            recipient: row.read("recipient")?,
            way: row.read("by_text")?,
            kind: row.read("kind")?,
            written_at: row.read("written_at")?,
            expires_at: row.read("expires_at")?,
            records: Vec::new(),
        })
    }
}

row! { NoticeRecord in notice_records: seq, brand, recipient_type, channel }

row! { NoticeAbout: way = "by_text", written_at, sent_at, undeliverable }

row! { NoticeSummary: id, kind, written_at, records, sent_at, undeliverable }
