//! One-time codes by which people prove addresses. Only their MACs are kept.

mod limits;

use std::fmt;
use std::str::FromStr;

use domain::{RecipientId, Timestamp};
use sqlx::{Row, SqliteConnection};
use subtle::ConstantTimeEq as _;

use crate::column;
use crate::error::{Error, Result};
use crate::store::Directory;

pub use limits::CodeLimits;

/// Names one code that was sent. Its text form is 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChallengeId(pub [u8; 16]);

impl fmt::Display for ChallengeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

/// What is no [`ChallengeId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the name of a code that was sent")]
pub struct NoChallengeId;

impl FromStr for ChallengeId {
    type Err = NoChallengeId;

    fn from_str(text: &str) -> Result<Self, NoChallengeId> {
        let mut id = [0; 16];
        hex::decode_to_slice(text, &mut id).map_err(|_| NoChallengeId)?;
        Ok(Self(id))
    }
}

/// What a code is kept as.
pub type CodeMac = [u8; 32];

/// A code to be sent.
#[derive(Clone, PartialEq, Eq)]
pub struct NewCode {
    /// Its random name.
    pub id: ChallengeId,
    /// Whose address is to be proven.
    pub recipient: RecipientId,
    /// What it is good for, a word of the schema's list.
    pub purpose: &'static str,
    /// The address, as the ledger sealed it.
    pub sealed_address: Vec<u8>,
    /// The code's MAC.
    pub mac: CodeMac,
    /// From when on it is no good.
    pub expires_at: Timestamp,
}

/// What became of a code to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodePlaced {
    /// It is the live one now; an earlier one works no more.
    Placed,
    /// There is one that was made a short time ago and still works; the new one is not kept.
    Live {
        /// Which one.
        id: ChallengeId,
        /// When it was made.
        made_at: Timestamp,
        /// From when on it is no good.
        expires_at: Timestamp,
    },
    /// The address has had too many; the new one is not kept.
    TooMany {
        /// From when on it may have another.
        again_at: Timestamp,
    },
}

/// What became of a code that was tried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeTried {
    /// It was the right one, and works no more.
    Right {
        /// Whose address is proven.
        recipient: RecipientId,
        /// The address, as it was sealed.
        sealed_address: Vec<u8>,
    },
    /// It was a wrong one.
    Wrong {
        /// How many may still be tried.
        tries_left: u8,
    },
    /// There is no live code of this name and purpose.
    Gone,
}

impl Directory {
    /// Makes a code the live one of its address and purpose, as far as the limits allow.
    pub async fn place_code(
        &self,
        code: NewCode,
        limits: CodeLimits,
        now: Timestamp,
    ) -> Result<CodePlaced> {
        self.write(move |connection| {
            Box::pin(async move {
                if let Some(live) = live(connection, &code, now).await?
                    && now.as_millis() < live.1.as_millis() + limits.again_millis
                {
                    let (id, made_at, expires_at) = live;
                    return Ok(CodePlaced::Live {
                        id,
                        made_at,
                        expires_at,
                    });
                }
                let tries_left = match limits.judge(connection, code.recipient, now).await? {
                    Ok(tries) => tries,
                    Err(again_at) => return Ok(CodePlaced::TooMany { again_at }),
                };
                insert(connection, code, tries_left, now).await?;
                Ok(CodePlaced::Placed)
            })
        })
        .await
    }

    /// Tries a code. The try is counted before it is looked at, so that of many at once no more
    /// are looked at than there are tries.
    pub async fn try_code(
        &self,
        id: ChallengeId,
        purpose: &'static str,
        mac: CodeMac,
        now: Timestamp,
    ) -> Result<CodeTried> {
        self.write(move |connection| {
            Box::pin(async move {
                let row = sqlx::query(
                    "UPDATE codes SET tries_left = tries_left - 1, tries_wrong = tries_wrong + 1 \
                     WHERE id = $1 AND purpose = $2 AND state = 'live' AND tries_left > 0 \
                     AND expires_at > $3 \
                     RETURNING recipient, sealed_address, mac, tries_left",
                )
                .bind(id.0.as_slice())
                .bind(purpose)
                .bind(now.as_millis())
                .fetch_optional(&mut *connection)
                .await?;
                let Some(row) = row else {
                    return Ok(CodeTried::Gone);
                };
                let right: CodeMac = column::bytes(&row, "mac")?;
                if bool::from(right.ct_eq(&mac)) {
                    end(connection, id, "used", 1).await?;
                    return Ok(CodeTried::Right {
                        recipient: RecipientId(column::bytes(&row, "recipient")?),
                        sealed_address: row.try_get("sealed_address")?,
                    });
                }
                let tries_left = u8::try_from(row.try_get::<i16, _>("tries_left")?)
                    .map_err(|_| Error::Corrupt("tries_left"))?;
                if tries_left == 0 {
                    end(connection, id, "spent", 0).await?;
                }
                Ok(CodeTried::Wrong { tries_left })
            })
        })
        .await
    }

    /// Forgets codes made at or before an instant, and the addresses of those that have expired;
    /// says how many it forgot.
    pub async fn purge_codes(&self, made_until: Timestamp, now: Timestamp) -> Result<u64> {
        self.write(move |connection| {
            Box::pin(async move {
                sqlx::query(
                    "UPDATE codes SET state = 'expired', mac = NULL, sealed_address = NULL \
                     WHERE state = 'live' AND expires_at <= $1",
                )
                .bind(now.as_millis())
                .execute(&mut *connection)
                .await?;
                let purged = sqlx::query("DELETE FROM codes WHERE made_at <= $1")
                    .bind(made_until.as_millis())
                    .execute(connection)
                    .await?;
                Ok(purged.rows_affected())
            })
        })
        .await
    }
}

/// The live code of the same address and purpose: its name, when it was made, and when it expires.
async fn live(
    connection: &mut SqliteConnection,
    code: &NewCode,
    now: Timestamp,
) -> Result<Option<(ChallengeId, Timestamp, Timestamp)>> {
    let row = sqlx::query(
        "SELECT id, made_at, expires_at FROM codes \
         WHERE recipient = $1 AND purpose = $2 AND state = 'live' AND expires_at > $3",
    )
    .bind(code.recipient.0.as_slice())
    .bind(code.purpose)
    .bind(now.as_millis())
    .fetch_optional(connection)
    .await?;
    row.map(|row| {
        Ok((
            ChallengeId(column::bytes(&row, "id")?),
            column::instant(&row, "made_at")?,
            column::instant(&row, "expires_at")?,
        ))
    })
    .transpose()
}

/// Puts a code in the place of the one before.
async fn insert(
    connection: &mut SqliteConnection,
    code: NewCode,
    tries_left: u8,
    now: Timestamp,
) -> Result<()> {
    sqlx::query(
        "UPDATE codes SET state = 'replaced', mac = NULL, sealed_address = NULL \
         WHERE recipient = $1 AND purpose = $2 AND state = 'live'",
    )
    .bind(code.recipient.0.as_slice())
    .bind(code.purpose)
    .execute(&mut *connection)
    .await?;
    sqlx::query(
        "INSERT INTO codes (id, recipient, purpose, sealed_address, mac, tries_left, tries_wrong, \
         made_at, expires_at, state) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, 'live')",
    )
    .bind(code.id.0.as_slice())
    .bind(code.recipient.0.as_slice())
    .bind(code.purpose)
    .bind(code.sealed_address)
    .bind(code.mac.as_slice())
    .bind(i16::from(tries_left))
    .bind(now.as_millis())
    .bind(code.expires_at.as_millis())
    .execute(connection)
    .await?;
    Ok(())
}

/// Ends a code; `right` of its tries were no wrong ones.
async fn end(
    connection: &mut SqliteConnection,
    id: ChallengeId,
    state: &'static str,
    right: i16,
) -> Result<()> {
    sqlx::query(
        "UPDATE codes SET state = $1, tries_wrong = tries_wrong - $2, mac = NULL, \
         sealed_address = NULL WHERE id = $3",
    )
    .bind(state)
    .bind(right)
    .bind(id.0.as_slice())
    .execute(connection)
    .await?;
    Ok(())
}
