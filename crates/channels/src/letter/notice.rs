//! Notices of new consents (rule 54): how many brands, the first few by name, the
//! channel, the date, and every way out.

use domain::Timestamp;
use registry::message::{NoticeKind, NoticeLine};
use smpp::gsm::{Segments, plain, segments};
use words::Words;

use super::name::name;
use super::settings::LetterSettings;

/// How many brands a text message names.
const BRANDS_IN_TEXT: usize = 3;

/// The longest brand's name where several stand in a text message, in characters.
const NAME_MAX: usize = 24;

/// A notice as a text message.
pub(super) fn text(
    words: Words,
    settings: &LetterSettings,
    notice: NoticeKind,
    lines: &[NoticeLine],
    brands: u32,
    token: &str,
) -> String {
    let named = brand_list(words, lines, brands);
    let exit = settings.exit(token);
    let mut text = match notice {
        NoticeKind::New => words.with(
            "letter-notice-text",
            &[
                ("brands", brands.into()),
                ("named", named.into()),
                ("url", exit.into()),
            ],
        ),
        NoticeKind::Loaded {
            review_until_millis,
        } => {
            let mut text = words.with(
                "letter-loaded-text",
                &[("brands", brands.into()), ("named", named.into())],
            );
            if let Some(until) = review_until(words, review_until_millis) {
                text.push(' ');
                text.push_str(&until);
            }
            text.push(' ');
            text.push_str(&words.with("letter-loaded-text-ways", &[("url", exit.into())]));
            text
        }
    };
    if !settings.short_number.is_empty() {
        text.push(' ');
        text.push_str(&words.with(
            "letter-notice-text-keyword",
            &[("number", settings.short_number.clone().into())],
        ));
    }
    with_refusal(words, text, lines, brands)
}

/// The text with where its one brand takes refusals, if that costs no message more, in whichever letters it is sent.
fn with_refusal(words: Words, text: String, lines: &[NoticeLine], brands: u32) -> String {
    let refusal = lines.first().and_then(|line| line.refusal.as_ref());
    let Some(refusal) = refusal.filter(|_| brands == 1) else {
        return text;
    };
    let refusal = words.with(
        "letter-notice-text-refusal",
        &[("address", refusal.clone().into())],
    );
    let longer = format!("{text} {refusal}");
    let cost = |text: &str| [segments(text, 0), segments(&plain(text), 0)].map(count);
    if cost(&longer) == cost(&text) {
        longer
    } else {
        text
    }
}

/// How many messages a text is cut into; `None`: too many.
fn count(cut: Option<Segments>) -> Option<usize> {
    cut.map(|cut| cut.bodies.len())
}

/// Until when consents that were loaded count as not yet looked at, as a sentence.
pub(super) fn review_until(words: Words, millis: Option<i64>) -> Option<String> {
    let day = words.day(Timestamp::from_millis(millis?));
    Some(words.with("letter-loaded-review", &[("day", day.into())]))
}

/// One record of a list: brand, channel, date.
pub(super) fn line(words: Words, line: &NoticeLine) -> String {
    let brand = name(&line.brand, 80);
    let channel = line
        .channel()
        .map_or_else(String::new, |one| words.channel(one));
    let mut variables = vec![("brand", brand.into()), ("channel", channel.into())];
    let said = match line.date_millis {
        Some(millis) => {
            variables.push(("day", words.day(Timestamp::from_millis(millis)).into()));
            words.with("letter-notice-line", &variables)
        }
        None => words.with("letter-notice-line-undated", &variables),
    };
    let Some(refusal) = &line.refusal else {
        return said;
    };
    let refusal = words.with(
        "letter-notice-line-refusal",
        &[("address", refusal.clone().into())],
    );
    format!("{said} {refusal}")
}

/// The first brands, each once with all its channels and the date of its first consent.
fn brand_list(words: Words, lines: &[NoticeLine], brands: u32) -> String {
    let mut named: Vec<(&str, Vec<String>, Option<i64>)> = Vec::new();
    for line in lines {
        let channel = line.channel().map(|channel| words.channel(channel));
        let known = named.iter().position(|(brand, ..)| *brand == line.brand);
        if let Some(known) = known {
            let channels = &mut named[known].1;
            channels.extend(channel.filter(|one| !channels.contains(one)));
        } else if named.len() < BRANDS_IN_TEXT {
            named.push((&line.brand, channel.into_iter().collect(), line.date_millis));
        }
    }
    let left = usize::try_from(brands).unwrap_or(usize::MAX) > named.len();
    let mut list: Vec<String> = named
        .iter()
        .map(|(brand, channels, date)| {
            let day = date.map(|millis| words.day(Timestamp::from_millis(millis)));
            let details: Vec<String> = channels.iter().cloned().chain(day).collect();
            format!("{} ({})", name(brand, NAME_MAX), details.join(", "))
        })
        .collect();
    if left {
        list.push("…".to_owned());
    }
    list.join("; ")
}
