//! What is forgotten beside the requests, and how often. What is kept for years is in `retention`.

use std::sync::Arc;
use std::time::Duration;

use crate::job::Every;
use crate::message::MessageTransport;
use crate::{BackgroundRegistry, Result};

/// How often codes, sessions, drafts and texts that are over are forgotten.
const SHORT: Duration = Duration::from_mins(15);
/// How often answers are taken up that a crash or an unbelieved clock has kept from being recorded.
const ANSWERS: Duration = Duration::from_mins(1);
/// How often it is kept which users have called.
const USES: Duration = Duration::from_mins(1);
/// How often batches, tokens and messages that are over are forgotten.
const LONG: Duration = Duration::from_hours(1);

impl BackgroundRegistry {
    /// All purges; those of messages reach what the transports keep, too.
    pub fn purges(&self, transports: &[Arc<dyn MessageTransport>]) -> Vec<Every> {
        let sent = transports.iter().cloned().map(|transport| {
            self.every("purge of sent messages", LONG, move |registry| {
                let transport = Arc::clone(&transport);
                async move {
                    let forget = move |before, is_held: &dyn Fn(&_) -> bool| {
                        transport.forget(before, is_held)
                    };
                    registry.outbox().forget_sent(forget).await
                }
            })
        });
        let purges = [
            self.every("purge of batches", LONG, |registry| async move {
                registry.contract().purge_batches().await
            }),
            self.every("purge of uploads", LONG, |registry| async move {
                registry.contract().purge_uploads().await
            }),
            self.every("purge of tokens", LONG, |registry| async move {
                registry.contract().purge_tokens().await
            }),
            self.every("noting of users' calls", USES, |registry| async move {
                registry.contract().note_uses().await
            }),
            self.every("purge of push attempts", LONG, |registry| async move {
                registry.contract().purge_push_attempts().await
            }),
            self.every("purge of activity", LONG, |registry| async move {
                registry.provider().purge_activity().await
            }),
            self.every("purge of documents", LONG, |registry| async move {
                registry.provider().purge_documents().await
            }),
            self.every("asking of providers", LONG, |registry| async move {
                registry.cases().ask_providers().await
            }),
            self.every("purge of list receipts", LONG, |registry| async move {
                registry.asking().purge_check_receipts().await
            }),
            self.every("purge of verifications", LONG, |registry| async move {
                registry.contract().purge_verifications().await
            }),
            self.every("recording of answers", ANSWERS, |registry| async move {
                registry.contract().record_left_answers().await
            }),
            self.every("purge of messages", LONG, |registry| async move {
                registry.outbox().forget_messages().await
            }),
            self.every(
                "purge of sessions and codes",
                SHORT,
                |registry| async move { registry.people().purge_sign_ins().await },
            ),
            self.every("purge of drafts", SHORT, |registry| async move {
                registry.cases().purge_drafts().await
            }),
            self.every("purge of applications", LONG, |registry| async move {
                registry.admission().purge_applications().await
            }),
            self.every("purge of texts", SHORT, |registry| async move {
                registry.intake().purge_texts().await
            }),
        ];
        purges.into_iter().chain(sent).collect()
    }

    fn every<F>(
        &self,
        name: &'static str,
        pause: Duration,
        mut work: impl FnMut(Self) -> F + Send + 'static,
    ) -> Every
    where
        F: Future<Output = Result<u64>> + Send + 'static,
    {
        let registry = self.clone();
        Every::new(name, pause, move || work(registry.clone()))
    }
}
