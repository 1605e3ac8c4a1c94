//! The contract's words, as the OpenAPI document lists them. Each list is made of the very values the
//! words are read and written by, so that the document cannot fall behind.

use domain::check::{Decision, Reason};
use domain::{
    Channel, ErrorCode, Language, Origin, RecipientType, Source, Status, VerificationMethod,
};
use registry::contract::partners::Permission;
use registry::contract::reconciliation::comparison::DifferenceKind;
use registry::contract::reconciliation::{DayState, Process};
use registry::contract::retailers::RetailerStatus;
use registry::contract::subscription::SubscriptionStatus;
use registry::contract::verified::VerificationStage;
use registry::people::recipient::LineOutcome;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};
use utoipa::{PartialSchema, ToSchema};

/// The schema of a word that is one of a list.
fn one_of(about: &str, words: impl IntoIterator<Item = &'static str>) -> RefOr<Schema> {
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some(about))
        .enum_values(Some(words))
        .build()
        .into()
}

/// The contract's codes, with the status and the words of each.
pub struct CodeWord;

impl PartialSchema for CodeWord {
    fn schema() -> RefOr<Schema> {
        let row = |code: &ErrorCode| {
            let (name, status) = (code.as_wire(), code.http_status());
            format!(
                "\n- {name} ({status}): {} {}",
                code.meaning(),
                code.message()
            )
        };
        let rows: String = ErrorCode::ALL.iter().map(row).collect();
        let about = format!("What is wrong, with the status it is usually answered with:\n{rows}");
        one_of(
            &about,
            ErrorCode::ALL.iter().copied().map(ErrorCode::as_wire),
        )
    }
}

impl ToSchema for CodeWord {}

macro_rules! words {
    ($($name:ident: $about:literal, $words:expr;)*) => {$(
        #[doc = $about]
        pub struct $name;

        impl PartialSchema for $name {
            fn schema() -> RefOr<Schema> {
                one_of($about, $words)
            }
        }

        impl ToSchema for $name {}
    )*};
}

words! {
    ChannelWord: "The channel a consent speaks about.", Channel::ALL.map(Channel::as_wire);
    RecipientTypeWord: "Private person or merchant.",
        RecipientType::ALL.map(RecipientType::as_wire);
    StatusWord: "Approval or refusal.", Status::ALL.map(Status::as_wire);
    SourceWord: "Where a consent was expressed.",
        Source::ALL.iter().map(|source| source.as_wire());
    ProviderSourceWord: "Where a consent was expressed, as far as providers may say so.",
        Source::ALL.iter().filter(|source| source.origin() == Origin::Provider)
            .map(|source| source.as_wire());
    OriginWord: "Made by the provider or by recipients.", Origin::ALL.map(Origin::as_wire);
    AccessWord: "What a provider lets a partner do.",
        Permission::ALL.map(Permission::as_wire);
    RetailerStatusWord: "How a retailer stands.",
        RetailerStatus::ALL.map(RetailerStatus::as_wire);
    SubscriptionStatusWord: "How a subscription stands.",
        SubscriptionStatus::ALL.map(SubscriptionStatus::as_wire);
    ProcessStatusWord: "How far a day's file has come.",
        Process::ALL.map(Process::as_wire);
    DayStateWord: "How brand and registry stand to a day.",
        DayState::ALL.map(DayState::as_wire);
    DifferenceWord: "Which side has a row.",
        DifferenceKind::ALL.map(DifferenceKind::as_wire);
    DecisionWord: "Whether it may be sent.",
        Decision::ALL.map(Decision::as_wire);
    ReasonWord: "Why.", Reason::ALL.map(Reason::as_wire);
    VerificationMethodWord: "By which way somebody is asked for a consent.",
        VerificationMethod::ALL.map(VerificationMethod::as_wire);
    VerificationStageWord: "How far a verification has come.",
        VerificationStage::ALL.map(VerificationStage::as_wire);
    ClassWord: "A message that needs no consent.", ["EXEMPT"];
    LineOutcomeWord: "What became of a closed line.", LineOutcome::ALL.map(LineOutcome::as_wire);
    RouteWord: "How a text message came to the gateway.",
        ["SUBSCRIBER", "FOREIGN", "APPLICATION", "UNKNOWN"];
    ReplyWord: "Who sends the answer to a text message.", ["MESSAGE", "INLINE"];
    TextOutcomeWord: "What became of a text message.",
        ["DONE", "UNCHANGED", "ANSWERED", "ASKED", "NOT_RECORDED", "NOT_UNDERSTOOD", "REPEATED",
            "WAITING", "IGNORED"];
    LiveWord: "That the process answers.", ["live"];
    ReadyWord: "Whether the registry can do its work.", ["ready", "degraded", "unready"];
    PartWord: "How a part stands.", ["ok", "degraded", "failed"];
    LanguageWord: "A language.", Language::ALL.map(Language::tag);
    ItemStatusWord: "What became of an item.", ["success", "failure"];
    GrantTypeWord: "What tokens are asked for with.", ["password", "refresh_token"];
    OAuthErrorWord: "OAuth's word for what is wrong.",
        ["invalid_request", "invalid_grant", "unsupported_grant_type"];
}
