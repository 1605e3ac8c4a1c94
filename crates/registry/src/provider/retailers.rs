//! A brand's retailers on the console, and which of them may use a recipient's record: by the use cases of the interface
//! (contract 11), refused as the interface refuses them. Each act is noted.

use directory::Paging;
use directory::activity::Action;
use domain::RetailerCode;
use serde_json::{Map, Value};

use super::scope::{Editing, Managing, MemberScope};
use crate::contract::access::{AccessPage, AccessTargets, RETAILERS_MAX};
use crate::contract::retailers::{RetailerPage, draft};
use crate::contract::status::RecordQuery;
use crate::{ProviderConsole, Result};

/// How many retailers a page shows.
pub const PAGE_RETAILERS: u32 = 50;
/// How many of a record's retailers are shown.
pub const RECORD_RETAILERS_SHOWN: u32 = 100;

/// A change of who may use a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RetailersChange {
    /// These may use it, too.
    Add(Vec<RetailerCode>),
    /// These may use it, and no others.
    Replace(Vec<RetailerCode>),
    /// These may not any more.
    Take(Vec<RetailerCode>),
    /// No retailer may any more.
    TakeAll,
}

impl RetailersChange {
    /// As the log of activity has it: the numbers, as many as are named at most, and what was done.
    fn said(&self) -> (String, &'static str) {
        let (codes, what) = match self {
            Self::Add(codes) => (&codes[..], "add"),
            Self::Replace(codes) => (&codes[..], "replace"),
            Self::Take(codes) => (&codes[..], "take"),
            Self::TakeAll => (&[][..], "take all"),
        };
        let codes = codes.iter().take(RETAILERS_MAX);
        let codes: Vec<_> = codes.map(|code| code.0.to_string()).collect();
        (codes.join(" "), what)
    }
}

impl ProviderConsole<'_> {
    /// A page of a brand's retailers, from 0.
    pub async fn retailers<P>(self, scope: &MemberScope<P>, page: u32) -> Result<RetailerPage> {
        scope.require_subscription(self.now())?;
        let window = Paging::Window {
            offset: page.saturating_mul(PAGE_RETAILERS),
            limit: PAGE_RETAILERS,
        };
        self.contract().retailers(scope, window).await
    }

    /// Adds a retailer, given by the contract's field names (contract 11.1), with every violation at its field.
    pub async fn add_retailer(
        self,
        scope: &MemberScope<Managing>,
        fields: Map<String, Value>,
    ) -> Result<RetailerCode> {
        scope.require_subscription(self.now())?;
        let details = draft::parse(&Value::Object(fields))?;
        self.contract().add_retailer(scope, details).await
    }

    /// Removes a retailer that no record refers to.
    pub async fn remove_retailer(
        self,
        scope: &MemberScope<Managing>,
        code: RetailerCode,
    ) -> Result<()> {
        scope.require_subscription(self.now())?;
        self.contract().delete_retailer(scope, code).await
    }

    /// The retailers that may use a record; none if there is no such record. Noted before they are shown.
    pub async fn record_retailers<P>(
        self,
        scope: &MemberScope<P>,
        record: &RecordQuery,
    ) -> Result<AccessPage> {
        scope.require_subscription(self.now())?;
        let recipient = self.ledger().recipient_id(&record.address);
        let noted = scope.activity(Action::RetailersLookedUp);
        self.note(noted.recipient(recipient)).await?;
        self.listed(scope, record).await
    }

    /// Changes which retailers may use a record; those that may then. Noted before the answer. `H401`: there is no such record;
    /// `H180`, `H058`: no such retailer.
    pub async fn change_record_retailers(
        self,
        scope: &MemberScope<Editing>,
        record: &RecordQuery,
        change: RetailersChange,
    ) -> Result<AccessPage> {
        scope.require_subscription(self.now())?;
        let (codes, what) = change.said();
        let contract = self.contract();
        let targets = || AccessTargets {
            recipients: vec![record.address.clone()],
            recipient_type: record.recipient_type,
            channel: record.channel,
        };
        match change {
            RetailersChange::Add(codes) => {
                let (address, of) = (record.address.clone(), record.recipient_type);
                let granted = contract.grant_access(scope, address, of, record.channel, codes);
                granted.await.map(drop)
            }
            RetailersChange::Replace(codes) => {
                contract.replace_access(scope, targets(), codes).await
            }
            RetailersChange::Take(codes) => contract.revoke_access(scope, targets(), codes).await,
            RetailersChange::TakeAll => contract.revoke_all_access(scope, targets()).await,
        }?;
        let recipient = self.ledger().recipient_id(&record.address);
        let noted = scope.activity(Action::RetailersChanged).object(codes);
        let detail = format!("{what} {}", record.channel.as_wire());
        self.note(noted.recipient(recipient).detail(detail)).await?;
        self.listed(scope, record).await
    }

    async fn listed<P>(self, scope: &MemberScope<P>, record: &RecordQuery) -> Result<AccessPage> {
        let window = (0, RECORD_RETAILERS_SHOWN);
        let (of, channel) = (record.recipient_type, record.channel);
        let contract = self.contract();
        let list = contract.access_list(scope, &record.address, of, channel, window);
        list.await
    }
}
