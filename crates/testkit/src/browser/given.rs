//! Forms with a file in them, and what a page's script asks for.

use axum::body::Body;
use axum::http::request::Builder;
use axum::http::{Method, Request, header};

use super::{Browser, HOST};
use crate::site::Answer;

/// From which site a browser says that a request comes.
pub const FROM_SITE: &str = "sec-fetch-site";

/// A file in a form.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The field that it is in.
    pub field: &'a str,
    /// What it is called.
    pub name: &'a str,
    /// What kind of file the browser takes it for.
    pub kind: &'a str,
    /// What is in it.
    pub bytes: &'a [u8],
}

impl<'a> Given<'a> {
    /// A list in the field `file`.
    pub const fn list(name: &'a str, bytes: &'a [u8]) -> Self {
        Self {
            field: "file",
            name,
            kind: "text/csv",
            bytes,
        }
    }
}

impl Browser<'_> {
    /// A request with this browser's cookies, from a page of this site or of another.
    pub fn request(&self, method: Method, path: &str, from: &str) -> Builder {
        let cookies = self.cookies.iter();
        let cookies: Vec<_> = cookies
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, HOST)
            .header(FROM_SITE, from)
            .header(header::COOKIE, cookies.join("; "))
    }

    /// Sends a request that was made for it. Its cookies stay as they are.
    pub async fn ask(&self, request: Request<Body>) -> Answer {
        self.site.ask(request).await
    }

    /// Sends a form with a file behind its other fields, as a browser without a script does.
    pub async fn give(&self, path: &str, fields: &[(&str, &str)], file: Given<'_>) -> Answer {
        let mut body = Vec::new();
        let mut part = |rest: String, bytes: &[u8]| {
            let head = format!("--x\r\ncontent-disposition: form-data; {rest}\r\n\r\n");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        };
        for (name, value) in fields {
            part(format!("name=\"{name}\""), value.as_bytes());
        }
        let Given {
            field, name, kind, ..
        } = file;
        let named = format!("name=\"{field}\"; filename=\"{name}\"\r\ncontent-type: {kind}");
        part(named, file.bytes);
        body.extend_from_slice(b"--x--\r\n");
        let request = self.request(Method::POST, path, "same-origin");
        let request = request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
        self.ask(request.body(Body::from(body)).unwrap()).await
    }
}
