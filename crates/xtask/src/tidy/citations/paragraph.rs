//! The texts in which something is cited, with the lines of one paragraph put together: a citation may be broken
//! between two of them.

use super::super::tree::File;

/// A text without breaks.
pub struct Paragraph {
    /// The lines, without what marks them as a comment, one blank between them.
    pub text: String,
    /// Where in the text each line begins, and its number.
    starts: Vec<(usize, usize)>,
}

impl Paragraph {
    /// The line of a place in the text.
    pub fn line(&self, at: usize) -> usize {
        let before = self.starts.iter().rev().find(|(start, _)| *start <= at);
        before.map_or(0, |(_, line)| *line)
    }

    fn add(&mut self, line: usize, text: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.starts.push((self.text.len(), line));
        self.text.push_str(text);
    }
}

/// How lines belong together in a kind of file.
#[derive(Clone, Copy)]
enum Kind {
    /// Comments that begin with this; every other line stands alone.
    Comments(&'static str),
    /// Prose.
    Prose,
}

/// The paragraphs of a file; none of a kind in which nothing is cited.
pub fn paragraphs(file: &File) -> Vec<Paragraph> {
    let kinds = [
        ("rs", Kind::Comments("//")),
        ("sql", Kind::Comments("--")),
        ("ftl", Kind::Comments("#")),
        ("toml", Kind::Comments("#")),
        ("md", Kind::Prose),
        ("html", Kind::Prose),
    ];
    let kind = kinds.iter().find(|(extension, _)| file.is(extension));
    let Some((_, kind)) = kind else {
        return Vec::new();
    };
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let mut goes_on = false;
    for (number, line) in file.lines() {
        let line = line.trim();
        let (text, joins) = match kind {
            Kind::Comments(mark) => match line.strip_prefix(mark) {
                Some(comment) => (comment.trim_start_matches(['/', '!']).trim(), true),
                None => (line, false),
            },
            Kind::Prose => (line, !begins_anew(line)),
        };
        if text.is_empty() {
            goes_on = false;
            continue;
        }
        if !(goes_on && joins) {
            paragraphs.push(Paragraph {
                text: String::new(),
                starts: Vec::new(),
            });
        }
        if let Some(paragraph) = paragraphs.last_mut() {
            paragraph.add(number, text);
        }
        goes_on = joins || matches!(kind, Kind::Prose);
    }
    paragraphs
}

/// Whether a line of prose is a heading, a row of a table or an entry of a list.
fn begins_anew(line: &str) -> bool {
    let is_entry = line
        .trim_start_matches(|symbol: char| symbol.is_ascii_digit())
        .starts_with(". ");
    is_entry
        || ["#", "|", "- ", "* "]
            .iter()
            .any(|mark| line.starts_with(mark))
}
