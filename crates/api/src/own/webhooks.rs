//! A brand's push connections as their owner sees them, and what it does about them. They are made and removed through
//! the contract (6.8).

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use domain::{BrandCode, ErrorCode, Timestamp, TransactionId};
use registry::contract::push::{Attempt, ConnectionId, PushListing, ReplayBegun, Trial};
use registry::{BrandScope, Caller};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::words::ChannelWord;
use crate::edge::{Bearer, OnlyBrandPath, Parameters, Pieces, Problem, RawBody};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(attempts))
        .routes(routes!(try_out))
        .routes(routes!(resume))
        .routes(routes!(replay))
        .routes(routes!(sign))
}

/// A push connection.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct WebhookBody {
    /// Its name.
    id: String,
    url: String,
    #[serde(rename = "type")]
    #[schema(value_type = ChannelWord)]
    channel: &'static str,
    register_time: String,
    /// `active`, or `paused` once the endpoint has stayed away for 72 hours. Its place is kept.
    state: &'static str,
    /// Since when every try has failed; absent: the last one did not.
    #[serde(skip_serializing_if = "Option::is_none")]
    failing_since: Option<String>,
    /// When it is tried again; absent: at once, or not at all.
    #[serde(skip_serializing_if = "Option::is_none")]
    retry_at: Option<String>,
    /// Whether its messages are signed.
    signed: bool,
    /// Whether movements wait to be sent once more.
    replays: bool,
    /// The partner whose connection it is; absent: the provider's.
    #[serde(skip_serializing_if = "Option::is_none")]
    integrator_iys_code: Option<u32>,
}

impl From<PushListing> for WebhookBody {
    fn from(known: PushListing) -> Self {
        Self {
            id: known.id.to_string(),
            url: known.url,
            channel: known.channel.as_wire(),
            register_time: known.registered_at.to_wire(),
            state: if known.active { "active" } else { "paused" },
            failing_since: known.failing_since.map(Timestamp::to_wire),
            retry_at: known
                .retry_at
                .filter(|_| known.active)
                .map(Timestamp::to_wire),
            signed: known.is_signed,
            replays: known.replays,
            integrator_iys_code: known.partner.map(|partner| partner.0),
        }
    }
}

/// A post that has ended.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AttemptBody {
    /// Its number; later ones have greater numbers.
    number: u64,
    time: String,
    /// The first movement in it; absent: erased since.
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<String>,
    /// The last movement in it; absent: erased since.
    #[serde(skip_serializing_if = "Option::is_none")]
    last: Option<String>,
    /// How many movements were in it.
    movements: u32,
    /// Whether they were sent once more.
    replay: bool,
    #[serde(flatten)]
    end: EndBody,
}

impl From<Attempt> for AttemptBody {
    fn from(attempt: Attempt) -> Self {
        let (first, last) = attempt.span;
        Self {
            number: attempt.number,
            time: attempt.at.to_wire(),
            first: first.map(TransactionId::to_wire),
            last: last.map(TransactionId::to_wire),
            movements: attempt.movements,
            replay: attempt.is_replay,
            end: EndBody {
                outcome: attempt.ending.as_word(),
                http_status: attempt.status,
                answer: attempt.answer,
            },
        }
    }
}

/// How a post ended.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct EndBody {
    /// `answered`, `timed out`, `unreachable`, or `not called`: the address may not be called any more.
    outcome: &'static str,
    /// The answer's HTTP status; 200 to 299 is a success. Absent: there was no answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    http_status: Option<u16>,
    /// How the answer's body began, at most 1,024 bytes.
    answer: String,
}

impl From<Trial> for EndBody {
    fn from(trial: Trial) -> Self {
        let (ending, status) = trial.outcome.ending();
        Self {
            outcome: ending.as_word(),
            http_status: status,
            answer: trial.answer,
        }
    }
}

/// The brand's push connections and how they stand.
///
/// A provider sees those of its partners, too; a partner only its own.
#[utoipa::path(
    get,
    path = "/izin/v1/brands/{brandCode}/webhooks",
    tag = "webhooks",
    responses((status = 200, body = Vec<WebhookBody>))
)]
async fn list(
    State(state): State<ApiState>,
    Bearer(caller): Bearer,
    OnlyBrandPath(brand): OnlyBrandPath,
) -> Result<Json<Vec<WebhookBody>>, Problem> {
    let scope = scope(&state, &caller, brand).await?;
    let known = state.registry.contract().push_listings(&scope).await?;
    Ok(Json(known.into_iter().map(WebhookBody::from).collect()))
}

codes!(AttemptCodes: H015 = 404 "No such connection.", H095);

/// What was tried on a connection in the last 30 days, the newest first, at most 100.
#[utoipa::path(
    get,
    path = "/izin/v1/brands/{brandCode}/webhooks/{webhookId}/attempts",
    tag = "webhooks",
    params(
        ("webhookId" = String, Path, description = "The connection's name"),
        ("before" = Option<u64>, Query, description = "Those before this number"),
    ),
    responses((status = 200, body = Vec<AttemptBody>), AttemptCodes)
)]
async fn attempts(
    State(state): State<ApiState>,
    at: AtWebhook,
    query: Parameters,
) -> Result<Json<Vec<AttemptBody>>, Problem> {
    let (scope, id) = at.opened(&state).await?;
    let before = match query.get("before") {
        None => None,
        Some(text) => Some(text.parse().map_err(|_| {
            let wrong = ErrorCode::H095.violation().at("before");
            Problem::from(wrong.with_value(text))
        })?),
    };
    let contract = state.registry.contract();
    let attempts = contract.push_attempts(&scope, id, before).await?;
    let attempts = attempts.ok_or_else(unknown)?;
    Ok(Json(attempts.into_iter().map(AttemptBody::from).collect()))
}

codes!(TrialCodes: H015 = 404 "No such connection, or it may not be called any more.");

/// Send the contract's test data to a connection, and show what came back.
#[utoipa::path(
    post,
    path = "/izin/v1/brands/{brandCode}/webhooks/{webhookId}/test",
    tag = "webhooks",
    params(("webhookId" = String, Path, description = "The connection's name")),
    responses((status = 200, body = EndBody), TrialCodes)
)]
async fn try_out(State(state): State<ApiState>, at: AtWebhook) -> Result<Json<EndBody>, Problem> {
    let (scope, id) = at.opened(&state).await?;
    let contract = state.registry.contract();
    let trial = contract.try_push(&scope, id, None, state.push.as_ref());
    let trial = trial.await?;
    Ok(Json(trial.ok_or_else(unknown)?.into()))
}

codes!(ResumeCodes: H015 = 404 "No such connection.", H191, H530, H531);

/// Use a paused connection again.
///
/// It goes on where it stood: nothing is skipped. The endpoint has to prove itself as at its registration.
#[utoipa::path(
    post,
    path = "/izin/v1/brands/{brandCode}/webhooks/{webhookId}/resume",
    tag = "webhooks",
    params(("webhookId" = String, Path, description = "The connection's name")),
    responses((status = 200, body = WebhookBody), ResumeCodes)
)]
async fn resume(
    State(state): State<ApiState>,
    at: AtWebhook,
) -> Result<Json<WebhookBody>, Problem> {
    let (scope, id) = at.opened(&state).await?;
    let contract = state.registry.contract();
    if !contract
        .resume_push(&scope, id, state.push.as_ref())
        .await?
    {
        return Err(unknown());
    }
    known(&state, &scope, id).await.map(Json)
}

/// What is to be sent once more; read by hand for its codes.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct ReplayBody {
    /// The transactionId of the first movement.
    first: String,
    /// That of the last one; absent: the first alone.
    last: Option<String>,
}

codes!(ReplayCodes:
    H015 = 404 "No such connection.", H014, H093 = 422 "No such movements of the brand since the registration, or the last is before the first.",
    H123 = 409 "Others are on their way once more."
);

/// Have movements sent to a connection once more.
///
/// Those of its type from one movement to another, in their order, none from before its registration. New ones go first,
/// and the connection's place does not move.
#[utoipa::path(
    post,
    path = "/izin/v1/brands/{brandCode}/webhooks/{webhookId}/replay",
    tag = "webhooks",
    params(("webhookId" = String, Path, description = "The connection's name")),
    request_body = ReplayBody,
    responses((status = 202, body = WebhookBody), ReplayCodes)
)]
async fn replay(
    State(state): State<ApiState>,
    at: AtWebhook,
    body: RawBody,
) -> Result<(StatusCode, Json<WebhookBody>), Problem> {
    let (scope, id) = at.opened(&state).await?;
    let span = span(&body.object(ErrorCode::H014)?).ok_or_else(no_such_span)?;
    let contract = state.registry.contract();
    match contract.replay_push(&scope, id, span).await? {
        None => Err(unknown()),
        Some(ReplayBegun::NoSuchSpan) => Err(no_such_span()),
        Some(ReplayBegun::UnderWay) => {
            Err(Problem::code(ErrorCode::H123).with_status(StatusCode::CONFLICT))
        }
        Some(ReplayBegun::Begun) => {
            let body = known(&state, &scope, id).await?;
            Ok((StatusCode::ACCEPTED, Json(body)))
        }
    }
}

/// The key that a connection's messages are signed with.
#[derive(Serialize, ToSchema)]
struct SecretBody {
    /// As libraries for Standard Webhooks take it; shown this once.
    #[schema(format = Password)]
    secret: String,
}

codes!(SignCodes: H015 = 404 "No such connection.");

/// Have a connection's messages signed, from now on with the new key that is answered.
///
/// As Standard Webhooks 1.0 says: headers `webhook-id`, `webhook-timestamp` and `webhook-signature`. An earlier key is good
/// no more.
#[utoipa::path(
    post,
    path = "/izin/v1/brands/{brandCode}/webhooks/{webhookId}/secret",
    tag = "webhooks",
    params(("webhookId" = String, Path, description = "The connection's name")),
    responses((status = 200, body = SecretBody), SignCodes)
)]
async fn sign(State(state): State<ApiState>, at: AtWebhook) -> Result<Json<SecretBody>, Problem> {
    let (scope, id) = at.opened(&state).await?;
    let secret = state.registry.contract().sign_pushes(&scope, id, None);
    let secret = secret.await?;
    let secret = secret.ok_or_else(unknown)?.to_text().to_string();
    Ok(Json(SecretBody { secret }))
}

/// Who calls at a connection's path.
struct AtWebhook {
    caller: Caller,
    brand: BrandCode,
    /// The connection; `None`: the path names none.
    id: Option<ConnectionId>,
}

impl FromRequestParts<ApiState> for AtWebhook {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &ApiState) -> Result<Self, Problem> {
        let Bearer(caller) = Bearer::from_request_parts(parts, state).await?;
        let OnlyBrandPath(brand) = OnlyBrandPath::from_request_parts(parts, state).await?;
        let Pieces((_, id)): Pieces<(String, String)> =
            Pieces::from_request_parts(parts, state).await?;
        Ok(Self {
            caller,
            brand,
            id: id.parse().ok(),
        })
    }
}

impl AtWebhook {
    /// The brand, if the caller may manage its connections, and the one that the path names.
    async fn opened(&self, state: &ApiState) -> Result<(BrandScope, ConnectionId), Problem> {
        let scope = scope(state, &self.caller, self.brand).await?;
        Ok((scope, self.id.ok_or_else(unknown)?))
    }
}

/// The brand, if the caller may see and manage its connections.
async fn scope(state: &ApiState, caller: &Caller, brand: BrandCode) -> Result<BrandScope, Problem> {
    let scope = state.registry.contract().brand_of(caller, brand).await?;
    scope.require_subscription(state.registry.now())?;
    scope.require_manage()?;
    Ok(scope)
}

/// A connection as it stands now.
async fn known(
    state: &ApiState,
    scope: &BrandScope,
    id: ConnectionId,
) -> Result<WebhookBody, Problem> {
    let known = state.registry.contract().push_listings(scope).await?;
    let known = known.into_iter().find(|known| known.id == id);
    known.map(WebhookBody::from).ok_or_else(unknown)
}

fn span(body: &Map<String, Value>) -> Option<(TransactionId, TransactionId)> {
    let read = |name| match body.get(name) {
        None => Some(None),
        Some(value) => TransactionId::from_wire(value.as_str()?).map(Some),
    };
    let first = read("first")??;
    Some((first, read("last")?.unwrap_or(first)))
}

fn unknown() -> Problem {
    Problem::code(ErrorCode::H015).with_status(StatusCode::NOT_FOUND)
}

fn no_such_span() -> Problem {
    Problem::code(ErrorCode::H093)
}
