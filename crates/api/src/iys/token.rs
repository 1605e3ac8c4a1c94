//! `POST /oauth2/token` and its two older spellings (contract 2.1 and 2.4).

mod oauth_error;

use std::net::IpAddr;

use axum::body::{Body, Bytes};
use axum::extract::{Form, FromRequest, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, http};
use domain::{ErrorCode, json};
use registry::contract::session::{LoginError, Session};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouterExt as _};
use utoipa_axum::routes;

use self::oauth_error::{FieldErrors, OAuthError};
use crate::ApiState;
use crate::edge::body::TOKEN_BYTES_MAX;
use crate::edge::codes::codes;
use crate::edge::limits::{Exceeded, Limit};
use crate::edge::words::GrantTypeWord;
use crate::edge::{ClientIp, Problem, RawBody};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    // What is answered to other methods has the shape of every refusal here.
    let other = async || OAuthError::METHOD;
    OpenApiRouter::new()
        .routes(routes!(token).map(|methods| methods.fallback(other)))
        .route("/oauth/token", post(legacy_token).fallback(other))
        .route("/oauth/refresh", post(legacy_refresh).fallback(other))
}

/// What is sent for tokens, as JSON or as a form. Other properties are ignored: one client sends
/// its whole configuration.
#[derive(Debug, Default, Deserialize, ToSchema)]
pub struct TokenRequest {
    /// `password` or `refresh_token`.
    #[schema(value_type = GrantTypeWord)]
    pub grant_type: String,
    /// For `password`.
    pub username: Option<String>,
    /// For `password`.
    #[schema(format = Password)]
    pub password: Option<String>,
    /// For `refresh_token`.
    pub refresh_token: Option<String>,
}

/// A pair of tokens.
#[derive(Serialize, ToSchema)]
pub struct TokenAnswer {
    /// Opens every other call.
    access_token: String,
    /// How long the access token lives, in seconds.
    expires_in: i64,
    /// Gets the next pair.
    refresh_token: String,
    /// Always `bearer`.
    token_type: &'static str,
    /// How long the refresh token lives, in seconds.
    refresh_expires_in: i64,
    /// The access token again, for a client that reads this name.
    #[serde(rename = "accessToken", skip_serializing_if = "Option::is_none")]
    access_token_again: Option<String>,
    /// The refresh token again.
    #[serde(rename = "refreshToken", skip_serializing_if = "Option::is_none")]
    refresh_token_again: Option<String>,
}

/// What the calls of 2020 answer.
#[derive(Serialize)]
struct LegacyAnswer {
    message: &'static str,
    status: u16,
    result: LegacyTokens,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LegacyTokens {
    access_token: String,
    refresh_token: String,
    expires_in: i64,
    token_type: &'static str,
}

/// The only kind of token there is.
const TOKEN_TYPE: &str = "bearer";

codes!(TokenCodes:
    H084 "Hourly token-request limit reached, or too many wrong passwords.",
    H123 = 503 "Too many log in at once; again after Retry-After."
);

/// Log in, or stay logged in.
#[utoipa::path(
    post,
    path = "/oauth2/token",
    request_body(content(
        (TokenRequest = "application/json"),
        (TokenRequest = "application/x-www-form-urlencoded"),
    )),
    responses(
        (status = 200, body = TokenAnswer),
        (status = 400, body = OAuthError, description = "No tokens; for wrong credentials, too"),
        TokenCodes,
    )
)]
async fn token(
    State(state): State<ApiState>,
    ClientIp(client): ClientIp,
    headers: HeaderMap,
    body: Result<RawBody<TOKEN_BYTES_MAX>, Problem>,
) -> Result<Json<TokenAnswer>, Refusal> {
    state
        .limits
        .count(Limit::Tokens, client, state.registry.now())?;
    let fields = Fields::read(&headers, body).await?;
    let session = match fields.text("grant_type", &oauth_error::GRANT_TYPE)? {
        "password" => log_in(&state, &fields, client).await?,
        "refresh_token" => {
            let token = fields.text("refresh_token", &oauth_error::REFRESH_TOKEN)?;
            refresh(&state, token, client).await?
        }
        _ => return Err(OAuthError::UNSUPPORTED_GRANT.into()),
    };
    let again = |token: &String| state.settings.token_duplicates.then(|| token.clone());
    let tokens = session.tokens;
    Ok(Json(TokenAnswer {
        access_token_again: again(&tokens.access),
        refresh_token_again: again(&tokens.refresh),
        access_token: tokens.access,
        expires_in: session.access_seconds,
        refresh_token: tokens.refresh,
        token_type: TOKEN_TYPE,
        refresh_expires_in: session.refresh_seconds,
    }))
}

async fn legacy_token(
    State(state): State<ApiState>,
    ClientIp(client): ClientIp,
    headers: HeaderMap,
    body: Result<RawBody<TOKEN_BYTES_MAX>, Problem>,
) -> Result<Json<LegacyAnswer>, Refusal> {
    state
        .limits
        .count(Limit::Tokens, client, state.registry.now())?;
    let fields = Fields::read(&headers, body).await?;
    Ok(legacy(log_in(&state, &fields, client).await?))
}

async fn legacy_refresh(
    State(state): State<ApiState>,
    ClientIp(client): ClientIp,
    headers: HeaderMap,
    body: Result<RawBody<TOKEN_BYTES_MAX>, Problem>,
) -> Result<Json<LegacyAnswer>, Refusal> {
    state
        .limits
        .count(Limit::Tokens, client, state.registry.now())?;
    let fields = Fields::read(&headers, body).await?;
    let token = fields.text("refreshToken", &oauth_error::REFRESH_TOKEN)?;
    Ok(legacy(refresh(&state, token, client).await?))
}

async fn log_in(state: &ApiState, fields: &Fields, client: IpAddr) -> Result<Session, Refusal> {
    let password = fields.text("password", &oauth_error::PASSWORD)?;
    let username = fields.text("username", &oauth_error::USERNAME)?;
    let session = state
        .registry
        .contract()
        .log_in(username, password, client)
        .await;
    session.map_err(|error| Refusal::of(error, state))
}

async fn refresh(state: &ApiState, token: &str, client: IpAddr) -> Result<Session, Refusal> {
    let session = state.registry.contract().refresh(token, client).await;
    session.map_err(|error| Refusal::of(error, state))
}

fn legacy(session: Session) -> Json<LegacyAnswer> {
    Json(LegacyAnswer {
        message: "OK",
        status: StatusCode::OK.as_u16(),
        result: LegacyTokens {
            access_token: session.tokens.access,
            refresh_token: session.tokens.refresh,
            expires_in: session.access_seconds,
            token_type: TOKEN_TYPE,
        },
    })
}

/// The properties sent. Passwords are among them: it has no `Debug`.
struct Fields(Map<String, Value>);

impl Fields {
    /// Reads JSON or a form. The content type is believed only as far as the body bears it out:
    /// `curl -d '{…}'` calls its JSON a form, and some clients call nothing anything.
    ///
    /// None may be there twice: that is OAuth's own rule (RFC 6749, section 3.2). Nothing at all has no
    /// fields, whatever it is called.
    async fn read(
        headers: &HeaderMap,
        body: Result<RawBody<TOKEN_BYTES_MAX>, Problem>,
    ) -> Result<Self, OAuthError> {
        let RawBody(body) = body.map_err(|problem| OAuthError::unread(problem.status()))?;
        let content_type = headers
            .get(header::CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
            .to_ascii_lowercase();
        let says_json = content_type.contains("json");
        let text = json::unmarked(&body).trim_ascii();
        if text.is_empty() {
            return Ok(Self(Map::new()));
        }
        if says_json || text.starts_with(b"{") {
            return match json::read(text) {
                Ok(Value::Object(fields)) => Ok(Self(fields)),
                _ => Err(OAuthError::NO_JSON),
            };
        }
        let request = http::Request::post("/").header(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/x-www-form-urlencoded"),
        );
        let request: Request = request
            .body(Body::from(Bytes::copy_from_slice(text)))
            .map_err(|_| OAuthError::NO_FORM)?;
        let Form(pairs) = Form::<Vec<(String, String)>>::from_request(request, &())
            .await
            .map_err(|_| OAuthError::NO_FORM)?;
        let mut fields = Map::new();
        for (name, value) in pairs {
            if fields.insert(name, Value::String(value)).is_some() {
                return Err(OAuthError::NO_FORM);
            }
        }
        Ok(Self(fields))
    }

    /// A property that has to be a text with something in it.
    fn text(&self, name: &str, errors: &FieldErrors) -> Result<&str, OAuthError> {
        match self.0.get(name) {
            None | Some(Value::Null) => Err(errors.missing),
            Some(Value::String(text)) if text.is_empty() => Err(errors.empty),
            Some(Value::String(text)) => Ok(text),
            Some(_) => Err(errors.no_text),
        }
    }
}

/// A refusal of either shape.
enum Refusal {
    OAuth(OAuthError),
    Limit(Exceeded),
    Problem(Problem),
}

impl From<OAuthError> for Refusal {
    fn from(error: OAuthError) -> Self {
        Self::OAuth(error)
    }
}

impl From<Exceeded> for Refusal {
    fn from(exceeded: Exceeded) -> Self {
        Self::Limit(exceeded)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl Refusal {
    fn of(error: LoginError, state: &ApiState) -> Self {
        match error {
            LoginError::TooMany { again_at } => Self::Limit(Exceeded {
                code: ErrorCode::H084,
                wait_seconds: again_at.wait_seconds(state.registry.now()),
            }),
            LoginError::Credentials => Self::OAuth(OAuthError::CREDENTIALS),
            LoginError::Admin => Self::OAuth(OAuthError::ADMIN),
            LoginError::RefreshToken => Self::OAuth(OAuthError::REFRESH_TOKEN),
            LoginError::Registry(error) => Self::Problem(error.into()),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::OAuth(error) => error.into_response(),
            Self::Problem(problem) => problem.into_response(),
            // Clients look for the code in either place (contract 2.1).
            Self::Limit(exceeded) => {
                let code = exceeded.code.as_wire();
                let message = exceeded.code.message();
                let wait = [(header::RETRY_AFTER, exceeded.wait_seconds)];
                let body = serde_json::json!({
                    "code": code,
                    "message": message,
                    "errors": [{"code": code, "message": message}],
                });
                (StatusCode::TOO_MANY_REQUESTS, wait, Json(body)).into_response()
            }
        }
    }
}
