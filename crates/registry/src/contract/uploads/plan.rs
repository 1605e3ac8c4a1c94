//! What is done about each row, before the ledger is asked.

use domain::draft::ConsentRequest;
use domain::{Status, Violation};

use super::outcome::Fate;
use super::rights::Rights;
use super::source::FileRow;
use super::told::{Told, told_of};
use crate::contract::brand_scope::mismatch;
use crate::{Contract, Result};

/// What is done about a row.
pub(super) enum Step {
    /// Nothing: this became of it.
    Over(Fate),
    /// Nothing: an attempt that was cut off had refused it.
    Refused(Vec<Violation>),
    /// It is held against its record.
    Decide,
}

impl Contract<'_> {
    /// What is done about rows, in their order: what a row says itself first, then what its sender may do, what is paid for,
    /// and the retailers (contract 5.6). Nothing but their rights holds refusals up (rule 27).
    pub(super) async fn plan_rows(self, rights: &Rights, rows: &[FileRow]) -> Result<Vec<Step>> {
        let scope = match rights {
            Rights::Scope(scope) => scope,
            Rights::Withdrawn(told) => {
                let each = rows.iter();
                return Ok(each
                    .map(|_| Step::Over(Fate::Refused(told.clone())))
                    .collect());
            }
        };
        let obstacle = scope.obstacle(self.now());
        let obstacle = obstacle.or_else(|| self.clock_obstacle());
        let over = |violation: &Violation| Step::Over(Fate::Refused(vec![told_of(violation)]));
        let mut steps: Vec<Step> = rows
            .iter()
            .map(|row| match (&row.read, &obstacle) {
                (Err(told), _) => Step::Over(Fate::Refused(told.clone())),
                (Ok(request), _) if !scope.may_write(request.channel) => {
                    let told = Told {
                        field: Some("type".into()),
                        ..told_of(&mismatch("type"))
                    };
                    Step::Over(Fate::Refused(vec![told]))
                }
                (Ok(request), Some(obstacle)) if request.status == Status::Approval => {
                    over(obstacle)
                }
                (Ok(_), _) => Step::Decide,
            })
            .collect();
        let is_for_retailers = |request: &ConsentRequest| {
            request.retailer.is_some() || !request.retailer_access.is_empty()
        };
        let (places, named): (Vec<usize>, Vec<ConsentRequest>) = rows
            .iter()
            .enumerate()
            .filter(|(place, _)| matches!(steps[*place], Step::Decide))
            .filter_map(|(place, row)| Some((place, row.read.as_ref().ok()?)))
            .filter(|(_, request)| is_for_retailers(request))
            .map(|(place, request)| (place, request.clone()))
            .unzip();
        for (index, violations) in self.unknown_retailers(scope.brand(), &named).await? {
            let place = usize::try_from(index).ok();
            if let Some(place) = place.and_then(|index| places.get(index)) {
                steps[*place] = Step::Over(Fate::refused(&violations));
            }
        }
        Ok(steps)
    }
}
