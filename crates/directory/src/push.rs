//! Push connections: where a brand wants citizens' changes delivered (contract 6.8).

use std::fmt;

use domain::{BrandCode, Channel, Seq, Timestamp};
use uuid::Uuid;

use crate::error::Result;
use crate::store::Directory;

/// The most active connections of one (brand, channel) (contract 6.8).
pub const ACTIVE_CONNECTIONS: u32 = 2;

/// A connection to be registered. Its `Debug` leaves out where it leads and who it logs in as.
#[derive(Clone)]
pub struct NewPushConnection {
    /// Its id.
    pub id: Uuid,
    /// The brand whose changes are delivered.
    pub brand: BrandCode,
    /// The channel whose changes are delivered.
    pub channel: Channel,
    /// Where to.
    pub url: String,
    /// The name for Basic authentication.
    pub username: String,
    /// The password, sealed by the caller.
    pub sealed_password: Vec<u8>,
    /// The first movement to look at.
    pub cursor: Seq,
    /// Whether the first try reached it.
    pub status: PushStatus,
}

impl fmt::Debug for NewPushConnection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NewPushConnection")
            .field("id", &self.id)
            .field("brand", &self.brand)
            .field("channel", &self.channel)
            .finish_non_exhaustive()
    }
}

/// Whether a connection is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PushStatus {
    /// It is ("Bağlantı Oluşturuldu").
    Active,
    /// It could not be reached ("Bağlantı Oluşturulamadı").
    Failed,
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
    /// When to try again; `None`: at once.
    pub retry_at: Option<Timestamp>,
}

/// How far deliveries to a connection have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PushProgress {
    /// The next movement to look at.
    pub cursor: Seq,
    /// How many tries failed since the last that succeeded.
    pub failures: u32,
    /// When to try again; `None`: at once.
    pub retry_at: Option<Timestamp>,
    /// Whether it is still used.
    pub status: PushStatus,
}

impl Directory {
    /// Registers a connection. `NotFound(Brand)`; `Exists(PushConnection)`: the brand has this
    /// channel and URL already; `Limit(PushConnection)`: [`ACTIVE_CONNECTIONS`].
    pub async fn add_push_connection(&self, new: NewPushConnection, now: Timestamp) -> Result<()> {
        todo!()
    }

    /// A brand's connections, oldest first.
    pub async fn push_connections(&self, brand: BrandCode) -> Result<Vec<PushConnection>> {
        todo!()
    }

    /// All active connections, oldest first.
    pub async fn active_push_connections(&self) -> Result<Vec<PushConnection>> {
        todo!()
    }

    /// Records how far deliveries have come. `NotFound(PushConnection)`: removed meanwhile.
    pub async fn set_push_progress(&self, id: Uuid, progress: PushProgress) -> Result<()> {
        todo!()
    }

    /// Removes a connection; `false` if there is none.
    pub async fn remove_push_connection(&self, id: Uuid) -> Result<bool> {
        todo!()
    }
}
