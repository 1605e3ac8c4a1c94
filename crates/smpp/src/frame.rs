//! Frames of SMPP: what came, cut by its length and not read yet; what is written, by the library.
//!
//! A library that reads whole PDUs ends the stream at the first one it cannot read, although where the next
//! one begins is known. A centre delivers what was not answered again, so that one odd message would shut
//! out everything behind it for ever. So only a length that cannot be one ends the stream.

use bytes::{Buf, BufMut, BytesMut};
use rusmpp::encode::Length;
use rusmpp::encode::owned::Encode;
use rusmpp::{Command, CommandId, CommandStatus};

/// The longest PDU that is taken in, in bytes. Its length is looked at before room is made for it.
pub const PDU_BYTES_MAX: usize = 16 * 1024;

/// How many bytes stand before the body.
const HEADER_BYTES: usize = 16;

/// How many bytes of these say how long the PDU is.
const LENGTH_BYTES: usize = 4;

/// A PDU as it came.
#[derive(Clone, PartialEq, Eq)]
pub struct Frame {
    /// What is asked for, or answered.
    pub command: CommandId,
    /// What an answer says; nothing in a request.
    pub status: CommandStatus,
    /// The number that an answer shares with its request.
    pub sequence: u32,
    /// What follows the header.
    pub body: Vec<u8>,
}

/// A length that no PDU has, or none that is taken in: where the next one begins is not known, so that the
/// stream cannot be gone on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a length that is no PDU's")]
pub struct NoLength;

impl Frame {
    /// Takes the first PDU off what has come. `None`: it has not come whole.
    pub fn take(bytes: &mut BytesMut) -> Result<Option<Self>, NoLength> {
        let Some(length) = number(bytes, 0) else {
            return Ok(None);
        };
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if !(HEADER_BYTES..=PDU_BYTES_MAX).contains(&length) {
            return Err(NoLength);
        }
        if bytes.len() < length {
            bytes.reserve(length - bytes.len());
            return Ok(None);
        }
        let mut whole = bytes.split_to(length);
        let (command, status, sequence) = (
            number(&whole, 4).unwrap_or_default(),
            number(&whole, 8).unwrap_or_default(),
            number(&whole, 12).unwrap_or_default(),
        );
        whole.advance(HEADER_BYTES);
        Ok(Some(Self {
            command: command.into(),
            status: status.into(),
            sequence,
            body: whole.to_vec(),
        }))
    }
}

/// Writes a command behind what is to be sent.
pub fn write(command: &Command, bytes: &mut BytesMut) {
    let length = LENGTH_BYTES + command.length();
    bytes.reserve(length);
    // None has near that many bytes: its texts are bounded by their types.
    bytes.put_u32(u32::try_from(length).unwrap_or(u32::MAX));
    command.encode(bytes);
}

/// Four bytes as a number. `None`: they are not there yet.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_be_bytes(four))
}
