//! What people were told, for whoever asks what is held about them.

use std::cmp::Reverse;

use directory::notice::{NoticeSummary, StoredNoticeKind};
use domain::Timestamp;

use crate::people::recipient::{AddressId, Subject};
use crate::{People, Result};

/// The most notices of an address that are shown, the newest.
pub const NOTICES_SHOWN_MAX: u32 = 1_000;

/// A notice somebody was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentNotice {
    /// To which of their addresses.
    pub address: AddressId,
    /// When it was written.
    pub written_at: Timestamp,
    /// When it was taken by who delivers it; `None`: not, or too long ago to be known.
    pub sent_at: Option<Timestamp>,
    /// Whether it could not be delivered (rule 57).
    pub undeliverable: bool,
    /// Whether it was of consents loaded in bulk.
    pub loaded: bool,
    /// Of how many records it told.
    pub records: u64,
}

impl People<'_> {
    /// The notices written to a subject's addresses, the newest first. What the former owner of a number
    /// was told is not among them (rule 53).
    pub async fn notices_of(self, subject: &Subject) -> Result<Vec<SentNotice>> {
        let mut sent = Vec::new();
        for own in &subject.addresses {
            let notices = self
                .directory()
                .notices_of(own.recipient, NOTICES_SHOWN_MAX)
                .await?;
            let shown = notices.iter().filter(|notice| own.shows(notice.written_at));
            sent.extend(shown.map(|notice| sent_notice(own.id, notice)));
        }
        sent.sort_by_key(|one| Reverse(one.written_at));
        Ok(sent)
    }
}

fn sent_notice(address: AddressId, notice: &NoticeSummary) -> SentNotice {
    SentNotice {
        address,
        written_at: notice.written_at,
        sent_at: notice.sent_at,
        undeliverable: notice.undeliverable,
        loaded: notice.kind == StoredNoticeKind::Loaded,
        records: notice.records,
    }
}
