//! A message as it is submitted to a centre.

use rusmpp::pdus::SubmitSm;
use rusmpp::types::{COctetString, OctetString};
use rusmpp::values::{
    Ansi41Specific, DataCoding, EsmClass, GsmFeatures, MessageType, MessagingMode, Npi, Ton,
};

use crate::gsm::{Coding, Segments};

/// A segment as it is submitted. `None`: a number or name that has no form in SMPP.
pub fn submit(source: &str, number: &str, segments: &Segments, body: &[u8]) -> Option<SubmitSm> {
    let (ton, npi) = source_kind(source);
    let features = if segments.bodies.len() > 1 {
        GsmFeatures::UdhiIndicator
    } else {
        GsmFeatures::NotSelected
    };
    let submit = SubmitSm::builder()
        .source_addr_ton(ton)
        .source_addr_npi(npi)
        .source_addr(c_string(source)?)
        .dest_addr_ton(Ton::International)
        .dest_addr_npi(Npi::Isdn)
        .destination_addr(c_string(number.trim_start_matches('+'))?)
        .esm_class(esm_class(features))
        .data_coding(match segments.coding {
            Coding::Gsm => DataCoding::McSpecific,
            Coding::Ucs2 => DataCoding::Ucs2,
        })
        .short_message(OctetString::from_slice(body).ok()?)
        .build();
    Some(submit)
}

/// Set out in full: the library's default says that the message is an acknowledgement.
fn esm_class(features: GsmFeatures) -> EsmClass {
    EsmClass {
        messaging_mode: MessagingMode::Default,
        message_type: MessageType::Default,
        ansi41_specific: Ansi41Specific::Other(0),
        gsm_features: features,
    }
}

/// Of what kind the number or name is that messages are from.
fn source_kind(source: &str) -> (Ton, Npi) {
    let digits = source.bytes().all(|byte| byte.is_ascii_digit());
    if !digits {
        (Ton::Alphanumeric, Npi::Unknown)
    } else if source.len() <= SHORT_DIGITS_MAX {
        (Ton::NetworkSpecific, Npi::Unknown)
    } else {
        (Ton::International, Npi::Isdn)
    }
}

/// The longest short number, in digits.
const SHORT_DIGITS_MAX: usize = 8;

/// A text that ends with a zero byte and holds none before. `None`: it is too long, or holds what none may.
pub fn c_string<const MAX: usize>(text: &str) -> Option<COctetString<1, MAX>> {
    let mut bytes = text.as_bytes().to_vec();
    bytes.push(0);
    COctetString::from_vec(bytes).ok()
}
