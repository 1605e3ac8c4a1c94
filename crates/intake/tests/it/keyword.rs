//! What text messages ask for, however they are written.

mod approvals;
mod wishes;

use domain::Channel;
use intake::keyword::{
    Asked, LETTERS_MAX, MENTIONS_MAX, NoShortName, Refusal, Scope, ShortName, Target,
};
use proptest::prelude::*;

fn key(text: &str) -> String {
    registry::intake::texts::brand_key(text)
}

fn parse(text: &str) -> Asked {
    intake::keyword::parse(text, &["3338"])
}

/// The first brand a refusal may mean.
fn refused(text: &str) -> Option<Target> {
    match parse(text) {
        Asked::Refuse(refusal) => refusal.targets.into_iter().next(),
        _ => None,
    }
}

fn refuses(text: &str, brand: &str, scope: Scope) {
    let Asked::Refuse(Refusal { targets, .. }) = parse(text) else {
        panic!("no refusal: {text:?}: {:?}", parse(text));
    };
    let is = |target: &Target| target.key == key(brand) && target.scope == scope;
    assert!(targets.iter().any(is), "{text:?}: {targets:?}");
}

#[test]
fn a_refusal_names_a_brand_by_name_short_name_or_number() {
    for text in [
        "RET ORNEK",
        "ret örnek",
        "Ret Örnek.",
        " RET   ÖRNEK !",
        "RET:ORNEK",
        "RET-ORNEK",
    ] {
        assert_eq!(refused(text).unwrap().key, "ornek", "{text}");
    }
    assert_eq!(refused("RET 600001").unwrap().key, "600001");
    assert_eq!(refused("RET Örnek Mağaza").unwrap().key, "ornekmagaza");
}

#[test]
fn every_word_of_refusing_refuses() {
    let words = [
        "RET",
        "Ret",
        "ret",
        "İPTAL",
        "IPTAL",
        "iptal",
        "ıptal",
        "DUR",
        "STOP",
        "Stop",
        "ÇIK",
        "CIK",
        "çık",
        "HAYIR",
        "hayır",
        "İSTEMİYORUM",
        "REDDET",
        "red",
        "CANCEL",
    ];
    for word in words {
        refuses(&format!("{word} ORNEK"), "ornek", Scope::Unsaid);
        refuses(&format!("ORNEK {word}"), "ornek", Scope::Unsaid);
    }
}

#[test]
fn a_word_may_be_written_together_with_the_brand() {
    for text in [
        "RETORNEK",
        "retörnek",
        "İPTALORNEK",
        "iptalornek",
        "STOPÖRNEK",
        "DURORNEK",
    ] {
        refuses(text, "ornek", Scope::Unsaid);
    }
    refuses("RETORNEKARAMA", "ornek", Scope::One(Channel::Call));
    refuses("RETORNEK ARAMA", "ornek", Scope::One(Channel::Call));
    refuses("RET600001", "600001", Scope::Unsaid);
    let state = Target {
        key: "ornek".to_owned(),
        scope: Scope::Unsaid,
        leaves_email: false,
    };
    assert_eq!(parse("DURUMORNEK"), Asked::State(vec![state.clone()]));
    assert_eq!(parse("ONAYORNEK"), Asked::Approve(vec![state]));
}

#[test]
fn a_channel_is_understood_in_all_its_words() {
    let channels = [
        (Channel::Text, ["SMS", "mesaj", "MESAJLAR", "kısamesaj"]),
        (Channel::Call, ["ARAMA", "çağrı", "CAGRI", "telefon"]),
        (Channel::Email, ["EPOSTA", "e-posta", "E-MAİL", "mail"]),
    ];
    for (channel, words) in channels {
        for word in words {
            refuses(&format!("RET ORNEK {word}"), "ornek", Scope::One(channel));
            refuses(&format!("RET {word} ORNEK"), "ornek", Scope::One(channel));
        }
    }
    for word in ["TUM", "TÜMÜ", "hepsi", "HEPSİ"] {
        refuses(&format!("RET ORNEK {word}"), "ornek", Scope::All);
    }
    refuses("RET ORNEK SMS ARAMA", "ornek", Scope::All);
}

#[test]
fn a_brand_whose_name_has_a_word_of_scope_is_looked_for_under_its_whole_name_first() {
    let Asked::Refuse(Refusal { targets, .. }) = parse("RET ÖRNEK TELEFON") else {
        panic!("no refusal");
    };
    let keys: Vec<_> = targets.iter().map(|target| &*target.key).collect();
    assert_eq!(keys, ["ornektelefon", "ornek"]);
    assert_eq!(targets[1].scope, Scope::One(Channel::Call));
}

#[test]
fn turkish_letters_are_known_whatever_became_of_them() {
    // Composed, decomposed, of the 7-bit alphabet, of Turkish tables read as others, and lost.
    for text in [
        "RET ŞIK",
        "RET S\u{327}IK",
        "RET SIK",
        "RET \u{1b}S\u{1b}IK",
        "RET ÆIK",
        "RET ÞIK",
        "RET Å\u{9e}IK",
        "ＲＥＴ ＳＩＫ",
        "R\u{200b}ET Ş\u{ad}IK",
    ] {
        refuses(text, "şık", Scope::Unsaid);
    }
    for text in [
        "İPTAL şık",
        "I\u{307}PTAL şık",
        "¡PTAL şık",
        "ÝPTAL şık",
        "?PTAL şık",
        "\u{fffd}PTAL şık",
        "Ä°PTAL SIK",
    ] {
        refuses(text, "şık", Scope::Unsaid);
    }
    assert_eq!(parse("L?STE"), Asked::List);
    assert_eq!(parse("LÌSTE"), Asked::List);
    // The letter may also be meant.
    refuses("RET Rødby", "rødby", Scope::Unsaid);
}

#[test]
fn what_is_written_around_a_refusal_does_not_hide_it() {
    for text in [
        "Merhaba, RET ORNEK lütfen",
        "RET ORNEK lütfen. Teşekkürler!",
        "“RET ORNEK”",
        "🙏 RET ORNEK 🙏",
        "<RET ORNEK>",
        "1) RET ORNEK",
        "HAYIR! RET ORNEK",
        "ORNEK iptal lütfen",
        "RET ÖRNEK'i",
        "RET Örnek’ten",
        "RET\nORNEK",
        "RET\tORNEK\r\n",
        "ONAY değil, RET ORNEK",
    ] {
        refuses(text, "ornek", Scope::Unsaid);
    }
}

#[test]
fn refusing_everything_asks_for_a_code_and_takes_it() {
    let all = |channel, code: Option<&str>| Asked::RefuseAll {
        channel,
        code: code.map(ToOwned::to_owned),
        leaves_email: false,
    };
    for text in [
        "RET TUM",
        "ret tüm",
        "RETTUM",
        "RET HEPSİ",
        "RET TÜM MARKALAR",
        "TÜMÜ RET",
        "İPTAL hepsini lütfen",
    ] {
        assert_eq!(parse(text), all(None, None), "{text}");
    }
    for text in [
        "RET TUM 0123",
        "RETTUM0123",
        "ret tüm0123.",
        "RET 0123 TUM",
        "0123",
    ] {
        assert_eq!(parse(text), all(None, Some("0123")), "{text}");
    }
    let calls = Some(Channel::Call);
    assert_eq!(parse("RET TUM ARAMA"), all(calls, None));
    assert_eq!(parse("RET ARAMALAR"), all(calls, None));
    assert_eq!(parse("RET TÜM ARAMA 1234"), all(calls, Some("1234")));
}

#[test]
fn an_approval_begins_with_its_word_and_names_its_brand() {
    let Asked::Approve(targets) = parse("ONAY Örnek ARAMA") else {
        panic!("no approval");
    };
    assert!(targets.contains(&Target {
        key: "ornek".to_owned(),
        scope: Scope::One(Channel::Call),
        leaves_email: false,
    }));
    assert!(matches!(parse("evet ornek"), Asked::Approve(_)));
    assert_eq!(parse("ONAY"), Asked::Approve(vec![]));
    for text in [
        "ornek onay",
        "belki onay ornek",
        "onay ornek dur",
        "ONAY RET ornek",
        "ONAY vermiyorum ornek",
        "onaylamıyorum ornek",
        "ONAY değil ornek",
        "iptal değil onay ornek",
        "ONAY ornek\n> RET yazın",
        "> ONAY ornek\niyi günler",
        "ONAYORNEK\n> lütfen",
    ] {
        assert!(!matches!(parse(text), Asked::Approve(_)), "{text}");
    }
}

#[test]
fn a_number_of_ours_that_stands_alone_is_the_code_it_may_be() {
    let code = Some("3338".to_owned());
    let channel = None;
    let all = Asked::RefuseAll {
        channel,
        code,
        leaves_email: false,
    };
    assert_eq!(parse("3338"), all);
}

#[test]
fn a_brand_is_named_within_one_sentence() {
    let Asked::Refuse(refusal) = parse("Mavi. Deniz iptal. Kalem") else {
        panic!("no refusal");
    };
    let keys: Vec<&str> = refusal
        .mentions
        .iter()
        .flatten()
        .map(|mention| mention.target.key.as_str())
        .collect();
    assert!(
        keys.contains(&"deniz") && keys.contains(&"mavi"),
        "{keys:?}"
    );
    assert!(!keys.contains(&"mavideniz"), "{keys:?}");
}

#[test]
fn what_is_looked_at_of_a_message_is_bounded() {
    let late = format!("{}RET ORNEK", "x ".repeat(LETTERS_MAX / 2));
    assert_eq!(parse(&late), Asked::Unknown);
    let names: Vec<String> = (0..LETTERS_MAX / 4)
        .map(|name| format!("a{name}"))
        .collect();
    let Asked::Refuse(refusal) = parse(&format!("RET {}", names.join(" "))) else {
        panic!("no refusal");
    };
    assert_eq!(refusal.mentions.len(), 1);
    assert_eq!(refusal.mentions[0].len(), MENTIONS_MAX);
}

#[test]
fn the_other_words_are_understood_and_the_rest_is_not() {
    for text in ["LİSTE", "liste", "LISTE.", "ıste liste"] {
        let expected = if text.starts_with('ı') {
            Asked::Unknown
        } else {
            Asked::List
        };
        assert_eq!(parse(text), expected, "{text}");
    }
    for text in ["YARDIM", "yardım", "help", "BİLGİ"] {
        assert_eq!(parse(text), Asked::Help, "{text}");
    }
    assert!(matches!(parse("DURUM ornek"), Asked::State(_)));
    for text in ["RET", "DUR!", "İptal et lütfen"] {
        let Asked::Refuse(refusal) = parse(text) else {
            panic!("no refusal: {text}");
        };
        assert!(refusal.is_vague && refusal.mentions.is_empty(), "{text}");
    }
    for text in [
        "",
        " ",
        "?",
        "??",
        "…",
        "Kampanyanız çok güzel",
        "12345",
        "\u{0}",
        "🙂",
    ] {
        assert_eq!(parse(text), Asked::Unknown, "{text}");
    }
}

#[test]
fn a_short_name_can_be_written_by_any_phone_and_means_nothing_else() {
    assert_eq!(ShortName::new("şıkgiyim").unwrap().shown, "SIKGIYIM");
    assert_eq!(ShortName::new("A101").unwrap().folded, "a101");
    for (text, why) in [
        ("ab", NoShortName::Form),
        ("a b c", NoShortName::Form),
        ("abcdefghijklmnopqrstu", NoShortName::Form),
        ("приве́т", NoShortName::Form),
        ("12345", NoShortName::Number),
        ("ret", NoShortName::Reserved),
        ("İptal", NoShortName::Reserved),
        ("TÜMÜ", NoShortName::Reserved),
        ("ARAMA", NoShortName::Reserved),
        ("lütfen", NoShortName::Reserved),
    ] {
        assert_eq!(ShortName::new(text), Err(why), "{text}");
    }
}

/// Letters as people and programs write them.
fn spelt(letter: char) -> BoxedStrategy<String> {
    let forms: Vec<&str> = match letter {
        'r' => vec!["r", "R", "Ｒ"],
        'e' => vec!["e", "E", "é", "E\u{301}"],
        't' => vec!["t", "T", "t\u{200b}"],
        'i' => vec!["i", "I", "ı", "İ", "I\u{307}", "ì", "î"],
        's' => vec!["s", "S", "ş", "Ş", "S\u{327}", "\u{1b}s"],
        'g' => vec!["g", "G", "ğ", "Ğ", "g\u{306}"],
        'u' => vec!["u", "U", "ü", "Ü", "U\u{308}", "û"],
        'o' => vec!["o", "O", "ö", "Ö", "o\u{308}"],
        'c' => vec!["c", "C", "ç", "Ç", "c\u{327}"],
        other => return Just(other.to_string()).boxed(),
    };
    proptest::sample::select(forms)
        .prop_map(str::to_owned)
        .boxed()
}

fn written(word: &str) -> impl Strategy<Value = String> + use<> {
    let letters: Vec<_> = word.chars().map(spelt).collect();
    letters.prop_map(|letters| letters.concat())
}

/// What stands before, between and after words without saying anything.
fn noise() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        proptest::sample::select(vec![
            " ", "  ", "\n", "\t", ".", ",", "!", ":", ";", "-", "_", "*", "\"", "(", ")", "…",
            "🙂", "\u{200b}", "\u{feff}",
        ]),
        0..5,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn nothing_that_is_sent_makes_it_stumble(text in any::<String>()) {
        let _ = parse(&text);
        let _ = ShortName::new(&text);
    }

    #[test]
    fn words_and_noise_in_any_order_make_it_stumble_neither(
        parts in proptest::collection::vec(
            prop_oneof!["ret|tum|sms|onay|durum|1234|iptal|e|posta|'|\\?", noise()], 0..30
        )
    ) {
        let _ = parse(&parts.concat());
    }

    #[test]
    fn a_refusal_survives_every_spelling_and_decoration(
        verb in proptest::sample::select(vec!["ret", "iptal", "stop", "dur"]).prop_flat_map(written),
        brand in "[bcdfgkmnprz][a-z]{2,8}[0-9]{0,3}".prop_flat_map(|brand| (written(&brand), Just(brand))),
        (before, between, after) in (noise(), noise(), noise()),
        polite in any::<bool>(),
    ) {
        let (spelling, brand) = brand;
        prop_assume!(ShortName::new(&brand).is_ok());
        let polite = if polite { " lütfen" } else { "" };
        let text = format!("{before}{verb}{between} {spelling}{polite}{after}");
        let Asked::Refuse(Refusal { targets, .. }) = parse(&text) else {
            return Err(TestCaseError::fail(format!("no refusal: {text:?}")));
        };
        let unsaid = targets.iter().any(|target| target.key == brand);
        prop_assert!(unsaid, "{:?}: {:?}", text, targets);
    }
}
