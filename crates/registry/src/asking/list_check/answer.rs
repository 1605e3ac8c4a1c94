//! The answer as the sender keeps it: a line for a line, then the summary and its signature.

use domain::Timestamp;
use domain::check::Reason;
use serde::Serialize;
use sha2::{Digest as _, Sha256};

use super::row::{Form, Verdict};
use super::{Checked, ListCheck};

/// Says what is signed, so that no other signed text can be taken for a summary.
const KIND: &str = "izin/list-check/1";

/// Puts verdicts, in their order, into the answer's form.
pub struct ListAnswer {
    form: Form,
    digest: Sha256,
    counts: Counts,
    as_of: Option<(Timestamp, Timestamp)>,
}

/// How many lines were answered how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Counts {
    allowed: u64,
    denied: u64,
    invalid: u64,
}

/// What the sender keeps. Its line is signed as it stands.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Summary {
    kind: &'static str,
    list_id: String,
    brand_code: u32,
    #[serde(rename = "type")]
    channel: &'static str,
    recipient_type: &'static str,
    lines: u64,
    allowed: u64,
    denied: u64,
    invalid: u64,
    as_of_from: String,
    as_of_until: String,
    valid_until: String,
    input_sha256: String,
    output_sha256: String,
    key_id: String,
}

impl ListAnswer {
    pub(super) fn new(form: Form) -> Self {
        Self {
            form,
            digest: Sha256::new(),
            counts: Counts::default(),
            as_of: None,
        }
    }

    /// Appends the lines of the next chunk.
    pub fn render(&mut self, checked: &Checked, out: &mut Vec<u8>) {
        let from = out.len();
        for &verdict in &checked.verdicts {
            let (count, line) = match verdict {
                Verdict::Decided(reason) if reason.allows() => {
                    (&mut self.counts.allowed, decided(self.form, reason))
                }
                Verdict::Decided(reason) => (&mut self.counts.denied, decided(self.form, reason)),
                Verdict::Invalid(fault) => (
                    &mut self.counts.invalid,
                    match self.form {
                        Form::Plain => ["! ", fault.as_wire(), "\n"],
                        Form::Json => [
                            "{\"decision\":\"INVALID\",\"reason\":\"",
                            fault.as_wire(),
                            "\"}\n",
                        ],
                    },
                ),
            };
            *count += 1;
            for part in line {
                out.extend_from_slice(part.as_bytes());
            }
        }
        self.digest.update(&out[from..]);
        if !checked.verdicts.is_empty() {
            let (first, last) = self.as_of.unwrap_or((checked.as_of, checked.as_of));
            self.as_of = Some((first.min(checked.as_of), last.max(checked.as_of)));
        }
    }

    /// Appends the summary and its signature: without them an answer is not whole.
    /// `input` is the digest of all that was sent.
    pub fn finish(self, list: &ListCheck, input: [u8; 32], out: &mut Vec<u8>) {
        let registry = &list.registry;
        let signer = registry.asking().signer();
        let now = registry.now();
        let (from, until) = self.as_of.unwrap_or((now, now));
        let valid_until = from + registry.settings().check_validity;
        let Counts {
            allowed,
            denied,
            invalid,
        } = self.counts;
        let summary = Summary {
            kind: KIND,
            list_id: list.id.to_string(),
            brand_code: list.scope().brand().0,
            channel: list.question.channel.as_wire(),
            recipient_type: list.question.recipient_type.as_wire(),
            lines: allowed + denied + invalid,
            allowed,
            denied,
            invalid,
            as_of_from: instant(from),
            as_of_until: instant(until),
            valid_until: instant(valid_until),
            input_sha256: hex::encode(input),
            output_sha256: hex::encode(self.digest.finalize()),
            key_id: hex::encode(signer.key_id()),
        };
        let summary = serde_json::to_string(&summary).unwrap_or_default();
        let signature = hex::encode(signer.sign(summary.as_bytes()));
        let tail = match self.form {
            Form::Plain => format!("# {summary}\n# {signature}\n"),
            Form::Json => format!("{summary}\n{{\"signature\":\"{signature}\"}}\n"),
        };
        out.extend_from_slice(tail.as_bytes());
    }
}

fn decided(form: Form, reason: Reason) -> [&'static str; 3] {
    match (form, reason.allows()) {
        (Form::Plain, true) => ["1 ", reason.as_wire(), "\n"],
        (Form::Plain, false) => ["0 ", reason.as_wire(), "\n"],
        (Form::Json, true) => [
            "{\"decision\":\"ALLOW\",\"reason\":\"",
            reason.as_wire(),
            "\"}\n",
        ],
        (Form::Json, false) => [
            "{\"decision\":\"DENY\",\"reason\":\"",
            reason.as_wire(),
            "\"}\n",
        ],
    }
}

/// RFC 3339, in Türkiye's time, with milliseconds.
pub fn instant(at: Timestamp) -> String {
    let wire = at.to_wire();
    let millis = at.as_millis().rem_euclid(1_000);
    let (date, time) = wire.split_at_checked(10).unwrap_or((&wire, ""));
    format!("{date}T{}.{millis:03}+03:00", time.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_rfc_3339_in_turkiyes_time() {
        let at = Timestamp::from_millis(1_773_133_200_007);
        assert_eq!(instant(at), "2026-03-10T12:00:00.007+03:00");
    }
}
