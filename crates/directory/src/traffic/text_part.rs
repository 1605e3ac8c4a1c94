//! Parts of long text messages until they are whole, or have waited long enough.
//!
//! A phone counts its long messages in one byte, so that parts of two can come under one name when some are
//! lost. A part that is there already with another text begins a new round; the parts of a round are taken
//! for one message. Nothing is thrown away before the wait is over: what is there then is read once more.

use domain::{RecipientId, Timestamp};

use crate::db::Connection;
use crate::error::Result;
use crate::row::row;
use crate::statement::sql;
use crate::store::Directory;
use crate::traffic::received_text::TextIdentity;

/// The most parts that wait for one sender.
pub const PARTS_PER_SENDER: u64 = 40;
/// The most parts that wait in all.
pub const PARTS_MAX: u64 = 20_000;
/// The most parts of one sender, and in all, that are kept to be read after their wait. Who sends more
/// faster than they are read loses the oldest.
const PARTS_KEPT_PER_SENDER: u64 = 2 * PARTS_PER_SENDER;
const PARTS_KEPT_MAX: u64 = 2 * PARTS_MAX;

/// A part of a long message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TextPart {
    /// What is the same for all parts of its message.
    pub whole: TextIdentity,
    /// Which part it is, from 1.
    pub number: u8,
    /// Its own identity.
    pub identity: TextIdentity,
    /// Which of the messages under this name it is taken for. Chosen when it is kept.
    pub round: i64,
    /// The same when it first came; a part that is delivered again may belong to a later one.
    pub first_round: i64,
    /// Whether it belongs to a message that was dealt with.
    pub dealt: bool,
    /// Who sent it.
    pub sender: RecipientId,
    /// Its text, sealed.
    pub body: Vec<u8>,
    /// When it came.
    pub received: Timestamp,
}

impl Directory {
    /// Keeps a part, and gives all parts of its round, by number. The same part again changes nothing while
    /// its round is open. A part begins a new round if the newest has its number with another text or was
    /// dealt with, or if something of it came before `since`.
    ///
    /// Of a sender that has [`PARTS_PER_SENDER`], and of all when there are [`PARTS_MAX`], the oldest message
    /// has waited long enough.
    pub async fn keep_text_part(&self, part: TextPart, since: Timestamp) -> Result<Vec<TextPart>> {
        self.write(move |connection| Box::pin(keep(connection, part, since)))
            .await
    }

    /// Messages of which a part has waited since `until` or longer, the oldest first.
    pub async fn overdue_texts(&self, until: Timestamp, most: u32) -> Result<Vec<TextIdentity>> {
        let overdue = sql!("SELECT whole FROM waiting_text_parts WHERE received_at <= $1 \
             GROUP BY whole ORDER BY MIN(received_at), whole LIMIT $2"; until, most);
        self.all(overdue).await
    }

    /// All parts under one name, by round and number.
    pub async fn text_parts_of(&self, whole: TextIdentity) -> Result<Vec<TextPart>> {
        let parts = sql!(TextPart::rows("WHERE whole = $1 ORDER BY round, number"); whole);
        self.all(parts).await
    }

    /// Drops what has waited since `until` or longer under a name.
    pub async fn drop_text_parts(&self, whole: TextIdentity, until: Timestamp) -> Result<()> {
        let change = sql!("DELETE FROM waiting_text_parts WHERE whole = $1 AND received_at <= $2";
            whole, until);
        self.apply(change).await
    }
}

/// Notes that parts belong to a message that was dealt with.
pub(crate) async fn mark_dealt(
    connection: &mut Connection,
    whole: TextIdentity,
    identities: &[TextIdentity],
) -> Result<()> {
    for identity in identities {
        sql!("UPDATE waiting_text_parts SET dealt = 1 WHERE whole = $1 AND identity = $2";
            whole, identity)
        .run(connection)
        .await?;
    }
    Ok(())
}

async fn keep(
    connection: &mut Connection,
    mut part: TextPart,
    since: Timestamp,
) -> Result<Vec<TextPart>> {
    let newest = newest_round(connection, &part.whole).await?;
    part.round = match newest.first() {
        None => 0,
        Some(first) => {
            let stale = newest.iter().any(|one| one.received <= since);
            let here = newest.iter().find(|one| one.number == part.number);
            match here {
                Some(here) if here.identity == part.identity && !here.dealt && !stale => {
                    return Ok(newest);
                }
                None if !stale => first.round,
                _ => first.round + 1,
            }
        }
    };
    make_room(connection, &part).await?;
    // A part that came before moves into the new round; that it was dealt with stays.
    sql!("INSERT INTO waiting_text_parts (whole, identity, number, round, first_round, dealt, \
         sender, body, received_at) VALUES ($1, $2, $3, $4, $4, $5, $6, $7, $8) \
         ON CONFLICT (whole, identity) DO UPDATE SET round = excluded.round, \
         received_at = excluded.received_at";
        part.whole, part.identity, part.number, part.round, part.dealt, part.sender, part.body,
        part.received)
    .run(connection)
    .await?;
    newest_round(connection, &part.whole).await
}

async fn newest_round(connection: &mut Connection, whole: &TextIdentity) -> Result<Vec<TextPart>> {
    let newest = sql!(TextPart::rows("WHERE whole = $1 AND round = (SELECT MAX(round) \
         FROM waiting_text_parts WHERE whole = $1) ORDER BY number"); whole);
    newest.all(connection).await
}

/// Ends the wait of the oldest message where too many wait, and drops the oldest where too many are kept.
async fn make_room(connection: &mut Connection, part: &TextPart) -> Result<()> {
    let counts = sql!("SELECT COUNT(CASE WHEN sender = $1 \
         AND received_at > 0 THEN 1 END), COUNT(CASE WHEN sender = $1 THEN 1 END), \
         COUNT(CASE WHEN received_at > 0 THEN 1 END), COUNT(*) FROM waiting_text_parts";
        part.sender);
    let (own_waiting, own_kept, waiting, kept): (u64, u64, u64, u64) =
        counts.only(&mut *connection).await?;
    let bounds = [
        (own_waiting, PARTS_PER_SENDER, END_OWN),
        (own_kept, PARTS_KEPT_PER_SENDER, DROP_OWN),
        (waiting, PARTS_MAX, END_ANY),
        (kept, PARTS_KEPT_MAX, DROP_ANY),
    ];
    for (there, most, make_room) in bounds {
        if there >= most {
            sql!(make_room; part.whole, part.sender)
                .run(connection)
                .await?;
        }
    }
    Ok(())
}

const END_OWN: &str = "UPDATE waiting_text_parts SET received_at = 0 WHERE whole IN \
    (SELECT whole FROM waiting_text_parts WHERE sender = $2 AND whole <> $1 AND received_at > 0 \
     ORDER BY received_at, whole LIMIT 1)";
const END_ANY: &str = "UPDATE waiting_text_parts SET received_at = 0 WHERE whole IN \
    (SELECT whole FROM waiting_text_parts WHERE (whole <> $1 OR sender <> $2) AND received_at > 0 \
     ORDER BY received_at, whole LIMIT 1)";
const DROP_OWN: &str = "DELETE FROM waiting_text_parts WHERE whole IN \
    (SELECT whole FROM waiting_text_parts WHERE sender = $2 AND whole <> $1 \
     ORDER BY received_at, whole LIMIT 1)";
const DROP_ANY: &str = "DELETE FROM waiting_text_parts WHERE whole IN \
    (SELECT whole FROM waiting_text_parts WHERE whole <> $1 OR sender <> $2 \
     ORDER BY received_at, whole LIMIT 1)";

row! {
    TextPart in waiting_text_parts:
    whole, number, identity, round, first_round, dealt, sender, body, received = "received_at"
}
