//! What the voice menu needs besides the use cases all ways share: a state that travels with the call,
//! and who called last.
//!
//! Nothing is kept here between two keys of a call: its state goes out sealed and comes back with the
//! next key. It is bound to the gateway, the call and the caller, and expires, so that one that was
//! seen elsewhere or long ago opens nothing.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::{BrandCode, Channel, Timestamp};

use crate::people::recipient::Subject;
use crate::{Intake, Result};

/// How long a state is good: ten minutes from one key to the next.
pub const STATE_LIFE: Duration = Duration::from_mins(10);
/// The longest state that is read, in characters; a right one is shorter.
pub const STATE_LEN_MAX: usize = 2_048;

/// For how long somebody who asked before calling may be the last caller: three days.
const CALLED: Duration = Duration::from_hours(3 * 24);

/// What states are sealed for.
const CONTEXT: &[u8] = b"izin/voice/state";
/// The length of the instant before a state, in bytes.
const EXPIRY_LEN: usize = 8;

/// The call a state belongs to.
#[derive(Clone, Copy, Debug, serde::Serialize)]
pub struct CallName<'a> {
    /// The gateway that has the call.
    pub gateway: &'a str,
    /// The call's name there.
    pub call: &'a str,
    /// The caller's number, as the gateway tells it.
    pub caller: &'a str,
}

impl Intake<'_> {
    /// Seals a call's state, good for [`STATE_LIFE`].
    pub fn seal_call_state(self, call: CallName<'_>, state: &[u8]) -> String {
        let expires = (self.now() + STATE_LIFE).as_millis();
        let plain = [expires.to_be_bytes().as_slice(), state].concat();
        URL_SAFE_NO_PAD.encode(self.seal(CONTEXT, &name(call), &plain))
    }

    /// Opens it. `None`: it is another call's or caller's, too old, or nothing that was sealed here.
    pub fn open_call_state(self, call: CallName<'_>, sealed: &str) -> Option<Vec<u8>> {
        if sealed.len() > STATE_LEN_MAX {
            return None;
        }
        let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
        let plain = self.unseal(CONTEXT, &name(call), &sealed)?;
        let (expires, state) = plain.split_first_chunk::<EXPIRY_LEN>()?;
        (self.now().as_millis() < i64::from_be_bytes(*expires)).then(|| state.to_vec())
    }

    /// The brand that last asked whether it may call one of the subject's phones; with its name.
    pub async fn last_to_call(self, subject: &Subject) -> Result<Option<(BrandCode, String)>> {
        let now = self.now();
        let since = now - CALLED;
        let subject = subject.clone();
        let last = self
            .blocking(move |registry| {
                let mut last: Option<(Timestamp, BrandCode)> = None;
                for own in &subject.addresses {
                    let logged = registry.asking().checks_of(own, since, now)?;
                    let calls = logged
                        .checks
                        .into_iter()
                        .map(|check| check.question)
                        .filter(|question| question.channel == Channel::Call)
                        .map(|question| (question.at, question.brand));
                    last = calls.chain(last).max_by_key(|(at, _)| *at);
                }
                Ok(last)
            })
            .await?;
        let Some((_, code)) = last else {
            return Ok(None);
        };
        let name = self.directory().brand_name(code).await?;
        Ok(name.map(|name| (code, name)))
    }

    /// A brand's name. `None`: there is no such brand.
    pub async fn name_of_brand(self, code: BrandCode) -> Result<Option<String>> {
        Ok(self.directory().brand_name(code).await?)
    }
}

fn name(call: CallName<'_>) -> Vec<u8> {
    serde_json::to_vec(&call).expect("texts are always written")
}
