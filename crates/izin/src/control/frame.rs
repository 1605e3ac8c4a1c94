//! Texts of JSON, each with its length before it.

use std::io::{Error, ErrorKind, Result};

use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

/// Sends one of at most so many bytes. `InvalidData`: it is longer, and nothing was sent.
pub async fn write(
    stream: &mut (impl AsyncWrite + Unpin),
    what: &impl Serialize,
    bytes_max: u32,
) -> Result<()> {
    let text = serde_json::to_vec(what)?;
    let length = u32::try_from(text.len()).ok();
    let length = length.filter(|length| *length <= bytes_max);
    let length = length.ok_or_else(too_long)?;
    stream.write_all(&length.to_be_bytes()).await?;
    stream.write_all(&text).await?;
    stream.flush().await
}

/// Receives one of at most so many bytes. No more is kept of it than has come.
pub async fn read<T: DeserializeOwned>(
    stream: &mut (impl AsyncRead + Unpin),
    bytes_max: u32,
) -> Result<T> {
    let length = length(stream, bytes_max).await?;
    text(stream, length).await
}

/// Receives how long one of at most so many bytes is; its text is next.
pub async fn length(stream: &mut (impl AsyncRead + Unpin), bytes_max: u32) -> Result<u32> {
    let length = stream.read_u32().await?;
    if length > bytes_max {
        return Err(too_long());
    }
    Ok(length)
}

/// Receives the text of this length.
pub async fn text<T: DeserializeOwned>(
    stream: &mut (impl AsyncRead + Unpin),
    length: u32,
) -> Result<T> {
    let mut text = Vec::new();
    stream
        .take(u64::from(length))
        .read_to_end(&mut text)
        .await?;
    if text.len() as u64 != u64::from(length) {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    Ok(serde_json::from_slice(&text)?)
}

fn too_long() -> Error {
    Error::new(ErrorKind::InvalidData, "it is too long")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    async fn heard(bytes: &[u8], bytes_max: u32) -> Result<String> {
        let mut bytes = bytes;
        read(&mut bytes, bytes_max).await
    }

    #[tokio::test]
    async fn what_is_sent_is_received() {
        let mut sent = Vec::new();
        let refused = write(&mut sent, &"Şişli", 8).await.unwrap_err();
        assert_eq!((refused.kind(), sent.len()), (ErrorKind::InvalidData, 0));
        write(&mut sent, &"Şişli", 9).await.unwrap();
        assert_eq!(heard(&sent, 9).await.unwrap(), "Şişli");
        let error = heard(&sent, 8).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
    }

    #[tokio::test]
    async fn what_is_cut_off_or_no_json_is_refused() {
        for (bytes, kind) in [
            (&b""[..], ErrorKind::UnexpectedEof),
            (b"\0\0", ErrorKind::UnexpectedEof),
            (b"\0\0\0\x09\"a", ErrorKind::UnexpectedEof),
            (b"\0\0\0\x02xy", ErrorKind::InvalidData),
            (b"GET / HTTP/1.1\r\n\r\n", ErrorKind::InvalidData),
        ] {
            assert_eq!(heard(bytes, 64).await.unwrap_err().kind(), kind);
        }
    }
}
