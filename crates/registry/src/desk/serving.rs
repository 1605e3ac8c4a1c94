//! What an agent does for the caller. Whatever shows something notes the look first.

use domain::{BrandCode, Channel, Source, Status};

use super::Call;
use crate::desk::look_log::{NewLook, Seen};
use crate::message::{Content, NewMessage};
use crate::people::recipient::{
    ChangeError, Changed, RecordRef, Screen, ScreenQuery, Selection, Story,
};
use crate::{Desk, Result};

/// How many digits of a receipt's name are told.
const RECEIPT_DIGITS: usize = 12;

impl Desk<'_> {
    /// The caller's records, as they see them themselves. Noted in the log of looks first.
    pub async fn call_screen(self, call: &Call, query: &ScreenQuery) -> Result<Screen> {
        self.note_look(call, Seen::Records).await?;
        self.people().screen(&call.subject, query).await
    }

    /// The story of one of the caller's records, noted first. `None`: it is not the caller's, or does
    /// not exist.
    pub async fn call_story(self, call: &Call, record: RecordRef) -> Result<Option<Story>> {
        let seen = Seen::Record {
            brand: record.brand,
            recipient_type: record.recipient_type,
            channel: record.channel,
        };
        self.note_look(call, seen).await?;
        self.people().story(&call.subject, record).await
    }

    /// Refuses for the caller, and sends them a receipt. The refusal stands even if the look at what it
    /// changed cannot be noted or the receipt not be sent: nothing holds one back.
    pub async fn call_refuse(
        self,
        call: &Call,
        selection: &Selection,
    ) -> std::result::Result<Changed, ChangeError> {
        let changed = self
            .people()
            .change(
                &call.subject,
                selection,
                Status::Refusal,
                Source::RegistryCallCentre,
            )
            .await?;
        self.send_receipt(call, &changed, Status::Refusal).await;
        self.note_look(call, Seen::Records).await?;
        Ok(changed)
    }

    /// Approves the brand that the caller names, on some channels of the address, and sends them a
    /// receipt.
    pub async fn call_approve(
        self,
        call: &Call,
        brand: BrandCode,
        channels: &[Channel],
    ) -> std::result::Result<Changed, ChangeError> {
        self.note_look(call, Seen::Records).await?;
        let places: Vec<_> = call
            .subject
            .addresses
            .iter()
            .flat_map(|own| channels.iter().map(|channel| (own.id, *channel)))
            .collect();
        let changed = self
            .people()
            .change_brand(
                &call.subject,
                brand,
                &places,
                Status::Approval,
                Source::RegistryCallCentre,
                Source::RegistryCallCentre,
            )
            .await?;
        self.send_receipt(call, &changed, Status::Approval).await;
        Ok(changed)
    }

    /// Notes that something of the caller's is about to be seen.
    pub(crate) async fn note_look(self, call: &Call, seen: Seen) -> Result<()> {
        for own in &call.subject.addresses {
            self.log_look(&NewLook {
                staff: &call.staff,
                recipient: own.recipient,
                occasion: call.id.0,
                reason: call.reason,
                proof: call.proof,
                note: &call.note,
                reference: &call.reference,
                seen,
            })
            .await?;
        }
        Ok(())
    }

    /// Tells the caller what was done. What was done stands; a receipt that cannot be sent is told to
    /// the log alone.
    async fn send_receipt(self, call: &Call, changed: &Changed, status: Status) {
        let Some(first) = changed.changes.first() else {
            return;
        };
        let one_brand = changed
            .changes
            .iter()
            .all(|change| change.record.brand == first.record.brand);
        let mut channels: Vec<Channel> = changed
            .changes
            .iter()
            .map(|change| change.record.channel)
            .collect();
        channels.sort_unstable();
        channels.dedup();
        let mut receipt = first.receipt.transaction.to_wire();
        receipt.truncate(RECEIPT_DIGITS);
        let content = Content::confirmation(
            one_brand.then(|| first.brand.clone()),
            &channels,
            status,
            first.receipt.recorded_at,
            u32::try_from(changed.changes.len()).unwrap_or(u32::MAX),
            receipt,
        );
        let message = NewMessage {
            to: call.address.clone(),
            language: call.language,
            content,
        };
        if let Err(error) = self.outbox().post(message).await {
            tracing::error!(%error, "a receipt could not be posted");
        }
    }
}
