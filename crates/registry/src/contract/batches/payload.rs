//! The items of an accepted batch, as they wait for the worker.
//!
//! A compact encoding of our own rather than JSON: a batch is written, sealed and read once on the
//! way of every bulk consent. It outlives a restart, but no accepted batch waits for long; a change
//! of the encoding takes a new [`FORMAT`], and the old one must be readable for one release.

use domain::draft::ConsentRequest;
use domain::{Address, Channel, RecipientType, RetailerCode, Source, Status, Timestamp};

use super::Refusal;
use super::bytes::{Reader, Writer};

/// The first byte of a payload.
const FORMAT: u8 = 1;

/// What is kept of a batch until it is worked off.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Payload {
    /// Why the provider's approvals were not to be had when the batch was accepted; its refusals
    /// are recorded all the same (rule 27).
    pub(crate) obstacle: Option<Refusal>,
    /// The items, in the order sent.
    pub(crate) items: Vec<ConsentRequest>,
}

impl Payload {
    /// The bytes to keep, not yet sealed.
    pub(crate) fn encode(obstacle: Option<&Refusal>, items: &[ConsentRequest]) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.byte(FORMAT);
        writer.optional(obstacle, |writer, refusal| refusal.write(writer));
        for item in items {
            write(&mut writer, item);
        }
        writer.0
    }

    /// Reads what [`Payload::encode`] made; `None` when the bytes are something else.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut reader = Reader(bytes);
        if reader.byte()? != FORMAT {
            return None;
        }
        let obstacle = reader.optional(Refusal::read).ok()?;
        let mut items = Vec::new();
        while !reader.is_at_end() {
            items.push(read(&mut reader)?);
        }
        Some(Self { obstacle, items })
    }
}

fn write(writer: &mut Writer, item: &ConsentRequest) {
    writer.byte(item.channel.to_byte());
    writer.byte(item.recipient_type.to_byte());
    writer.byte(item.status.to_byte());
    writer.optional(item.source, |writer, source| writer.byte(source.to_byte()));
    writer.optional(item.consent_date, |writer, date| {
        writer.millis(date.as_millis());
    });
    writer.text(&item.address.to_string());
    writer.optional(item.retailer, |writer, code| writer.number(code.0));
    writer.number(u32::try_from(item.retailer_access.len()).unwrap_or(u32::MAX));
    for code in &item.retailer_access {
        writer.number(code.0);
    }
}

fn read(reader: &mut Reader<'_>) -> Option<ConsentRequest> {
    let channel = Channel::from_byte(reader.byte()?)?;
    let recipient_type = RecipientType::from_byte(reader.byte()?)?;
    let status = Status::from_byte(reader.byte()?)?;
    let source = reader
        .optional(|reader| Source::from_byte(reader.byte()?))
        .ok()?;
    let consent_date = reader
        .optional(|reader| reader.millis().map(Timestamp::from_millis))
        .ok()?;
    let address = Address::from_stored(reader.text()?).filter(|address| address.fits(channel))?;
    let retailer = reader
        .optional(|reader| reader.number().map(RetailerCode))
        .ok()?;
    let mut retailer_access = Vec::new();
    for _ in 0..reader.number()? {
        retailer_access.push(RetailerCode(reader.number()?));
    }
    Some(ConsentRequest {
        address,
        channel,
        recipient_type,
        status,
        source,
        consent_date,
        retailer,
        retailer_access,
    })
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        reason = "a failed unwrap fails the test, as it should"
    )]

    use super::*;

    fn items() -> Vec<ConsentRequest> {
        let full = ConsentRequest {
            address: Address::from_wire("ayse@ornek.example", Channel::Email).unwrap(),
            channel: Channel::Email,
            recipient_type: RecipientType::Individual,
            status: Status::Refusal,
            source: Some(Source::ProviderDecision),
            consent_date: Some(Timestamp::from_wire("2026-03-02 10:15:00").unwrap()),
            retailer: Some(RetailerCode(41_230_077)),
            retailer_access: vec![RetailerCode(41_230_078), RetailerCode(41_230_077)],
        };
        let bare = ConsentRequest {
            address: Address::from_wire("+905325550101", Channel::Call).unwrap(),
            channel: Channel::Call,
            recipient_type: RecipientType::Merchant,
            status: Status::Approval,
            source: None,
            consent_date: None,
            retailer: None,
            retailer_access: Vec::new(),
        };
        vec![full, bare]
    }

    #[test]
    fn a_payload_is_read_as_it_was_written() {
        let obstacle = Refusal {
            code: "H521".to_owned(),
            message: "kapalı".to_owned(),
        };
        for obstacle in [None, Some(obstacle)] {
            let bytes = Payload::encode(obstacle.as_ref(), &items());
            let payload = Payload::decode(&bytes).unwrap();
            assert_eq!(payload.obstacle, obstacle);
            assert_eq!(payload.items, items());
        }
    }

    #[test]
    fn a_payload_cut_short_is_not_read() {
        let bytes = Payload::encode(None, &items());
        let first_item_ends = Payload::encode(None, &items()[..1]).len();
        for end in (0..bytes.len()).filter(|end| ![2, first_item_ends].contains(end)) {
            assert_eq!(Payload::decode(&bytes[..end]), None, "cut at {end}");
        }
    }
}
