//! Working on uploads beside the requests: some at the same time, of each provider one.

use std::time::Duration;

use directory::upload::{UploadRow, UploadState};
use domain::ProviderCode;

use super::unread_parts;
use crate::job::{Job, Next, Stop};
use crate::under_way::{InHand, UnderWay};
use crate::{BackgroundRegistry, Contract, Result};

/// How many uploads are worked on at the same time. A book takes up to 200 MiB meanwhile.
pub const UPLOADS_AT_ONCE: usize = 2;

/// How many are looked at, so that one that cannot go on now does not stand in another's way.
const LOOKED_AT: u32 = 16;

/// How long after a look for uploads there is the next, unless one has come or ended.
const LOOK_INTERVAL: Duration = Duration::from_secs(10);

/// Works on uploads. What is cut off is taken up again at the next start.
pub struct UploadWorker {
    registry: BackgroundRegistry,
    /// The providers whose uploads are worked on.
    in_hand: InHand<ProviderCode>,
    under_way: UnderWay<Result<()>>,
}

impl BackgroundRegistry {
    /// Works on uploads.
    pub fn upload_worker(&self) -> UploadWorker {
        UploadWorker {
            registry: self.clone(),
            in_hand: InHand::default(),
            under_way: UnderWay::new(UPLOADS_AT_ONCE),
        }
    }
}

impl Job for UploadWorker {
    fn name(&self) -> &'static str {
        "uploads"
    }

    async fn round(&mut self, _stop: &Stop) -> Result<Next> {
        let waiting = self.registry.directory().waiting_uploads(LOOKED_AT).await?;
        for upload in waiting {
            if self.under_way.room() == 0 {
                break;
            }
            let Some(held) = self.in_hand.take(upload.provider) else {
                continue;
            };
            let registry = self.registry.clone();
            self.under_way.begin(async move {
                let _held = held;
                registry.contract().work_upload(upload).await
            });
        }
        Ok(Next::After(LOOK_INTERVAL))
    }

    async fn woken(&mut self) {
        let (registry, under_way) = (&self.registry, &mut self.under_way);
        tokio::select! {
            () = registry.upload_waits() => {}
            ended = under_way.ended() => {
                if let Some(Err(error)) = ended {
                    let error = domain::causes::told(&error);
                    tracing::error!(error, "an upload could not be worked on; it is tried again");
                    // Not at once: what has failed may fail again.
                    registry.upload_waits().await;
                }
            }
        }
    }
}

impl Contract<'_> {
    /// Works on all uploads that wait, one after the other; says how many.
    pub async fn work_uploads_once(self) -> Result<usize> {
        let mut count = 0;
        loop {
            let mut waiting = self.directory().waiting_uploads(1).await?;
            let Some(upload) = waiting.pop() else {
                return Ok(count);
            };
            self.work_upload(upload).await?;
            count += 1;
        }
    }

    /// Works on an upload, if nobody does.
    pub(crate) async fn work_upload(self, upload: UploadRow) -> Result<()> {
        let id = upload.id;
        // Somebody is ending it.
        let Some(_held) = self.uploads_in_hand().take(id) else {
            return Ok(());
        };
        let worked = if upload.state == UploadState::Judging {
            self.judge_rows(&upload).await
        } else {
            self.apply_upload(upload).await
        };
        // Who ends an upload leaves the files to whoever works on it.
        if let Some(upload) = self.directory().upload(id).await?
            && upload.state == UploadState::Cancelled
        {
            self.delete_files(&upload, unread_parts(&upload)).await?;
        }
        worked
    }
}
