//! Messages and tables as text.

use super::traces::has;
use super::walk::End;

/// The longest headers of a message that are read, in bytes.
const HEADERS_BYTES_MAX: usize = 64 * 1024;

/// Whether a text begins with a header: a name and a colon.
pub fn begins_message(start: &[u8]) -> bool {
    let name = start
        .iter()
        .take_while(|b| b.is_ascii_graphic() && **b != b':')
        .count();
    (1..64).contains(&name) && start.get(name) == Some(&b':') && start.iter().all(|b| is_text(*b))
}

/// Whether what begins so can be a table: text, and no markup.
pub fn begins_table(start: &[u8]) -> bool {
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    let first = start.iter().find(|b| !b.is_ascii_whitespace());
    first.is_some_and(|b| *b != b'<') && start.iter().all(|b| is_text(*b))
}

const fn is_text(byte: u8) -> bool {
    matches!(byte, b'\t' | b'\n' | 0x0c | b'\r' | 0x20..=0x7e | 0x80..=0xff)
}

/// A message: headers, an empty line, a body; one of several parts ends with its boundary.
#[derive(Default)]
pub struct Eml {
    headers: Vec<u8>,
    damaged: bool,
}

impl Eml {
    pub fn push(&mut self, bytes: &[u8]) {
        let room = HEADERS_BYTES_MAX.saturating_sub(self.headers.len());
        self.headers
            .extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.damaged |= bytes.contains(&0);
    }

    pub fn end(&self, tail: &[u8]) -> End {
        let text = String::from_utf8_lossy(&self.headers).replace("\r\n", "\n");
        let Some((headers, _)) = text.split_once("\n\n") else {
            return End::Cut;
        };
        let unfolded = headers.replace("\n ", " ").replace("\n\t", " ");
        let header = |wanted: &str| {
            unfolded.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.trim().eq_ignore_ascii_case(wanted).then_some(value)
            })
        };
        if self.damaged || header("From").is_none() || header("Date").is_none() {
            return End::Damaged;
        }
        match header("Content-Type").and_then(boundary) {
            Some(boundary) if !has(tail, format!("--{boundary}--").as_bytes()) => End::Cut,
            _ => End::Whole,
        }
    }
}

/// The boundary of a message of several parts.
fn boundary(content_type: &str) -> Option<&str> {
    let lower = content_type.to_ascii_lowercase();
    if !lower.trim_start().starts_with("multipart/") {
        return None;
    }
    let value = &content_type[lower.find("boundary=")? + "boundary=".len()..];
    match value.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next(),
        None => value.split([';', ' ']).next(),
    }
}

/// A table: text whose first line has a separator.
#[derive(Default)]
pub struct Csv {
    separated: bool,
    first_line: bool,
    damaged: bool,
}

impl Csv {
    pub fn push(&mut self, bytes: &[u8]) {
        self.damaged |= !bytes.iter().all(|b| is_text(*b));
        for byte in bytes {
            if self.first_line {
                break;
            }
            self.separated |= matches!(byte, b',' | b';' | b'\t');
            self.first_line = *byte == b'\n' && self.separated;
        }
    }

    pub const fn end(&self) -> End {
        if self.damaged || !self.separated {
            End::Damaged
        } else {
            End::Whole
        }
    }
}
