//! The configuration of the pages: under which address people find them.

use registry::people::recipient::CodeSettings;
use serde::{Deserialize, Serialize};

use super::address;
use crate::failure::{Exit, Failure};

/// The longest name of the operator, in characters; it stands at the top of every page.
const OPERATOR_CHARS_MAX: usize = 40;
/// The longest short number, in digits.
const SHORT_NUMBER_DIGITS_MAX: usize = 15;

/// The most digits of a country code and what follows it, where codes go.
const CODE_PREFIX_DIGITS_MAX: usize = 7;

/// See [`super::Config::pages`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pages {
    /// Where people find the pages, without a slash at the end; exit links begin with it.
    pub public_url: String,
    /// Who runs the registry, as pages and messages say it.
    pub operator: String,
    /// The number that text messages with a keyword go to; empty: there is none, and nobody is told of one.
    pub short_number: String,
    /// Where the voice menu puts callers through who want an agent; empty: nowhere.
    pub agent_number: String,
    /// Whether the desk may take the network's word that a call comes from the caller's number.
    pub desk_network_proof: bool,
    /// What mobile numbers begin with that one-time codes go to by text message.
    pub code_countries: Vec<String>,
    /// How many such codes an hour.
    pub code_texts_per_hour: u32,
}

impl Pages {
    /// Refuses what cannot be shown or linked to.
    pub fn check(&self) -> Result<(), Failure> {
        let refuse = |what: String, remedy: &str| Err(Failure::new(Exit::Config, what, remedy));
        let plain = address::parse(&self.public_url)
            .is_some_and(|uri| uri.path() == "/" && uri.query().is_none());
        if !plain || self.public_url.ends_with('/') {
            return refuse(
                format!("`pages.public_url` is {:?}", self.public_url),
                "write it as https://registry.example, without a path",
            );
        }
        let chars = self.operator.chars().count();
        if self.operator.trim().is_empty() || chars > OPERATOR_CHARS_MAX {
            return refuse(
                format!("`pages.operator` has {chars} characters"),
                "give the operator a name of at most 40 characters",
            );
        }
        let digits = self.short_number.bytes().all(|byte| byte.is_ascii_digit());
        let is_number = digits && (3..=SHORT_NUMBER_DIGITS_MAX).contains(&self.short_number.len());
        if !self.short_number.is_empty() && !is_number {
            return refuse(
                format!("`pages.short_number` is {:?}", self.short_number),
                "write 3 to 15 digits, or leave it empty where no text messages come in",
            );
        }
        if self.code_prefixes().is_none() {
            return refuse(
                format!("`pages.code_countries` is {:?}", self.code_countries),
                "write country codes as [\"+90\", \"+49\"], with more digits where only a part of them is meant",
            );
        }
        if self.code_texts_per_hour == 0 {
            return refuse(
                "`pages.code_texts_per_hour` is 0".to_owned(),
                "write how many codes may go by text message within an hour",
            );
        }
        let agent = &self.agent_number;
        let number = |byte: u8| byte.is_ascii_digit() || byte == b'+';
        if agent.len() > SHORT_NUMBER_DIGITS_MAX || !agent.bytes().all(number) {
            return refuse(
                format!("`pages.agent_number` is {agent:?}"),
                "write at most 15 digits, or leave it empty",
            );
        }
        Ok(())
    }

    /// Where codes go by text message, and how many.
    pub fn codes(&self) -> CodeSettings {
        CodeSettings {
            prefixes: self.code_prefixes().unwrap_or_default(),
            texts_per_hour: self.code_texts_per_hour,
        }
    }

    /// The digits after each plus sign; `None`: one of them is none.
    fn code_prefixes(&self) -> Option<Vec<String>> {
        let digits = |country: &String| {
            let digits = country.strip_prefix('+')?;
            let fits = (1..=CODE_PREFIX_DIGITS_MAX).contains(&digits.len());
            (fits && digits.bytes().all(|byte| byte.is_ascii_digit())).then(|| digits.to_owned())
        };
        self.code_countries.iter().map(digits).collect()
    }

    /// Whether browsers reach the pages by TLS, so that cookies can be kept from going any other way.
    pub fn is_secure(&self) -> bool {
        self.public_url.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    fn with_url(url: &str) -> Pages {
        Pages {
            public_url: url.to_owned(),
            ..Pages::default()
        }
    }

    #[test]
    fn the_address_is_a_plain_one_without_a_path() {
        for right in [
            "https://registry.example",
            "http://127.0.0.1:7710",
            "http://[::1]:80",
        ] {
            with_url(right).check().unwrap();
        }
        for wrong in [
            "",
            "registry.example",
            "ftp://registry.example",
            "https://registry.example/",
            "https://registry.example/pages",
            "https://registry.example?x",
            "https://user@registry.example",
        ] {
            assert!(with_url(wrong).check().is_err(), "{wrong}");
        }
    }

    #[test]
    fn cookies_are_held_to_tls_where_the_address_is() {
        assert!(with_url("https://registry.example").is_secure());
        assert!(!Pages::default().is_secure());
    }

    #[test]
    fn nobody_is_told_of_a_number_for_text_messages_unless_there_is_one() {
        Pages::default().check().unwrap();
        assert_eq!(Pages::default().short_number, "");
    }

    #[test]
    fn codes_go_to_countries_by_their_codes() {
        let with = |countries: &[&str]| Pages {
            code_countries: countries.iter().map(ToString::to_string).collect(),
            ..Pages::default()
        };
        assert_eq!(Pages::default().codes().prefixes, ["90"]);
        with(&[]).check().unwrap();
        with(&["+90", "+49", "+1212"]).check().unwrap();
        for wrong in ["90", "+", "", "+49 30", "+12345678", "DE"] {
            assert!(with(&["+90", wrong]).check().is_err(), "{wrong}");
        }
        let none = Pages {
            code_texts_per_hour: 0,
            ..Pages::default()
        };
        assert!(none.check().is_err());
    }

    #[test]
    fn the_short_number_is_digits_and_the_operator_has_a_name() {
        let pages = Pages {
            short_number: "33a8".to_owned(),
            ..Pages::default()
        };
        assert!(pages.check().is_err());
        let pages = Pages {
            operator: " ".to_owned(),
            ..Pages::default()
        };
        assert!(pages.check().is_err());
    }
}
