//! A configuration as a commented file.

use toml_edit::{DocumentMut, Item, TableLike, ser};

use super::{Config, FILE};

/// The whole configuration with a comment for every key; reading it gives the same again.
pub fn render(config: &Config) -> String {
    let mut file: DocumentMut = FILE.parse().expect("the committed file is right");
    let values = ser::to_document(config).expect("a configuration has a form in TOML");
    put(file.as_table_mut(), values.as_table());
    file.to_string()
}

/// Puts values in place of others, and beside them those that the file shows in a comment only.
fn put(file: &mut dyn TableLike, values: &dyn TableLike) {
    for (key, value) in values.iter() {
        match (file.get_mut(key), value.as_table_like()) {
            (Some(Item::Table(section)), Some(values)) => put(section, values),
            (Some(place), _) => place.clone_from(value),
            (None, _) => {
                // A table written inline becomes one of its own, and so do several.
                let shown = match value.clone().into_table() {
                    Ok(table) => Item::Table(table),
                    Err(other) => match other.into_array_of_tables() {
                        Ok(tables) => Item::ArrayOfTables(tables),
                        Err(other) => other,
                    },
                };
                file.insert(key, shown);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use api::server::{Bounds, CONNECTIONS_MAX};
    use api::settings::{RequestIds, UnknownStatus};
    use channels::smtp::SmtpTls;
    use domain::answer_period::DayUnit;
    use domain::calendar::DayKind;
    use domain::draft::EmptyFields;
    use domain::fines::YearOf;
    use domain::policy::FirstRefusal;
    use registry::people::recipient::{CodeSettings, NoticePolicy};
    use registry::proof::public_log::DEFAULT_ORIGIN;

    use super::super::public_log::WitnessEntry;
    use super::super::{AuthorityEntry, Holiday, OwnWitness, PublicLog, reading};
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
                kind: DayKind::Half,
            }],
            ..Config::default()
        };
        config.connections.most = 9;
        config.connections.by_client = 8;
        config.contract.rate_limits = false;
        config.contract.feed_delay_seconds = 1;
        config.contract.unknown_status = UnknownStatus::NotFound;
        config.contract.empty_fields = EmptyFields::Wrong;
        config.contract.first_refusal = FirstRefusal::Suppress;
        config.contract.token_duplicates = false;
        config.contract.request_ids = RequestIds::Dashed;
        config.contract.check_validity_seconds = 2;
        config.ledger.cache_mib = 3;
        config.ledger.run_movements = 4;
        config.ledger.queue_commands = 5;
        config.public_log = full();
        config.messages.notices = NoticePolicy::AtOnce;
        config.messages.loaded_per_minute = 7;
        config.messages.review_until = "2026-12-31".to_owned();
        config.messages.quiet_from = 21;
        config.messages.quiet_until = 9;
        config.messages.exit_link_days = 30;
        config.messages.sender = "A <a@b.example>".to_owned();
        config.smtp.host = "mail.example".to_owned();
        config.smtp.port = 465;
        config.smtp.tls = SmtpTls::Implicit;
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
        config.complaints.answer_days = 20;
        config.complaints.answer_days_count = DayUnit::Business;
        config.fines.table = "/srv/fines.toml".into();
        config.fines.year_of = YearOf::Decision;
        config.log.format = Format::Json;
        config.log.level = Level::Debug;
        assert_eq!(read_back(&config), config);
    }

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

    #[test]
    fn every_field_is_in_the_file_and_every_key_of_it_is_a_field() {
        let config = Config::default();
        let file: toml::Table = FILE.parse().unwrap();
        assert_eq!(file, toml::Table::try_from(&config).unwrap());
        assert_eq!(render(&config), FILE);
    }

    #[test]
    fn the_file_says_what_the_parts_do_by_themselves() {
        let config = Config::default();
        let (bounds, own) = (config.bounds(), Bounds::of(CONNECTIONS_MAX));
        assert_eq!(bounds.connections, own.connections);
        assert_eq!(bounds.by_client, own.by_client);
        assert_eq!(config.public_log.origin, DEFAULT_ORIGIN);
        let codes = config.pages.codes().texts_per_hour;
        assert_eq!(codes, CodeSettings::default().texts_per_hour);
        assert_eq!(config.registry_settings(), registry::Settings::default());
        let api = config.api_settings();
        let own = api::Settings::default();
        assert_eq!(api.rate_limits, own.rate_limits);
        assert_eq!(api.unknown_status, own.unknown_status);
        assert_eq!(api.empty_fields, own.empty_fields);
        assert_eq!(api.request_ids, own.request_ids);
        assert_eq!(api.token_duplicates, own.token_duplicates);
    }
}
