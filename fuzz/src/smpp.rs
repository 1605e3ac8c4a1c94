//! What a message centre, or whoever is at the other end of its connection, sends.

use bytes::BytesMut;
use smpp::{Frame, ShortMessage};

/// What came over a connection: PDUs, one behind the other.
pub fn stream(data: &[u8]) {
    let mut bytes = BytesMut::from(data);
    let mut left = bytes.len();
    while let Ok(Some(frame)) = Frame::take(&mut bytes) {
        assert!(bytes.len() < left, "a frame takes its bytes along");
        left = bytes.len();
        if let Ok(message) = ShortMessage::read(&frame) {
            let _any = (message.sender(), message.recipient(), message.text());
        }
    }
}
