//! `…/push/registration` and `…/push/unregistration` (contract 6.8).

use axum::Json;
use axum::extract::State;
use domain::draft::{EmptyFields, parse_channel};
use domain::{ErrorCode, Violation};
use registry::contract::push::{
    CONNECTIONS_PER_CALL, CREDENTIAL_BYTES_MAX, Credentials, NOT_CONNECTED, NOT_REMOVED,
    PushListing, PushReach, PushRequest, PushUrl, UrlProblem, refusal,
};
use serde::Serialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::fields::{gather, sent};
use crate::edge::words::ChannelWord;
use crate::edge::{AtBrand, Problem, RawBody};

/// The contract's messages here for `H093`, which means something else elsewhere.
const NO_USERNAME: &str = "Kullanıcı adı (username) bulunamadı.";
const NO_PASSWORD: &str = "Şifre (password) bulunamadı.";

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(list, register))
        .routes(routes!(unregister))
}

/// Endpoints to be registered; read by hand for the contract's codes.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct RegistrationBody {
    #[schema(min_items = 1)]
    connection: Vec<EndpointBody>,
}

/// An endpoint; read by hand for the contract's codes.
#[derive(ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct EndpointBody {
    /// Where it is, with https.
    url: String,
    /// Which movements it wants.
    #[schema(value_type = ChannelWord)]
    r#type: String,
    /// For its Basic authentication.
    username: String,
    /// For its Basic authentication.
    #[schema(format = Password)]
    password: String,
}

/// That it is done.
#[derive(Serialize, ToSchema)]
struct Done {
    message: &'static str,
}

/// A registered connection.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ConnectionBody {
    url: String,
    #[serde(rename = "type")]
    #[schema(value_type = ChannelWord)]
    channel: &'static str,
    register_time: String,
    status: &'static str,
    /// The partner whose connection it is; absent: the provider's.
    #[serde(skip_serializing_if = "Option::is_none")]
    integrator_iys_code: Option<u32>,
}

impl From<PushListing> for ConnectionBody {
    fn from(known: PushListing) -> Self {
        Self {
            url: known.url,
            channel: known.channel.as_wire(),
            register_time: known.registered_at.to_wire(),
            status: if known.active {
                "Bağlantı Oluşturuldu"
            } else {
                "Bağlantı Oluşturulamadı"
            },
            integrator_iys_code: known.partner.map(|partner| partner.0),
        }
    }
}

codes!(RegisterCodes: H093, H111, H117, H191, H530, H531);

/// Have recipients' movements sent to an endpoint.
#[utoipa::path(
    post,
    path = "/sps/{iysCode}/brands/{brandCode}/push/registration",
    request_body = RegistrationBody,
    responses((status = 200, body = Done), RegisterCodes)
)]
async fn register(
    State(state): State<ApiState>,
    at: AtBrand,
    body: RawBody,
) -> Result<Json<Done>, Problem> {
    let scope = at.scope().await?;
    scope.require_manage()?;
    scope.require_subscription(state.registry.now())?;
    let object = body.object(ErrorCode::H014)?;
    let requests = parse_list(&object, state.push.reach())?;
    state
        .registry
        .contract()
        .register_pushes(&scope, requests, state.push.as_ref())
        .await?;
    Ok(Json(Done {
        message: "Bağlantı oluşturuldu",
    }))
}

/// List the registered endpoints.
///
/// A provider sees those of its partners, too; a partner only its own. They end with the partner's grant.
#[utoipa::path(
    get,
    path = "/sps/{iysCode}/brands/{brandCode}/push/registration",
    responses((status = 200, body = Vec<ConnectionBody>))
)]
async fn list(
    State(state): State<ApiState>,
    at: AtBrand,
) -> Result<Json<Vec<ConnectionBody>>, Problem> {
    let scope = at.subscribed().await?;
    let known = state.registry.contract().push_listings(&scope).await?;
    Ok(Json(known.into_iter().map(ConnectionBody::from).collect()))
}

codes!(UnregisterCodes: H093, H111, H117, H530, H531);

/// Have no more movements sent to an endpoint.
///
/// Name and password are those of the connection; a provider removes a partner's with any.
#[utoipa::path(
    post,
    path = "/sps/{iysCode}/brands/{brandCode}/push/unregistration",
    request_body = EndpointBody,
    responses((status = 200, body = Done), UnregisterCodes)
)]
async fn unregister(
    State(state): State<ApiState>,
    at: AtBrand,
    body: RawBody,
) -> Result<Json<Done>, Problem> {
    let scope = at.scope().await?;
    scope.require_manage()?;
    scope.require_subscription(state.registry.now())?;
    let object = body.object(ErrorCode::H014)?;
    let request = parse(&object, state.push.reach()).map_err(|mut found| {
        for violation in &mut found {
            if violation.code == ErrorCode::H530 {
                violation.message = NOT_REMOVED.into();
            }
        }
        found
    })?;
    state
        .registry
        .contract()
        .unregister_push(&scope, &request)
        .await?;
    Ok(Json(Done {
        message: "Bağlantı Kaldırıldı",
    }))
}

/// Reads `connection`: `H014` when it is no list of objects or empty, `H530` when it is longer than
/// what a brand may have.
fn parse_list(
    object: &Map<String, Value>,
    reach: PushReach,
) -> Result<Vec<PushRequest>, Vec<Violation>> {
    let list = object.get("connection").and_then(Value::as_array);
    let objects: Option<Vec<_>> = list.and_then(|list| list.iter().map(Value::as_object).collect());
    let objects = objects
        .filter(|objects| !objects.is_empty())
        .ok_or_else(|| vec![ErrorCode::H014.violation()])?;
    if objects.len() > CONNECTIONS_PER_CALL {
        return Err(vec![refusal(ErrorCode::H530, NOT_CONNECTED)]);
    }
    gather(|found| {
        let requests = objects.into_iter();
        Some(
            requests
                .filter_map(|object| found.keep(parse(object, reach)))
                .collect(),
        )
    })
}

/// Reads one connection.
fn parse(object: &Map<String, Value>, reach: PushReach) -> Result<PushRequest, Vec<Violation>> {
    let text = |field: &str| {
        let text = object.get(field).and_then(Value::as_str);
        text.filter(|text| !text.is_empty())
    };
    gather(|found| {
        let url = match text("url") {
            Some(text) => PushUrl::new(text, reach).map_err(Violation::from),
            None => Err(Violation::from(UrlProblem::NotHttps).at("url")),
        };
        let url = found.keep(url.map_err(Some));
        let channel = found.keep(parse_channel(sent(object, "type", EmptyFields::Absent)));
        let mut credential = |field: &'static str,
                              message: &'static str,
                              fits: fn(&str) -> bool| {
            let text = text(field).filter(|text| text.len() <= CREDENTIAL_BYTES_MAX && fits(text));
            let text = text.ok_or_else(|| Some(refusal(ErrorCode::H093, message).at(field)));
            found.keep(text).map(ToOwned::to_owned)
        };
        // Basic authentication parts the name from the password at the first colon (RFC 7617).
        let username = credential("username", NO_USERNAME, |text| !text.contains(':'));
        let password = credential("password", NO_PASSWORD, |_| true);
        Some(PushRequest {
            url: url?,
            channel: channel?,
            credentials: Credentials {
                username: username?,
                password: password?,
            },
        })
    })
}
