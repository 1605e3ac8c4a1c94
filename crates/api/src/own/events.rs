//! `GET …/events`: the feed as it grows, as server-sent events.
//!
//! A reader that does not read holds a page of movements here and no more: nothing is looked up before it has taken what
//! was sent, and the connection is cut when that takes too long. It goes on from the last event it has.

use std::fmt::Write as _;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, header};
use axum::response::{IntoResponse, Response};
use domain::Origin;
use futures::{StreamExt as _, stream};
use registry::contract::changes::AddressedMovement;
use registry::contract::events::Events;
use registry::job::Stop;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::fields::gather;
use crate::edge::sending::BrokenOff;
use crate::edge::words::OriginWord;
use crate::edge::{Bearer, OnlyBrandPath, Parameters, Problem};
use crate::iys::changes::{ChangeBody, after_of, read_after};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(events))
}

/// The header in which a client that comes again names the last event it has.
const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// Has proxies hand on at once what was sent.
const UNBUFFERED: (HeaderName, &str) = (HeaderName::from_static("x-accel-buffering"), "no");

/// What comes first: after how many milliseconds who was cut off comes again.
const BEGINNING: &str = "retry: 2000\n\n";

/// What is said when there is nothing to say.
const KEEP_ALIVE: &str = ": nothing new\n\n";

codes!(EventsCodes: H095, H124 "Too many streams at once.", H506);

/// Follow a brand's movements as server-sent events.
///
/// Each event is a movement: `id` is the feed's cursor after it, `data` the movement as the feed has it, in the feed's order
/// and without its delay. Whoever comes again with `Last-Event-ID`, or `after`, gets what follows, however long ago that
/// was; without it the movements of the last seven days come first. After an hour the stream ends; come again.
#[utoipa::path(
    get,
    path = "/izin/v1/brands/{brandCode}/events",
    tag = "events",
    params(
        ("after" = Option<String>, Query, description = "The feed's cursor; Last-Event-ID counts before it"),
        ("source" = Option<OriginWord>, Query, description = "HS: made by the provider; IYS (when left out): made by recipients"),
        ("Last-Event-ID" = Option<String>, Header, description = "The id of the last event that has come"),
    ),
    responses((status = 200, body = String, content_type = "text/event-stream"), EventsCodes)
)]
async fn events(
    State(state): State<ApiState>,
    Bearer(caller): Bearer,
    OnlyBrandPath(brand): OnlyBrandPath,
    query: Parameters,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let contract = state.registry.contract();
    let scope = contract.brand_of(&caller, brand).await?;
    let origin = gather(|found| match query.get("source") {
        None => Some(Origin::Recipient),
        Some(text) => found.word("source", text, Origin::from_wire),
    })?;
    let last = headers.get(LAST_EVENT_ID);
    let last = last.and_then(|value| value.to_str().ok());
    let after = last.or(query.get("after")).and_then(read_after);
    let events = contract.events(&scope, origin, after).await?;
    let head = [(header::CONTENT_TYPE, "text/event-stream"), UNBUFFERED];
    Ok((head, body(events, state.stop)).into_response())
}

fn body(events: Events, stop: Stop) -> Body {
    let rest = stream::unfold(Some((events, stop)), |following| async {
        let (mut events, stop) = following?;
        let next = tokio::select! {
            biased;
            () = stop.cancelled() => return None,
            next = events.next() => next,
        };
        match next {
            Ok(Some(movements)) => Some((Ok(told(&movements)), Some((events, stop)))),
            // Who may follow it no more is told when it comes again.
            Ok(None) | Err(registry::Error::Refused(_)) => None,
            Err(error) => {
                tracing::error!(%error, "events could not be sent on");
                Some((Err(BrokenOff), None))
            }
        }
    });
    let beginning = stream::iter([Ok(Bytes::from_static(BEGINNING.as_bytes()))]);
    Body::from_stream(beginning.chain(rest))
}

/// Movements as events.
fn told(movements: &[AddressedMovement]) -> Bytes {
    let mut text = String::new();
    for movement in movements {
        let Some(change) = ChangeBody::new(movement) else {
            continue;
        };
        let data = serde_json::to_string(&change).unwrap_or_default();
        // Writing to a text does not fail.
        let _written = write!(text, "id: {}\ndata: {data}\n\n", after_of(movement));
    }
    if text.is_empty() {
        text.push_str(KEEP_ALIVE);
    }
    text.into()
}
