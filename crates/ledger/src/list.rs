//! Looking up many records at once.

use domain::{ConsentKey, Status};

use crate::LedgerError;
use crate::core::Core;

/// The statuses of records, in the order asked for; `None`: there is no such record.
pub(crate) fn statuses(
    core: &Core,
    keys: &[ConsentKey],
) -> Result<Vec<Option<Status>>, LedgerError> {
    keys.iter()
        .map(|key| Ok(core.state(key)?.map(|state| state.status)))
        .collect()
}
