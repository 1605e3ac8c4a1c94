//! Doing what a message asks for.

use domain::{BrandCode, Channel, Source, Status};
use registry::recipient::{ChangeError, Changed, ScreenOrder, ScreenQuery, Selection};
use registry::texts::{CONFIRMATION_DIGITS, CalledBrand, Confirmation, TextTurn};
use registry::{Error, Registry, Result};

use super::Texts;
use super::answers::{Answers, Named};
use crate::keyword::{self, Asked, Scope, Target};

/// What a phone's messages change.
const SOURCE: Source = Source::RegistryText;
/// What a phone can be reached by.
const OF_PHONES: [Channel; 2] = [Channel::Text, Channel::Call];

/// A brand that was meant, and for what.
enum Meant {
    Brand {
        code: BrandCode,
        name: String,
        key: String,
        scope: Scope,
    },
    Several,
    Unknown,
}

impl Texts {
    /// Does what a whole message asks for; the answer. What may be a repetition is done only where it
    /// refuses, and then answered only if it has changed something.
    pub(super) async fn act(
        &self,
        turn: &TextTurn,
        answers: &Answers,
        answerable: bool,
        late: bool,
    ) -> Result<Option<String>> {
        let asked = keyword::parse(&turn.text);
        let refuses = matches!(asked, Asked::Refuse(_) | Asked::RefuseAll { .. });
        if turn.perhaps_repeated && !refuses {
            return Ok(None);
        }
        Ok(match asked {
            Asked::Refuse(targets) if targets.is_empty() => first_time(turn, answers.which_brand()),
            Asked::Refuse(targets) => self.refuse(turn, answers, &targets).await?,
            Asked::RefuseAll {
                channel,
                code: None,
            } => {
                // A code that nobody is told is of no use, and would end the one before.
                if turn.perhaps_repeated || !answerable {
                    return Ok(None);
                }
                Some(self.ask_to_confirm(turn, answers, channel).await?)
            }
            Asked::RefuseAll {
                channel,
                code: Some(code),
            } => self.refuse_all(turn, answers, channel, &code).await?,
            Asked::Approve(targets) if targets.is_empty() => Some(answers.which_brand()),
            Asked::Approve(_) if late => Some(answers.too_late()),
            Asked::Approve(targets) => Some(self.approve(turn, answers, &targets).await?),
            Asked::State(targets) if targets.is_empty() => Some(answers.which_brand()),
            Asked::State(targets) => Some(self.state(turn, answers, &targets).await?),
            Asked::List => Some(self.list(turn, answers).await?),
            Asked::Help => Some(answers.help()),
            Asked::Unknown => Some(answers.unknown()),
        })
    }

    async fn refuse(
        &self,
        turn: &TextTurn,
        answers: &Answers,
        targets: &[Target],
    ) -> Result<Option<String>> {
        let (code, name, key, scope) = match self.meant(targets).await? {
            Meant::Brand {
                code,
                name,
                key,
                scope,
            } => (code, name, key, scope),
            Meant::Several => return Ok(first_time(turn, answers.several_brands())),
            Meant::Unknown => {
                // `RET 1234`: the answer to being asked for a code.
                if let Some(code) = confirmation_among(targets) {
                    return self.refuse_all(turn, answers, None, &code).await;
                }
                return Ok(first_time(turn, answers.unknown_brand()));
            }
        };
        let Some(channels) = channels(scope) else {
            return Ok(first_time(turn, answers.not_from_here()));
        };
        let changed = self.set(turn, code, &channels, Status::Refusal).await?;
        let brand = Named {
            name: &name,
            key: &key,
        };
        Ok(match changed.changes.first() {
            Some(first) => {
                let (at, receipt) = (first.receipt.recorded_at, first.receipt.transaction);
                Some(answers.recorded(brand, &channels, Status::Refusal, at, receipt))
            }
            None => first_time(turn, answers.already(brand, &channels, Status::Refusal)),
        })
    }

    async fn approve(
        &self,
        turn: &TextTurn,
        answers: &Answers,
        targets: &[Target],
    ) -> Result<String> {
        let (code, name, key, scope) = match self.meant(targets).await? {
            Meant::Brand {
                code,
                name,
                key,
                scope,
            } => (code, name, key, scope),
            Meant::Several => return Ok(answers.several_brands()),
            Meant::Unknown => return Ok(answers.unknown_brand()),
        };
        let Some(channels) = channels(scope) else {
            return Ok(answers.not_from_here());
        };
        let changed = self.set(turn, code, &channels, Status::Approval).await?;
        let brand = Named {
            name: &name,
            key: &key,
        };
        Ok(match changed.changes.first() {
            Some(first) => {
                let (at, receipt) = (first.receipt.recorded_at, first.receipt.transaction);
                answers.recorded(brand, &channels, Status::Approval, at, receipt)
            }
            None => answers.already(brand, &channels, Status::Approval),
        })
    }

    async fn state(
        &self,
        turn: &TextTurn,
        answers: &Answers,
        targets: &[Target],
    ) -> Result<String> {
        Ok(match self.meant(targets).await? {
            Meant::Brand {
                code, name, key, ..
            } => {
                let states = self.registry.states_with(&turn.subject, code)?;
                let brand = Named {
                    name: &name,
                    key: &key,
                };
                answers.state(brand, &states)
            }
            Meant::Several => answers.several_brands(),
            Meant::Unknown => answers.unknown_brand(),
        })
    }

    async fn list(&self, turn: &TextTurn, answers: &Answers) -> Result<String> {
        let query = ScreenQuery {
            status: Some(Status::Approval),
            order: ScreenOrder::Newest,
            page: 1,
            ..ScreenQuery::default()
        };
        let screen = self.registry.screen(&turn.subject, &query).await?;
        let brands: Vec<String> = screen.brands.into_iter().map(|brand| brand.name).collect();
        Ok(answers.list(&brands, screen.brands_found))
    }

    async fn ask_to_confirm(
        &self,
        turn: &TextTurn,
        answers: &Answers,
        channel: Option<Channel>,
    ) -> Result<String> {
        if channel == Some(Channel::Email) {
            return Ok(answers.not_from_here());
        }
        let query = ScreenQuery {
            status: Some(Status::Approval),
            channel,
            page: 1,
            ..ScreenQuery::default()
        };
        let approvals = self.registry.screen(&turn.subject, &query).await?;
        if approvals.records_found == 0 {
            return Ok(answers.nothing_to_refuse());
        }
        let code = self.registry.new_confirmation(turn).await?;
        Ok(answers.confirm_all(channel, approvals.records_found, &code))
    }

    async fn refuse_all(
        &self,
        turn: &TextTurn,
        answers: &Answers,
        channel: Option<Channel>,
        code: &str,
    ) -> Result<Option<String>> {
        match self.registry.confirm(turn, code).await? {
            Confirmation::Right => {}
            Confirmation::Wrong { tries_left } => {
                return Ok(first_time(turn, answers.wrong_code(tries_left)));
            }
            Confirmation::Gone => return Ok(first_time(turn, answers.code_gone())),
        }
        let selection = channel.map_or(Selection::Everything, Selection::Channel);
        let changed = self
            .registry
            .change(&turn.subject, &selection, Status::Refusal, SOURCE)
            .await
            .map_err(failed)?;
        Ok(Some(match changed.changes.first() {
            Some(first) => {
                let (at, receipt) = (first.receipt.recorded_at, first.receipt.transaction);
                answers.refused_all(changed.changes.len(), at, receipt)
            }
            None => answers.nothing_to_refuse(),
        }))
    }

    async fn set(
        &self,
        turn: &TextTurn,
        brand: BrandCode,
        channels: &[Channel],
        status: Status,
    ) -> Result<Changed> {
        let places = Registry::places_of(&turn.subject, channels);
        self.registry
            .change_brand(&turn.subject, brand, &places, status, SOURCE, SOURCE)
            .await
            .map_err(failed)
    }

    /// The first of the targets that is a brand.
    async fn meant(&self, targets: &[Target]) -> Result<Meant> {
        let mut several = false;
        for target in targets {
            match self.registry.brand_called(&target.key).await? {
                CalledBrand::One { code, name, key } => {
                    return Ok(Meant::Brand {
                        code,
                        name,
                        key,
                        scope: target.scope,
                    });
                }
                CalledBrand::Several => several = true,
                CalledBrand::Unknown => {}
            }
        }
        Ok(if several {
            Meant::Several
        } else {
            Meant::Unknown
        })
    }
}

/// What a scope means for a phone; nothing said is text messages, the way of the notice. `None`: e-mail.
fn channels(scope: Scope) -> Option<Vec<Channel>> {
    match scope {
        Scope::Unsaid => Some(vec![Channel::Text]),
        Scope::One(Channel::Email) => None,
        Scope::One(channel) => Some(vec![channel]),
        Scope::All => Some(OF_PHONES.to_vec()),
    }
}

/// An answer, unless it may have been given already.
fn first_time(turn: &TextTurn, answer: String) -> Option<String> {
    (!turn.perhaps_repeated).then_some(answer)
}

fn confirmation_among(targets: &[Target]) -> Option<String> {
    let digits = |key: &str| key.bytes().all(|byte| byte.is_ascii_digit());
    targets
        .iter()
        .map(|target| &target.key)
        .find(|key| key.len() == CONFIRMATION_DIGITS && digits(key))
        .cloned()
}

fn failed(error: ChangeError) -> Error {
    match error {
        ChangeError::Failed(error) => error,
        other => Error::Failed(Box::new(other)),
    }
}
