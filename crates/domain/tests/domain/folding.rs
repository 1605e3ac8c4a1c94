//! One spelling of many, and the order of the Turkish alphabet.

use std::cmp::Ordering;

use domain::folding::{compare, fold, words};
use proptest::prelude::*;

#[test]
fn all_forms_of_a_turkish_letter_are_one() {
    for spelling in [
        "IŞIĞÜÖÇ",
        "ışığüöç",
        "İŞİĞÜÖÇ",
        "isiguoc",
        "ISIGUOC",
        // Decomposed, as some phones and file systems write.
        "i\u{307}s\u{327}ig\u{306}u\u{308}o\u{308}c\u{327}",
        "I\u{307}S\u{327}IG\u{306}U\u{308}O\u{308}C\u{327}",
        // The Romanian letter that some keyboards have for ş.
        "ișiğüöç",
    ] {
        assert_eq!(fold(spelling), "isiguoc", "{spelling}");
    }
    assert_eq!(fold("Kâğıt Café 24"), "kagit cafe 24");
    assert_eq!(fold("Привет"), "привет");
}

#[test]
fn words_are_what_stands_between_anything_else() {
    let text = fold("  Çınar-Altı  A.Ş. (24/7)");
    let found: Vec<_> = words(&text).collect();
    assert_eq!(found, ["cinar", "alti", "a", "s", "24", "7"]);
    assert_eq!(words(&fold(" -–!")).count(), 0);
}

#[test]
fn names_are_in_the_order_of_the_turkish_alphabet() {
    let mut names = [
        "Zeytin", "Üzüm", "Ulak", "Şeker", "Sarı", "Özgür", "Ova", "İnci", "Ilgaz", "Hisar", "Ğ",
        "Gül", "Çınar", "Ceviz", "Bahar", "ay", "Ay",
    ];
    names.sort_by(|one, other| compare(one, other));
    assert_eq!(
        names,
        [
            "Ay", "ay", "Bahar", "Ceviz", "Çınar", "Gül", "Ğ", "Hisar", "Ilgaz", "İnci", "Ova",
            "Özgür", "Sarı", "Şeker", "Ulak", "Üzüm", "Zeytin",
        ]
    );
}

proptest! {
    #[test]
    fn what_is_folded_does_not_change(text in any::<String>()) {
        let folded = fold(&text);
        prop_assert_eq!(fold(&folded), folded);
    }

    #[test]
    fn case_does_not_count(text in "[a-zA-ZçğıöşüÇĞİÖŞÜâîû ]{0,20}") {
        prop_assert_eq!(fold(&text.to_uppercase()), fold(&text));
        prop_assert_eq!(fold(&text.to_lowercase()), fold(&text));
    }

    #[test]
    fn the_order_is_one(
        one in "[a-zA-ZçğıöşüÇĞİÖŞÜ]{0,4}",
        other in "[a-zA-ZçğıöşüÇĞİÖŞÜ]{0,4}",
        third in "[a-zA-ZçğıöşüÇĞİÖŞÜ]{0,4}",
    ) {
        prop_assert_eq!(compare(&one, &other), compare(&other, &one).reverse());
        prop_assert_eq!(compare(&one, &other) == Ordering::Equal, one == other);
        if compare(&one, &other).is_le() && compare(&other, &third).is_le() {
            prop_assert!(compare(&one, &third).is_le());
        }
    }
}
