//! Between the types of this crate and the columns of the store.

use domain::{Channel, Day, Origin, RecipientType, Timestamp};
use sqlx::Row as _;

use crate::db::Row;
use crate::error::{Error, Result};

/// A number as the store keeps it. `Invalid`: past 2⁶³ − 1.
pub(crate) fn stored(number: u64, what: &'static str) -> Result<i64> {
    i64::try_from(number).map_err(|_| Error::Invalid(what))
}

/// A channel as the store keeps it.
pub(crate) fn stored_channel(channel: Channel) -> i16 {
    i16::from(channel.to_byte())
}

/// Reads a code or another small number.
pub(crate) fn code(row: &Row, column: &'static str) -> Result<u32> {
    u32::try_from(row.try_get::<i64, _>(column)?).map_err(|_| Error::Corrupt(column))
}

/// Reads a number that cannot be negative.
pub(crate) fn count(row: &Row, column: &'static str) -> Result<u64> {
    u64::try_from(row.try_get::<i64, _>(column)?).map_err(|_| Error::Corrupt(column))
}

/// Reads a flag.
pub(crate) fn flag(row: &Row, column: &'static str) -> Result<bool> {
    Ok(row.try_get::<i16, _>(column)? != 0)
}

/// Reads an instant.
pub(crate) fn instant(row: &Row, column: &'static str) -> Result<Timestamp> {
    Ok(Timestamp::from_millis(row.try_get(column)?))
}

/// Reads an instant that may be missing.
pub(crate) fn maybe_instant(row: &Row, column: &'static str) -> Result<Option<Timestamp>> {
    Ok(row
        .try_get::<Option<i64>, _>(column)?
        .map(Timestamp::from_millis))
}

/// Reads a channel.
pub(crate) fn channel(row: &Row, column: &'static str) -> Result<Channel> {
    byte(row, column, Channel::from_byte)
}

/// Reads a recipients' type.
pub(crate) fn recipient_type(row: &Row, column: &'static str) -> Result<RecipientType> {
    byte(row, column, RecipientType::from_byte)
}

/// Reads which side made something.
pub(crate) fn origin(row: &Row, column: &'static str) -> Result<Origin> {
    byte(row, column, Origin::from_byte)
}

/// Reads the number of something of a fixed list.
fn byte<T>(row: &Row, column: &'static str, parse: impl Fn(u8) -> Option<T>) -> Result<T> {
    u8::try_from(row.try_get::<i16, _>(column)?)
        .ok()
        .and_then(parse)
        .ok_or(Error::Corrupt(column))
}

/// Reads a day.
pub(crate) fn day(row: &Row, column: &'static str) -> Result<Day> {
    word(row, column, |text| Day::from_wire(text).ok())
}

/// Reads a word of a fixed list.
pub(crate) fn word<T>(
    row: &Row,
    column: &'static str,
    parse: impl Fn(&str) -> Option<T>,
) -> Result<T> {
    parse(row.try_get(column)?).ok_or(Error::Corrupt(column))
}

/// Reads bytes of a fixed length.
pub(crate) fn bytes<const N: usize>(row: &Row, column: &'static str) -> Result<[u8; N]> {
    row.try_get::<Vec<u8>, _>(column)?
        .try_into()
        .map_err(|_| Error::Corrupt(column))
}

/// Reads a UUID kept in its usual form.
pub(crate) fn uuid(row: &Row, column: &'static str) -> Result<uuid::Uuid> {
    row.try_get::<String, _>(column)?
        .parse()
        .map_err(|_| Error::Corrupt(column))
}
