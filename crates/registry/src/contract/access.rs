//! Which retailers may use a brand's records (contract 11.5).

use domain::draft::AccessRequest;
use domain::policy::Repetition;
use domain::{
    AccessChange, Address, Channel, ErrorCode, ItemId, RecipientType, RetailerCode, Timestamp,
    TransactionId, Violation,
};
use ledger::{Action, Command, Outcome};

use crate::contract::retailers::{self, Retailer};
use crate::{BrandScope, Contract, Error, Result};

/// The most recipients of one call (contract 11.5).
pub const RECIPIENTS_MAX: usize = 100;
/// The most retailers of one call (contract 11.5).
pub const RETAILERS_MAX: usize = 100;

/// The records of one brand a call is about; at least one and at most [`RECIPIENTS_MAX`].
#[derive(Clone, Debug)]
pub struct AccessTargets {
    /// Whose records; all fit `channel`.
    pub recipients: Vec<Address>,
    /// Private persons or merchants.
    pub recipient_type: RecipientType,
    /// The channel of the records.
    pub channel: Channel,
}

/// The movement that says who may use a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessReceipt {
    /// Its leaf hash.
    pub transaction: TransactionId,
    /// When it was recorded.
    pub recorded_at: Timestamp,
}

/// A page of the retailers that may use a record.
#[derive(Clone, Debug)]
pub struct AccessPage {
    /// The retailers of the page, by number.
    pub retailers: Vec<Retailer>,
    /// How many may use the record in all.
    pub total: u64,
}

impl Contract<'_> {
    /// Lets retailers use one record. When they already may, nothing is written and the record's
    /// newest movement is the answer. `H401`: no such record; `H180`: no such retailer.
    pub async fn grant_access(
        self,
        scope: &BrandScope,
        address: Address,
        recipient_type: RecipientType,
        channel: Channel,
        retailers: Vec<RetailerCode>,
    ) -> Result<AccessReceipt> {
        let key = self.key(scope, &address, recipient_type, channel);
        let targets = AccessTargets {
            recipients: vec![address],
            recipient_type,
            channel,
        };
        self.require_retailers(scope, &retailers).await?;
        let change = AccessChange::Grant(retailers);
        let outcomes = self.change_access(scope, targets, &change).await?;
        if let Some(Outcome::Recorded(receipt)) = outcomes.first() {
            return Ok(AccessReceipt {
                transaction: receipt.transaction,
                recorded_at: receipt.recorded_at,
            });
        }
        let newest = match self.ledger().state(&key)? {
            Some(state) => self.ledger().movement(state.head)?,
            None => None,
        };
        let newest = newest.ok_or_else(|| Error::code(ErrorCode::H401))?;
        Ok(AccessReceipt {
            transaction: newest.transaction,
            recorded_at: newest.movement.recorded_at,
        })
    }

    /// Lets these retailers and no others use the records. Recipients without a record are passed
    /// over. `H180`: no such retailer.
    pub async fn replace_access(
        self,
        scope: &BrandScope,
        targets: AccessTargets,
        retailers: Vec<RetailerCode>,
    ) -> Result<()> {
        self.require_retailers(scope, &retailers).await?;
        let change = AccessChange::Replace(retailers);
        self.change_access(scope, targets, &change).await.map(drop)
    }

    /// Takes the records from these retailers. `H058`: no such retailer.
    pub async fn revoke_access(
        self,
        scope: &BrandScope,
        targets: AccessTargets,
        retailers: Vec<RetailerCode>,
    ) -> Result<()> {
        scope.require_write(targets.channel)?;
        let missing = self
            .directory()
            .missing_retailers(scope.brand(), &retailers)
            .await?;
        if let Some(first) = missing.first() {
            return Err(retailers::about(ErrorCode::H058, *first).into());
        }
        let change = AccessChange::Revoke(retailers);
        self.change_access(scope, targets, &change).await.map(drop)
    }

    /// Takes the records from all retailers.
    pub async fn revoke_all_access(self, scope: &BrandScope, targets: AccessTargets) -> Result<()> {
        let change = AccessChange::RevokeAll;
        self.change_access(scope, targets, &change).await.map(drop)
    }

    /// A page of the retailers that may use one record; an empty one if there is no such record.
    pub async fn access_list(
        self,
        scope: &BrandScope,
        address: &Address,
        recipient_type: RecipientType,
        channel: Channel,
        (offset, limit): (u32, u32),
    ) -> Result<AccessPage> {
        scope.require_read(channel)?;
        let key = self.key(scope, address, recipient_type, channel);
        let codes = match self.ledger().state(&key)? {
            Some(state) => state.retailer_access,
            None => Vec::new(),
        };
        let window: Vec<_> = codes
            .iter()
            .copied()
            .skip(usize::try_from(offset).unwrap_or(usize::MAX))
            .take(usize::try_from(limit).unwrap_or(usize::MAX))
            .collect();
        let retailers = self
            .directory()
            .retailers_by_code(scope.brand(), &window)
            .await?;
        Ok(AccessPage {
            retailers,
            total: codes.len() as u64,
        })
    }

    /// `H180` for each entry of `retailerAccess` that is no retailer of the brand.
    async fn require_retailers(self, scope: &BrandScope, codes: &[RetailerCode]) -> Result<()> {
        let missing = self
            .directory()
            .missing_retailers(scope.brand(), codes)
            .await?;
        let violations: Vec<Violation> = (0..)
            .zip(codes)
            .filter(|(_, code)| missing.contains(code))
            .map(|(position, code)| {
                ErrorCode::H180
                    .violation()
                    .at("retailerAccess")
                    .at_position(position)
                    .with_value(code.0)
            })
            .collect();
        if violations.is_empty() {
            Ok(())
        } else {
            Err(violations.into())
        }
    }

    /// Decides all targets in one go, in the order given.
    async fn change_access(
        self,
        scope: &BrandScope,
        targets: AccessTargets,
        change: &AccessChange,
    ) -> Result<Vec<Outcome>> {
        scope.require_write(targets.channel)?;
        // To take access away is a kind of refusal, and never waits.
        if matches!(change, AccessChange::Grant(_) | AccessChange::Replace(_)) {
            self.require_right_clock()?;
        }
        let (received_at, request) = (self.now(), self.new_request_id());
        let policy = scope.policy(Repetition::Refuse);
        let commands = (0..)
            .zip(targets.recipients)
            .map(|(index, address)| Command {
                brand: scope.brand(),
                action: Action::Access(AccessRequest {
                    address,
                    channel: targets.channel,
                    recipient_type: targets.recipient_type,
                    change: change.clone(),
                }),
                received_at,
                item: ItemId { request, index },
                policy: policy.clone(),
                retried: false,
            })
            .collect();
        let outcomes = self.ledger().submit(commands).await?;
        let refused: Vec<Violation> = outcomes
            .iter()
            .filter_map(|outcome| match outcome {
                Outcome::Refused(violations) => Some(violations.clone()),
                _ => None,
            })
            .flatten()
            .collect();
        if refused.is_empty() {
            Ok(outcomes)
        } else {
            Err(refused.into())
        }
    }
}
