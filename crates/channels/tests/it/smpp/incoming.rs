//! Text messages in.

use std::pin::Pin;
use std::sync::{Arc, Mutex};

use channels::smpp::INCOMING_MAX;
use registry::intake::texts::{DeliveredText, Legibility, NotTaken, TextHandler};
use rusmpp::CommandStatus;
use rusmpp::pdus::DeliverSm;
use rusmpp::types::{COctetString, OctetString};
use rusmpp::values::{
    Ansi41Specific, DataCoding, EsmClass, GsmFeatures, MessageType, MessagingMode, Npi, Ton,
};
use tokio::sync::Semaphore;

use super::centre::Centre;
use super::{PATIENCE, bound, settings};

/// How often the other tasks of a test get their turn.
const TURNS: usize = 1_000;

/// Keeps what it is handed, and is done only when the test lets it.
pub(super) struct Handler {
    taken: Mutex<Vec<DeliveredText>>,
    permits: Semaphore,
    fails: bool,
}

impl Handler {
    pub(super) fn new(permits: usize, fails: bool) -> Arc<Self> {
        Arc::new(Self {
            taken: Mutex::default(),
            permits: Semaphore::new(permits),
            fails,
        })
    }

    pub(super) fn taken(&self) -> Vec<DeliveredText> {
        self.taken.lock().unwrap().clone()
    }
}

impl TextHandler for Handler {
    fn take<'a>(
        &'a self,
        text: DeliveredText,
    ) -> Pin<Box<dyn Future<Output = Result<(), NotTaken>> + Send + 'a>> {
        Box::pin(async move {
            self.taken.lock().unwrap().push(text);
            self.permits.acquire().await.unwrap().forget();
            if self.fails { Err(NotTaken) } else { Ok(()) }
        })
    }
}

fn esm_class(message_type: MessageType, gsm_features: GsmFeatures) -> EsmClass {
    EsmClass {
        messaging_mode: MessagingMode::Default,
        message_type,
        ansi41_specific: Ansi41Specific::Other(0),
        gsm_features,
    }
}

pub(super) fn ordinary() -> EsmClass {
    esm_class(MessageType::Default, GsmFeatures::NotSelected)
}

pub(super) fn deliver(class: EsmClass, coding: DataCoding, body: &[u8]) -> DeliverSm {
    DeliverSm::builder()
        .source_addr_ton(Ton::International)
        .source_addr_npi(Npi::Isdn)
        .source_addr(COctetString::from_slice(b"905321112233\0").unwrap())
        .destination_addr(COctetString::from_slice(b"3338\0").unwrap())
        .esm_class(class)
        .data_coding(coding)
        .short_message(OctetString::from_slice(body).unwrap())
        .build()
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

#[tokio::test]
async fn what_came_is_acknowledged_only_once_it_is_dealt_with() {
    let centre = Centre::start().await;
    let handler = Handler::new(0, false);
    let (_smpp, _task) = bound(settings(centre.address()), Some(handler.clone())).await;
    centre.request(
        5,
        deliver(ordinary(), DataCoding::McSpecific, b"RET KARANFIL"),
    );
    // A later question is answered first: dealing with a message holds nothing up.
    centre.request(6, rusmpp::Pdu::EnquireLink);
    centre.answer_to(6).await;
    assert!(!centre.has_answer_to(5));
    handler.permits.add_permits(1);
    assert_eq!(centre.answer_to(5).await.status(), CommandStatus::EsmeRok);
    let taken = handler.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(
        (taken[0].sender.as_str(), taken[0].recipient.as_str()),
        ("+905321112233", "3338")
    );
    assert_eq!(
        (taken[0].text.as_str(), taken[0].verified),
        ("RET KARANFIL", true)
    );
    assert_eq!((taken[0].gateway.as_str(), taken[0].part), ("deneme", None));
}

#[tokio::test]
async fn no_more_is_read_than_is_dealt_with_at_once() {
    let centre = Centre::start().await;
    let handler = Handler::new(0, false);
    let (_smpp, _task) = bound(settings(centre.address()), Some(handler.clone())).await;
    let most = u32::try_from(INCOMING_MAX).unwrap();
    for sequence in 1..=most + 4 {
        let text = deliver(ordinary(), DataCoding::McSpecific, b"RET KARANFIL");
        centre.request(sequence, text);
    }
    centre.request(100, rusmpp::Pdu::EnquireLink);
    let taken = async {
        while handler.taken().len() < INCOMING_MAX {
            tokio::task::yield_now().await;
        }
        // Time enough to read the others, if it did.
        for _ in 0..TURNS {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, taken).await.unwrap();
    assert_eq!(handler.taken().len(), INCOMING_MAX);
    assert!(!centre.has_answer_to(100));
    // One that is done makes room for one.
    handler.permits.add_permits(1);
    let next = async {
        while handler.taken().len() == INCOMING_MAX {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(PATIENCE, next).await.unwrap();
    assert_eq!(handler.taken().len(), INCOMING_MAX + 1);
    handler.permits.add_permits(INCOMING_MAX + 4);
    for sequence in (1..=most + 4).chain([100]) {
        centre.answer_to(sequence).await;
    }
}

#[tokio::test]
async fn what_could_not_be_dealt_with_is_to_be_delivered_again() {
    let centre = Centre::start().await;
    let handler = Handler::new(1, true);
    let (_smpp, _task) = bound(settings(centre.address()), Some(handler)).await;
    centre.request(5, deliver(ordinary(), DataCoding::McSpecific, b"RET"));
    assert_eq!(
        centre.answer_to(5).await.status(),
        CommandStatus::EsmeRxTAppn
    );
}

#[tokio::test]
async fn letters_are_read_in_each_coding() {
    let centre = Centre::start().await;
    let handler = Handler::new(10, false);
    let (_smpp, _task) = bound(settings(centre.address()), Some(handler.clone())).await;
    let locking = [&[3, 0x25, 1, 1][..], &[0x49, 0x50, 0x54, 0x40]].concat();
    let udhi = esm_class(MessageType::Default, GsmFeatures::UdhiIndicator);
    for (sequence, pdu) in (1..).zip([
        deliver(ordinary(), DataCoding::Ucs2, &utf16("İPTAL ÇİÇEK")),
        deliver(ordinary(), DataCoding::Latin1, b"RET \xc7"),
        deliver(ordinary(), DataCoding::McSpecific, &[0x52, 0x5b, 0x09]),
        deliver(udhi, DataCoding::McSpecific, &locking),
    ]) {
        centre.request(sequence, pdu);
        centre.answer_to(sequence).await;
    }
    let texts: Vec<String> = handler.taken().into_iter().map(|one| one.text).collect();
    assert_eq!(texts, ["İPTAL ÇİÇEK", "RET Ç", "RÄÇ", "IPTİ"]);
}

#[tokio::test]
async fn letters_are_read_with_class_bits_and_where_the_code_is_wrong() {
    let centre = Centre::start().await;
    let handler = Handler::new(100, false);
    let (_smpp, _task) = bound(settings(centre.address()), Some(handler.clone())).await;
    let text = "RET ÇİÇEK";
    let codes = [0x00, 0x08, 0x18, 0x19, 0x1a, 0x1b, 0xe8, 0x04];
    for (sequence, code) in (1..).zip(codes) {
        let coding = DataCoding::from(code);
        centre.request(sequence, deliver(ordinary(), coding, &utf16(text)));
        centre.answer_to(sequence).await;
    }
    // Packed, and bytes that are no letters: told so, and not read as another text.
    for (sequence, code) in [(20, 0x20), (21, 0x04)] {
        let coding = DataCoding::from(code);
        centre.request(
            sequence,
            deliver(ordinary(), coding, &[0xd2, 0x02, 0x81, 0x7f]),
        );
        centre.answer_to(sequence).await;
    }
    let taken = handler.taken();
    for one in &taken[..codes.len()] {
        assert_eq!(
            (one.text.as_str(), one.legibility),
            (text, Legibility::Certain)
        );
    }
    for one in &taken[codes.len()..] {
        assert_eq!((one.text.as_str(), one.legibility), ("", Legibility::None));
    }
    assert_eq!(taken.len(), codes.len() + 2);
}

#[tokio::test]
async fn parts_are_told_with_their_place_and_reports_are_no_messages() {
    let centre = Centre::start().await;
    let handler = Handler::new(10, false);
    let (_smpp, _task) = bound(settings(centre.address()), Some(handler.clone())).await;
    let udhi = esm_class(MessageType::Default, GsmFeatures::UdhiIndicator);
    let part = [&[5, 0, 3, 0x2a, 2, 1][..], &utf16("RET KAR")].concat();
    let wide = [&[6, 8, 4, 1, 2, 3, 2][..], b"ANFIL"].concat();
    // A header that says it is longer than the message, and parts that cannot be.
    let torn = [200, 0, 3];
    let wrong = [&[5, 0, 3, 0x2a, 2, 9][..], b"X"].concat();
    let report = esm_class(
        MessageType::ShortMessageContainsMCDeliveryReceipt,
        GsmFeatures::NotSelected,
    );
    for (sequence, pdu) in (1..).zip([
        deliver(udhi, DataCoding::Ucs2, &part),
        deliver(udhi, DataCoding::McSpecific, &wide),
        deliver(udhi, DataCoding::McSpecific, &torn),
        deliver(udhi, DataCoding::McSpecific, &wrong),
        deliver(report, DataCoding::McSpecific, b"id:1 stat:DELIVRD"),
    ]) {
        centre.request(sequence, pdu);
        assert_eq!(
            centre.answer_to(sequence).await.status(),
            CommandStatus::EsmeRok
        );
    }
    let taken = handler.taken();
    assert_eq!(taken.len(), 4);
    let places: Vec<_> = taken
        .iter()
        .map(|one| {
            one.part
                .map(|part| (part.reference, part.total, part.number))
        })
        .collect();
    assert_eq!(
        places,
        [
            Some((0x2a, 2, 1)),
            Some((0x102, 3, 2)),
            None,
            Some((0x2a, 2, 9))
        ]
    );
    assert_eq!(
        (taken[0].text.as_str(), taken[1].text.as_str()),
        ("RET KAR", "ANFIL")
    );
}

#[tokio::test]
async fn a_sender_that_is_a_name_is_vouched_for_by_nobody() {
    let centre = Centre::start().await;
    let handler = Handler::new(1, false);
    let (_smpp, _task) = bound(settings(centre.address()), Some(handler.clone())).await;
    let mut pdu = deliver(ordinary(), DataCoding::McSpecific, b"RET TUM");
    pdu.source_addr_ton = Ton::Alphanumeric;
    centre.request(1, pdu);
    centre.answer_to(1).await;
    assert!(!handler.taken()[0].verified);
}
