//! What holds for one address and one brand.

use domain::{BrandCode, Channel, RecipientType, Status};

use crate::people::recipient::Subject;
use crate::{Intake, Result};

/// A channel by which a brand may or may not reach somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BrandState {
    /// The channel.
    pub channel: Channel,
    /// Private person or merchant.
    pub recipient_type: RecipientType,
    /// Approval or refusal.
    pub status: Status,
}

impl Intake<'_> {
    /// The subject's records with a brand, over all their addresses, by channel. What belonged to the
    /// former owner of a line is left out (rule 53).
    pub fn states_with(self, subject: &Subject, brand: BrandCode) -> Result<Vec<BrandState>> {
        let mut states = Vec::new();
        for channel in Channel::ALL {
            for own in subject
                .addresses
                .iter()
                .filter(|own| own.address.fits(channel))
            {
                for (record, state) in self.people().own_records_with(own, brand, channel)? {
                    states.push(BrandState {
                        channel,
                        recipient_type: record.recipient_type,
                        status: state.status,
                    });
                }
            }
        }
        Ok(states)
    }
}
