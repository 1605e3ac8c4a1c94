//! Arithmetic of instants.

use std::time::Duration;

use domain::Timestamp;

const NOON: Timestamp = Timestamp::from_seconds(1_773_133_200);
const SECOND: Duration = Duration::from_secs(1);

#[test]
fn what_is_added_can_be_taken_off_again() {
    assert_eq!((NOON + SECOND).as_millis(), NOON.as_millis() + 1_000);
    assert_eq!(NOON + SECOND - SECOND, NOON);
    assert_eq!((NOON + SECOND).since(NOON), SECOND);
}

#[test]
fn nothing_lies_between_an_instant_and_a_later_one_seen_from_it() {
    assert_eq!(NOON.since(NOON + SECOND), Duration::ZERO);
    let (first, last) = (i64::MIN, i64::MAX);
    let [first, last] = [first, last].map(Timestamp::from_millis);
    assert_eq!(first.since(last), Duration::ZERO);
    assert!(last.since(first) > Duration::from_hours(24 * 365));
}

#[test]
fn no_instant_lies_beyond_the_first_and_the_last() {
    assert_eq!((NOON + Duration::MAX).as_millis(), i64::MAX);
    assert_eq!((NOON - Duration::MAX - Duration::MAX).as_millis(), i64::MIN);
}

#[test]
fn a_span_before_now_has_its_end_and_not_its_beginning() {
    let milli = Duration::from_millis(1);
    assert!(NOON.is_within(SECOND, NOON));
    assert!((NOON - SECOND + milli).is_within(SECOND, NOON));
    assert!(!(NOON - SECOND).is_within(SECOND, NOON));
    assert!(!(NOON + milli).is_within(SECOND, NOON));
}
