//! An approval is its word, the brand and nothing else, to the last sign and letter.

use intake::keyword::{Asked, LETTERS_MAX};
use proptest::prelude::*;

use super::parse;

/// Whether the brand is approved: `ONAY ORNEK değil` names another.
fn approves(text: &str) -> bool {
    let is_brand = |key: &str| matches!(key, "ornek" | "ornekten" | "ab");
    matches!(parse(text), Asked::Approve(targets) if targets.iter().any(|target| is_brand(&target.key)))
}

#[test]
fn plain_punctuation_beside_an_approval_says_nothing() {
    for text in [
        "ONAY ORNEK",
        "onay örnek.",
        "Onay: Ornek!",
        "\"ONAY ORNEK\"",
        "“onay ornek”",
        "(onay ornek);",
        "ONAY - ORNEK",
        "ONAY [ORNEK], lütfen",
        "ONAY ÖRNEK’ten",
        "ONAY A&B",
        "onay o\u{308}rnek",
        "ＯＮＡＹ ＯＲＮＥＫ",
        "ONAY\nORNEK\r\n",
        "ONAY-ORNEK",
        "ONAY – ÖRNEK",
        "ONAY ORNEK!!",
        "ONAY ORNEK !",
        "(onay) (ornek)",
        "(ONAY): ornek",
    ] {
        assert!(approves(text), "{text}: {:?}", parse(text));
    }
}

#[test]
fn every_other_sign_may_deny_it() {
    for text in [
        "onay ornek ❌",
        "onay ornek 👎",
        "🚫 onay ornek",
        "onay ≠ ornek",
        "✗ onay ornek",
        "onay ornek?",
        "onay ornek ?",
        "onay? ornek",
        "ＯＮＡＹ ornek？",
        "on?y ornek",
        "onay orn?k",
        "on\u{fffd}y ornek",
        "> onay ornek",
        "onay<>ornek",
        "!onay ornek",
        "onay !ornek",
        "~onay ornek",
        "¬onay ornek",
        "onay ornek = 0",
        "onay/ornek",
        "*onay* ornek",
        "onay ornek…",
        "o\u{336}n\u{336}a\u{336}y\u{336} ornek",
        "onay ornek\u{20e0}",
        "\u{202e}onay ornek",
        "onay ornek\0",
        "onay ornek 🙂",
    ] {
        assert!(!approves(text), "{text}: {:?}", parse(text));
    }
}

#[test]
fn a_plain_sign_may_deny_it_by_where_it_stands() {
    for text in [
        "-ONAY ORNEK",
        "- ONAY ORNEK",
        "ONAY ORNEK -",
        "ONAY ORNEK-",
        "ONAY -ORNEK",
        "ONAY\n- ORNEK",
        "--ONAY-- ORNEK",
        "— ONAY ORNEK",
        "ONAY ORNEK :(",
        "ONAY ORNEK:(",
        "ONAY ORNEK :-(",
        "ONAY ORNEK :'(",
        "ONAY ORNEK ;(",
        "ONAY ORNEK :[",
        "ONAY ORNEK ):",
        "ONAY ORNEK :)",
        "(: ONAY ORNEK :)",
        "ONAY ORNEK (",
        "ONAY ORNEK ))",
        "[ ] ONAY ORNEK",
        "ONAY ORNEK []",
        "(ONAY ORNEK]",
        "! ONAY ORNEK",
        "!!ONAY ORNEK",
        "ONAY ! ORNEK",
        "ONAY ORNEK...",
        "ONAY ORNEK\n-",
    ] {
        assert_eq!(parse(text), Asked::Unclear, "{text}");
    }
}

#[test]
fn who_approves_in_doubt_is_asked() {
    for text in ["onay ornek?", "onay ornek ❌", "ONAYORNEK\n> lütfen"] {
        assert_eq!(parse(text), Asked::Unclear, "{text}");
    }
    // And who refuses with the same signs refuses.
    for text in [
        "-RET ORNEK",
        "RET ORNEK -",
        "RET ORNEK :(",
        "[ ] RET ORNEK...",
    ] {
        assert!(matches!(parse(text), Asked::Refuse(_)), "{text}");
    }
}

#[test]
fn a_denial_behind_any_number_of_letters_is_one() {
    for count in [1, 1_000, 1_500, 5_000] {
        for filling in [" ", ".", " .", "\n"] {
            let filling = filling.repeat(count);
            for denial in ["vermiyorum", "RET", "değil", "❌", "?"] {
                let text = format!("ONAY ORNEK{filling} {denial}");
                assert!(!approves(&text), "{count} letters, {denial}");
            }
        }
    }
}

#[test]
fn a_text_that_is_longer_than_what_is_read_approves_nothing() {
    let text = |blanks: usize| format!("ONAY ORNEK{}", " ".repeat(blanks));
    assert!(approves(&text(1_000)));
    assert!(approves(&text(LETTERS_MAX - 10)));
    assert!(!approves(&text(LETTERS_MAX - 9)));
}

#[test]
fn a_refusal_is_found_behind_any_number_of_letters() {
    for count in [10, 600, 1_500, 8_000] {
        for filling in ["x ", ". ", "ve ", "a'b "] {
            let filling = filling.repeat(count);
            for text in [
                format!("{filling}RET ORNEK"),
                format!("RET ORNEK {filling}"),
                format!("{filling} ornek'ten mesaj istemiyorum {filling}"),
            ] {
                let Asked::Refuse(refusal) = parse(&text) else {
                    panic!("no refusal in {count} times {filling:?}");
                };
                let mentioned = refusal.mentions.iter().flatten();
                let mut keys = mentioned
                    .map(|mention| &mention.target)
                    .chain(&refusal.targets)
                    .map(|target| &target.key);
                assert!(keys.any(|key| key == "ornek"), "{count} times {filling:?}");
            }
        }
    }
}

/// Texts whose every word may ask for a look at all the others.
#[test]
fn the_longest_texts_are_read_to_their_end() {
    for piece in [
        "ret. sms ",
        "r e t ",
        "a'b'c ",
        "vazgectim ",
        "kalsin sms ret ",
    ] {
        let filling = piece.repeat(LETTERS_MAX / piece.len() - 2);
        assert!(!approves(&format!("{filling}onay ornek")), "{piece}");
    }
}

proptest! {
    #[test]
    fn an_approval_bears_no_sign_that_it_does_not_know(
        sign in "[^\\p{L}\\p{N}\\s\\p{M}\\p{C}.,!:;\\-\"'`´‘-‟‐-—«»()\\[\\]{}&+]",
        place in 0..11_usize,
    ) {
        let mut text: Vec<char> = "onay ornek".chars().collect();
        text.splice(place.min(10)..place.min(10), sign.chars());
        let text: String = text.into_iter().collect();
        prop_assert!(!approves(&text), "{text:?}");
    }
}
