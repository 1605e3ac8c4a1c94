//! One-time codes: how somebody proves that an address is theirs (rules 30 and 52).
//!
//! A code goes to whatever address is given, so that nobody learns from asking whether an address is
//! known. It has six digits, is good for [`CODE_MINUTES`] and for one purpose, works once, and only
//! its MAC is kept.

use std::net::IpAddr;
use std::time::Duration;

use directory::code::{CodeLimits, CodeMac, CodePlaced, CodeTried, NewCode, StrangerLimits};
use domain::{Address, Language, RecipientId, Timestamp};

use crate::message::{CodePurpose, Content, NewMessage};
use crate::{Error, People, Result};

pub use directory::code::ChallengeId;

/// How long a code works, in minutes.
pub const CODE_MINUTES: u32 = 3;

/// A code that is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Challenge {
    /// Which one; goes into the form that asks for the code. It says nothing about the address.
    pub id: ChallengeId,
    /// Until when the code works.
    pub valid_until: Timestamp,
    /// From when on another one can be asked for.
    pub again_at: Timestamp,
}

/// What became of asking for a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRequested {
    /// A new code is on its way; the one that the asker held for the same purpose works no more.
    Sent(Challenge),
    /// The code that the asker holds, of less than a minute ago, still works; nothing new was sent.
    StillValid(Challenge),
    /// Too many were asked for, or too many wrong ones were tried; nothing was sent.
    TooMany {
        /// From when on one can be asked for again.
        again_at: Timestamp,
    },
    /// No code goes to this number by text message (`CodeRoute`); nothing was sent. Its owner proves it
    /// another way: by an agent, or signs in with an e-mail address.
    NoRoute,
}

/// Who asks for a code.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CodeAsker {
    /// The client, where strangers ask (the pages); it is counted.
    pub client: Option<IpAddr>,
    /// The code that it was given before and still shows, which the new one takes the place of. What
    /// strangers ask for takes the place of nobody else's.
    pub held: Option<ChallengeId>,
}

impl From<Option<IpAddr>> for CodeAsker {
    fn from(client: Option<IpAddr>) -> Self {
        Self { client, held: None }
    }
}

/// What became of a code that was typed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodeChecked {
    /// It was the right one. It works no more.
    Proven(ProvenAddress),
    /// It was a wrong one.
    Wrong {
        /// How many may still be tried; 0: none, another code has to be asked for.
        tries_left: u8,
    },
    /// There is no code to be tried: it has expired, was used or replaced, or never was.
    Gone,
}

/// An address that somebody has just proven to be theirs, for one purpose. Nothing but a proof makes
/// one: a right code, the operator's network or a trusted identity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvenAddress {
    address: Address,
    recipient: RecipientId,
    purpose: CodePurpose,
    proven_at: Timestamp,
}

impl ProvenAddress {
    /// The address.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Its pseudonym in the ledger.
    pub fn recipient(&self) -> RecipientId {
        self.recipient
    }

    /// What it was proven for; it is good for nothing else.
    pub fn purpose(&self) -> CodePurpose {
        self.purpose
    }

    /// When it was proven.
    pub fn proven_at(&self) -> Timestamp {
        self.proven_at
    }
}

/// A minute, in which codes are counted.
pub(super) const MINUTE: Duration = Duration::from_mins(1);
/// An hour, in which they are counted.
pub(super) const HOUR: Duration = Duration::from_hours(1);
/// How long codes are counted: a day.
pub(super) const COUNTED: Duration = Duration::from_hours(24);
/// How many codes there are: six digits.
const CODES: u64 = 1_000_000;
/// What a code's address is sealed under, with its name.
const SEAL_CONTEXT: &[u8] = b"izin/code-address/";
/// What a code's MAC is made under.
const MAC_CONTEXT: &[u8] = b"izin/code";

/// What an asker gets for an address, and what all together get.
///
/// On the pages an asker (a client) gets five codes an hour and ten a day, and five wrong tries an hour.
/// All strangers together get 15 an hour and 30 a day; beyond that a network that has not asked before
/// still gets one, with two tries, so that it takes hundreds of networks to keep an owner out who comes from a
/// new one. Who has proven the address from the same client before is not counted with them. An agent and
/// the voice menu cannot tell their callers apart: they get 20 an hour and 60 a day, each with its own tries.
const fn limits(purpose: CodePurpose) -> CodeLimits {
    let (counted, windows, apart) = match purpose {
        CodePurpose::SignIn | CodePurpose::AddAddress => (
            ["sign_in", "add_address"],
            [(5, HOUR), (10, COUNTED)],
            false,
        ),
        // What strangers ask for on the pages must not keep anybody from being served by an agent
        // or the voice menu.
        CodePurpose::Apply => (["apply", "apply"], [(5, HOUR), (10, COUNTED)], false),
        CodePurpose::Desk => (["desk", "desk"], [(20, HOUR), (60, COUNTED)], true),
        CodePurpose::Voice => (["voice", "voice"], [(20, HOUR), (60, COUNTED)], true),
    };
    CodeLimits {
        tries: 5,
        tries_within: HOUR,
        again: MINUTE,
        windows,
        counted,
        apart,
        strangers: StrangerLimits {
            windows: [(15, HOUR), (30, COUNTED)],
            newcomers: 300,
            wrong: 20,
            few_tries: 2,
        },
    }
}

impl People<'_> {
    /// Sends a one-time code to an address, known or not, in a language.
    pub async fn request_code(
        self,
        address: &Address,
        purpose: CodePurpose,
        language: Language,
        asker: impl Into<CodeAsker>,
    ) -> Result<CodeRequested> {
        let (now, asker) = (self.now(), asker.into());
        if !self.code_route(address, purpose).is_open() {
            return Ok(CodeRequested::NoRoute);
        }
        let recipient = self.ledger().recipient_id(address);
        let counted = match asker.client {
            Some(client) => {
                let counted = self.counted_asker(address, recipient, client, now).await?;
                if !counted.known
                    && let Err(again_at) = self.limits().code_clients.count(client, now)
                {
                    return Ok(CodeRequested::TooMany { again_at });
                }
                Some(counted)
            }
            None => None,
        };
        let random = self.random();
        let (mut id, mut digits) = ([0; 16], [0; 8]);
        random.fill(&mut id);
        random.fill(&mut digits);
        let id = ChallengeId(id);
        // A range this much smaller than 2⁶⁴ makes the leftover bias immaterial.
        let code = format!("{:06}", u64::from_le_bytes(digits) % CODES);
        let challenge = Challenge::new(id, now);
        let sealed_address = self.seal_address(SEAL_CONTEXT, &id.0, address);
        let new = NewCode {
            id,
            recipient,
            purpose: purpose.as_word(),
            sealed_address,
            mac: self.code_mac(id, purpose, &code),
            expires_at: challenge.valid_until,
            asker: counted,
            held: asker.held,
        };
        let message = NewMessage {
            to: address.clone(),
            language,
            content: Content::Code {
                code,
                purpose,
                minutes: CODE_MINUTES,
            },
        };
        let message = self
            .outbox()
            .sealed(self.outbox().new_message_id(), &message, now)?;
        let placed = self
            .directory()
            .place_code(new, message, limits(purpose), self.code_ceilings(), now)
            .await?;
        match placed {
            CodePlaced::Placed => {
                self.message_wake().wake();
                Ok(CodeRequested::Sent(challenge))
            }
            CodePlaced::Live { id, made_at, .. } => {
                if let Some(client) = asker
                    .client
                    .filter(|_| counted.is_some_and(|own| !own.known))
                {
                    self.limits().code_clients.take_back(client);
                }
                Ok(CodeRequested::StillValid(Challenge::new(id, made_at)))
            }
            CodePlaced::TooMany { again_at } => Ok(CodeRequested::TooMany { again_at }),
            CodePlaced::Ceiling { ceiling, again_at } => {
                self.note_ceiling(ceiling, again_at, now);
                Ok(CodeRequested::TooMany { again_at })
            }
        }
    }

    /// Tries a code; blanks in it are ignored. Each wrong one costs a try, however many come at once.
    pub async fn check_code(
        self,
        challenge: ChallengeId,
        purpose: CodePurpose,
        code: &str,
    ) -> Result<CodeChecked> {
        let now = self.now();
        let mac = self.code_mac(challenge, purpose, &plain(code));
        let tried = self
            .directory()
            .try_code(challenge, purpose.as_word(), mac, now)
            .await?;
        let (recipient, sealed) = match tried {
            CodeTried::Wrong { tries_left } => return Ok(CodeChecked::Wrong { tries_left }),
            CodeTried::Gone => return Ok(CodeChecked::Gone),
            CodeTried::Right {
                recipient,
                sealed_address,
            } => (recipient, sealed_address),
        };
        let address = self
            .unseal_address(SEAL_CONTEXT, &challenge.0, &sealed)
            .filter(|address| self.ledger().recipient_id(address) == recipient)
            .ok_or_else(|| Error::Failed("a code's address cannot be opened".into()))?;
        Ok(CodeChecked::Proven(ProvenAddress {
            address,
            recipient,
            purpose,
            proven_at: now,
        }))
    }

    fn code_mac(self, id: ChallengeId, purpose: CodePurpose, code: &str) -> CodeMac {
        let mut text = id.0.to_vec();
        text.extend_from_slice(purpose.as_word().as_bytes());
        text.push(b' ');
        text.extend_from_slice(code.as_bytes());
        self.ledger().mac(MAC_CONTEXT, &text)
    }
}

impl Challenge {
    fn new(id: ChallengeId, made_at: Timestamp) -> Self {
        Self {
            id,
            valid_until: made_at + Duration::from_mins(u64::from(CODE_MINUTES)),
            again_at: made_at + MINUTE,
        }
    }
}

/// A code as it was sent, from what somebody has typed: `123 456` is `123456`. Bounded, because nothing
/// longer is one.
fn plain(typed: &str) -> String {
    const TYPED_MAX: usize = 32;
    typed
        .chars()
        .filter(|character| !character.is_whitespace())
        .take(TYPED_MAX)
        .collect()
}
