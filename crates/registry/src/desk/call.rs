//! Beginning a call, proving who calls, ending it.

use std::time::Duration;

use directory::desk_call::{CallId, DeskCall};
use domain::{Address, Language, Timestamp};
use serde::{Deserialize, Serialize};

use crate::desk::look_log::{LookProof, LookReason, NOTE_MAX, REFERENCE_MAX};
use crate::desk::staff::AgentSession;
use crate::message::CodePurpose;
use crate::people::recipient::{ChallengeId, CodeAsker, CodeChecked, CodeRequested, Subject};
use crate::staff::StaffMember;
use crate::{Desk, Error, Result};

/// How long the caller's records may be looked at, in milliseconds: 15 minutes.
pub const CALL_TIME: Duration = Duration::from_mins(15);
/// How long the caller may take to prove whose address it is, in milliseconds: 5 minutes, time for a
/// code to arrive and another to be asked for.
pub const WAITING_TIME: Duration = Duration::from_mins(5);

/// What a call is sealed for.
const CONTEXT: &[u8] = b"izin/desk-call/";

/// A caller, before anything is proven.
#[derive(Clone, Debug)]
pub struct CallRequest {
    /// The address they say is theirs.
    pub address: Address,
    /// Why its records are to be looked at; one of [`LookReason::AT_DESK`].
    pub reason: LookReason,
    /// What the agent writes beside it: at most [`NOTE_MAX`] characters. The caller can read it.
    pub note: String,
    /// In which language the code and the receipts are written.
    pub language: Language,
}

/// What became of beginning a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CallBegun {
    /// A code is on its way to the address.
    CodeSent {
        /// Until when it works.
        valid_until: Timestamp,
    },
    /// No code goes to this number; nothing was sent. The network may yet vouch for it.
    NoRoute,
    /// The address has been sent too many; nothing was sent.
    TooMany {
        /// From when on one can be asked for again.
        again_at: Timestamp,
    },
}

/// What became of proving it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallProven {
    /// The records may be looked at.
    Open(Box<Call>),
    /// The code was a wrong one.
    Wrong {
        /// How many may still be tried.
        tries_left: u8,
    },
    /// There is no code to be tried (any more), or no call.
    Gone,
    /// The operator allows no proof by the network, or the address has no number it could verify, or
    /// the call's reference is missing.
    NotAllowed,
}

/// Whom a session serves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallState {
    /// Nobody.
    None,
    /// Somebody who has proven nothing yet.
    Waiting(WaitingCall),
    /// Somebody whose records may be looked at.
    Open(Box<Call>),
}

/// A caller who has proven nothing yet. Nothing is known about the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WaitingCall {
    /// Its name in forms; see [`Call::name`].
    pub name: String,
    /// The address they say is theirs.
    pub address: Address,
    /// Why its records are to be looked at.
    pub reason: LookReason,
    /// Whether the operator allows the network's word as a proof for it.
    pub network_allowed: bool,
    /// When it ends by itself.
    pub until: Timestamp,
}

/// A caller who has proven whose address it is: what every look at their records needs. Nothing but a
/// proof makes one, and it is asked for anew with every request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub(super) id: CallId,
    pub(super) staff: StaffMember,
    pub(super) subject: Subject,
    pub(super) address: Address,
    pub(super) reason: LookReason,
    pub(super) note: String,
    pub(super) proof: LookProof,
    pub(super) reference: String,
    pub(super) language: Language,
    pub(super) until: Timestamp,
}

impl Call {
    /// Whose records may be looked at: the one address.
    pub fn subject(&self) -> &Subject {
        &self.subject
    }

    /// Its name in the forms of its pages: a session serves one caller after the other, and what is sent
    /// from a page of an earlier one must not be done to the present one. It names nobody.
    pub fn name(&self) -> String {
        name(self.id)
    }

    /// The address.
    pub fn address(&self) -> &Address {
        &self.address
    }

    /// Who serves the caller.
    pub fn staff(&self) -> &StaffMember {
        &self.staff
    }

    /// Why.
    pub fn reason(&self) -> LookReason {
        self.reason
    }

    /// In which language the caller is written to.
    pub fn language(&self) -> Language {
        self.language
    }

    /// When it ends by itself.
    pub fn until(&self) -> Timestamp {
        self.until
    }
}

/// What is sealed of a call.
#[derive(Serialize, Deserialize)]
struct Content {
    address: String,
    reason: String,
    note: String,
    language: String,
    /// The code that was sent, until it is proven.
    challenge: Option<String>,
    /// The proof, once there is one.
    proof: Option<String>,
    reference: String,
}

impl Desk<'_> {
    /// Begins a call: sends a code to the address, for the caller to read out. Whom the session served
    /// before it serves no more. Nothing about the address is looked up.
    pub async fn begin_call(
        self,
        session: &AgentSession,
        request: &CallRequest,
    ) -> Result<CallBegun> {
        let now = self.now();
        let asker = CodeAsker {
            client: None,
            held: self.code_held_by(session, &request.address).await?,
        };
        let requested = self
            .people()
            .request_code(&request.address, CodePurpose::Desk, request.language, asker)
            .await?;
        let challenge = match requested {
            CodeRequested::Sent(challenge) | CodeRequested::StillValid(challenge) => challenge,
            CodeRequested::NoRoute => {
                self.keep_call(session, request, None, now).await?;
                return Ok(CallBegun::NoRoute);
            }
            CodeRequested::TooMany { again_at } => {
                // The network may yet vouch for the number.
                self.keep_call(session, request, None, now).await?;
                return Ok(CallBegun::TooMany { again_at });
            }
        };
        self.keep_call(session, request, Some(challenge.id), now)
            .await?;
        Ok(CallBegun::CodeSent {
            valid_until: challenge.valid_until,
        })
    }

    /// The code that was sent for this very caller before, whom the session still waits for. Another
    /// agent's caller at the same address has a code of their own.
    async fn code_held_by(
        self,
        session: &AgentSession,
        address: &Address,
    ) -> Result<Option<ChallengeId>> {
        let recipient = self.ledger().recipient_id(address);
        let waiting = self.waiting_call(session).await?;
        Ok(waiting
            .filter(|(call, _)| call.recipient == recipient)
            .and_then(|(_, content)| content.challenge?.parse().ok()))
    }

    async fn keep_call(
        self,
        session: &AgentSession,
        request: &CallRequest,
        challenge: Option<ChallengeId>,
        now: Timestamp,
    ) -> Result<()> {
        let content = Content {
            address: request.address.to_string(),
            reason: request.reason.as_code().to_owned(),
            note: request.note.trim().chars().take(NOTE_MAX).collect(),
            language: request.language.tag().to_owned(),
            challenge: challenge.map(|id| id.to_string()),
            proof: None,
            reference: String::new(),
        };
        let mut id = [0; 16];
        self.random().fill(&mut id);
        let call = DeskCall {
            call: CallId(id),
            recipient: self.ledger().recipient_id(&request.address),
            content: self.seal_value(CONTEXT, &id, &content)?,
            proven: false,
            expires_at: now + WAITING_TIME,
        };
        self.directory().set_desk_call(session.id(), call).await?;
        Ok(())
    }

    /// Tries the code the caller has read out.
    pub async fn prove_call(self, session: &AgentSession, code: &str) -> Result<CallProven> {
        let Some((call, content)) = self.waiting_call(session).await? else {
            return Ok(CallProven::Gone);
        };
        let challenge = content.challenge.as_deref().and_then(|id| id.parse().ok());
        let Some(challenge) = challenge else {
            return Ok(CallProven::Gone);
        };
        let checked = self
            .people()
            .check_code(challenge, CodePurpose::Desk, code)
            .await?;
        match checked {
            // The code went to the address of this very call.
            CodeChecked::Proven(proven) if proven.recipient() == call.recipient => {
                let proof = (LookProof::Code, String::new());
                self.open_call(session, call, content, proof).await
            }
            CodeChecked::Proven(_) | CodeChecked::Gone => Ok(CallProven::Gone),
            CodeChecked::Wrong { tries_left } => Ok(CallProven::Wrong { tries_left }),
        }
    }

    /// Takes the network's word that the call comes from the number, where the operator allows it
    /// ([`crate::Settings::desk_network_proof`]). `reference` is the call's own, by which the word can
    /// be looked up; it is kept with the entry in the log of looks.
    pub async fn prove_call_by_network(
        self,
        session: &AgentSession,
        reference: &str,
    ) -> Result<CallProven> {
        let Some((call, content)) = self.waiting_call(session).await? else {
            return Ok(CallProven::Gone);
        };
        let reference = reference.trim();
        let address = address(&content)?;
        let fits = (1..=REFERENCE_MAX).contains(&reference.chars().count());
        if !fits || !self.network_vouches_for(&address) {
            return Ok(CallProven::NotAllowed);
        }
        let proof = (LookProof::Network, reference.to_owned());
        self.open_call(session, call, content, proof).await
    }

    /// Whom a session serves now.
    pub async fn call_of(self, session: &AgentSession) -> Result<CallState> {
        let found = self.directory().desk_call(session.id(), self.now()).await?;
        let Some(call) = found else {
            return Ok(CallState::None);
        };
        let content = self.unsealed_call(&call)?;
        if call.proven {
            let call = self.proven_call(session, &call, content).await?;
            return Ok(CallState::Open(Box::new(call)));
        }
        let address = address(&content)?;
        Ok(CallState::Waiting(WaitingCall {
            name: name(call.call),
            network_allowed: self.network_vouches_for(&address),
            address,
            reason: reason(&content)?,
            until: call.expires_at,
        }))
    }

    /// Ends the call: nothing of the caller can be looked at any more.
    pub async fn end_call(self, session: &AgentSession) -> Result<()> {
        let now = self.now();
        Ok(self.directory().end_desk_call(session.id(), now).await?)
    }

    fn network_vouches_for(self, address: &Address) -> bool {
        self.settings().desk_network_proof && matches!(address, Address::Phone(_))
    }

    async fn waiting_call(self, session: &AgentSession) -> Result<Option<(DeskCall, Content)>> {
        let found = self.directory().desk_call(session.id(), self.now()).await?;
        found
            .filter(|call| !call.proven)
            .map(|call| {
                let content = self.unsealed_call(&call)?;
                Ok((call, content))
            })
            .transpose()
    }

    async fn open_call(
        self,
        session: &AgentSession,
        mut call: DeskCall,
        mut content: Content,
        (proof, reference): (LookProof, String),
    ) -> Result<CallProven> {
        content.challenge = None;
        content.proof = Some(proof.as_word().to_owned());
        content.reference = reference;
        call.content = self.seal_value(CONTEXT, &call.call.0, &content)?;
        call.proven = true;
        call.expires_at = self.now() + CALL_TIME;
        let kept = self
            .directory()
            .set_desk_call(session.id(), call.clone())
            .await?;
        if !kept {
            return Ok(CallProven::Gone);
        }
        let call = self.proven_call(session, &call, content).await?;
        Ok(CallProven::Open(Box::new(call)))
    }

    async fn proven_call(
        self,
        session: &AgentSession,
        call: &DeskCall,
        content: Content,
    ) -> Result<Call> {
        let address = address(&content)?;
        let proof = content.proof.as_deref().and_then(LookProof::from_word);
        Ok(Call {
            id: call.call,
            staff: session.member().clone(),
            // Asked for anew: the line may have been closed since.
            subject: self.people().subject_of(&address).await?,
            address,
            reason: reason(&content)?,
            proof: proof.ok_or_else(unreadable)?,
            language: Language::from_tag(&content.language).unwrap_or_default(),
            note: content.note,
            reference: content.reference,
            until: call.expires_at,
        })
    }

    fn unsealed_call(self, call: &DeskCall) -> Result<Content> {
        self.unseal_value(CONTEXT, &call.call.0, &call.content)
            .ok_or_else(unreadable)
    }
}

fn address(content: &Content) -> Result<Address> {
    Address::from_stored(&content.address).ok_or_else(unreadable)
}

fn reason(content: &Content) -> Result<LookReason> {
    LookReason::from_code(&content.reason).ok_or_else(unreadable)
}

fn name(call: CallId) -> String {
    hex::encode(call.0)
}

fn unreadable() -> Error {
    Error::Failed("a call at the desk is unreadable".into())
}
