//! May this be sent? One check (rules 35 to 44).

pub mod signer;
pub mod token;

use std::sync::Arc;
use std::time::Duration;

use directory::activity::Actor;
use directory::user::UserKind;
use domain::check::{self, Reason};
use domain::{Address, BrandCode, Channel, ConsentKey, RecipientId, RecipientType, Timestamp};
use ledger::LedgerError;
use ledger::check_log::{
    self, ANSWER_CHECKS_MAX, Asker, CheckLogError, LoggedAnswer, Logging, Question,
};

use crate::contract::brand_scope::mismatch;
use crate::contract::standing::Standing;
use crate::people::recipient::OwnAddress;
use crate::{Asking, BrandScope, Caller, Error, Party, Result};

pub use ledger::check_log::{EXEMPTION_TEXT_MAX, Exemption, LoggedCheck};
pub use signer::{Signer, SignerError};

use token::Token;

/// What the declarations of exempt messages are sealed for.
const EXEMPTION_CONTEXT: &[u8] = b"izin/exemption/";

/// A brand, opened for asking: what [`BrandScope`] is for recording, with intermediaries let in.
#[derive(Clone, Debug)]
pub struct CheckScope {
    /// `None`: a member of the provider, whom [`Self::scope`] is for.
    caller: Option<Caller>,
    /// The directory's access version before it was opened.
    version: u64,
    standing: Arc<Standing>,
    /// What a provider's or partner's user may do; an intermediary may ask about every channel.
    scope: Option<BrandScope>,
    asker: Asker,
    party: Party,
}

impl CheckScope {
    /// The brand's number.
    pub fn brand(&self) -> BrandCode {
        self.standing.brand.code
    }

    /// Who asks.
    pub(crate) fn party(&self) -> Party {
        self.party
    }

    /// `H353` unless the caller may ask about a channel (rule 5).
    pub fn require(&self, channel: Channel) -> Result<()> {
        self.scope
            .as_ref()
            .map_or(Ok(()), |scope| scope.require_read(channel))
    }

    /// Why nothing may be sent for the brand, whoever the recipient is (rule 10).
    pub(crate) fn closed(&self) -> Option<Reason> {
        use directory::provider::ProviderState;
        (self.standing.provider.state == ProviderState::Suspended)
            .then_some(Reason::ProviderSuspended)
    }

    pub(crate) fn question(
        &self,
        at: Timestamp,
        channel: Channel,
        recipient_type: RecipientType,
    ) -> Question {
        Question {
            at,
            asker: self.asker,
            brand: self.brand(),
            channel,
            recipient_type,
        }
    }
}

/// What is asked about one recipient.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Whom the message is for; fits `channel`.
    pub address: Address,
    /// What it is sent by.
    pub channel: Channel,
    /// Private person or merchant; a private person when nothing is known (rule 38).
    pub recipient_type: RecipientType,
    /// What the sender declares, if the message needs no consent (rule 37).
    pub exemption: Option<Exemption>,
}

/// The answer to one check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The decision and why.
    pub reason: Reason,
    /// The instant it is true for.
    pub as_of: Timestamp,
    /// Until when it may be used (rule 40). A denial, and what is not known, may be asked again
    /// at once.
    pub valid_until: Timestamp,
}

/// What the log of checks says about an address.
#[derive(Debug)]
pub struct LoggedChecks {
    /// The checks, oldest first.
    pub checks: Vec<LoggedCheck>,
    /// Whether these are all: there may be no more than [`ANSWER_CHECKS_MAX`].
    pub is_complete: bool,
}

impl<'a> Asking<'a> {
    /// Opens a brand for asking (rules 5, 39, 44). A brand that does not exist, one of somebody
    /// else and one without a grant are the same `H353`. A provider's own users and partners need
    /// the provider's subscription (contract 2.3).
    pub async fn scope(self, caller: &Caller, brand: BrandCode) -> Result<CheckScope> {
        let version = self.directory().access_version();
        let standing = self.contract().standing(brand).await?;
        let standing = standing.ok_or_else(|| mismatch("brandCode"))?;
        let scope = match caller.party() {
            Party::Intermediary(code)
                if self.directory().intermediary_may_ask(code, brand).await? =>
            {
                None
            }
            _ => Some(
                self.contract()
                    .scope_of(caller, Arc::clone(&standing))
                    .await?,
            ),
        };
        if let Some(scope) = &scope {
            scope.require_subscription(self.now())?;
        }
        Ok(CheckScope {
            caller: Some(caller.clone()),
            version,
            standing,
            scope,
            asker: asker(caller),
            party: caller.party(),
        })
    }

    /// Opens a gate again for what goes on longer than a moment; refused as [`Asking::scope`](crate::Asking::scope) is, and
    /// with `H351` once the caller's user is kept out. `None`: nobody's access has changed since.
    pub(crate) async fn reopened_scope(self, scope: &CheckScope) -> Result<Option<CheckScope>> {
        if self.directory().access_version() == scope.version {
            return Ok(None);
        }
        match (&scope.caller, &scope.scope) {
            (Some(caller), _) => {
                self.contract().require_caller(caller).await?;
                self.scope(caller, scope.brand()).await.map(Some)
            }
            (None, Some(member)) => {
                let member = self.contract().reopened(member).await?;
                self.member_scope(&member).map(Some)
            }
            (None, None) => Err(mismatch("brandCode").into()),
        }
    }

    /// A brand that was opened for a member of its provider, opened for asking. Refused as [`Asking::scope`](crate::Asking::scope)
    /// is for want of a subscription.
    pub fn member_scope(self, scope: &BrandScope) -> Result<CheckScope> {
        scope.require_subscription(self.now())?;
        Ok(CheckScope {
            caller: None,
            version: scope.version(),
            standing: scope.standing_shared(),
            asker: member_asker(scope),
            party: scope.party(),
            scope: Some(scope.clone()),
        })
    }

    /// Checks one recipient and logs it. `H353`: not on this channel.
    ///
    /// When the records cannot be read, no refusal could be recorded, or the check cannot be logged, the answer is
    /// [`Reason::Unavailable`], which allows nothing (rule 42).
    pub async fn check(self, scope: &CheckScope, ask: &Ask) -> Result<Answer> {
        scope.require(ask.channel)?;
        let as_of = self.now();
        let checked = match self.decided(scope, ask, as_of) {
            Ok((reason, logging)) => logging.await.map(|()| reason).map_err(Unchecked::from),
            Err(error) => Err(error),
        };
        let reason = checked.unwrap_or_else(|error| {
            error.tell();
            Reason::Unavailable
        });
        Ok(self.answer(reason, as_of))
    }

    /// The answer to a check that nothing can be said to.
    pub fn unknown(self) -> Answer {
        self.answer(Reason::Unavailable, self.now())
    }

    /// Whether checks can be answered: not while refusals cannot be recorded, because what is known would not hold, nor
    /// while they cannot be logged.
    pub(crate) fn can_check(self) -> Result<()> {
        self.ledger().check_running()?;
        match self.checks().log.standing() {
            check_log::Standing::Broken(why) => Err(Error::Unavailable(why.into())),
            check_log::Standing::Good | check_log::Standing::Short => Ok(()),
        }
    }

    /// What a check of a recipient without a record is answered now; it is not logged.
    pub(crate) fn without_record(
        self,
        scope: &CheckScope,
        channel: Channel,
        recipient_type: RecipientType,
    ) -> Result<Reason> {
        scope.require(channel)?;
        Ok(match (scope.closed(), self.can_check()) {
            (Some(closed), _) => closed,
            (None, Ok(())) => check::decide(recipient_type, None),
            (None, Err(_)) => Reason::Unavailable,
        })
    }

    /// Decides a check, and begins to log it.
    fn decided(
        self,
        scope: &CheckScope,
        ask: &Ask,
        as_of: Timestamp,
    ) -> std::result::Result<(Reason, Logging), Unchecked> {
        let recipient = self.ledger().recipient_id(&ask.address);
        let question = scope.question(as_of, ask.channel, ask.recipient_type);
        let log = &self.checks().log;
        let reason = match (scope.closed(), &ask.exemption) {
            (Some(closed), _) => closed,
            (None, Some(exemption)) => {
                let name = exemption_name(recipient, as_of);
                let sealed = self.seal_value(EXEMPTION_CONTEXT, &name, &texts(exemption))?;
                let logging = log.begin_exempt(&question, recipient, &sealed)?;
                return Ok((Reason::Exempt, logging));
            }
            (None, None) => {
                self.ledger().check_running()?;
                let key = ConsentKey {
                    recipient,
                    brand: scope.brand(),
                    recipient_type: ask.recipient_type,
                    channel: ask.channel,
                };
                let state = self.ledger().state(&key)?;
                check::decide(ask.recipient_type, state.map(|state| state.status))
            }
        };
        let logging = log.begin_single(&question, recipient, reason)?;
        Ok((reason, logging))
    }

    fn answer(self, reason: Reason, as_of: Timestamp) -> Answer {
        let validity = if reason.allows() {
            self.settings().check_validity
        } else {
            Duration::ZERO
        };
        Answer {
            reason,
            as_of,
            valid_until: as_of + validity,
        }
    }

    /// The signed token of an answer (rule 40): about 13 µs of work, so only on request.
    pub fn token(self, scope: &CheckScope, ask: &Ask, answer: &Answer) -> String {
        let token = Token {
            brand: scope.brand(),
            channel: ask.channel,
            recipient_type: ask.recipient_type,
            reason: answer.reason,
            as_of: answer.as_of,
            valid_until: answer.valid_until,
        };
        token.sign(&self.0.checks().signer, &ask.address)
    }

    /// Checks a recipient again by the token of an earlier answer, and logs it: a refusal in
    /// between has made the token stale (rule 40). `recipient` is read as the token's channel says.
    pub async fn check_token(
        self,
        scope: &CheckScope,
        token: &str,
        recipient: &str,
    ) -> Result<Answer> {
        let as_of = self.now();
        let known = Token::verify(token, &self.0.checks().signer, recipient)
            .filter(|(token, _)| token.brand == scope.brand());
        let Some((token, address)) = known else {
            return Ok(self.answer(Reason::TokenInvalid, as_of));
        };
        scope.require(token.channel)?;
        if as_of > token.valid_until {
            return Ok(self.answer(Reason::TokenExpired, as_of));
        }
        // What was exempt is so by the sender's word, whatever is recorded since.
        if token.reason == Reason::Exempt && scope.closed().is_none() {
            return Ok(Answer {
                reason: Reason::Exempt,
                as_of,
                valid_until: token.valid_until,
            });
        }
        let ask = Ask {
            address,
            channel: token.channel,
            recipient_type: token.recipient_type,
            exemption: None,
        };
        self.check(scope, &ask).await
    }

    /// The checks about somebody's own address within `[from, until]`, as far as they may be shown to them, oldest
    /// first (rule 41). Reads files.
    pub fn checks_of(
        self,
        own: &OwnAddress,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<LoggedChecks> {
        let logged = self.checks().log.of_recipient(own.recipient, from, until)?;
        let is_complete = logged.len() < ANSWER_CHECKS_MAX;
        let shown = logged
            .into_iter()
            .filter(|check| own.shows(check.question.at));
        let opened = shown.map(|check| self.opened(own.recipient, check));
        Ok(LoggedChecks {
            checks: opened.collect::<Result<_>>()?,
            is_complete,
        })
    }

    /// A check with what it was exempt by.
    fn opened(self, recipient: RecipientId, mut check: LoggedCheck) -> Result<LoggedCheck> {
        if let LoggedAnswer::SealedExempt(sealed) = &check.answer {
            let name = exemption_name(recipient, check.question.at);
            let texts = self.unseal_value(EXEMPTION_CONTEXT, &name, sealed);
            let (declaration, sender, template) = texts.ok_or_else(|| {
                Error::Failed("what a check was exempt by cannot be opened".into())
            })?;
            check.answer = LoggedAnswer::Exempt(Exemption {
                declaration,
                sender,
                template,
            });
        }
        Ok(check)
    }

    /// The key answers are signed with.
    pub fn signer(self) -> &'a Signer {
        &self.0.checks().signer
    }
}

/// Why a check could not be answered.
#[derive(Debug, thiserror::Error)]
enum Unchecked {
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    #[error(transparent)]
    Log(#[from] CheckLogError),
    #[error(transparent)]
    Sealing(#[from] Error),
}

impl Unchecked {
    /// Tells the operator, unless that was done when it began.
    fn tell(&self) {
        match self {
            Self::Ledger(LedgerError::Unavailable(_) | LedgerError::Stopped(_))
            | Self::Log(CheckLogError::Io(_) | CheckLogError::Stopped) => {
                tracing::debug!(error = %self, "a check could not be answered");
            }
            error => tracing::error!(%error, "a check could not be answered"),
        }
    }
}

/// What a declaration is sealed under: whose check it belongs to, and when that was made.
fn exemption_name(recipient: RecipientId, at: Timestamp) -> Vec<u8> {
    [&recipient.0[..], &at.as_millis().to_be_bytes()].concat()
}

/// What is sealed of a declaration, cut to what is kept.
fn texts(exemption: &Exemption) -> (&str, &str, &str) {
    let Exemption {
        declaration,
        sender,
        template,
    } = exemption;
    let cut = |text: &'_ str| text.floor_char_boundary(EXEMPTION_TEXT_MAX);
    (
        &declaration[..cut(declaration)],
        &sender[..cut(sender)],
        &template[..cut(template)],
    )
}

/// Who asks, as the log keeps it: 1 provider, 2 partner, 3 intermediary, 4 the operator; the user
/// by the FNV-1a hash of the name, which tells a party's few users apart.
fn asker(caller: &Caller) -> Asker {
    let (kind, party) = match caller.party() {
        UserKind::Provider(code) => (1, code.0),
        UserKind::Partner(code) => (2, code.0),
        UserKind::Intermediary(code) => (3, code.0),
        UserKind::Admin => (4, 0),
    };
    let user = name_hash(caller.user().name.as_str());
    Asker { kind, party, user }
}

/// The same of a member, who is told from API users by a name that none of these can have.
fn member_asker(scope: &BrandScope) -> Asker {
    let name = match scope.actor() {
        Actor::Member(number) => format!("member {}", number.0),
        Actor::User(name) => name.as_str().to_owned(),
        Actor::Operator => String::new(),
    };
    Asker {
        kind: 1,
        party: scope.provider().0,
        user: name_hash(&name),
    }
}

fn name_hash(name: &str) -> u64 {
    name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
