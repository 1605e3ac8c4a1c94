//! Asks clamd about a document before it is kept (`INSTREAM`): pieces with their length before them, and an empty one at the
//! end. Anything but `OK` refuses the document.

use std::io::{self, ErrorKind};
use std::time::Duration;

use futures::future::BoxFuture;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::time::timeout;

use crate::error::Refusal;

/// How long one exchange with the scanner may take.
const SCAN_TIMEOUT: Duration = Duration::from_mins(1);
/// The longest answer that is read, in bytes.
const ANSWER_BYTES_MAX: u64 = 1024;
/// The most that is sent in one piece, in bytes.
const PIECE_BYTES: usize = 64 * 1024;

/// A connection to the scanner.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

type Connect = dyn Fn() -> BoxFuture<'static, io::Result<Box<dyn Stream>>> + Send + Sync;

/// Scans documents, each over a connection of its own.
pub struct Scanner(Box<Connect>);

/// The scanner at an address: `unix:` and a socket's path, or a host with its port.
pub fn clamd(address: &str) -> Scanner {
    let address = address.to_owned();
    Scanner::new(move || {
        let address = address.clone();
        Box::pin(async move {
            let stream: Box<dyn Stream> = match address.strip_prefix("unix:") {
                Some(path) => Box::new(tokio::net::UnixStream::connect(path).await?),
                None => Box::new(tokio::net::TcpStream::connect(address.as_str()).await?),
            };
            Ok(stream)
        })
    })
}

impl Scanner {
    /// A scanner that is reached so.
    pub fn new(
        connect: impl Fn() -> BoxFuture<'static, io::Result<Box<dyn Stream>>> + Send + Sync + 'static,
    ) -> Self {
        Self(Box::new(connect))
    }

    pub(crate) async fn begin(&self) -> Result<Scan, Refusal> {
        let stream = in_time(async {
            let mut stream = (self.0)().await?;
            stream.write_all(b"zINSTREAM\0").await?;
            Ok(stream)
        });
        Ok(Scan(stream.await?))
    }
}

/// One document's scan.
pub(crate) struct Scan(Box<dyn Stream>);

impl Scan {
    pub(crate) async fn push(&mut self, bytes: &[u8]) -> Result<(), Refusal> {
        in_time(async {
            for piece in bytes.chunks(PIECE_BYTES) {
                let length = u32::try_from(piece.len()).unwrap_or(u32::MAX);
                self.0.write_all(&length.to_be_bytes()).await?;
                self.0.write_all(piece).await?;
            }
            Ok(())
        })
        .await
    }

    pub(crate) async fn finish(mut self) -> Result<(), Refusal> {
        let answer = in_time(async {
            self.0.write_all(&0_u32.to_be_bytes()).await?;
            self.0.flush().await?;
            let mut answer = Vec::new();
            let mut limited = (&mut self.0).take(ANSWER_BYTES_MAX);
            limited.read_to_end(&mut answer).await?;
            Ok(answer)
        })
        .await?;
        let answer = answer.strip_suffix(b"\0").unwrap_or(&answer);
        if answer == b"stream: OK" {
            Ok(())
        } else if answer.ends_with(b" FOUND") {
            Err(Refusal::Harmful)
        } else {
            Err(io::Error::new(ErrorKind::InvalidData, "the scanner has no answer").into())
        }
    }
}

async fn in_time<T>(exchange: impl Future<Output = io::Result<T>>) -> Result<T, Refusal> {
    match timeout(SCAN_TIMEOUT, exchange).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(io::Error::from(ErrorKind::TimedOut).into()),
    }
}
