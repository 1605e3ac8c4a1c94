//! Intermediaries (aracı hizmet sağlayıcı): who delivers messages for others, and asks before
//! (contract section 13; rule 39).

use directory::brand::Brand;
use domain::{Address, Channel, ConsentKey, ErrorCode, RecipientType};

use crate::check::Gate;
use crate::list_check::{Form, ListQuestion};
use crate::{Caller, Error, Party, Registry, Result};

impl Registry {
    /// Who has this name and password; `H351` when nobody has. For callers that send both with
    /// every request.
    pub async fn caller_by_password(&self, name: &str, password: &str) -> Result<Caller> {
        let now = self.now();
        let user = self
            .directory()
            .authenticate_each_call(name, password, now)
            .await?;
        user.map(|user| Caller::new(std::sync::Arc::new(user)))
            .ok_or_else(|| Error::code(ErrorCode::H351))
    }

    /// The brands of a tax number that an intermediary may ask about, by number. Others, and a tax
    /// number nobody has, are an empty list: nobody learns here who is registered (rule 44).
    /// `H353`: the caller is no intermediary.
    pub async fn brands_of_tin(&self, caller: &Caller, tin: &str) -> Result<Vec<Brand>> {
        let Party::Intermediary(intermediary) = caller.party() else {
            return Err(crate::brand_scope::mismatch("tin").into());
        };
        let mut brands = self.directory().intermediary_brands(intermediary).await?;
        let mut kept = Vec::with_capacity(brands.len());
        for brand in &brands {
            let standing = self.standing(brand.code).await?;
            kept.push(
                standing.is_some_and(|standing| standing.provider.tin.as_deref() == Some(tin)),
            );
        }
        let mut kept = kept.into_iter();
        brands.retain(|_| kept.next() == Some(true));
        Ok(brands)
    }

    /// Which of these may not be sent to, as positions. The contract calls them the rejected;
    /// those without a record are among them, because nothing may be sent to them either (rules
    /// 35, 36; in doubt a gate says no).
    pub async fn rejected(
        &self,
        gate: &Gate,
        channel: Channel,
        recipient_type: RecipientType,
        recipients: &[Address],
    ) -> Result<Vec<usize>> {
        gate.require(channel)?;
        self.can_check()?;
        let keys: Vec<_> = recipients
            .iter()
            .map(|address| ConsentKey {
                recipient: self.ledger().recipient_id(address),
                brand: gate.brand(),
                recipient_type,
                channel,
            })
            .collect();
        let question = ListQuestion {
            channel,
            recipient_type,
            form: Form::Json,
        };
        let list = self.list(gate.clone(), question, None);
        let reasons = self
            .blocking(move |registry| list.decide(&keys, registry.now()))
            .await?;
        let denied = reasons.iter().enumerate();
        Ok(denied
            .filter_map(|(position, reason)| (!reason.allows()).then_some(position))
            .collect())
    }
}
