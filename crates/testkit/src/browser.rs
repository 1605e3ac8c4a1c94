//! A browser without a script: it keeps cookies and sends forms as browsers do.

mod given;

use std::collections::BTreeMap;

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, header};

pub use given::{FROM_SITE, Given};

use crate::site::{Answer, Site};

/// The pages' host in tests.
pub const HOST: &str = "localhost:8080";

/// A browser and its cookies.
pub struct Browser<'a> {
    site: &'a Site,
    /// By name.
    pub cookies: BTreeMap<String, String>,
    /// Sent along with every request.
    pub headers: Vec<(&'static str, String)>,
}

impl<'a> Browser<'a> {
    /// Without cookies; it prefers no language.
    pub fn new(site: &'a Site) -> Self {
        Self {
            site,
            cookies: BTreeMap::new(),
            headers: vec![("host", HOST.to_owned())],
        }
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.send(Method::GET, path, None, &[]).await
    }

    /// Sends a form of this site.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let own = [
            ("sec-fetch-site", "same-origin"),
            ("origin", "http://localhost:8080"),
        ];
        self.send(Method::POST, path, Some(encoded(fields)), &own)
            .await
    }

    /// Sends a form with other headers.
    pub async fn send(
        &mut self,
        method: Method,
        path: &str,
        form: Option<String>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in &self.headers {
            request = request.header(*name, value);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !self.cookies.is_empty() {
            let pairs: Vec<_> = self
                .cookies
                .iter()
                .map(|(k, v)| format!("{k}={v}"))
                .collect();
            request = request.header(header::COOKIE, pairs.join("; "));
        }
        let body = match form {
            Some(form) => {
                let kind = "application/x-www-form-urlencoded";
                request = request.header(header::CONTENT_TYPE, kind);
                Body::from(form)
            }
            None => Body::empty(),
        };
        let answer = self.site.ask(request.body(body).unwrap()).await;
        self.keep(&answer.headers);
        answer
    }

    fn keep(&mut self, headers: &HeaderMap) {
        for line in headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().unwrap();
            let (name, rest) = line.split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// Signs in with an address.
    pub async fn sign_in(&mut self, address: &str) {
        let sent = self.post("/sign-in", &[("address", address)]).await;
        assert_eq!(sent.location(), "/sign-in/code");
        let code = self.site.last_code();
        let signed_in = self.post("/sign-in/code", &[("code", &code)]).await;
        assert_eq!(signed_in.location(), "/consents");
    }

    /// Adds an address to the account.
    pub async fn add_address(&mut self, address: &str) {
        let sent = self.post("/addresses", &[("address", address)]).await;
        assert_eq!(sent.location(), "/addresses/code");
        let code = self.site.last_code();
        let added = self.post("/addresses/code", &[("code", &code)]).await;
        assert_eq!(added.location(), "/addresses?done=added");
    }
}

/// Fields as forms send them.
pub fn encoded(fields: &[(&str, &str)]) -> String {
    let encoded = |text: &str| -> String {
        let bytes = text.bytes().map(|byte| match byte {
            byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
            byte => format!("%{byte:02X}"),
        });
        bytes.collect()
    };
    let pairs = fields
        .iter()
        .map(|(name, value)| format!("{name}={}", encoded(value)));
    pairs.collect::<Vec<_>>().join("&")
}
