//! The calls to an identity provider.

use std::future::Future;
use std::pin::Pin;
use std::sync::OnceLock;
use std::time::Duration;

use edge::outgoing::{self, CallError, OutgoingClient};
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};

/// How long one call may take. Somebody waits for it in front of a page.
const CALL_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest answer, in bytes: metadata and key sets have a few thousand.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// Why a call gave nothing.
#[derive(Debug, thiserror::Error)]
pub(super) enum ClientError {
    /// The machine has no certificate authorities.
    #[error("no certificate authorities: {0}")]
    Authorities(String),
    /// The call itself failed.
    #[error(transparent)]
    Call(#[from] CallError),
}

/// Follows no redirects: the provider's own addresses are all it is told to call.
#[derive(Default)]
pub(super) struct IdentityClient {
    client: OnceLock<Result<OutgoingClient, String>>,
}

impl<'c> AsyncHttpClient<'c> for IdentityClient {
    type Error = ClientError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, ClientError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(async move {
            let made = self
                .client
                .get_or_init(|| outgoing::system_client().map_err(|error| error.to_string()));
            let client = made
                .as_ref()
                .map_err(|why| ClientError::Authorities(why.clone()))?;
            Ok(outgoing::call(client, request, CALL_TIMEOUT, ANSWER_BYTES_MAX).await?)
        })
    }
}

/// What went wrong on the way, without what the other side said: it may be about somebody.
pub(super) fn why(error: &(dyn std::error::Error + 'static)) -> String {
    let call = std::iter::successors(Some(error), |inner| inner.source())
        .find_map(|cause| cause.downcast_ref::<ClientError>());
    call.map_or_else(
        || "its answer cannot be read".to_owned(),
        ToString::to_string,
    )
}
