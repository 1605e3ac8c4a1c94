//! Addresses and dates as people and spreadsheets write them, in the contract's form.

use domain::{Address, Channel, ErrorCode, Phone, Timestamp};

use crate::finding::{Finding, Flaw};
use crate::row::DateSystem;
use crate::{date, number};

/// The length of a date and time in the contract's form, in bytes.
const WIRE_BYTES: usize = "2026-03-09 08:05:00".len();

/// Reads an address as people write it.
///
/// # Errors
/// Why it is none of the channel's.
pub fn read_address(cell: &str, channel: Channel) -> Result<Address, Finding> {
    let cell = cell.trim();
    if number::is_shortened_text(cell) {
        return Err(Finding::Table(Flaw::NumberShortened));
    }
    let mut text = String::new();
    write_address(cell, channel.is_phone(), &mut text);
    Address::from_wire(&text, channel).map_err(Finding::Contract)
}

/// Reads a date as people and spreadsheets write it; nothing where the cell is empty.
///
/// # Errors
/// It is none.
pub fn read_date(cell: &str, dates: DateSystem) -> Result<Option<Timestamp>, ErrorCode> {
    let mut text = String::new();
    write_date(cell.trim(), dates, &mut text);
    let date = Some(text.as_str()).filter(|text| !text.is_empty());
    date.map(Timestamp::from_wire).transpose()
}

/// Writes an address in the contract's form where it can be read, and else as it stands: what it is refused with is the
/// contract's to say.
pub fn write_address(cell: &str, is_phone: bool, text: &mut String) {
    match is_phone.then(|| Phone::from_human(cell)) {
        Some(Ok(phone)) => text.push_str(&phone.to_string()),
        _ => text.push_str(cell),
    }
}

/// Writes a date and time in the contract's form where it is `DD.MM.YYYY[ HH:mm[:ss]]` or a spreadsheet's serial number,
/// and else as it stands. A day alone is its beginning.
pub fn write_date(cell: &str, dates: DateSystem, text: &mut String) {
    let start = text.len();
    if cell.len() == WIRE_BYTES && cell.as_bytes()[4] == b'-' {
        text.push_str(cell);
    } else if of_day(cell, text).is_none() && of_serial(cell, dates, text).is_none() {
        text.truncate(start);
        text.push_str(cell);
    }
}

/// `DD.MM.YYYY[ HH:mm[:ss]]`.
fn of_day(cell: &str, text: &mut String) -> Option<()> {
    let (day, time) = cell.split_once(' ').unwrap_or((cell, "0:00:00"));
    let mut parts = day.split('.');
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    let mut times = time.trim().split(':');
    let (hours, minutes) = (times.next()?, times.next()?);
    let seconds = times.next().unwrap_or("00");
    let is_number = |text: &str, most: usize| {
        (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
    };
    let is_date = is_number(day, 2)
        && is_number(month, 2)
        && is_number(year, 4)
        && year.len() == 4
        && is_number(hours, 2)
        && is_number(minutes, 2)
        && is_number(seconds, 2)
        && parts.next().is_none()
        && times.next().is_none();
    if !is_date {
        return None;
    }
    let written = format!("{year}-{month:0>2}-{day:0>2} {hours:0>2}:{minutes:0>2}:{seconds:0>2}");
    text.push_str(&written);
    Some(())
}

/// A serial number, with a comma or a point before its fraction.
fn of_serial(cell: &str, dates: DateSystem, text: &mut String) -> Option<()> {
    let is_number = cell
        .bytes()
        .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
    let serial: f64 = is_number.then(|| cell.replace(',', ".").parse().ok())??;
    let at = date::of_serial(serial, dates)?;
    date::write(at, text).ok()
}

#[cfg(test)]
mod tests {
    use domain::Timestamp;

    use super::*;

    fn date(cell: &str, dates: DateSystem) -> String {
        let mut text = String::new();
        write_date(cell, dates, &mut text);
        text
    }

    #[test]
    fn dates_are_read_in_every_form_people_write() {
        for (cell, read) in [
            ("2026-03-09 08:05:00", "2026-03-09 08:05:00"),
            ("09.03.2026", "2026-03-09 00:00:00"),
            ("9.3.2026 8:05", "2026-03-09 08:05:00"),
            ("09.03.2026 08:05:07", "2026-03-09 08:05:07"),
            ("45943.5", "2025-10-13 12:00:00"),
            ("45943,5", "2025-10-13 12:00:00"),
            ("45943", "2025-10-13 00:00:00"),
        ] {
            assert_eq!(date(cell, DateSystem::Since1900), read, "{cell}");
            assert!(Timestamp::from_wire(read).is_ok());
        }
        assert_eq!(
            date("44481.5", DateSystem::Since1904),
            "2025-10-13 12:00:00"
        );
    }

    #[test]
    fn what_is_no_date_stays_as_it_stands() {
        for cell in [
            "",
            "dün",
            "09/03/2026",
            "2026-03-09",
            "09.03.26",
            "9.3.2026 8",
            "1.2.2026 1:2:3:4",
            "#09.03.2026",
            "-45943",
            "12",
            "9.3.2026.1",
            "2026-03-09T08:05:00",
            "1e5",
        ] {
            assert_eq!(date(cell, DateSystem::Since1900), cell);
        }
    }

    #[test]
    fn phones_are_read_in_every_form_and_doubtful_ones_stay() {
        let read = |cell: &str| {
            let mut text = String::new();
            write_address(cell, true, &mut text);
            text
        };
        for cell in [
            "+905321234567",
            "00905321234567",
            "905321234567",
            "05321234567",
            "5321234567",
            "0 (532) 123 45 67",
        ] {
            assert_eq!(read(cell), "+905321234567", "{cell}");
        }
        for cell in ["532123456", "#05321234567", "0212 123 00 00 dahili 5"] {
            assert_eq!(read(cell), cell);
        }
    }
}
