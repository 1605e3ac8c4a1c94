//! Questions whether somebody consents to a brand's messages: who asks, for which channels, in which words, and how it is
//! answered (rule 30).

use registry::message::{AnswerWay, Content, QUESTION_BRANDS_MAX};
use words::{Value, Words};

use super::name::name;
use super::settings::LetterSettings;
use super::text::channel_list;

/// The longest title of a provider, in characters.
const TITLE_MAX: usize = 60;

/// A question as a text message.
pub(super) fn text(words: Words, settings: &LetterSettings, content: &Content) -> String {
    let mut said = paragraphs(words, settings, content);
    if let Content::Question {
        answer: AnswerWay::Link { token, .. },
        ..
    } = content
    {
        said.push(settings.verification(token));
    }
    said.join(" ")
}

/// What a question says, without the link. With a code, the form's words stand in the message, because they are shown
/// nowhere else; with a link, they stand on its page.
pub(super) fn paragraphs(
    words: Words,
    settings: &LetterSettings,
    content: &Content,
) -> Vec<String> {
    let Content::Question {
        provider,
        brands,
        channels,
        text,
        references,
        answer,
    } = content
    else {
        return Vec::new();
    };
    let brand = name(brands, QUESTION_BRANDS_MAX);
    let asked = words.with(
        "letter-question",
        &[
            ("operator", settings.operator_name.clone().into()),
            ("brand", brand.clone().into()),
            ("provider", name(provider, TITLE_MAX).into()),
            ("channels", channel_list(words, channels).into()),
        ],
    );
    let mut said = vec![asked];
    match answer {
        AnswerWay::Code { code, minutes } => {
            said.push(text.clone());
            said.extend(references.iter().cloned());
            let told: [(&str, Value<'static>); 3] = [
                ("brand", brand.into()),
                ("code", code.clone().into()),
                ("minutes", (*minutes).into()),
            ];
            said.push(words.with("letter-question-code", &told));
        }
        AnswerWay::Link { hours, .. } => {
            said.push(words.with("letter-question-link", &[("hours", (*hours).into())]));
        }
    }
    said
}
