//! Business days: rule 23.

use domain::Timestamp;
use domain::calendar::{Addition, Calendar, DayKind, OutOfRange, Table, surely_in_time_since};
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// An instant, as a clock in Türkiye shows it.
fn at(text: &str) -> Timestamp {
    Timestamp::from_wire(text).unwrap()
}

fn in_time_since(now: &str) -> String {
    Calendar::official()
        .in_time_since(at(now))
        .unwrap()
        .to_wire()
}

#[test]
fn the_built_in_table_covers_2015_to_2030() {
    let calendar = Calendar::official();
    assert_eq!(calendar.kind(date(2015, 1, 1)), Ok(DayKind::Free));
    assert_eq!(calendar.kind(date(2030, 12, 31)), Ok(DayKind::Business));
    assert_eq!(calendar.kind(date(2014, 12, 31)), Err(OutOfRange));
    assert_eq!(calendar.kind(date(2031, 1, 1)), Err(OutOfRange));
}

#[test]
fn the_laws_holidays_are_free() {
    let calendar = Calendar::official();
    for year in 2015..=2030 {
        for (month, day) in [(1, 1), (4, 23), (5, 1), (5, 19), (8, 30), (10, 29)] {
            assert_eq!(calendar.kind(date(year, month, day)), Ok(DayKind::Free));
        }
    }
}

#[test]
fn the_15th_of_july_is_free_from_2017_on() {
    let calendar = Calendar::official();
    assert_eq!(calendar.kind(date(2016, 7, 15)), Ok(DayKind::Business));
    assert_eq!(calendar.kind(date(2019, 7, 15)), Ok(DayKind::Free));
}

#[test]
fn the_eves_of_feasts_and_the_28th_of_october_are_half_days() {
    let calendar = Calendar::official();
    // A Thursday, a Tuesday and a Wednesday.
    for eve in [date(2026, 3, 19), date(2026, 5, 26), date(2026, 10, 28)] {
        assert_eq!(calendar.kind(eve), Ok(DayKind::Half));
    }
}

#[test]
fn feasts_last_three_and_four_days() {
    let calendar = Calendar::official();
    let kinds = |days: std::ops::RangeInclusive<i8>, month| -> Vec<_> {
        days.map(|day| calendar.kind(date(2025, month, day)).unwrap())
            .collect()
    };
    // Ramazan Bayramı of 2025: Sunday 30 March to Tuesday 1 April.
    assert_eq!(kinds(31..=31, 3), [DayKind::Free]);
    assert_eq!(kinds(1..=2, 4), [DayKind::Free, DayKind::Business]);
    // Kurban Bayramı of 2025: Friday 6 to Monday 9 June.
    assert_eq!(
        kinds(6..=10, 6),
        [
            DayKind::Free,
            DayKind::Free,
            DayKind::Free,
            DayKind::Free,
            DayKind::Business
        ]
    );
}

#[test]
fn a_consent_is_in_time_on_the_third_business_day_after_it() {
    // Thursday: Tuesday, Wednesday and Thursday lie after Monday.
    assert_eq!(in_time_since("2026-02-12 10:00:00"), "2026-02-09 00:00:00");
}

#[test]
fn a_weekend_is_not_counted() {
    for now in ["2026-02-16 00:00:00", "2026-02-16 23:59:59"] {
        assert_eq!(in_time_since(now), "2026-02-11 00:00:00");
    }
    // On Sunday the last four business days are Tuesday to Friday.
    assert_eq!(in_time_since("2026-02-15 12:00:00"), "2026-02-10 00:00:00");
}

#[test]
fn a_day_ends_at_midnight_in_turkiye() {
    assert_eq!(in_time_since("2026-02-12 23:59:59"), "2026-02-09 00:00:00");
    assert_eq!(in_time_since("2026-02-13 00:00:00"), "2026-02-10 00:00:00");
}

#[test]
fn a_feast_and_its_eve_put_the_deadline_off() {
    // Kurban Bayramı of 2026: Wednesday 27 to Saturday 30 May, the eve on Tuesday. On Tuesday
    // 2 June: 2 and 1 June, Monday 25 and Friday 22 May.
    assert_eq!(in_time_since("2026-06-02 09:00:00"), "2026-05-22 00:00:00");
}

#[test]
fn an_operators_free_day_puts_the_deadline_off() {
    let tuesday = Addition {
        date: date(2026, 2, 10),
        kind: DayKind::Free,
    };
    let calendar = Calendar::with_additions(&[tuesday]).unwrap();
    let since = calendar.in_time_since(at("2026-02-12 10:00:00")).unwrap();
    assert_eq!(since.to_wire(), "2026-02-06 00:00:00");
}

#[test]
fn an_operators_half_day_does_not_shorten_a_holiday() {
    let additions = [
        Addition {
            date: date(2026, 10, 29),
            kind: DayKind::Half,
        },
        Addition {
            date: date(2026, 10, 27),
            kind: DayKind::Half,
        },
    ];
    let calendar = Calendar::with_additions(&additions).unwrap();
    assert_eq!(calendar.kind(date(2026, 10, 29)), Ok(DayKind::Free));
    assert_eq!(calendar.kind(date(2026, 10, 27)), Ok(DayKind::Half));
}

#[test]
fn an_addition_outside_the_table_is_refused() {
    let addition = Addition {
        date: date(2031, 1, 2),
        kind: DayKind::Free,
    };
    assert_eq!(
        Calendar::with_additions(&[addition]).unwrap_err(),
        OutOfRange
    );
}

#[test]
fn dates_outside_the_table_are_an_error_and_no_guess() {
    let calendar = Calendar::official();
    for now in [
        "2014-12-31 23:59:59",
        "2015-01-01 00:00:00",
        "2031-01-01 00:00:00",
    ] {
        assert_eq!(calendar.in_time_since(at(now)), Err(OutOfRange), "{now}");
    }
    assert!(calendar.in_time_since(at("2030-12-31 23:59:59")).is_ok());
    for millis in [i64::MIN, i64::MAX] {
        assert_eq!(
            calendar.in_time_since(Timestamp::from_millis(millis)),
            Err(OutOfRange)
        );
    }
}

#[test]
fn a_table_that_cannot_be_read_is_refused_by_line() {
    for (text, line) in [
        ("feast 2020-01-02 3", 1),
        (
            "range 2020-01-01 2020-12-31\nrange 2020-01-01 2020-12-31",
            2,
        ),
        ("range 2020-01-01 2020-12-31\n\nholiday 2020-01-01 1", 3),
        ("range 2020-01-01 2020-12-31\nfeast 2021-01-01 3", 2),
        ("range 2020-01-01 2020-12-31\nfeast 2020-13-01 3", 2),
        ("range 2020-01-01 2020-12-31\nevery 01-01", 2),
        ("range 2020-12-31 2020-01-01", 1),
    ] {
        assert_eq!(Table::from_text(text).unwrap_err().0, line, "{text}");
    }
}

/// The same rule, counted day by day.
fn business_days_after(consent: Date, today: Date, calendar: &Calendar) -> usize {
    consent
        .tomorrow()
        .unwrap()
        .series(jiff::ToSpan::days(1))
        .take_while(|day| *day <= today)
        .filter(|day| calendar.kind(*day) == Ok(DayKind::Business))
        .count()
}

proptest! {
    #[test]
    fn the_deadline_is_the_first_day_with_at_most_three_business_days_after_it(
        day in 20_i64..5800,
        millis in 0_i64..86_400_000,
    ) {
        let first = at("2015-01-01 00:00:00").as_millis();
        let now = Timestamp::from_millis(first + day * 86_400_000 + millis);
        let calendar = Calendar::official();
        let since = calendar.in_time_since(now).unwrap();
        let (consent, today) = (since.to_civil(), now.to_civil().date());
        prop_assert_eq!(consent.time(), jiff::civil::Time::midnight());
        prop_assert!(business_days_after(consent.date(), today, &calendar) <= 3);
        prop_assert!(business_days_after(consent.date().yesterday().unwrap(), today, &calendar) > 3);
        prop_assert!(since <= surely_in_time_since(now));
    }

    #[test]
    fn no_instant_makes_the_calendar_panic(millis in any::<i64>()) {
        let _ = Calendar::official().in_time_since(Timestamp::from_millis(millis));
        let _ = surely_in_time_since(Timestamp::from_millis(millis));
    }
}
