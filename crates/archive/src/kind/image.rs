//! Pictures.

use super::walk::{End, Next, Pieces};

/// A signature, then chunks: length (big-endian), type, content, checksum; the last is `IEND`.
#[derive(Default)]
pub struct Png {
    begun: bool,
}

impl Pieces for Png {
    const HEAD: usize = 8;

    fn head(&mut self, head: &[u8]) -> Next {
        if !self.begun {
            self.begun = true;
            return Next::Skip(0);
        }
        let (length, kind) = head.split_at(4);
        let length = length.iter().fold(0, |n, b| (n << 8) | u64::from(*b));
        if !kind.iter().all(u8::is_ascii_alphabetic) || length > u64::from(u32::MAX >> 1) {
            return Next::Damaged;
        }
        if kind == b"IEND" {
            return Next::Last(length + 4);
        }
        Next::Skip(length + 4)
    }

    fn between(&self) -> End {
        End::Cut
    }
}

/// Segments: `FF`, a marker, a length (big-endian, with its own two bytes), content. Behind a start of scan come bytes in
/// which `FF` stands for itself if `00` follows it, until another marker comes. `D9` ends the picture.
#[derive(Default)]
pub struct Jpeg {
    awaited: Awaited,
    marker: u8,
}

#[derive(Default)]
enum Awaited {
    /// `FF`.
    #[default]
    Mark,
    /// What follows it.
    Marker,
    /// The length of a segment.
    Length,
    /// A byte of a scan.
    Scan,
    /// What follows an `FF` in a scan.
    Escape,
}

const START_OF_SCAN: u8 = 0xda;

impl Pieces for Jpeg {
    const HEAD: usize = 1;

    fn head(&mut self, head: &[u8]) -> Next {
        let byte = head[0];
        self.awaited = match (&self.awaited, byte) {
            // Several of them are one.
            (Awaited::Mark | Awaited::Marker, 0xff) => Awaited::Marker,
            (Awaited::Scan | Awaited::Escape, 0xff) => Awaited::Escape,
            (Awaited::Mark, _) | (Awaited::Marker, 0) => return Next::Damaged,
            // `00` is an escape, `D0` to `D7` stand between the parts of a scan.
            (Awaited::Scan, _) | (Awaited::Escape, 0 | 0xd0..=0xd7) => Awaited::Scan,
            // The start of the picture.
            (Awaited::Marker, 0xd8) => Awaited::Mark,
            (Awaited::Marker | Awaited::Escape, 0xd9) => return Next::Last(0),
            (Awaited::Marker | Awaited::Escape, marker) => {
                self.marker = marker;
                Awaited::Length
            }
            (Awaited::Length, _) => return self.segment(head),
        };
        Next::Skip(0)
    }

    fn between(&self) -> End {
        End::Cut
    }
}

impl Jpeg {
    fn segment(&mut self, head: &[u8]) -> Next {
        let [first, second] = *head else {
            return Next::More(2);
        };
        self.awaited = if self.marker == START_OF_SCAN {
            Awaited::Scan
        } else {
            Awaited::Mark
        };
        let length = u64::from(u16::from_be_bytes([first, second]));
        length.checked_sub(2).map_or(Next::Damaged, Next::Skip)
    }
}
