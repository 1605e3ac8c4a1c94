//! Contract 4.3 and 4.4; rule 13.

use domain::{Address, Channel, Email, ErrorCode, Phone};
use proptest::prelude::*;
use rlibphonenumber::PHONE_NUMBER_UTIL;

use crate::generated;

/// What Google's library says of a number in wire form.
fn oracle_says_valid(text: &str) -> bool {
    PHONE_NUMBER_UTIL
        .parse(text, None)
        .is_ok_and(|number| number.is_valid())
}

/// What is to be said of a number of Türkiye: the library's word, but for two blocks. It lacks the
/// contract's own example of a right number, and its pattern lets 238 pass, which is no province's
/// area code.
fn is_right(text: &str) -> bool {
    text.starts_with("+905992") || (oracle_says_valid(text) && !text.starts_with("+90238"))
}

#[test]
fn every_turkish_prefix_is_judged_as_the_library_judges_it() {
    // Three digits decide, except after 561, 582 and 592, where six do.
    let short = (0..1000).map(|prefix| format!("{prefix:03}2123456"));
    let deep = [561, 582, 592]
        .into_iter()
        .flat_map(|prefix| (0..1000).map(move |block| format!("{prefix}{block:03}1234")));
    let mut valid = 0;
    for national in short.chain(deep) {
        let text = format!("+90{national}");
        let expected = is_right(&text);
        assert_eq!(Phone::from_wire(&text).is_ok(), expected, "{text}");
        valid += usize::from(expected);
    }
    assert!(
        valid > 500,
        "the comparison looked at valid numbers, too: {valid}"
    );
}

#[test]
fn every_length_of_a_turkish_number_is_judged_as_the_library_judges_it() {
    for start in ["444", "532", "212", "800", "850", "811", "900", "888"] {
        for length in 4..=12 {
            let text = format!("+90{start}{}", &"123456789012"[..length - 3]);
            assert_eq!(
                Phone::from_wire(&text).is_ok(),
                oracle_says_valid(&text),
                "{text}"
            );
        }
    }
}

#[test]
fn the_numbers_the_contract_writes_are_accepted() {
    for text in [
        "+905992000000",
        "+905050000001",
        "+902121230000",
        "+905312560714",
        "+905055566791",
    ] {
        assert_eq!(Phone::from_wire(text).unwrap().to_string(), text);
    }
}

#[test]
fn a_zero_after_the_country_code_is_h121() {
    for text in [
        "+9005321234567",
        "+900532123456",
        "+0905321234567",
        "+90 5321234567",
    ] {
        assert_eq!(Phone::from_wire(text), Err(ErrorCode::H121), "{text}");
    }
}

#[test]
fn the_wire_form_is_a_plus_and_ascii_digits_only() {
    for text in [
        "",
        "+",
        "+9",
        "905321234567",
        "05321234567",
        "++905321234567",
        "+90532123456a",
        "+90532ABC4567",
        "+90532123456\u{667}",
        "+90532123456\u{ff17}",
        "\u{ff0b}905321234567",
        "+905321234567 ",
        " +905321234567",
        "+90-532-123-4567",
        "+905321234567\0",
        "tel:+905321234567",
    ] {
        assert_eq!(Phone::from_wire(text), Err(ErrorCode::H121), "{text:?}");
    }
}

#[test]
fn other_countries_numbers_are_asked_about_by_their_shape() {
    for text in ["+4930123456", "+12125551234", "+1234567", "+99512345678901"] {
        assert_eq!(Phone::from_wire(text).unwrap().to_string(), text);
    }
    for text in ["+123456", "+0123456789", "+123456789012345"] {
        assert_eq!(Phone::from_wire(text), Err(ErrorCode::H121), "{text}");
    }
}

#[test]
fn a_number_of_another_country_exists_only_as_it_is_written() {
    for text in [
        "+4930123456",
        "+4915112345678",
        "+12125551234",
        "+390612345678",
        "+393471234567",
        "+442079460018",
        "+33612345678",
        "+99312345678",
        "+80012345678",
        "+905321234567",
    ] {
        assert!(Phone::from_wire(text).unwrap().is_allotted(), "{text}");
    }
    for text in [
        // A zero that is dialled inside the country alone; the library would drop it.
        "+4901703210035",
        "+4402079460018",
        "+330612345678",
        // Too short, too long, and of no plan.
        "+1234567",
        "+12125551",
        "+1212555123456",
        "+99512345678901",
        "+2101234567",
        "+3361234567",
    ] {
        assert!(!Phone::from_wire(text).unwrap().is_allotted(), "{text}");
    }
}

#[test]
fn what_people_write_becomes_the_same_number() {
    for text in [
        "+905321234567",
        "+90 532 123 45 67",
        "+90 (532) 123-45-67",
        "(+90) 532 1234567",
        "00905321234567",
        "0090 532 123 45 67",
        "05321234567",
        "0 532 123 45 67",
        "0(532)1234567",
        "5321234567",
        "532 123 45 67",
        "905321234567",
        " 0532-123-45-67 ",
        "0532.123.45.67",
        "0532/123 45 67",
        "0532 - 123 45 67",
        "532\u{a0}123\u{a0}45\u{a0}67",
        "+90\u{202f}532\u{2009}123\u{a0}4567",
        "+90\u{2011}532\u{2013}1234567",
        "\u{202a}+90 532 123 45 67\u{202c}",
        "(0)532 123 45 67",
        "(0532) 123 45 67.",
    ] {
        assert_eq!(
            Phone::from_human(text).unwrap().to_string(),
            "+905321234567",
            "{text:?}"
        );
    }
    for (text, wire) in [
        ("444 1 444", "+904441444"),
        ("0212 123 00 00", "+902121230000"),
        ("0850 123 45 67", "+908501234567"),
        ("+49 30 1234567", "+49301234567"),
        ("0049 30 1234567", "+49301234567"),
        ("+49 30/1234567", "+49301234567"),
        ("+49 (30) 1234567", "+49301234567"),
        ("+1 (212) 555-1234", "+12125551234"),
        ("+44-20-7946-0018", "+442079460018"),
        ("+39 06 1234 5678", "+390612345678"),
        ("0212/123.00.00", "+902121230000"),
    ] {
        assert_eq!(
            Phone::from_human(text).unwrap().to_string(),
            wire,
            "{text:?}"
        );
    }
}

#[test]
fn what_leaves_a_doubt_is_no_number() {
    for text in [
        "",
        " ",
        "+",
        "0",
        "00",
        "212 123 00 00",
        "2125551234",
        "123",
        "+90 0532 123 45 67",
        "0090 0532 1234567",
        "532 ABC 45 67",
        "0532 123 45 6a",
        "+90 532 123 45 67 ext 5",
        "0532+1234567",
        // A zero that is dialled inside the country alone.
        "+49 (0)170 3210035",
        "+49 (0) 170 3210035",
        "0049 (0)170 3210035",
        "+49 0170 3210035",
        "+44 (0)20 7946 0018",
        "+90 (0)532 123 45 67",
        "+39 (0)6 1234 5678",
        // An extension, however it is written.
        "+49 30 123456 - 51",
        "+49 30 123456-51",
        "+49 30 123456/51",
        "+49 30 123456 \u{2013} 51",
        "+49 30 123456.51",
        "+49 30 123456 x12",
        "+49 30 123456 ext. 12",
        "0212 123 00 00 dahili 5",
        "0212 123 00 00 (5)",
        "0212 123 00 00-01",
        "0800 123 45 67/68",
        "0800 123 45 67 - 68",
        "444 1 444 - 12",
        "0212 123 00 00 #5",
        "0212 123 00 00,5",
        // Two numbers, or one and a half.
        "+4930123456 / +4930123457",
        "+4930123456 +4930123457",
        "0532 123 45 67 0532 123 45 68",
        "0532 123 45 67\n0532 123 45 68",
        "0532 123 45 67 /",
        "0532 123 45 67 -",
        // Of no country's plan.
        "+1 555 0100",
        "+999 123 456 789",
        "+49 170",
        "0049 0170 3210035",
        "+0049 30 1234567",
        "+00 90 532 123 45 67",
        // Brackets of no sense.
        "0532) 123 45 67",
        "0532 (123 45 67",
        "0532 () 123 45 67",
        "0532 ((123)) 45 67",
        "(0532) (123) 45 67",
        "05321234567 / 05321234568",
        "053212345678",
        "+905321234567+",
        "\u{665}321234567",
        "0                                               5321234567",
    ] {
        assert_eq!(Phone::from_human(text), Err(ErrorCode::H121), "{text:?}");
    }
}

#[test]
fn a_text_of_more_than_15_characters_is_too_long_unless_it_is_an_e_mail_address() {
    assert!(Phone::too_long("9055436100000000"));
    assert!(!Phone::too_long("+90554361000000"));
    assert!(!Phone::too_long("ornek.ornek@mail.com"));
    assert!(!Phone::too_long(
        "\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}\u{fc}"
    ));
}

#[test]
fn e_mail_addresses_are_lower_cased() {
    let email = Email::from_wire("Ayse.YILMAZ+Liste@Ornek.EXAMPLE").unwrap();
    assert_eq!(email.as_str(), "ayse.yilmaz+liste@ornek.example");
}

#[test]
fn hyphens_low_lines_and_dots_may_lead_and_repeat_before_the_at() {
    for text in [
        "-_.a@b.cc",
        "..a..b..@b.cc",
        "__--@b.cc",
        "a+b+c@b.cc",
        "a@b.cc",
        "1@2.com.tr",
    ] {
        assert_eq!(Email::from_wire(text).unwrap().as_str(), text);
    }
}

#[test]
fn what_is_no_e_mail_address_is_h120() {
    for text in [
        "",
        "a@b.c",
        "ornekadiniz.com",
        "@ornek.com",
        "ornek@",
        "ornek@com",
        "ornek@.com",
        "ornek@ornek..com",
        "ornek@ornek.com.",
        "a@b@ornek.com",
        "ornek@-ornek.com",
        "ornek@ornek-.com",
        "ornek@or_nek.com",
        "ornek@192.168.1.10",
        "ornek@[192.168.1.1]",
        "or nek@mail.com",
        " ornek@mail.com",
        "ornek@mail.com ",
        "ornek@mail.com\n",
        "\u{f6}rnek@mail.com",
        "\u{131}@mail.com",
        "\u{130}@mail.com",
        "o@\u{f6}rnek.com",
        "ornek\u{ff20}mail.com",
        "+905320000000",
    ] {
        assert_eq!(Email::from_wire(text), Err(ErrorCode::H120), "{text:?}");
    }
}

#[test]
fn each_special_character_the_contract_lists_is_refused() {
    for character in "{[(!'^%&/()=?,\"½²³°¶)}]".chars() {
        let text = format!("a{character}b@mail.com");
        assert_eq!(Email::from_wire(&text), Err(ErrorCode::H120), "{character}");
    }
}

#[test]
fn e_mail_addresses_have_6_to_265_characters() {
    let of_length = |length: usize| format!("{}@b.cc", "a".repeat(length - 5));
    assert!(Email::from_wire(&of_length(6)).is_ok());
    assert!(Email::from_wire(&of_length(265)).is_ok());
    assert_eq!(Email::from_wire(&of_length(266)), Err(ErrorCode::H120));
}

#[test]
fn an_address_is_of_its_channels_kind() {
    let wrong = |text, channel| Address::from_wire(text, channel).unwrap_err();
    assert_eq!(wrong("a@b.cc", Channel::Call), ErrorCode::H121);
    assert_eq!(wrong("a@b.cc", Channel::Text), ErrorCode::H121);
    assert_eq!(wrong("+905321234567", Channel::Email), ErrorCode::H120);
}

#[test]
fn debug_forms_hide_addresses() {
    for (text, channel) in [
        ("+905321234567", Channel::Text),
        ("ayse@ornek.example", Channel::Email),
    ] {
        let shown = format!("{:?}", Address::from_wire(text, channel).unwrap());
        assert!(!shown.contains("532") && !shown.contains("ayse"), "{shown}");
    }
}

proptest! {
    #[test]
    fn what_is_written_behind_a_number_never_becomes_a_part_of_it(
        number in prop::sample::select(vec!["+49 30 123456", "+43 1 123456", "0212 123 00 00", "0800 123 45 67", "444 1 444"]),
        separator in prop::sample::select(vec!["-", " - ", "/", " / ", ".", "x", " ext ", " dahili ", ",", ";", " (", "#", "\n"]),
        behind in "[0-9]{1,5}",
        end in prop::sample::select(vec!["", ")", "."]),
    ) {
        let text = format!("{number}{separator}{behind}{end}");
        prop_assert_eq!(Phone::from_human(&text), Err(ErrorCode::H121), "{}", text);
    }

    #[test]
    fn any_text_is_read_or_refused_and_an_accepted_phone_is_digits(text in "\\PC{0,20}") {
        for read in [Phone::from_wire(&text), Phone::from_human(&text)].into_iter().flatten() {
            let wire = read.to_string();
            prop_assert!(wire[1..].bytes().all(|byte| byte.is_ascii_digit()));
            prop_assert!(!text.contains(char::is_alphabetic));
            prop_assert_eq!(Phone::from_wire(&wire), Ok(read));
        }
        if let Ok(read) = Phone::from_human(&text) {
            prop_assert!(read.is_allotted());
        }
        if let Ok(email) = Email::from_wire(&text) {
            prop_assert_eq!(email.as_str(), text.to_ascii_lowercase());
        }
    }

    #[test]
    fn a_number_with_one_character_changed_is_another_number_or_none(
        text in generated::phone_text(),
        position in any::<prop::sample::Index>(),
        character in any::<char>(),
    ) {
        let mut characters: Vec<char> = text.chars().collect();
        let position = position.index(characters.len());
        characters[position] = character;
        let changed: String = characters.into_iter().collect();
        if let Ok(phone) = Phone::from_wire(&changed) {
            prop_assert_eq!(phone.to_string(), changed);
            prop_assert!(character.is_ascii_digit() || character == '+');
        }
    }

    #[test]
    fn turkish_numbers_are_judged_as_the_library_judges_them(national in "[2-58][0-9]{9}") {
        let text = format!("+90{national}");
        prop_assert_eq!(Phone::from_wire(&text).is_ok(), is_right(&text));
    }

    #[test]
    fn grouping_does_not_change_a_number(
        text in generated::phone_text(),
        separators in prop::collection::vec(prop::sample::select(vec!["", " ", "  ", "\u{a0}", "\u{202f}"]), 16),
    ) {
        let grouped: String =
            text.chars().zip(separators).fold(String::new(), |text, (digit, separator)| text + digit.encode_utf8(&mut [0; 4]) + separator);
        prop_assert_eq!(Phone::from_human(&grouped), Phone::from_wire(&text));
    }

    #[test]
    fn an_accepted_address_is_read_back_from_storage(
        address in generated::channel().prop_flat_map(generated::address),
    ) {
        prop_assert_eq!(Address::from_stored(&address.to_string()), Some(address));
    }

    #[test]
    fn what_is_read_from_storage_has_one_spelling(text in "[+]?[0-9a-zA@. ]{1,16}") {
        if let Some(address) = Address::from_stored(&text) {
            prop_assert_eq!(address.to_string(), text);
        }
    }
}
