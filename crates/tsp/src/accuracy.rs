//! How far the time in a token may be off.

use std::time::Duration;

use der::Sequence;

/// The accuracy an authority claims: the true time lies within this much of the token's (RFC 3161 section 2.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Sequence)]
pub struct Accuracy {
    /// Whole seconds.
    #[asn1(optional = "true")]
    pub seconds: Option<u32>,
    /// Milliseconds, 1 to 999.
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    pub millis: Option<u16>,
    /// Microseconds, 1 to 999.
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    pub micros: Option<u16>,
}

impl Accuracy {
    /// So many whole seconds.
    pub const fn seconds(seconds: u32) -> Self {
        Self {
            seconds: Some(seconds),
            millis: None,
            micros: None,
        }
    }

    /// As one length of time.
    pub fn duration(self) -> Duration {
        Duration::from_secs(self.seconds.unwrap_or_default().into())
            + Duration::from_millis(self.millis.unwrap_or_default().into())
            + Duration::from_micros(self.micros.unwrap_or_default().into())
    }
}
