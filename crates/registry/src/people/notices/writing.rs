//! Writing the notices that are due.

use std::collections::HashSet;
use std::time::Duration;

use directory::notice::{NoticeId, NoticeRecord, NoticeRow, NoticeWaiting, StoredNoticeKind, Told};
use domain::{
    Address, BrandCode, ConsentKey, ConsentState, Day, Origin, Seq, Source, Status, Timestamp,
};
use tokio::sync::watch;

use super::allowance::Allowance;
use super::due::next_digest;
use crate::job::{Job, Next, Stop};
use crate::message::{Content, NOTICE_LINES_MAX, NewMessage, NoticeKind, NoticeLine};
use crate::people::recipient::NoticePolicy;
use crate::{BackgroundRegistry, People, Result};

/// How many notices are written in one transaction.
pub const WRITTEN_AT_ONCE: u32 = 100;

/// How many notices may wait to be sent before no more are written: what is not written yet costs a
/// row a person and can still be left out.
pub const BACKLOG_MAX: u64 = 2_000;

/// The most records of one notice; those beyond are told by the next.
pub const NOTICE_RECORDS_MAX: usize = 5_000;

/// How often those due are looked for though nothing new was recorded.
const LOOK_INTERVAL: Duration = Duration::from_secs(2);

/// Writes notices when they are due.
pub struct NoticeWriter {
    registry: BackgroundRegistry,
    allowance: Allowance,
    news: watch::Receiver<u64>,
}

impl BackgroundRegistry {
    /// Writes notices when they are due.
    pub fn notice_writer(&self) -> NoticeWriter {
        NoticeWriter {
            registry: self.clone(),
            allowance: Allowance::default(),
            news: self.notice_wake().watch(),
        }
    }
}

impl Job for NoticeWriter {
    fn name(&self) -> &'static str {
        "writing of notices"
    }

    fn retry_pause(&self) -> Duration {
        LOOK_INTERVAL
    }

    async fn round(&mut self, _stop: &Stop) -> Result<Next> {
        let registry = &self.registry;
        let loaded_per_minute = registry.settings().messages.loaded_per_minute;
        let left = self.allowance.at(loaded_per_minute, registry.now());
        let new = registry
            .people()
            .write_due(StoredNoticeKind::New, WRITTEN_AT_ONCE)
            .await?;
        let most = left.min(WRITTEN_AT_ONCE);
        let loaded = registry
            .people()
            .write_due(StoredNoticeKind::Loaded, most)
            .await?;
        self.allowance.take(loaded);
        Ok(if new == WRITTEN_AT_ONCE || loaded == WRITTEN_AT_ONCE {
            Next::AtOnce
        } else {
            Next::After(LOOK_INTERVAL)
        })
    }

    async fn woken(&mut self) {
        let _news = self.news.changed().await;
    }
}

impl People<'_> {
    /// Writes notices of a kind that are due, at most `limit` and only while few wait to be sent;
    /// says for how many people it was decided.
    pub async fn write_due(self, kind: StoredNoticeKind, limit: u32) -> Result<u32> {
        let now = self.now();
        let due = match limit {
            0 => return Ok(0),
            limit => self.directory().due_notices(kind, now, limit).await?,
        };
        if due.is_empty() || self.directory().message_counts().await?.waiting_notices >= BACKLOG_MAX
        {
            return Ok(0);
        }
        let mut settled = Vec::with_capacity(due.len());
        for waiting in due {
            let told = self.told(&waiting, now).await?;
            settled.push((waiting, told));
        }
        let count = u32::try_from(settled.len()).unwrap_or(u32::MAX);
        self.directory().settle_notices(settled).await?;
        self.message_wake().wake();
        Ok(count)
    }

    /// What becomes of somebody whose notice is due. Shortens what they wait for if it is too much
    /// for one notice.
    async fn told(self, waiting: &NoticeWaiting, now: Timestamp) -> Result<Told> {
        let policy = self.notice_policy_of(waiting.recipient).await?;
        if policy == NoticePolicy::Off {
            return Ok(Told::Nothing);
        }
        if policy == NoticePolicy::Daily
            && let Some(last) = self.directory().last_notice(waiting.recipient).await?
            && Day::of(last) == Day::of(now)
        {
            return Ok(Told::Later(next_digest(Day::of(now).end())));
        }
        let Some(address) = self.ledger().address(waiting.recipient)? else {
            return Ok(Told::Nothing);
        };
        let records = self.untold(waiting)?;
        if records.is_empty() {
            return Ok(Told::Nothing);
        }
        self.notice_of(waiting, address, &records, now).await
    }

    /// The approvals somebody is still to be told of, by the order in which they were recorded.
    fn untold(self, waiting: &NoticeWaiting) -> Result<Vec<(ConsentKey, ConsentState)>> {
        let span = waiting.first_seq..=waiting.last_seq;
        let mut records = self.ledger().records_of(waiting.recipient)?;
        records.retain(|(_, state)| {
            let by_provider = state
                .source
                .is_none_or(|one| one.origin() == Origin::Provider);
            state.status == Status::Approval && by_provider && span.contains(&state.decided_by)
        });
        records.sort_by_key(|(_, state)| state.decided_by);
        Ok(records)
    }

    async fn notice_of(
        self,
        waiting: &NoticeWaiting,
        to: Address,
        records: &[(ConsentKey, ConsentState)],
        now: Timestamp,
    ) -> Result<Told> {
        let settings = self.settings().messages;
        let id = self.outbox().new_message_id();
        let mut lines = Vec::new();
        for (key, state) in records.iter().take(NOTICE_LINES_MAX) {
            lines.push(NoticeLine {
                brand: self.brand_name(key.brand).await?,
                channel: key.channel.to_byte(),
                date_millis: state.consent_date.map(Timestamp::as_millis),
                refusal: self.directory().refusal_address(key.brand).await?,
            });
        }
        let brands: HashSet<BrandCode> = records.iter().map(|(key, _)| key.brand).collect();
        let notice = match waiting.kind {
            StoredNoticeKind::New => NoticeKind::New,
            StoredNoticeKind::Loaded => NoticeKind::Loaded {
                review_until_millis: settings.review_until.map(Timestamp::as_millis),
            },
        };
        let message = NewMessage {
            language: self.language_of(&to).await?,
            to,
            content: Content::Notice {
                notice,
                lines,
                total: u32::try_from(records.len()).unwrap_or(u32::MAX),
                brands: u32::try_from(brands.len()).unwrap_or(u32::MAX),
                token: self.exit_token(NoticeId(id.0)),
            },
        };
        let good = Duration::from_hours(24 * u64::from(settings.exit_link_days));
        let notice = NoticeRow {
            id: NoticeId(id.0),
            recipient: waiting.recipient,
            way: waiting.way,
            kind: waiting.kind,
            written_at: now,
            expires_at: now + good,
            records: records.iter().map(record).collect(),
        };
        let message = self.outbox().sealed(id, &message, now)?;
        Ok(Told::Notice { notice, message })
    }

    /// Whether anything a notice tells of is still as it says, and nothing has ended with its line: who
    /// has the number now must not read of it (rule 53). A message may have waited long.
    pub(crate) async fn notice_stands(self, id: NoticeId) -> Result<bool> {
        let Some(notice) = self.directory().notice(id).await? else {
            return Ok(false);
        };
        let mut any = false;
        for record in &notice.records {
            let key = ConsentKey {
                recipient: notice.recipient,
                brand: record.brand,
                recipient_type: record.recipient_type,
                channel: record.channel,
            };
            let Some(state) = self.ledger().state(&key)? else {
                continue;
            };
            if state.source == Some(Source::LineClosed) {
                return Ok(false);
            }
            any |= stands(&state, record.seq);
        }
        Ok(any)
    }

    async fn brand_name(self, brand: BrandCode) -> Result<String> {
        let found = self.directory().brand_name(brand).await?;
        Ok(found.unwrap_or_else(|| brand.0.to_string()))
    }
}

/// Whether a record still says what a movement made it say.
fn stands(state: &ConsentState, seq: Seq) -> bool {
    state.status == Status::Approval && state.decided_by == seq
}

fn record((key, state): &(ConsentKey, ConsentState)) -> NoticeRecord {
    NoticeRecord {
        seq: state.decided_by,
        brand: key.brand,
        recipient_type: key.recipient_type,
        channel: key.channel,
    }
}
