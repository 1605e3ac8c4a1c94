//! Dates as spreadsheets count them.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::{DateTime, date};

use crate::row::DateSystem;

/// The seconds of a day.
const DAY_SECONDS: f64 = 86_400.0;

/// The first serial number that is a date beyond doubt: spreadsheets take 1900 for a leap year, which it was not.
const FIRST_SERIAL: f64 = 61.0;

/// The last serial number of a spreadsheet, at the end of the year 9999.
const LAST_SERIAL: f64 = 2_958_466.0;

/// The date and time that a serial number stands for, to the nearest second; nothing where it is none.
pub fn of_serial(serial: f64, system: DateSystem) -> Option<DateTime> {
    if !(FIRST_SERIAL..LAST_SERIAL).contains(&serial) {
        return None;
    }
    let beginning = match system {
        DateSystem::Since1900 => date(1899, 12, 30),
        DateSystem::Since1904 => date(1904, 1, 1),
    };
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a serial number within its bounds comes to fewer seconds than an i64 holds"
    )]
    let seconds = (serial * DAY_SECONDS).round() as i64;
    let since = SignedDuration::from_secs(seconds);
    beginning.at(0, 0, 0, 0).checked_add(since).ok()
}

/// Writes a date and time as the contract does.
pub fn write(at: DateTime, text: &mut dyn fmt::Write) -> fmt::Result {
    write!(
        text,
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}",
        at.year(),
        at.month(),
        at.day(),
        at.hour(),
        at.minute(),
        at.second()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(serial: f64, system: DateSystem) -> Option<String> {
        let mut text = String::new();
        write(of_serial(serial, system)?, &mut text).unwrap();
        Some(text)
    }

    #[test]
    fn serial_numbers_are_dates_in_both_systems_to_the_second() {
        for (serial, system, date) in [
            (61.0, DateSystem::Since1900, "1900-03-01 00:00:00"),
            (42_125.0, DateSystem::Since1900, "2015-05-01 00:00:00"),
            (45_943.5, DateSystem::Since1900, "2025-10-13 12:00:00"),
            // 10:20:30 as a fraction that binary numbers do not have.
            (
                45_943.430_902_777_78,
                DateSystem::Since1900,
                "2025-10-13 10:20:30",
            ),
            (
                45_943.999_999_9,
                DateSystem::Since1900,
                "2025-10-14 00:00:00",
            ),
            (44_481.5, DateSystem::Since1904, "2025-10-13 12:00:00"),
        ] {
            assert_eq!(written(serial, system).as_deref(), Some(date), "{serial}");
        }
        for none in [0.0, 60.9, -1.0, 3e6, f64::NAN, f64::INFINITY] {
            assert_eq!(written(none, DateSystem::Since1900), None, "{none}");
        }
    }
}
