//! `src/instant.rs`.

use domain::Timestamp;
use proptest::prelude::*;
use receipt::{instant_from_text, instant_to_text};

#[test]
fn an_instant_is_written_in_turkiyes_time_with_milliseconds() {
    let instant = Timestamp::from_millis(1_772_435_704_007);
    assert_eq!(instant_to_text(instant), "2026-03-02 10:15:04.007");
    assert_eq!(instant_from_text("2026-03-02 10:15:04.007"), Some(instant));
}

#[test]
fn an_instant_has_one_spelling() {
    for text in [
        "",
        "2026-03-02 10:15:04",
        "2026-03-02 10:15:04.",
        "2026-03-02 10:15:04.07",
        "2026-03-02 10:15:04.0007",
        "2026-03-02 10:15:04.+07",
        "2026-03-02T10:15:04.007",
        "2026-02-30 10:15:04.007",
        "2026-03-02 10:15:04.007Z",
    ] {
        assert_eq!(instant_from_text(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn every_instant_of_the_calendar_comes_back(millis in -62_000_000_000_000_i64..253_000_000_000_000) {
        let instant = Timestamp::from_millis(millis);
        prop_assert_eq!(instant_from_text(&instant_to_text(instant)), Some(instant));
    }
}
