//! The configuration of messages out: when people are told, the mail relay, the message centre.

use std::path::{Path, PathBuf};
use std::time::Duration;

use channels::letter::MailSender;
use channels::smpp::SmppSettings;
use channels::smtp::{CONVERSATION_TIMEOUT, SmtpSettings, SmtpTls};
use domain::Timestamp;
use jiff::civil::Date;
use registry::message::MessageSettings;
use registry::people::recipient::NoticePolicy;
use serde::{Deserialize, Serialize};

use crate::failure::{Exit, Failure};
use crate::text_file;

/// After how much silence the message centre is asked whether it is there.
const ENQUIRE_AFTER: Duration = Duration::from_secs(30);
/// How long an answer of the message centre may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);
/// The longest name and password of SMPP, in bytes.
const SYSTEM_ID_MAX: usize = 15;
const SMPP_PASSWORD_MAX: usize = 8;

/// See [`super::Config::messages`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Messages {
    /// How people are told of new consents who have not chosen.
    pub notices: NoticePolicy,
    /// The most notices of consents loaded in bulk that are written in a minute.
    pub loaded_per_minute: u32,
    /// The day until which consents loaded in bulk count as not yet looked at; empty: none is set.
    pub review_until: String,
    /// From which hour on no notice goes out by text message.
    pub quiet_from: u8,
    /// From which hour on it does again.
    pub quiet_until: u8,
    /// For how many days a notice's exit link is good.
    pub exit_link_days: u16,
    /// Who mails are from.
    pub sender: String,
}

/// See [`super::Config::smtp`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Relay {
    /// The relay's name; empty: there is none.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// How the connection is protected.
    pub tls: SmtpTls,
    /// The name to log in with; empty: nobody logs in.
    pub user: String,
    /// The file with the password.
    pub password_file: PathBuf,
}

/// See [`super::Config::smpp`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Centre {
    /// `host:port`; empty: there is none.
    pub address: String,
    /// The name to bind with.
    pub system_id: String,
    /// The file with the password.
    pub password_file: PathBuf,
    /// The kind of system, as the centre's operator says.
    pub system_type: String,
    /// Whether the centre vouches for the numbers that messages come from.
    pub vouches: bool,
}

fn wrong(what: String, remedy: &str) -> Failure {
    Failure::new(Exit::Config, what, remedy)
}

impl Messages {
    /// Refuses what cannot be meant.
    pub fn check(&self) -> Result<(), Failure> {
        if self.quiet_from > 23 || self.quiet_until > 23 {
            let what = "`messages.quiet_from` and `quiet_until` are hours".to_owned();
            return Err(wrong(
                what,
                "write 0 to 23; the same twice for no quiet hours",
            ));
        }
        if self.exit_link_days == 0 {
            let what = "`messages.exit_link_days` is 0".to_owned();
            return Err(wrong(what, "write for how many days exit links are good"));
        }
        self.review_until()?;
        self.sender()?;
        Ok(())
    }

    /// Who mails are from.
    pub fn sender(&self) -> Result<MailSender, Failure> {
        MailSender::new(&self.sender).map_err(|error| {
            let what = format!("`messages.sender`: {error}");
            wrong(what, "write it as `Name <name@registry.example>`")
        })
    }

    fn review_until(&self) -> Result<Option<Timestamp>, Failure> {
        if self.review_until.is_empty() {
            return Ok(None);
        }
        let date: Option<Date> = self.review_until.parse().ok();
        let instant = date.and_then(|date| Timestamp::from_civil(date.at(0, 0, 0, 0)));
        instant.map(Some).ok_or_else(|| {
            let what = format!("`messages.review_until` is {:?}", self.review_until);
            wrong(what, "write a day as 2026-12-31, or leave it empty")
        })
    }

    /// What the registry goes by; after [`Self::check`].
    pub fn settings(&self) -> MessageSettings {
        MessageSettings {
            notices: self.notices,
            loaded_per_minute: self.loaded_per_minute,
            review_until: self.review_until().unwrap_or_default(),
            quiet_from_hour: self.quiet_from,
            quiet_until_hour: self.quiet_until,
            exit_link_days: self.exit_link_days,
            ..MessageSettings::default()
        }
    }
}

impl Relay {
    /// The relay; `None`: there is none. Reads the password.
    pub fn settings(&self, messages: &Messages) -> Result<Option<SmtpSettings>, Failure> {
        if self.host.is_empty() {
            return Ok(None);
        }
        let login = if self.user.is_empty() {
            None
        } else {
            Some((self.user.clone(), password(&self.password_file)?))
        };
        Ok(Some(SmtpSettings {
            host: self.host.clone(),
            port: self.port,
            tls: self.tls,
            login,
            sender: messages.sender()?,
            timeout: CONVERSATION_TIMEOUT,
        }))
    }
}

impl Centre {
    /// Refuses what cannot work; `source` is the number that messages are from.
    pub fn check(&self, source: &str) -> Result<(), Failure> {
        if self.address.is_empty() {
            return Ok(());
        }
        let port = self.address.rsplit_once(':').map(|(_, port)| port.parse());
        if !matches!(port, Some(Ok(1..=u16::MAX))) {
            let what = format!("`smpp.address` is {:?}", self.address);
            return Err(wrong(what, "write it as smpp.example:2775"));
        }
        if source.is_empty() {
            let what = "`smpp` is configured and `pages.short_number` is empty".to_owned();
            return Err(wrong(what, "write the number that messages are from"));
        }
        if !fits(&self.system_id, SYSTEM_ID_MAX) {
            let what = "`smpp.system_id` is too long for SMPP".to_owned();
            return Err(wrong(what, "a name has at most 15 ASCII characters"));
        }
        Ok(())
    }

    /// The centre; `None`: there is none. Messages are from `source`. Reads the password; after
    /// [`Self::check`].
    pub fn settings(&self, source: &str) -> Result<Option<SmppSettings>, Failure> {
        if self.address.is_empty() {
            return Ok(None);
        }
        let password = password(&self.password_file)?;
        if !fits(&password, SMPP_PASSWORD_MAX) {
            let what = "`smpp.password_file`: the password is too long for SMPP".to_owned();
            return Err(wrong(what, "a password has at most 8 ASCII characters"));
        }
        Ok(Some(SmppSettings {
            name: "smpp".to_owned(),
            address: self.address.clone(),
            system_id: self.system_id.clone(),
            password,
            system_type: self.system_type.clone(),
            source: source.to_owned(),
            vouches: self.vouches,
            enquire_after: ENQUIRE_AFTER,
            answer_within: ANSWER_WITHIN,
        }))
    }
}

fn fits(text: &str, most: usize) -> bool {
    text.is_ascii() && text.len() <= most
}

/// The password in a file; no file, no password.
fn password(path: &Path) -> Result<String, Failure> {
    if path.as_os_str().is_empty() {
        return Ok(String::new());
    }
    Ok(text_file::secret(path)?.to_string())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn what_cannot_be_meant_is_refused() {
        Messages::default().check().unwrap();
        for wrong in [
            Messages {
                quiet_from: 24,
                ..Messages::default()
            },
            Messages {
                exit_link_days: 0,
                ..Messages::default()
            },
            Messages {
                review_until: "31.12.2026".to_owned(),
                ..Messages::default()
            },
            Messages {
                sender: "nobody".to_owned(),
                ..Messages::default()
            },
        ] {
            assert!(wrong.check().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn nothing_configured_is_no_relay_and_no_centre() {
        let messages = Messages::default();
        assert!(Relay::default().settings(&messages).unwrap().is_none());
        assert!(Centre::default().settings("3338").unwrap().is_none());
    }

    #[test]
    fn a_centre_needs_a_number_that_messages_are_from_and_a_name_that_fits() {
        let centre = Centre {
            address: "smpp.example:2775".to_owned(),
            ..Centre::default()
        };
        assert!(centre.check("").is_err());
        centre.check("4040").unwrap();
        assert!(centre.settings("4040").unwrap().is_some());
        Centre::default().check("").unwrap();
        let long = Centre {
            system_id: "1234567890123456".to_owned(),
            ..centre
        };
        assert!(long.check("4040").is_err());
    }

    #[test]
    fn a_centre_is_named_with_its_port() {
        for address in ["smpp.example", "smpp.example:", "smpp.example:0"] {
            let centre = Centre {
                address: address.to_owned(),
                ..Centre::default()
            };
            let error = centre.check("4040").unwrap_err().to_string();
            assert!(error.contains("smpp.address"), "{address}: {error}");
        }
    }

    #[test]
    fn a_day_to_look_until_is_its_first_instant_in_turkiye() {
        let messages = Messages {
            review_until: "2026-12-31".to_owned(),
            ..Messages::default()
        };
        let until = messages.settings().review_until.unwrap();
        assert_eq!(until.to_wire(), "2026-12-31 00:00:00");
    }
}
