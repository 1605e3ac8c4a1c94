//! Messages that are not as the specification says: each is answered, and the next one is served.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use registry::intake::texts::Legibility;
use registry::message::{Delivery, MessageTransport};
use rusmpp::CommandStatus;
use rusmpp::Pdu;
use smpp::PDU_BYTES_MAX;

use super::centre::Centre;
use super::incoming::Handler;
use super::{bound, settings, text};

const DELIVER: u32 = 5;
const DATA: u32 = 0x103;

/// A message by bytes.
pub(super) struct Raw {
    pub(super) source_type: u8,
    pub(super) source: Vec<u8>,
    pub(super) class: u8,
    pub(super) coding: u8,
    /// The length that is said; the text's own without it.
    pub(super) length: Option<u8>,
    pub(super) text: Vec<u8>,
    /// What follows the text.
    pub(super) rest: Vec<u8>,
}

pub(super) fn raw(text: &[u8]) -> Raw {
    Raw {
        source_type: 1,
        source: b"905321112233".to_vec(),
        class: 0,
        coding: 0,
        length: None,
        text: text.to_vec(),
        rest: Vec::new(),
    }
}

impl Raw {
    fn body(&self) -> Vec<u8> {
        let mut body = vec![0, self.source_type, 1];
        body.extend(&self.source);
        body.extend([0, 0, 1]);
        body.extend(b"3338\0");
        body.extend([self.class, 0, 0, 0, 0, 0, 0, self.coding, 0]);
        let length = u8::try_from(self.text.len()).unwrap();
        body.push(self.length.unwrap_or(length));
        body.extend(&self.text);
        body.extend(&self.rest);
        body
    }

    pub(super) fn pdu(&self, sequence: u32) -> Vec<u8> {
        pdu(DELIVER, sequence, &self.body())
    }
}

fn pdu(command: u32, sequence: u32, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(body.len() + 16).unwrap();
    let numbers = [length, command, 0, sequence];
    let header = numbers.iter().flat_map(|number| number.to_be_bytes());
    header.chain(body.iter().copied()).collect()
}

pub(super) fn parameter(tag: u16, value: &[u8]) -> Vec<u8> {
    let length = u16::try_from(value.len()).unwrap();
    [&tag.to_be_bytes()[..], &length.to_be_bytes(), value].concat()
}

#[tokio::test]
async fn small_oddities_leave_no_doubt_and_do_not_matter() {
    let centre = Centre::start().await;
    let handler = Handler::new(100, false);
    let (_smpp, _task) = bound(settings(centre.address()), Some(handler.clone())).await;
    let behind = |rest: &[u8]| Raw {
        rest: rest.to_vec(),
        ..raw(b"RET KARANFIL")
    };
    let error_code = parameter(0x0423, &[3, 0, 8, 0]);
    let cases = [
        ("a zero byte behind the text", behind(&[0])),
        ("two of them", behind(&[0, 0])),
        (
            "one before a parameter",
            behind(&[&[0][..], &error_code].concat()),
        ),
        ("an error code of four bytes", behind(&error_code)),
        ("one of none", behind(&parameter(0x0423, &[]))),
        ("an unknown parameter", behind(&parameter(0x1402, &[1; 40]))),
        ("a cut parameter", behind(&[0x04, 0x23, 0, 3, 1])),
        ("a cut parameter's head", behind(&[0x04, 0x23, 0])),
        (
            "an empty receipted id",
            behind(&parameter(0x001e, b"no end")),
        ),
        (
            "a text that counts its zero byte",
            Raw {
                length: Some(13),
                ..raw(b"RET KARANFIL")
            },
        ),
    ];
    let count = cases.len();
    for (sequence, (what, raw)) in (1..).zip(&cases) {
        centre.say(&raw.pdu(sequence));
        let answer = centre.answer_to(sequence).await;
        assert_eq!(answer.status(), CommandStatus::EsmeRok, "{what}");
        assert!(
            matches!(answer.pdu(), Some(Pdu::DeliverSmResp(_))),
            "{what}"
        );
    }
    let taken = handler.taken();
    assert_eq!(taken.len(), count);
    for (one, (what, _)) in taken.iter().zip(&cases) {
        assert_eq!(
            (one.text.as_str(), one.sender.as_str()),
            ("RET KARANFIL", "+905321112233"),
            "{what}"
        );
        let doubtful = what.contains("cut") || what.contains("counts");
        assert_eq!(one.legibility == Legibility::Doubtful, doubtful, "{what}");
    }
    assert_eq!(centre.binds(), 1);
}

#[tokio::test]
async fn senders_of_more_digits_and_data_sm_are_read() {
    let centre = Centre::start().await;
    let handler = Handler::new(10, false);
    let (_smpp, _task) = bound(settings(centre.address()), Some(handler.clone())).await;
    let long = Raw {
        source: b"123456789012345678901".to_vec(),
        ..raw(b"RET KARANFIL")
    };
    centre.say(&long.pdu(1));
    assert_eq!(centre.answer_to(1).await.status(), CommandStatus::EsmeRok);
    let mut data = vec![0, 1, 1];
    data.extend(b"905321112233\0");
    data.extend([0, 1]);
    data.extend(b"3338\0");
    data.extend([0, 0, 8]);
    let payload: Vec<u8> = "İPTAL".encode_utf16().flat_map(u16::to_be_bytes).collect();
    data.extend(parameter(0x0424, &payload));
    centre.say(&pdu(DATA, 2, &data));
    let answer = centre.answer_to(2).await;
    assert_eq!(answer.status(), CommandStatus::EsmeRok);
    assert!(
        matches!(answer.pdu(), Some(Pdu::DataSmResp(_))),
        "{answer:?}"
    );
    let taken = handler.taken();
    assert_eq!(taken[0].sender, "+123456789012345678901");
    assert_eq!(taken[1].text, "İPTAL");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_a_status_and_the_next_is_served() {
    let centre = Centre::start().await;
    let handler = Handler::new(100, false);
    let (_smpp, _task) = bound(settings(centre.address()), Some(handler.clone())).await;
    let cut_text = Raw {
        length: Some(200),
        ..raw(b"RET KARANFIL")
    };
    let cut_payload = Raw {
        rest: [&[0x04, 0x24, 0, 40][..], b"RET KAR"].concat(),
        ..raw(b"")
    };
    let no_end = Raw {
        source: vec![b'9'; 60],
        ..raw(b"")
    };
    let mut no_end = no_end.body();
    no_end.truncate(40);
    for (sequence, (pdu, status)) in (1..).step_by(2).zip([
        (cut_text.pdu(1), CommandStatus::EsmeRinvmsglen),
        (cut_payload.pdu(3), CommandStatus::EsmeRinvtlvstream),
        (pdu(DELIVER, 5, &no_end), CommandStatus::EsmeRinvcmdlen),
        (pdu(DELIVER, 7, &[9; 4]), CommandStatus::EsmeRinvcmdlen),
        (pdu(DELIVER, 9, &[]), CommandStatus::EsmeRinvcmdlen),
        (pdu(DATA, 11, &[0, 0]), CommandStatus::EsmeRinvcmdlen),
        (
            pdu(0x0009_9999, 13, &[1, 2, 3]),
            CommandStatus::EsmeRinvcmdid,
        ),
        // A request of the other side: it has no business here.
        (pdu(4, 15, &[1, 2, 3]), CommandStatus::EsmeRinvcmdid),
    ]) {
        centre.say(&pdu);
        centre.say(&raw(b"RET").pdu(sequence + 1));
        assert_eq!(
            centre.answer_to(sequence).await.status(),
            status,
            "{sequence}"
        );
        let next = centre.answer_to(sequence + 1).await;
        assert_eq!(next.status(), CommandStatus::EsmeRok, "{sequence}");
    }
    assert!(handler.taken().iter().all(|one| one.text == "RET"));
    assert_eq!(centre.binds(), 1);
}

#[tokio::test]
async fn an_answer_whose_id_has_no_end_is_an_answer() {
    let centre = Centre::start().await;
    let (smpp, _task) = bound(settings(centre.address()), None).await;
    centre.stall();
    for (sequence, body) in [(2, &b"12345"[..]), (3, b""), (4, b"1\0\0\0\x04")] {
        let (sending, message) = (smpp.clone(), text("Hello"));
        let sent = tokio::spawn(async move { sending.send(&message).await });
        centre
            .submitted_times(usize::try_from(sequence).unwrap() - 1)
            .await;
        centre.say(&pdu(0x8000_0004, sequence, body));
        assert_eq!(sent.await.unwrap(), Delivery::Taken);
    }
    // One without a sense is not taken for the message's.
    let sent = tokio::spawn(async move { smpp.send(&text("Hello")).await });
    centre.submitted_times(4).await;
    centre.say(&pdu(0x8000_0099, 5, b"?"));
    centre.say(&pdu(0x8000_0000, 5, b""));
    assert!(matches!(sent.await.unwrap(), Delivery::Later { .. }));
    assert_eq!(centre.binds(), 1);
}

#[tokio::test]
async fn only_a_length_that_is_none_ends_the_session_and_that_is_said() {
    for length in [0, 15, u32::try_from(PDU_BYTES_MAX).unwrap() + 1, u32::MAX] {
        let centre = Centre::start().await;
        let (_smpp, _task) = bound(settings(centre.address()), None).await;
        let mut bytes = pdu(DELIVER, 1, &[0; 4]);
        bytes[..4].copy_from_slice(&length.to_be_bytes());
        centre.say(&bytes);
        let answer = centre.answer_to(0).await;
        assert_eq!(answer.status(), CommandStatus::EsmeRinvcmdlen);
        centre.bound_times(2).await;
    }
}

/// A message with some of its bytes changed, dropped or doubled.
fn spoilt() -> impl Strategy<Value = (bool, Vec<u8>)> {
    let change = (any::<prop::sample::Index>(), 0..3_u8, any::<u8>());
    let changes = proptest::collection::vec(change, 1..6);
    (any::<bool>(), any::<bool>(), changes).prop_map(|(is_data, has_payload, changes)| {
        let mut whole = raw(if has_payload { b"" } else { b"ONAY KARANFIL" });
        whole.class = 0x40;
        whole.rest = [
            parameter(0x0424, b"\x05\0\x03\x07\x02\x01ONAY"),
            parameter(0x020c, &[0, 7]),
            parameter(0x0423, &[3, 0, 8]),
        ]
        .concat();
        let mut body = whole.body();
        for (place, kind, byte) in changes {
            if body.is_empty() {
                break;
            }
            let place = place.index(body.len());
            match kind {
                0 => body[place] = byte,
                1 => drop(body.drain(place..(place + usize::from(byte)).min(body.len()))),
                _ => body.insert(place, byte),
            }
        }
        (is_data, body)
    })
}

#[tokio::test]
async fn no_spoilt_message_ends_the_session() {
    let centre = Centre::start().await;
    let handler = Handler::new(100_000, false);
    let (_smpp, _task) = bound(settings(centre.address()), Some(handler.clone())).await;
    let mut runner = TestRunner::deterministic();
    for number in 0..1_000 {
        let (is_data, body) = spoilt().new_tree(&mut runner).unwrap().current();
        let command = if is_data { DATA } else { DELIVER };
        let sequence = number * 2 + 1;
        centre.say(&pdu(command, sequence, &body));
        centre.say(&raw(b"RET KARANFIL").pdu(sequence + 1));
        centre.answer_to(sequence).await;
        let next = centre.answer_to(sequence + 1).await;
        assert_eq!(next.status(), CommandStatus::EsmeRok);
    }
    assert_eq!(centre.binds(), 1);
}

#[tokio::test]
async fn what_may_say_less_than_was_sent_is_read_with_a_doubt() {
    let centre = Centre::start().await;
    let handler = Handler::new(100, false);
    let (_smpp, _task) = bound(settings(centre.address()), Some(handler.clone())).await;
    let behind = |rest: Vec<u8>| Raw {
        rest,
        ..raw(b"RET KARANFIL")
    };
    let headed = |header: &[u8]| Raw {
        class: 0x40,
        ..raw(&[header, b"RET KARANFIL"].concat())
    };
    let cases = [
        ("another text beside it", behind(parameter(0x0424, b"RET"))),
        ("a part of no number", behind(parameter(0x020c, &[0, 7]))),
        ("a header's element cut", headed(&[3, 0x70, 9, 1])),
        ("a header's byte too many", headed(&[5, 0x70, 2, 1, 1, 0])),
        ("a part's element cut", headed(&[4, 0, 2, 7, 2])),
    ];
    let count = cases.len();
    for (sequence, (what, raw)) in (1..).zip(&cases) {
        centre.say(&raw.pdu(sequence));
        let answer = centre.answer_to(sequence).await;
        assert_eq!(answer.status(), CommandStatus::EsmeRok, "{what}");
    }
    let taken = handler.taken();
    assert_eq!(taken.len(), count);
    for (one, (what, _)) in taken.iter().zip(&cases) {
        assert!(one.text.starts_with("RET KARANFIL"), "{what}: {}", one.text);
        assert_eq!(one.legibility, Legibility::Doubtful, "{what}");
    }
}

#[tokio::test]
async fn an_answer_nobody_asked_for_is_not_answered() {
    let centre = Centre::start().await;
    let handler = Handler::new(1, false);
    let (_smpp, _task) = bound(settings(centre.address()), Some(handler)).await;
    // To a question (`query_sm`) that is never put.
    centre.say(&pdu(0x8000_0003, 70, &[]));
    centre.say(&raw(b"RET").pdu(71));
    centre.answer_to(71).await;
    assert!(!centre.has_answer_to(70));
}
