//! A configuration as a commented file.

mod identity;
mod messages;
mod pages;
mod public_log;

use std::fmt::Write as _;

use toml::Value;

use super::{Config, EmptyFields, FirstRefusal, HolidayKind, RequestIds, UnknownStatus};

/// The whole configuration with a comment for every key; reading it gives the same again.
pub fn render(config: &Config) -> String {
    let contract = &config.contract;
    let mut text = format!(
        "# izin's configuration. Every key may be left out; here it stands with its value.

# The folder with all data; made at first start. Its file `keys` opens the addresses in it.
data = {data}
# Where to listen. TLS is a reverse proxy's business.
listen = {listen}
# Reverse proxies whose X-Forwarded-For is believed, as addresses or networks (10.0.0.0/8).
trusted_proxies = {proxies}

{connections}
[contract]
# Whether the contract's rate limits are kept. A refusal (RET) is never refused by one.
rate_limits = {rate_limits}
# How old a movement must be before the change feed shows it, in seconds.
feed_delay_seconds = {feed_delay}
# What a status query answers for an unknown record: \"empty-object\", \"empty-body\" or \"not-found\".
unknown_status = {unknown_status}
# Optional fields sent as null or as an empty list: \"lenient\" (as absent) or \"strict\" (as wrong).
empty_fields = {empty_fields}
# A refusal for an unknown record: \"refuse\" (H175) or \"suppress\" (kept). A brand may say otherwise.
first_refusal = {first_refusal}
# Whether the token answer repeats its tokens in camel case, as some clients need.
token_duplicates = {token_duplicates}
# How a batch's requestId is written: \"plain\" (32 digits) or \"dashed\".
request_ids = {request_ids}
# How long the answer of a check may be used, in seconds.
check_validity_seconds = {check_validity}

[ledger]
# The cache for stored data, in MiB.
cache_mib = {cache}
# How many movements gather in memory before the indexes are written.
run_movements = {run}
# How many requests may wait to be decided; more wait at their callers.
queue_commands = {queue}

{public_log}
{pages}
{messages}
{identity}
[log]
# \"text\" or \"json\", on standard error.
format = {format}
# \"error\", \"warn\", \"info\" or \"debug\".
level = {level}

# Days off beside the official holidays, \"full\" or \"half\" (from 13:00):
# [[holidays]]
# date = \"2026-05-25\"
# kind = \"full\"
",
        data = quoted(&config.data.to_string_lossy()),
        listen = quoted(&config.listen.to_string()),
        proxies = list(config.trusted_proxies.iter().map(ToString::to_string)),
        connections = config.connections.render(),
        rate_limits = contract.rate_limits,
        feed_delay = contract.feed_delay_seconds,
        unknown_status = quoted(match contract.unknown_status {
            UnknownStatus::EmptyObject => "empty-object",
            UnknownStatus::EmptyBody => "empty-body",
            UnknownStatus::NotFound => "not-found",
        }),
        empty_fields = quoted(match contract.empty_fields {
            EmptyFields::Lenient => "lenient",
            EmptyFields::Strict => "strict",
        }),
        first_refusal = quoted(match contract.first_refusal {
            FirstRefusal::Refuse => "refuse",
            FirstRefusal::Suppress => "suppress",
        }),
        token_duplicates = contract.token_duplicates,
        request_ids = quoted(match contract.request_ids {
            RequestIds::Plain => "plain",
            RequestIds::Dashed => "dashed",
        }),
        check_validity = contract.check_validity_seconds,
        cache = config.ledger.cache_mib,
        run = config.ledger.run_movements,
        queue = config.ledger.queue_commands,
        public_log = public_log::render(&config.public_log),
        pages = pages::render(&config.pages),
        messages = messages::render(&config.messages, &config.smtp, &config.smpp),
        identity = identity::render(&config.identity),
        format = quoted(config.log.format.as_str()),
        level = quoted(config.log.level.as_str()),
    );
    for holiday in &config.holidays {
        let kind = match holiday.kind {
            HolidayKind::Full => "full",
            HolidayKind::Half => "half",
        };
        let date = quoted(&holiday.date);
        // Writing to a string cannot fail.
        let _written = write!(text, "\n[[holidays]]\ndate = {date}\nkind = \"{kind}\"\n");
    }
    text
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn list(items: impl Iterator<Item = String>) -> String {
    Value::Array(items.map(Value::from).collect()).to_string()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::super::messages::{Notices, Protection};
    use super::super::{Holiday, reading};
    use super::*;
    use crate::logging::{Format, Level};

    fn read_back(config: &Config) -> Config {
        reading::parse("printed", &render(config)).unwrap()
    }

    #[test]
    fn the_defaults_are_read_back_as_printed() {
        let config = Config::default();
        assert_eq!(read_back(&config), config);
    }

    #[test]
    fn every_key_is_read_back_as_printed() {
        let mut config = Config {
            data: "/srv/a \"b\"\\c".into(),
            listen: "[::1]:9".parse().unwrap(),
            trusted_proxies: vec!["10.0.0.1".parse().unwrap(), "fd00::/8".parse().unwrap()],
            holidays: vec![Holiday {
                date: "2026-05-25".to_owned(),
                kind: HolidayKind::Half,
            }],
            ..Config::default()
        };
        config.connections.most = 9;
        config.connections.by_client = 8;
        config.contract.rate_limits = false;
        config.contract.feed_delay_seconds = 1;
        config.contract.unknown_status = UnknownStatus::NotFound;
        config.contract.empty_fields = EmptyFields::Strict;
        config.contract.first_refusal = FirstRefusal::Suppress;
        config.contract.token_duplicates = false;
        config.contract.request_ids = RequestIds::Dashed;
        config.contract.check_validity_seconds = 2;
        config.ledger.cache_mib = 3;
        config.ledger.run_movements = 4;
        config.ledger.queue_commands = 5;
        config.public_log = public_log::tests::full();
        config.messages.notices = Notices::AtOnce;
        config.messages.loaded_per_minute = 7;
        config.messages.review_until = "2026-12-31".to_owned();
        config.messages.quiet_from = 21;
        config.messages.quiet_until = 9;
        config.messages.exit_link_days = 30;
        config.messages.sender = "A <a@b.example>".to_owned();
        config.smtp.host = "mail.example".to_owned();
        config.smtp.port = 465;
        config.smtp.tls = Protection::Tls;
        config.smtp.user = "izin".to_owned();
        config.smtp.password_file = "/srv/smtp".into();
        config.smpp.address = "smpp.example:2775".to_owned();
        config.smpp.system_id = "izin".to_owned();
        config.smpp.password_file = "/srv/smpp".into();
        config.smpp.system_type = "x".to_owned();
        config.smpp.vouches = false;
        config.pages.public_url = "https://registry.example".to_owned();
        config.pages.operator = "A \"registry\"".to_owned();
        config.pages.short_number = "4040".to_owned();
        config.pages.agent_number = "+905000000000".to_owned();
        config.pages.desk_network_proof = true;
        config.pages.code_countries = vec!["+90".to_owned(), "+49".to_owned()];
        config.pages.code_texts_per_hour = 7;
        config.identity.issuer = "https://identity.example".to_owned();
        config.identity.client_id = "izin".to_owned();
        config.identity.client_secret_file = "/run/secrets/identity".into();
        config.identity.name = "e-Devlet".to_owned();
        config.identity.trust_addresses = true;
        config.log.format = Format::Json;
        config.log.level = Level::Debug;
        assert_eq!(read_back(&config), config);
    }

    #[test]
    fn every_key_is_printed() {
        let printed: toml::Table = render(&Config::default()).parse().unwrap();
        let mut known = toml::Table::try_from(Config::default()).unwrap();
        // An empty list of tables has no form of its own; the comment shows it.
        known.remove("holidays");
        let public_log = known["public_log"].as_table_mut().unwrap();
        public_log.remove("authorities");
        public_log.remove("witnesses");
        assert_eq!(printed, known);
    }
}
