//! May this be sent? One recipient (rules 35 to 44), and the keys answers are signed with.
//!
//! The status alone answers: `200` it may, `409` it may not, `503` the registry cannot tell. Every
//! other status is an error of the request, in the contract's envelope. `409` and not `404`,
//! because a wrong path or a proxy answers `404`, too, and a denial must not be mistaken for one.
//! Only `200` ever allows, so that a sender that looks at nothing else is on the safe side.

use axum::Json;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use domain::causes;
use domain::check::Decision;
use domain::draft::{AddressUse, EmptyFields, parse_channel, parse_recipient_type};
use domain::{ErrorCode, RecipientType, Violation};
use registry::asking::check::{Answer, Ask, EXEMPTION_TEXT_MAX, Exemption};
use registry::asking::list_check::instant;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::fields::{gather, sent};
use crate::edge::problem::{self, Envelope};
use crate::edge::words::{ChannelWord, ClassWord, DecisionWord, ReasonWord, RecipientTypeWord};
use crate::edge::{AnyCaller, OnlyBrandPath, Problem, RawBody};

/// The members of a question; any other is refused, because a misspelt one would change the
/// question without a word.
const MEMBERS: [&str; 8] = [
    "recipient",
    "type",
    "recipientType",
    "class",
    "declaration",
    "sender",
    "template",
    "token",
];

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new()
        .routes(routes!(check))
        .routes(routes!(check_token))
        .routes(routes!(keys))
}

/// The question; read by hand for the contract's codes.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct CheckBody {
    /// Whom the message is for: a phone number in E.164 or an e-mail address.
    recipient: String,
    /// ARAMA, MESAJ or EPOSTA.
    #[schema(value_type = ChannelWord)]
    r#type: String,
    /// BIREYSEL, unless said otherwise, or TACIR.
    #[schema(value_type = Option<RecipientTypeWord>)]
    recipient_type: Option<String>,
    /// EXEMPT for a message that needs no consent. Then the next three are needed, and kept.
    #[schema(value_type = Option<ClassWord>)]
    class: Option<String>,
    /// Why it is exempt.
    declaration: Option<String>,
    /// The sender as the recipient sees it.
    sender: Option<String>,
    /// The template of the message.
    template: Option<String>,
    /// Whether to sign the answer.
    token: Option<bool>,
}

/// The answer.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AnswerBody {
    /// ALLOW, DENY or UNKNOWN.
    #[schema(value_type = DecisionWord)]
    decision: &'static str,
    /// Why: APPROVED, MERCHANT_NOT_REFUSED, EXEMPT; REFUSED, NO_RECORD, PROVIDER_SUSPENDED,
    /// TOKEN_EXPIRED, TOKEN_INVALID; UNAVAILABLE.
    #[schema(value_type = ReasonWord)]
    reason: &'static str,
    /// The instant the answer is true for.
    as_of: String,
    /// Until when it may be used.
    valid_until: String,
    /// The signed answer, when asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    token: Option<String>,
}

/// What a check says that cannot be answered now. For the document.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "documents the answer")]
pub(super) enum NotNowBody {
    /// The registry was asked, and does not know.
    Check(AnswerBody),
    /// It was not asked: there was no room for the request.
    Envelope(Envelope<'static>),
}

/// An earlier answer's token, and the recipient it was about.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct TokenBody {
    /// The recipient as asked for then.
    recipient: String,
    /// The token.
    token: String,
}

/// The keys, as a JSON Web Key Set (RFC 7517, RFC 8037).
#[derive(Serialize, ToSchema)]
struct KeysBody {
    keys: Vec<KeyBody>,
}

/// A public key.
#[derive(Serialize, ToSchema)]
struct KeyBody {
    kty: &'static str,
    crv: &'static str,
    alg: &'static str,
    r#use: &'static str,
    kid: String,
    x: String,
    /// The same key in PEM form, for `openssl`.
    pem: String,
}

codes!(CheckCodes: H016, H017, H097, H111, H114, H116, H117, H120, H121, H166);

/// May this be sent? One recipient.
///
/// 200: it may. 409: it may not. 503: the registry cannot tell, which is no permission. Everything else is an
/// error of the request. With Bearer or Basic.
#[utoipa::path(
    post,
    path = "/izin/v1/brands/{brandCode}/check",
    tag = "check",
    request_body = CheckBody,
    responses(
        (status = 200, body = AnswerBody, description = "ALLOW"),
        (status = 409, body = AnswerBody, description = "DENY"),
        (status = 503, body = NotNowBody, description = "UNKNOWN; or H123, H015: not even asked"),
        CheckCodes,
    )
)]
async fn check(
    State(state): State<ApiState>,
    AnyCaller(caller): AnyCaller,
    OnlyBrandPath(brand): OnlyBrandPath,
    body: RawBody,
) -> Result<Response, Problem> {
    let scope = match state.registry.asking().scope(&caller, brand).await {
        Err(error) if error.is_fault() => return Ok(unknown(&state, &error)),
        scope => scope?,
    };
    let object = body.object(ErrorCode::H097)?;
    let (ask, signed) = read(&object)?;
    let answer = state.registry.asking().check(&scope, &ask).await?;
    let known = answer.reason.decision() != Decision::Unknown;
    let token = (signed && known).then(|| state.registry.asking().token(&scope, &ask, &answer));
    Ok(respond(&answer, token))
}

codes!(CheckTokenCodes: H097);

/// Is an earlier answer still good?
///
/// Verifies the token and checks again: a refusal in between makes it stale.
#[utoipa::path(
    post,
    path = "/izin/v1/brands/{brandCode}/check/token",
    tag = "check",
    request_body = TokenBody,
    responses(
        (status = 200, body = AnswerBody, description = "ALLOW"),
        (status = 409, body = AnswerBody, description = "DENY"),
        (status = 503, body = NotNowBody, description = "UNKNOWN; or H123, H015: not even asked"),
        CheckTokenCodes,
    )
)]
async fn check_token(
    State(state): State<ApiState>,
    AnyCaller(caller): AnyCaller,
    OnlyBrandPath(brand): OnlyBrandPath,
    body: RawBody,
) -> Result<Response, Problem> {
    let scope = match state.registry.asking().scope(&caller, brand).await {
        Err(error) if error.is_fault() => return Ok(unknown(&state, &error)),
        scope => scope?,
    };
    let object = body.object(ErrorCode::H097)?;
    let text = |field: &'static str| {
        let text = object.get(field).and_then(Value::as_str);
        text.ok_or_else(|| vec![ErrorCode::H097.violation().at(field)])
    };
    let (token, recipient) = (text("token")?, text("recipient")?);
    let answer = state
        .registry
        .asking()
        .check_token(&scope, token, recipient)
        .await?;
    Ok(respond(&answer, None))
}

/// The public keys answers are signed with.
#[utoipa::path(
    get,
    path = "/izin/v1/keys",
    tag = "check",
    responses((status = 200, body = KeysBody))
)]
async fn keys(State(state): State<ApiState>) -> Response {
    let signer = state.registry.asking().signer();
    let key = KeyBody {
        kty: "OKP",
        crv: "Ed25519",
        alg: "EdDSA",
        r#use: "sig",
        kid: hex::encode(signer.key_id()),
        x: BASE64_URL_SAFE_NO_PAD.encode(signer.public_key()),
        pem: signer.public_key_pem(),
    };
    let caching = [(header::CACHE_CONTROL, "public, max-age=3600")];
    (caching, Json(KeysBody { keys: vec![key] })).into_response()
}

/// The answer when the registry itself failed, to any question whether something may be sent: never a denial, which a
/// gate would take for the last word.
pub(crate) fn unknown(state: &ApiState, error: &registry::Error) -> Response {
    tracing::debug!(error = causes::told(error), "a check could not be answered");
    respond(&state.registry.asking().unknown(), None)
}

fn respond(answer: &Answer, token: Option<String>) -> Response {
    let decision = answer.reason.decision();
    let status = problem::status(decision.http_status());
    let body = AnswerBody {
        decision: decision.as_wire(),
        reason: answer.reason.as_wire(),
        as_of: instant(answer.as_of),
        valid_until: instant(answer.valid_until),
        token,
    };
    let wait = (decision == Decision::Unknown)
        .then_some([(header::RETRY_AFTER, problem::UNAVAILABLE_SECONDS)]);
    (status, wait, Json(body)).into_response()
}

/// The question, and whether its answer is to be signed; all violations together.
fn read(object: &Map<String, Value>) -> Result<(Ask, bool), Vec<Violation>> {
    gather(|found| {
        let unknown = object
            .keys()
            .filter(|name| !MEMBERS.contains(&name.as_str()));
        for name in unknown.take(MEMBERS.len()) {
            found.add(ErrorCode::H097.violation().at(name.clone()));
        }
        let sent = |name: &str| sent(object, name, EmptyFields::Absent);
        let recipient_type = match sent("recipientType") {
            None => Some(RecipientType::Individual),
            value => found.keep(parse_recipient_type(value)),
        };
        let channel = found.keep(parse_channel(sent("type")));
        let missing = ErrorCode::H114.violation().at("recipient");
        let address = found.recipient(sent("recipient"), channel, AddressUse::Query, missing);
        let exemption = found.keep(exemption(object));
        let signed = match sent("token") {
            None => Some(false),
            Some(Value::Bool(signed)) => Some(*signed),
            Some(other) => found.keep(Err([wrong("token", other)])),
        };
        let ask = Ask {
            address: address?,
            channel: channel?,
            recipient_type: recipient_type?,
            exemption: exemption?,
        };
        Some((ask, signed?))
    })
}

/// Rule 37: who declares a message exempt says why, who sends it and by what template.
fn exemption(object: &Map<String, Value>) -> Result<Option<Exemption>, Vec<Violation>> {
    const FIELDS: [&str; 3] = ["declaration", "sender", "template"];
    gather(|found| {
        match sent(object, "class", EmptyFields::Absent) {
            None => return Some(None),
            Some(Value::String(class)) if class == "EXEMPT" => {}
            Some(other) => return found.keep(Err([wrong("class", other)])),
        }
        let texts = FIELDS.map(|field| {
            let text = object.get(field).and_then(Value::as_str);
            let text = text.unwrap_or("").trim();
            if text.is_empty() {
                let needed = ErrorCode::H016.violation().at(field);
                found.add(needed.filled(&[("fields", &FIELDS.join(", "))]));
            } else if text.len() > EXEMPTION_TEXT_MAX {
                let limit = EXEMPTION_TEXT_MAX.to_string();
                let long = ErrorCode::H017.violation().at(field);
                found.add(long.filled(&[("key", field), ("limit", &limit)]));
            }
            text.to_owned()
        });
        let [declaration, sender, template] = texts;
        Some(Some(Exemption {
            declaration,
            sender,
            template,
        }))
    })
}

fn wrong(field: &'static str, value: &Value) -> Violation {
    ErrorCode::H097
        .violation()
        .at(field)
        .with_value(value.clone())
}
