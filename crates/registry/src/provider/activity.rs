//! What was done for a provider: noting it, and reading it again.

use std::time::Duration;

use directory::activity::NewActivity;
use directory::member::MemberNumber;

use super::right::Right;
use super::session::MemberSession;
use crate::{ProviderConsole, Registry, Result};

pub use directory::activity::{Action, Activity, ActivityQuery, Actor};

/// For how many days it is kept: two years.
pub const ACTIVITY_KEPT_DAYS: u64 = 2 * 365;

impl Registry {
    /// Notes something that was done, durable when this returns. To be called before the act is answered, or, where it shows
    /// something, before it is shown.
    pub async fn note(&self, activity: NewActivity) -> Result<()> {
        Ok(self.directory().note_activity(activity, self.now()).await?)
    }
}

impl ProviderConsole<'_> {
    /// What was done for a member's provider, newest first, at most `limit`: all of it for whoever may manage all brands, or
    /// else what was about the brands they may manage.
    pub async fn activity(
        self,
        session: &MemberSession,
        query: ActivityQuery,
        limit: u32,
    ) -> Result<Vec<Activity>> {
        let provider = session.provider().code;
        let query = if session.may_everywhere(Right::Manage) {
            query
        } else {
            let mut own: Vec<_> = self.brands(session, Right::Manage).await?;
            own.retain(|brand| {
                let asked = query.brands.as_ref();
                asked.is_none_or(|asked| asked.contains(&brand.code))
            });
            if own.is_empty() {
                return Ok(Vec::new());
            }
            let brands = Some(own.iter().map(|brand| brand.code).collect());
            ActivityQuery { brands, ..query }
        };
        Ok(self.directory().activity(provider, query, limit).await?)
    }

    /// What the members are called whom the log names.
    pub async fn member_names(
        self,
        session: &MemberSession,
    ) -> Result<Vec<(MemberNumber, String)>> {
        if !session.may_somewhere(Right::Manage) {
            return Ok(Vec::new());
        }
        let provider = session.provider().code;
        let members = self.directory().members_of(provider).await?.into_iter();
        Ok(members.map(|member| (member.number, member.name)).collect())
    }

    /// Notes that a member is about to take the log away.
    pub async fn note_activity_taken(self, session: &MemberSession) -> Result<()> {
        let noted = NewActivity::of(session.member(), Action::ActivityTaken);
        self.note(noted).await
    }

    /// Forgets what was done longer than [`ACTIVITY_KEPT_DAYS`] ago; says how much.
    pub async fn purge_activity(self) -> Result<u64> {
        let before = self.now() - Duration::from_hours(24 * ACTIVITY_KEPT_DAYS);
        Ok(self.directory().purge_activity(before).await?)
    }
}
