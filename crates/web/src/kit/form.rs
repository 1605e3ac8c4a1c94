//! The fields of a form whose names may stand in it many times.

use crate::kit::failure::Failure;

/// A form's fields as they come.
pub type Fields = Vec<(String, String)>;

/// A field that may stand there once. Which of two values counts is nobody's to guess.
pub fn once<'a>(fields: &'a Fields, name: &str) -> Result<Option<&'a str>, Failure> {
    let mut values = all(fields, name);
    match (values.next(), values.next()) {
        (value, None) => Ok(value),
        (_, Some(_)) => Err(Failure::BadForm),
    }
}

/// Every value of a field.
pub fn all<'a>(fields: &'a Fields, name: &str) -> impl Iterator<Item = &'a str> + Clone {
    let own = fields.iter().filter(move |(key, _)| key == name);
    own.map(|(_, value)| value.as_str())
}
