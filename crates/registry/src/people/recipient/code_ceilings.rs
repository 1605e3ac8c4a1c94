//! Where codes may go, and how many: each by text message costs money, and each is a chance to guess.

use std::net::IpAddr;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use directory::code::{BY_EMAIL, Ceiling, ClientMac, CodeAsker, CodeCeilings};
use directory::network::wider_network;
use domain::{Address, RecipientId, Timestamp};

use super::codes::{HOUR, MINUTE};
use crate::clients::network;
use crate::log_pace::LogPace;
use crate::message::CodePurpose;
use crate::{People, Result};

/// How many codes are sent to those who ask in one network (a /24 of IPv4, a /48 of IPv6) within an hour.
pub const NETWORK_CODES_MAX: u32 = 120;
/// How many wrong codes of such a network within an hour end its asking.
pub const NETWORK_WRONG_MAX: u32 = 60;
/// How many codes go by text message to one country abroad within an hour.
pub const COUNTRY_CODES_MAX: u32 = 120;
/// How many codes go by e-mail within an hour.
pub const EMAIL_CODES_MAX: u32 = 10_000;
/// What part of an hour's ceiling may go within a minute: one in so many.
const MINUTE_SHARE: u32 = 20;
/// The country at home, where the ceiling is that of all.
const HOME: u16 = 90;

/// What clients' and networks' MACs are of.
const CLIENT_CONTEXT: &[u8] = b"izin/code-client";
const NETWORK_CONTEXT: &[u8] = b"izin/code-network";

/// How an address gets a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CodeRoute {
    /// By e-mail, or by a text message.
    Open,
    /// Its country is not one that codes are sent to unless an agent asks.
    Abroad,
    /// It is no mobile number of an ordinary price.
    NoMobile,
}

impl CodeRoute {
    /// Whether a code is sent.
    pub fn is_open(self) -> bool {
        self == Self::Open
    }
}

/// That a ceiling is reached, for the log and whoever asks how the registry does.
pub(crate) struct CeilingAlarm {
    log: LogPace,
    until: AtomicI64,
}

impl Default for CeilingAlarm {
    fn default() -> Self {
        Self {
            log: LogPace::every(Duration::from_hours(1)),
            until: AtomicI64::new(i64::MIN),
        }
    }
}

impl People<'_> {
    /// Whether a code for a purpose goes to an address. Consents, checks and refusals do not ask this.
    pub fn code_route(self, address: &Address, purpose: CodePurpose) -> CodeRoute {
        let Address::Phone(phone) = address else {
            return CodeRoute::Open;
        };
        if !phone.is_mobile() {
            return CodeRoute::NoMobile;
        }
        // An agent speaks with the caller, and cannot be made to ask by the thousand.
        let digits = phone.digits().to_string();
        let mut prefixes = self.settings().codes.prefixes.iter();
        if purpose == CodePurpose::Desk || prefixes.any(|prefix| digits.starts_with(prefix)) {
            CodeRoute::Open
        } else {
            CodeRoute::Abroad
        }
    }

    /// Until when a ceiling of codes keeps people from signing in. `None`: none does.
    pub fn code_ceiling_until(self) -> Option<Timestamp> {
        let until = Timestamp::from_millis(self.ceiling_alarm().until.load(Ordering::Relaxed));
        (until > self.now()).then_some(until)
    }

    /// A stranger who asks, as they are counted.
    pub(super) async fn counted_asker(
        self,
        address: &Address,
        recipient: RecipientId,
        client: IpAddr,
        now: Timestamp,
    ) -> Result<CodeAsker> {
        let mac = |context: &[u8], address: IpAddr| -> ClientMac {
            self.ledger().mac(context, address.to_string().as_bytes())
        };
        let own = mac(CLIENT_CONTEXT, network(client));
        let known = self.directory().knows_code_asker(recipient, own, now);
        Ok(CodeAsker {
            client: own,
            network: mac(NETWORK_CONTEXT, wider_network(client)),
            known: known.await?,
            country: match address {
                Address::Phone(phone) => phone.country_code(),
                Address::Email(_) => BY_EMAIL,
            },
        })
    }

    pub(super) fn code_ceilings(self) -> CodeCeilings {
        let windows = |hour: u32| {
            let minute = hour.div_ceil(MINUTE_SHARE);
            [(minute, MINUTE), (hour, HOUR)]
        };
        let texts = windows(self.settings().codes.texts_per_hour);
        CodeCeilings {
            network: (NETWORK_CODES_MAX, HOUR),
            network_wrong: (NETWORK_WRONG_MAX, HOUR),
            all: texts,
            country: windows(COUNTRY_CODES_MAX),
            home: (HOME, texts),
            email: windows(EMAIL_CODES_MAX),
        }
    }

    /// Raises the alarm: once an hour in the log. A network's ceiling is the network's own affair.
    pub(super) fn note_ceiling(self, ceiling: Ceiling, again_at: Timestamp, now: Timestamp) {
        if ceiling == Ceiling::Network {
            return;
        }
        let alarm = self.ceiling_alarm();
        alarm
            .until
            .fetch_max(again_at.as_millis(), Ordering::Relaxed);
        if let Some(left_out) = alarm.log.pass(now) {
            tracing::error!(
                ?ceiling,
                left_out,
                "a ceiling of one-time codes is reached: people may be unable to sign in by a code"
            );
        }
    }
}
