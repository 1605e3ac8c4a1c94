//! Text messages that gateways bring (rule 51).
//!
//! Answered only once what the message asks for is durable; without an answer the gateway brings it
//! again, which does no harm: a message counts once. No limit of requests applies, since any of them
//! may be a refusal (rule 28).

use axum::Json;
use axum::extract::State;
use domain::{ErrorCode, Timestamp};
use intake::texts::{Outcome, Received};
use registry::intake::texts::{DeliveredText, Legibility, PARTS_MAX, PartOf, Reply};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::members::Members;
use crate::ApiState;
use crate::edge::codes::codes;
use crate::edge::gateway::TextGateway;
use crate::edge::words::{ReplyWord, RouteWord, TextOutcomeWord};
use crate::edge::{Problem, RawBody};

/// The longest name of a message, in characters.
const ID_CHARS_MAX: usize = 200;
/// The longest sender or recipient, in characters: one that is written as an address has a host, too.
const NUMBER_CHARS_MAX: usize = 100;
/// The longest text, in characters: ten parts of the 7-bit alphabet.
const TEXT_CHARS_MAX: usize = 1_600;
/// The longest instant, in characters.
const INSTANT_CHARS_MAX: usize = 40;
/// The highest reference of a long message's parts: 16 bits.
const REFERENCE_MAX: u64 = 65_535;

/// The routes of this resource.
pub fn routes() -> OpenApiRouter<ApiState> {
    OpenApiRouter::new().routes(routes!(receive))
}

/// A text message; read by hand, so that all that is wrong is told together.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct TextBody {
    /// The gateway's own name for the message, the same whenever it brings it again. Without one,
    /// the same text from the same sender within ten minutes is taken for the same message.
    id: Option<String>,
    /// Who sent it: a phone number, best with + and the country's code; tel: and sip: addresses are read, too.
    /// Names and short numbers are ignored.
    sender: String,
    /// To which number.
    recipient: String,
    /// The text, decoded.
    text: String,
    /// When the gateway received it, yyyy-mm-dd hh:mm:ss in Türkiye. An approval that comes more than
    /// ten minutes late is not recorded.
    received_at: Option<String>,
    /// SUBSCRIBER: the network vouches for the sender. FOREIGN, APPLICATION and UNKNOWN prove nothing
    /// and change nothing. Without it, SUBSCRIBER; a gateway that was added without `--verified`
    /// proves nothing whatever it says.
    #[schema(value_type = Option<RouteWord>)]
    route: Option<String>,
    /// Which part of a long message it is.
    part: Option<PartBody>,
    /// MESSAGE: the answer is sent by the registry, which is so without it. INLINE: the gateway
    /// sends what `answer` says.
    #[schema(value_type = Option<ReplyWord>)]
    reply: Option<String>,
}

/// See [`TextBody::part`].
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "documents the body, which is read by hand")]
struct PartBody {
    /// The same for all parts, 0 to 65535.
    reference: u32,
    /// How many parts there are, at most 10.
    total: u8,
    /// Which one this is, from 1.
    number: u8,
}

/// What became of it.
#[derive(Serialize, ToSchema)]
struct ReceivedBody {
    /// DONE (what it asks for is recorded), UNCHANGED (it was so already), ANSWERED (a question), ASKED
    /// (the brand or a code is missing), NOT_RECORDED (it proves nothing, came too late, has a wrong
    /// code or approves in parts), NOT_UNDERSTOOD, REPEATED (it was dealt with before), WAITING (for its
    /// other parts) or IGNORED (it comes from no phone).
    #[schema(value_type = TextOutcomeWord)]
    outcome: &'static str,
    /// What to send to the sender; only with `reply` INLINE.
    #[serde(skip_serializing_if = "Option::is_none")]
    answer: Option<String>,
}

codes!(ReceiveCodes: H016, H017, H095, H121, H157, H158);

/// Bring a text message that somebody has sent to the registry's number.
///
/// For gateways, with their own Bearer token. 200 means that what the message asks for is recorded and seen by
/// the next check; after anything else the gateway brings it again. A message counts once, however often it is
/// brought. H121: the sender is a number that cannot be read for certain, and nothing was done; bring it again
/// with + and the country's code.
#[utoipa::path(
    post,
    path = "/izin/v1/texts",
    tag = "recipient",
    request_body = TextBody,
    responses((status = 200, body = ReceivedBody), ReceiveCodes)
)]
async fn receive(
    State(state): State<ApiState>,
    TextGateway(gateway): TextGateway,
    body: RawBody,
) -> Result<Json<ReceivedBody>, Problem> {
    let object = body.object(ErrorCode::H095)?;
    let (mut text, sent_at, reply) = read(&object)?;
    text.verified &= gateway.verified;
    text.gateway = gateway.name;
    let received = state.texts.receive(text, sent_at, reply).await?;
    let (outcome, answer) = match received {
        Received::Done { outcome, answer } => (word(outcome), answer),
        Received::Repeated { answer } => ("REPEATED", answer),
        Received::Waiting => ("WAITING", None),
        // It may have been a refusal, and who hears of no error takes it for dealt with.
        Received::Unclear => {
            return Err(ErrorCode::H121.violation().at("sender").into());
        }
        Received::Ignored => ("IGNORED", None),
    };
    Ok(Json(ReceivedBody {
        outcome,
        answer: answer.filter(|_| reply == Reply::Inline),
    }))
}

/// What a message has brought about, in the gateways' words.
const fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Done => "DONE",
        Outcome::Unchanged => "UNCHANGED",
        Outcome::Answered => "ANSWERED",
        Outcome::Asked => "ASKED",
        Outcome::NotRecorded => "NOT_RECORDED",
        Outcome::NotUnderstood => "NOT_UNDERSTOOD",
    }
}

fn read(object: &Map<String, Value>) -> Result<(DeliveredText, Option<Timestamp>, Reply), Problem> {
    let mut members = Members::new(object);
    // One that is blank tells no message from another.
    let id = members.text("id", ID_CHARS_MAX);
    let id = id.filter(|id| !id.trim().is_empty());
    let sender = members.needed("sender", NUMBER_CHARS_MAX);
    let recipient = members.needed("recipient", NUMBER_CHARS_MAX);
    let text = members.needed("text", TEXT_CHARS_MAX);
    let received_at = members.text("receivedAt", INSTANT_CHARS_MAX);
    let sent_at = received_at.and_then(|text| match Timestamp::from_wire(&text) {
        Ok(instant) => Some(instant),
        Err(code) => {
            members.add(code.violation().at("receivedAt"));
            None
        }
    });
    let routes = [
        ("SUBSCRIBER", true),
        ("FOREIGN", false),
        ("APPLICATION", false),
        ("UNKNOWN", false),
    ];
    let verified = members.word("route", &routes).unwrap_or(true);
    let replies = [("MESSAGE", Reply::Message), ("INLINE", Reply::Inline)];
    let reply = members.word("reply", &replies).unwrap_or(Reply::Message);
    let part = members.object("part").map(part);
    if matches!(part, Some(None)) {
        members.wrong("part");
    }
    members.finish()?;
    let text = DeliveredText {
        gateway: String::new(),
        id,
        sender,
        recipient,
        text,
        // Gateways bring letters, not bytes.
        legibility: Legibility::Certain,
        part: part.flatten(),
        verified,
        is_acknowledgement: false,
    };
    Ok((text, sent_at, reply))
}

/// A part, if all three of its numbers are possible and nothing else is there.
fn part(object: &Map<String, Value>) -> Option<PartOf> {
    let mut members = Members::new(object);
    let reference = members.number("reference", REFERENCE_MAX);
    let total = members.number("total", u64::from(PARTS_MAX));
    let number = members.number("number", u64::from(PARTS_MAX));
    members.finish().ok()?;
    let part = PartOf {
        reference: u32::try_from(reference?).ok()?,
        total: u8::try_from(total?).ok()?,
        number: u8::try_from(number?).ok()?,
    };
    part.is_possible().then_some(part)
}
