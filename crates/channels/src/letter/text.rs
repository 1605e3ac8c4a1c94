//! Text messages: as short as can be, because every 67 letters cost one more.

use domain::{Channel, Timestamp};
use registry::message::{CodePurpose, Content, OutgoingMessage};
use words::Words;

use super::application;
use super::name::name;
use super::notice;
use super::question;
use super::settings::LetterSettings;

/// The longest brand's name in a text message, in characters.
const NAME_MAX: usize = 30;
/// The longest provider's title, in characters.
const PROVIDER_MAX: usize = 120;

pub(super) fn render(message: &OutgoingMessage, settings: &LetterSettings) -> String {
    let words = Words::of(message.language);
    match &message.content {
        Content::Code {
            code,
            purpose,
            minutes,
        } => words.with(
            code_text(*purpose),
            &[
                ("operator", settings.operator_name.clone().into()),
                ("code", code.clone().into()),
                ("minutes", (*minutes).into()),
            ],
        ),
        Content::Question { .. } => question::text(words, settings, &message.content),
        Content::Notice {
            notice,
            lines,
            total: _,
            brands,
            token,
        } => notice::text(words, settings, *notice, lines, *brands, token),
        Content::Confirmation {
            brand,
            channels,
            approved,
            at_millis,
            records,
            receipt,
        } => {
            let at = words.instant(Timestamp::from_millis(*at_millis));
            let variables = [
                ("brand", brand_or_all(words, brand.as_deref()).into()),
                ("channels", channel_list(words, channels).into()),
                ("at", at.into()),
                ("records", (*records).into()),
                ("receipt", receipt.clone().into()),
            ];
            words.with(receipt_text(*approved), &variables)
        }
        Content::Text { text, .. } => text.clone(),
        Content::Invitation {
            provider,
            token,
            hours,
        } => words.with(
            "letter-invitation",
            &[
                ("operator", settings.operator_name.clone().into()),
                ("provider", name(provider, PROVIDER_MAX).into()),
                ("hours", (*hours).into()),
                ("url", settings.invitation(token).into()),
            ],
        ),
        Content::Complaint { number } => words.with(
            "letter-complaint",
            &[
                ("at", words.instant(message.written_at).into()),
                ("number", number.clone().into()),
                ("url", settings.page("/complaints").into()),
            ],
        ),
        Content::Application { company, news } => application::text(words, company, news),
    }
}

/// What a code is called by what it is good for.
pub(super) fn code_text(purpose: CodePurpose) -> &'static str {
    match purpose {
        CodePurpose::SignIn => "letter-code-sign-in",
        CodePurpose::AddAddress => "letter-code-add-address",
        CodePurpose::Desk => "letter-code-desk",
        CodePurpose::Voice => "letter-code-voice",
        CodePurpose::Apply => "letter-code-apply",
    }
}

pub(super) fn receipt_text(approved: bool) -> &'static str {
    if approved {
        "letter-receipt-approved"
    } else {
        "letter-receipt-refused"
    }
}

pub(super) fn brand_or_all(words: Words, brand: Option<&str>) -> String {
    brand.map_or_else(
        || words.text("letter-all-brands"),
        |one| name(one, NAME_MAX),
    )
}

/// The channels by name, each once.
pub(super) fn channel_list(words: Words, channels: &[u8]) -> String {
    let is_one = |channel: &Channel| channels.contains(&channel.to_byte());
    let names: Vec<String> = [Channel::Call, Channel::Text, Channel::Email]
        .into_iter()
        .filter(is_one)
        .map(|channel| words.channel(channel))
        .collect();
    names.join(", ")
}
