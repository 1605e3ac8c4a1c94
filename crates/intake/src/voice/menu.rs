//! From key to key.

use domain::{Address, BrandCode, Channel, Source, Status};
use registry::intake::texts::CalledBrand;
use registry::message::CodePurpose;
use registry::people::recipient::{
    ChangeError, CodeChecked, CodeRequested, ScreenOrder, ScreenQuery, Selection,
};
use registry::{Error, Result};

use super::Voice;
use super::menu_state::MenuState;
use super::speech::Speech;

/// How many brands are read out.
const READ_OUT: usize = 8;
/// How many digits a code has.
const CODE_DIGITS: u8 = 6;
/// The most digits of a brand's number.
const BRAND_DIGITS: u8 = 9;
/// What callers change.
const SOURCE: Source = Source::RegistryCallCentre;

/// The key that leads back.
const BACK: &str = "0";
/// The key that does what was just read out.
const YES: &str = "1";
/// The key for an agent.
const AGENT: &str = "9";

impl Voice {
    pub(super) fn greet(speech: &mut Speech) -> MenuState {
        speech.say("voice-welcome", &[]);
        MenuState::Menu
    }

    /// Sends a code to the caller's number, since nobody vouches for it.
    pub(super) async fn send_code(
        &self,
        caller: &Address,
        speech: &mut Speech,
    ) -> Result<MenuState> {
        // The message reaches the number's owner alone; what is said reaches whoever calls.
        let language = self.registry.people().language_of(caller).await?;
        let requested = self
            .registry
            .people()
            .request_code(caller, CodePurpose::Voice, language, None)
            .await?;
        Ok(match requested {
            CodeRequested::Sent(challenge) | CodeRequested::StillValid(challenge) => {
                speech.say("voice-code-sent", &[]);
                MenuState::Code(challenge.id)
            }
            CodeRequested::NoRoute => {
                speech.say("voice-no-code", &[]);
                self.agent(speech)
            }
            CodeRequested::TooMany { .. } => {
                speech.say("voice-too-many-codes", &[]);
                self.agent(speech)
            }
        })
    }

    /// What a key does at a place; where it leads.
    pub(super) async fn go_on(
        &self,
        caller: &Address,
        place: MenuState,
        input: &str,
        speech: &mut Speech,
    ) -> Result<MenuState> {
        if input == AGENT && place != MenuState::End {
            return Ok(self.agent(speech));
        }
        Ok(match place {
            MenuState::Code(_) if input.is_empty() => place,
            MenuState::Code(challenge) => {
                let checked = self
                    .registry
                    .people()
                    .check_code(challenge, CodePurpose::Voice, input)
                    .await?;
                match checked {
                    // The state is bound to the caller already; the code must be, too.
                    CodeChecked::Proven(proven) if proven.address() == caller => {
                        *speech = Speech::new(self.registry.people().language_of(caller).await?);
                        Self::greet(speech)
                    }
                    CodeChecked::Wrong { tries_left } if tries_left > 0 => {
                        speech.say("voice-wrong-code", &[]);
                        place
                    }
                    _ => {
                        speech.say("voice-code-gone", &[]);
                        self.agent(speech)
                    }
                }
            }
            MenuState::Menu => self.choose(caller, input, speech).await?,
            MenuState::Last(brand) if input == YES => self.refuse(caller, brand, speech).await?,
            MenuState::Last(_) if input == "2" => MenuState::Number,
            MenuState::Number if !input.is_empty() && input != BACK => {
                match self.registry.intake().brand_called(input).await? {
                    CalledBrand::One { code, name, .. } => {
                        speech.say("voice-brand", &[("brand", name.into())]);
                        MenuState::Brand(code)
                    }
                    CalledBrand::Several | CalledBrand::Unknown => {
                        speech.say("voice-unknown-brand", &[]);
                        MenuState::Number
                    }
                }
            }
            MenuState::Brand(brand) if input == YES => self.refuse(caller, brand, speech).await?,
            MenuState::TextsToo(brand) if input == YES => {
                self.refuse_brand(caller, brand, Channel::Text, speech)
                    .await?;
                MenuState::Menu
            }
            MenuState::AllCalls if input == YES => {
                self.refuse_calls(caller, speech).await?;
                MenuState::Menu
            }
            _ if input == BACK => MenuState::Menu,
            MenuState::Agent | MenuState::End => MenuState::End,
            // No key, or one there is none of: nothing is done, and the place is read out again.
            same => {
                speech.say("voice-not-understood", &[]);
                self.remind(&same, speech).await?;
                same
            }
        })
    }

    async fn choose(
        &self,
        caller: &Address,
        input: &str,
        speech: &mut Speech,
    ) -> Result<MenuState> {
        Ok(match input {
            "1" => {
                self.read_out(caller, speech).await?;
                MenuState::Menu
            }
            "2" => {
                let subject = self.registry.people().subject_of(caller).await?;
                match self.registry.intake().last_to_call(&subject).await? {
                    Some((brand, name)) => {
                        speech.say("voice-last", &[("brand", name.into())]);
                        MenuState::Last(brand)
                    }
                    None => MenuState::Number,
                }
            }
            "3" => {
                let approvals = self.approvals(caller, Some(Channel::Call)).await?;
                if approvals == 0 {
                    speech.say("voice-no-calls", &[]);
                    MenuState::Menu
                } else {
                    speech.say("voice-all-calls", &[("count", approvals.into())]);
                    MenuState::AllCalls
                }
            }
            "" | BACK => MenuState::Menu,
            _ => {
                speech.say("voice-not-understood", &[]);
                MenuState::Menu
            }
        })
    }

    /// Says again what the keys of a place are about.
    async fn remind(&self, place: &MenuState, speech: &mut Speech) -> Result<()> {
        let (id, brand) = match place {
            MenuState::Last(brand) => ("voice-last", *brand),
            MenuState::Brand(brand) => ("voice-brand", *brand),
            _ => return Ok(()),
        };
        let name = self.name_of(brand).await?;
        speech.say(id, &[("brand", name.into())]);
        Ok(())
    }

    async fn read_out(&self, caller: &Address, speech: &mut Speech) -> Result<()> {
        let subject = self.registry.people().subject_of(caller).await?;
        let query = ScreenQuery {
            status: Some(Status::Approval),
            order: ScreenOrder::Newest,
            page: 1,
            ..ScreenQuery::default()
        };
        let screen = self.registry.people().screen(&subject, &query).await?;
        if screen.brands_found == 0 {
            speech.say("voice-list-empty", &[]);
            return Ok(());
        }
        speech.say("voice-list", &[("total", screen.brands_found.into())]);
        for brand in screen.brands.iter().take(READ_OUT) {
            let of = |channel| {
                let mut records = brand.records.iter();
                records.any(|row| row.record.channel == channel)
            };
            let id = match (of(Channel::Call), of(Channel::Text)) {
                (true, true) => "voice-list-both",
                (true, false) => "voice-list-calls",
                _ => "voice-list-texts",
            };
            let code = spaced(brand.brand);
            let name = brand.name.as_str();
            speech.say(id, &[("brand", name.into()), ("code", code.into())]);
        }
        if screen.brands_found > READ_OUT {
            speech.say("voice-list-more", &[]);
        }
        Ok(())
    }

    async fn approvals(&self, caller: &Address, channel: Option<Channel>) -> Result<usize> {
        let subject = self.registry.people().subject_of(caller).await?;
        let query = ScreenQuery {
            status: Some(Status::Approval),
            channel,
            page: 1,
            ..ScreenQuery::default()
        };
        Ok(self
            .registry
            .people()
            .screen(&subject, &query)
            .await?
            .records_found)
    }

    async fn refuse(
        &self,
        caller: &Address,
        brand: BrandCode,
        speech: &mut Speech,
    ) -> Result<MenuState> {
        self.refuse_brand(caller, brand, Channel::Call, speech)
            .await?;
        let subject = self.registry.people().subject_of(caller).await?;
        let states = self.registry.intake().states_with(&subject, brand)?;
        let texts_too = states
            .iter()
            .any(|state| state.channel == Channel::Text && state.status == Status::Approval);
        Ok(if texts_too {
            speech.say("voice-texts-too", &[]);
            MenuState::TextsToo(brand)
        } else {
            MenuState::Menu
        })
    }

    async fn refuse_brand(
        &self,
        caller: &Address,
        brand: BrandCode,
        channel: Channel,
        speech: &mut Speech,
    ) -> Result<()> {
        let subject = self.registry.people().subject_of(caller).await?;
        let places = subject.reached_by(&[channel]);
        let changed = self
            .registry
            .people()
            .change_brand(&subject, brand, &places, Status::Refusal, SOURCE, SOURCE)
            .await
            .map_err(failed)?;
        let name = self.name_of(brand).await?;
        let channel = speech.words.channel(channel);
        let id = if changed.changes.is_empty() {
            "voice-already-refused"
        } else {
            "voice-refused"
        };
        speech.say(id, &[("brand", name.into()), ("channel", channel.into())]);
        Ok(())
    }

    async fn refuse_calls(&self, caller: &Address, speech: &mut Speech) -> Result<()> {
        let subject = self.registry.people().subject_of(caller).await?;
        let selection = Selection::Channel(Channel::Call);
        let changed = self
            .registry
            .people()
            .change(&subject, &selection, Status::Refusal, SOURCE)
            .await
            .map_err(failed)?;
        let count = changed.changes.len();
        speech.say("voice-refused-calls", &[("count", count.into())]);
        Ok(())
    }

    async fn name_of(&self, brand: BrandCode) -> Result<String> {
        let name = self.registry.intake().name_of_brand(brand).await?;
        Ok(name.unwrap_or_else(|| spaced(brand)))
    }

    fn agent(&self, speech: &mut Speech) -> MenuState {
        if self.settings.agent.is_empty() {
            speech.say("voice-no-agent", &[]);
            return MenuState::End;
        }
        speech.say("voice-agent", &[]);
        MenuState::Agent
    }

    /// Says the keys of a place.
    pub(super) fn offer(&self, place: &MenuState, speech: &mut Speech) {
        match place {
            MenuState::Code(_) => {
                speech.digits = Some(CODE_DIGITS);
                speech.say("voice-type-code", &[]);
            }
            MenuState::Number => {
                speech.digits = Some(BRAND_DIGITS);
                speech.say("voice-type-brand", &[]);
                speech.offer(BACK, "voice-key-back");
            }
            MenuState::Menu => {
                speech.offer("1", "voice-key-list");
                speech.offer("2", "voice-key-refuse-one");
                speech.offer("3", "voice-key-refuse-calls");
                if !self.settings.agent.is_empty() {
                    speech.offer(AGENT, "voice-key-agent");
                }
            }
            MenuState::Last(_) => {
                speech.offer(YES, "voice-key-refuse-it");
                speech.offer("2", "voice-key-other-brand");
                speech.offer(BACK, "voice-key-back");
            }
            MenuState::Brand(_) | MenuState::TextsToo(_) | MenuState::AllCalls => {
                speech.offer(YES, "voice-key-refuse-it");
                speech.offer(BACK, "voice-key-back");
            }
            MenuState::Agent | MenuState::End => {}
        }
    }
}

/// A brand's number as it is read out: digit by digit.
fn spaced(brand: BrandCode) -> String {
    let digits: Vec<String> = brand.0.to_string().chars().map(String::from).collect();
    digits.join(" ")
}

fn failed(error: ChangeError) -> Error {
    match error {
        ChangeError::Failed(error) => error,
        other => Error::Failed(Box::new(other)),
    }
}
