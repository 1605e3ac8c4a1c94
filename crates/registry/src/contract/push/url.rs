//! Where pushes may go.
//!
//! A caller of the interface names the address that this server then calls. Without care that would
//! let it reach what only this server can reach: its own loopback services, the network behind it,
//! a cloud's metadata address. The policy, [`PushReach`], is kept twice: by the text of the URL
//! here, and by the addresses its name resolves to, by the transport, at each connection, because
//! a name can be given another address after it was looked at.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The longest URL, in bytes.
pub const URL_BYTES_MAX: usize = 2_048;

/// The port of `https`.
const HTTPS_PORT: u16 = 443;

/// Ports below this belong to other protocols (mail, remote shells) and are not called, 443 aside.
const FIRST_FREE_PORT: u16 = 1_024;

/// Which addresses pushes may go to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PushReach {
    /// `https` to public addresses, on port 443 or one from 1024 on.
    #[default]
    Public,
    /// In tests and demonstrations: loopback addresses as well, there also by plain `http` and on
    /// any port.
    Loopback,
}

impl PushReach {
    /// Whether an address may be connected to.
    pub fn allows(self, address: IpAddr) -> bool {
        is_public(address) || (self == Self::Loopback && address.is_loopback())
    }
}

/// A URL that may be called. Its `Debug` leaves out the path, which may hold a secret.
#[derive(Clone, PartialEq, Eq)]
pub struct PushUrl {
    text: String,
    host: String,
}

/// Why a URL may not be called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UrlProblem {
    /// It is not `https` (contract `H531`).
    NotHttps,
    /// It is no URL, or one that [`PushReach`] leaves out (contract `H530`).
    NotAllowed,
}

impl PushUrl {
    /// Reads a URL: scheme, host, perhaps a port, path and query. User information, a fragment,
    /// blanks and anything but ASCII are refused.
    pub fn new(text: &str, reach: PushReach) -> Result<Self, UrlProblem> {
        let (scheme, rest) = text.split_once("://").ok_or(UrlProblem::NotHttps)?;
        let secure = scheme.eq_ignore_ascii_case("https");
        let plain = scheme.eq_ignore_ascii_case("http") && reach == PushReach::Loopback;
        if !secure && !plain {
            return Err(UrlProblem::NotHttps);
        }
        let printable = text.bytes().all(|byte| byte.is_ascii_graphic());
        if text.len() > URL_BYTES_MAX || !printable || rest.contains(['#', '\\']) {
            return Err(UrlProblem::NotAllowed);
        }
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let (host, port) = host_and_port(authority).ok_or(UrlProblem::NotAllowed)?;
        let loopback = reach == PushReach::Loopback && is_loopback(host);
        let allowed_port = match port {
            None => true,
            Some(port) => port == HTTPS_PORT || port >= FIRST_FREE_PORT || loopback,
        };
        let allowed_host = match literal(host) {
            Some(address) => reach.allows(address),
            None => is_name(host) && (loopback || !is_local_name(host)),
        };
        if allowed_port && allowed_host && (secure || loopback) {
            Ok(Self {
                text: text.to_owned(),
                host: host.to_owned(),
            })
        } else {
            Err(UrlProblem::NotAllowed)
        }
    }

    /// The URL as it was sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for PushUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PushUrl({})", self.host)
    }
}

/// Splits an authority without user information.
fn host_and_port(authority: &str) -> Option<(&str, Option<u16>)> {
    let (host, rest) = if authority.starts_with('[') {
        let end = authority.find(']')?;
        authority.split_at(end + 1)
    } else {
        let end = authority.find(':').unwrap_or(authority.len());
        authority.split_at(end)
    };
    if rest.is_empty() {
        return Some((host, None));
    }
    let digits = rest.strip_prefix(':')?;
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    plain
        .then(|| digits.parse().ok())
        .flatten()
        .map(|port| (host, Some(port)))
}

fn literal(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[') {
        Some(rest) => rest
            .strip_suffix(']')?
            .parse::<Ipv6Addr>()
            .ok()
            .map(IpAddr::V6),
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    }
}

/// Whether a host is a name: labels of letters, digits and hyphens. The last label must not begin
/// with a digit, so that no other spelling of a numeric address (`127.1`, `0x7f000001`) passes.
fn is_name(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    host.len() <= 253
        && host.split('.').all(label)
        && last.starts_with(|first: char| first.is_ascii_alphabetic())
}

/// Names that mean this machine or its network by themselves.
fn is_local_name(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host).to_ascii_lowercase();
    let last = host.rsplit('.').next().unwrap_or_default();
    !host.contains('.') || matches!(last, "localhost" | "local" | "internal" | "home" | "lan")
}

fn is_loopback(host: &str) -> bool {
    match literal(host) {
        Some(address) => address.is_loopback(),
        None => host.eq_ignore_ascii_case("localhost"),
    }
}

/// Whether an address is one of the public network: not private, loopback, link-local (where
/// clouds keep their metadata), shared, documentation, multicast or reserved.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match carried_v4(address) {
            Some(carried) => is_public_v4(carried),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [first, second, third, _] = address.octets();
    let special = match first {
        0 | 10 | 127 | 224..=255 => true,
        100 => second & 0xc0 == 64,
        169 => second == 254,
        172 => second & 0xf0 == 16,
        192 => {
            second == 168 || (second == 0 && matches!(third, 0 | 2)) || (second, third) == (88, 99)
        }
        198 => second & 0xfe == 18 || (second, third) == (51, 100),
        203 => (second, third) == (0, 113),
        _ => false,
    };
    !special
}

/// The IPv4 address inside an IPv6 one (mapped, compatible, NAT64, 6to4).
fn carried_v4(address: Ipv6Addr) -> Option<Ipv4Addr> {
    let octets = address.octets();
    let at = |from: usize| Ipv4Addr::from([0, 1, 2, 3].map(|step| octets[from + step]));
    match address.segments() {
        [0, 0, 0, 0, 0, 0 | 0xffff, _, _] | [0x64, 0xff9b, 0, 0, 0, 0, _, _] => Some(at(12)),
        [0x2002, ..] => Some(at(2)),
        _ => None,
    }
}

/// Global unicast without the documentation prefixes and Teredo.
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [first, second, ..] = address.segments();
    let special = first == 0x2001 && (second < 0x200 || second == 0xdb8) || first == 0x3fff;
    first & 0xe000 == 0x2000 && !special
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> UrlProblem {
        PushUrl::new(text, PushReach::Public).expect_err(text)
    }

    #[test]
    fn https_to_a_public_host_may_be_called() {
        for text in [
            "https://push.example.com/in?key=1",
            "HTTPS://push.example.com",
            "https://push.example.com:8443/in",
            "https://93.184.216.34/",
            "https://[2a00:1450:4017::1]:443/",
            "https://push.example.com:1024/",
            "https://push.example.com:65535/",
        ] {
            assert!(PushUrl::new(text, PushReach::Public).is_ok(), "{text}");
        }
        let start = "https://push.example.com/";
        let longest = format!("{start}{}", "a".repeat(URL_BYTES_MAX - start.len()));
        assert!(PushUrl::new(&longest, PushReach::Public).is_ok());
        assert_eq!(refused(&format!("{longest}a")), UrlProblem::NotAllowed);
    }

    #[test]
    fn anything_but_https_is_named_as_such() {
        for text in [
            "http://push.example.com/",
            "ftp://a.example.com",
            "push.example.com",
            "",
        ] {
            assert_eq!(refused(text), UrlProblem::NotHttps, "{text}");
        }
    }

    #[test]
    fn user_information_and_broken_urls_are_refused() {
        for text in [
            "https://user:secret@push.example.com/",
            "https://push.example.com@10.0.0.1/",
            "https://push.example.com\\@10.0.0.1/",
            "https://push.example.com/#part",
            "https://push.example.com/a b",
            "https://push.example.com:/",
            "https://push.example.com:99999/",
            "https://push.example.com:+443/",
            "https:///path",
            "https://öneri.example.com/",
        ] {
            assert_eq!(refused(text), UrlProblem::NotAllowed, "{text}");
        }
        let long = format!("https://push.example.com/{}", "a".repeat(URL_BYTES_MAX));
        assert_eq!(refused(&long), UrlProblem::NotAllowed);
    }

    #[test]
    fn ports_of_other_protocols_are_refused() {
        for port in [22, 25, 80, 1_023] {
            let text = format!("https://push.example.com:{port}/");
            assert_eq!(refused(&text), UrlProblem::NotAllowed, "{text}");
        }
    }

    #[test]
    fn addresses_of_the_own_network_are_refused_in_every_spelling() {
        for host in [
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "[::1]",
            "[::]",
            "[::ffff:10.0.0.1]",
            "[::ffff:127.0.0.1]",
            "[64:ff9b::a00:1]",
            "[2002:a00:1::]",
            "[fc00::1]",
            "[fe80::1]",
            "[2001:db8::1]",
            "[ff02::1]",
            "localhost",
            "LOCALHOST.",
            "db.internal",
            "printer.local",
            "intranet",
        ] {
            let text = format!("https://{host}/");
            assert_eq!(refused(&text), UrlProblem::NotAllowed, "{text}");
        }
    }

    #[test]
    fn loopback_opens_only_by_the_switch() {
        for text in [
            "http://127.0.0.1:8080/in",
            "http://localhost:80/",
            "https://[::1]:9/",
        ] {
            assert!(PushUrl::new(text, PushReach::Public).is_err(), "{text}");
            assert!(PushUrl::new(text, PushReach::Loopback).is_ok(), "{text}");
        }
        for text in ["http://push.example.com/", "https://10.0.0.1/"] {
            assert!(PushUrl::new(text, PushReach::Loopback).is_err(), "{text}");
        }
    }

    #[test]
    fn a_urls_debug_form_hides_its_path() {
        let url = PushUrl::new("https://push.example.com/secret", PushReach::Public);
        assert!(!format!("{url:?}").contains("secret"));
    }
}
