//! What others have written, at its worst.

use papers::{LINES_MAX, Letter, MessageFacts, TEXT_CHARS_MAX};
use proptest::prelude::*;

use crate::reader::{RESULT, letter, letters, read, text, write};

/// The most pages a letter has: all its long texts at their longest.
const PAGES_MAX: usize = 40;

/// In every place where others' words may stand.
fn everywhere(words: &str) -> Vec<u8> {
    let lines = [words; 40];
    let mut letter: Letter<'_> = letter(words, RESULT);
    letter.from = words;
    letter.to = &lines;
    letter.number = words;
    letter.message = MessageFacts {
        sender: words,
        brand: words,
        address: words,
        ..letter.message
    };
    write(&letter)
}

#[test]
fn every_hostile_character_is_replaced_where_it_can_be_seen() {
    let hostile = "a\0b\u{1b}c\u{202e}d\u{200b}e\u{2066}f\u{feff}g\u{e000}h\u{378}i\u{1f600}j\u{10ffff}k\u{301}l\u{5d0}m\u{ad}n";
    let pdf = write(&letter(hostile, RESULT));
    let Some(found) = read(&pdf) else { return };
    let text = text(&found);
    let shown = "a�b�c�d�e�f�g�h�i�j�k�l�m�n";
    assert!(text.contains(shown), "{text}");
    assert!(text.contains("� işareti, güvenle gösterilemeyen"), "{text}");
}

#[test]
fn a_very_long_word_is_broken_and_nothing_of_it_is_lost() {
    let word = "ğüşiöç".repeat(400);
    let Some(found) = read(&write(&letter(&word, RESULT))) else {
        return;
    };
    assert!(letters(&found).contains(&word));
}

#[test]
fn a_megabyte_is_cut_says_so_and_has_few_pages() {
    let text_of_others = "şikâyet ".repeat(1024 * 1024 / 9);
    let pdf = write(&letter(&text_of_others, RESULT));
    let Some(found) = read(&pdf) else { return };
    let pages = found["pages"].as_array().unwrap().len();
    assert!((4..=PAGES_MAX).contains(&pages), "{pages}");
    let lines = |page: &serde_json::Value| page.as_str().unwrap().lines().count();
    assert!(
        found["pages"]
            .as_array()
            .unwrap()
            .iter()
            .all(|page| lines(page) <= 60)
    );
    let text = text(&found);
    assert!(
        text.contains("Uzun bir metin kısaltılmıştır; tamamı 932.064 karakterdir"),
        "{text}"
    );
    assert!(text.contains(&format!("{pages} / {pages}")));
    assert_eq!(text.matches("şikâyet ").count(), TEXT_CHARS_MAX / 8);
}

#[test]
fn a_megabyte_in_every_place_has_few_pages() {
    let pdf = everywhere(&"şikâyet ".repeat(1024 * 1024 / 9));
    let Some(found) = read(&pdf) else { return };
    let pages = found["pages"].as_array().unwrap().len();
    assert!(pages <= PAGES_MAX, "{pages}");
}

#[test]
fn a_text_of_empty_lines_has_few_pages() {
    let pdf = write(&letter(&"\n".repeat(100_000), RESULT));
    let Some(found) = read(&pdf) else { return };
    let pages = found["pages"].as_array().unwrap().len();
    assert!(pages <= LINES_MAX / 40, "{pages}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_others_write_a_letter_is_written_and_is_valid(words in "[\\x00-\\u{10ffff}]{0,60}") {
        prop_assert!(everywhere(&words).starts_with(b"%PDF-1.7"));
    }
}

#[test]
fn each_plane_of_unicode_gives_a_valid_letter() {
    let mut words = String::new();
    for char in ('\0'..='\u{ffff}').chain('\u{1f300}'..='\u{1f9ff}') {
        words.push(char);
        if words.chars().count() == TEXT_CHARS_MAX / 2 {
            assert!(write(&letter(&words, RESULT)).starts_with(b"%PDF"));
            words.clear();
        }
    }
    assert!(write(&letter(&words, RESULT)).starts_with(b"%PDF"));
}
