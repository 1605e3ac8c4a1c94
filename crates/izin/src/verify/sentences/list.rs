//! What a list's receipt says, as sentences.

use domain::{Channel, RecipientType};
use receipt::ListStatement;
use words::Words;

/// What was asked and answered.
pub fn sentence(words: Words, list: &ListStatement) -> String {
    let channel = match Channel::from_wire(&list.channel) {
        Ok(Channel::Call) => words.text("verify-call"),
        Ok(Channel::Text) => words.text("verify-text"),
        Ok(Channel::Email) => words.text("verify-email"),
        Err(_) => list.channel.clone(),
    };
    let kind = match RecipientType::from_wire(&list.recipient_type) {
        Ok(RecipientType::Individual) => words.text("verify-individual"),
        Ok(RecipientType::Merchant) => words.text("verify-merchant"),
        Err(_) => list.recipient_type.clone(),
    };
    // Numbers are shown as programs know them.
    let number = |number: u64| number.to_string();
    words.with(
        "verify-list-signed",
        &[
            ("run", list.run.clone().into()),
            ("brand", list.brand_code.to_string().into()),
            ("channel", channel.into()),
            ("kind", kind.into()),
            ("rows", number(list.rows).into()),
            ("allowed", number(list.allowed).into()),
            ("denied", number(list.denied).into()),
            ("invalid", number(list.invalid).into()),
            ("changed", number(list.changed_hands).into()),
            ("from", list.as_of_from.clone().into()),
            ("until", list.as_of_until.clone().into()),
            ("valid", list.valid_until.clone().into()),
        ],
    )
}
