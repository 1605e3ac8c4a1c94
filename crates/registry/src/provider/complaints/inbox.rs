//! The list: what waits for an answer, by sending, and what was answered lately.

use directory::defence::{Defence, LIST_MAX};
use domain::{BrandCode, Channel, Day, Timestamp};

use super::Submitted;
use crate::provider::right::Right;
use crate::provider::session::MemberSession;
use crate::{ProviderConsole, Result};

/// How many answered ones are shown, the newest.
pub const ANSWERED_SHOWN: u32 = 50;

/// The complaints that a member may answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbox {
    /// Those that wait, by sending; what is over first, then what will be over first.
    pub waiting: Vec<Sending>,
    /// How many more wait than are shown.
    pub left_out: u64,
    /// Those that were answered, the newest first, at most [`ANSWERED_SHOWN`].
    pub answered: Vec<InboxLine>,
}

/// Complaints about what is taken for one sending: messages of one brand by one channel on one day. What they said is not
/// held against each other, because complainants write it down as they please; whether it was one sending after all is the
/// authority's to say (rule 68).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sending {
    /// The brand.
    pub brand: BrandCode,
    /// Its name.
    pub brand_name: String,
    /// The channel.
    pub channel: Channel,
    /// The day the messages came, in Türkiye.
    pub day: Day,
    /// The complaints, the first asked about first.
    pub lines: Vec<InboxLine>,
}

/// A complaint in the inbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxLine {
    /// Its number.
    pub number: String,
    /// The name of the brand.
    pub brand_name: String,
    /// By which channel the message came.
    pub channel: Channel,
    /// When the provider was asked.
    pub asked_at: Timestamp,
    /// The last day on which an answer is in time.
    pub last_day: Day,
    /// How many days are left until then; negative: it is over.
    pub days_left: i64,
    /// Whether there is a draft of the answer.
    pub begun: bool,
    /// That it was answered.
    pub submitted: Option<Submitted>,
}

/// How much waits for a member's answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// How many complaints.
    pub count: u64,
    /// The last day of the first of them, and how many days are left until then.
    pub first: Option<(Day, i64)>,
}

impl ProviderConsole<'_> {
    /// The complaints about brands that a member answers for.
    pub async fn inbox(self, session: &MemberSession) -> Result<Inbox> {
        let provider = session.provider().code;
        let brands = self.answered_brands(session).await?;
        let (directory, brands) = (self.directory(), brands.as_deref());
        let open = directory.open_defences(provider, brands, LIST_MAX).await?;
        let count = directory.open_defence_count(provider, brands).await?;
        let answered = directory.submitted_defences(provider, brands, ANSWERED_SHOWN);
        let mut inbox = Inbox {
            waiting: Vec::new(),
            left_out: count.saturating_sub(open.len() as u64),
            answered: Vec::new(),
        };
        for defence in answered.await? {
            inbox.answered.push(self.line(&defence).await?);
        }
        for defence in open {
            let (asked, line) = (defence.asked, self.line(&defence).await?);
            let of_it = |sending: &&mut Sending| {
                (sending.brand, sending.channel, sending.day)
                    == (asked.brand, asked.channel, asked.day)
            };
            match inbox.waiting.iter_mut().find(of_it) {
                Some(sending) => sending.lines.push(line),
                None => inbox.waiting.push(Sending {
                    brand: asked.brand,
                    brand_name: line.brand_name.clone(),
                    channel: asked.channel,
                    day: asked.day,
                    lines: vec![line],
                }),
            }
        }
        Ok(inbox)
    }

    /// How much waits for a member's answer; `None`: they answer for no brand.
    pub async fn waiting_complaints(self, session: &MemberSession) -> Result<Option<Waiting>> {
        if !session.may_somewhere(Right::Answer) {
            return Ok(None);
        }
        let provider = session.provider().code;
        let brands = self.answered_brands(session).await?;
        let (directory, brands) = (self.directory(), brands.as_deref());
        let first = directory.open_defences(provider, brands, 1).await?;
        let first = first.first().map(|defence| self.time_left(defence));
        Ok(Some(Waiting {
            count: directory.open_defence_count(provider, brands).await?,
            first: first.transpose()?,
        }))
    }

    /// The brands that a member answers for; `None`: all.
    async fn answered_brands(self, session: &MemberSession) -> Result<Option<Vec<BrandCode>>> {
        if session.may_everywhere(Right::Answer) {
            return Ok(None);
        }
        let brands = self.brands(session, Right::Answer).await?;
        Ok(Some(brands.into_iter().map(|brand| brand.code).collect()))
    }

    async fn line(self, defence: &Defence) -> Result<InboxLine> {
        let (last_day, days_left) = self.time_left(defence)?;
        let name = self.directory().brand_name(defence.asked.brand).await?;
        Ok(InboxLine {
            number: defence.complaint.clone(),
            brand_name: name.unwrap_or_default(),
            channel: defence.asked.channel,
            asked_at: defence.asked_at,
            last_day,
            days_left,
            begun: defence.content.is_some() || defence.document.is_some(),
            submitted: defence.submitted,
        })
    }
}
