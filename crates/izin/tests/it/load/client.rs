//! A client at an address of its own.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpSocket, TcpStream};

/// The longest answer that is read, in bytes.
const ANSWER_MAX: u64 = 4 * 1024 * 1024;

#[derive(Clone, Copy)]
pub struct Client {
    pub server: SocketAddr,
    pub from: Ipv4Addr,
}

/// An answer.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    /// The body, if it is JSON.
    pub body: Value,
}

impl Client {
    pub async fn connect(self) -> std::io::Result<TcpStream> {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::new(IpAddr::V4(self.from), 0))?;
        socket.connect(self.server).await
    }

    /// Asks on a connection of its own; the answer, read to its end.
    pub async fn ask(
        self,
        method: &str,
        path: &str,
        authorization: &str,
        body: &str,
    ) -> std::io::Result<Answer> {
        let mut stream = self.connect().await?;
        let head = head(method, path, authorization, body.len());
        stream.write_all(format!("{head}{body}").as_bytes()).await?;
        let mut text = Vec::new();
        stream.take(ANSWER_MAX).read_to_end(&mut text).await?;
        let text = String::from_utf8_lossy(&text);
        let (head, body) = text
            .split_once("\r\n\r\n")
            .ok_or(std::io::ErrorKind::UnexpectedEof)?;
        let status = head.split(' ').nth(1).and_then(|word| word.parse().ok());
        Ok(Answer {
            status: status.ok_or(std::io::ErrorKind::InvalidData)?,
            body: serde_json::from_str(body).unwrap_or_default(),
        })
    }
}

/// A request's head; `authorization` may be empty.
pub fn head(method: &str, path: &str, authorization: &str, length: usize) -> String {
    let authorization = if authorization.is_empty() {
        String::new()
    } else {
        format!("Authorization: {authorization}\r\n")
    };
    format!(
        "{method} {path} HTTP/1.1\r\nHost: izin\r\nConnection: close\r\n{authorization}\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    )
}
