//! What holds for a recipient now (contract 6.4 and 6.5).

use domain::{
    Address, Channel, ConsentKey, ConsentState, RecipientType, RetailerCode, Status, TransactionId,
};

use crate::{BrandScope, Contract, Error, Result};

/// A record a question is about.
#[derive(Clone, Debug)]
pub struct RecordQuery {
    /// Whose; fits the channel.
    pub address: Address,
    /// Private person or merchant.
    pub recipient_type: RecipientType,
    /// The channel.
    pub channel: Channel,
}

/// The current standing of one record.
#[derive(Clone, Debug)]
pub struct RecordStatus {
    /// The state.
    pub state: ConsentState,
    /// The movement that decided it.
    pub transaction: TransactionId,
    /// The retailer that took it, with its title.
    pub retailer: Option<(RetailerCode, String)>,
}

impl Contract<'_> {
    /// The current standing of one record; `None`: there is none.
    pub async fn status(
        self,
        scope: &BrandScope,
        query: &RecordQuery,
    ) -> Result<Option<RecordStatus>> {
        self.require_asking(scope, query.channel)?;
        let key = self.key(scope, &query.address, query.recipient_type, query.channel);
        let Some(state) = self.ledger().state(&key)? else {
            return Ok(None);
        };
        let decided_by = self
            .ledger()
            .movement(state.decided_by)?
            .ok_or_else(|| Error::Failed("a record's movement is missing".into()))?;
        let retailer = match state.retailer {
            None => None,
            Some(code) => self
                .directory()
                .retailer(scope.brand(), code)
                .await?
                .map(|retailer| (code, retailer.details.title)),
        };
        Ok(Some(RecordStatus {
            state,
            transaction: decided_by.transaction,
            retailer,
        }))
    }

    /// Those of the addresses that approve now, in the order asked for. All fit the channel.
    pub async fn approving(
        self,
        scope: &BrandScope,
        addresses: Vec<Address>,
        recipient_type: RecipientType,
        channel: Channel,
    ) -> Result<Vec<Address>> {
        self.require_asking(scope, channel)?;
        let scope = scope.clone();
        self.blocking(move |registry| {
            let keys: Vec<ConsentKey> = addresses
                .iter()
                .map(|address| {
                    registry
                        .contract()
                        .key(&scope, address, recipient_type, channel)
                })
                .collect();
            let statuses = registry.ledger().statuses(&keys)?;
            Ok(addresses
                .into_iter()
                .zip(statuses)
                .filter(|(_, status)| *status == Some(Status::Approval))
                .map(|(address, _)| address)
                .collect())
        })
        .await
    }

    /// Whether states on a channel may be asked for now.
    pub(crate) fn require_asking(self, scope: &BrandScope, channel: Channel) -> Result<()> {
        scope.require_subscription(self.now())?;
        scope.require_read(channel)?;
        // Senders go by this as by a check.
        self.ledger().check_running()?;
        Ok(())
    }

    /// The key of a brand's record.
    pub(crate) fn key(
        self,
        scope: &BrandScope,
        address: &Address,
        recipient_type: RecipientType,
        channel: Channel,
    ) -> ConsentKey {
        ConsentKey {
            recipient: self.ledger().recipient_id(address),
            brand: scope.brand(),
            recipient_type,
            channel,
        }
    }
}
