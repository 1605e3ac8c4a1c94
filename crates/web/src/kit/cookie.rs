//! Cookies: reading those that came, writing those that go.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::Settings;

/// A cookie of the pages. None is readable for scripts, none is sent along by other sites' forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cookie {
    name: &'static str,
    /// How long the browser keeps it, in seconds; `None`: until it is closed.
    max_age: Option<u32>,
}

impl Cookie {
    /// Names a cookie: `izin` for what is `__Host-izin` where cookies are for HTTPS only.
    pub const fn new(name: &'static str, max_age: Option<u32>) -> Self {
        Self { name, max_age }
    }

    fn full_name(self, settings: &Settings) -> String {
        // The prefix makes the browser refuse it from plain HTTP, a neighbouring host or a subpath.
        let prefix = if settings.secure_cookies {
            "__Host-"
        } else {
            ""
        };
        format!("{prefix}{}", self.name)
    }

    /// Its value in a request. Of several with the name the first counts.
    pub fn read(self, headers: &HeaderMap, settings: &Settings) -> Option<String> {
        let name = self.full_name(settings);
        headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value.to_owned())
    }

    /// The header line that sets it. The value has none of the characters a cookie cannot hold:
    /// only letters, digits and `-_.` are ever put there.
    pub fn set(self, value: &str, settings: &Settings) -> HeaderValue {
        self.line(value, self.max_age, settings)
    }

    /// The header line that makes the browser forget it.
    pub fn forget(self, settings: &Settings) -> HeaderValue {
        self.line("", Some(0), settings)
    }

    fn line(self, value: &str, max_age: Option<u32>, settings: &Settings) -> HeaderValue {
        let name = self.full_name(settings);
        let secure = if settings.secure_cookies {
            "; Secure"
        } else {
            ""
        };
        let age = max_age.map_or(String::new(), |seconds| format!("; Max-Age={seconds}"));
        let line = format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}");
        HeaderValue::from_str(&line).unwrap_or_else(|_| HeaderValue::from_static(""))
    }
}
