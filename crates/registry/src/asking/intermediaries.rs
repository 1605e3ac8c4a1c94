//! Intermediaries (aracı hizmet sağlayıcı): who delivers messages for others, and asks before
//! (contract 13; rule 39).

use std::net::IpAddr;
use std::sync::Arc;

use directory::brand::Brand;
use directory::user::User;
use domain::{Address, Channel, ConsentKey, RecipientType};

use crate::asking::check::CheckScope;
use crate::asking::list_check::{Form, ListQuestion};
use crate::contract::session::LoginError;
use crate::password_gate::Judged;
use crate::{Asking, Caller, Party, Result};

impl Asking<'_> {
    /// Who has this name and password. For callers that send both with every request: those found
    /// right a short while ago are let in whatever else comes from their client.
    pub async fn caller_by_password(
        self,
        name: &str,
        password: &str,
        client: IpAddr,
    ) -> Result<Caller, LoginError> {
        let now = self.now();
        if let Some(user) = self.directory().authenticated_lately(name, password, now)
            && user.kind != Party::Admin
        {
            return self.called_from(user, client).await;
        }
        let directory = self.directory().clone();
        let (own_name, own_password) = (name.to_owned(), password.to_owned());
        let look = |asker| async move {
            let (name, password) = (own_name, own_password);
            let found = directory
                .authenticate_each_call(&name, &password, asker, now)
                .await?;
            let Some(user) = found else { return Ok(None) };
            // Who may not call from there learns no more than who guesses, and is counted alike.
            let networks = directory.networks_of(&user.name).await?;
            Ok(networks.allow(client).then_some(user))
        };
        let judged = self
            .call_gate()
            .judge((name, password), client, now, look)
            .await?;
        match judged {
            // The operator's own users have no use of the interface.
            Judged::Right(user) if user.kind == Party::Admin => Err(LoginError::Admin),
            Judged::Right(user) => self.called_from(user, client).await,
            Judged::Wrong => Err(LoginError::Credentials),
            Judged::Wait(again_at) => Err(LoginError::TooMany { again_at }),
        }
    }

    /// A user whose password was right, if it may call from there.
    async fn called_from(self, user: User, client: IpAddr) -> Result<Caller, LoginError> {
        let networks = self.directory().networks_of(&user.name).await?;
        if !networks.allow(client) {
            return Err(LoginError::Credentials);
        }
        self.uses().note(&user.name, self.now());
        Ok(Caller::new(Arc::new(user), Some(client)))
    }

    /// The brands of a tax number that an intermediary may ask about, by number. Others, and a tax
    /// number nobody has, are an empty list: nobody learns here who is registered (rule 44).
    /// `H353`: the caller is no intermediary.
    pub async fn brands_of_tin(self, caller: &Caller, tin: &str) -> Result<Vec<Brand>> {
        let Party::Intermediary(intermediary) = caller.party() else {
            return Err(crate::contract::brand_scope::mismatch("tin").into());
        };
        let mut brands = self.directory().intermediary_brands(intermediary).await?;
        let mut kept = Vec::with_capacity(brands.len());
        for brand in &brands {
            let standing = self.contract().standing(brand.code).await?;
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
        self,
        scope: &CheckScope,
        channel: Channel,
        recipient_type: RecipientType,
        recipients: &[Address],
    ) -> Result<Vec<usize>> {
        scope.require(channel)?;
        self.can_check()?;
        let keys: Vec<_> = recipients
            .iter()
            .map(|address| ConsentKey {
                recipient: self.ledger().recipient_id(address),
                brand: scope.brand(),
                recipient_type,
                channel,
            })
            .collect();
        let question = ListQuestion {
            channel,
            recipient_type,
            form: Form::Json,
        };
        let list = self.list(scope.clone(), question, None);
        let reasons = self
            .blocking(move |registry| list.decide(&keys, registry.now()))
            .await?;
        let denied = reasons.iter().enumerate();
        Ok(denied
            .filter_map(|(position, reason)| (!reason.allows()).then_some(position))
            .collect())
    }
}
