//! Links that a brand puts into its mails, by which a recipient refuses (contract 14.4).

use domain::{Address, Channel, ConsentKey, ErrorCode, RecipientType, Status, Violation};

use crate::{BrandScope, Contract, Result};

/// The most links that are made at once.
pub const REFUSAL_LINKS_MAX: usize = 100;

/// What became of a link that was asked for.
#[derive(Clone, Debug, PartialEq)]
pub enum RefusalLink {
    /// The exit link's token.
    Made(String),
    /// There is no approval to be refused (`H568`).
    NoApproval(Violation),
}

impl Contract<'_> {
    /// A link for each recipient who has approved the brand's e-mails, in their order. It is the exit link of that one
    /// record: it can only refuse. `H353`: the caller may not record e-mail consents of the brand.
    pub fn refusal_links(
        self,
        scope: &BrandScope,
        recipients: &[(Address, RecipientType)],
    ) -> Result<Vec<RefusalLink>> {
        scope.require_write(Channel::Email)?;
        let mut links = Vec::with_capacity(recipients.len());
        for (address, recipient_type) in recipients {
            let key = ConsentKey {
                recipient: self.ledger().recipient_id(address),
                brand: scope.brand(),
                recipient_type: *recipient_type,
                channel: Channel::Email,
            };
            let state = self.ledger().state(&key)?;
            let approved = state.is_some_and(|state| state.status == Status::Approval);
            links.push(if approved {
                RefusalLink::Made(self.people().refusal_token(&key))
            } else {
                RefusalLink::NoApproval(ErrorCode::H568.violation())
            });
        }
        Ok(links)
    }
}
