//! Frames of SMPP: what came, cut by its length and not read yet; what is written, by the library.
//!
//! A library that reads whole PDUs ends the stream at the first one it cannot read, although where the next
//! one begins is known. A centre delivers what was not answered again, so that one odd message would shut
//! out everything behind it for ever. So only a length that cannot be one ends the stream.

use rusmpp::tokio_codec::CommandCodec;
use rusmpp::{Command, CommandId, CommandStatus};
use tokio_util::bytes::{Buf, BytesMut};
use tokio_util::codec::{Decoder, Encoder};

/// The longest PDU that is taken in, in bytes. Its length is looked at before room is made for it.
pub const PDU_BYTES_MAX: usize = 16 * 1024;

/// How many bytes stand before the body.
const HEADER_BYTES: usize = 16;

/// A PDU as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Frame {
    pub(super) command: CommandId,
    pub(super) status: CommandStatus,
    pub(super) sequence: u32,
    /// What follows the header.
    pub(super) body: Vec<u8>,
}

/// The stream cannot be gone on with.
#[derive(Debug, thiserror::Error)]
pub(super) enum FrameError {
    /// A length that no PDU has, or none that is taken in; where the next one begins is not known.
    #[error("a length that is no PDU's")]
    Length,
    #[error("the connection was lost")]
    Lost(#[from] std::io::Error),
    #[error("what was to be written has no form in SMPP")]
    Unwritten,
}

/// Cuts frames, and writes commands.
#[derive(Debug, Default)]
pub(super) struct FrameCodec {
    writing: CommandCodec,
}

impl Decoder for FrameCodec {
    type Item = Frame;
    type Error = FrameError;

    fn decode(&mut self, bytes: &mut BytesMut) -> Result<Option<Frame>, FrameError> {
        let Some(length) = number(bytes, 0) else {
            return Ok(None);
        };
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if !(HEADER_BYTES..=PDU_BYTES_MAX).contains(&length) {
            return Err(FrameError::Length);
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
        Ok(Some(Frame {
            command: command.into(),
            status: status.into(),
            sequence,
            body: whole.to_vec(),
        }))
    }
}

impl Encoder<Command> for FrameCodec {
    type Error = FrameError;

    fn encode(&mut self, command: Command, bytes: &mut BytesMut) -> Result<(), FrameError> {
        let written = self.writing.encode(command, bytes);
        written.map_err(|_| FrameError::Unwritten)
    }
}

/// Four bytes as a number. `None`: they are not there yet.
fn number(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?.try_into().ok()?;
    Some(u32::from_be_bytes(four))
}
