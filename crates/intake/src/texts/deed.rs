//! Doing what a message asks for.

use domain::{Channel, Source, Status};
use registry::intake::texts::{Confirmation, TextTurn};
use registry::people::recipient::{ChangeError, Changed, ScreenOrder, ScreenQuery, Selection};
use registry::{Error, Result};

use super::answers::{Answers, Change};
use super::brand::{Meant, MeantBrand, confirmation_among, first_brand, only_brand, refused_brand};
use super::{Outcome, Texts};
use crate::keyword::{self, Asked, Refusal, Scope, Target};

/// What a phone's messages change.
const SOURCE: Source = Source::RegistryText;
/// What a phone can be reached by.
const OF_PHONES: [Channel; 2] = [Channel::Text, Channel::Call];

/// What was done, and what is said of it.
pub(super) struct Deed {
    pub(super) outcome: Outcome,
    pub(super) answer: Option<String>,
}

impl Deed {
    pub(super) fn said(outcome: Outcome, answer: String) -> Self {
        Self {
            outcome,
            answer: Some(answer),
        }
    }

    fn silent(outcome: Outcome) -> Self {
        Self {
            outcome,
            answer: None,
        }
    }

    /// With its answer, unless that may have been given already.
    fn first_time(turn: &TextTurn, outcome: Outcome, answer: String) -> Self {
        Self {
            outcome,
            answer: (!turn.perhaps_repeated).then_some(answer),
        }
    }
}

/// In what a message is told from others like it.
#[derive(Clone, Copy)]
pub(super) struct Circumstances<'a> {
    /// Numbers it may have been sent to.
    pub(super) own: &'a [&'a str],
    /// Whether its sender can be told anything.
    pub(super) is_answerable: bool,
    /// Whether it came too late to approve.
    pub(super) is_late: bool,
    /// Whether each of its letters is certain.
    pub(super) is_certain: bool,
}

impl Texts {
    /// Does what a whole message asks for. What may be a repetition is done only where it refuses, and then
    /// answered only if it has changed something.
    pub(super) async fn act(
        &self,
        turn: &TextTurn,
        answers: &Answers,
        seen: Circumstances<'_>,
    ) -> Result<Deed> {
        let asked = keyword::parse(&turn.text, seen.own);
        let refuses = perhaps_refuses(&asked);
        if turn.perhaps_repeated && !refuses {
            return Ok(Deed::silent(Outcome::Unchanged));
        }
        let which = || answers.which_brand();
        Ok(match asked {
            Asked::Refuse(refusal) => self.refuse(turn, answers, &refusal).await?,
            Asked::RefuseAll {
                channel,
                code: None,
                leaves_email,
            } => {
                // A code that nobody is told is of no use, and would end the one before.
                if turn.perhaps_repeated || !seen.is_answerable {
                    return Ok(Deed::silent(Outcome::Asked));
                }
                let mut asked = self.ask_to_confirm(turn, answers, channel).await?;
                if leaves_email {
                    asked.answer = asked.answer.map(|said| answers.leaving_email(said));
                }
                asked
            }
            Asked::RefuseAll {
                channel,
                code: Some(code),
                ..
            } => self.refuse_all(turn, answers, channel, &code).await?,
            Asked::Approve(targets) if targets.is_empty() => Deed::said(Outcome::Asked, which()),
            Asked::Approve(_) if seen.is_late => {
                Deed::said(Outcome::NotRecorded, answers.too_late())
            }
            Asked::Approve(_) if turn.in_parts => {
                Deed::said(Outcome::NotRecorded, answers.in_parts())
            }
            Asked::Approve(_) if !seen.is_certain => {
                Deed::said(Outcome::NotRecorded, answers.unreadable())
            }
            Asked::Approve(targets) => self.approve(turn, answers, &targets).await?,
            Asked::State(targets) if targets.is_empty() => Deed::said(Outcome::Asked, which()),
            Asked::State(targets) => self.state(turn, answers, &targets).await?,
            Asked::List => Deed::said(Outcome::Answered, self.list(turn, answers).await?),
            Asked::Help => Deed::said(Outcome::Answered, answers.help()),
            Asked::Unclear if !seen.is_certain => {
                Deed::first_time(turn, Outcome::Asked, answers.unreadable())
            }
            Asked::Unclear => Deed::first_time(turn, Outcome::Asked, answers.one_thing()),
            Asked::Unknown if !seen.is_certain => {
                Deed::said(Outcome::NotUnderstood, answers.unreadable())
            }
            Asked::Unknown => Deed::said(Outcome::NotUnderstood, answers.unknown()),
        })
    }

    /// Whether a text refuses anything, as it stands, or may.
    pub(super) fn refuses(text: &str, own: &[&str]) -> bool {
        perhaps_refuses(&keyword::parse(text, own))
    }

    async fn refuse(&self, turn: &TextTurn, answers: &Answers, refusal: &Refusal) -> Result<Deed> {
        let told = |outcome, answer| Ok(Deed::first_time(turn, outcome, answer));
        match refused_brand(&self.registry, refusal).await? {
            Meant::Brand(brand) => self.set(turn, answers, &brand, Status::Refusal).await,
            Meant::Several => told(Outcome::Asked, answers.several_brands()),
            Meant::Unknown => {
                // `RET 1234`: the answer to being asked for a code.
                if let Some(code) = confirmation_among(&refusal.targets) {
                    self.refuse_all(turn, answers, None, &code).await
                } else if refusal.is_vague {
                    told(Outcome::Asked, answers.which_brand())
                } else {
                    told(Outcome::NotUnderstood, answers.unknown_brand())
                }
            }
        }
    }

    async fn approve(
        &self,
        turn: &TextTurn,
        answers: &Answers,
        targets: &[Target],
    ) -> Result<Deed> {
        Ok(match only_brand(&self.registry, targets).await? {
            Meant::Brand(brand) => self.set(turn, answers, &brand, Status::Approval).await?,
            Meant::Several => Deed::said(Outcome::Asked, answers.several_brands()),
            Meant::Unknown => Deed::said(Outcome::NotUnderstood, answers.unknown_brand()),
        })
    }

    async fn state(&self, turn: &TextTurn, answers: &Answers, targets: &[Target]) -> Result<Deed> {
        Ok(match first_brand(&self.registry, targets).await? {
            Meant::Brand(brand) => {
                let states = self
                    .registry
                    .intake()
                    .states_with(&turn.subject, brand.code)?;
                Deed::said(Outcome::Answered, answers.state(brand.named(), &states))
            }
            Meant::Several => Deed::said(Outcome::Asked, answers.several_brands()),
            Meant::Unknown => Deed::said(Outcome::NotUnderstood, answers.unknown_brand()),
        })
    }

    async fn list(&self, turn: &TextTurn, answers: &Answers) -> Result<String> {
        let query = ScreenQuery {
            status: Some(Status::Approval),
            order: ScreenOrder::Newest,
            page: 1,
            ..ScreenQuery::default()
        };
        let screen = self.registry.people().screen(&turn.subject, &query).await?;
        let brands: Vec<String> = screen.brands.into_iter().map(|brand| brand.name).collect();
        Ok(answers.list(&brands, screen.brands_found))
    }

    async fn ask_to_confirm(
        &self,
        turn: &TextTurn,
        answers: &Answers,
        channel: Option<Channel>,
    ) -> Result<Deed> {
        if channel == Some(Channel::Email) {
            return Ok(Deed::said(Outcome::NotRecorded, answers.not_from_here()));
        }
        let query = ScreenQuery {
            status: Some(Status::Approval),
            channel,
            page: 1,
            ..ScreenQuery::default()
        };
        let approvals = self.registry.people().screen(&turn.subject, &query).await?;
        if approvals.records_found == 0 {
            // What is refused already is refused anew, as of now, and that needs no code.
            self.refuse_records(turn, channel).await?;
            return Ok(Deed::said(Outcome::Unchanged, answers.nothing_to_refuse()));
        }
        let code = self
            .registry
            .intake()
            .new_confirmation(turn, channel)
            .await?;
        let said = answers.confirm_all(channel, approvals.records_found, &code);
        Ok(Deed::said(Outcome::Asked, said))
    }

    async fn refuse_all(
        &self,
        turn: &TextTurn,
        answers: &Answers,
        channel: Option<Channel>,
        code: &str,
    ) -> Result<Deed> {
        let refused = |answer| Ok(Deed::first_time(turn, Outcome::NotRecorded, answer));
        let confirmed = match self.registry.intake().confirm(turn, channel, code).await? {
            Confirmation::Right(confirmed) => confirmed,
            Confirmation::Wrong { tries_left } => return refused(answers.wrong_code(tries_left)),
            Confirmation::Gone => return refused(answers.code_gone()),
        };
        let changed = self.refuse_records(turn, confirmed).await?;
        Ok(match changed.changes.first() {
            Some(first) => {
                let (at, receipt) = (first.receipt.recorded_at, first.receipt.transaction);
                let said = answers.refused_all(changed.changes.len(), at, receipt);
                Deed::said(Outcome::Done, said)
            }
            None => Deed::said(Outcome::Unchanged, answers.nothing_to_refuse()),
        })
    }

    /// Refuses all there is, or all of a channel.
    async fn refuse_records(&self, turn: &TextTurn, channel: Option<Channel>) -> Result<Changed> {
        let selection = channel.map_or(Selection::Everything, Selection::Channel);
        self.registry
            .people()
            .change(&turn.subject, &selection, Status::Refusal, SOURCE)
            .await
            .map_err(failed)
    }

    /// Approves or refuses for a brand, and says what came of it.
    async fn set(
        &self,
        turn: &TextTurn,
        answers: &Answers,
        brand: &MeantBrand,
        status: Status,
    ) -> Result<Deed> {
        let told = |outcome, answer| Ok(Deed::first_time(turn, outcome, answer));
        let Some(channels) = channels(brand.scope) else {
            return told(Outcome::NotRecorded, answers.not_from_here());
        };
        let places = turn.subject.reached_by(&channels);
        let changed = self
            .registry
            .people()
            .change_brand(&turn.subject, brand.code, &places, status, SOURCE, SOURCE)
            .await
            .map_err(failed)?;
        let change = Change {
            brand: brand.named(),
            channels: &channels,
            status,
            leaves_email: brand.leaves_email,
        };
        let Some(first) = changed.changes.first() else {
            return told(Outcome::Unchanged, answers.already(change));
        };
        let (at, receipt) = (first.receipt.recorded_at, first.receipt.transaction);
        let said = answers.recorded(change, at, receipt);
        Ok(Deed::said(Outcome::Done, said))
    }
}

/// Whether something refuses, or may.
fn perhaps_refuses(asked: &Asked) -> bool {
    matches!(
        asked,
        Asked::Refuse(_) | Asked::RefuseAll { .. } | Asked::Unclear
    )
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

fn failed(error: ChangeError) -> Error {
    match error {
        ChangeError::Failed(error) => error,
        other => Error::Failed(Box::new(other)),
    }
}
