//! What a delivered message says.

use registry::intake::texts::PartOf;

use super::delivery::Delivery;
use super::letters;
use super::settings::SmppSettings;
use crate::gsm::Shifts;
use crate::keyword::{self, Asked};
use crate::texts::{DeliveredText, Legibility};

/// Header elements (TS 23.040, 9.2.3.24): parts counted in a byte and in two, and the national tables.
const PARTS: u8 = 0x00;
const PARTS_WIDE: u8 = 0x08;
const SINGLE_SHIFT: u8 = 0x24;
const LOCKING_SHIFT: u8 = 0x25;

/// The number of Turkish among the national tables.
const TURKISH: u8 = 1;

/// Types of number: with the country code, and a name.
const INTERNATIONAL: u8 = 1;
const NAME: u8 = 5;

/// The text message of a delivery. `None`: it is a report about a message of ours, or acknowledges one and
/// refuses nothing.
pub(super) fn delivered(delivery: &Delivery, settings: &SmppSettings) -> Option<DeliveredText> {
    if delivery.is_report() {
        return None;
    }
    let (mut text, mut legibility, header) = read(delivery, &delivery.text);
    let mut part = header.part.or(delivery.part);
    let is_acknowledgement = delivery.is_acknowledgement();
    if delivery.is_odd || header.is_odd || is_acknowledgement {
        legibility = doubtful(legibility);
    }
    // Each may be what was written: what refuses in one of them counts.
    for more in &delivery.more {
        let (more, is_legible, header) = read(delivery, more);
        if is_legible != Legibility::None {
            text = format!("{text}\n{more}");
            legibility = Legibility::Doubtful;
        }
        part = part.or(header.part);
    }
    let text = DeliveredText {
        gateway: settings.name.clone(),
        id: None,
        sender: sender(delivery),
        recipient: string(&delivery.destination),
        text,
        legibility,
        // The only part of one is the whole.
        part: part.filter(|part| !part.is_whole()),
        verified: settings.vouches && delivery.source_type != NAME,
    };
    (!is_acknowledgement || is_own(&text)).then_some(text)
}

/// One text of a delivery, and the header before it.
fn read(delivery: &Delivery, bytes: &[u8]) -> (String, Legibility, Header) {
    let (header, body) = if delivery.has_header() {
        Header::split(bytes)
    } else {
        (Header::default(), bytes)
    };
    let (text, legibility) = letters::read(body, delivery.coding, header.shifts);
    (text, legibility, header)
}

fn doubtful(legibility: Legibility) -> Legibility {
    match legibility {
        Legibility::Certain => Legibility::Doubtful,
        other => other,
    }
}

/// Whether an acknowledgement is to be dealt with: it refuses, or is a part of what may. Phones acknowledge by
/// themselves, and nobody wants an answer to that; some centres write their receipts in this form, which
/// quote what we wrote.
fn is_own(text: &DeliveredText) -> bool {
    let is_receipt = text.text.contains("id:") && text.text.contains("stat:");
    let refuses = || {
        matches!(
            keyword::parse(&text.text, &[&text.recipient]),
            Asked::Refuse(_) | Asked::RefuseAll { .. }
        )
    };
    !is_receipt && (text.part.is_some() || refuses())
}

/// What a header says.
#[derive(Default)]
struct Header {
    part: Option<PartOf>,
    shifts: Shifts,
    /// Whether it cannot be read to its end.
    is_odd: bool,
}

impl Header {
    /// The header and what follows it. One that is none is odd, and then the text begins where it looks like
    /// one: with the message, or behind the length.
    fn split(bytes: &[u8]) -> (Self, &[u8]) {
        let none = || Self {
            is_odd: true,
            ..Self::default()
        };
        let Some((length, rest)) = bytes.split_first() else {
            return (none(), bytes);
        };
        let begins_with_text = matches!(*length, b' '..=b'~') || letters::are_units(bytes);
        let Some((mut elements, body)) = rest.split_at_checked(usize::from(*length)) else {
            let text = if begins_with_text { bytes } else { rest };
            return (none(), text);
        };
        let mut header = Self::default();
        while let [kind, length, rest @ ..] = elements {
            let Some((value, rest)) = rest.split_at_checked(usize::from(*length)) else {
                break;
            };
            header.read(*kind, value);
            elements = rest;
        }
        if begins_with_text && (*length == 0 || !elements.is_empty()) {
            return (none(), bytes);
        }
        header.is_odd |= *length == 0 || !elements.is_empty();
        (header, body)
    }

    fn read(&mut self, kind: u8, value: &[u8]) {
        match (kind, value) {
            (PARTS, [reference, total, number]) => {
                self.part = Some(part(u32::from(*reference), *total, *number));
            }
            (PARTS_WIDE, [high, low, total, number]) => {
                let reference = u16::from_be_bytes([*high, *low]);
                self.part = Some(part(u32::from(reference), *total, *number));
            }
            (SINGLE_SHIFT, [TURKISH]) => self.shifts.turkish_single = true,
            (LOCKING_SHIFT, [TURKISH]) => self.shifts.turkish_locking = true,
            // Tables of other languages: what they share is read, with a doubt.
            (SINGLE_SHIFT | LOCKING_SHIFT, _) => self.shifts.others = true,
            (PARTS | PARTS_WIDE, _) => self.is_odd = true,
            _ => {}
        }
    }
}

fn part(reference: u32, total: u8, number: u8) -> PartOf {
    PartOf {
        reference,
        total,
        number,
    }
}

/// Who sent it: an international number with its plus sign, all else as it stands.
fn sender(delivery: &Delivery) -> String {
    let sender = string(&delivery.source);
    if delivery.source_type == INTERNATIONAL && !sender.starts_with('+') {
        format!("+{sender}")
    } else {
        sender
    }
}

fn string(bytes: &[u8]) -> String {
    bytes.iter().copied().map(char::from).collect()
}
