//! Following the log for approvals that people are to be told of.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::future::pending;
use std::time::Duration;

use directory::notice::{NoticeWaiting, StoredNoticeKind};
use domain::calendar::surely_in_time_since;
use domain::movement::{ConsentChange, Recorded};
use domain::{Change, Origin, RecipientId, Seq, Source, Status};
use ledger::Follower;

use super::due;
use crate::job::{Job, Next, Stop};
use crate::people::recipient::NoticePolicy;
use crate::{BackgroundRegistry, Error, People, Result};

/// How many movements are looked through at a time. What is found among them is written in one
/// transaction of at most as many small rows.
pub const GATHER_MOVEMENTS: usize = 10_000;

/// How often the follower looks though nothing has woken it.
const LOOK_INTERVAL: Duration = Duration::from_mins(1);

/// Its name among the ledger's followers.
const FOLLOWER: &str = "notices";

/// Gathers new approvals that people are to be told of.
pub struct NoticeGatherer {
    registry: BackgroundRegistry,
    /// `None`: before the first round, and after one that failed.
    follower: Option<Follower>,
}

impl BackgroundRegistry {
    /// Gathers new approvals that people are to be told of.
    pub fn notice_gatherer(&self) -> NoticeGatherer {
        NoticeGatherer {
            registry: self.clone(),
            follower: None,
        }
    }
}

impl Job for NoticeGatherer {
    fn name(&self) -> &'static str {
        "gathering for notices"
    }

    async fn round(&mut self, _stop: &Stop) -> Result<Next> {
        let follower = match self.follower.take() {
            Some(follower) => follower,
            None => self.registry.people().follow_for_notices().await?,
        };
        let (follower, looked) = self.registry.people().gather_some(follower).await?;
        self.follower = Some(follower);
        Ok(match looked {
            0 => Next::After(LOOK_INTERVAL),
            _ => Next::AtOnce,
        })
    }

    async fn woken(&mut self) {
        let recorded = match &self.follower {
            Some(follower) => follower.wait().await.is_ok(),
            None => false,
        };
        // A ledger that has stopped records nothing more.
        if !recorded {
            pending::<()>().await;
        }
    }
}

impl People<'_> {
    /// Looks through all that is in the log now; says through how many movements.
    pub async fn gather_approvals(self) -> Result<u64> {
        let mut follower = self.follow_for_notices().await?;
        let mut count = 0;
        loop {
            let (back, looked) = self.gather_some(follower).await?;
            if looked == 0 {
                return Ok(count);
            }
            (follower, count) = (back, count + looked);
        }
    }

    /// Tells nobody of what has been recorded up to now: what a demonstration invents is no news.
    pub async fn begin_notices_here(self) -> Result<()> {
        let end = self.ledger().end();
        Ok(self.directory().add_notice_waiting(Vec::new(), end).await?)
    }

    /// The follower, standing where the directory says that it has come to.
    async fn follow_for_notices(self) -> Result<Follower> {
        let mut follower = self.ledger().follow(FOLLOWER)?;
        let end = self.ledger().end();
        let next = if let Some(next) = self.directory().notice_progress().await? {
            next
        } else {
            self.directory().add_notice_waiting(Vec::new(), end).await?;
            end
        };
        // The directory's word counts: it was written together with what was found. The ledger's
        // cursor only says where to begin reading.
        if follower.position() < next && next <= end {
            follower.commit(Seq(next.0 - 1))?;
        }
        Ok(follower)
    }

    /// Looks through the next movements; says through how many.
    async fn gather_some(self, mut follower: Follower) -> Result<(Follower, u64)> {
        let (back, movements, found) = self
            .blocking(move |registry| {
                let movements = follower.next(GATHER_MOVEMENTS)?;
                let found = registry.people().approvals(&movements);
                Ok((follower, movements, found))
            })
            .await?;
        follower = back;
        let Some(last) = movements.last().map(|last| last.seq) else {
            return Ok((follower, 0));
        };
        let waiting = self.to_be_told(found).await?;
        self.directory()
            .add_notice_waiting(waiting, Seq(last.0 + 1))
            .await?;
        self.notice_wake().wake();
        follower = self
            .blocking(move |_| {
                follower.commit(last)?;
                Ok(follower)
            })
            .await?;
        Ok((follower, movements.len() as u64))
    }

    /// The approvals among movements that somebody is to be told of, by person and kind.
    fn approvals(self, movements: &[Recorded]) -> Found {
        let mut found = Found::new();
        for recorded in movements {
            let Some(consent) = approval(recorded) else {
                continue;
            };
            let key = recorded.movement.key;
            let kind = self.kind(recorded, consent);
            match found.entry((key.recipient, kind)) {
                Entry::Occupied(mut entry) => entry.get_mut().last_seq = recorded.seq,
                Entry::Vacant(entry) => {
                    entry.insert(NoticeWaiting {
                        recipient: key.recipient,
                        kind,
                        way: key.channel.into(),
                        first_seq: recorded.seq,
                        last_seq: recorded.seq,
                        // Of the first of them; what that comes to is said below.
                        due_at: recorded.movement.recorded_at,
                    });
                }
            }
        }
        found
    }

    /// New, or from before: given longer ago than a new consent may be (rule 23), which only a load of
    /// a brand's past can have brought.
    fn kind(self, recorded: &Recorded, consent: &ConsentChange) -> StoredNoticeKind {
        let recorded_at = recorded.movement.recorded_at;
        let since = self
            .calendar()
            .in_time_since(recorded_at)
            .unwrap_or_else(|_| surely_in_time_since(recorded_at));
        match consent.consent_date {
            Some(date) if date < since => StoredNoticeKind::Loaded,
            Some(_) | None => StoredNoticeKind::New,
        }
    }

    /// When each is due. Those who want no notices are left out.
    async fn to_be_told(self, found: Found) -> Result<Vec<NoticeWaiting>> {
        let settings = self.settings().messages;
        let recipients: Vec<RecipientId> = found.keys().map(|(recipient, _)| *recipient).collect();
        let chosen = self.directory().notice_policies_among(&recipients).await?;
        let mut waiting = Vec::with_capacity(found.len());
        for mut one in found.into_values() {
            let policy = match chosen.get(&one.recipient) {
                Some(name) => NoticePolicy::from_name(name)
                    .ok_or_else(|| Error::Failed("an unknown policy of notices".into()))?,
                None => settings.notices,
            };
            if let Some(due_at) = due::due(one.kind, policy, one.way, one.due_at, &settings) {
                one.due_at = due_at;
                waiting.push(one);
            }
        }
        Ok(waiting)
    }
}

type Found = HashMap<(RecipientId, StoredNoticeKind), NoticeWaiting>;

/// A movement's approval, if a provider made it. What somebody approved themselves is no news to them.
fn approval(recorded: &Recorded) -> Option<&ConsentChange> {
    match &recorded.movement.change {
        Change::Consent(consent) if consent.status == Status::Approval => {
            let origin = consent.source.map_or(Origin::Provider, Source::origin);
            (origin == Origin::Provider).then_some(consent)
        }
        Change::Consent(_) | Change::Access(_) => None,
    }
}
