//! The time-stamp authorities that are asked, and how.

use std::future::Future;
use std::pin::Pin;
use std::sync::Mutex;
use std::time::Duration;

use tsp::{DevelopmentAuthority, Oid, Trust};
use zeroize::Zeroizing;

/// How long one authority may take to answer.
pub const ANSWER_TIMEOUT: Duration = Duration::from_secs(10);
/// The longest answer taken, in bytes: a token with a long chain is some 10 KiB.
pub const ANSWER_BYTES_MAX: usize = 64 * 1024;

/// One authority.
pub struct Authority {
    /// What the configuration calls it.
    pub name: String,
    /// Who answers.
    pub source: Source,
    /// The roots its certificates must lead to.
    pub trust: Trust,
    /// The policies accepted; empty: any.
    pub policies: Vec<Oid>,
}

impl Authority {
    /// Whether its stamps prove nothing to anybody else.
    pub fn is_development(&self) -> bool {
        matches!(self.source, Source::Development(_))
    }
}

/// Who answers.
pub enum Source {
    /// This process, for development: its stamps prove nothing to anybody else.
    Development(Box<Mutex<DevelopmentAuthority>>),
    /// An authority that is asked over HTTP (RFC 3161, section 3.4).
    Remote {
        /// Where.
        url: String,
        /// The account at Kamu SM, which asks for a header of its own.
        account: Option<Account>,
    },
}

/// An account at Kamu SM.
pub struct Account {
    /// The customer number.
    pub user: u64,
    /// The password.
    pub password: Zeroizing<String>,
}

/// One call of an authority.
pub struct StampCall<'a> {
    /// Where.
    pub url: &'a str,
    /// The request (DER).
    pub body: Vec<u8>,
    /// The value of the `identity` header, where the authority asks for one.
    pub identity: Option<String>,
}

/// A future that a transport gives.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T, String>> + Send + 'a>>;

/// Carries requests to authorities, within [`ANSWER_TIMEOUT`] and [`ANSWER_BYTES_MAX`]. The error is
/// for the operator, without secrets.
pub trait StampTransport: Send + Sync {
    /// The body of the answer, whatever its status line says: some authorities answer a refusal with
    /// 200, others a reply with 400.
    fn stamp<'a>(&'a self, call: StampCall<'a>) -> Answer<'a, Vec<u8>>;
}
