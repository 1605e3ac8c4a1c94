//! The calls to an identity provider.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use domain::causes;
use openidconnect::{AsyncHttpClient, HttpRequest, HttpResponse};
use outward::{CallError, Client};

/// How long one call may take. Somebody waits for it in front of a page.
const CALL_TIMEOUT: Duration = Duration::from_secs(5);
/// The longest answer, in bytes: metadata and key sets have a few thousand.
const ANSWER_BYTES_MAX: usize = 256 * 1024;

/// Follows no redirects: the provider's own addresses are all it is told to call.
#[derive(Default)]
pub(super) struct IdentityClient(Client);

impl<'c> AsyncHttpClient<'c> for IdentityClient {
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, CallError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.0.call(request, CALL_TIMEOUT, ANSWER_BYTES_MAX))
    }
}

/// What went wrong on the way, without what the other side said: it may be about somebody.
pub(super) fn why(error: &(dyn std::error::Error + 'static)) -> String {
    let call = causes::chain(error).find_map(|cause| cause.downcast_ref::<CallError>());
    call.map_or_else(
        || "its answer cannot be read".to_owned(),
        ToString::to_string,
    )
}
