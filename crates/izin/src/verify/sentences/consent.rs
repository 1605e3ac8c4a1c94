//! What the record of a verified consent says, as sentences.

use domain::{Channel, Status};
use receipt::{ConsentAnswer, ConsentFault, ConsentStatement};
use words::{Value, Words};

/// What was shown, to whom.
pub fn record(words: Words, said: &ConsentStatement) -> String {
    words.with(
        "verify-consent-record",
        &[
            ("address", said.recipient.clone().into()),
            ("provider", said.provider.clone().into()),
            ("iys", said.iys_code.to_string().into()),
            ("way", said.verification_type.clone().into()),
            ("form", said.form_id.to_string().into()),
            ("version", said.form_version.to_string().into()),
            ("text", said.text.clone().into()),
            ("references", references(said).into()),
        ],
    )
}

/// One answer, with what stands beside it in the text.
pub fn answer(
    words: Words,
    text: &str,
    answer: &ConsentAnswer,
    beside: Option<(&str, String)>,
) -> String {
    let channel = Channel::from_wire(&answer.channel).map(|channel| match channel {
        Channel::Call => words.text("verify-call"),
        Channel::Text => words.text("verify-text"),
        Channel::Email => words.text("verify-email"),
    });
    let status = Status::from_wire(&answer.status).map(|status| super::status(words, status));
    let mut variables: Vec<(&str, Value<'_>)> = vec![
        ("brand", answer.brand.clone().into()),
        ("code", answer.brand_code.to_string().into()),
        (
            "channel",
            channel.unwrap_or_else(|_| answer.channel.clone()).into(),
        ),
        (
            "status",
            status.unwrap_or_else(|_| answer.status.clone()).into(),
        ),
    ];
    if let Some((name, value)) = beside {
        variables.push((name, value.into()));
    }
    words.with(text, &variables)
}

/// What is wrong.
pub fn fault(words: Words, fault: ConsentFault) -> String {
    words.text(match fault {
        ConsentFault::Answer { place } => {
            let place = (u64::from(place) + 1).to_string();
            return words.with("verify-consent-other-answer", &[("place", place.into())]);
        }
        ConsentFault::Bytes => "verify-consent-bytes",
        ConsentFault::Recipient => "verify-consent-recipient",
        ConsentFault::Time => "verify-consent-time",
        ConsentFault::Order => "verify-consent-order",
        ConsentFault::Shown => "verify-consent-shown",
    })
}

fn references(said: &ConsentStatement) -> String {
    let references = said
        .references
        .iter()
        .map(|one| format!("; {}: {}", one.kind, one.at));
    references.collect()
}
