//! Both languages are complete, and nothing in them is left over.

use std::collections::BTreeSet;

use domain::Language;
use words::Words;

use crate::sources::{askers, files, texts};

/// Texts whose languages print different variables, as people of the language write it: Turkish days
/// have the month's number, English ones its name.
const DIFFERENT: [&str; 1] = ["date"];

/// Files whose texts go into text messages, where a curly mark takes the room of many letters, or are
/// spoken.
const MESSAGES: [&str; 3] = ["letters.ftl", "texts.ftl", "voice.ftl"];

#[test]
fn both_languages_have_the_same_texts_with_the_same_variables() {
    let (turkish, english) = (texts(Language::Turkish), texts(Language::English));
    let ids = |texts: &std::collections::BTreeMap<String, _>| -> BTreeSet<String> {
        texts.keys().cloned().collect()
    };
    let (ours, theirs) = (ids(&turkish), ids(&english));
    assert_eq!(ours.difference(&theirs).next(), None, "not in English");
    assert_eq!(theirs.difference(&ours).next(), None, "not in Turkish");
    for (id, turkish) in &turkish {
        if !DIFFERENT.contains(&id.as_str()) {
            let english = &english[id];
            // A language may choose its words by what the other only prints, and the other way round.
            let all = |variables: &crate::sources::Variables| -> BTreeSet<String> {
                variables
                    .printed
                    .union(&variables.chosen_by)
                    .cloned()
                    .collect()
            };
            assert!(
                turkish.printed.is_subset(&all(english)),
                "{id} prints more in Turkish"
            );
            assert!(
                english.printed.is_subset(&all(turkish)),
                "{id} prints more in English"
            );
        }
    }
}

#[test]
fn every_file_is_compiled_in() {
    for language in Language::ALL {
        assert!(files(language).len() > 5);
        for id in texts(language).keys() {
            // A text that is not there is shown by its identifier; none says its own.
            let empty = Words::of(language).text(id);
            assert_ne!(&empty, id, "{language:?}");
        }
    }
}

#[test]
fn every_text_is_asked_for_somewhere() {
    let askers = askers();
    let mut prefixes = BTreeSet::new();
    for (_, text) in &askers {
        for rest in text.split("format!(\"").skip(1) {
            let literal = &rest[..rest.find('"').unwrap_or(0)];
            if let Some((prefix, _)) = literal.split_once('{')
                && prefix.ends_with('-')
                && prefix.len() > 3
            {
                prefixes.insert(prefix);
            }
        }
    }
    let unused: Vec<_> = texts(Language::Turkish)
        .into_keys()
        .filter(|id| {
            let quoted = format!("\"{id}\"");
            let asked = askers.iter().any(|(_, text)| text.contains(&quoted));
            !asked && !prefixes.iter().any(|prefix| id.starts_with(prefix))
        })
        .collect();
    assert_eq!(unused, Vec::<String>::new());
}

#[test]
fn every_text_that_is_asked_for_is_there() {
    let known = texts(Language::Turkish);
    let calls = [
        ".t(\"",
        ".t1(\"",
        ".t2(\"",
        ".text(\"",
        ".with(\"",
        ".page(\"",
        "Text::of(\"",
    ];
    let mut asked = 0;
    for (file, text) in askers() {
        // Only these crates speak to people by these calls.
        let speaks = ["crates/web/", "crates/channels/"];
        let path = file.to_string_lossy().into_owned();
        if !speaks.iter().any(|folder| path.contains(folder)) {
            continue;
        }
        for call in calls {
            for rest in text.split(call).skip(1) {
                let id = &rest[..rest.find('"').unwrap_or(0)];
                let plain =
                    |byte: u8| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit();
                if !id.bytes().all(plain) {
                    // A path or an address: another call by the same name.
                    continue;
                }
                assert!(known.contains_key(id), "{path} asks for {id}");
                asked += 1;
            }
        }
    }
    assert!(asked > 100, "{asked}");
}

#[test]
fn quotation_marks_are_curly_and_no_line_ends_in_a_blank() {
    for language in Language::ALL {
        for (file, source) in files(language) {
            if MESSAGES.contains(&file.as_str()) {
                continue;
            }
            for (number, line) in source.lines().enumerate() {
                let straight = line.contains('\'')
                    || line
                        .split('=')
                        .nth(1)
                        .is_some_and(|text| text.contains('"'));
                assert!(
                    !straight,
                    "{file}:{} has straight quotation marks",
                    number + 1
                );
                assert!(
                    !line.ends_with(' '),
                    "{file}:{} ends in a blank",
                    number + 1
                );
            }
        }
    }
}
