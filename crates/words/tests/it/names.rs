//! Terms, dates and numbers in people's words.

use domain::fines::Amount;
use domain::{Channel, Language, RecipientType, Source, Status, Timestamp};
use words::Words;

const TURKISH: Words = Words::of(Language::Turkish);
const ENGLISH: Words = Words::of(Language::English);

#[test]
fn every_term_of_the_contract_has_words_of_its_own() {
    for words in [TURKISH, ENGLISH] {
        let mut all: Vec<_> = Source::ALL
            .iter()
            .map(|source| words.source(Some(*source)))
            .collect();
        all.push(words.source(None));
        all.extend(Channel::ALL.map(|channel| words.channel(channel)));
        all.extend(Status::ALL.map(|status| words.status(status)));
        let types = [RecipientType::Individual, RecipientType::Merchant];
        all.extend(types.map(|kind| words.recipient_type(kind)));
        for text in &all {
            // What is missing is shown by its identifier.
            assert!(
                !text.contains("source-") && !text.contains("channel-"),
                "{text}"
            );
        }
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), count, "{all:?}");
    }
}

#[test]
fn instants_are_tuerkiyes_and_written_as_people_write_them() {
    let instant = Timestamp::from_wire("2026-03-01 09:05:59").unwrap();
    assert_eq!(TURKISH.instant(instant), "01.03.2026 09:05");
    assert_eq!(ENGLISH.instant(instant), "01 Mar 2026 09:05");
    assert_eq!(TURKISH.day(instant), "01.03.2026");
    assert_eq!(ENGLISH.day(instant), "01 Mar 2026");
    for month in 1..=12 {
        let wire = format!("2026-{month:02}-15 00:00:00");
        let text = ENGLISH.day(Timestamp::from_wire(&wire).unwrap());
        assert_eq!(text.len(), "15 Mar 2026".len(), "{text}");
    }
}

#[test]
fn numbers_within_texts_are_grouped_and_chosen_by() {
    let many = [("count", 12_345.into())];
    let one = [("count", 1.into())];
    assert_eq!(
        TURKISH.with("done-refused", &many),
        "12.345 izin reddedildi"
    );
    assert_eq!(
        ENGLISH.with("done-refused", &many),
        "12,345 consents refused"
    );
    assert_eq!(ENGLISH.with("done-refused", &one), "One consent refused");
}

#[test]
fn what_is_filled_in_is_not_read_as_a_text_itself() {
    let name = [("retailer", "{ $x } { done }".into())];
    assert_eq!(
        ENGLISH.with("row-retailer", &name),
        "retailer: { $x } { done }"
    );
}

#[test]
fn amounts_are_written_with_their_kurus_and_in_groups() {
    for (kurus, turkish, english) in [
        (0, "0,00 TL", "TRY 0.00"),
        (5, "0,05 TL", "TRY 0.05"),
        (1_430_950, "14.309,50 TL", "TRY 14,309.50"),
    ] {
        let amount = Amount::of_kurus(kurus).unwrap();
        assert_eq!(TURKISH.money(amount), turkish);
        assert_eq!(ENGLISH.money(amount), english);
    }
}
