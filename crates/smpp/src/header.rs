//! The header before a text (TS 23.040, 9.2.3.24): which part of a message it is, and in which letters.

use crate::gsm::Shifts;
use crate::letters;

/// Its elements: parts counted in a byte and in two, and the national tables.
const PARTS: u8 = 0x00;
const PARTS_WIDE: u8 = 0x08;
const SINGLE_SHIFT: u8 = 0x24;
const LOCKING_SHIFT: u8 = 0x25;

/// The number of Turkish among the national tables.
const TURKISH: u8 = 1;

/// Which part of a long message something is, as its header says; it may be one that cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// What is the same for all parts of one message of one sender.
    pub reference: u32,
    /// How many parts there are.
    pub total: u8,
    /// Which one this is, from 1.
    pub number: u8,
}

/// What a header says.
#[derive(Default)]
pub(crate) struct Header {
    pub(crate) part: Option<Part>,
    pub(crate) shifts: Shifts,
    /// Whether it cannot be read to its end.
    pub(crate) is_odd: bool,
}

impl Header {
    /// The header and what follows it. One that is none is odd, and then the text begins where it looks like
    /// one: with the message, or behind the length.
    pub(crate) fn split(bytes: &[u8]) -> (Self, &[u8]) {
        let none = || Self {
            is_odd: true,
            ..Self::default()
        };
        let Some((length, rest)) = bytes.split_first() else {
            return (none(), bytes);
        };
        let begins_with_text = matches!(*length, b' '..=b'~') || letters::are_units(bytes);
        let Some((mut elements, body)) = rest.split_at_checked(usize::from(*length)) else {
            let text = if begins_with_text { bytes } else { rest };
            return (none(), text);
        };
        let mut header = Self::default();
        while let [kind, length, rest @ ..] = elements {
            let Some((value, rest)) = rest.split_at_checked(usize::from(*length)) else {
                break;
            };
            header.read(*kind, value);
            elements = rest;
        }
        if begins_with_text && (*length == 0 || !elements.is_empty()) {
            return (none(), bytes);
        }
        header.is_odd |= *length == 0 || !elements.is_empty();
        (header, body)
    }

    fn read(&mut self, kind: u8, value: &[u8]) {
        match (kind, value) {
            (PARTS, [reference, total, number]) => {
                self.part = Some(part(u32::from(*reference), *total, *number));
            }
            (PARTS_WIDE, [high, low, total, number]) => {
                let reference = u16::from_be_bytes([*high, *low]);
                self.part = Some(part(u32::from(reference), *total, *number));
            }
            (SINGLE_SHIFT, [TURKISH]) => self.shifts.turkish_single = true,
            (LOCKING_SHIFT, [TURKISH]) => self.shifts.turkish_locking = true,
            // Tables of other languages: what they share is read, with a doubt.
            (SINGLE_SHIFT | LOCKING_SHIFT, _) => self.shifts.others = true,
            (PARTS | PARTS_WIDE, _) => self.is_odd = true,
            _ => {}
        }
    }
}

fn part(reference: u32, total: u8, number: u8) -> Part {
    Part {
        reference,
        total,
        number,
    }
}
