//! Holds: while a case is open, what it is about is kept past its time (rule 60).
//!
//! Placing and releasing them is the operator's; no caller of the interface can.

use std::collections::HashSet;

use directory::hold::{Held, Hold};
use domain::{Address, BrandCode, Channel, ConsentKey, RecipientId, RecipientType};

use crate::{Cases, Result};

/// What is to be kept.
#[derive(Clone, Copy, Debug)]
pub enum HoldSubject<'a> {
    /// All records of whoever is at an address.
    Recipient(&'a Address),
    /// One record.
    Record {
        /// Whose.
        address: &'a Address,
        /// Which brand's.
        brand: BrandCode,
        /// As a private person or a merchant.
        recipient_type: RecipientType,
        /// On which channel.
        channel: Channel,
    },
}

impl Cases<'_> {
    /// Places a hold for a case. In force when this returns: what was not erased before is kept
    /// until it is released. `Invalid`: a text is empty or too long, or no record of the address can be on the channel;
    /// `NotFound(Brand)`; `Limit(Hold)`: there are too many.
    pub async fn place_hold(
        self,
        case: &str,
        subject: HoldSubject<'_>,
        by: &str,
    ) -> std::result::Result<Hold, directory::Error> {
        let subject = match subject {
            HoldSubject::Recipient(address) => Held::Recipient(self.ledger().recipient_id(address)),
            HoldSubject::Record {
                address, channel, ..
            } if !address.fits(channel) => {
                return Err(directory::Error::Invalid(
                    "channel: no record of this address can be on it",
                ));
            }
            HoldSubject::Record {
                address,
                brand,
                recipient_type,
                channel,
            } => Held::Record(ConsentKey {
                recipient: self.ledger().recipient_id(address),
                brand,
                recipient_type,
                channel,
            }),
        };
        let _erasing = self.hold_lock().await;
        self.directory()
            .add_hold(case, subject, by, self.now())
            .await
    }

    /// Releases a hold; what it kept past its time goes with the next run of the retention.
    /// `NotFound(Hold)`: there is none in force of this number.
    pub async fn release_hold(
        self,
        number: u64,
        by: &str,
    ) -> std::result::Result<Hold, directory::Error> {
        self.directory().release_hold(number, by, self.now()).await
    }

    /// Everybody of whom anything is on hold. Whatever is about them is kept, and not only the record of
    /// the case.
    pub(crate) async fn recipients_held(self) -> Result<HashSet<RecipientId>> {
        let holds = self.directory().holds_in_force().await?;
        let recipient = |hold: Hold| match hold.held {
            Held::Recipient(recipient) => recipient,
            Held::Record(key) => key.recipient,
        };
        Ok(holds.into_iter().map(recipient).collect())
    }

    /// How many records there are now that a hold covers.
    pub fn records_held(self, hold: &Hold) -> Result<usize> {
        match hold.held {
            Held::Recipient(recipient) => Ok(self.ledger().records_of(recipient)?.len()),
            Held::Record(key) => Ok(self.ledger().state(&key)?.iter().count()),
        }
    }
}
