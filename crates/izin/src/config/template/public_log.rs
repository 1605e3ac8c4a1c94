//! The part of the commented file that is about the public log.

use std::fmt::Write as _;

use super::{list, quoted};
use crate::config::PublicLog;

/// What stands there for whoever has no authority yet.
const AUTHORITIES: &str = "
# The time-stamp authorities (RFC 3161), in order of preference. Without any, a development authority in
# the data folder stamps, whose word is worth nothing to others. `roots` is a PEM file, `policies` may
# be left out, and only Kamu SM asks for an account:
# [[public_log.authorities]]
# name = \"kamusm\"
# url = \"http://zd.kamusm.gov.tr\"
# roots = \"/etc/izin/kamusm-roots.pem\"
# policies = [\"2.16.792.1.2.1.1.5.7.3.1\"]
# kamusm_user = 123456
# kamusm_password_file = \"/etc/izin/kamusm-password\"
";

const WITNESSES: &str = "
# The witnesses that are asked to cosign (C2SP tlog-witness), with their verifier keys:
# [[public_log.witnesses]]
# url = \"https://witness.example\"
# key = \"witness.example+8a3fbd5d+BK…\"
";

const WITNESS: &str = "
# Being a witness of other logs: the name to cosign under, which cannot be changed, and their keys:
# [public_log.witness]
# name = \"registry.example/witness\"
# logs = [\"other.example/log+c7d2e9a1+AT…\"]
";

/// The section with its tables; a table that is not there is shown in a comment.
pub fn render(config: &PublicLog) -> String {
    let mut text = format!(
        "[public_log]
# The log's name: by custom an address without its scheme. It is in every checkpoint and cannot be
# changed once anything is published.
origin = {origin}
# How long a movement waits before a time stamp is asked for, in seconds.
stamp_interval_seconds = {interval}
# Within how many seconds each movement must be stamped (rule 58); what takes longer is shown as a gap.
stamp_period_seconds = {period}
# How many days before a certificate ends all time stamps are renewed.
renew_before_days = {days}
# By how many seconds this machine's clock may differ from a real authority's, at most 180. While it is
# further ahead, approvals wait; refusals never do.
clock_tolerance_seconds = {tolerance}
# At a start at which no authority answers: by how many hours the clock may be ahead of the newest movement
# and the newest time stamp before approvals wait. `izin clock trust` says that it is right.
clock_idle_hours = {idle}
",
        origin = quoted(&config.origin),
        interval = config.stamp_interval_seconds,
        period = config.stamp_period_seconds,
        days = config.renew_before_days,
        tolerance = config.clock_tolerance_seconds,
        idle = config.clock_idle_hours,
    );
    text.push_str(AUTHORITIES);
    // Writing to a string cannot fail.
    for entry in &config.authorities {
        let (name, url) = (quoted(&entry.name), quoted(&entry.url));
        let roots = quoted(&entry.roots.to_string_lossy());
        let _written = write!(
            text,
            "\n[[public_log.authorities]]\nname = {name}\nurl = {url}\nroots = {roots}\n"
        );
        if !entry.policies.is_empty() {
            let policies = list(entry.policies.iter().cloned());
            let _written = writeln!(text, "policies = {policies}");
        }
        if let Some(user) = entry.kamusm_user {
            let _written = writeln!(text, "kamusm_user = {user}");
        }
        if let Some(file) = &entry.kamusm_password_file {
            let file = quoted(&file.to_string_lossy());
            let _written = writeln!(text, "kamusm_password_file = {file}");
        }
    }
    text.push_str(WITNESSES);
    for entry in &config.witnesses {
        let (url, key) = (quoted(&entry.url), quoted(&entry.key));
        let _written = write!(
            text,
            "\n[[public_log.witnesses]]\nurl = {url}\nkey = {key}\n"
        );
    }
    text.push_str(WITNESS);
    if let Some(witness) = &config.witness {
        let name = quoted(&witness.name);
        let logs = list(witness.logs.iter().cloned());
        let _written = write!(
            text,
            "\n[public_log.witness]\nname = {name}\nlogs = {logs}\n"
        );
    }
    text
}

#[cfg(test)]
pub mod tests {
    use crate::config::public_log::{AuthorityEntry, OwnWitness, PublicLog, WitnessEntry};

    /// One in which nothing is left out.
    pub fn full() -> PublicLog {
        let plain = AuthorityEntry {
            name: "a".to_owned(),
            url: "https://a.example/\"tsa\"".to_owned(),
            roots: "/etc/a \"b\".pem".into(),
            policies: Vec::new(),
            kamusm_user: None,
            kamusm_password_file: None,
        };
        let with_account = AuthorityEntry {
            name: "b".to_owned(),
            policies: vec!["1.2.3".to_owned(), "1.2.4".to_owned()],
            kamusm_user: Some(6),
            kamusm_password_file: Some("/etc/b".into()),
            ..plain.clone()
        };
        PublicLog {
            origin: "x.example/izin".to_owned(),
            stamp_interval_seconds: 7,
            stamp_period_seconds: 8,
            renew_before_days: 9,
            clock_tolerance_seconds: 10,
            clock_idle_hours: 11,
            authorities: vec![plain, with_account],
            witnesses: vec![WitnessEntry {
                url: "https://w.example".to_owned(),
                key: "w+1+\"".to_owned(),
            }],
            witness: Some(OwnWitness {
                name: "n".to_owned(),
                logs: vec!["l".to_owned(), "m".to_owned()],
            }),
        }
    }
}
