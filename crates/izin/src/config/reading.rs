//! From TOML to a configuration, with mistakes told in one line.

use serde::Deserialize as _;
use toml::Deserializer;
use toml::de::{DeTable, DeValue};

use super::{Config, FILE};
use crate::failure::{Exit, Failure};

/// How far apart a key and the one that was meant may be, in letters.
const TYPO_MAX: usize = 3;

/// Reads a configuration, whose keys may all be left out; `name` is what the failure calls the file.
pub fn parse(name: &str, text: &str) -> Result<Config, Failure> {
    let read = DeTable::parse(text).and_then(|mut table| {
        fill(table.get_mut(), DeTable::parse(FILE)?.into_inner());
        Config::deserialize(Deserializer::from(table))
    });
    read.map_err(|error| {
        let place = match error.span() {
            Some(span) => format!("{name} line {}", line(text, span.start)),
            None => name.to_owned(),
        };
        explain(&place, error.message())
    })
}

/// Puts in what is left out.
fn fill<'i>(table: &mut DeTable<'i>, defaults: DeTable<'i>) {
    for (key, default) in defaults {
        let Some(given) = table.get_mut(&key) else {
            table.insert(key, default);
            continue;
        };
        let (given, default) = (given.get_mut(), default.into_inner());
        if let (DeValue::Table(given), DeValue::Table(default)) = (given, default) {
            fill(given, default);
        }
    }
}

fn line(text: &str, position: usize) -> usize {
    text.get(..position).unwrap_or(text).matches('\n').count() + 1
}

fn explain(place: &str, message: &str) -> Failure {
    let mut words = quoted(message);
    if message.starts_with("unknown ") && !words.is_empty() {
        let wrong = words.remove(0);
        let kind = if message.starts_with("unknown field") {
            "key"
        } else {
            "value"
        };
        let what = format!("{place}: unknown {kind} `{wrong}`");
        let remedy = match nearest(wrong, &words) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("known are {}", words.join(", ")),
        };
        return Failure::new(Exit::Config, what, remedy);
    }
    let first = message.lines().next().unwrap_or_default();
    Failure::new(
        Exit::Config,
        format!("{place}: {first}"),
        "`izin config print` shows every key with its form",
    )
}

/// What stands between backquotes.
fn quoted(message: &str) -> Vec<&str> {
    message.split('`').skip(1).step_by(2).collect()
}

fn nearest<'a>(word: &str, known: &[&'a str]) -> Option<&'a str> {
    known
        .iter()
        .map(|candidate| (distance(word, candidate), *candidate))
        .min()
        .filter(|(distance, _)| *distance <= TYPO_MAX)
        .map(|(_, candidate)| candidate)
}

/// How many letters have to be changed, added or taken away.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, b) in other.iter().enumerate() {
            let changed = diagonal + usize::from(a != *b);
            diagonal = row[j + 1];
            row[j + 1] = changed.min(diagonal + 1).min(row[j] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mistake(text: &str) -> String {
        let failure = parse("izin.toml", text).expect_err("a mistake");
        assert_eq!(failure.exit, Exit::Config);
        failure.to_string()
    }

    #[test]
    fn a_typo_names_its_line_and_the_nearest_key() {
        let text = "listen = \"127.0.0.1:1\"\n[contract]\nrate_limit = false\n";
        assert_eq!(
            mistake(text),
            "izin.toml line 3: unknown key `rate_limit`; did you mean `rate_limits`?"
        );
    }

    #[test]
    fn a_key_like_no_other_gets_the_list() {
        let text = mistake("[log]\ncolour_scheme = 1\n");
        assert_eq!(
            text,
            "izin.toml line 2: unknown key `colour_scheme`; known are format, level"
        );
    }

    #[test]
    fn an_unknown_word_is_told_from_an_unknown_key() {
        let text = mistake("[contract]\nempty_fields = \"strickt\"\n");
        assert_eq!(
            text,
            "izin.toml line 2: unknown value `strickt`; did you mean `strict`?"
        );
    }

    #[test]
    fn what_is_not_toml_names_its_line() {
        assert!(mistake("listen = \"\n").starts_with("izin.toml line 1: "));
        assert!(mistake("\nlisten = 3\n").starts_with("izin.toml line 2: "));
    }

    #[test]
    fn distances_count_letters() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(distance("", "ab"), 2);
        assert_eq!(distance("ğ", "g"), 1);
    }
}
