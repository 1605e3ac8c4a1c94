//! What runs beside the requests.

use std::sync::Arc;
use std::time::Duration;

use api::ApiState;
use tokio::task::JoinSet;

use crate::shutdown::Shutdown;

/// How long background work may take to finish once the end was asked for. Whatever is cut off is
/// taken up again at the next start.
const FINISH_TIMEOUT: Duration = Duration::from_secs(20);

/// The running tasks.
pub struct Background(JoinSet<()>);

impl Background {
    /// Starts all of them; they end with `shutdown`.
    pub fn start(state: &ApiState, shutdown: &Shutdown) -> Self {
        let mut tasks = JoinSet::new();
        let (registry, end) = (state.registry.clone(), shutdown.clone());
        tasks.spawn(async move { registry.run_batch_worker(end.requested()).await });
        let (registry, end) = (state.registry.clone(), shutdown.clone());
        let transport = Arc::clone(&state.push);
        tasks.spawn(async move {
            registry
                .run_push_worker(transport.as_ref(), end.requested())
                .await;
        });
        Self(tasks)
    }

    /// Waits until all have ended.
    pub async fn finish(mut self) {
        let all = async {
            while let Some(ended) = self.0.join_next().await {
                if let Err(error) = ended {
                    tracing::error!(%error, "a background task has failed");
                }
            }
        };
        if tokio::time::timeout(FINISH_TIMEOUT, all).await.is_err() {
            tracing::warn!("background work was cut off at shutdown");
        }
    }
}
