//! A load generator for one server on loopback: kept-alive connections, one request under way on
//! each, on the same cores as the server.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context as _, Result, ensure};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::stopwatch::{Stopwatch, per_second};

/// What a run showed.
pub struct Run {
    /// Requests a second.
    pub rate: f64,
    /// The time within which half were answered.
    pub p50: Duration,
    /// The time within which 99 of 100 were answered.
    pub p99: Duration,
}

/// A whole request, ready to be sent.
pub fn post(path: &str, token: &str, body: &str) -> Vec<u8> {
    format!(
        "POST {path} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {token}\r\nContent-Type: \
         application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// Sends `count` requests over `connections`; each answer's status must be among `expected`.
pub async fn run<F>(
    address: SocketAddr,
    connections: u64,
    count: u64,
    expected: &'static [u16],
    request: F,
) -> Result<Run>
where
    F: Fn(u64) -> Vec<u8> + Send + Sync + 'static,
{
    let next = Arc::new(AtomicU64::new(0));
    let request = Arc::new(request);
    let watch = Stopwatch::start();
    let tasks: Vec<_> = (0..connections)
        .map(|_| {
            let (next, request) = (Arc::clone(&next), Arc::clone(&request));
            tokio::spawn(async move {
                let mut connection = Connection::open(address).await?;
                let mut waits = Vec::new();
                loop {
                    let position = next.fetch_add(1, Ordering::Relaxed);
                    if position >= count {
                        return anyhow::Ok(waits);
                    }
                    let bytes = request(position);
                    let sent = Stopwatch::start();
                    let status = connection.ask(&bytes).await?;
                    waits.push(sent.elapsed());
                    ensure!(expected.contains(&status), "status {status}");
                }
            })
        })
        .collect();
    let mut waits = Vec::new();
    for task in tasks {
        waits.extend(task.await??);
    }
    let elapsed = watch.elapsed();
    waits.sort_unstable();
    let within = |percent: usize| {
        let waited = waits.get(waits.len() * percent / 100);
        waited.copied().unwrap_or_default()
    };
    Ok(Run {
        rate: per_second(count, elapsed),
        p50: within(50),
        p99: within(99),
    })
}

struct Connection {
    stream: TcpStream,
    buffer: Vec<u8>,
}

impl Connection {
    async fn open(address: SocketAddr) -> Result<Self> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Self {
            stream,
            buffer: Vec::with_capacity(4_096),
        })
    }

    /// Sends a request and reads the whole answer; its status.
    async fn ask(&mut self, request: &[u8]) -> Result<u16> {
        self.stream.write_all(request).await?;
        self.buffer.clear();
        loop {
            let read = self.stream.read_buf(&mut self.buffer).await?;
            ensure!(read > 0, "the server hung up");
            if let Some(status) = whole(&self.buffer)? {
                return Ok(status);
            }
        }
    }
}

/// The status, once head and body have come whole.
fn whole(answer: &[u8]) -> Result<Option<u16>> {
    const END: &[u8] = b"\r\n\r\n";
    let Some(end) = answer.windows(END.len()).position(|window| window == END) else {
        return Ok(None);
    };
    let head = std::str::from_utf8(&answer[..end])?;
    let status = head.get(9..12).context("no status")?.parse()?;
    let length = head
        .lines()
        .filter_map(|line| line.split_once(':'))
        .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
        .map_or(Ok(0), |(_, length)| length.trim().parse::<usize>())?;
    Ok((answer.len() >= end + END.len() + length).then_some(status))
}

/// Sends one long body while reading the answer; the answer's length in bytes.
pub async fn stream(address: SocketAddr, head: &str, body: Arc<Vec<u8>>) -> Result<usize> {
    let stream = TcpStream::connect(address).await?;
    let (mut read, mut write) = stream.into_split();
    write.write_all(head.as_bytes()).await?;
    let sender = tokio::spawn(async move {
        write.write_all(&body).await?;
        anyhow::Ok(write)
    });
    let mut answer = Vec::new();
    read.read_to_end(&mut answer).await?;
    drop(sender.await??);
    ensure!(answer.starts_with(b"HTTP/1.1 200"), "the list was refused");
    Ok(answer.len())
}
