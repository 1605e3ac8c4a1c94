//! Recording a single consent on the console.

use directory::activity::Action;
use domain::draft::{self, EmptyFields};
use serde_json::{Map, Value};

use super::scope::{Editing, MemberScope};
use crate::contract::record::{Acknowledgement, ContractVersion};
use crate::{ProviderConsole, Result};

impl ProviderConsole<'_> {
    /// Records a consent, given by the contract's field names: refused as the interface refuses it, with every violation at
    /// its field. A repetition is answered with the first one's receipt. Noted before the answer.
    pub async fn record(
        self,
        scope: &MemberScope<Editing>,
        fields: &Map<String, Value>,
    ) -> Result<Acknowledgement> {
        let contract = self.contract();
        let request = draft::parse(fields, EmptyFields::Absent)
            .map_err(|misfit| contract.refuse(scope, misfit))?;
        let recipient = self.ledger().recipient_id(&request.address);
        let detail = format!("{} {}", request.channel.as_wire(), request.status.as_wire());
        let receipt = contract.record(scope, request, ContractVersion::V2).await?;
        let noted = scope.activity(Action::ConsentRecorded);
        let noted = noted.object(receipt.transaction.to_wire()).detail(detail);
        self.note(noted.recipient(recipient)).await?;
        Ok(receipt)
    }
}
