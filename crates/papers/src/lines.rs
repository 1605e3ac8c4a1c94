//! Breaking text into lines.

use crate::face::Face;

/// Breaks a text at its spaces so that no line is wider than `width` at `size`; a word that is wider by itself is broken where
/// the line is full. A line that goes on keeps the space it was broken at, so that whoever reads the text finds its words.
pub fn wrap(text: &str, face: Face, size: f32, width: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let (mut line, mut filled) = (String::new(), 0.0);
    for word in text.split_inclusive(' ') {
        let bare = word.trim_end_matches(' ');
        let wide: f32 = bare.chars().map(|char| face.width(char) * size).sum();
        if filled + wide > width && !line.is_empty() {
            lines.push(std::mem::take(&mut line));
            filled = 0.0;
        }
        for char in word.chars() {
            let advance = face.width(char) * size;
            if filled + advance > width && char != ' ' && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                filled = 0.0;
            }
            line.push(char);
            filled += advance;
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn width(line: &str) -> f32 {
        let chars = line.trim_end().chars();
        chars.map(|char| Face::Regular.width(char) * 10.0).sum()
    }

    #[test]
    fn lines_are_broken_at_spaces_and_come_together_to_the_text() {
        let text = "Şikâyete konu ileti, onay olmadan gönderilmiştir.";
        let lines = wrap(text, Face::Regular, 10.0, 100.0);
        assert!(lines.len() > 2);
        assert_eq!(lines.concat(), text);
        for line in &lines {
            assert!(width(line) <= 100.0, "{line}");
        }
    }

    #[test]
    fn a_word_that_is_too_wide_is_broken_where_the_line_is_full() {
        let text = format!("a {} b", "w".repeat(500));
        let lines = wrap(&text, Face::Regular, 10.0, 100.0);
        assert_eq!(lines.concat(), text);
        assert!(lines.iter().all(|line| width(line) <= 100.0));
    }

    #[test]
    fn a_line_narrower_than_a_letter_has_one_letter_each() {
        assert_eq!(wrap("abc", Face::Regular, 10.0, 1.0), ["a", "b", "c"]);
        assert_eq!(wrap("", Face::Regular, 10.0, 1.0), [""]);
    }
}
