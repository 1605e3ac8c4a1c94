//! What a caller may do with one brand.

use std::sync::Arc;

use directory::activity::{Action, Actor, NewActivity};
use directory::member::MemberNumber;
use directory::partner::{Grants, PartnerCode};
use domain::policy::Repetition;
use domain::{BrandCode, Channel, ErrorCode, Policy, ProviderCode, Timestamp, Violation};

use crate::contract::standing::Standing;
use crate::provider::right::Right;
use crate::{Caller, Contract, Error, Party, Result};

/// A brand, opened for a caller of the interface that may see it, or for a member of its provider on the console (see
/// [`crate::provider::scope`]). The channels are still to be asked for.
#[derive(Clone, Debug)]
pub struct BrandScope {
    opener: Opener,
    /// The directory's access version before it was opened.
    version: u64,
    standing: Arc<Standing>,
}

/// Who has opened a brand, and within which limits.
#[derive(Clone, Debug)]
enum Opener {
    /// A caller: a partner within its grants, or the provider's own user, who may do everything.
    Caller {
        caller: Caller,
        partner: Option<(PartnerCode, Grants)>,
    },
    /// A member of the provider, for one right.
    Member { number: MemberNumber, right: Right },
    /// The operator, who hands in a file for the provider.
    Operator,
}

impl BrandScope {
    /// A brand opened for a member who holds a right there. `version`: the directory's access version before that was known.
    pub(crate) fn of_member(
        number: MemberNumber,
        right: Right,
        standing: Arc<Standing>,
        version: u64,
    ) -> Self {
        Self {
            opener: Opener::Member { number, right },
            version,
            standing,
        }
    }

    /// A brand opened for the operator. `version`: the directory's access version before that was known.
    pub(crate) const fn of_operator(standing: Arc<Standing>, version: u64) -> Self {
        Self {
            opener: Opener::Operator,
            version,
            standing,
        }
    }

    /// Who acts, for the log of activity.
    pub fn actor(&self) -> Actor {
        match &self.opener {
            Opener::Caller { caller, .. } => Actor::User(caller.user().name.clone()),
            Opener::Member { number, .. } => Actor::Member(*number),
            Opener::Operator => Actor::Operator,
        }
    }

    /// Something done about this brand, to be noted with [`Registry::note`](crate::Registry::note).
    pub fn activity(&self, action: Action) -> NewActivity {
        NewActivity::by(self.provider(), self.actor(), action).brand(self.brand())
    }

    /// The same where a member of the provider acts, on the console; what API users do so is not noted.
    pub(crate) fn by_hand(&self, action: Action) -> Option<NewActivity> {
        let by_hand = matches!(self.opener, Opener::Member { .. });
        by_hand.then(|| self.activity(action))
    }

    fn granted(&self) -> Option<(PartnerCode, Grants)> {
        match &self.opener {
            Opener::Caller { partner, .. } => *partner,
            Opener::Member { .. } | Opener::Operator => None,
        }
    }

    /// The brand's number.
    pub fn brand(&self) -> BrandCode {
        self.standing.brand.code
    }

    /// The provider's number.
    pub fn provider(&self) -> ProviderCode {
        self.standing.provider.code
    }

    /// The directory's access version before it was opened.
    pub(crate) const fn version(&self) -> u64 {
        self.version
    }

    /// What is known of both, to be held on to.
    pub(crate) fn standing_shared(&self) -> Arc<Standing> {
        Arc::clone(&self.standing)
    }

    /// What is known of both.
    pub fn standing(&self) -> &Standing {
        &self.standing
    }

    /// Whether the caller is a partner of the provider, not the provider itself.
    pub fn is_partner(&self) -> bool {
        self.granted().is_some()
    }

    /// The partner that calls; `None`: the provider itself does.
    pub fn partner(&self) -> Option<PartnerCode> {
        self.granted().map(|(code, _)| code)
    }

    /// Who calls.
    pub fn party(&self) -> Party {
        if matches!(self.opener, Opener::Operator) {
            return Party::Admin;
        }
        self.partner()
            .map_or(Party::Provider(self.provider()), Party::Partner)
    }

    /// Whether the caller may see records of a channel (rule 5).
    pub fn may_read(&self, channel: Channel) -> bool {
        self.granted()
            .is_none_or(|(_, grants)| grants.may_read(channel))
    }

    /// Whether the caller may change records of a channel (rule 5).
    pub fn may_write(&self, channel: Channel) -> bool {
        match &self.opener {
            Opener::Caller { partner, .. } => {
                partner.is_none_or(|(_, grants)| grants.may_write(channel))
            }
            Opener::Member { right, .. } => right.writes(),
            Opener::Operator => true,
        }
    }

    fn may_manage(&self) -> bool {
        match &self.opener {
            Opener::Caller { .. } => Channel::ALL
                .into_iter()
                .any(|channel| self.may_write(channel)),
            Opener::Member { right, .. } => right.manages(),
            Opener::Operator => false,
        }
    }

    /// `H353` unless the caller may see records of a channel.
    pub fn require_read(&self, channel: Channel) -> Result<()> {
        if self.may_read(channel) {
            Ok(())
        } else {
            Err(mismatch("type").into())
        }
    }

    /// `H353` unless the caller may change records of a channel.
    pub fn require_write(&self, channel: Channel) -> Result<()> {
        if self.may_write(channel) {
            Ok(())
        } else {
            Err(mismatch("type").into())
        }
    }

    /// `H353` unless the caller may change the brand's own data (its retailers, its webhooks).
    pub fn require_manage(&self) -> Result<()> {
        if self.may_manage() {
            Ok(())
        } else {
            Err(mismatch("brandCode").into())
        }
    }

    /// The subscription codes of contract 2.3. Not asked for a refusal (rule 27). What a package says of the interface
    /// (`H586`) is nothing to the console, and the operator's files are nobody's package.
    pub fn require_subscription(&self, now: Timestamp) -> Result<()> {
        match self.obstacle(now) {
            Some(violation) => Err(violation.into()),
            None => Ok(()),
        }
    }

    /// The same, as it is told of each approval of a list.
    pub(crate) fn obstacle(&self, now: Timestamp) -> Option<Violation> {
        let obstacle = self.standing.obstacle(now);
        match self.opener {
            Opener::Caller { .. } => obstacle,
            Opener::Member { .. } => obstacle.filter(|found| found.code != ErrorCode::H586),
            Opener::Operator => None,
        }
    }

    /// The brand's switches for a version of the contract.
    pub fn policy(&self, repetition: Repetition) -> Arc<Policy> {
        self.standing.policy(repetition)
    }
}

/// `H353` for a field of the path or body.
pub fn mismatch(field: &str) -> Violation {
    ErrorCode::H353.violation().filled(&[("field", field)])
}

impl Contract<'_> {
    /// Opens a brand for a caller: `H353` when the numbers do not belong to it. A brand that does
    /// not exist answers as one of somebody else, so that nobody can count brands.
    pub async fn brand(
        self,
        caller: &Caller,
        provider: ProviderCode,
        brand: BrandCode,
    ) -> Result<BrandScope> {
        let partner = match caller.party() {
            Party::Provider(own) if own == provider => None,
            Party::Partner(partner) => Some(partner),
            Party::Provider(_) | Party::Intermediary(_) | Party::Admin => {
                return Err(mismatch("iysCode").into());
            }
        };
        let standing = self
            .standing(brand)
            .await?
            .filter(|standing| standing.provider.code == provider)
            .ok_or_else(|| Error::from(mismatch("brandCode")))?;
        self.scope(caller, standing, partner).await
    }

    /// Opens a brand for a caller by its number alone; see [`Contract::brand`](crate::Contract::brand).
    pub async fn brand_of(self, caller: &Caller, brand: BrandCode) -> Result<BrandScope> {
        let standing = self.standing(brand).await?;
        let standing = standing.ok_or_else(|| mismatch("brandCode"))?;
        self.scope_of(caller, standing).await
    }

    /// Opens a brand that was looked up. The caller has named no provider, so it is the brand's
    /// number that is wrong.
    pub(crate) async fn scope_of(
        self,
        caller: &Caller,
        standing: Arc<Standing>,
    ) -> Result<BrandScope> {
        let partner = match caller.party() {
            Party::Provider(own) if own == standing.provider.code => None,
            Party::Partner(partner) => Some(partner),
            Party::Provider(_) | Party::Intermediary(_) | Party::Admin => {
                return Err(mismatch("brandCode").into());
            }
        };
        self.scope(caller, standing, partner).await
    }

    /// Opens again what was opened before, for what goes on longer than a moment: `H351`, `H353` or
    /// whatever it is that has been withdrawn since. Costs nothing while nobody's access has changed.
    pub(crate) async fn reopened(self, scope: &BrandScope) -> Result<BrandScope> {
        if self.is_current(scope) {
            return Ok(scope.clone());
        }
        match &scope.opener {
            Opener::Caller { caller, .. } => {
                self.require_caller(caller).await?;
                self.brand_of(caller, scope.brand()).await
            }
            Opener::Member { number, right } => {
                let (number, right) = (*number, *right);
                self.0
                    .provider()
                    .reopened(number, right, scope.brand())
                    .await
            }
            Opener::Operator => self.0.operator().scope(scope.brand()).await,
        }
    }

    /// Whether nobody's access has changed since a brand was opened.
    pub(crate) fn is_current(self, scope: &BrandScope) -> bool {
        self.directory().access_version() == scope.version
    }

    async fn scope(
        self,
        caller: &Caller,
        standing: Arc<Standing>,
        partner: Option<PartnerCode>,
    ) -> Result<BrandScope> {
        let version = self.directory().access_version();
        let partner = match partner {
            None => None,
            Some(code) => Some((code, self.partner_grants(code, standing.brand.code).await?)),
        };
        Ok(BrandScope {
            opener: Opener::Caller {
                caller: caller.clone(),
                partner,
            },
            version,
            standing,
        })
    }

    /// Whether a partner may record on a brand's channel now.
    pub(crate) async fn partner_may_write(
        self,
        partner: PartnerCode,
        brand: BrandCode,
        channel: Channel,
    ) -> Result<bool> {
        match self.partner_grants(partner, brand).await {
            Ok(grants) => Ok(grants.may_write(channel)),
            Err(Error::Refused(_)) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// A partner's grants, read anew each time: a revoked grant ends at once (rule 5). A partner
    /// without a licence has none (rule 6).
    async fn partner_grants(self, partner: PartnerCode, brand: BrandCode) -> Result<Grants> {
        let licensed = self
            .directory()
            .partner(partner)
            .await?
            .is_some_and(|partner| partner.licensed);
        let grants = self.directory().grants_of(partner, brand).await?;
        if licensed && !grants.is_empty() {
            Ok(grants)
        } else {
            Err(mismatch("brandCode").into())
        }
    }
}
