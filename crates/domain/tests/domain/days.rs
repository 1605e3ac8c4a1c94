//! Calendar days in Türkiye: contract 10.

use domain::{Day, ErrorCode, Timestamp};
use proptest::prelude::*;

fn instant(wire: &str) -> Timestamp {
    Timestamp::from_wire(wire).unwrap()
}

#[test]
fn a_day_begins_at_midnight_in_turkiye() {
    let day = Day::from_wire("2026-03-10").unwrap();
    assert_eq!(day.start(), instant("2026-03-10 00:00:00"));
    assert_eq!(day.end(), instant("2026-03-11 00:00:00"));
    assert_eq!(Day::of(instant("2026-03-10 00:00:00")), day);
    assert_eq!(Day::of(instant("2026-03-10 23:59:59")), day);
    let before = Timestamp::from_millis(day.start().as_millis() - 1);
    assert_eq!(Day::of(before), day.minus(1));
    assert_eq!(Day::of(day.end()), day.plus(1));
}

#[test]
fn days_pass_over_the_ends_of_months_and_years() {
    let day = Day::from_wire("2027-12-31").unwrap();
    assert_eq!(day.plus(1).to_wire(), "2028-01-01");
    assert_eq!(day.plus(60).to_wire(), "2028-02-29");
    assert_eq!(day.plus(60).minus(60), day);
}

#[test]
fn months_later_is_the_same_day_or_the_last_one_of_the_month() {
    for (day, months, later) in [
        ("2026-08-15", 3, "2026-11-15"),
        ("2026-11-30", 3, "2027-02-28"),
        ("2027-11-30", 3, "2028-02-29"),
        ("2026-12-31", 3, "2027-03-31"),
        ("2026-12-31", 2, "2027-02-28"),
    ] {
        let day = Day::from_wire(day).unwrap();
        assert_eq!(day.plus_months(months).to_wire(), later, "{day} + {months}");
    }
}

#[test]
fn what_is_no_date_of_the_contracts_form_is_h501() {
    for text in [
        "",
        "06.07.2020",
        "2026-3-10",
        "2026-03-1",
        "2026-03-10 ",
        " 2026-03-10",
        "+026-03-10",
        "2026/03/10",
        "2026-02-29",
        "2026-13-01",
        "2026-00-10",
        "2026-03-32",
        "2026-03-10T00:00",
        "２０２６-03-10",
    ] {
        assert_eq!(Day::from_wire(text), Err(ErrorCode::H501), "{text}");
    }
}

proptest! {
    #[test]
    fn a_day_reads_back_as_it_was_written(year in 0i16..=9998, month in 1i8..=12, date in 1i8..=28) {
        let text = format!("{year:04}-{month:02}-{date:02}");
        let day = Day::from_wire(&text).unwrap();
        prop_assert_eq!(day.to_wire(), text);
        prop_assert_eq!(Day::of(day.start()), day);
        prop_assert!(day.start() < day.end());
    }

    #[test]
    fn no_text_breaks_the_reader(text in "\\PC{0,12}") {
        let _read = Day::from_wire(&text);
    }
}
