//! As much of HTTP as a client needs.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;

use serde_json::{Value, json};

use crate::program::Demo;

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// The body, if it is JSON.
    pub body: Value,
}

/// A client that has logged in.
pub struct Client {
    address: String,
    token: String,
    /// The path of the provider's first brand.
    pub brand: String,
}

impl Client {
    /// Logs in as the demo's first provider.
    pub fn log_in(demo: &Demo) -> Self {
        let provider = &demo.ready["providers"][0];
        let text = |name: &str| provider[name].as_str().unwrap();
        let client = Self::of(&demo.address(), text("username"), text("password"));
        Self {
            brand: format!(
                "/sps/{}/brands/{}",
                provider["iysCode"], provider["brands"][0]
            ),
            ..client
        }
    }

    /// Logs in as somebody; without a brand.
    pub fn of(address: &str, user: &str, password: &str) -> Self {
        let mut client = Self {
            address: address.to_owned(),
            token: String::new(),
            brand: String::new(),
        };
        let credentials = json!({
            "username": user,
            "password": password,
            "grant_type": "password",
        });
        let answer = client.post("/oauth2/token", &credentials);
        assert_eq!(answer.status, 200, "{answer:?}");
        answer.body["access_token"]
            .as_str()
            .unwrap()
            .clone_into(&mut client.token);
        client
    }

    /// The same client with another token.
    pub fn with_token(&self, token: &str) -> Self {
        Self {
            address: self.address.clone(),
            token: token.to_owned(),
            brand: self.brand.clone(),
        }
    }

    /// `host:port`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// `GET`.
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, "").unwrap()
    }

    /// `POST`.
    pub fn post(&self, path: &str, body: &Value) -> Answer {
        self.send("POST", path, &body.to_string()).unwrap()
    }

    /// Announces a body of so many bytes without sending any, as clients do that wait to be told to
    /// go on; the first line that comes back.
    pub fn announce(&self, path: &str, bytes: u64) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nHost: izin\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Expect: 100-continue\r\nContent-Length: {bytes}\r\n\r\n",
            self.token,
        )
        .unwrap();
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    /// `GET`; the status and the body as it is.
    pub fn fetch(&self, path: &str) -> (u16, Vec<u8>) {
        let authorization = format!("Authorization: Bearer {}\r\n", self.token);
        get(&self.address, path, &authorization)
    }

    fn send(&self, method: &str, path: &str, body: &str) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.address)?;
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: izin\r\nConnection: close\r\nAuthorization: Bearer {}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.token,
            body.len(),
        )?;
        let mut text = String::new();
        stream.read_to_string(&mut text)?;
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        Ok(Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            body: serde_json::from_str(body).unwrap_or_default(),
        })
    }
}

/// `GET` without credentials; the status and the body as it is.
pub fn fetch(address: &str, path: &str) -> (u16, Vec<u8>) {
    get(address, path, "")
}

fn get(address: &str, path: &str, headers: &str) -> (u16, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: izin\r\nConnection: close\r\n{headers}\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let body = answer.split_off(end.unwrap() + 4);
    let head = String::from_utf8(answer).unwrap();
    let body = if head.contains("transfer-encoding: chunked") {
        joined(&body)
    } else {
        body
    };
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body)
}

/// The bytes of a body that comes in chunks.
fn joined(mut chunks: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = chunks.windows(2).position(|two| two == b"\r\n").unwrap();
        let length = std::str::from_utf8(&chunks[..end]).unwrap();
        let length = usize::from_str_radix(length, 16).unwrap();
        let (chunk, rest) = chunks[end + 2..].split_at(length);
        if length == 0 {
            return body;
        }
        body.extend_from_slice(chunk);
        chunks = &rest[2..];
    }
}

/// An answer with its type.
#[derive(Debug)]
pub struct Told {
    /// The status.
    pub status: u16,
    /// `Content-Type`, empty if there is none.
    pub kind: String,
    /// The body as it is.
    pub body: Vec<u8>,
}

/// Any request.
pub fn tell(address: &str, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Told {
    let mut stream = TcpStream::connect(address).unwrap();
    let headers: Vec<_> = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let headers = headers.concat();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: izin\r\nConnection: close\r\n{headers}\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n");
    let body = answer.split_off(end.unwrap() + 4);
    let head = String::from_utf8(answer).unwrap();
    let kind = head
        .lines()
        .find_map(|line| line.strip_prefix("content-type: "));
    Told {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        kind: kind.unwrap_or_default().to_owned(),
        body,
    }
}

/// Asks at a page for a code to sign in by.
pub fn ask_for_a_code(server: &str, address: &str) {
    let body = format!("address={}&next=", address.replace('@', "%40"));
    let mut stream = TcpStream::connect(server).unwrap();
    let request = format!(
        "POST /sign-in HTTP/1.1\r\nHost: {server}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut status = String::new();
    BufReader::new(stream).read_line(&mut status).unwrap();
    assert!(status.starts_with("HTTP/1.1 303"), "{status}");
}
