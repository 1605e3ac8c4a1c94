//! What is shown on a terminal moves no cursor, gives no command, and reads as it stands.

use std::fmt::Write as _;

use domain::letters::is_unseen;

/// What stands for a letter that is not shown.
const REPLACEMENT: char = '\u{fffd}';

/// Whether a letter would do something else than be seen.
fn acts(letter: char) -> bool {
    letter.is_control() || is_unseen(letter)
}

/// A text for people, without letters that are not seen.
pub fn shown(text: &str) -> String {
    text.replace(acts, REPLACEMENT.encode_utf8(&mut [0; 4]))
}

/// A text of JSON that says the same; such letters stand in its strings alone, and are written by their numbers.
pub fn shown_json(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if acts(letter) {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _written = write!(escaped, "\\u{unit:04x}");
            }
        } else {
            escaped.push(letter);
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

    use super::*;

    #[test]
    fn what_is_shown_gives_a_terminal_no_command_and_turns_no_line() {
        let text = "\u{1b}]0;x\u{7}ş\u{9b}2J\u{202e}a b";
        assert_eq!(shown(text), "\u{fffd}]0;x\u{fffd}ş\u{fffd}2J\u{fffd}a b");
        let json = serde_json::Value::from(text);
        let written = shown_json(&json.to_string());
        assert!(!written.contains(acts), "{written:?}");
        let read: serde_json::Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read, json);
    }
}
