//! Looking up what a recipient has said to a brand, and taking the proof of it away.

use directory::activity::Action;
use domain::movement::Recorded;
use domain::{Address, Channel, RecipientType, Timestamp, TransactionId};

use super::scope::{MemberScope, Viewing};
use crate::contract::status::{RecordQuery, RecordStatus};
use crate::proof::receipts::{Proven, Receipt, Stamping};
use crate::proof::state_proof::StateProof;
use crate::{ProviderConsole, Result};

/// The most movements of a record that are shown; the oldest are left out.
pub const MOVEMENTS_SHOWN: usize = 50;

/// A record of the address that was looked up.
#[derive(Clone, Debug)]
pub struct RecordFound {
    /// Private person or merchant.
    pub recipient_type: RecipientType,
    /// The channel.
    pub channel: Channel,
    /// What it says now.
    pub status: RecordStatus,
    /// Its movements, newest first, at most [`MOVEMENTS_SHOWN`].
    pub movements: Vec<Recorded>,
    /// How many older ones are left out.
    pub left_out: usize,
}

impl ProviderConsole<'_> {
    /// The brand's records of an address, by type and channel. Noted in the log of activity before they are shown. Refused
    /// with a subscription code of contract 2.3, as the interface refuses it.
    pub async fn look_up(
        self,
        scope: &MemberScope<Viewing>,
        address: &Address,
    ) -> Result<Vec<RecordFound>> {
        scope.require_subscription(self.now())?;
        let recipient = self.ledger().recipient_id(address);
        let noted = scope.activity(Action::RecordsLookedUp);
        self.note(noted.recipient(recipient)).await?;
        let mut found = Vec::new();
        for recipient_type in [RecipientType::Individual, RecipientType::Merchant] {
            let channels = Channel::ALL.into_iter();
            for channel in channels.filter(|channel| address.fits(*channel)) {
                let query = RecordQuery {
                    address: address.clone(),
                    recipient_type,
                    channel,
                };
                let Some(status) = self.contract().status(scope, &query).await? else {
                    continue;
                };
                let mut movements = self.contract().history(scope, &query).await?;
                let left_out = movements.len().saturating_sub(MOVEMENTS_SHOWN);
                movements.truncate(MOVEMENTS_SHOWN);
                found.push(RecordFound {
                    recipient_type,
                    channel,
                    status,
                    movements,
                    left_out,
                });
            }
        }
        Ok(found)
    }

    /// The receipt of one of the brand's movements. Noted once there is one.
    pub async fn receipt(
        self,
        scope: &MemberScope<Viewing>,
        transaction: TransactionId,
    ) -> Result<Proven<Receipt>> {
        let proof = self.proof();
        let receipt = proof
            .receipt_in(scope, transaction, Stamping::Optional)
            .await?;
        if matches!(receipt, Proven::Whole(_)) {
            let noted = scope.activity(Action::ProofTaken);
            self.note(noted.object(transaction.to_wire())).await?;
        }
        Ok(receipt)
    }

    /// The proof of what one of the brand's records said at an instant. Noted once there is one.
    pub async fn record_proof(
        self,
        scope: &MemberScope<Viewing>,
        query: &RecordQuery,
        instant: Timestamp,
    ) -> Result<Proven<StateProof>> {
        let proof = self.proof();
        let found = proof
            .state_proof(scope, query, instant, Stamping::Optional)
            .await?;
        if matches!(found, Proven::Whole(_)) {
            let recipient = self.ledger().recipient_id(&query.address);
            let noted = scope.activity(Action::ProofTaken);
            self.note(noted.recipient(recipient)).await?;
        }
        Ok(found)
    }
}
