//! An error, and what has caused it.

use std::error::Error;

/// The error, then its causes, the nearest first.
pub fn chain<'a>(
    error: &'a (dyn Error + 'static),
) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    std::iter::successors(Some(error), |error| (*error).source())
}

/// What has happened and what has caused it, in one line. A cause whose words are there already is passed over.
pub fn told(error: &(dyn Error + 'static)) -> String {
    let mut text = error.to_string();
    for cause in chain(error).skip(1).map(ToString::to_string) {
        if !text.contains(&cause) {
            text.push_str(": ");
            text.push_str(&cause);
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io;

    use super::*;

    #[derive(Debug, thiserror::Error)]
    #[error("{0}")]
    struct Said(&'static str, #[source] Option<Box<Said>>);

    #[test]
    fn an_error_is_told_with_its_causes_and_nothing_is_said_twice() {
        let error = |text, cause: Option<Said>| Said(text, cause.map(Box::new));
        let disk = error("no space left", None);
        let file = error("the file cannot be written: no space left", Some(disk));
        let error = error("the batch has failed", Some(file));
        let expected = "the batch has failed: the file cannot be written: no space left";
        assert_eq!(told(&error), expected);
        assert_eq!(chain(&error).count(), 3);
        assert_eq!(told(&io::Error::other("alone")), "alone");
    }
}
