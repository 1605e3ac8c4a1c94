//! Those who ask for more than their share.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};

use serde_json::json;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;

use super::client::{Client, head};
use super::place::{CODE, USER};

/// How many wrong passwords each client tries.
const PASSWORDS: usize = 12;

/// How many answers are asked for on a connection that reads none.
const UNREAD: usize = 2_000;

/// The announced length of a body that never comes whole, and how much of it does, in bytes.
const BODY: usize = 4 * 1024 * 1024;
const SENT: usize = 64 * 1024;

/// How often nothing could be written before it is taken that the other side reads no more.
const FULL_TIMES: usize = 200;

/// What is attacked.
#[derive(Clone, Copy, Debug)]
pub enum Attack {
    /// Wrong passwords, of a name there is and of others, both ways.
    Passwords,
    /// Answers that nobody reads.
    Unread,
    /// Bodies that do not end, of strangers and of whoever has a token.
    Body,
    /// Heads that do not end.
    Head,
    /// A body that is small to send and large to keep.
    Bomb,
}

impl Attack {
    pub const ALL: [Self; 5] = [
        Self::Passwords,
        Self::Unread,
        Self::Body,
        Self::Head,
        Self::Bomb,
    ];

    /// Does it, as the client of a number; what is to be held open until the end.
    pub async fn run(self, server: SocketAddr, number: u8, token: String) -> Vec<TcpStream> {
        let client = Client {
            server,
            from: Ipv4Addr::new(127, 200, self as u8, number + 1),
        };
        // Whoever is turned away has had what it deserves.
        let held = match self {
            Self::Passwords => passwords(client).await,
            Self::Unread => unread(client).await,
            Self::Body => bodies(client, &token).await,
            Self::Head => begun(client, b"GET / HTTP/1.1\r\nHost: izin\r\nX-Slow: ").await,
            Self::Bomb => bomb(client).await,
        };
        held.unwrap_or_default()
    }
}

async fn passwords(client: Client) -> std::io::Result<Vec<TcpStream>> {
    for index in 0..PASSWORDS {
        let name = if index % 2 == 0 { USER } else { "nobody" };
        let body = json!({"username": name, "password": "wrong", "grant_type": "password"});
        client
            .ask("POST", "/oauth2/token", "", &body.to_string())
            .await?;
        // `nobody:wrong`.
        let basic = "Basic bm9ib2R5Ondyb25n";
        let path = format!("/izin/v1/brands/{CODE}/check");
        client.ask("POST", &path, basic, "{}").await?;
    }
    Ok(Vec::new())
}

async fn unread(client: Client) -> std::io::Result<Vec<TcpStream>> {
    let stream = client.connect().await?;
    let request = "GET /izin/v1/openapi.json HTTP/1.1\r\nHost: izin\r\n\r\n";
    write(&stream, request.repeat(UNREAD).as_bytes()).await?;
    Ok(vec![stream])
}

async fn bodies(client: Client, token: &str) -> std::io::Result<Vec<TcpStream>> {
    let paths = [
        ("/oauth2/token".to_owned(), ""),
        (format!("/sps/{CODE}/brands/{CODE}/consents/request"), token),
        (
            format!("/izin/v1/brands/{CODE}/check-list?type=MESAJ"),
            token,
        ),
    ];
    let mut streams = Vec::new();
    for (path, authorization) in paths {
        let head = head("POST", &path, authorization, BODY);
        let some = [head.as_bytes(), &vec![b' '; SENT]].concat();
        streams.extend(begun(client, &some).await?);
    }
    Ok(streams)
}

async fn begun(client: Client, bytes: &[u8]) -> std::io::Result<Vec<TcpStream>> {
    let stream = client.connect().await?;
    write(&stream, bytes).await?;
    Ok(vec![stream])
}

async fn bomb(client: Client) -> std::io::Result<Vec<TcpStream>> {
    let values = vec!["{\"\":0}"; BODY / 7].join(",");
    let body = format!("{{\"a\":[{values}]}}");
    let mut stream = client.connect().await?;
    let head = head("POST", "/oauth2/token", "", body.len());
    // It is answered before it is whole, or not at all.
    let _turned_away = stream.write_all(format!("{head}{body}").as_bytes()).await;
    Ok(vec![stream])
}

/// Writes as much as the other side takes.
async fn write(stream: &TcpStream, bytes: &[u8]) -> std::io::Result<()> {
    let (mut written, mut full) = (0, 0);
    while written < bytes.len() && full < FULL_TIMES {
        match stream.try_write(&bytes[written..]) {
            Ok(more) => (written, full) = (written + more, 0),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {
                full += 1;
                tokio::task::yield_now().await;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
