//! Traces of other kinds, and of what a document has inside, wherever in it they are.

/// Where a zip archive can end at the latest, from the end of a file, in bytes: its end record and the longest comment.
pub const TAIL_BYTES: usize = 22 + 65_535;

/// A zip archive's end record.
pub struct ZipEnd {
    /// Where the list of its files ends, as it says.
    pub directory_end: u64,
    /// The record's length with its comment.
    pub length: u64,
}

/// Looks for one as a lenient reader does: from the end, whatever follows it.
pub fn zip_end(tail: &[u8]) -> Option<ZipEnd> {
    let tail = &tail[tail.len().saturating_sub(TAIL_BYTES)..];
    let number = |at: usize, length: usize| {
        let bytes = tail.get(at..at + length)?;
        Some(bytes.iter().rev().fold(0, |n, b| (n << 8) | u64::from(*b)))
    };
    let plausible = |at: usize| {
        let disks = number(at + 4, 4)?;
        let (here, all) = (number(at + 8, 2)?, number(at + 10, 2)?);
        let end = number(at + 12, 4)? + number(at + 16, 4)?;
        let comment = number(at + 20, 2)?;
        (disks == 0 && here == all).then_some(ZipEnd {
            directory_end: end,
            length: 22 + comment,
        })
    };
    let places = (0..tail.len().saturating_sub(21)).rev();
    places
        .filter(|at| tail[*at..].starts_with(b"PK\x05\x06"))
        .find_map(plausible)
}

pub fn has(text: &[u8], word: &[u8]) -> bool {
    text.windows(word.len()).any(|window| window == word)
}

pub const PDF_WORDS: [&[u8]; 4] = [b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile"];
pub const BOOK_WORDS: [&[u8]; 3] = [b"[Content_Types].xml", b"xl/workbook.", b"vbaProject.bin"];
/// One less than the longest word, in bytes.
const WORD_OVERLAP: usize = 18;

/// Looks for words anywhere in a document.
pub struct Words {
    wanted: &'static [&'static [u8]],
    found: [bool; 4],
    overlap: Vec<u8>,
}

impl Words {
    pub fn new(words: &'static [&'static [u8]]) -> Self {
        Self {
            wanted: words,
            found: [false; 4],
            overlap: Vec::new(),
        }
    }

    pub fn push(&mut self, bytes: &[u8]) {
        self.overlap.extend_from_slice(bytes);
        for (word, found) in self.wanted.iter().zip(&mut self.found) {
            *found = *found || has(&self.overlap, word);
        }
        let rest = self.overlap.len().saturating_sub(WORD_OVERLAP);
        self.overlap.drain(..rest);
    }

    pub fn found(&self, number: usize) -> bool {
        self.found[number]
    }
}
