//! What a delivered PDU says.

use registry::texts::PartOf;
use rusmpp::pdus::DeliverSm;
use rusmpp::tlvs::TlvValue;
use rusmpp::values::{DataCoding, GsmFeatures, MessageType, Ton};

use super::SmppSettings;
use super::coding::{Shifts, shifted_text};
use crate::texts::DeliveredText;

/// Header elements (TS 23.040, 9.2.3.24): parts counted in a byte and in two, and the national tables.
const PARTS: u8 = 0x00;
const PARTS_WIDE: u8 = 0x08;
const SINGLE_SHIFT: u8 = 0x24;
const LOCKING_SHIFT: u8 = 0x25;

/// The number of Turkish among the national tables.
const TURKISH: u8 = 1;

/// The text message of a PDU. `None`: it is a report about a message of ours.
pub(super) fn delivered(pdu: &DeliverSm, settings: &SmppSettings) -> Option<DeliveredText> {
    if pdu.esm_class.message_type != MessageType::Default {
        return None;
    }
    let mut bytes = pdu.short_message().as_ref().to_vec();
    let mut sar = (None, None, None);
    for value in pdu.tlvs().iter().filter_map(|tlv| tlv.value()) {
        match value {
            TlvValue::MessagePayload(payload) if bytes.is_empty() => {
                bytes = payload.value.as_ref().to_vec();
            }
            TlvValue::SarMsgRefNum(reference) => sar.0 = Some(*reference),
            TlvValue::SarTotalSegments(total) => sar.1 = Some(*total),
            TlvValue::SarSegmentSeqnum(number) => sar.2 = Some(*number),
            _ => {}
        }
    }
    let has_header = matches!(
        pdu.esm_class.gsm_features,
        GsmFeatures::UdhiIndicator | GsmFeatures::SetUdhiAndReplyPath
    );
    let (header, body) = if has_header {
        split(&bytes)
    } else {
        (Header::default(), bytes.as_slice())
    };
    let part = header.part.or(match sar {
        (Some(reference), Some(total), Some(number)) => Some(PartOf {
            reference: u32::from(reference),
            total,
            number,
        }),
        _ => None,
    });
    Some(DeliveredText {
        gateway: settings.name.clone(),
        id: None,
        sender: sender(pdu),
        recipient: string(pdu.destination_addr.as_ref()),
        text: text(body, pdu.data_coding, header.shifts),
        part: part
            .filter(PartOf::is_possible)
            .filter(|part| part.total > 1),
        verified: settings.vouches && pdu.source_addr_ton != Ton::Alphanumeric,
    })
}

/// What a header says.
#[derive(Default)]
struct Header {
    part: Option<PartOf>,
    shifts: Shifts,
}

/// The header and what follows it. A header longer than the message is none.
fn split(bytes: &[u8]) -> (Header, &[u8]) {
    let mut header = Header::default();
    let Some((length, rest)) = bytes.split_first() else {
        return (header, bytes);
    };
    let Some((mut elements, body)) = rest.split_at_checked(usize::from(*length)) else {
        return (header, bytes);
    };
    while let [kind, length, rest @ ..] = elements {
        let Some((value, rest)) = rest.split_at_checked(usize::from(*length)) else {
            break;
        };
        match (*kind, value) {
            (PARTS, [reference, total, number]) => {
                header.part = Some(part(u32::from(*reference), *total, *number));
            }
            (PARTS_WIDE, [high, low, total, number]) => {
                let reference = u16::from_be_bytes([*high, *low]);
                header.part = Some(part(u32::from(reference), *total, *number));
            }
            (SINGLE_SHIFT, [TURKISH]) => header.shifts.turkish_single = true,
            (LOCKING_SHIFT, [TURKISH]) => header.shifts.turkish_locking = true,
            _ => {}
        }
        elements = rest;
    }
    (header, body)
}

fn part(reference: u32, total: u8, number: u8) -> PartOf {
    PartOf {
        reference,
        total,
        number,
    }
}

fn text(bytes: &[u8], coding: DataCoding, shifts: Shifts) -> String {
    match coding {
        DataCoding::Ucs2 => {
            let units = bytes
                .chunks_exact(2)
                .map(|two| u16::from_be_bytes([two[0], two[1]]));
            let letters = char::decode_utf16(units);
            letters
                .map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER))
                .collect()
        }
        DataCoding::Ia5 | DataCoding::Latin1 => bytes.iter().copied().map(char::from).collect(),
        _ => shifted_text(bytes, shifts),
    }
}

/// Who sent it: an international number with its plus sign, all else as it stands.
fn sender(pdu: &DeliverSm) -> String {
    let sender = string(pdu.source_addr.as_ref());
    if pdu.source_addr_ton == Ton::International && !sender.starts_with('+') {
        format!("+{sender}")
    } else {
        sender
    }
}

fn string(bytes: &[u8]) -> String {
    let bytes = bytes.strip_suffix(&[0]).unwrap_or(bytes);
    bytes.iter().copied().map(char::from).collect()
}
