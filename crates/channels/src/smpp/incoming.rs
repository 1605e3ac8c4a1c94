//! A message that the centre delivers, as it is handed on.

use registry::intake::texts::{DeliveredText, Legibility, PartOf};
use smpp::{Certainty, ShortMessage};

use super::settings::SmppSettings;

/// The text message of a delivery. `None`: it is a report about a message of ours.
pub(super) fn delivered(message: &ShortMessage, settings: &SmppSettings) -> Option<DeliveredText> {
    let said = message.text()?;
    let part = said.part.map(|part| PartOf {
        reference: part.reference,
        total: part.total,
        number: part.number,
    });
    Some(DeliveredText {
        gateway: settings.name.clone(),
        id: None,
        sender: message.sender(),
        recipient: message.recipient(),
        text: said.text,
        legibility: match said.certainty {
            Certainty::Full => Legibility::Certain,
            Certainty::Doubtful => Legibility::Doubtful,
            Certainty::None => Legibility::None,
        },
        // The only part of one is the whole.
        part: part.filter(|part| !part.is_whole()),
        verified: settings.vouches && !message.has_named_sender(),
        is_acknowledgement: message.is_acknowledgement(),
    })
}
