//! What one side submits, the other reads.

use bytes::BytesMut;
use rusmpp::{Command, CommandId, CommandStatus};
use smpp::gsm::segments;
use smpp::{Certainty, Frame, NoLength, PDU_BYTES_MAX, ShortMessage, Text, submit, write};

const FROM: &str = "3338";
const TO: &str = "+905321112233";

/// The PDUs that a text is submitted as, one behind the other.
fn submitted(from: &str, text: &str) -> BytesMut {
    let mut bytes = BytesMut::new();
    let segments = segments(text, 7).unwrap();
    for (sequence, body) in (1..).zip(&segments.bodies) {
        let submit = submit(from, TO, &segments, body).unwrap();
        write(
            &Command::new(CommandStatus::EsmeRok, sequence, submit),
            &mut bytes,
        );
    }
    bytes
}

fn read(mut bytes: BytesMut) -> Vec<(ShortMessage, Text)> {
    let mut messages = Vec::new();
    while let Some(frame) = Frame::take(&mut bytes).unwrap() {
        assert_eq!(frame.command, CommandId::SubmitSm);
        let message = ShortMessage::read(&frame).unwrap();
        let text = message.text().unwrap();
        messages.push((message, text));
    }
    assert!(bytes.is_empty());
    messages
}

#[test]
fn a_submitted_text_is_read_as_it_was_written_with_its_parts_in_their_places() {
    let long = "RET Karanfil. ".repeat(20);
    for text in ["RET Karanfil", "İPTAL Çiçek", &long, &"Çiçek ".repeat(20)] {
        let messages = read(submitted(FROM, text));
        let mut whole = String::new();
        for (number, (message, said)) in (1..).zip(&messages) {
            assert_eq!(
                (message.sender().as_str(), message.recipient()),
                (FROM, TO[1..].to_owned())
            );
            assert!(!message.is_report() && !message.is_acknowledgement());
            assert_eq!(said.certainty, Certainty::Full, "{text}");
            let part = said
                .part
                .map(|part| (part.reference, usize::from(part.total), part.number));
            let expected = (messages.len() > 1).then_some((7, messages.len(), number));
            assert_eq!(part, expected, "{text}");
            whole.push_str(&said.text);
        }
        assert_eq!(whole, text);
    }
}

#[test]
fn a_sender_is_a_name_or_a_number_with_its_country() {
    let sender = |from| {
        let (message, _) = read(submitted(from, "RET")).remove(0);
        (message.sender(), message.has_named_sender())
    };
    assert_eq!(sender("IZIN"), ("IZIN".to_owned(), true));
    assert_eq!(sender("3338"), ("3338".to_owned(), false));
    assert_eq!(sender("902120000000"), ("+902120000000".to_owned(), false));
}

#[test]
fn a_frame_is_taken_once_it_is_whole_and_never_by_a_length_that_is_none() {
    let whole = submitted(FROM, "RET");
    for count in 0..whole.len() {
        let mut begun = BytesMut::from(&whole[..count]);
        assert!(Frame::take(&mut begun).unwrap().is_none(), "{count}");
        assert_eq!(begun, whole[..count], "nothing is taken before");
    }
    for length in [0, 15, u32::try_from(PDU_BYTES_MAX).unwrap() + 1, u32::MAX] {
        let mut bytes = whole.clone();
        bytes[..4].copy_from_slice(&length.to_be_bytes());
        assert_eq!(Frame::take(&mut bytes).err(), Some(NoLength));
    }
}
