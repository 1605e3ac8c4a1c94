//! Whose share of what is bounded a request takes.

use axum::http::Extensions;
use registry::{Caller, Party};

#[derive(Clone, Copy)]
struct Sharer(Party);

/// Notes who has been proven to call.
pub(super) fn note(extensions: &mut Extensions, caller: &Caller) {
    extensions.insert(Sharer(caller.party()));
}

/// The party that has been proven to call; `None`: a stranger, or a gateway.
pub(super) fn sharer(extensions: &Extensions) -> Option<Party> {
    extensions.get::<Sharer>().map(|sharer| sharer.0)
}
