//! Notices: who is still to be told of approvals, and which records somebody was told of.

use std::collections::HashMap;

use domain::{BrandCode, Channel, RecipientId, RecipientType, Seq, Timestamp};
use sqlx::Row as _;

use crate::column;
use crate::db::{Connection, QueryBuilder, Read as _, Row};
use crate::error::{Error, Result};
use crate::purge::Rows;
use crate::retention::NOT_HELD;
use crate::store::Directory;
use crate::traffic::message::{self, StoredMessage};

/// How many rows go into one statement. SQLite takes 32,766 values, PostgreSQL 65,535.
const ROWS_PER_STATEMENT: usize = 1_000;

/// A notice's identity: random, and that of its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NoticeId(pub [u8; 16]);

/// Why somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum StoredNoticeKind {
    /// New approvals (rule 54).
    New = 1,
    /// Approvals from before, loaded in bulk (rule 55).
    Loaded = 2,
}

impl StoredNoticeKind {
    const fn as_stored(self) -> i16 {
        self as i16
    }

    fn from_stored(number: i16) -> Option<Self> {
        [Self::New, Self::Loaded]
            .into_iter()
            .find(|kind| kind.as_stored() == number)
    }
}

/// Somebody with approvals they have not been told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeWaiting {
    /// Who.
    pub recipient: RecipientId,
    /// Why they are to be told.
    pub kind: StoredNoticeKind,
    /// By text message; otherwise by e-mail.
    pub by_text: bool,
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
    /// By text message; otherwise by e-mail.
    pub by_text: bool,
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
        let row = sqlx::query("SELECT next_seq FROM notice_progress WHERE id = 1")
            .fetch_one(self.readers())
            .await?;
        let next: Option<i64> = row.try_get("next_seq")?;
        next.map(|next| u64::try_from(next).map(Seq))
            .transpose()
            .map_err(|_| Error::Corrupt("next_seq"))
    }

    /// Keeps whom to tell, and how far the log has been looked through, in one transaction. Who
    /// waits already goes on waiting until the time he waits for.
    pub async fn add_notice_waiting(&self, waiting: Vec<NoticeWaiting>, next: Seq) -> Result<()> {
        let next = column::stored(next.0, "a movement's number")?;
        self.write(move |connection| {
            Box::pin(async move {
                for rows in waiting.chunks(ROWS_PER_STATEMENT) {
                    insert_waiting(connection, rows).await?;
                }
                sqlx::query("UPDATE notice_progress SET next_seq = $1 WHERE id = 1")
                    .bind(next)
                    .execute(connection)
                    .await?;
                Ok(())
            })
        })
        .await
    }

    /// Those whose notice is due, the longest due first.
    pub async fn due_notices(
        &self,
        kind: StoredNoticeKind,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<NoticeWaiting>> {
        sqlx::query(
            "SELECT recipient, kind, by_text, first_seq, last_seq, due_at FROM notice_waiting \
             WHERE kind = $1 AND due_at <= $2 ORDER BY due_at LIMIT $3",
        )
        .bind(kind.as_stored())
        .bind(now.as_millis())
        .bind(i64::from(limit))
        .all(self.readers(), waiting)
        .await
    }

    /// How many wait to be told.
    pub async fn notices_waiting(&self) -> Result<u64> {
        let row = sqlx::query("SELECT COUNT(*) AS waiting FROM notice_waiting")
            .fetch_one(self.readers())
            .await?;
        column::count(&row, "waiting")
    }

    /// When a recipient was last written a notice.
    pub async fn last_notice(&self, recipient: RecipientId) -> Result<Option<Timestamp>> {
        let row = sqlx::query("SELECT MAX(written_at) AS last FROM notices WHERE recipient = $1")
            .bind(recipient.0.as_slice())
            .fetch_one(self.readers())
            .await?;
        column::maybe_instant(&row, "last")
    }

    /// Records what becomes of those whose notices were due, all in one transaction: the notice,
    /// its message, and that nobody waits for it any more. What was recorded about them since goes
    /// on waiting.
    pub async fn settle_notices(&self, settled: Vec<(NoticeWaiting, Told)>) -> Result<()> {
        self.write(move |connection| {
            Box::pin(async move {
                for (waiting, told) in settled {
                    settle(connection, &waiting, told).await?;
                }
                Ok(())
            })
        })
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
            let mut query = QueryBuilder::new(
                "SELECT recipient, policy FROM notice_policies WHERE recipient IN (",
            );
            let mut list = query.separated(", ");
            for recipient in some {
                list.push_bind(recipient.0.to_vec());
            }
            query.push(")");
            for row in query.build().fetch_all(self.readers()).await? {
                let recipient = RecipientId(column::bytes(&row, "recipient")?);
                chosen.insert(recipient, row.try_get("policy")?);
            }
        }
        Ok(chosen)
    }

    /// A notice with its records; `None`: there is none, or it is forgotten.
    pub async fn notice(&self, id: NoticeId) -> Result<Option<NoticeRow>> {
        let row = sqlx::query(
            "SELECT id, recipient, by_text, kind, written_at, expires_at FROM notices \
             WHERE id = $1",
        )
        .bind(id.0.as_slice())
        .fetch_optional(self.readers())
        .await?;
        let Some(row) = row else { return Ok(None) };
        let records = sqlx::query(
            "SELECT seq, brand, recipient_type, channel FROM notice_records WHERE notice = $1 \
             ORDER BY seq",
        )
        .bind(id.0.as_slice())
        .fetch_all(self.readers())
        .await?
        .iter()
        .map(record)
        .collect::<Result<_>>()?;
        Ok(Some(NoticeRow {
            id,
            recipient: RecipientId(column::bytes(&row, "recipient")?),
            by_text: column::flag(&row, "by_text")?,
            kind: kind(&row)?,
            written_at: column::instant(&row, "written_at")?,
            expires_at: column::instant(&row, "expires_at")?,
            records,
        }))
    }

    /// A recipient's notices, newest first, at most `limit`.
    pub async fn notices_of(
        &self,
        recipient: RecipientId,
        limit: u32,
    ) -> Result<Vec<NoticeSummary>> {
        sqlx::query(
            "SELECT notices.id, notices.kind, notices.written_at, notices.records, \
             CASE WHEN messages.state = 'sent' THEN messages.finished_at END AS sent_at, \
             CASE WHEN messages.state = 'dead' THEN 1 ELSE 0 END AS undeliverable \
             FROM notices LEFT JOIN messages ON messages.id = notices.id \
             WHERE notices.recipient = $1 ORDER BY notices.written_at DESC, notices.id LIMIT $2",
        )
        .bind(recipient.0.as_slice())
        .bind(i64::from(limit))
        .all(self.readers(), summary)
        .await
    }

    /// Forgets notices written before an instant whose exit links have ended, but for those held; says how
    /// many.
    pub async fn purge_notices(&self, before: Timestamp, now: Timestamp) -> Result<u64> {
        let over = format!("written_at < $1 AND expires_at < $2 AND {NOT_HELD} notices.recipient)");
        self.purge(&Rows::new("notices", "id", over), |query| {
            query.bind(before.as_millis()).bind(now.as_millis())
        })
        .await
    }
}

async fn insert_waiting(connection: &mut Connection, rows: &[NoticeWaiting]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let mut query = QueryBuilder::new(
        "INSERT INTO notice_waiting (recipient, kind, by_text, first_seq, last_seq, due_at) ",
    );
    query.push_values(rows, |mut values, row| {
        values
            .push_bind(row.recipient.0.to_vec())
            .push_bind(row.kind.as_stored())
            .push_bind(i16::from(row.by_text))
            .push_bind(i64::try_from(row.first_seq.0).unwrap_or(i64::MAX))
            .push_bind(i64::try_from(row.last_seq.0).unwrap_or(i64::MAX))
            .push_bind(row.due_at.as_millis());
    });
    query.push(
        " ON CONFLICT (recipient, kind) DO UPDATE SET last_seq = excluded.last_seq \
         WHERE excluded.last_seq > notice_waiting.last_seq",
    );
    query.build().execute(connection).await?;
    Ok(())
}

async fn settle(connection: &mut Connection, waiting: &NoticeWaiting, told: Told) -> Result<()> {
    let (recipient, kind) = (waiting.recipient.0.to_vec(), waiting.kind.as_stored());
    let last = column::stored(waiting.last_seq.0, "a movement's number")?;
    if let Told::Later(due_at) = told {
        sqlx::query("UPDATE notice_waiting SET due_at = $1 WHERE recipient = $2 AND kind = $3")
            .bind(due_at.as_millis())
            .bind(recipient)
            .bind(kind)
            .execute(connection)
            .await?;
        return Ok(());
    }
    let taken = sqlx::query(
        "DELETE FROM notice_waiting WHERE recipient = $1 AND kind = $2 AND last_seq = $3",
    )
    .bind(recipient.as_slice())
    .bind(kind)
    .bind(last)
    .execute(&mut *connection)
    .await?
    .rows_affected()
        > 0;
    let shortened = !taken
        && sqlx::query(
            "UPDATE notice_waiting SET first_seq = $1 \
             WHERE recipient = $2 AND kind = $3 AND last_seq > $4 AND first_seq <= $4",
        )
        .bind(last + 1)
        .bind(recipient.as_slice())
        .bind(kind)
        .bind(last)
        .execute(&mut *connection)
        .await?
        .rows_affected()
            > 0;
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
    sqlx::query(
        "INSERT INTO notices (id, recipient, by_text, kind, written_at, expires_at, records) \
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(notice.id.0.as_slice())
    .bind(notice.recipient.0.as_slice())
    .bind(i16::from(notice.by_text))
    .bind(notice.kind.as_stored())
    .bind(notice.written_at.as_millis())
    .bind(notice.expires_at.as_millis())
    .bind(i64::try_from(notice.records.len()).unwrap_or(i64::MAX))
    .execute(&mut *connection)
    .await?;
    for records in notice.records.chunks(ROWS_PER_STATEMENT) {
        let mut query = QueryBuilder::new(
            "INSERT INTO notice_records (notice, seq, brand, recipient_type, channel) ",
        );
        query.push_values(records, |mut values, record| {
            values
                .push_bind(notice.id.0.to_vec())
                .push_bind(i64::try_from(record.seq.0).unwrap_or(i64::MAX))
                .push_bind(i64::from(record.brand.0))
                .push_bind(i16::from(record.recipient_type.to_byte()))
                .push_bind(column::stored_channel(record.channel));
        });
        query.build().execute(&mut *connection).await?;
    }
    Ok(())
}

fn kind(row: &Row) -> Result<StoredNoticeKind> {
    StoredNoticeKind::from_stored(row.try_get("kind")?).ok_or(Error::Corrupt("kind"))
}

fn waiting(row: &Row) -> Result<NoticeWaiting> {
    Ok(NoticeWaiting {
        recipient: RecipientId(column::bytes(row, "recipient")?),
        kind: kind(row)?,
        by_text: column::flag(row, "by_text")?,
        first_seq: Seq(column::count(row, "first_seq")?),
        last_seq: Seq(column::count(row, "last_seq")?),
        due_at: column::instant(row, "due_at")?,
    })
}

fn record(row: &Row) -> Result<NoticeRecord> {
    Ok(NoticeRecord {
        seq: Seq(column::count(row, "seq")?),
        brand: BrandCode(column::code(row, "brand")?),
        recipient_type: column::recipient_type(row, "recipient_type")?,
        channel: column::channel(row, "channel")?,
    })
}

fn summary(row: &Row) -> Result<NoticeSummary> {
    let undeliverable: i64 = row.try_get("undeliverable")?;
    Ok(NoticeSummary {
        id: NoticeId(column::bytes(row, "id")?),
        kind: kind(row)?,
        written_at: column::instant(row, "written_at")?,
        records: column::count(row, "records")?,
        sent_at: column::maybe_instant(row, "sent_at")?,
        undeliverable: undeliverable != 0,
    })
}
