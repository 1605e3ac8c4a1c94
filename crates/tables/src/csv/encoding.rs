//! How the text of a file is written: told by its mark, by its beginning, and else by the first line that tells.

use encoding_rs::WINDOWS_1254;

use super::line::Line;
use crate::finding::Flaw;
use crate::limits::SAMPLE_BYTES;

/// An encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8, with or without its mark.
    Utf8,
    /// UTF-16 with its mark, the lower byte first.
    Utf16Le,
    /// UTF-16 with its mark, the higher byte first.
    Utf16Be,
    /// The Turkish code page of Windows, of which ISO-8859-9 is a part.
    Windows1254,
}

impl Encoding {
    /// What the file's first bytes say.
    pub(super) fn of_mark(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0xef, 0xbb, 0xbf, ..] => Some(Self::Utf8),
            [0xff, 0xfe, ..] => Some(Self::Utf16Le),
            [0xfe, 0xff, ..] => Some(Self::Utf16Be),
            _ => None,
        }
    }
}

/// What the beginning of a file says. One line of UTF-8 beyond ASCII is enough: no Turkish text in the code page is that
/// by accident.
pub(super) fn judge(sample: &[u8]) -> Option<Encoding> {
    let mut is_other = false;
    let mut lines = sample.split(|byte| matches!(byte, b'\n' | b'\r'));
    if sample.len() == SAMPLE_BYTES && sample.iter().any(|byte| matches!(byte, b'\n' | b'\r')) {
        // The last line is cut, perhaps within a letter.
        lines.next_back();
    }
    for line in lines {
        match str::from_utf8(line) {
            Ok(text) if text.is_ascii() => {}
            Ok(_) => return Some(Encoding::Utf8),
            Err(_) => is_other = true,
        }
    }
    is_other.then_some(Encoding::Windows1254)
}

/// Takes the text of a line. The first that is no ASCII decides where the beginning of the file has not.
pub(super) fn decode(bytes: &[u8], encoding: &mut Option<Encoding>, line: &mut Line) {
    line.text.clear();
    let own = if let Ok(text) = str::from_utf8(bytes) {
        line.text.push_str(text);
        (!text.is_ascii()).then_some(Encoding::Utf8)
    } else {
        let (text, _) = WINDOWS_1254.decode_without_bom_handling(bytes);
        line.text.push_str(&text);
        Some(Encoding::Windows1254)
    };
    let is_page = |encoding| encoding == Encoding::Windows1254;
    line.flaw = flaw_of(&line.text);
    if let Some(own) = own
        && is_page(own) != is_page(*encoding.get_or_insert(own))
    {
        line.flaw = Some(Flaw::MixedEncoding);
    }
}

/// What is wrong with a text.
fn flaw_of(text: &str) -> Option<Flaw> {
    let is_plain = |byte: u8| byte == b'\t' || (b' '..0x7f).contains(&byte);
    if text.bytes().all(is_plain) {
        None
    } else if text.contains('\0') {
        Some(Flaw::Nul)
    } else if text.contains('\u{fffd}') {
        Some(Flaw::Damaged)
    } else if text.contains(|letter: char| letter.is_control() && letter != '\t') {
        Some(Flaw::Control)
    } else {
        None
    }
}
