//! What sets the cells of a file apart.

use super::encoding::Encoding;

/// How many lines with something in them are looked at.
const LINES_LOOKED_AT: usize = 32;

/// How a CSV file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its encoding.
    pub encoding: Encoding,
    /// What sets its cells apart.
    pub separator: Separator,
}

/// What sets cells apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Separator {
    /// `;`, as spreadsheets write in Türkiye, where a comma stands in numbers.
    Semicolon,
    /// `,`.
    Comma,
    /// A tab.
    Tab,
    /// `|`.
    Bar,
}

impl Separator {
    /// All of them; the first wins where nothing tells.
    const ALL: [Self; 4] = [Self::Semicolon, Self::Comma, Self::Tab, Self::Bar];

    /// The sign.
    pub const fn byte(self) -> u8 {
        match self {
            Self::Semicolon => b';',
            Self::Comma => b',',
            Self::Tab => b'\t',
            Self::Bar => b'|',
        }
    }

    /// The sign.
    pub const fn letter(self) -> char {
        self.byte() as char
    }

    /// What the beginning of a file says, and whether its first line does so by declaring it (`sep=;`, as spreadsheets
    /// write and read).
    pub(super) fn recognise(sample: &[u8]) -> (Self, bool) {
        let mut lines = sample
            .split(|byte| matches!(byte, b'\n' | b'\r'))
            .filter(|line| !line.trim_ascii().is_empty())
            .peekable();
        if let Some(declared) = lines.peek().and_then(|line| Self::declared(line)) {
            return (declared, true);
        }
        let lines: Vec<&[u8]> = lines.take(LINES_LOOKED_AT).collect();
        let score = |separator: &Self| {
            let count = |line: &&[u8]| separator.count(line);
            let first = lines.first().map_or(0, count);
            let alike = lines.iter().filter(|line| count(line) == first).count();
            (first > 0).then_some((alike, first))
        };
        // Of equals the last wins.
        let best = Self::ALL.into_iter().rev().max_by_key(score);
        (best.unwrap_or(Self::Semicolon), false)
    }

    /// How often the sign stands outside of quotes.
    fn count(self, line: &[u8]) -> usize {
        let mut is_quoted = false;
        let mut count = 0;
        for byte in line {
            is_quoted ^= *byte == b'"';
            count += usize::from(*byte == self.byte() && !is_quoted);
        }
        count
    }

    /// What a line declares. `"sep=;"` and `sep=;;;` are written, too.
    fn declared(line: &[u8]) -> Option<Self> {
        let (name, signs) = line.trim_ascii_start().split_at_checked("sep=".len())?;
        let (name, signs) = match name {
            [b'"', ..] => signs
                .split_first()
                .map(|(last, signs)| ([&name[1..], &[*last]].concat(), signs))?,
            _ => (name.to_vec(), signs),
        };
        let first = signs.first()?;
        let only_it = signs.iter().all(|sign| sign == first || *sign == b'"');
        Self::ALL
            .into_iter()
            .find(|one| one.byte() == *first)
            .filter(|_| only_it && name.eq_ignore_ascii_case(b"sep="))
    }
}
