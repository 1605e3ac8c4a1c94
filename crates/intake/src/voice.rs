//! The voice menu: what is said to a caller, and what each key does (rule 45).
//!
//! 1 lists the brands, 2 refuses one (the last that called, or by its number), 3 refuses all calls, 9 is
//! an agent. Nobody hears or changes anything before the number is proven: by the network's word, if
//! the gateway's word counts, or by a code sent to it. Only refusing is offered; who wants to approve
//! does so where he sees what.

mod menu;
mod menu_state;
mod speech;

use std::fmt;
use std::sync::Arc;

use domain::{Address, Language};
use registry::intake::voice::CallName;
use registry::{Registry, Result};

use menu_state::{MenuState, State};
use speech::Speech;

use crate::texts::sender;

/// The longest name of a call, caller or input, in bytes.
pub const FIELD_LEN_MAX: usize = 100;

/// What the operator says about the voice menu.
#[derive(Clone, Debug, Default)]
pub struct VoiceSettings {
    /// Where callers are put through who want an agent; empty: nowhere.
    pub agent: String,
}

/// Speaks with callers; clones share one.
#[derive(Clone)]
pub struct Voice {
    registry: Registry,
    settings: Arc<VoiceSettings>,
}

/// One step of a call: it has begun, or a key was pressed.
#[derive(Clone)]
pub struct CallEvent {
    /// The gateway that has the call.
    pub gateway: String,
    /// The call's name there.
    pub call: String,
    /// The caller's number, as the network tells it.
    pub caller: String,
    /// Whether the network vouches for it, by the word of a gateway whose word counts.
    pub verified: bool,
    /// The keys that were pressed. `None`: none yet, or none in time.
    pub input: Option<String>,
    /// What the last step gave to be given back.
    pub state: Option<String>,
}

impl fmt::Debug for CallEvent {
    /// Leaves out who calls and what was pressed, which may be a code.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallEvent")
            .field("gateway", &self.gateway)
            .field("verified", &self.verified)
            .finish_non_exhaustive()
    }
}

/// What is to be said, and what may be pressed then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallStep {
    /// The language of what is said, as a tag (RFC 5646).
    pub language: &'static str,
    /// What is said, sentence by sentence.
    pub speak: Vec<String>,
    /// The keys there are.
    pub choices: Vec<Choice>,
    /// How many digits are awaited at most, ended by `#`; `None`: one key of the choices.
    pub digits: Option<u8>,
    /// To be given back with the next key.
    pub state: String,
    /// Whether the call is over when it is said.
    pub end: bool,
    /// Where the call is to be put through.
    pub transfer_to: Option<String>,
}

/// A key, and what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The key.
    pub key: String,
    /// What it does, in words.
    pub label: String,
}

impl Voice {
    /// Over a registry.
    pub fn new(registry: Registry, settings: VoiceSettings) -> Self {
        Self {
            registry,
            settings: Arc::new(settings),
        }
    }

    /// Goes on with a call. What a key refuses is durable when it returns.
    pub async fn step(&self, event: &CallEvent) -> Result<CallStep> {
        let name = CallName {
            gateway: &event.gateway,
            call: &event.call,
            caller: &event.caller,
        };
        let Some(caller) = caller(&event.caller) else {
            return Ok(self.without_number());
        };
        let state = self.open(name, event);
        let unproven = match &state {
            Some(state) => matches!(state.place, MenuState::Code(_)),
            None => !event.verified,
        };
        // Who has proven nothing is told nothing of the number, not even by the language.
        let language = if unproven {
            Language::default()
        } else {
            self.registry.people().language_of(&caller).await?
        };
        let mut speech = Speech::new(language);
        if state.is_none() && event.state.as_deref().is_some_and(|sent| !sent.is_empty()) {
            speech.say("voice-anew", &[]);
        }
        let place = match state {
            Some(state) => {
                let input = event.input.as_deref().unwrap_or_default();
                let input = input.trim().trim_end_matches('#');
                self.go_on(&caller, state.place, input, &mut speech).await?
            }
            None if event.verified => Self::greet(&mut speech),
            None => self.send_code(&caller, &mut speech).await?,
        };
        let transfer = matches!(place, MenuState::Agent).then(|| self.settings.agent.clone());
        let end = matches!(place, MenuState::Agent | MenuState::End);
        self.offer(&place, &mut speech);
        let state = State {
            verified: event.verified,
            place,
        };
        Ok(CallStep {
            language: speech.words.language().tag(),
            speak: speech.said,
            choices: speech.choices,
            digits: speech.digits,
            state: self
                .registry
                .intake()
                .seal_call_state(name, &state.to_bytes()),
            end,
            transfer_to: transfer.filter(|agent| !agent.is_empty()),
        })
    }

    /// The state a call is in. One that cannot be opened counts as none: the call begins anew, and so
    /// does the proof.
    fn open(&self, name: CallName<'_>, event: &CallEvent) -> Option<State> {
        let sealed = event.state.as_deref().filter(|state| !state.is_empty())?;
        let opened = self.registry.intake().open_call_state(name, sealed);
        let state = opened.as_deref().and_then(State::from_bytes);
        // What was proven by the network's word ends with it.
        state.filter(|state| event.verified || !state.verified)
    }

    fn without_number(&self) -> CallStep {
        let mut speech = Speech::new(Language::default());
        speech.say("voice-no-number", &[]);
        let agent = Some(self.settings.agent.clone());
        CallStep {
            language: Language::default().tag(),
            speak: speech.said,
            choices: Vec::new(),
            digits: None,
            state: String::new(),
            end: true,
            transfer_to: agent.filter(|agent| !agent.is_empty()),
        }
    }
}

/// The caller's phone. `None`: withheld, or no number that can be one.
fn caller(text: &str) -> Option<Address> {
    sender::read(text, &[]).ok()
}
