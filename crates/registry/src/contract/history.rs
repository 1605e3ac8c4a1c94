//! The movements of one record (contract 6.6).

use domain::Change;
use domain::movement::Recorded;

use crate::contract::status::RecordQuery;
use crate::{BrandScope, Contract, Result};

impl Contract<'_> {
    /// The movements that set the record's status, by consent date, newest first; those without a
    /// date by when they were recorded. Empty: no such record.
    pub async fn history(self, scope: &BrandScope, query: &RecordQuery) -> Result<Vec<Recorded>> {
        scope.require_subscription(self.now())?;
        scope.require_read(query.channel)?;
        let key = self.key(scope, &query.address, query.recipient_type, query.channel);
        self.blocking(move |registry| {
            let mut movements = registry.ledger().history(&key)?;
            movements.retain(|recorded| matches!(recorded.movement.change, Change::Consent(_)));
            // The order is already by `seq`, newest first, and the sort keeps it among equals.
            movements.sort_by_key(|recorded| std::cmp::Reverse(date(recorded)));
            Ok(movements)
        })
        .await
    }
}

fn date(recorded: &Recorded) -> domain::Timestamp {
    match &recorded.movement.change {
        Change::Consent(consent) => consent.consent_date,
        Change::Access(_) => None,
    }
    .unwrap_or(recorded.movement.recorded_at)
}
