//! One-time codes by which people prove addresses. Only their MACs are kept.

mod ceilings;
mod limits;

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use domain::{RecipientId, Timestamp};
use subtle::ConstantTimeEq as _;

use crate::column::wrapper;
use crate::db::Connection;
use crate::error::Result;
use crate::row::Columns as _;
use crate::statement::{insert, sql};
use crate::store::Directory;
use crate::traffic::message::{self, StoredMessage};
use crate::writer::work;

pub use ceilings::{Ceiling, CodeCeilings};
pub use limits::{CodeLimits, StrangerLimits};

/// For how long a client is known that an address was proven from: 90 days.
pub const ASKERS_KEPT: Duration = Duration::from_hours(90 * 24);

/// Names one code that was sent. Its text form is 32 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ChallengeId(pub [u8; 16]);

wrapper! { ChallengeId([u8; 16]) }

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

/// A MAC of a client, or of its network: what it is counted by, and nobody reads it from the file.
pub type ClientMac = [u8; 32];

/// Who asks for a code, where strangers can.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeAsker {
    /// The client.
    pub client: ClientMac,
    /// The network it is in.
    pub network: ClientMac,
    /// Whether the address was proven from this client before; see [`Directory::knows_code_asker`].
    pub known: bool,
    /// Where the code goes: a country code for a text message, [`BY_EMAIL`] for e-mail.
    pub country: u16,
}

/// The "country" of codes sent by e-mail.
pub const BY_EMAIL: u16 = 0;

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
    /// Who asks for it; `None`: no stranger can.
    pub asker: Option<CodeAsker>,
    /// The code the same asker holds, which this one takes the place of.
    pub held: Option<ChallengeId>,
}

/// What became of a code to be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodePlaced {
    /// It works now; the one that its asker held works no more.
    Placed,
    /// The one its asker holds was made a short time ago and still works; the new one is not kept.
    Live {
        /// Which one.
        id: ChallengeId,
        /// When it was made.
        made_at: Timestamp,
        /// From when on it is no good.
        expires_at: Timestamp,
    },
    /// The address, or this asker for it, has had too many; the new one is not kept.
    TooMany {
        /// From when on it may have another.
        again_at: Timestamp,
    },
    /// A ceiling is reached; the new one is not kept.
    Ceiling {
        /// Which one.
        ceiling: Ceiling,
        /// From when on there is room.
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
    /// Keeps a code to be tried, together with the message that brings it, as far as the limits allow.
    pub async fn place_code(
        &self,
        code: NewCode,
        message: StoredMessage,
        limits: CodeLimits,
        ceilings: CodeCeilings,
        now: Timestamp,
    ) -> Result<CodePlaced> {
        self.write(work!(|connection| {
            let held = held(connection, &code, limits.apart, now).await?;
            if let Some((id, made_at, expires_at)) = held
                && now < made_at + limits.again
            {
                return Ok(CodePlaced::Live {
                    id,
                    made_at,
                    expires_at,
                });
            }
            let tries_left = match limits.judge(connection, &code, now).await? {
                Ok(tries) => tries,
                Err(again_at) => return Ok(CodePlaced::TooMany { again_at }),
            };
            if let Some(asker) = &code.asker
                && let Some((ceiling, again_at)) = ceilings.reached(connection, asker, now).await?
            {
                return Ok(CodePlaced::Ceiling { ceiling, again_at });
            }
            insert(connection, code, held.map(|(id, ..)| id), tries_left, now).await?;
            message::insert(connection, &message).await?;
            Ok(CodePlaced::Placed)
        }))
        .await
    }

    /// Whether an address was proven from a client not longer ago than [`ASKERS_KEPT`].
    pub async fn knows_code_asker(
        &self,
        recipient: RecipientId,
        client: ClientMac,
        now: Timestamp,
    ) -> Result<bool> {
        sql!("SELECT 1 FROM code_askers WHERE recipient = $1 AND asker = $2 AND proven_at > $3";
            recipient, client, now - ASKERS_KEPT)
        .exists(self.readers())
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
        self.write(work!(|connection| {
            let row = sql!("UPDATE codes SET tries_left = tries_left - 1, \
                 tries_wrong = tries_wrong + 1 WHERE id = $1 AND purpose = $2 AND state = 'live' \
                 AND tries_left > 0 AND expires_at > $3 RETURNING recipient, sealed_address, mac, \
                 tries_left, asker"; id, purpose, now)
            .row(&mut *connection)
            .await?;
            let Some(row) = row else {
                return Ok(CodeTried::Gone);
            };
            let right: CodeMac = row.read("mac")?;
            if bool::from(right.ct_eq(&mac)) {
                end(connection, id, "used", 1).await?;
                let recipient = row.read("recipient")?;
                if let Some(asker) = row.read("asker")? {
                    remember_asker(connection, recipient, asker, now).await?;
                }
                return Ok(CodeTried::Right {
                    recipient,
                    sealed_address: row.read("sealed_address")?,
                });
            }
            let tries_left = row.read("tries_left")?;
            if tries_left == 0 {
                end(connection, id, "spent", 0).await?;
            }
            Ok(CodeTried::Wrong { tries_left })
        }))
        .await
    }

    /// Forgets codes made at or before an instant, the addresses of those that have expired, and the
    /// clients no address was proven from for [`ASKERS_KEPT`]; says how many codes it forgot.
    pub async fn purge_codes(&self, made_until: Timestamp, now: Timestamp) -> Result<u64> {
        let over = "state = 'live' AND expires_at <= $1";
        let set = "state = 'expired', mac = NULL, sealed_address = NULL";
        self.expire(("codes", "id"), over, [now], set).await?;
        let known_until = now - ASKERS_KEPT;
        self.purge(
            "code_askers",
            "recipient, asker",
            "proven_at <= $1",
            [known_until],
        )
        .await?;
        self.purge("codes", "id", "made_at <= $1", [made_until])
            .await
    }
}

/// The live code of the same address and purpose that its asker holds: its name, when it was made, and
/// when it expires. Where no stranger can ask and codes are not kept apart, all hold the same one.
async fn held(
    connection: &mut Connection,
    code: &NewCode,
    apart: bool,
    now: Timestamp,
) -> Result<Option<(ChallengeId, Timestamp, Timestamp)>> {
    let held = code.held;
    if held.is_none() && (apart || code.asker.is_some()) {
        return Ok(None);
    }
    sql!("SELECT id, made_at, expires_at FROM codes WHERE recipient = $1 AND purpose = $2 \
         AND state = 'live' AND expires_at > $3 AND (id = $4 OR ($4 IS NULL AND asker IS NULL)) \
         ORDER BY made_at DESC LIMIT 1"; code.recipient, code.purpose, now, held)
    .one(connection)
    .await
}

/// Puts a code in the place of the one its asker held.
async fn insert(
    connection: &mut Connection,
    code: NewCode,
    held: Option<ChallengeId>,
    tries_left: u8,
    now: Timestamp,
) -> Result<()> {
    if let Some(held) = held {
        sql!("UPDATE codes SET state = 'replaced', mac = NULL, sealed_address = NULL \
             WHERE id = $1 AND state = 'live'"; held)
        .run(connection)
        .await?;
    }
    let asker = code.asker;
    insert!(codes: id = code.id, recipient = code.recipient, purpose = code.purpose,
        sealed_address = code.sealed_address, mac = code.mac, tries_left, tries_wrong = 0_u8,
        made_at = now, expires_at = code.expires_at, state = "live",
        asker = asker.map(|asker| asker.client), network = asker.map(|asker| asker.network),
        known = asker.map(|asker| asker.known), country = asker.map(|asker| asker.country))
    .apply(connection)
    .await
}

async fn remember_asker(
    connection: &mut Connection,
    recipient: RecipientId,
    asker: ClientMac,
    now: Timestamp,
) -> Result<()> {
    insert!(code_askers: recipient, asker, proven_at = now;
        "ON CONFLICT (recipient, asker) DO UPDATE SET proven_at = excluded.proven_at")
    .apply(connection)
    .await
}

/// Ends a code; `right` of its tries were no wrong ones.
async fn end(
    connection: &mut Connection,
    id: ChallengeId,
    state: &'static str,
    right: u8,
) -> Result<()> {
    sql!("UPDATE codes SET state = $1, tries_wrong = tries_wrong - $2, mac = NULL, \
         sealed_address = NULL WHERE id = $3"; state, right, id)
    .apply(connection)
    .await
}
