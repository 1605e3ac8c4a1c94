//! What a sender may look like.

use domain::folding;
use domain::{Email, Phone};

use crate::words::words;

/// The fewest letters of a title.
const TITLE_LETTERS_MIN: usize = 3;
/// The most, as networks show them.
const TITLE_LETTERS_MAX: usize = 11;
/// How many letters and digits a short name has.
const SHORT_NAME_LETTERS: std::ops::RangeInclusive<usize> = 3..=20;
/// How many digits a short number of a service has.
const SHORT_NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 3..=6;
/// How many digits the numbers of emergencies and of public services have, all of which begin with a one: 112, 155, 182.
const PUBLIC_NUMBER_DIGITS: usize = 3;
/// What a title may have beside letters and digits.
const TITLE_SIGNS: &str = " .-_&";

words! {
    /// By what somebody is seen to write or call.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
    pub enum SenderKind: as_word, from_word {
        /// The title that stands above a text message.
        Title = "title",
        /// The number that calls, or that a text message is from.
        Number = "number",
        /// The domain of a mail's sender.
        Domain = "domain",
        /// What people write for the brand in a text message of theirs.
        ShortName = "short",
    }
}

impl SenderKind {
    /// The kind that people take for this one when they are written alike; most kinds are taken for none but themselves.
    pub(super) const fn alike(self) -> Self {
        match self {
            Self::Title => Self::ShortName,
            Self::ShortName => Self::Title,
            Self::Number | Self::Domain => self,
        }
    }
}

/// A sender, as somebody sees it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SenderName {
    kind: SenderKind,
    shown: String,
    folded: String,
}

impl SenderName {
    /// Reads what people write. `None`: it cannot be a sender of this kind.
    ///
    /// A title has 3 to 11 letters and digits, none accented, perhaps blanks, dots, hyphens, underscores or `&` between, and
    /// at least one letter; a short name 3 to 20 letters and digits, at least one letter, shown in capitals without marks. Two that differ in case or in such signs are the same, because people take one for the other.
    pub fn new(kind: SenderKind, text: &str) -> Option<Self> {
        let text = text.trim();
        let (shown, folded) = match kind {
            SenderKind::Title => title(text)?,
            SenderKind::ShortName => short_name(text)?,
            SenderKind::Number => {
                let number = number(text)?;
                (number.clone(), number)
            }
            SenderKind::Domain => {
                let domain = domain(text)?;
                (domain.clone(), domain)
            }
        };
        Some(Self {
            kind,
            shown,
            folded,
        })
    }

    /// Which kind it is.
    pub const fn kind(&self) -> SenderKind {
        self.kind
    }

    /// As it is shown.
    pub fn shown(&self) -> &str {
        &self.shown
    }

    /// As it is compared.
    pub fn folded(&self) -> &str {
        &self.folded
    }
}

fn title(text: &str) -> Option<(String, String)> {
    let fits = (TITLE_LETTERS_MIN..=TITLE_LETTERS_MAX).contains(&text.len());
    let may_be = |byte: u8| byte.is_ascii_alphanumeric() || TITLE_SIGNS.as_bytes().contains(&byte);
    let has_letter = text.bytes().any(|byte| byte.is_ascii_alphabetic());
    let folded: String = folding::words(&folding::fold(text)).collect();
    let says = folded.len() >= TITLE_LETTERS_MIN;
    (fits && text.bytes().all(may_be) && has_letter && says).then(|| (text.to_owned(), folded))
}

/// What any phone can write; the words of commands are left to whoever knows them.
fn short_name(text: &str) -> Option<(String, String)> {
    let folded: String = folding::words(&folding::fold(text)).collect();
    let is_whole = text.chars().all(char::is_alphanumeric);
    let is_plain = folded.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let has_letter = folded.bytes().any(|byte| byte.is_ascii_alphabetic());
    let fits = SHORT_NAME_LETTERS.contains(&folded.len());
    (is_whole && is_plain && has_letter && fits).then(|| (folded.to_ascii_uppercase(), folded))
}

fn number(text: &str) -> Option<String> {
    let is_short = text.bytes().all(|byte| byte.is_ascii_digit());
    // What begins with a zero is the beginning of a longer one.
    if is_short && !text.starts_with('0') && SHORT_NUMBER_DIGITS.contains(&text.len()) {
        let is_public = text.len() == PUBLIC_NUMBER_DIGITS && text.starts_with('1');
        return (!is_public).then(|| text.to_owned());
    }
    Phone::from_human(text).ok().map(|phone| phone.to_string())
}

/// What may stand behind the `@` of a mail address, and is somebody's: not `com.tr`, under which everybody may have one.
fn domain(text: &str) -> Option<String> {
    let email = Email::from_wire(&format!("a@{text}")).ok()?;
    let (_, domain) = email.as_str().split_once('@')?;
    psl::domain_str(domain).map(|_| domain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folded(kind: SenderKind, text: &str) -> Option<String> {
        SenderName::new(kind, text).map(|name| name.folded)
    }

    #[test]
    fn titles_that_people_take_for_each_other_are_the_same() {
        let title = |text| folded(SenderKind::Title, text);
        for alike in ["KARANFIL", "Karanfil", "KARAN-FIL", " karan fil "] {
            assert_eq!(title(alike).as_deref(), Some("karanfil"), "{alike}");
        }
        for none in [
            "",
            "KA",
            "K-A",
            "KARANFILLERI",
            "KARANFİL",
            "12345",
            "A!B",
            "a\u{200b}bc",
        ] {
            assert_eq!(title(none), None, "{none}");
        }
        let shown = SenderName::new(SenderKind::Title, " KARAN-FIL ");
        assert_eq!(shown.unwrap().shown(), "KARAN-FIL");
    }

    #[test]
    fn a_short_name_is_written_by_any_phone_and_two_that_are_written_alike_are_the_same() {
        let short = |text| SenderName::new(SenderKind::ShortName, text);
        for alike in ["ŞIKGİYİM", "şıkgiyim", "SIKGIYIM", " SıkGiyim "] {
            let name = short(alike).unwrap();
            assert_eq!(
                (name.shown(), name.folded()),
                ("SIKGIYIM", "sikgiyim"),
                "{alike}"
            );
        }
        for none in [
            "",
            "AB",
            "A B C",
            "A-B-C",
            "12345",
            "abcdefghijklmnopqrstu",
            "привет",
        ] {
            assert!(short(none).is_none(), "{none}");
        }
    }

    #[test]
    fn a_number_is_read_as_people_write_it_and_short_ones_stay() {
        let number = |text| folded(SenderKind::Number, text);
        for alike in ["0850 123 45 67", "+908501234567", "00908501234567"] {
            assert_eq!(number(alike).as_deref(), Some("+908501234567"), "{alike}");
        }
        assert_eq!(number("4607").as_deref(), Some("4607"));
        for none in ["", "12", "0850", "112", "155", "abc", "0850 123 45 67 / 68"] {
            assert_eq!(number(none), None, "{none}");
        }
    }

    #[test]
    fn a_domain_is_one_without_an_address_before_it() {
        let domain = |text| folded(SenderKind::Domain, text);
        assert_eq!(
            domain("Posta.Ornek.example").as_deref(),
            Some("posta.ornek.example")
        );
        for none in [
            "",
            "ornek",
            "a@ornek.example",
            "örnek.example",
            "-a.example",
            "a b.example",
            "com.tr",
            "gov.tr",
            "co.uk",
        ] {
            assert_eq!(domain(none), None, "{none}");
        }
    }
}
