//! Calls of the voice menu (rule 45).
//!
//! The registry keeps nothing of a call between two keys: what `state` says is given back with the next
//! key. It is sealed, bound to the gateway, the call and the caller, and good for ten minutes.

use axum::Json;
use axum::extract::State;
use domain::ErrorCode;
use intake::voice::{CallEvent, CallStep, FIELD_LEN_MAX};
use registry::intake::voice::STATE_LEN_MAX;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::members::Members;
use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::gateway::VoiceGateway;
use crate::edge::words::LanguageWord;
use crate::edge::{Problem, RawBody};

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(step))
}

/// A call that has begun, or a key that was pressed; read by hand, so that all that is wrong is told
/// together.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct CallBody {
    /// The gateway's own name for the call.
    call: String,
    /// The caller's number; empty if it is withheld. tel: and sip: addresses are read, too. Who has no number that
    /// can be read is told so, and is put through to an agent.
    caller: String,
    /// Whether the network vouches for the number. It counts only from gateways that were added with
    /// `--verified`; otherwise the caller is sent a code.
    verified: Option<bool>,
    /// The keys that were pressed.
    input: Option<String>,
    /// The last answer's `state`; missing when the call begins.
    state: Option<String>,
}

/// What to say, and what may be pressed then.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct StepBody {
    /// The language of what is said: tr or en.
    #[schema(value_type = LanguageWord)]
    language: &'static str,
    /// What to say, sentence by sentence; the keys are said, too.
    speak: Vec<String>,
    /// The keys there are.
    choices: Vec<ChoiceBody>,
    /// How many digits are awaited at most, ended by #; without it, one key of the choices.
    #[serde(skip_serializing_if = "Option::is_none")]
    digits: Option<u8>,
    /// To be sent back with the next key.
    state: String,
    /// Whether the call is over when all is said.
    end: bool,
    /// Where to put the caller through.
    #[serde(skip_serializing_if = "Option::is_none")]
    transfer_to: Option<String>,
}

/// A key.
#[derive(Serialize, ToSchema)]
struct ChoiceBody {
    /// The key.
    key: String,
    /// What it does.
    label: String,
}

codes!(StepCodes: H016, H017, H095);

/// Go on with a call of the voice menu.
///
/// For gateways, with their own Bearer token. 1 lists the brands, 2 refuses one, 3 refuses all calls, 9 is an
/// agent. A caller whose number nobody vouches for types a code that is sent to it. What a key refuses is
/// recorded, and seen by the next check, before the answer is given.
#[utoipa::path(
    post,
    path = "/izin/v1/voice",
    tag = "recipient",
    request_body = CallBody,
    responses((status = 200, body = StepBody), StepCodes)
)]
async fn step(
    State(state): State<ApiState>,
    VoiceGateway(gateway): VoiceGateway,
    body: RawBody,
) -> Result<Json<StepBody>, Problem> {
    let object = body.object(ErrorCode::H095)?;
    let mut event = read(&object)?;
    event.verified &= gateway.verified;
    event.gateway = gateway.name;
    let step = state.voice.step(&event).await?;
    Ok(Json(told(step)))
}

fn read(object: &Map<String, Value>) -> Result<CallEvent, Problem> {
    let mut members = Members::new(object);
    let event = CallEvent {
        gateway: String::new(),
        call: members.needed("call", FIELD_LEN_MAX),
        caller: members.needed("caller", FIELD_LEN_MAX),
        verified: members.flag("verified").unwrap_or(false),
        input: members.text("input", FIELD_LEN_MAX),
        state: members.text("state", STATE_LEN_MAX),
    };
    members.finish()?;
    Ok(event)
}

fn told(step: CallStep) -> StepBody {
    let choice = |choice: intake::voice::Choice| ChoiceBody {
        key: choice.key,
        label: choice.label,
    };
    StepBody {
        language: step.language,
        speak: step.speak,
        choices: step.choices.into_iter().map(choice).collect(),
        digits: step.digits,
        state: step.state,
        end: step.end,
        transfer_to: step.transfer_to,
    }
}
