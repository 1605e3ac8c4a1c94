//! The configuration of `izin serve`: one TOML file, a few overrides, and what they come to.

mod address;
pub mod command;
mod connections;
mod fines;
mod identity;
pub mod messages;
mod pages;
mod public_log;
mod reading;
mod template;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::Duration;

use api::server::Bounds;
use api::settings::{RequestIds, UnknownStatus};
use domain::answer_period::{AnswerPeriod, DayUnit};
use domain::calendar::{Addition, Calendar, DayKind};
use domain::draft::EmptyFields;
use domain::policy::FirstRefusal;
use edge::Network;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::failure::{Exit, Failure};
use crate::logging::{Format, Level};
use crate::text_file;

pub use connections::Connections;
pub use fines::Fines;
pub use identity::Identity;
pub use pages::Pages;

use messages::{Centre, Messages, Relay};
pub use public_log::{AuthorityEntry, OwnWitness, PublicLog};

/// Everything that can be configured, with defaults for all of it in the committed file (`FILE`).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The folder all data are in.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// Reverse proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<Network>,
    /// How many connections are served.
    pub connections: Connections,
    /// How the İYS contract is spoken.
    pub contract: Contract,
    /// The ledger's sizes.
    pub ledger: Sizes,
    /// The public log, its time stamps and its witnesses.
    pub public_log: PublicLog,
    /// The pages for recipients and the desk.
    pub pages: Pages,
    /// When and how much people are written to.
    pub messages: Messages,
    /// The mail relay.
    pub smtp: Relay,
    /// The message centre.
    pub smpp: Centre,
    /// The identity provider people may sign in by.
    pub identity: Identity,
    /// How complaints go on.
    pub complaints: Complaints,
    /// What breaches are fined.
    pub fines: Fines,
    /// The log.
    pub log: Log,
    /// Days off beside the official holidays.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub holidays: Vec<Holiday>,
}

/// See [`Config::contract`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// Whether the contract's rate limits are kept.
    pub rate_limits: bool,
    /// How old a movement must be before the change feed shows it, in seconds.
    pub feed_delay_seconds: u32,
    /// What a status query answers for an unknown record.
    pub unknown_status: UnknownStatus,
    /// What optional fields sent as `null` or as an empty list count as.
    pub empty_fields: EmptyFields,
    /// What a refusal for an unknown record becomes, where the brand does not say.
    pub first_refusal: FirstRefusal,
    /// Whether the token answer repeats its tokens in camel case.
    pub token_duplicates: bool,
    /// How a batch's `requestId` is written.
    pub request_ids: RequestIds,
    /// How long a check's answer may be used, in seconds.
    pub check_validity_seconds: u32,
}

/// See [`Config::complaints`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Complaints {
    /// How many days a provider has to answer one (rule 67).
    pub answer_days: u16,
    /// Which days count.
    pub answer_days_count: DayUnit,
}

/// The longest time for an answer, in days.
const ANSWER_DAYS_MAX: u16 = 365;

/// See [`Config::ledger`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sizes {
    /// The engine's block cache, in MiB.
    pub cache_mib: u32,
    /// How many movements gather before the indexes are written.
    pub run_movements: u32,
    /// How many requests may wait for the sequencer.
    pub queue_commands: u32,
}

/// See [`Config::log`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Log {
    /// How lines are written.
    pub format: Format,
    /// What is logged.
    pub level: Level,
}

/// A day off beside the official holidays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Holiday {
    /// The day, as `2026-05-25`.
    pub date: String,
    /// How much of it.
    pub kind: DayKind,
}

/// What the command line and the environment put in place of the file's words.
#[derive(clap::Args, Clone, Debug, Default)]
pub struct Overrides {
    /// The data folder, instead of the configuration's.
    #[arg(long, env = "IZIN_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// The address to listen on, instead of the configuration's; port 0 takes a free one.
    #[arg(long, env = "IZIN_LISTEN", value_name = "ADDR")]
    pub listen: Option<SocketAddr>,
    /// How log lines are written, instead of the configuration's.
    #[arg(long, env = "IZIN_LOG_FORMAT", value_name = "FORMAT")]
    pub log_format: Option<Format>,
    /// What is logged, instead of the configuration's.
    #[arg(long, env = "IZIN_LOG_LEVEL", value_name = "LEVEL")]
    pub log_level: Option<Level>,
}

/// The configuration as it is committed and explained: every key with what is in force where nothing is said.
const FILE: &str = include_str!("../izin.toml");

static DEFAULTS: LazyLock<Config> =
    LazyLock::new(|| reading::parse("izin.toml", "").expect("the committed file is right"));

impl Default for Config {
    fn default() -> Self {
        DEFAULTS.clone()
    }
}

macro_rules! defaults {
    ($($section:ident: $type:ty;)*) => {$(
        impl Default for $type {
            fn default() -> Self {
                DEFAULTS.$section.clone()
            }
        }
    )*};
}

defaults! {
    connections: Connections;
    public_log: PublicLog;
    pages: Pages;
    messages: Messages;
    smtp: Relay;
    smpp: Centre;
    identity: Identity;
}

impl Config {
    /// Reads a file and checks what it says.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let text = text_file::read(path)?;
        let config = reading::parse(&path.display().to_string(), &text)?;
        config.calendar()?;
        config.check_sizes()?;
        config.connections.check()?;
        config.public_log.check()?;
        config.pages.check()?;
        config.messages.check()?;
        config.smpp.check(&config.pages.short_number)?;
        config.identity.check()?;
        config.complaints.check()?;
        config.fines.table()?;
        Ok(config)
    }

    /// With the overrides in place.
    #[must_use]
    pub fn overridden(mut self, overrides: &Overrides) -> Self {
        if let Some(data) = &overrides.data {
            self.data.clone_from(data);
        }
        if let Some(listen) = overrides.listen {
            self.listen = listen;
        }
        self.log.format = overrides.log_format.unwrap_or(self.log.format);
        self.log.level = overrides.log_level.unwrap_or(self.log.level);
        self
    }

    /// The business days.
    pub fn calendar(&self) -> Result<Calendar, Failure> {
        let additions: Vec<Addition> = self
            .holidays
            .iter()
            .map(Holiday::addition)
            .collect::<Result<_, _>>()?;
        Calendar::with_additions(&additions).map_err(|error| {
            Failure::new(
                Exit::Config,
                format!("a day in `holidays` is out of range: {error}"),
                "leave it out",
            )
        })
    }

    fn check_sizes(&self) -> Result<(), Failure> {
        let Sizes {
            cache_mib,
            run_movements,
            queue_commands,
        } = self.ledger;
        for (key, value) in [
            ("cache_mib", cache_mib),
            ("run_movements", run_movements),
            ("queue_commands", queue_commands),
        ] {
            if value == 0 {
                return Err(Failure::new(
                    Exit::Config,
                    format!("`ledger.{key}` is 0"),
                    "give it a size, or leave it out for the default",
                ));
            }
        }
        Ok(())
    }

    /// How many connections are served.
    pub fn bounds(&self) -> Bounds {
        self.connections.bounds(self.trusted_proxies.clone())
    }

    /// The edge's switches.
    pub fn api_settings(&self) -> api::Settings {
        let contract = &self.contract;
        api::Settings {
            rate_limits: contract.rate_limits,
            empty_fields: contract.empty_fields,
            unknown_status: contract.unknown_status,
            token_duplicates: contract.token_duplicates,
            request_ids: contract.request_ids,
            trusted_proxies: self.trusted_proxies.clone(),
            texts: intake::texts::TextSettings {
                public_url: self.pages.public_url.clone(),
                short_number: self.pages.short_number.clone(),
            },
            voice: intake::voice::VoiceSettings {
                agent: self.pages.agent_number.clone(),
            },
        }
    }

    /// The pages' switches.
    pub fn page_settings(&self) -> web::Settings {
        web::Settings {
            public_url: self.pages.public_url.clone(),
            secure_cookies: self.pages.is_secure(),
            trusted_proxies: self.trusted_proxies.clone(),
            operator_name: self.pages.operator.clone(),
            short_number: self.pages.short_number.clone(),
        }
    }

    /// The registry's switches.
    pub fn registry_settings(&self) -> registry::Settings {
        registry::Settings {
            feed_delay: Duration::from_secs(self.contract.feed_delay_seconds.into()),
            messages: self.messages.settings(),
            first_refusal: self.contract.first_refusal,
            check_validity: Duration::from_secs(self.contract.check_validity_seconds.into()),
            desk_network_proof: self.pages.desk_network_proof,
            codes: self.pages.codes(),
            answer_period: AnswerPeriod {
                days: self.complaints.answer_days,
                unit: self.complaints.answer_days_count,
            },
        }
    }
}

impl Complaints {
    fn check(&self) -> Result<(), Failure> {
        if (1..=ANSWER_DAYS_MAX).contains(&self.answer_days) {
            return Ok(());
        }
        Err(Failure::new(
            Exit::Config,
            format!("`complaints.answer_days` is {}", self.answer_days),
            format!("give it a number from 1 to {ANSWER_DAYS_MAX}"),
        ))
    }
}

impl Holiday {
    fn addition(&self) -> Result<Addition, Failure> {
        let date: Date = self.date.parse().map_err(|_| {
            Failure::new(
                Exit::Config,
                format!("`holidays` has the date {:?}", self.date),
                "write it as 2026-05-25",
            )
        })?;
        let kind = self.kind;
        Ok(Addition { date, kind })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn the_time_for_an_answer_is_a_day_at_least_and_a_year_at_most() {
        for (days, is_taken) in [(0, false), (1, true), (365, true), (366, false)] {
            let complaints = Complaints {
                answer_days: days,
                answer_days_count: DayUnit::Business,
            };
            assert_eq!(complaints.check().is_ok(), is_taken, "{days}");
        }
        let text = "[complaints]\nanswer_days = 20\nanswer_days_count = \"business\"\n";
        let config = reading::parse("izin.toml", text).unwrap();
        let period = config.registry_settings().answer_period;
        assert_eq!((period.days, period.unit), (20, DayUnit::Business));
    }
}
