//! The answers, in words: one message each, in letters every phone can show.

use std::sync::Arc;

use domain::{Channel, Language, Status, Timestamp, TransactionId};
use registry::intake::texts::BrandState;
use smpp::gsm::{is_one_message, plain};
use words::Words;

use super::settings::TextSettings;

/// The longest brand's name that is written out, in letters; of a longer one the beginning is.
const NAME_LETTERS: usize = 28;
/// How many digits of a receipt are told.
const RECEIPT_DIGITS: usize = 12;
/// How many brands a list tells.
pub const LISTED: usize = 4;
/// The most letters of a list's brands together.
const LIST_LETTERS: usize = 80;

/// The answers in one language.
pub struct Answers {
    words: Words,
    settings: Arc<TextSettings>,
}

/// A brand in an answer: its name, and what to write for it.
#[derive(Clone, Copy, Debug)]
pub struct Named<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its short name or number.
    pub key: &'a str,
}

/// What is answered of a change.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Whose.
    pub brand: Named<'a>,
    /// Of which channels.
    pub channels: &'a [Channel],
    /// To what.
    pub status: Status,
    /// Whether e-mail was named beside them.
    pub leaves_email: bool,
}

impl Answers {
    pub fn new(language: Language, settings: Arc<TextSettings>) -> Self {
        Self {
            words: Words::of(language),
            settings,
        }
    }

    /// A refusal or an approval is recorded.
    pub fn recorded(&self, change: Change<'_>, at: Timestamp, receipt: TransactionId) -> String {
        let Change {
            brand, channels, ..
        } = change;
        let variables = [
            ("brand", cut(brand.name).into()),
            ("channels", self.channels(channels).into()),
            ("time", self.words.instant(at).into()),
            ("receipt", short(receipt).into()),
            ("key", self.key_for(brand, channels).into()),
        ];
        let said = match change.status {
            Status::Refusal => self.words.with("text-refused", &variables),
            Status::Approval => self.words.with("text-approved", &variables),
        };
        self.with_notes(&said, change)
    }

    /// What stands behind RET to refuse just these channels: without a channel it is text messages alone.
    fn key_for(&self, brand: Named<'_>, channels: &[Channel]) -> String {
        let scope = match channels {
            [Channel::Text] => return brand.key.to_owned(),
            [Channel::Call] => self.words.text("text-scope-calls"),
            _ => self.words.text("text-scope-all"),
        };
        format!("{} {scope}", brand.key)
    }

    /// It was so already.
    pub fn already(&self, change: Change<'_>) -> String {
        let variables = [
            ("brand", cut(change.brand.name).into()),
            ("channels", self.channels(change.channels).into()),
        ];
        let said = match change.status {
            Status::Refusal => self.words.with("text-already-refused", &variables),
            Status::Approval => self.words.with("text-already-approved", &variables),
        };
        self.with_notes(&said, change)
    }

    /// With what is to be said beside it, where it still fits: of e-mail that was named, too, and, where text
    /// messages are refused, of calls.
    fn with_notes(&self, said: &str, change: Change<'_>) -> String {
        let mut said = plain(said);
        if change.leaves_email {
            said = self.leaving_email(said);
        }
        if change.status == Status::Approval || change.channels != [Channel::Text] {
            return said;
        }
        let key = change.brand.key;
        let offer = self.say("text-offer-calls", &[("key", key.into())]);
        let both = format!("{said} {offer}");
        if is_one_message(&said) && !is_one_message(&both) {
            return said;
        }
        both
    }

    /// An answer, and that e-mail was named, too, and is changed elsewhere: in as many words as fit.
    pub fn leaving_email(&self, said: String) -> String {
        let notes = [
            "text-email-left",
            "text-email-left-short",
            "text-email-left-shortest",
        ];
        let mut both = notes.iter().map(|note| {
            let note = self.say(note, &[("url", self.url().into())]);
            format!("{said} {note}")
        });
        both.find(|both| is_one_message(both)).unwrap_or(said)
    }

    /// What a brand may do.
    pub fn state(&self, brand: Named<'_>, states: &[BrandState]) -> String {
        let of = |channel: Channel| {
            let here = || states.iter().filter(|state| state.channel == channel);
            // A person and a merchant may have a record each; an approval of either lets it through.
            let approved = here().any(|state| state.status == Status::Approval);
            match here().next() {
                Some(_) if approved => self.words.status(Status::Approval),
                Some(refused) => self.words.status(refused.status),
                None => self.words.text("text-no-record"),
            }
        };
        self.say(
            "text-state",
            &[
                ("brand", cut(brand.name).into()),
                ("text", of(Channel::Text).into()),
                ("call", of(Channel::Call).into()),
                ("key", brand.key.into()),
            ],
        )
    }

    /// The first of the brands that may reach the sender.
    pub fn list(&self, brands: &[String], total: usize) -> String {
        if total == 0 {
            return self.say("text-list-empty", &[("url", self.url().into())]);
        }
        let mut names = String::new();
        let mut told = 0;
        for name in brands.iter().take(LISTED) {
            let name = cut(name);
            if told > 0 && names.chars().count() + name.chars().count() > LIST_LETTERS {
                break;
            }
            if told > 0 {
                names.push_str(", ");
            }
            names.push_str(&name);
            told += 1;
        }
        let more = total.saturating_sub(told);
        self.say(
            "text-list",
            &[
                ("total", total.into()),
                ("brands", names.into()),
                ("more", more.into()),
                ("url", self.url().into()),
            ],
        )
    }

    /// How to confirm that everything is refused. `None`: all channels.
    pub fn confirm_all(&self, channel: Option<Channel>, approvals: usize, code: &str) -> String {
        let keyword = match channel {
            None => self.words.text("text-keyword-all"),
            Some(Channel::Call) => self.words.text("text-keyword-all-calls"),
            Some(Channel::Text | Channel::Email) => self.words.text("text-keyword-all-texts"),
        };
        self.say(
            "text-confirm-all",
            &[
                ("count", approvals.into()),
                ("keyword", keyword.into()),
                ("code", code.into()),
            ],
        )
    }

    /// Everything is refused.
    pub fn refused_all(&self, records: usize, at: Timestamp, receipt: TransactionId) -> String {
        self.say(
            "text-refused-all",
            &[
                ("count", records.into()),
                ("time", self.words.instant(at).into()),
                ("receipt", short(receipt).into()),
            ],
        )
    }

    /// There is nothing left to refuse.
    pub fn nothing_to_refuse(&self) -> String {
        self.say("text-nothing-to-refuse", &[("url", self.url().into())])
    }

    /// The code is wrong, and so many more may be tried.
    pub fn wrong_code(&self, tries_left: u8) -> String {
        self.say("text-wrong-code", &[("tries", tries_left.into())])
    }

    /// The code works no more.
    pub fn code_gone(&self) -> String {
        self.say("text-code-gone", &[])
    }

    /// Which brand?
    pub fn which_brand(&self) -> String {
        self.say("text-which-brand", &[("url", self.url().into())])
    }

    /// Which of several things, or is it meant at all?
    pub fn one_thing(&self) -> String {
        self.say("text-one-thing", &[("url", self.url().into())])
    }

    /// There is no such brand.
    pub fn unknown_brand(&self) -> String {
        self.say("text-unknown-brand", &[("url", self.url().into())])
    }

    /// There are several.
    pub fn several_brands(&self) -> String {
        self.say("text-several-brands", &[("url", self.url().into())])
    }

    /// E-mail is not changed from a phone.
    pub fn not_from_here(&self) -> String {
        self.say("text-email", &[("url", self.url().into())])
    }

    /// An approval came too late.
    pub fn too_late(&self) -> String {
        self.say("text-too-late", &[])
    }

    /// An approval came in parts.
    pub fn in_parts(&self) -> String {
        self.say("text-in-parts", &[])
    }

    /// Its letters could not be read, or not for certain.
    pub fn unreadable(&self) -> String {
        self.say("text-unreadable", &[("url", self.url().into())])
    }

    /// How to write.
    pub fn help(&self) -> String {
        self.say("text-help", &[("url", self.url().into())])
    }

    /// It was not understood.
    pub fn unknown(&self) -> String {
        self.say("text-unknown", &[("url", self.url().into())])
    }

    /// The way it came proves nothing.
    pub fn unverified(&self) -> String {
        self.say("text-unverified", &[("url", self.url().into())])
    }

    fn channels(&self, channels: &[Channel]) -> String {
        self.words.text(match channels {
            [Channel::Call] => "text-of-calls",
            [Channel::Text] => "text-of-texts",
            _ => "text-of-both",
        })
    }

    fn url(&self) -> &str {
        let url = self.settings.public_url.as_str();
        url.strip_prefix("https://").unwrap_or(url)
    }

    fn say(&self, id: &str, variables: &[(&str, words::Value<'_>)]) -> String {
        plain(&self.words.with(id, variables))
    }
}

fn cut(name: &str) -> String {
    if name.chars().count() <= NAME_LETTERS {
        return name.to_owned();
    }
    let start: String = name.chars().take(NAME_LETTERS - 2).collect();
    format!("{}..", start.trim_end())
}

fn short(receipt: TransactionId) -> String {
    let digits = receipt.to_wire();
    digits.chars().take(RECEIPT_DIGITS).collect()
}
