//! What somebody else would be answered today: a call of a partner or an intermediary is judged for the provider, by what
//! judges the calls themselves. Nothing is recorded, asked or sent; that it was tried is noted.

use directory::activity::Action;
use domain::check::Reason;
use domain::{Channel, RecipientType, Status, Timestamp, Violation};

use super::scope::{Managing, MemberScope};
use crate::{Caller, Error, LATER_CODE, Party, ProviderConsole, Result};

pub use crate::limits::{TRIALS_MAX, TRIALS_WINDOW};

/// What somebody might call for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operation {
    /// To record an approval.
    Approval,
    /// To record a refusal.
    Refusal,
    /// To ask for a record's state.
    State,
    /// To read the feed of changes.
    Changes,
    /// To ask whether a message may be sent.
    Check,
}

impl Operation {
    /// Each of them.
    pub const ALL: [Self; 5] = [
        Self::Approval,
        Self::Refusal,
        Self::State,
        Self::Changes,
        Self::Check,
    ];

    /// The word that forms and the log of activity have for it.
    pub const fn as_word(self) -> &'static str {
        match self {
            Self::Approval => "approval",
            Self::Refusal => "refusal",
            Self::State => "state",
            Self::Changes => "changes",
            Self::Check => "check",
        }
    }

    /// The one of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_word() == word)
    }
}

/// A call to be judged.
#[derive(Clone, Copy, Debug)]
pub struct Trial {
    /// Who calls: a partner or an intermediary.
    pub party: Party,
    /// What for.
    pub operation: Operation,
    /// On which channel.
    pub channel: Channel,
    /// About whom.
    pub recipient_type: RecipientType,
}

/// What the call would be answered.
#[derive(Clone, Debug)]
pub struct Tried {
    /// The status of HTTP.
    pub status: u16,
    /// What it says.
    pub answer: TriedAnswer,
}

/// What an answer says.
#[derive(Clone, Debug)]
pub enum TriedAnswer {
    /// The call is refused.
    Refused(Vec<Violation>),
    /// The caller may; the request itself is judged then.
    May,
    /// The caller gets the feed, but no movement of this channel.
    OtherChannels,
    /// The check is answered; this way for a recipient without a record.
    Checked(Reason),
}

/// Why a call was not judged.
#[derive(Debug, thiserror::Error)]
pub enum TrialError {
    /// It was tried as often as it may be for the brand.
    #[error("it was tried too often")]
    TooMany {
        /// From when on it may be tried again.
        again_at: Timestamp,
    },
    /// The registry failed.
    #[error(transparent)]
    Registry(#[from] Error),
}

impl ProviderConsole<'_> {
    /// Judges a call about a brand, as its caller would be answered now; at most [`TRIALS_MAX`] within [`TRIALS_WINDOW`] for
    /// a brand.
    pub async fn try_grant(
        self,
        scope: &MemberScope<Managing>,
        trial: Trial,
    ) -> Result<Tried, TrialError> {
        let counted = self.limits().trials.count(&scope.brand(), self.now());
        counted.map_err(|again_at| TrialError::TooMany { again_at })?;
        let tried = told(self.judged(scope, trial).await)?;
        let (code, party) = match trial.party {
            Party::Partner(code) => (code.0, "partner"),
            Party::Intermediary(code) => (code.0, "intermediary"),
            Party::Provider(code) => (code.0, "provider"),
            Party::Admin => (0, "operator"),
        };
        let refused = match &tried.answer {
            TriedAnswer::Refused(found) => found.first().map_or("", |first| first.code.as_wire()),
            _ => "",
        };
        let detail = format!(
            "{party} {} {} {} {} {refused}",
            trial.operation.as_word(),
            trial.channel.as_wire(),
            trial.recipient_type.as_wire(),
            tried.status,
        );
        let noted = scope.activity(Action::GrantTried).object(code);
        self.note(noted.detail(detail.trim_end())).await?;
        Ok(tried)
    }

    /// What judges a call that comes in.
    async fn judged(self, scope: &MemberScope<Managing>, trial: Trial) -> Result<TriedAnswer> {
        let caller = Caller::imagined(trial.party, self.now());
        let caller = caller.ok_or_else(|| Error::Failed("no user could be imagined".into()))?;
        let (channel, asking, contract) = (trial.channel, self.asking(), self.contract());
        if trial.operation == Operation::Check {
            let opened = asking.scope(&caller, scope.brand()).await?;
            let reason = asking.without_record(&opened, channel, trial.recipient_type)?;
            return Ok(TriedAnswer::Checked(reason));
        }
        let opened = contract
            .brand(&caller, scope.provider(), scope.brand())
            .await?;
        match trial.operation {
            Operation::Approval => {
                contract.require_recording(&opened, Status::Approval, channel)?;
            }
            Operation::Refusal => contract.require_recording(&opened, Status::Refusal, channel)?,
            Operation::State | Operation::Check => contract.require_asking(&opened, channel)?,
            Operation::Changes => {
                opened.require_subscription(self.now())?;
                if !opened.may_read(channel) {
                    return Ok(TriedAnswer::OtherChannels);
                }
            }
        }
        Ok(TriedAnswer::May)
    }
}

/// The answer to a call that was judged. An error is the registry's own.
fn told(judged: Result<TriedAnswer>) -> Result<Tried> {
    let status = match &judged {
        Ok(TriedAnswer::Checked(reason)) => reason.decision().http_status(),
        Ok(_) => 200,
        Err(error) => error.http_status(),
    };
    let answer = match judged {
        Ok(answer) => answer,
        Err(Error::Refused(violations)) => TriedAnswer::Refused(violations),
        Err(Error::Later(_)) => TriedAnswer::Refused(vec![LATER_CODE.violation()]),
        Err(error) => return Err(error),
    };
    Ok(Tried { status, answer })
}
