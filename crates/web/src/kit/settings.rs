//! What the operator says about the pages.

use edge::Network;

/// How the pages are served.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where people reach the pages, without a slash at the end: `https://izin.example`. Forms posted
    /// from there are believed, and links in messages begin with it.
    pub public_url: String,
    /// Whether cookies are for HTTPS only. Off in demonstrations over plain HTTP, and nowhere else.
    pub secure_cookies: bool,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// Who runs the registry, as it stands at the foot of every page.
    pub operator_name: String,
    /// The short number that text messages are sent to; empty: there is none.
    pub short_number: String,
}

impl Default for Settings {
    /// A registry on one's own machine.
    fn default() -> Self {
        Self {
            public_url: "http://localhost:8080".to_owned(),
            secure_cookies: true,
            trusted_proxies: Vec::new(),
            operator_name: "izin".to_owned(),
            short_number: String::new(),
        }
    }
}
