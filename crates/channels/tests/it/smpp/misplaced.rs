//! Texts that stand where none belongs, or in other letters than it says: what refuses in them counts, and
//! nothing approves.

use intake::keyword::{self, Asked};
use registry::intake::texts::{DeliveredText, Legibility};
use rusmpp::CommandStatus;

use super::centre::Centre;
use super::incoming::Handler;
use super::odd::{Raw, parameter, raw};
use super::{bound, settings};

const PAYLOAD: u16 = 0x0424;
const HEADER: u8 = 0x40;

/// What is handed over of each message; all are acknowledged.
async fn taken(messages: &[Raw]) -> Vec<DeliveredText> {
    let centre = Centre::start().await;
    let handler = Handler::new(1_000, false);
    let (_smpp, _task) = bound(settings(centre.address()), Some(handler.clone())).await;
    for (sequence, message) in (1..).zip(messages) {
        centre.say(&message.pdu(sequence));
        let answer = centre.answer_to(sequence).await;
        assert_eq!(answer.status(), CommandStatus::EsmeRok, "{sequence}");
    }
    assert_eq!(centre.binds(), 1);
    handler.taken()
}

/// Whether the text refuses the brand and its letters are not certain enough to approve.
fn only_refuses(text: &DeliveredText) -> bool {
    let names = |refusal: &keyword::Refusal| {
        let mentioned = refusal.mentions.iter().flatten();
        let mentioned = mentioned.map(|mention| &mention.target);
        let mut named = refusal.targets.iter().chain(mentioned);
        named.any(|target| target.key == "ornek")
    };
    let asked = keyword::parse(&text.text, &["3338"]);
    text.legibility == Legibility::Doubtful
        && matches!(asked, Asked::Refuse(refusal) if names(&refusal))
}

fn utf16(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_be_bytes).collect()
}

#[tokio::test]
async fn a_text_in_other_letters_than_it_says_refuses() {
    let coded = |coding, text: &[u8]| Raw {
        coding,
        ..raw(text)
    };
    let messages = [
        coded(0x08, "İPTAL ÖRNEK".as_bytes()),
        coded(0x08, "RET ÖRNEK".as_bytes()),
        coded(0x08, b"\xddPTAL \xd6RNEK"),
        coded(0x08, b"RET ORNEK\0"),
        coded(0x08, b"RET ORNEK\0\0\0"),
        coded(0x08, b"\0RET ORNEK"),
        coded(0x18, b"RET ORNEK\0"),
        coded(0x04, b"RET ORNEK\0\0"),
        coded(0x04, b"\0RET ORNEK"),
        coded(0x04, b"\0RET \xd6RNEK\0"),
        coded(0x02, b"RET ORNEK\0\0\0"),
        coded(0x05, b"RET ORNEK\0"),
    ];
    let taken = taken(&messages).await;
    assert_eq!(taken.len(), messages.len());
    for (number, text) in taken.iter().enumerate() {
        assert!(only_refuses(text), "{number}: {:?}", text.text);
    }
}

#[tokio::test]
async fn of_two_texts_in_one_message_both_are_read() {
    let both = |text: &[u8], payload: &[u8]| Raw {
        rest: parameter(PAYLOAD, payload),
        ..raw(text)
    };
    let header = &[5, 0, 3, 7, 1, 1][..];
    let messages = [
        both(b"x", b"RET ORNEK"),
        both(b"ONAY ORNEK", b"RET ORNEK"),
        both(b"RET ORNEK", b"ONAY ORNEK"),
        Raw {
            class: HEADER,
            ..both(
                &[header, b"ONAY ORNEK"].concat(),
                &[header, b"RET ORNEK"].concat(),
            )
        },
        Raw {
            class: HEADER,
            ..both(&[header, b"x"].concat(), b"RET ORNEK")
        },
        Raw {
            rest: [
                parameter(PAYLOAD, b"ONAY ORNEK"),
                parameter(PAYLOAD, b"RET ORNEK"),
            ]
            .concat(),
            ..raw(b"")
        },
    ];
    let taken = taken(&messages).await;
    assert_eq!(taken.len(), messages.len());
    for (number, text) in taken.iter().enumerate() {
        assert!(only_refuses(text), "{number}: {:?}", text.text);
    }
}

#[tokio::test]
async fn a_header_that_is_none_hides_no_text() {
    let headed = |coding, text: &[u8]| Raw {
        class: HEADER,
        coding,
        ..raw(text)
    };
    let long = format!("RET ORNEK. {}", "Tesekkur ederim. ".repeat(5));
    let messages = [
        headed(0, b"\xffRET ORNEK"),
        headed(0, b"RET ORNEK"),
        headed(0, long.as_bytes()),
        headed(0, b"\0RET ORNEK"),
        headed(8, &utf16("RET ÖRNEK")),
        headed(8, &utf16("İPTAL ÖRNEK")),
        headed(8, &[&[0xff][..], &utf16("RET ÖRNEK")].concat()),
    ];
    let taken = taken(&messages).await;
    assert_eq!(taken.len(), messages.len());
    for (number, text) in taken.iter().enumerate() {
        assert!(only_refuses(text), "{number}: {:?}", text.text);
    }
}

#[tokio::test]
async fn a_text_behind_the_length_that_is_said_is_read() {
    let behind = |coding, text: &[u8], rest: &[u8]| Raw {
        coding,
        rest: rest.to_vec(),
        ..raw(text)
    };
    let state = parameter(0x0427, &[2]);
    let messages = [
        behind(0, b"", b"RET ORNEK"),
        behind(0, b"x", b". RET ORNEK"),
        behind(0, b"RET", b" ORNEK"),
        behind(0, b"ONAY ORNEK", b" RET"),
        behind(0, b"", b"RET ORNEK\0"),
        behind(0, b"", &[b"RET ORNEK".as_slice(), &state].concat()),
        behind(8, b"", &utf16("RET ÖRNEK")),
        behind(4, b"", "İPTAL ÖRNEK".as_bytes()),
    ];
    let taken = taken(&messages).await;
    assert_eq!(taken.len(), messages.len());
    for (number, text) in taken.iter().enumerate() {
        assert!(only_refuses(text), "{number}: {:?}", text.text);
    }
}

#[tokio::test]
async fn an_acknowledgement_in_its_senders_words_is_told_as_one_and_a_receipt_says_nothing() {
    let of = |class, text: &[u8]| Raw { class, ..raw(text) };
    let receipt = b"id:1 sub:001 dlvrd:001 stat:DELIVRD err:000 text:RET ORNEK";
    let mut messages = Vec::new();
    for class in [0x08, 0x10, 0x18] {
        messages.push(of(class, b"RET ORNEK"));
    }
    // What is to be done with these is found out by their words, where they are handed over.
    for class in [0x08, 0x10, 0x18] {
        for text in [&b""[..], b"Tamam", b"ONAY ORNEK", b"LISTE"] {
            messages.push(of(class, text));
        }
    }
    let told = messages.len();
    // Nothing of these is handed over.
    for class in [0x08, 0x10, 0x18] {
        messages.push(of(class, receipt));
    }
    for class in [0x04, 0x20, 0x24] {
        messages.push(of(class, b"RET ORNEK"));
        messages.push(of(class, receipt));
    }
    let taken = taken(&messages).await;
    assert_eq!(taken.len(), told);
    for (number, text) in taken.iter().enumerate() {
        assert!(text.is_acknowledgement, "{number}: {:?}", text.text);
        assert_eq!(text.legibility, Legibility::Doubtful, "{number}");
        assert_eq!(only_refuses(text), number < 3, "{number}: {:?}", text.text);
    }
}
