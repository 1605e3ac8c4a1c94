//! Push connections: where a brand wants citizens' changes delivered (contract 6.8).

mod attempt;
mod end;
mod keeping;
mod replay;

use std::fmt;

use domain::{BrandCode, Channel, Origin, Seq, Timestamp};
use uuid::Uuid;

use crate::db::Row;
use crate::error::{Error, Result};
use crate::parties::partner::PartnerCode;
use crate::row::{Columns as _, FromRow};
use crate::words::words;

/// The most active connections of one (brand, channel): of those made through the contract (contract 6.8), and of those
/// made on the console.
pub const ACTIVE_CONNECTIONS: u32 = 2;

/// The most connections of one (brand, channel), active or not, of either kind.
pub const REGISTERED_CONNECTIONS: u32 = 10;

/// What a [`PushConnection`] is read from.
const SELECT: &str = "SELECT id, brand, channel, push_owners.kind AS owner_kind, \
                      push_owners.partner AS owner_partner, url, username, sealed_password, \
                      registered_at, status, push_connections.next_seq, failures, retry_at, failing_since, \
                      sealed_secret, terms, push_replays.next_seq AS replay_next, push_replays.end_seq AS replay_end \
                      FROM push_connections \
                      LEFT JOIN push_owners ON push_owners.connection = push_connections.id \
                      LEFT JOIN push_replays ON push_replays.connection = push_connections.id";

/// Whose a connection is: the party that made it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PushOwner {
    /// The brand's provider.
    Provider,
    /// A partner of it. Its connections end with its grant.
    Partner(PartnerCode),
    /// Not known: it was made before that was noted. It counts as the provider's.
    Unknown,
}

impl PushOwner {
    /// The columns `kind` and `partner`; no row where it is not known.
    fn as_stored(self) -> Option<(&'static str, Option<PartnerCode>)> {
        match self {
            Self::Provider => Some(("provider", None)),
            Self::Partner(code) => Some(("partner", Some(code))),
            Self::Unknown => None,
        }
    }
}

impl FromRow for PushOwner {
    fn read(row: &Row) -> Result<Self> {
        match row.read::<Option<String>>("owner_kind")?.as_deref() {
            Some("provider") => Ok(Self::Provider),
            Some("partner") => Ok(Self::Partner(row.read("owner_partner")?)),
            Some(_) => Err(Error::Corrupt("owner_kind".to_owned())),
            None => Ok(Self::Unknown),
        }
    }
}

words! {
    /// How a connection was made, and what follows from that: whose movements it is told of.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PushTerms: as_word, from_word {
        /// Through the contract: it is told of what recipients do themselves (contract 6.8).
        Contract = "contract",
        /// On the console, for the same.
        Console = "console",
        /// On the console, for what the provider's own side records, too.
        ConsoleWithOwn = "console-with-own",
    }
}

impl PushTerms {
    /// Whose movements are sent.
    pub const fn sides(self) -> &'static [Origin] {
        match self {
            Self::Contract | Self::Console => &[Origin::Recipient],
            Self::ConsoleWithOwn => &[Origin::Recipient, Origin::Provider],
        }
    }

    /// Whether the connection was made on the console.
    pub const fn is_of_console(self) -> bool {
        !matches!(self, Self::Contract)
    }
}

/// A connection to be registered. Its `Debug` leaves out where it leads and who it logs in as.
#[derive(Clone)]
pub struct NewPushConnection {
    /// Its id.
    pub id: Uuid,
    /// The brand whose changes are delivered.
    pub brand: BrandCode,
    /// The channel whose changes are delivered.
    pub channel: Channel,
    /// Whose it is.
    pub owner: PushOwner,
    /// Where to.
    pub url: String,
    /// The name for Basic authentication.
    pub username: String,
    /// The password, sealed by the caller; empty: it logs in as nobody.
    pub sealed_password: Vec<u8>,
    /// The first movement to look at.
    pub cursor: Seq,
    /// Whether the first try reached it.
    pub status: PushStatus,
    /// How it was made.
    pub terms: PushTerms,
}

impl fmt::Debug for NewPushConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPushConnection")
            .field("id", &self.id)
            .field("brand", &self.brand)
            .field("channel", &self.channel)
            .field("owner", &self.owner)
            .finish_non_exhaustive()
    }
}

words! {
    /// Whether a connection is used.
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub enum PushStatus: as_word, from_word {
        /// It is ("Bağlantı Oluşturuldu").
        Active = "active",
        /// It could not be reached for so long that it is not tried any more ("Bağlantı Oluşturulamadı"). Its place is
        /// kept.
        Paused = "failed",
    }
}

/// A registered connection.
#[derive(Clone, Debug)]
pub struct PushConnection {
    /// As registered; its cursor and status are those of now.
    pub connection: NewPushConnection,
    /// When it was registered.
    pub registered_at: Timestamp,
    /// How many tries failed since the last that succeeded.
    pub failures: u32,
    /// Since when every try has failed; `None`: the last one did not.
    pub failing_since: Option<Timestamp>,
    /// When to try again; `None`: at once.
    pub retry_at: Option<Timestamp>,
    /// The key that messages are signed with, sealed by the caller; `None`: they are not signed.
    pub sealed_secret: Option<Vec<u8>>,
    /// What is to be sent once more.
    pub replay: Option<Replay>,
}

impl PushConnection {
    /// What its endpoint proves itself for.
    pub fn as_proven(&self) -> ProvenPush {
        ProvenPush {
            id: self.connection.id,
            url: self.connection.url.clone(),
            username: self.connection.username.clone(),
            sealed_password: self.connection.sealed_password.clone(),
            sealed_secret: self.sealed_secret.clone(),
        }
    }
}

/// A connection as its endpoint has proved itself for it: where it leads and what the registry shows there. The proof counts as
/// long as all of that is so.
#[derive(Clone, PartialEq, Eq)]
pub struct ProvenPush {
    id: Uuid,
    url: String,
    username: String,
    sealed_password: Vec<u8>,
    sealed_secret: Option<Vec<u8>>,
}

impl fmt::Debug for ProvenPush {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProvenPush({})", self.id)
    }
}

/// What is changed about a connection that was made on the console. Its `Debug` leaves out where it leads and who it logs
/// in as.
#[derive(Clone)]
pub struct PushChange {
    /// Where to.
    pub url: String,
    /// The name for Basic authentication.
    pub username: String,
    /// The password, sealed by the caller; empty: it logs in as nobody.
    pub sealed_password: Vec<u8>,
    /// Whose movements it is told of.
    pub terms: PushTerms,
}

impl fmt::Debug for PushChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PushChange({})", self.terms.as_word())
    }
}

/// How far deliveries to a connection have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PushProgress {
    /// The next movement to look at.
    pub cursor: Seq,
    /// How many tries failed since the last that succeeded.
    pub failures: u32,
    /// Since when every try has failed; `None`: the last one did not.
    pub failing_since: Option<Timestamp>,
    /// When to try again; `None`: at once.
    pub retry_at: Option<Timestamp>,
    /// Whether it is still used.
    pub status: PushStatus,
}

pub use attempt::{ATTEMPTS_LISTED, ATTEMPTS_MAX, AttemptEnding, NewPushAttempt, PushAttempt};
pub(crate) use end::{end_with_grant, end_with_licence};
pub use replay::Replay;

impl FromRow for PushConnection {
    fn read(row: &Row) -> Result<Self> {
        Ok(Self {
            connection: NewPushConnection {
                id: row.read("id")?,
                brand: row.read("brand")?,
                channel: row.read("channel")?,
                owner: FromRow::read(row)?,
                url: row.read("url")?,
                username: row.read("username")?,
                sealed_password: row.read("sealed_password")?,
                cursor: row.read("next_seq")?,
                status: row.read("status")?,
                terms: row.read("terms")?,
            },
            registered_at: row.read("registered_at")?,
            failures: row.read("failures")?,
            failing_since: row.read("failing_since")?,
            retry_at: row.read("retry_at")?,
            sealed_secret: row.read("sealed_secret")?,
            replay: FromRow::read(row)?,
        })
    }
}
