//! Grants, as they are read.

use domain::{Channel, Timestamp};

use crate::row::row;
use crate::row_sum::PARTNER_GRANTS;
use crate::words::words;

words! {
    /// What a grant allows.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
    pub enum Permission: as_wire, from_wire {
        /// Asking only.
        Read = "read",
        /// Asking and recording.
        Write = "write",
    }
}

/// The live grants of one (partner, brand).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Grants {
    by_channel: [Option<Permission>; 3],
}

impl Grants {
    pub(super) fn set(&mut self, channel: Channel, access: Permission) {
        self.by_channel[usize::from(channel.to_byte()) - 1] = Some(access);
    }

    /// What these live grants allow together.
    pub(in crate::parties) fn of<'a>(live: impl IntoIterator<Item = &'a Grant>) -> Self {
        let mut grants = Self::default();
        for grant in live {
            grants.set(grant.channel, grant.access);
        }
        grants
    }

    /// What is granted for a channel; `None` is nothing.
    pub fn on(&self, channel: Channel) -> Option<Permission> {
        self.by_channel[usize::from(channel.to_byte()) - 1]
    }

    /// Whether the partner may ask about the channel.
    pub fn may_read(&self, channel: Channel) -> bool {
        self.on(channel).is_some()
    }

    /// Whether the partner may record on the channel (rule 5).
    pub fn may_write(&self, channel: Channel) -> bool {
        self.on(channel) == Some(Permission::Write)
    }

    /// Whether nothing is granted.
    pub fn is_empty(&self) -> bool {
        self.by_channel.iter().all(Option::is_none)
    }
}

/// One grant, live or revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// The channel.
    pub channel: Channel,
    /// What it allows.
    pub access: Permission,
    /// Since when.
    pub granted_at: Timestamp,
    /// When it ended; `None` while live.
    pub revoked_at: Option<Timestamp>,
}

row! { Grant of PARTNER_GRANTS: channel, access, granted_at, revoked_at }
