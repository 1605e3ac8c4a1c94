//! The connection as a stream of frames.

use rusmpp::Command;
use smpp::{Frame, NoLength};
use tokio_util::bytes::BytesMut;
use tokio_util::codec::{Decoder, Encoder};

/// Why nothing more comes.
#[derive(Debug, thiserror::Error)]
pub(super) enum LinkError {
    #[error(transparent)]
    Length(#[from] NoLength),
    #[error("the connection was lost")]
    Lost(#[from] std::io::Error),
}

/// Cuts frames, and writes commands.
pub(super) struct FrameCodec;

impl Decoder for FrameCodec {
    type Item = Frame;
    type Error = LinkError;

    fn decode(&mut self, bytes: &mut BytesMut) -> Result<Option<Frame>, LinkError> {
        Ok(Frame::take(bytes)?)
    }
}

impl Encoder<Command> for FrameCodec {
    type Error = LinkError;

    fn encode(&mut self, command: Command, bytes: &mut BytesMut) -> Result<(), LinkError> {
        smpp::write(&command, bytes);
        Ok(())
    }
}
