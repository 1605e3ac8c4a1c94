//! Recording one consent (contract 5, 6.1 and 7).

use domain::draft::{ConsentRequest, Misfit};
use domain::policy::Repetition;
use domain::rules::{self, Context};
use domain::{
    BrandCode, Channel, ErrorCode, ItemId, Policy, RetailerCode, Status, Timestamp, Violation,
};
use ledger::{Action, Command, Outcome};

use crate::{BrandScope, Contract, Error, Result};

pub use ledger::Acknowledgement;

/// A version of the contract; they differ in what an unchanged repetition becomes (contract 7).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContractVersion {
    /// A repetition is refused.
    V1,
    /// A repetition gets the first answer again.
    V2,
}

impl ContractVersion {
    /// What an unchanged repetition becomes.
    pub const fn repetition(self) -> Repetition {
        match self {
            Self::V1 => Repetition::Refuse,
            Self::V2 => Repetition::AnswerFirst,
        }
    }

    pub(crate) const fn to_number(self) -> u8 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
        }
    }

    pub(crate) const fn from_number(number: u8) -> Self {
        match number {
            2 => Self::V2,
            _ => Self::V1,
        }
    }
}

impl<'a> Contract<'a> {
    /// Records an approval or a refusal; durable, and seen by every later question, when it
    /// returns. A refusal is held up neither by the subscription nor by the quota (rule 27), nor by a
    /// clock that is not believed, for which approvals have to wait ([`Error::Later`]).
    ///
    /// Refused in the contract's order (contract 5.6): the subscription and the partner's grants,
    /// what is wrong with the request itself, the retailers, the quota, the stored record.
    pub async fn record(
        self,
        scope: &BrandScope,
        request: ConsentRequest,
        version: ContractVersion,
    ) -> Result<Acknowledgement> {
        let now = self.now();
        self.require_recording(scope, request.status, request.channel)?;
        let policy = scope.policy(version.repetition());
        let unknown = self
            .unknown_retailers(scope.brand(), std::slice::from_ref(&request))
            .await?;
        if let Some((_, unknown)) = unknown.into_iter().next() {
            let wrong = rules::check(&request, &self.context(&policy, now));
            return Err(if wrong.is_empty() { unknown } else { wrong }.into());
        }
        let command = Command {
            brand: scope.brand(),
            action: Action::Consent(request),
            received_at: now,
            item: ItemId {
                request: self.new_request_id(),
                index: 0,
            },
            policy,
            retried: false,
        };
        match self.ledger().submit(vec![command]).await?.pop() {
            Some(Outcome::Recorded(receipt) | Outcome::AlreadyRecorded { receipt, .. }) => {
                Ok(receipt)
            }
            Some(Outcome::Refused(violations)) => Err(violations.into()),
            Some(Outcome::Unchanged) | None => {
                Err(Error::Failed("the ledger left a consent undecided".into()))
            }
        }
    }

    /// Whether a consent of this status may be recorded on a channel now, whatever it says: what [`Self::record`] refuses
    /// before it looks at the request.
    pub(crate) fn require_recording(
        self,
        scope: &BrandScope,
        status: Status,
        channel: Channel,
    ) -> Result<()> {
        if status == Status::Approval {
            scope.require_subscription(self.now())?;
        }
        scope.require_write(channel)?;
        if status == Status::Approval {
            self.require_right_clock()?;
        }
        Ok(())
    }

    /// Everything that is wrong with a consent that could not be read: its fields, and what the
    /// rules that need no record say of those that could (contract 3: all violations
    /// together).
    pub fn refuse(self, scope: &BrandScope, misfit: Misfit) -> Error {
        let policy = scope.policy(Repetition::Refuse);
        rules::check_misfit(misfit, &self.context(&policy, self.now())).into()
    }

    /// What the rules that need no record are judged by.
    pub(crate) fn context(self, policy: &'a Policy, now: Timestamp) -> Context<'a> {
        Context {
            now,
            calendar: self.0.calendar(),
            policy,
            used: 0,
        }
    }

    /// The items that name retailers the brand does not have, with `H180` for each of these
    /// (contract 5.5); items in order, without `index`.
    pub(crate) async fn unknown_retailers(
        self,
        brand: BrandCode,
        items: &[ConsentRequest],
    ) -> Result<Vec<(u32, Vec<Violation>)>> {
        let mut named: Vec<RetailerCode> = items
            .iter()
            .flat_map(|item| item.retailer_access.iter().copied().chain(item.retailer))
            .collect();
        if named.is_empty() {
            return Ok(Vec::new());
        }
        named.sort_unstable();
        named.dedup();
        let mut missing = self.directory().missing_retailers(brand, &named).await?;
        missing.sort_unstable();
        let is_missing = |code: &RetailerCode| missing.binary_search(code).is_ok();
        let found = (0..).zip(items).filter_map(|(index, item)| {
            let violations = unknown_in(item, is_missing);
            (!violations.is_empty()).then_some((index, violations))
        });
        Ok(found.collect())
    }
}

fn unknown_in(item: &ConsentRequest, is_missing: impl Fn(&RetailerCode) -> bool) -> Vec<Violation> {
    let taker = item.retailer.filter(&is_missing).map(|code| {
        let violation = ErrorCode::H180.violation().at("retailerCode");
        violation.with_value(code.0)
    });
    let others = (0..).zip(&item.retailer_access);
    let others = others
        .filter(|(_, code)| is_missing(code))
        .map(|(position, code)| {
            let violation = ErrorCode::H180.violation().at("retailerAccess");
            violation.at_position(position).with_value(code.0)
        });
    taker
        .into_iter()
        .chain(others)
        .take(domain::draft::MAX_VIOLATIONS)
        .collect()
}
